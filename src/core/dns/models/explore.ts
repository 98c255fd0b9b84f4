// Chance without dice: a simulation asks `choose` wherever the world could go one way or another, and is run again until every way was taken.
import type { DnsOutcome } from '../../../shared/domain/dns.ts';

/** Which of `ways` it is, 0 and up. `odds` (of each way, together 1) where they are known; null: nobody can say (a race). */
export type Choose = (ways: number, odds?: readonly number[] | null) => number;

/** Runs of one simulation; what is beyond is said to be missing. */
export const MOST_RUNS = 4_096;

interface Step {
  way: number;
  ways: number;
  odds: number | null;
}

/**
 * Runs `simulate` once for each combination of choices, depth first, and hands on what came of each with its odds (null: a race was among the choices).
 * False: there are more combinations than `mostRuns`.
 */
export function everyWay<T>(simulate: (choose: Choose) => T, take: (result: T, probability: number | null) => void, mostRuns = MOST_RUNS): boolean {
  let path: Step[] = [];
  let at = 0;
  const choose: Choose = (ways, odds = null) => {
    const way = path[at]?.way ?? 0;
    path[at] = { way, ways, odds: odds?.[way] ?? null };
    at += 1;
    return way;
  };
  for (let runs = 0; runs < mostRuns; runs++) {
    at = 0;
    const result = simulate(choose);
    if (path.length > at) path = path.slice(0, at);
    take(result, together(path));
    while (path.length > 0 && isLast(path.at(-1))) path.pop();
    const last = path.at(-1);
    if (last === undefined) return true;
    last.way += 1;
  }
  return false;
}

/** Runs `simulate` once for each combination of choices. Outcomes that look alike are one, with their odds added up; fastest first. */
export function explore(simulate: (choose: Choose) => Omit<DnsOutcome, 'probability'>, mostRuns = MOST_RUNS): { outcomes: DnsOutcome[]; complete: boolean } {
  const found = new Map<string, DnsOutcome>();
  let first: DnsOutcome | undefined;
  const complete = everyWay(
    simulate,
    (result, probability) => {
      const outcome = { ...result, probability };
      // The first needs no key before there is a second: most simulations go one way only.
      if (first === undefined) first = outcome;
      else {
        if (found.size === 0) collect(found, first);
        collect(found, outcome);
      }
    },
    mostRuns,
  );
  return { outcomes: found.size === 0 && first !== undefined ? [first] : inOrder(found), complete };
}

/** The odds of several things at once; null where those of one are not known. */
function together(path: readonly Step[]): number | null {
  let product = 1;
  for (const { odds } of path) {
    if (odds === null) return null;
    product *= odds;
  }
  return product;
}

/** The odds that one or the other happens; null where those of one are not known. */
export const either = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : Math.min(1, a + b));

const isLast = (step: Step | undefined): boolean => step !== undefined && step.way + 1 >= step.ways;

function collect(found: Map<string, DnsOutcome>, outcome: DnsOutcome): void {
  const key = JSON.stringify([outcome.wallNs, outcome.packets, outcome.result, outcome.addresses, outcome.names, outcome.error ?? null]);
  const before = found.get(key);
  if (before === undefined) found.set(key, outcome);
  else before.probability = either(before.probability ?? null, outcome.probability ?? null);
}

const inOrder = (found: Map<string, DnsOutcome>): DnsOutcome[] => [...found.values()].sort(fastestFirst);

/** A call that never returns comes last. */
export const fastestFirst = (a: DnsOutcome, b: DnsOutcome): number => (a.wallNs ?? Number.POSITIVE_INFINITY) - (b.wallNs ?? Number.POSITIVE_INFINITY) || a.packets - b.packets;
