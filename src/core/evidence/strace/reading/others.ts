// Lines that are no line of a tracer as they stand: frames of -k, rows of -c, the program's own output, and what other tools wrote before strace's words.
import { ascii, find, latin1, startsWith } from '../bytes.ts';
import type { CountTable } from '../counted.ts';
import { foreignPrefix } from '../foreign.ts';
import { LINE } from '../scan.ts';
import type { CallLines } from './calls.ts';
import { MAX_LINE, type Reading } from './state.ts';

const STACK = ascii(' > ');
const PID = ascii('[pid ');

/** Answers of {@link otherLine} that are no place in the line. */
export const DONE = -1;
export const QEMU = -2;

/**
 * Where a line of a tracer begins in it, behind what others wrote: `reading.scan` holds it. {@link DONE}: nothing more is to be done with it. {@link QEMU}: so begins a
 * log of qemu-user; asked only with `maybeQemu`.
 */
export function otherLine(reading: Reading, calls: CallLines, table: CountTable, maybeQemu: boolean, buf: Uint8Array, from: number, end: number, tooLong: boolean): number {
  const { scan } = reading;
  if (tooLong) reading.record.warn('line-too-long', `a line of more than ${MAX_LINE} bytes; only its beginning was read`, reading.lines);
  if (startsWith(buf, from, end, STACK)) {
    reading.stacks = true;
    return DONE;
  }
  if (isBlank(buf, from, end)) return DONE;
  if (calls.hanging >= 0 && calls.join(buf, from, end)) return DONE;
  if (!table.open && isPlain(buf, from, end)) {
    reading.strangeLine(buf, from, end);
    return DONE;
  }
  const head = latin1(buf, from, Math.min(end, from + 300));
  if (table.line(head)) return DONE;
  if (maybeQemu && /^\d{1,9} Unknown syscall \d+\s*$/.test(head)) return QEMU;
  // What other tools wrote before it, or what the program wrote without an end of line.
  let skip = foreignPrefix(head);
  if (skip === 0) skip = Math.max(0, find(buf, from, Math.min(end, from + 4_096), PID) - from);
  if (skip > 0) {
    scan.scan(buf, from + skip, end);
    reading.offset += skip;
    reading.length -= skip;
    if (scan.kind !== LINE.other) return from + skip;
    if (startsWith(buf, from + skip, end, STACK)) {
      reading.stacks = true;
      return DONE;
    }
  }
  reading.strangeLine(buf, from, end);
  return DONE;
}

/** Bytes without which no line is of a tracer, whatever stands before it. */
const MARKS = new Uint8Array(256);
for (const char of '()<>[]{}+-%') MARKS[char.charCodeAt(0)] = 1;
const SYSCALL = ascii('syscall');

/** A line of words, as a program writes many: nothing of a tracer is looked for in it. */
function isPlain(buf: Uint8Array, from: number, end: number): boolean {
  const most = Math.min(end, from + 4_096);
  for (let i = from; i < most; i++) if (MARKS[buf[i] ?? 0] === 1) return false;
  return end - from > 200 || find(buf, from, end, SYSCALL) < 0;
}

function isBlank(buf: Uint8Array, from: number, end: number): boolean {
  for (let i = from; i < end; i++) if (buf[i] !== 0x20 && buf[i] !== 0x09) return false;
  return true;
}
