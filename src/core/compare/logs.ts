// Two logs side by side, aligned on lines that are the same without times, addresses and temporary names. Pure; a generator, so that the thread that
// compares can do other things in between.
import type { LogDiff } from '../../shared/api/views.ts';
import { alignSteps } from './align.ts';
import { lineClass, orderCounts, type LogKind } from './line-class.ts';
import { createPairing } from './similar.ts';

/** Lines of a log, counted from 1, without their ends. */
export interface LineSource {
  readonly total: number;
  line(number: number): string;
}

export interface LogDiffOptions {
  kind: LogKind;
  /** Equal lines kept around each change. */
  context: number;
  /** Rows that are given; the changes of all are counted. */
  rows?: number;
}

/** Lines of a side that are compared. */
const MOST_LINES = 200_000;
const MOST_ROWS = 5_000;
/** Longer texts are cut there. */
const TEXT_UNITS = 4_000;
/** Lines that are read between two stops. */
const STEP = 1_000;

type Row = LogDiff['rows'][number];

/**
 * Rows in the order of both logs: without the skipped ones, their lines are each side's lines. Where the order of lines says nothing (a build log), lines
 * that stand elsewhere on the other side are the same too: they stand where `a` has them, and their numbers of `b` don't ascend.
 */
export function* diffLogSteps(a: LineSource, b: LineSource, { kind, context, rows: most = MOST_ROWS }: LogDiffOptions): Generator<void, LogDiff, undefined> {
  const ids = createIds(kind);
  const linesA = Math.min(a.total, MOST_LINES);
  const linesB = Math.min(b.total, MOST_LINES);
  const idsA = yield* readIds(a, linesA, ids);
  const idsB = yield* readIds(b, linesB, ids);
  const match = yield* alignSteps(idsA, idsB);
  const moved = orderCounts(kind) ? NOTHING_MOVED : movedLines(idsA, idsB, match);
  const out = createRows(a, b, context, most);
  const pairing = createPairing();
  let i = 0;
  let j = 0;
  while (i < linesA || j < linesB) {
    const beside = i < linesA ? (match[i] ?? -1) : -1;
    if (beside === j) {
      out.same(++i, ++j);
      continue;
    }
    let endA = i;
    while (endA < linesA && (match[endA] ?? -1) < 0) endA += 1;
    const endB = endA < linesA ? (match[endA] ?? linesB) : linesB;
    block(a, b, { i, j, endA, endB }, moved, pairing, out);
    i = endA;
    j = endB;
    yield;
  }
  return { ...out.finish(), linesA: a.total, linesB: b.total, truncated: out.full() || a.total > linesA || b.total > linesB };
}

/** Lines of the same class get the same number. */
function createIds(kind: LogKind): (line: string) => number {
  const byText = new Map<string, number>();
  const byClass = new Map<string, number>();
  return (line) => {
    let id = byText.get(line);
    if (id !== undefined) return id;
    const name = lineClass(line, kind);
    id = byClass.get(name) ?? byClass.size;
    byClass.set(name, id);
    byText.set(line, id);
    return id;
  };
}

function* readIds(source: LineSource, count: number, id: (line: string) => number): Generator<void, Int32Array, undefined> {
  const ids = new Int32Array(count);
  for (let line = 1; line <= count; line += 1) {
    ids[line - 1] = id(source.line(line));
    if (line % STEP === 0) yield;
  }
  return ids;
}

/** Lines of `a` that stand elsewhere in `b`, with that place; and those places. */
interface Moved {
  toB: ReadonlyMap<number, number>;
  inB: ReadonlySet<number>;
}

const NOTHING_MOVED: Moved = { toB: new Map(), inB: new Set() };

