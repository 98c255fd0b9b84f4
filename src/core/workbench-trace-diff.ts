// Two logs of a tracer that are lone files, compared in this process: no engine, no database, no owner. Called by the command line.
import path from 'node:path';
import type { TraceDiff, TraceDiffRows } from '../shared/domain/trace-detail.ts';
import type { TaskProgress } from './workers/tasks.ts';

export interface LonePair {
  /** Absolute, and how the user called it. */
  a: { file: string; name: string };
  b: { file: string; name: string };
  /** With the emulator's own calls. */
  noise: boolean;
  /** Of the caller: where its caches are. */
  env: Record<string, string | undefined>;
  signal: AbortSignal;
  tell?: (said: TaskProgress) => void;
}

export interface LoneDiff {
  diff(): Promise<TraceDiff>;
  rows(asked: { pair: number; folded: boolean; context: number; from: number; count: number }): Promise<TraceDiffRows>;
}

/** Lends both to `work`. Rejects with InputError for what is no file that can be read, CancelledError after an abort. */
export async function withTraceFiles<T>({ a, b, noise, env, signal, tell }: LonePair, work: (both: LoneDiff) => Promise<T>): Promise<T> {
  const [{ createTraceShelf }, { createDiffing }, { cacheFolder }] = await Promise.all([import('./trace/opened.ts'), import('./trace/diffing.ts'), import('./store/folders.ts')]);
  const kept = path.join(cacheFolder(env), 'traces');
  const shelf = createTraceShelf();
  const tasks = createDiffing(shelf);
  const sides = { a: { kind: 'file' as const, path: a.file, name: a.name, kept }, b: { kind: 'file' as const, path: b.file, name: b.name, kept }, noise };
  try {
    return await work({
      diff: async () => tasks['trace.diff'](sides, signal, tell),
      rows: async (asked) => tasks['trace.diffRows']({ ...sides, ...asked }, signal, tell),
    });
  } finally {
    await shelf.settled();
    shelf.close();
  }
}
