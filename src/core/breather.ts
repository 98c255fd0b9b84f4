// Long synchronous work in slices: lets timers, sockets and Ctrl-C in between.
import { CancelledError } from '../shared/domain/errors.ts';

const SLICE_MS = 12;

/** Await the returned function once per item: it yields to the event loop when a slice of time is used up, and throws CancelledError after an abort. */
export function breather(signal?: AbortSignal): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (signal?.aborted) throw new CancelledError();
    if (performance.now() - since < SLICE_MS) return undefined;
    return new Promise((resolve) =>
      setImmediate(() => {
        since = performance.now();
        resolve();
      }),
    );
  };
}
