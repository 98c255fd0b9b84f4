// Two logs side by side, aligned on lines that are the same without times, addresses and temporary names. Pure; a generator, so that the thread that
// compares can do other things in between.
import type { LogDiff } from '../../shared/api/views.ts';
import { alignSteps } from './align.ts';
import { normaliseLine } from './lines.ts';
import { createPairing } from './similar.ts';

/** Lines of a log, counted from 1, without their ends. */
export interface LineSource {
  readonly total: number;
  line(number: number): string;
}

export interface LogDiffOptions {
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
/** `normaliseLine` reads so much of a line; what is behind it counts as it stands. */
const NORMALISED = 2_000;
/** Lines that are read between two stops. */
const STEP = 1_000;

type Row = LogDiff['rows'][number];

/** Rows in the order of both logs: without the skipped ones, their lines are each side's lines. */
export function* diffLogSteps(a: LineSource, b: LineSource, { context, rows: most = MOST_ROWS }: LogDiffOptions): Generator<void, LogDiff, undefined> {
  const ids = createIds();
  const linesA = Math.min(a.total, MOST_LINES);
  const linesB = Math.min(b.total, MOST_LINES);
  const idsA = yield* readIds(a, linesA, ids);
  const idsB = yield* readIds(b, linesB, ids);
  const match = yield* alignSteps(idsA, idsB);
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
    block(a, b, { i, j, endA, endB }, pairing, out);
    i = endA;
    j = endB;
    yield;
  }
  return { ...out.finish(), linesA: a.total, linesB: b.total, truncated: out.full() || a.total > linesA || b.total > linesB };
}

/** Lines of the same class get the same number. */
function createIds(): (line: string) => number {
  const byText = new Map<string, number>();
  const byClass = new Map<string, number>();
  return (line) => {
    let id = byText.get(line);
    if (id !== undefined) return id;
    const name = line.length > NORMALISED ? `${normaliseLine(line)}\n${line.slice(NORMALISED)}` : normaliseLine(line);
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

/** Lines that went and lines that came in one place: those that are alike stand side by side. */
function block(
  a: LineSource,
  b: LineSource,
  { i, j, endA, endB }: { i: number; j: number; endA: number; endB: number },
  pairing: ReturnType<typeof createPairing>,
  out: Rows,
): void {
  // Beyond what is shown only the counting goes on, and needs no texts.
  const removed = out.full() ? [] : Array.from({ length: endA - i }, (_, at) => a.line(i + at + 1));
  const added = out.full() ? [] : Array.from({ length: endB - j }, (_, at) => b.line(j + at + 1));
  let doneA = i;
  let doneB = j;
  for (const [left, right] of [...pairing.pair(removed, added), [endA - i, endB - j] as const]) {
    while (doneA < i + left) out.onlyA(++doneA);
    while (doneB < j + right) out.onlyB(++doneB);
    if (doneA < endA && doneB < endB) out.changed(++doneA, ++doneB);
  }
}

type Rows = ReturnType<typeof createRows>;

/** Puts rows together: runs of equal lines are kept until it is known what follows them. */
function createRows(a: LineSource, b: LineSource, context: number, most: number) {
  const rows: Row[] = [];
  let changes = 0;
  let over = false;
  let run = { a: 0, b: 0, count: 0 };
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
    const skipped = run.count - head - tail;
    // One line alone is shown: a row that stands for it takes as much room.
    const whole = skipped <= 1;
    for (let at = 0; at < run.count; at += 1) {
      if (!whole && at === head) {
        put({ kind: 'skipped', a: run.a + at, b: run.b + at, textA: '', textB: '', count: skipped });
        at += skipped - 1;
      } else if (over) break;
      else one('same', run.a + at, run.b + at);
    }
    run = { a: 0, b: 0, count: 0 };
  };
  const change = (kind: 'changed' | 'only-a' | 'only-b', left: number | null, right: number | null) => {
    flush(false);
    changes += 1;
    one(kind, left, right);
  };
  return {
    same(left: number, right: number) {
      if (run.count === 0) run = { a: left, b: right, count: 0 };
      run.count += 1;
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
