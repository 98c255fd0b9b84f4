// Lines of a trace's log as they stand in it, for `trace.lines`. An index knows where events begin, and a log may be gigabytes: the way from the nearest known
// line is read in pieces, and marks are left on it for the next time.
import type { LogPage } from '../../shared/api/views.ts';
import { LINE_UNITS } from '../logs/page.ts';
import type { OpenedTrace } from './types.ts';

const LF = 0x0a;
const CR = 0x0d;
const PIECE = 256 * 1024;
/** UTF-8 takes at most so many bytes a UTF-16 unit. */
const LINE_BYTES = LINE_UNITS * 3;
/** Lines between two marks. */
const MARK_EVERY = 4_096;

/** Where a line (from 1) begins. */
interface Mark {
  line: number;
  offset: number;
}

/** Marks of logs that were walked, ascending; events have their own in the index. */
const marks = new WeakMap<OpenedTrace, Mark[]>();

/** `from` counts from 1, a negative one from the end: -1 is the last line. A last line without an end counts. */
export function readTraceLines(trace: OpenedTrace, from: number, count: number): LogPage {
  const total = trace.index.lines;
  const first = Math.max(1, from < 0 ? total + 1 + from : from);
  const wanted = Math.max(0, Math.min(count, total - first + 1));
  const page: LogPage = { from: first, lines: [], cut: [], total, bytes: trace.bytes, complete: true, truncated: false };
  if (wanted === 0) return page;
  const start = nearest(trace, first);
  const known = marks.get(trace) ?? [];
  marks.set(trace, known);
  const decoder = new TextDecoder();
  let line = start.line;
  /** Of the line that is being read, at most LINE_BYTES. */
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let lineBytes = 0;
  const take = (bytes: Uint8Array): void => {
    lineBytes += bytes.length;
    if (line < first || heldBytes >= LINE_BYTES) return;
    const kept = bytes.subarray(0, LINE_BYTES - heldBytes);
    held.push(kept);
    heldBytes += kept.length;
  };
  const end = (next: number): void => {
    if (line >= first) {
      const bytes = Buffer.concat(held);
      const whole = lineBytes === bytes.length;
      const text = decoder.decode(whole && bytes.at(-1) === CR ? bytes.subarray(0, -1) : bytes);
      page.lines.push(text.length > LINE_UNITS ? text.slice(0, LINE_UNITS) : text);
      if (!whole || text.length > LINE_UNITS) page.cut.push(line);
    }
    held = [];
    heldBytes = 0;
    lineBytes = 0;
    line += 1;
    const last = known.at(-1);
    if (line % MARK_EVERY === 0 && (last === undefined || last.line < line)) known.push({ line, offset: next });
  };
  for (let offset = start.offset; page.lines.length < wanted && offset < trace.source.size;) {
    const piece = trace.source.read(offset, PIECE);
    if (piece.length === 0) break;
    let at = 0;
    while (page.lines.length < wanted) {
      const lf = piece.indexOf(LF, at);
      if (lf === -1) {
        take(piece.subarray(at));
        break;
      }
      take(piece.subarray(at, lf));
      end(offset + lf + 1);
      at = lf + 1;
    }
    offset += piece.length;
  }
  if (page.lines.length < wanted && lineBytes > 0) end(trace.source.size);
  return page;
}

/** The last known beginning of a line at or before `line`. */
function nearest(trace: OpenedTrace, line: number): Mark {
  const { index } = trace;
  const event = lastAtMost(index.count, (at) => index.line[at] ?? 0, line);
  const byEvent = event === -1 ? null : { line: index.line[event] ?? 1, offset: index.offset[event] ?? 0 };
  const known = marks.get(trace) ?? [];
  const byMark = known[lastAtMost(known.length, (at) => known[at]?.line ?? 0, line)] ?? { line: 1, offset: 0 };
  return byEvent !== null && byEvent.line > byMark.line ? byEvent : byMark;
}

/** The last place of ascending values whose value is at most `value`; -1 without one. */
function lastAtMost(count: number, valueAt: (place: number) => number, value: number): number {
  let low = -1;
  let high = count - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (valueAt(middle) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
