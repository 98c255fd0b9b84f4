// The names of the IPC channels, apart from the schemas: the preload script carries these and no library.

/**
 * Only the main frame of a window of ours, on our own origin, is answered.
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
  connection: 'cgoscope:connection',
} as const;
