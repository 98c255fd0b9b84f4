// The names of the IPC channels, apart from the schemas: the preload script carries these and no library.

/**
 * Only the main frame of a window of ours, on our own origin, is answered.
 * `heard`: how many events the page has taken since the last such message; 0 says that it begins to take them.
 * `connection`: whether the workbench behind the main process is there; at each change, false and then true, what was read of it may be old.
 * `ready`: the page listens to commands now; what was asked of it before is sent then.
 */
export const CHANNELS = {
  call: 'cgoscope:call',
  cancel: 'cgoscope:cancel',
  event: 'cgoscope:event',
  desktop: 'cgoscope:desktop',
  command: 'cgoscope:command',
  ready: 'cgoscope:ready',
  heard: 'cgoscope:heard',
  connection: 'cgoscope:connection',
} as const;
