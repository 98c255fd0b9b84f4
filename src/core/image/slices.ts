// Long work in slices: other tasks of the thread that serves get their turn between them. Called by read.ts.
import { breather } from '../breather.ts';

/** Runs a generator to its end; gives way when a slice of time is used up, and throws CancelledError after an abort. */
export async function inSlices<T>(work: Generator<undefined, T, undefined>, signal?: AbortSignal): Promise<T> {
  const breathe = breather(signal);
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    await breathe();
  }
}
