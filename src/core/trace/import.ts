// Reads a log into an index, in steps that give way. Called by the shelf (opened.ts).
import { counted, formatBytes } from '../../shared/domain/units.ts';
import { breather } from '../breather.ts';
import { createTraceReader, type ByteSource, type TraceIndex } from '../evidence/index.ts';
import type { OpenOptions } from './types.ts';

/** What is read of a longer log: its columns stand in memory. */
export const MOST_BYTES = 2_000_000_000;
/** Between two turns of others: about ten milliseconds of parsing. */
const PIECE = 256 * 1024;
/** A listener hears of every so many bytes. */
const TOLD = 16 * 1024 * 1024;

export interface ImportOptions {
  /** Bytes of the log. */
  most?: number;
  /** Of a file of `strace -ff`, whose lines have none. */
  pid?: number | null;
  /** The log was merged from the files of a set. */
  merged?: 'time' | 'file' | undefined;
}

/** Rejects with CancelledError after an abort. A log that shrinks meanwhile ends there. */
export async function importLog(source: ByteSource, { signal, tell }: OpenOptions, { most = MOST_BYTES, pid = null, merged }: ImportOptions = {}): Promise<TraceIndex> {
  const reader = createTraceReader({ ...(pid !== null && { pid }), ...(merged && { merged }) });
  const breathe = breather(signal);
  const end = Math.min(source.size, most);
  let told = 0;
  // One piece of memory for all: the reader keeps nothing of it.
  const own = source.readInto === undefined ? null : new Uint8Array(Math.min(PIECE, end));
  for (let at = 0; at < end; at += PIECE) {
    const wanted = Math.min(PIECE, end - at);
    const piece = own === null || source.readInto === undefined ? source.read(at, wanted) : own.subarray(0, source.readInto(at, own.subarray(0, wanted)));
    if (piece.length === 0) break;
    reader.push(piece);
    if (at - told >= TOLD) {
      told = at;
      tell?.({ doneBytes: at, totalBytes: end });
    }
    await breathe();
  }
  const index = reader.finish();
  if (source.size <= most) return index;
  const text = `the log has ${formatBytes(source.size)}; its first ${formatBytes(most)} were read, ${counted(index.lines, 'line')} of it; the rest is left out`;
  return { ...index, warnings: [{ code: 'log-cut', text, line: index.lines }, ...index.warnings] };
}
