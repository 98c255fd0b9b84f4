// The lines of one file of a set, one after the other, each with the time at which it stands among the lines of the others. Called by plan.ts and merge.ts.
import { isDigit, startsWith } from '../bytes.ts';
import { CLOCK, type LineScan } from '../scan.ts';
import type { SetFile } from './types.ts';

const DAY = 86_400e9;
const LF = 0x0a;
const BOM = new Uint8Array([0xef, 0xbb, 0xbf]);

export class FileLines {
  readonly file: SetFile;
  /** The piece that the line stands in, from `from` to `end`; at `end` its LF, where it is whole. */
  buf: Uint8Array = new Uint8Array(0);
  from = 0;
  end = 0;
  /** The line goes on in the next piece: it is longer than one. */
  open = false;
  /** It is the rest of such a line. */
  rest = false;
  /** ns since the set's first second; a line without a time stands at the time of the one before. Never falls. */
  time = 0;
  private readonly baseSeconds: number;
  private readonly shift: number;
  private readonly piece: number;
  /** Behind the piece, in the file. */
  private next = 0;
  private midnights = 0;
  private last = Number.NEGATIVE_INFINITY;

  constructor(file: SetFile, { baseSeconds, shift, piece }: { baseSeconds: number; shift: number; piece: number }) {
    this.file = file;
    this.baseSeconds = baseSeconds;
    this.shift = shift;
    this.piece = piece;
    this.end = -1;
  }

  /** Steps to the next line; false behind the last one. `scan` is told its prefix (pid, time, where the rest begins). */
  step(scan: LineScan): boolean {
    this.rest = this.open;
    this.from = this.end + 1;
    if (this.open) this.from = this.end;
    if (!this.fill()) return false;
    if (this.rest) return true;
    // A log that was cut while its writer went on begins with a hole, one of an editor with a mark of UTF-8.
    while (this.from < this.end && this.buf[this.from] === 0) this.from++;
    if (startsWith(this.buf, this.from, this.end, BOM)) this.from += BOM.length;
    scan.prefix(this.buf, this.from, this.end);
    this.at(scan);
    return true;
  }

  private fill(): boolean {
    let lf = this.from < this.buf.length ? this.buf.indexOf(LF, this.from) : -1;
    if (lf < 0 && this.next < this.file.size) {
      const held = this.buf.subarray(this.from);
      const more = this.file.read(this.next, Math.min(this.piece, this.file.size - this.next));
      // A file that shrank ends here.
      this.next = more.length === 0 ? this.file.size : this.next + more.length;
      // What is held of a line is no longer than a piece: beyond that it was given as it came.
      this.buf = held.length === 0 ? more : Buffer.concat([held, more]);
      this.from = 0;
      lf = this.buf.indexOf(LF);
    }
    this.open = lf < 0 && this.next < this.file.size;
    this.end = lf < 0 ? this.buf.length : lf;
    return lf >= 0 || this.from < this.buf.length;
  }

  private at(scan: LineScan): void {
    if (scan.clock !== CLOCK.epoch && scan.clock !== CLOCK.day) return;
    let time = (scan.seconds - this.baseSeconds) * 1e9 + scan.ns + this.shift + this.midnights;
    // A time of day that falls by more than half a day has passed midnight; any other clock that falls was set back, and the file's own order counts.
    if (scan.clock === CLOCK.day && this.last - time > DAY / 2) {
      this.midnights += DAY;
      time += DAY;
    }
    this.time = this.last = Math.max(this.last, time);
  }

  /** Frames of `-k` stand under the line of their call, and have no pid in a log of `-f` either. */
  isFrame(): boolean {
    return this.buf[this.from] === 0x20 && this.buf[this.from + 1] === 0x3e;
  }

  isEmpty(): boolean {
    return this.end === this.from || (this.end === this.from + 1 && this.buf[this.from] === 0x0d);
  }
}

/** Whether a call stands at `at` whose name is one of those that make processes; looked at before the line is taken apart. */
export function mayClone(buf: Uint8Array, at: number, end: number): boolean {
  const first = buf[at];
  if (first !== 0x63 && first !== 0x66 && first !== 0x76) return false;
  let i = at;
  while (i < end && i - at < 8 && ((buf[i] ?? 0) >= 0x61 || isDigit(buf[i]))) i++;
  const name = String.fromCharCode(...buf.subarray(at, i));
  return name === 'clone' || name === 'clone3' || name === 'clone2' || name === 'fork' || name === 'vfork';
}
