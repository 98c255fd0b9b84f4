// Indexes of traces that were read before, in files by the key of their log. A damaged or older file is no error: the log is read again. Called by opened.ts.
import { readFile } from 'node:fs/promises';
import type { TraceIndex } from '../evidence/index.ts';
import { keptFiles } from '../kept-files.ts';
import { decodeTrace, encodeTrace, FILE_FORMAT } from './index-file.ts';

/** Of all of them together, in bytes; an index takes about a quarter of its log. */
const KEPT_BYTES = 2_000_000_000;

export interface KeptTraces {
  get(key: string): Promise<TraceIndex | null>;
  /** Resolves when it is written; a full or read-only disk is said by `false`. */
  put(key: string, index: TraceIndex): Promise<boolean>;
}

export function keptTraces(folder: string, maxBytes: number = KEPT_BYTES): KeptTraces {
  const files = keptFiles(folder, { format: FILE_FORMAT, maxBytes });
  return {
    get: (key) => files.get(key, async (file) => decodeTrace(await readFile(file), key)),
    put: (key, index) => files.put(key, () => encodeTrace(index, key)),
  };
}
