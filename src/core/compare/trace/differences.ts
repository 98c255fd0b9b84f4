// What only one side did, and what came out otherwise, put together from the rows of all pairs: one entry for every call that is the same but for what varies.
import type { Rows } from './matching.ts';
import { foundOf, tellingOf, tellingOfError, tellingOfResult, type Telling } from './telling.ts';
import { failure, type SideTokens } from './tokens.ts';

export interface Difference extends Telling {
  kind: 'only-a' | 'only-b' | 'error' | 'result';
  pair: number;
  /** Of the first time; -1 on the side that never did it. */
  a: number;
  b: number;
  times: number;
  /** The other side asked the same, fewer times. */
  more: boolean;
  /** Event of `a` that both sides share and behind which they part, of the first time; what stands behind the same one lies side by side. */
  gap: number;
}

/** What a pair shares last before anything of its own: -1, or the event of `a` where it begins. */
export interface PairRows {
  rows: Rows;
  gapBefore: number;
}

/** Rows that are looked at between two stops. */
const STEP = 16_384;
/** Different things that are kept of one kind. Two traces that share nothing have as many as they have events. */
const MOST = 400_000;

export interface Differences {
  readonly list: readonly Difference[];
  /** Of each kind, before the bound. */
  readonly total: Readonly<Record<Difference['kind'], number>>;
}

export function* differencesOf(a: SideTokens, b: SideTokens, pairs: readonly PairRows[], inOrder: Uint8Array): Generator<void, Differences, undefined> {
  const list: Difference[] = [];
  const total = { 'only-a': 0, 'only-b': 0, error: 0, result: 0 };
  const found = { a: foundOf(a), b: foundOf(b) };
  const askedIn = { a: countAsked(a), b: countAsked(b) };
  let looked = 0;
  for (const [pair, { rows, gapBefore }] of pairs.entries()) {
    const seen = { 'only-a': new Map<number, Difference>(), 'only-b': new Map<number, Difference>(), error: new Map<number, Difference>(), result: new Map<number, Difference>() };
    let gap = gapBefore;
    for (let row = 0; row < rows.a.length; row++) {
      if (++looked % STEP === 0) yield;
      const eventA = rows.a[row] ?? -1;
      const eventB = rows.b[row] ?? -1;
      if (eventA >= 0 && eventB >= 0 && a.whole[eventA] === b.whole[eventB]) {
        if (inOrder[eventA] === 1) gap = eventA;
        continue;
      }
      const kind = eventB < 0 ? 'only-a' : eventA < 0 ? 'only-b' : errorOf(a, eventA) === errorOf(b, eventB) ? 'result' : 'error';
      const token = eventA < 0 ? (b.whole[eventB] ?? 0) : kind === 'only-a' ? (a.whole[eventA] ?? 0) : (a.whole[eventA] ?? 0) * 2 ** 24 + (b.whole[eventB] ?? 0);
      const known = seen[kind].get(token);
      if (known !== undefined) {
        known.times++;
        continue;
      }
      total[kind]++;
      if (total[kind] > MOST) continue;
      const one: Difference = { kind, pair, a: eventA, b: eventB, times: 1, more: false, gap, weight: 0, symptom: false };
      if (kind === 'only-a') one.more = (askedIn.b.get(a.asked[eventA] ?? -1) ?? 0) > 0;
      if (kind === 'only-b') one.more = (askedIn.a.get(b.asked[eventB] ?? -1) ?? 0) > 0;
      Object.assign(one, weigh(one, a, b, found));
      seen[kind].set(token, one);
      list.push(one);
    }
  }
  return { list, total };
}

const errorOf = ({ trace: { index } }: SideTokens, event: number): string => failure(index.errors[index.error[event] ?? 0] ?? '');

/** More of the same says less than what the other side never did. */
const MORE = 0.3;

function weigh(one: Difference, a: SideTokens, b: SideTokens, found: { a: ReturnType<typeof foundOf>; b: ReturnType<typeof foundOf> }): Telling {
  switch (one.kind) {
    case 'only-a':
      return scaled(tellingOf(a, found.a, one.a), one.more);
    case 'only-b':
      return scaled(tellingOf(b, found.b, one.b), one.more);
    case 'result':
      return tellingOfResult(a, one.a);
    case 'error': {
      const failsA = errorOf(a, one.a) !== '';
      const failsB = errorOf(b, one.b) !== '';
      return failsA ? tellingOfError(a, found.a, one.a, failsB) : tellingOfError(b, found.b, one.b, false);
    }
  }
}

const scaled = (telling: Telling, more: boolean): Telling => (more ? { ...telling, weight: telling.weight * MORE } : telling);

/** How often each question was asked, as far as it has a number. */
function countAsked({ asked }: SideTokens): { get(token: number): number | undefined } {
  let most = -1;
  for (const token of asked) if (token > most) most = token;
  const counts = new Uint8Array(most + 1);
  for (const token of asked) if (token >= 0) counts[token] = 1;
  return { get: (token) => counts[token] };
}
