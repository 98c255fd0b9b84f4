// The bridge over Electron's IPC. Runs in the sandbox: no Node, no library.
import type * as electron from 'electron';
import type { Bridge } from '../shared/api/bridge.ts';
import { CHANNELS } from '../shared/api/channels.ts';
import type { CallAnswer } from '../shared/api/http.ts';

/** Code of an answer that the transport itself gives, as JSON-RPC's internal error. */
const FAULT = -32603;
const HEARD_MS = 100;

export interface BridgeParts extends Pick<typeof electron, 'ipcRenderer' | 'webUtils'> {
  platform: string;
}

export function createBridge({ ipcRenderer, webUtils, platform }: BridgeParts): Bridge {
  const { invoke, subscribe } = messages(ipcRenderer);
  acknowledge(ipcRenderer);
  return {
    call: (id, name, input) => invoke(CHANNELS.call, id, name, input),
    cancel: (id) => ipcRenderer.send(CHANNELS.cancel, id),
    desktop: (name, input) => invoke(CHANNELS.desktop, name, input),
    onEvent: (listener) =>
      subscribe(CHANNELS.event, (name, value) => {
        if (typeof name === 'string') listener(name, value);
      }),
    onConnection: (listener) => subscribe(CHANNELS.connection, (open) => listener(open === true)),
    onCommand(listener) {
      const end = subscribe(CHANNELS.command, listener);
      ipcRenderer.send(CHANNELS.ready);
      return end;
    },
    pathOf: (file) => webUtils.getPathForFile(file),
    platform,
  };
}

/** Says how many events have come, a few times a second, so that the main process knows of a page that hangs. */
function acknowledge(ipcRenderer: BridgeParts['ipcRenderer']): void {
  let heard = 0;
  ipcRenderer.on(CHANNELS.event, () => {
    heard += 1;
    if (heard > 1) return;
    setTimeout(() => {
      ipcRenderer.send(CHANNELS.heard, heard);
      heard = 0;
    }, HEARD_MS);
  });
  ipcRenderer.send(CHANNELS.heard, 0);
}

function messages(ipcRenderer: BridgeParts['ipcRenderer']) {
  return {
    /** Never rejects: a value that can't be cloned, or a main process that refuses, is an answer too. What comes is checked by the page. */
    invoke: async (channel: string, ...values: unknown[]): Promise<CallAnswer> => {
      try {
        return (await ipcRenderer.invoke(channel, ...values)) as CallAnswer; // the page parses it by the schema
      } catch (error) {
        return { ok: false, error: { code: FAULT, message: error instanceof Error ? error.message : String(error), data: { name: 'RefusedError' } } };
      }
    },
    subscribe: (channel: string, listener: (...values: unknown[]) => void): (() => void) => {
      // the event would give the page `ipcRenderer` itself
      const heard = (_event: electron.IpcRendererEvent, ...values: unknown[]): void => listener(...values);
      ipcRenderer.on(channel, heard);
      return () => {
        ipcRenderer.removeListener(channel, heard);
      };
    },
  };
}
