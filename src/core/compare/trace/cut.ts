// A log that stops before its program did: what the other one goes on to do behind that point says nothing of the program.
import { FLAG, KIND } from '../../evidence/index.ts';
import type { Side } from './compare.ts';
import type { Difference } from './differences.ts';
import type { ProcessPair } from './pairing.ts';
import type { ComparedPair } from './parting.ts';

export interface Cut {
  side: 'a' | 'b';
  /** Last event of the log that was cut. */
  last: number;
  /** First event of the other side's first process behind that point; null where there is none. */
  next: number | null;
}

export interface FoundCut {
  cut: Cut;
  /** It lies behind that point, or is the half line there. */
  behind: (one: Difference) => boolean;
}

/** What an event that only the whole log has takes from the prefix that both share: a late call that happens to be the same does not move the end of a log. */
const ALONE = 0.2;

/** Null where both logs hold the end of what was recorded, or neither does. */
export function cutOf(pairs: readonly (ProcessPair & ComparedPair)[], a: Side, b: Side, inOrder: Uint8Array): FoundCut | null {
  const [first] = pairs;
  if (first === undefined || first.a === null || first.b === null || (first.endA === null) === (first.endB === null)) return null;
  const side = first.endA === null ? 'a' : 'b';
  const [own, whole] = side === 'a' ? [a, b] : [b, a];
  const of = (pair: ProcessPair): number | null => (side === 'a' ? pair.b : pair.a);
  const last = own.tokens.trace.index.count - 1;

  /** By process of the whole log: its last event that the other one still holds; Infinity where that process ended in both. */
  const horizons = new Map<number, number>();
  for (const pair of pairs) {
    const process = of(pair);
    if (process === null || pair.a === null || pair.b === null) continue;
    horizons.set(process, (side === 'a' ? pair.endA : pair.endB) === null ? horizonOf(pair, side, inOrder) : Infinity);
  }
  const top = horizons.get(of(first) ?? -1) ?? -1;
  /** A process that the cut log does not hold: was it made behind the point where its parent stops there? */
  const madeBehind = (place: number): boolean => {
    for (let at = place, steps = 0; steps <= whole.processes.list.length; steps++) {
      const parent = whole.processes.list[at]?.parent ?? null;
      const horizon = parent === null ? top : horizons.get(parent);
      if (horizon !== undefined) return (whole.processes.list[at]?.firstEvent ?? 0) > horizon;
      at = parent ?? at;
    }
    return false;
  };
  const behind = (one: Difference): boolean => {
    if (one.kind === (side === 'a' ? 'only-a' : 'only-b')) return one[side] === last && isHalf(own, last);
    if (one.kind !== (side === 'a' ? 'only-b' : 'only-a')) return false;
    const pair = pairs[one.pair];
    const process = pair === undefined ? null : of(pair);
    if (process === null) return false;
    const horizon = horizons.get(process);
    return horizon === undefined ? madeBehind(process) : (side === 'a' ? one.b : one.a) > horizon;
  };
  const { rows } = first;
  const events = side === 'a' ? rows.b : rows.a;
  const next = events.find((event) => event > top);
  return { cut: { side, last, next: next ?? null }, behind };
}

/** Where the prefix ends that both share, in events of the whole log. */
function horizonOf({ rows }: ComparedPair, side: 'a' | 'b', inOrder: Uint8Array): number {
  const [own, whole] = side === 'a' ? [rows.a, rows.b] : [rows.b, rows.a];
  let score = 0;
  let best = 0;
  let horizon = -1;
  for (let row = 0; row < whole.length; row++) {
    const event = whole[row] ?? -1;
    if (event < 0) continue;
    if ((own[row] ?? -1) < 0) score -= ALONE;
    else if (inOrder[rows.a[row] ?? 0] === 1) score++;
    if (score <= best) continue;
    best = score;
    horizon = Math.max(horizon, event);
  }
  return horizon;
}

/** A call whose line breaks off: neither a result nor strace's own word that it is unfinished. */
function isHalf({ tokens: { trace } }: Side, event: number): boolean {
  if (trace.index.kind[event] !== KIND.call || ((trace.index.flags[event] ?? 0) & FLAG.unfinished) !== 0) return false;
  return !/\)\s*= \S/.test(trace.text.line(event));
}
