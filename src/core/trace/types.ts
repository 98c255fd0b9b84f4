// Where a trace's log is, as a thread can read it, and what an opened trace is. The face of the room's worker side.
import type { ByteSource, EventSet, ReadableTrace } from '../evidence/index.ts';
import type { BlobFile } from '../store/blob-file.ts';
import type { TaskProgress } from '../workers/tasks.ts';

/**
 * `path` may name a set of `strace -ff` (set/find.ts); `pids`: only these of its files. `name` is how the user called it, and stands in documents. `kept` is the folder of
 * kept indexes; null: nothing is kept.
 */
export type TraceFile = ({ kind: 'file'; path: string; pids?: readonly number[] } | { kind: 'blob'; file: BlobFile; sha256: string }) & { name: string; kept: string | null };

export interface OpenedTrace extends ReadableTrace {
  /** Names the content of the log and how it was read. */
  readonly key: string;
  /** Size of the log; of a packed one, plain. */
  readonly bytes: number;
  /** The log itself, plain; for who searches its bytes. */
  readonly source: ByteSource;
  /** What filters left, newest last, by their canonical text. */
  readonly sets: Map<string, EventSet | null>;
}

export interface OpenOptions {
  signal: AbortSignal;
  /** Told while a log is read for the first time. */
  tell?: ((said: TaskProgress) => void) | undefined;
}
