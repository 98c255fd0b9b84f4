// Threads beside the one that serves: started on demand, ended when idle. Tasks are named in tasks.ts and done in work.ts. Called by the workbench's rooms.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { CancelledError } from '../../shared/domain/errors.ts';
import { LANE_OF, type Lane, type TaskInput, type TaskName, type TaskOutput, type TaskProgress } from './tasks.ts';
import { namedError } from './errors.ts';
import type { FromWorker, ToWorker } from './messages.ts';

export interface TaskOptions {
  /** Ends the task: it is told, and where it does not give way, its thread is ended. Rejects with CancelledError at once. */
  signal?: AbortSignal;
  /** A task that takes longer is ended with its thread, and rejects with {@link TaskTimeoutError}. */
  timeoutMs?: number;
  /** Buffers that go over without a copy; the caller can't use them afterwards. */
  transfer?: ArrayBuffer[];
  /** Told how far a long task is, where it tells. */
  onProgress?: (said: TaskProgress) => void;
}

export interface WorkerPool {
  /** Does a task in another thread. Rejects with what the task threw (the named errors of shared/domain keep their class), or {@link WorkerCrashError}. */
  run<N extends TaskName>(name: N, input: TaskInput<N>, options?: TaskOptions): Promise<TaskOutput<N>>;
  /** Changes whenever a lane's thread ends: what it was told is gone with it. */
  generation(lane: Lane): number;
  /** Threads that live now. */
  threads(): number;
  /** Ends every thread; tasks that go on reject with CancelledError. */
  close(): Promise<void>;
}

/** The thread that did the task ended under it: out of memory, or a bug. The next task gets a new thread. */
export class WorkerCrashError extends Error {
  override readonly name = 'WorkerCrashError';
}

export class TaskTimeoutError extends Error {
  override readonly name = 'TaskTimeoutError';
}

export interface PoolOptions {
  /** The script of the threads; found beside this module when absent. */
  entry?: string;
  /** A thread without work ends after this time, and gives its memory back. */
  idleMs?: number;
  /** How long a cancelled task may take to give way. */
  graceMs?: number;
  /** Heap of one thread, in MB: a task that wants more ends its thread and not the process. Buffers stand outside of it. */
  heapMb?: number;
}

/** Tasks that a thread has at a time. Those of `logs` and `traces` give way to each other between slabs; a parser wants its thread for itself. */
const AT_A_TIME: Record<Lane, number> = { parse: 1, logs: 16, explain: 1, traces: 16 };

/** In the sources `work.ts` stands beside this file; a build has `out/main/work.js`, and this module in `out/main` or `out/main/chunks`. */
function workEntry(): string {
  const here = import.meta.dirname;
  const places = [path.join(here, 'work.ts'), path.join(here, 'work.js'), path.join(here, '..', 'work.js')];
  const found = places.find((place) => existsSync(place));
  if (found === undefined) throw new Error(`the script of the worker threads is missing: expected one of ${places.join(', ')}; build again`);
  return found;
}

export function createPool(options: PoolOptions = {}): WorkerPool {
  const lanes = new Map<Lane, LaneThread>();
  const laneFor = (lane: Lane): LaneThread => {
    let thread = lanes.get(lane);
    if (thread === undefined) lanes.set(lane, (thread = new LaneThread(lane, options)));
    return thread;
  };
  let closed = false;
  return {
    run: (name, input, taskOptions = {}) => {
      if (closed) return Promise.reject(new CancelledError());
      return laneFor(LANE_OF[name]).run(name, input, taskOptions);
    },
    generation: (lane) => laneFor(lane).generation,
    threads: () => [...lanes.values()].filter((each) => each.alive).length,
    async close() {
      closed = true;
      await Promise.all([...lanes.values()].map((each) => each.close()));
    },
  };
}

interface Job {
  id: number;
  name: TaskName;
  input: unknown;
  transfer: ArrayBuffer[];
  timeoutMs: number | null;
  onProgress: ((said: TaskProgress) => void) | null;
  /** True once it has rejected for its caller; its thread may still be at it. */
  over: boolean;
  timer: NodeJS.Timeout | null;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** One thread and the tasks that wait for it, first come, first served. */
class LaneThread {
  generation = 0;
  private readonly lane: Lane;
  private readonly options: PoolOptions;
  private worker: Worker | null = null;
  private readonly waiting: Job[] = [];
  private readonly going = new Map<number, Job>();
  private idle: NodeJS.Timeout | null = null;
  private nextId = 1;

  constructor(lane: Lane, options: PoolOptions) {
    this.lane = lane;
    this.options = options;
  }

  get alive(): boolean {
    return this.worker !== null;
  }

