// Several askers for the same thing share one reading of it; it is cancelled when the last of them has gone. Called by room.ts.
import { CancelledError } from '../../shared/domain/errors.ts';

interface Going<T, P> {
  readonly result: Promise<T>;
  readonly stop: AbortController;
  readonly listeners: Set<(progress: P) => void>;
  askers: number;
}

export interface SharedReads<T, P> {
  /** `start` runs only where nobody reads this key already. */
  ask(
    key: string,
    start: (signal: AbortSignal, onProgress: (progress: P) => void) => Promise<T>,
    options: { signal?: AbortSignal; onProgress?: (progress: P) => void },
  ): Promise<T>;
}

export function createSharedReads<T, P>(): SharedReads<T, P> {
  const going = new Map<string, Going<T, P>>();
  return {
    async ask(key, start, { signal, onProgress }) {
      if (signal?.aborted) throw new CancelledError();
      let read = going.get(key);
      if (read === undefined) {
        const stop = new AbortController();
        const listeners = new Set<(progress: P) => void>();
        const result = start(stop.signal, (progress) => listeners.forEach((listener) => listener(progress)));
        const begun: Going<T, P> = { result, stop, listeners, askers: 0 };
        read = begun;
        going.set(key, begun);
        const forget = (): void => {
          if (going.get(key) === begun) going.delete(key);
        };
        result.then(forget, forget);
      }
      const mine = read;
      mine.askers += 1;
      if (onProgress !== undefined) mine.listeners.add(onProgress);
      const gone = Promise.withResolvers<never>();
      const onAbort = (): void => gone.reject(new CancelledError());
      signal?.addEventListener('abort', onAbort, { once: true });
      try {
        return await Promise.race([mine.result, gone.promise]);
      } finally {
        signal?.removeEventListener('abort', onAbort);
        mine.askers -= 1;
        if (onProgress !== undefined) mine.listeners.delete(onProgress);
        if (mine.askers === 0 && going.get(key) === mine) {
          // Nobody waits any more: who asks from now on begins anew.
          going.delete(key);
          mine.stop.abort();
        }
      }
    },
  };
}
