// A grid of predictions: thousands of points, a line each.
import type { DnsGrid, DnsScenario, DnsVary, Resolver } from '../../shared/domain/dns.ts';
import { CancelledError, InputError } from '../../shared/domain/errors.ts';
import { faultText, parseFault } from '../../shared/domain/dns-faults.ts';
import { outcomesOf } from './predict.ts';
import { MOST_POINTS, varied, varyCount, type Varied } from './vary.ts';

type Point = DnsGrid['points'][number];

/** Points are counted over all resolvers. Gives way to other work every few milliseconds. Throws InputError as predict does, CancelledError when the signal says so. */
export async function gridOf(scenario: DnsScenario, vary: DnsVary, resolvers: readonly { resolver: Resolver; version: string | null }[], signal: AbortSignal): Promise<DnsGrid> {
  const count = varyCount(vary) * resolvers.length;
  if (count > MOST_POINTS)
    throw new InputError(`a grid of ${count} points is too large; expected at most ${MOST_POINTS}`, { input: 'vary', expected: `at most ${MOST_POINTS} points` });
  const points: Point[] = [];
  const scenarios = varied(scenario, vary);
  let since = performance.now();
  for (const { resolver, version } of resolvers)
    for (const each of scenarios) {
      points.push(pointOf(each, resolver, version));
      if (performance.now() - since < 40) continue;
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (signal.aborted) throw new CancelledError();
      since = performance.now();
    }
  return { schema: 'cgoscope/dns-grid@0', points };
}

function pointOf({ scenario, point }: Varied, resolver: Resolver, version: string | null): Point {
  const { answer, input } = outcomesOf(scenario, resolver, version, { brief: true });
  const { settings } = input;
  const { outcomes } = answer;
  const results = new Set(outcomes.map(({ result }) => result));
  const [first] = outcomes;
  const last = outcomes.at(-1);
  return {
    resolver,
    timeout: point.timeout ?? settings.timeout,
    attempts: point.attempts ?? settings.attempts,
    servers: settings.servers.length,
    search: settings.search.length,
    ndots: point.ndots ?? settings.ndots,
    faults: point.faults ?? scenario.servers.map(({ fault }, index) => `${index + 1}=${faultText(parseFault(fault))}`).join(' '),
    minNs: first?.wallNs ?? null,
    maxNs: last?.wallNs ?? null,
    packets: last?.packets ?? 0,
    result: results.size === 1 ? (first?.result ?? 'fail') : 'varies',
  };
}