  run<N extends TaskName>(name: N, input: TaskInput<N>, options: TaskOptions): Promise<TaskOutput<N>> {
    const { signal } = options;
    if (signal?.aborted) return Promise.reject(new CancelledError());
    const done = Promise.withResolvers<unknown>();
    let onAbort: (() => void) | null = null;
    const settle = () => {
      job.over = true;
      if (job.timer !== null) clearTimeout(job.timer);
      if (onAbort !== null) signal?.removeEventListener('abort', onAbort);
    };
    const job: Job = {
      id: this.nextId++,
      name,
      input,
      transfer: options.transfer ?? [],
      timeoutMs: options.timeoutMs ?? null,
      onProgress: options.onProgress ?? null,
      over: false,
      timer: null,
      resolve: (value) => {
        settle();
        done.resolve(value);
      },
      reject: (error) => {
        settle();
        done.reject(error);
      },
    };
    if (signal !== undefined) {
      onAbort = () => this.cancel(job);
      signal.addEventListener('abort', onAbort, { once: true });
    }
    this.waiting.push(job);
    this.next();
    return done.promise as Promise<TaskOutput<N>>; // work.ts answers a task by the function of its name
  }

  private next(): void {
    while (this.going.size < AT_A_TIME[this.lane]) {
      const job = this.waiting.shift();
      if (job === undefined) break;
      this.start(job);
    }
    if (this.going.size === 0) this.rest();
  }

  private start(job: Job): void {
    if (this.idle !== null) clearTimeout(this.idle);
    this.idle = null;
    try {
      const worker = (this.worker ??= this.open());
      this.going.set(job.id, job);
      worker.ref();
      worker.postMessage({ id: job.id, name: job.name, input: job.input } satisfies ToWorker, job.transfer);
    } catch (error) {
      // an input that can't be sent, or a thread that can't be made
      this.going.delete(job.id);
      job.reject(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    if (job.timeoutMs !== null) job.timer = setTimeout(() => this.expire(job), job.timeoutMs);
  }

  private open(): Worker {
    // No environment of the user's, no flags of this process: the thread computes on what it is sent.
    const worker = new Worker(this.options.entry ?? workEntry(), { execArgv: [], env: {}, resourceLimits: { maxOldGenerationSizeMb: this.options.heapMb ?? 1_024 } });
    let fault: Error | null = null;
    worker.on('message', (message: FromWorker) => {
      const job = this.going.get(message.id);
      if (job === undefined) return;
      if ('progress' in message) {
        if (!job.over) job.onProgress?.(message.progress);
        return;
      }
      this.going.delete(message.id);
      if (!job.over) {
        if ('error' in message) job.reject(namedError(message.error));
        else job.resolve(message.value);
      }
      this.next();
    });
    worker.on('error', (error) => {
      fault = error instanceof Error ? error : new Error(String(error));
    });
    worker.on('exit', (code) => {
      if (this.worker !== worker) return; // ended on purpose
      this.worker = null;
      this.generation += 1;
      this.lose((job) => new WorkerCrashError(`the worker thread ended while it did ${job.name}: ${fault?.message ?? `exit code ${code}`}`, { cause: fault }));
    });
    return worker;
  }

  /** What the lost thread had is rejected; what waits gets a new one. */
  private lose(why: (job: Job) => Error): void {
    const lost = [...this.going.values()];
    this.going.clear();
    for (const job of lost) if (!job.over) job.reject(why(job));
    this.next();
  }

  private cancel(job: Job): void {
    if (job.over) return;
    const waits = this.waiting.indexOf(job);
    if (waits >= 0) this.waiting.splice(waits, 1);
    job.reject(new CancelledError());
    if (!this.going.has(job.id)) return;
    this.worker?.postMessage({ cancel: job.id } satisfies ToWorker);
    const { worker } = this;
    setTimeout(() => {
      if (this.going.has(job.id) && this.worker === worker) this.replace();
    }, this.options.graceMs ?? 500).unref();
  }

  private expire(job: Job): void {
    if (job.over) return;
    job.reject(new TaskTimeoutError(`${job.name} took longer than ${job.timeoutMs ?? 0} ms; it was ended`));
    this.replace();
  }

  /** Ends a thread that does not give way. Its other tasks are done again by the next one, those whose input went over without a copy excepted. */
  private replace(): void {
    const { worker } = this;
    this.worker = null;
    this.generation += 1;
    if (worker !== null) worker.terminate().catch((error: unknown) => process.emitWarning(`a worker thread could not be ended: ${String(error)}`));
    const lost = [...this.going.values()].filter((job) => !job.over);
    this.going.clear();
    for (const job of lost.reverse()) {
      if (job.timer !== null) clearTimeout(job.timer);
      if (job.transfer.length > 0) job.reject(new WorkerCrashError(`the worker thread was ended while it did ${job.name}; try again`));
      else this.waiting.unshift(job);
    }
    this.next();
  }

  private rest(): void {
    const { worker } = this;
    if (worker === null) return;
    worker.unref();
    if (this.idle !== null) clearTimeout(this.idle);
    this.idle = setTimeout(() => void this.end(), this.options.idleMs ?? 60_000);
    this.idle.unref();
  }

  private async end(): Promise<void> {
    const { worker } = this;
    this.worker = null;
    this.idle = null;
    this.generation += 1;
    await worker?.terminate();
  }

  async close(): Promise<void> {
    if (this.idle !== null) clearTimeout(this.idle);
    const left = [...this.going.values(), ...this.waiting.splice(0)];
    this.going.clear();
    for (const job of left) if (!job.over) job.reject(new CancelledError());
    await this.end();
  }
}
