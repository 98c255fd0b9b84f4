// The document of two traces compared (trace-diff), and pages of the rows side by side.
import type { TraceDiff, TraceDiffRows } from '../../../shared/domain/trace-detail.ts';
import { eventRow, thingOf, type ReadableTrace } from '../../evidence/index.ts';
import { compareSteps, type Compared, type TraceDiffOptions } from './compare.ts';
import type { Difference } from './differences.ts';
import { foldedLength, piecesOf } from './fold.ts';
import { nothingIn } from './nothing.ts';
import { NOTABLE } from './parting.ts';
import { baseOf } from './processes.ts';
import { sentenceOf } from './sentences.ts';
import { shownCall } from './shown.ts';
import { OPENS } from './telling.ts';
import type { SideTokens } from './tokens.ts';
import { maskedOf, warningsOf } from './warnings.ts';

/** Entries of a list that are given. */
const MOST = 1_000;
/** Pairs that are given: the others are counted in the lists all the same. */
const MOST_PAIRS = 5_000;
const CONTEXT = 3;

/** What the document calls a side. */
export interface SideName {
  name: string;
  key: string;
}

const NAMES: SideWords = { a: 'A', b: 'B' };

/** What a sentence calls the sides: `A` and `B`, `cell 3` and `cell 5`. */
export interface SideWords {
  a: string;
  b: string;
}

const LETTERS: SideWords = { a: 'A', b: 'B' };

