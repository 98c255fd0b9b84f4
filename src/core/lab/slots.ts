// A counting semaphore: so many builds, so many runs at once. Waiters are served in order; a waiter that is cancelled leaves the queue.
import { CancelledError } from '../../shared/domain/errors.ts';

export interface Slots {
  /** Runs `work` when a slot is free; rejects with CancelledError if `signal` aborts while waiting. */
  use<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

export function createSlots(count: number): Slots {
  let free = count;
  const queue: { resume: () => void }[] = [];

  const acquire = (signal: AbortSignal): Promise<void> => {
    if (signal.aborted) return Promise.reject(new CancelledError());
    if (free > 0) {
      free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const waiter = {
        resume: () => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      const onAbort = () => {
        queue.splice(queue.indexOf(waiter), 1);
        reject(new CancelledError());
      };
      signal.addEventListener('abort', onAbort, { once: true });
      queue.push(waiter);
    });
  };

  const release = () => {
    const next = queue.shift();
    if (next) next.resume();
    else free += 1;
  };

  return {
    async use(signal, work) {
      await acquire(signal);
      try {
        return await work();
      } finally {
        release();
      }
    },
  };
}
