// What an owner process said when it crashed. Its output goes to owner.log; a process that was killed says nothing.
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

export const logOf = (folder: string): string => join(folder, 'owner.log');

/** A log grows without bound while a process that goes wrong writes it; the end says why it ended. */
const LAST = 64 << 10;

/** How long the log is now: what is said later stands behind it. */
export const logSize = (folder: string): number => statSync(logOf(folder), { throwIfNoEntry: false })?.size ?? 0;

/** What stands in the log behind `from`, its end at most; all of it where the log was begun anew. */
export function logSince(folder: string, from: number): string {
  const size = logSize(folder);
  if (size === 0) return '';
  const start = Math.max(size < from ? 0 : from, size - LAST);
  const buffer = Buffer.alloc(size - start);
  const fd = openSync(logOf(folder), 'r');
  try {
    return buffer.toString('utf8', 0, readSync(fd, buffer, 0, buffer.length, start));
  } finally {
    closeSync(fd);
  }
}

/**
 * The error and its stack, of an owner that crashed after its log was `from` bytes long; null where it did not. An error that nobody caught ends with a line
 * that names Node's version (node:internal/process/execution); V8 that is out of memory begins its last words with FATAL ERROR.
 */
export function crashIn(log: string): string | null {
  const fatal = /^FATAL ERROR: .*/m.exec(log);
  if (fatal) return log.slice(fatal.index).trimEnd();
  if (!/^Node\.js v\d+\.\d+/m.test(log)) return null;
  // before the error stand the place and the line of source
  const error = /^(Uncaught )?\w*(Error|Exception)\b.*(\n.*)*/m.exec(log);
  return (error?.[0] ?? log).trim();
}
