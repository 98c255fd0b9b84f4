// Chance without dice: a simulation asks `choose` wherever the world could go one way or another, and is run again until every way was taken.
import type { DnsOutcome } from '../../../shared/domain/dns.ts';

/** Which of `ways` it is, 0 and up. `odds` (of each way, together 1) where they are known; null: nobody can say (a race). */
export type Choose = (ways: number, odds?: readonly number[] | null) => number;

/** Runs of one simulation; what is beyond is said to be missing. */
export const MOST_RUNS = 4_096;

/** Runs `simulate` once for each combination of choices, depth first. Outcomes that look alike are one, with their odds added up; fastest first. */
export function explore(simulate: (choose: Choose) => Omit<DnsOutcome, 'probability'>, mostRuns = MOST_RUNS): { outcomes: DnsOutcome[]; complete: boolean } {
  const found = new Map<string, DnsOutcome>();
  /** The way that was taken at each question, and how many there were. */
  let path: { way: number; ways: number; odds: number | null }[] = [];
  for (let runs = 0; runs < mostRuns; runs++) {
    let at = 0;
    const choose: Choose = (ways, odds = null) => {
      const before = path[at];
      const way = before?.way ?? 0;
      path[at] = { way, ways, odds: odds?.[way] ?? null };
      at += 1;
      return way;
    };
    const outcome = simulate(choose);
    path = path.slice(0, at);
    const certain = path.every(({ odds }) => odds !== null);
    collect(found, { ...outcome, probability: certain ? path.reduce((product, { odds }) => product * (odds ?? 1), 1) : null });
    while (path.length > 0 && isLast(path.at(-1))) path.pop();
    const last = path.at(-1);
    if (last === undefined) return { outcomes: inOrder(found), complete: true };
    last.way += 1;
  }
  return { outcomes: inOrder(found), complete: false };
}

const isLast = (step: { way: number; ways: number } | undefined): boolean => step !== undefined && step.way + 1 >= step.ways;

function collect(found: Map<string, DnsOutcome>, outcome: DnsOutcome): void {
  const key = JSON.stringify([outcome.wallNs, outcome.packets, outcome.result, outcome.addresses, outcome.names, outcome.error ?? null]);
  const before = found.get(key);
  if (before === undefined) found.set(key, outcome);
  else before.probability = before.probability == null || outcome.probability == null ? null : Math.min(1, before.probability + outcome.probability);
}

const inOrder = (found: Map<string, DnsOutcome>): DnsOutcome[] =>
  [...found.values()].sort((a, b) => (a.wallNs ?? Number.POSITIVE_INFINITY) - (b.wallNs ?? Number.POSITIVE_INFINITY) || a.packets - b.packets);
