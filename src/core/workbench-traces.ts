// What the workbench does with the log of a tracer that is a lone file: no engine, no database, no owner, in this process. A long log's index is kept in the
// cache folder, as the window's are. Called by the command line.
import path from 'node:path';
import { InputError } from '../shared/domain/errors.ts';
import type { Trace } from '../shared/domain/trace.ts';
import type { TraceDetail, TracePart, TraceRows } from '../shared/domain/trace-detail.ts';
import type { OpenedTrace } from './trace/types.ts';
import type { TaskProgress } from './workers/tasks.ts';

export { setNamed } from './trace/set/named.ts';

export interface LoneTrace {
  /** Absolute; may name a set of `strace -ff`, and `pids` only these of its files. */
  file: string;
  pids?: readonly number[];
  /** How the user called it. */
  name: string;
  /** Of the caller: where its caches are. */
  env: Record<string, string | undefined>;
  signal: AbortSignal;
  tell?: (said: TaskProgress) => void;
}

export interface SeenOfTrace {
  filter: string;
  noise: boolean;
}

/** Rejects with InputError for what is no file that can be read and for a filter that is none, CancelledError after an abort. */
export async function detailOfTraceFile(lone: LoneTrace, asked: SeenOfTrace & { parts: readonly TracePart[]; limit: number }): Promise<TraceDetail> {
  const { detailOf } = await import('./trace/answers.ts');
  return withTrace(lone, (trace) => detailOf(trace, { ...asked, name: lone.name }, lone.signal));
}

/** `from`: place from 0 among the events that are left; a negative one counts from the end. */
export async function rowsOfTraceFile(lone: LoneTrace, asked: SeenOfTrace & { from: number; at: number | null; count: number }): Promise<TraceRows> {
  const { rowsOf } = await import('./trace/answers.ts');
  return withTrace(lone, (trace) => rowsOf(trace, asked, lone.signal));
}

/** The document trace@1. */
export async function sumsOfTraceFile(lone: LoneTrace): Promise<Trace> {
  const { sumTrace } = await import('./evidence/index.ts');
  return withTrace(lone, (trace) => Promise.resolve(sumTrace(trace)));
}

/** Whether a path that is no file names the files of one `strace -ff`. Rejects with InputError for a folder without, or with several. */
export async function isTraceSet(file: string, name: string): Promise<boolean> {
  const { findSet } = await import('./trace/set/find.ts');
  return findSet(file, name) !== null;
}

async function withTrace<T>(lone: LoneTrace, work: (trace: OpenedTrace) => Promise<T>): Promise<T> {
  const [{ createTraceShelf }, { cacheFolder }] = await Promise.all([import('./trace/opened.ts'), import('./store/folders.ts')]);
  const { file, pids, name, env, signal, tell } = lone;
  if (!path.isAbsolute(file)) throw new InputError(`${file} is not an absolute path`, { input: file, expected: 'an absolute path' });
  const shelf = createTraceShelf();
  try {
    return await shelf.use({ kind: 'file', path: file, ...(pids && { pids }), name, kept: path.join(cacheFolder(env), 'traces') }, { signal, tell }, work);
  } finally {
    await shelf.settled();
    shelf.close();
  }
}
