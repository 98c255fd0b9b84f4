// The lines of a planned set as one log: each behind its pid, as `strace -f -o` writes them. Where they have absolute times, by these; else file after file.
// A call stands whole where it began, though it may have ended later. For descriptors that is as good: accept and open take their number when they begin.
import { LineScan } from '../scan.ts';
import { FileLines } from './lines.ts';
import type { SetPlan } from './types.ts';

/** A piece of the merged log. */
const OUT = 256 * 1024;
/** What is held of all files together, and of one at most and at least. */
const HELD = 64 << 20;
const MOST_HELD = 256 * 1024;
const LEAST_HELD = 4 * 1024;
const LF = 0x0a;

interface Cursor {
  lines: FileLines;
  prefix: Uint8Array;
  /** Among files with lines of the same time. */
  rank: number;
}

/** Pieces of the merged log, at most about `most` bytes in all; answers whether something was left out for that. Memory of a piece is its own. */
export function* mergeSet(plan: SetPlan, most: number): Generator<Uint8Array, boolean, undefined> {
  const out = new Out();
  const scan = new LineScan();
  const piece = Math.max(LEAST_HELD, Math.min(MOST_HELD, Math.floor(HELD / Math.max(1, plan.files.length))));
  const cursor = (at: number): Cursor | null => {
    const planned = plan.files[at];
    if (planned === undefined) return null;
    const lines = new FileLines(planned.file, { baseSeconds: plan.baseSeconds, shift: planned.shift, piece: plan.by === 'time' ? piece : MOST_HELD });
    return lines.step(scan) ? { lines, prefix: prefixOf(planned.file.pid), rank: at } : null;
  };
  /** Ascending by time: a heap. */
  const heap: Cursor[] = [];
  if (plan.by === 'time') for (const at of plan.files.keys()) push(heap, cursor(at));
  let written = 0;
  let nextFile = 0;
  for (;;) {
    let top = heap[0];
    if (top === undefined && plan.by === 'file' && nextFile < plan.files.length) {
      push(heap, cursor(nextFile++));
      top = heap[0];
      if (top === undefined) continue;
    }
    if (top === undefined) break;
    // The lines of one file stand together as long as no other has an earlier one.
    const second = secondOf(heap);
    let more = true;
    do {
      write(out, top);
      more = top.lines.step(scan);
      if (!more && top.lines.rest) out.end(); // its file shrank in the middle of a line
      if (out.length >= OUT) {
        written += out.length;
        yield out.take();
        if (written >= most) return true;
      }
    } while (more && (top.lines.rest || second === undefined || isBefore(top, second)));
    if (more) sink(heap);
    else pop(heap);
  }
  if (out.length > 0) yield out.take();
  return false;
}

function write(out: Out, { lines, prefix }: Cursor): void {
  if (!lines.rest && !lines.isEmpty() && !lines.isFrame()) out.put(prefix, 0, prefix.length);
  out.put(lines.buf, lines.from, lines.end);
  if (!lines.open) out.end();
}

/** As strace pads it. */
const prefixOf = (pid: number): Uint8Array => Buffer.from(`${String(pid).padEnd(5)} `, 'latin1');

class Out {
  length = 0;
  private buf = Buffer.allocUnsafeSlow(OUT * 2);

  put(from: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (this.length + length + 1 > this.buf.length) {
      const buf = Buffer.allocUnsafeSlow((this.length + length + 1) * 2);
      this.buf.copy(buf, 0, 0, this.length);
      this.buf = buf;
    }
    if (length < 24) for (let i = start, j = this.length; i < end; i++, j++) this.buf[j] = from[i] ?? 0;
    else this.buf.set(from.subarray(start, end), this.length);
    this.length += length;
  }

  end(): void {
    this.buf[this.length++] = LF;
  }

  take(): Uint8Array {
    const piece = Buffer.from(this.buf.subarray(0, this.length));
    this.length = 0;
    return piece;
  }
}

const isBefore = (a: Cursor, b: Cursor): boolean => a.lines.time < b.lines.time || (a.lines.time === b.lines.time && a.rank < b.rank);

function push(heap: Cursor[], cursor: Cursor | null): void {
  if (cursor === null) return;
  let at = heap.push(cursor) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || !isBefore(cursor, above)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = cursor;
}

/** The first one's time has changed. */
function sink(heap: Cursor[]): void {
  const [cursor] = heap;
  if (cursor === undefined) return;
  let at = 0;
  for (;;) {
    let child = at * 2 + 1;
    const left = heap[child];
    const right = heap[child + 1];
    if (left === undefined) break;
    const least = right !== undefined && isBefore(right, left) ? (child++, right) : left;
    if (!isBefore(least, cursor)) break;
    heap[at] = least;
    at = child;
  }
  heap[at] = cursor;
}

function pop(heap: Cursor[]): void {
  const last = heap.pop();
  if (heap.length === 0 || last === undefined) return;
  heap[0] = last;
  sink(heap);
}

function secondOf(heap: readonly Cursor[]): Cursor | undefined {
  const [, left, right] = heap;
  return left !== undefined && right !== undefined && isBefore(right, left) ? right : left;
}
