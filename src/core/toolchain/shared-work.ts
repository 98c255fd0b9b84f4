// Work that several callers wait for is done once; it is cancelled when the last of them has given up.
import { CancelledError } from '../../shared/domain/errors.ts';
import type { WorkOptions } from './debian/source.ts';
import type { Progress } from './types.ts';

interface Job<T> {
  promise: Promise<T>;
  listeners: Set<Progress>;
  controller: AbortController;
  waiting: number;
}

export class SharedWork<T> {
  readonly #jobs = new Map<string, Job<T>>();

  /** Starts `make` for this key, or joins the one that runs. A caller's own signal ends its own wait at once. */
  async join(key: string, options: WorkOptions, make: (shared: WorkOptions) => Promise<T>): Promise<T> {
    if (options.signal.aborted) throw new CancelledError();
    let job = this.#jobs.get(key);
    // A job whose last caller left is on its way out: it is waited for, then the work starts anew.
    while (job && job.controller.signal.aborted) {
      await job.promise.then(undefined, () => undefined);
      if (options.signal.aborted) throw new CancelledError();
      job = this.#jobs.get(key);
    }
    job ??= this.#start(key, make);
    return this.#wait(job, options);
  }

  #start(key: string, make: (shared: WorkOptions) => Promise<T>): Job<T> {
    const listeners = new Set<Progress>();
    const controller = new AbortController();
    const progress: Progress = (event) => {
      for (const listener of listeners) listener(event);
    };
    const promise = make({ progress, signal: controller.signal }).finally(() => this.#jobs.delete(key));
    const job: Job<T> = { promise, listeners, controller, waiting: 0 };
    this.#jobs.set(key, job);
    return job;
  }

  async #wait(job: Job<T>, { progress, signal }: WorkOptions): Promise<T> {
    job.waiting += 1;
    job.listeners.add(progress);
    let leave: (() => void) | undefined;
    const left = new Promise<never>((_, reject) => {
      leave = () => reject(new CancelledError());
      signal.addEventListener('abort', leave);
    });
    try {
      return await Promise.race([job.promise, left]);
    } finally {
      if (leave) signal.removeEventListener('abort', leave);
      job.listeners.delete(progress);
      job.waiting -= 1;
      if (job.waiting === 0) job.controller.abort();
    }
  }
}