/** The whole comparison at once. For long traces {@link compareSteps} gives way in between. */
export function compareTraces(a: ReadableTrace, b: ReadableTrace, options: TraceDiffOptions = {}): Compared {
  const steps = compareSteps(a, b, options);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

export function diffTraces(a: ReadableTrace, b: ReadableTrace, names: { a: SideName; b: SideName }, options: TraceDiffOptions = {}): TraceDiff {
  return diffDocument(compareTraces(a, b, options), names);
}

/** The first line to read; null where the two did the same. `called`: what the sentence calls the sides. */
export function firstPartingOf(a: ReadableTrace, b: ReadableTrace, options: TraceDiffOptions & { called?: SideWords } = {}): TraceDiff['firstParting'] {
  return partingOf(compareTraces(a, b, options), options.called);
}

export function diffDocument(compared: Compared, names: { a: SideName; b: SideName }): TraceDiff {
  const { a, b, differences, pairs } = compared;
  const heaviest = [...differences.list].sort((x, y) => y.weight - x.weight || x.gap - y.gap || Math.max(x.a, x.b) - Math.max(y.a, y.b));
  const of = (kind: Difference['kind']): Difference[] => heaviest.filter((one) => one.kind === kind).slice(0, MOST);
  const only = (side: 'a' | 'b') =>
    of(side === 'a' ? 'only-a' : 'only-b').map((one) => ({
      call: shownCall((side === 'a' ? a : b).tokens.trace, one[side]),
      pair: one.pair,
      times: one.times,
      firstEvent: one[side] + 1,
      weight: rounded(one.weight),
    }));
  const errorOf = (trace: ReadableTrace, event: number): string | null => trace.index.errors[trace.index.error[event] ?? 0] || null;
  return {
    schema: 'cgoscope/trace-diff@0',
    a: sideOf(compared, 'a', names.a),
    b: sideOf(compared, 'b', names.b),
    firstParting: partingOf(compared),
    onlyA: { total: differences.total['only-a'], rows: only('a') },
    onlyB: { total: differences.total['only-b'], rows: only('b') },
    changedErrors: {
      total: differences.total.error,
      rows: of('error').map((one) => ({
        call: shownCall(a.tokens.trace, one.a, false),
        pair: one.pair,
        a: errorOf(a.tokens.trace, one.a),
        b: errorOf(b.tokens.trace, one.b),
        eventA: one.a + 1,
        eventB: one.b + 1,
        times: one.times,
        weight: rounded(one.weight),
      })),
    },
    changedResults: {
      total: differences.total.result,
      rows: of('result').map((one) => ({
        call: shownCall(a.tokens.trace, one.a, false),
        pair: one.pair,
        sentence: sentence(compared, one, null, NAMES),
        eventA: one.a + 1,
        eventB: one.b + 1,
        times: one.times,
        weight: rounded(one.weight),
      })),
    },
    pairs: pairs.slice(0, MOST_PAIRS).map((pair) => ({
      label: pair.label,
      a: pair.a === null ? null : (a.processes.list[pair.a]?.task ?? null),
      b: pair.b === null ? null : (b.processes.list[pair.b]?.task ?? null),
      equal: pair.equal,
      onlyA: pair.onlyA,
      onlyB: pair.onlyB,
      changed: pair.changed,
      rows: foldedLength(piecesOf(a.tokens, b.tokens, pair.rows, CONTEXT)),
    })),
    masked: maskedOf(compared),
    warnings: warningsOf(compared),
  };
}

const rounded = (weight: number): number => Math.round(Math.min(1, Math.max(0, weight)) * 1_000) / 1_000;

function sideOf(compared: Compared, side: 'a' | 'b', { name, key }: SideName): TraceDiff['a'] {
  const { tokens, processes } = compared[side];
  const ended = processes.list[0]?.ended ?? null;
  return {
    name,
    key,
    events: tokens.trace.index.count,
    tasks: tokens.trace.index.tasks.length,
    ended: ended === null ? null : ended.signal !== null ? `killed by ${ended.signal}` : `exited with ${String(ended.code ?? '?')}`,
  };
}

function sentence(compared: Compared, difference: Difference, goesOn: number | null, called: SideWords = LETTERS): string {
  const { a, b, pairs, vocabulary } = compared;
  const pair = pairs[difference.pair];
  // The first process of each is what was recorded; another one is called by its program.
  const inA = a.processes.list[pair?.a ?? -1];
  const inB = b.processes.list[pair?.b ?? -1];
  const known = difference.pair === 0 ? null : ((inA?.started === false ? (inB ?? inA) : (inA ?? inB))?.program ?? null);
  const program = isStart(compared, difference) ? null : known;
  const named = (name: string, there: boolean): string => (program === null || !there ? name : `${name}'s ${program}`);
  return sentenceOf(
    difference,
    { side: a.tokens, name: named(called.a, pair?.a !== null) },
    { side: b.tokens, name: named(called.b, pair?.b !== null) },
    { results: vocabulary.results, goesOn, ...soughtOf(compared, difference) },
  );
}

/** A start: the process is called by what it starts itself, or is another one's copy still. No need to say whose. */
function isStart({ a, b }: Compared, difference: Difference): boolean {
  const { tokens } = difference.a >= 0 ? a : b;
  return tokens.families[tokens.trace.index.name[difference.a >= 0 ? difference.a : difference.b] ?? 0] === 'execve';
}

/** In how many folders the same side looked for the same thing, where it found it in none; and where the other one opened a file of that name. */
function soughtOf({ a, b, differences }: Compared, one: Difference): { places: number; foundAt: string | null } {
  const side = one.kind === 'only-a' ? 'a' : one.kind === 'only-b' ? 'b' : null;
  if (side === null) return { places: 1, foundAt: null };
  const { index } = (side === 'a' ? a : b).tokens.trace;
  const sought = (event: number): string | null => {
    const path = index.paths[index.path[event] ?? 0] ?? '';
    if (path === '' || index.errors[index.error[event] ?? 0] !== 'ENOENT') return null;
    const { kind, name } = thingOf(path, false);
    return kind === 'other' || kind === 'program' ? null : `${kind} ${name}`;
  };
  const path = index.paths[index.path[one[side]] ?? 0] ?? '';
  const missing = index.errors[index.error[one[side]] ?? 0] === 'ENOENT';
  const foundAt = missing && !one.more ? openedAs((side === 'a' ? b : a).tokens, baseOf(path)) : null;
  const thing = sought(one[side]);
  if (thing === null) return { places: 1, foundAt };
  const folders = new Set<string>();
  for (const each of differences.list) {
    if (each.kind !== one.kind || each.pair !== one.pair || sought(each[side]) !== thing) continue;
    const at = index.paths[index.path[each[side]] ?? 0] ?? '';
    folders.add(at.slice(0, at.lastIndexOf('/')));
  }
  return { places: folders.size, foundAt };
}

/** The first path of that last name that was opened. */
function openedAs({ trace: { index }, families }: SideTokens, base: string): string | null {
  if (base === '') return null;
  const named = index.paths.map((path) => baseOf(path) === base);
  for (let event = 0; event < index.count; event++) {
    const path = index.path[event] ?? 0;
    if (path === 0 || named[path] !== true || index.error[event] !== 0) continue;
    if (OPENS.has(families[index.name[event] ?? 0] ?? '')) return index.paths[path] ?? null;
  }
  return null;
}

function partingOf(compared: Compared, called: SideWords = LETTERS): TraceDiff['firstParting'] {
  const { parting, cut, a, b } = compared;
  const nothing = { a: nothingIn(a.tokens.trace), b: nothingIn(b.tokens.trace) };
  // Two files without a call are no different; one beside a log of calls is not the same.
  if ((nothing.a === null) !== (nothing.b === null)) {
    const why = nothing.a === null ? `${called.b} ${nothing.b?.text ?? ''}` : `${called.a} ${nothing.a.text}`;
    return { kind: 'end', sentence: `There is nothing to compare: ${why}`, pair: 0, a: null, b: null };
  }
  if (cut !== null && (parting === null || parting.difference.weight < NOTABLE)) {
    const own = cut.side === 'a' ? { name: called.a, trace: a.tokens.trace } : { name: called.b, trace: b.tokens.trace };
    const rows = { own: eventRow(own.trace, cut.last), other: cut.next === null ? null : eventRow((cut.side === 'a' ? b : a).tokens.trace, cut.next) };
    return {
      kind: 'end',
      sentence: `The log of ${own.name} ends at event ${String(cut.last + 1)}, before its program does; up to there nothing telling differs`,
      pair: 0,
      a: cut.side === 'a' ? rows.own : rows.other,
      b: cut.side === 'b' ? rows.own : rows.other,
    };
  }
  if (parting === null) return null;
  const { difference } = parting;
  const ends = difference.symptom && difference.kind === 'result';
  return {
    kind: ends ? 'end' : difference.kind,
    sentence: sentence(compared, difference, parting.goesOn, called),
    pair: difference.pair,
    a: difference.a < 0 ? null : eventRow(a.tokens.trace, difference.a),
    b: difference.b < 0 ? null : eventRow(b.tokens.trace, difference.b),
  };
}

export interface RowsQuery {
  pair: number;
  folded: boolean;
  context: number;
  from: number;
  count: number;
}

/** A page of one pair's rows; none for a pair that there is not. */
export function diffRows({ a, b, pairs }: Compared, { pair, folded, context, from, count }: RowsQuery): TraceDiffRows {
  const rows = pairs[pair]?.rows;
  if (rows === undefined) return { total: 0, from, rows: [] };
  const pieces = folded ? piecesOf(a.tokens, b.tokens, rows, context) : [{ fold: false, from: 0, to: rows.a.length }];
  const page: TraceDiffRows['rows'] = [];
  let place = 0;
  for (const piece of pieces) {
    const length = piece.fold ? 1 : piece.to - piece.from;
    if (page.length >= count) break;
    if (place + length > from) {
      if (piece.fold) page.push({ kind: 'fold', count: piece.to - piece.from, from: piece.from, to: piece.to });
      else for (let row = piece.from + Math.max(0, from - place); row < piece.to && page.length < count; row++) page.push(rowAt(row));
    }
    place += length;
  }
  return { total: foldedLength(pieces), from, rows: page };

  function rowAt(row: number): TraceDiffRows['rows'][number] {
    const eventA = rows?.a[row] ?? -1;
    const eventB = rows?.b[row] ?? -1;
    if (eventB < 0) return { kind: 'only-a', a: eventRow(a.tokens.trace, eventA) };
    if (eventA < 0) return { kind: 'only-b', b: eventRow(b.tokens.trace, eventB) };
    return { kind: a.tokens.whole[eventA] === b.tokens.whole[eventB] ? 'equal' : 'changed', a: eventRow(a.tokens.trace, eventA), b: eventRow(b.tokens.trace, eventB) };
  }
}
