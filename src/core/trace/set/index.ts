// The face of the folder: the files of one `strace -ff` found, and read as one log.
import { openFile, type OpenSource } from '../../file-source.ts';
import type { TraceReaderOptions } from '../../evidence/index.ts';
import { findSet } from './find.ts';
import { mergedAtOnce } from './merged.ts';

export { findSet, type TraceSet } from './find.ts';
export { keptMerged, mergedPieces, type MergedLog } from './merged.ts';
export { setWarnings } from './warnings.ts';

/** A log where it is, or the set that the path names as one log in memory; and how it is to be read. Throws InputError. */
export function openAtOnce(file: string, name: string): { source: OpenSource; options: TraceReaderOptions } {
  const set = findSet(file, name);
  if (set === null) return { source: openFile(file, name), options: {} };
  const { source, by } = mergedAtOnce(set);
  return { source, options: { merged: by } };
}
