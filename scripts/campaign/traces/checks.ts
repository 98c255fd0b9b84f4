// What a log is put through, one function a check; each answers with sentences about what is wrong. Called by ../traces.ts.
import { countEvents, createTraceReader, hasEvent, readTrace, type ByteSource, type ReadableTrace, type TraceIndex } from '../../../src/core/evidence/index.ts';
import { eventsOf } from '../../../src/core/trace/sets.ts';
import type { OpenedTrace } from '../../../src/core/trace/types.ts';
import { compareTraces, diffDocument } from '../../../src/core/compare/index.ts';
import { bytesSource } from '../../../src/core/evidence/index.ts';
import { errorText } from '../../../src/shared/domain/errors.ts';
import type { TraceDiff } from '../../../src/shared/domain/trace-detail.ts';
import type { Random } from '../../fuzz/random.ts';
import { naiveFilters } from './filters.ts';

/** Of a longer log pieces are read, not all of it two hundred times. */
const WHOLE = 6_000_000;
const PIECE = 1_500_000;

/** Where columns, tables or what is said of two indexes differ. */
function differentIndexes(a: TraceIndex, b: TraceIndex): string[] {
  return [...columnsApart(a, b, Math.max(a.count, b.count)), ...columnsApart(a.resumed, b.resumed, Math.max(a.resumed.count, b.resumed.count), 'resumed.')];
}

function columnsApart(a: object, b: object, count: number, path = ''): string[] {
  const theirs = new Map<string, unknown>(Object.entries(b));
  return Object.entries<unknown>({ ...a }).flatMap(([key, ours]) => {
    const other = theirs.get(key);
    if (key === 'resumed') return [];
    if (!ArrayBuffer.isView(ours) || !ArrayBuffer.isView(other)) return JSON.stringify(ours) === JSON.stringify(other) ? [] : [`${path}${key} differs`];
    const [x, y] = [ours as Float64Array, other as Float64Array]; // any of the typed arrays: read only
    for (let i = 0; i < count; i++) if (!Object.is(x[i], y[i])) return [`${path}${key} of event ${i + 1}: ${x[i]} and ${y[i]}`];
    return [];
  });
}

/** Read in pieces of any length, from one byte on, the log gives the same index. */
export function readInPieces(source: ByteSource, index: TraceIndex, random: Random): string[] {
  const reader = createTraceReader();
  const most = random.pick([100, 5_000, 200_000].filter((each) => source.size / each < 200_000)) ?? 200_000;
  for (let at = 0; at < source.size;) {
    const piece = source.read(at, 1 + random.below(most));
    if (piece.length === 0) break;
    reader.push(piece);
    at += piece.length;
  }
  return differentIndexes(reader.finish(), index);
}

/** Cut anywhere, at one end or both, a log is read without a throw, and holds the events whose first lines are in it; a call that was begun before counts by its end. */
export function cutAnywhere(source: ByteSource, { index }: ReadableTrace, cuts: number, random: Random): string[] {
  const wrong: string[] = [];
  const rests = Float64Array.from(index.resumed.offset.subarray(0, index.resumed.count)).sort();
  const begins = Float64Array.from(index.offset.subarray(0, index.count)).sort();
  for (let cut = 0; cut < cuts && wrong.length < 10; cut++) {
    const at = random.below(source.size);
    const [from, to] = source.size > WHOLE ? [at, Math.min(source.size, at + random.below(PIECE))] : random.chance(2) ? [0, at] : [at, source.size];
    const where = `bytes ${from} to ${to}`;
    try {
      const { count } = readTrace(bytesSource(source.read(from, to - from))).index;
      const first = below(begins, from);
      const inside = below(begins, to) - first;
      // The line that is cut at the front may still be one, the one at the back may be none any more (qemu-user's holds several).
      const least = below(begins, begins[first + inside - 1] ?? 0) - first;
      const most = inside + (from === 0 ? 0 : 1 + below(rests, to) - below(rests, from));
      if (count > index.count) wrong.push(`${where}: ${count} events, the whole log has ${index.count}`);
      else if (count > most || count < least) wrong.push(`${where}: ${count} events, expected ${least} to ${most}`);
    } catch (error) {
      wrong.push(`${where}: throws ${errorText(error)}`);
    }
  }
  return wrong;
}

/** How many of the sorted values are less than this one. */
function below(values: Float64Array, than: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) < than) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The answers of the filter language beside those of a plain loop. */
export async function filtered(source: ByteSource, trace: ReadableTrace, random: Random): Promise<{ tried: number; wrong: string[] }> {
  const wrong: string[] = [];
  const opened: OpenedTrace = { ...trace, key: 'campaign', bytes: source.size, source, sets: new Map() };
  const { count } = trace.index;
  const filters = count === 0 ? [] : naiveFilters(trace, random);
  for (const { filter, test } of filters) {
    const set = await eventsOf(opened, filter, true, new AbortController().signal);
    let first = -1;
    let expected = 0;
    for (let event = 0; event < count; event++) {
      const holds = test(event);
      if (holds) expected++;
      if (holds !== hasEvent(set, event) && first < 0) first = event;
    }
    if (first >= 0)
      wrong.push(
        `filter ${filter}: ${countEvents(set, count)} events, by a plain loop ${expected}; the first that differs is ${first + 1}: ${trace.text.line(first).slice(0, 160)}`,
      );
  }
  return { tried: filters.length, wrong };
}

export interface Apart {
  onlyA: number;
  onlyB: number;
  changedErrors: number;
  sentence: string | null;
}

export function apart(a: ReadableTrace, b: ReadableTrace): Apart {
  const { onlyA, onlyB, changedErrors, firstParting }: TraceDiff = diffDocument(compareTraces(a, b), { a: { name: 'a', key: 'a' }, b: { name: 'b', key: 'b' } });
  return { onlyA: onlyA.total, onlyB: onlyB.total, changedErrors: changedErrors.total, sentence: firstParting?.sentence ?? null };
}

export function withItself(trace: ReadableTrace): string[] {
  const { onlyA, onlyB, changedErrors, sentence } = apart(trace, trace);
  return onlyA + onlyB + changedErrors === 0 && sentence === null
    ? []
    : [`compared with itself: ${onlyA} only in A, ${onlyB} only in B, ${changedErrors} errors; ${sentence ?? 'no sentence'}`];
}
