// Where two runs part: the first telling thing that one did and the other did not, before what came of it.
import { KIND } from '../../evidence/index.ts';
import { FATAL_SIGNALS, WRITES } from './calls.ts';
import type { Difference } from './differences.ts';
import type { Rows } from './matching.ts';
import { firstExecOf, type SideTokens } from './tokens.ts';

/** What may decide how a program ends by itself. */
const DECISIVE = 0.6;
/** What is worth a sentence. */
export const NOTABLE = 0.38;
const SAID = 0.3;
/** What tells less than this is no parting. */
const LITTLE = 0.1;
/** More of the same must tell more than that: how often is up to pools and schedulers. */
const MUCH_MORE = 0.2;
const tells = (one: Difference): boolean => one.weight >= (one.more ? MUCH_MORE : LITTLE);
/** A changed error, and something that is missing altogether, that say more than that the two were asked for other things. */
const BEYOND_WORDS = { error: 0.65, missing: 0.86 };
/** Rows before a side's end in which its last words are looked for. */
const LAST_ROWS = 60;

export interface ComparedPair {
  rows: Rows;
  gapBefore: number;
  /** How each ended: `code 1`, `SIGSEGV`; null where the log does not hold it. */
  endA: string | null;
  endB: string | null;
}

export interface Parting {
  difference: Difference;
  /** It is how one side ended: event of the other side's first step beyond, where there is one. */
  goesOn: number | null;
}

/** The side that failed first, and the gap in which it said its last words. */
interface Failure {
  side: 'a' | 'b';
  gap: number;
}

export function choosePartings(differences: readonly Difference[], pairs: readonly ComparedPair[], a: SideTokens, b: SideTokens, inOrder: Uint8Array): Parting | null {
  if (differences.length === 0) return null;
  const order = [...differences].sort(byOrder);
  const failure = firstFailure(pairs, a, b, inOrder);
  const before = failure === null ? order : order.filter((one) => !isConsequence(one, failure));
  const pick = (from: readonly Difference[], test: (one: Difference) => boolean): Difference | undefined => from.find(test);
  const chosen =
    pick(before, (one) => !one.symptom && one.weight >= DECISIVE) ??
    pick(before, (one) => !one.symptom && one.weight >= NOTABLE) ??
    pick(before, (one) => one.symptom && one.weight >= SAID) ??
    pick(before, tells) ??
    pick(order, tells);
  if (chosen === undefined) return null;
  return partingAt(otherwise(before, chosen, a), order, failure);
}

/** Other words of argv are what the two were asked for: the context of a program, a library or a file that only one of them has, and not its cause. */
function otherwise(before: readonly Difference[], chosen: Difference, { trace }: SideTokens): Difference {
  if (chosen.kind !== 'result' || chosen.a !== firstExecOf(trace)) return chosen;
  const says = (one: Difference): boolean => !one.symptom && !one.more && one.weight >= (one.kind === 'error' ? BEYOND_WORDS.error : BEYOND_WORDS.missing);
  return before.find(says) ?? chosen;
}

function partingAt(chosen: Difference, order: readonly Difference[], failure: Failure | null): Parting {
  return { difference: chosen, goesOn: chosen.symptom && failure !== null ? nextStep(order, chosen, failure) : null };
}

/** By the place where both still went together, then in the order of each side, the heavier side first. */
function byOrder(x: Difference, y: Difference): number {
  if (x.gap !== y.gap) return x.gap - y.gap;
  if (x.a >= 0 && y.a >= 0) return x.a - y.a;
  if (x.b >= 0 && y.b >= 0) return x.b - y.b;
  return y.weight - x.weight || Number(x.a < 0) - Number(y.a < 0);
}

/** What the side that lived on did where the other had said its last words already. */
const isConsequence = (one: Difference, failure: Failure): boolean => one.kind === (failure.side === 'a' ? 'only-b' : 'only-a') && one.gap >= failure.gap;

function nextStep(order: readonly Difference[], chosen: Difference, failure: Failure): number | null {
  const kind = failure.side === 'a' ? 'only-b' : 'only-a';
  if (chosen.kind !== (failure.side === 'a' ? 'only-a' : 'only-b')) return null;
  const after = order.filter((one) => one.kind === kind && one.gap >= chosen.gap && !one.symptom);
  const next = after.find((one) => one.weight >= NOTABLE) ?? after.find(tells);
  return next === undefined ? null : failure.side === 'a' ? next.b : next.a;
}

function firstFailure(pairs: readonly ComparedPair[], a: SideTokens, b: SideTokens, inOrder: Uint8Array): Failure | null {
  let first: Failure | null = null;
  for (const pair of pairs) {
    const { endA, endB } = pair;
    if (endA === null || endB === null || endA === endB) continue;
    const side = badness(endA) > badness(endB) ? 'a' : badness(endB) > badness(endA) ? 'b' : null;
    if (side === null) continue;
    const gap = lastWords(pair, side, a, b, inOrder);
    if (first === null || gap < first.gap) first = { side, gap };
  }
  return first;
}

const badness = (end: string): number => (end === 'code 0' ? 0 : end.startsWith('code') ? 1 : 2);

/** The gap in which a side that failed spoke for the last time, or ended. */
function lastWords({ rows, gapBefore }: ComparedPair, side: 'a' | 'b', a: SideTokens, b: SideTokens, inOrder: Uint8Array): number {
  const own = side === 'a' ? a : b;
  const events = side === 'a' ? rows.a : rows.b;
  const others = side === 'a' ? rows.b : rows.a;
  let said = -1;
  for (let row = rows.a.length - 1, looked = 0; row >= 0 && looked < LAST_ROWS; row--) {
    const event = events[row] ?? -1;
    if (event < 0) continue;
    looked++;
    const other = others[row] ?? -1;
    const same = other >= 0 && a.whole[rows.a[row] ?? 0] === b.whole[rows.b[row] ?? 0];
    if (!same && (said < 0 || speaks(own, event))) said = row;
  }
  let gap = gapBefore;
  for (let row = 0; row < said; row++) {
    const eventA = rows.a[row] ?? -1;
    const eventB = rows.b[row] ?? -1;
    if (eventA >= 0 && eventB >= 0 && inOrder[eventA] === 1) gap = eventA;
  }
  return gap;
}

function speaks({ trace: { index }, families }: SideTokens, event: number): boolean {
  if (index.kind[event] === KIND.signal) return FATAL_SIGNALS.has(index.names[index.name[event] ?? 0] ?? '');
  return WRITES.has(families[index.name[event] ?? 0] ?? '') && index.fd[event] === 2;
}
