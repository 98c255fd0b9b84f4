// What both transports of the window share: listeners of events, and whether the workbench can be reached.
import type { EventName, EventValue } from '../../shared/api/contract.ts';

/** `refused`: the shell does not know this window any more, and trying again does not help. */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'refused';

export interface ObservableConnection {
  state(): ConnectionState;
  /** Called at every change; the answer ends it. */
  subscribe(listener: () => void): () => void;
}

/** The rest of a window's api, beside calls and events. */
export interface Connection {
  readonly connection: ObservableConnection;
  close(): void;
}

export interface FanOut {
  on: <N extends EventName>(name: N, listener: (value: EventValue<N>) => void, options: { signal: AbortSignal }) => void;
  emit<N extends EventName>(name: N, value: EventValue<N>): void;
  setConnected(open: boolean): void;
  setRefused(): void;
  readonly connection: ObservableConnection;
}

export function createFanOut(): FanOut {
  const listeners: { [N in EventName]: Set<(value: EventValue<N>) => void> } = { lab: new Set() };
  const observers = new Set<() => void>();
  let state: ConnectionState = 'connecting';
  const become = (next: ConnectionState): void => {
    if (next === state) return;
    state = next;
    for (const observer of observers) observer();
  };
  return {
    on(name, listener, { signal }) {
      if (signal.aborted) return;
      const set = listeners[name];
      set.add(listener);
      signal.addEventListener('abort', () => set.delete(listener), { once: true });
    },
    emit(name, value) {
      for (const listener of listeners[name]) listener(value);
    },
    setConnected: (open) => become(open ? 'open' : 'lost'),
    setRefused: () => become('refused'),
    connection: {
      state: () => state,
      subscribe(observer) {
        observers.add(observer);
        return () => observers.delete(observer);
      },
    },
  };
}
