// An api that outlives the process behind it. A window or a server stays open for days; the owner of the data folder may crash or make room for a newer
// build meanwhile. Used by the shells that stay.
import type { Api, EventName, EventValue } from '../shared/api/contract.ts';
import type { OpenedWorkbench } from './workbench.ts';

export interface LastingOptions {
  /** Opens a workbench; asked again after the one before has gone. */
  open: () => Promise<OpenedWorkbench>;
  /** The workbench has gone: what was read of it may be old, and events may have been missed. */
  onGone: () => void;
  /** A workbench could not be opened for a listener; a call rejects with it instead. */
  onError: (error: unknown) => void;
}

/** Opens when it is first needed. Calls under way when the workbench goes reject with DisconnectedError; the next one opens another. */
export function lastingWorkbench({ open, onGone, onError }: LastingOptions): Api & { close(): Promise<void> } {
  let current: Promise<OpenedWorkbench> | null = null;
  let closed = false;
  /** Each tells a workbench that was just opened about one listener. */
  const listeners = new Set<(workbench: OpenedWorkbench) => void>();

  const openOne = async (): Promise<OpenedWorkbench> => {
    const workbench = await open();
    const lost = (): void => {
      current = null;
      if (!closed) onGone();
    };
    if (workbench.gone?.aborted === true) lost();
    else workbench.gone?.addEventListener('abort', lost, { once: true });
    for (const listen of listeners) listen(workbench);
    return workbench;
  };
  const workbench = (): Promise<OpenedWorkbench> => {
    if (closed) return Promise.reject(new Error('this api was closed'));
    if (current !== null) return current;
    const opening = openOne();
    current = opening;
    opening.catch(() => {
      if (current === opening) current = null; // the next call tries again; whoever asked has the error
    });
    return opening;
  };

  return {
    call: async (name, input, options) => (await workbench()).call(name, input, options),
    on<N extends EventName>(name: N, listener: (value: EventValue<N>) => void, { signal }: { signal: AbortSignal }) {
      if (signal.aborted) return;
      const told = new WeakSet<OpenedWorkbench>();
      const listen = (opened: OpenedWorkbench): void => {
        if (told.has(opened) || signal.aborted) return;
        told.add(opened);
        opened.on(name, listener, { signal });
      };
      listeners.add(listen);
      signal.addEventListener('abort', () => listeners.delete(listen), { once: true });
      workbench().then(listen, onError);
    },
    async close() {
      closed = true;
      const opened = await current?.catch(() => null); // one that never opened has nothing to close
      await opened?.close();
    },
  };
}