function movedLines(a: Int32Array, b: Int32Array, match: Int32Array): Moved {
  const beside = new Set(match);
  const left = new Map<number, number[]>();
  for (let j = b.length - 1; j >= 0; j -= 1) {
    if (beside.has(j)) continue;
    const places = left.get(b[j] ?? 0);
    if (places === undefined) left.set(b[j] ?? 0, [j]);
    else places.push(j);
  }
  const toB = new Map<number, number>();
  for (let i = 0; i < a.length; i += 1) {
    const j = (match[i] ?? -1) < 0 ? left.get(a[i] ?? 0)?.pop() : undefined;
    if (j !== undefined) toB.set(i, j);
  }
  return { toB, inB: new Set(toB.values()) };
}

/** Lines that went and lines that came in one place: those that are alike stand side by side. */
function block(
  a: LineSource,
  b: LineSource,
  { i, j, endA, endB }: { i: number; j: number; endA: number; endB: number },
  moved: Moved,
  pairing: ReturnType<typeof createPairing>,
  out: Rows,
): void {
  const removed: number[] = [];
  for (let at = i; at < endA; at += 1) if (!moved.toB.has(at)) removed.push(at);
  const added: number[] = [];
  for (let at = j; at < endB; at += 1) if (!moved.inB.has(at)) added.push(at);
  // Beyond what is shown only the counting goes on, and needs no texts.
  const pairs = out.full()
    ? []
    : pairing.pair(
        removed.map((at) => a.line(at + 1)),
        added.map((at) => b.line(at + 1)),
      );
  let atA = i;
  let doneB = 0;
  const upTo = (stopA: number, stopB: number) => {
    for (; atA < stopA; atA += 1) {
      const elsewhere = moved.toB.get(atA);
      if (elsewhere === undefined) out.onlyA(atA + 1);
      else out.same(atA + 1, elsewhere + 1);
    }
    for (; doneB < stopB; doneB += 1) out.onlyB((added[doneB] ?? 0) + 1);
  };
  for (const [left, right] of pairs) {
    upTo(removed[left] ?? endA, right);
    out.changed(++atA, (added[doneB++] ?? 0) + 1);
  }
  upTo(endA, added.length);
}

type Rows = ReturnType<typeof createRows>;

/** Puts rows together: runs of equal lines are kept until it is known what follows them. */
function createRows(a: LineSource, b: LineSource, context: number, most: number) {
  const rows: Row[] = [];
  let changes = 0;
  let over = false;
  let run: [number, number][] = [];
  const put = (row: Row) => {
    if (rows.length < most) rows.push(row);
    else over = true;
  };
  const side = (source: LineSource, line: number | null) => (line === null || rows.length >= most ? '' : cut(source.line(line)));
  const one = (kind: Row['kind'], left: number | null, right: number | null) => put({ kind, a: left, b: right, textA: side(a, left), textB: side(b, right), count: 1 });
  /** Puts the equal lines: those near a change, and one row for the others. */
  const flush = (last: boolean) => {
    const head = changes === 0 ? 0 : context;
    const tail = last ? 0 : context;
    const skipped = run.length - head - tail;
    // One line alone is shown: a row that stands for it takes as much room.
    const whole = skipped <= 1;
    for (let at = 0; at < run.length && !over; at += 1) {
      const [left, right] = run[at] ?? [0, 0];
      if (!whole && at === head) {
        put({ kind: 'skipped', a: left, b: right, textA: '', textB: '', count: skipped });
        at += skipped - 1;
      } else one('same', left, right);
    }
    run = [];
  };
  const change = (kind: 'changed' | 'only-a' | 'only-b', left: number | null, right: number | null) => {
    flush(false);
    changes += 1;
    one(kind, left, right);
  };
  return {
    same(left: number, right: number) {
      run.push([left, right]);
    },
    changed: (left: number, right: number) => change('changed', left, right),
    onlyA: (left: number) => change('only-a', left, null),
    onlyB: (right: number) => change('only-b', null, right),
    full: () => over,
    finish() {
      flush(true);
      return { rows, changes };
    },
  };
}

/** Never half a character. */
function cut(text: string): string {
  if (text.length <= TEXT_UNITS) return text;
  const last = text.charCodeAt(TEXT_UNITS - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? TEXT_UNITS - 1 : TEXT_UNITS);
}
