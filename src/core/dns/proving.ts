// A recommendation measured: the user's file and the recommended one, each with every name server silent and with the first one dead.
import type { DnsAdvice, DnsMeasurement, DnsScenario, DnsSubject, LabSubject, Resolver } from '../../shared/domain/dns.ts';
import { InputError } from '../../shared/domain/errors.ts';
import { compareMeasurements } from './compare.ts';
import { serverCount } from './conf/index.ts';
import { sampleWall } from '../../shared/domain/dns-pairs.ts';

export interface MeasureOrder {
  title: string;
  scenarios: DnsScenario[];
  subjects: DnsSubject[];
  sampleLimitMs: number;
}

/** Starts a measurement and resolves when it has ended, however it did; rejects where it can't be started. */
export type Measure = (order: MeasureOrder, signal: AbortSignal) => Promise<DnsMeasurement>;

export interface Budget {
  totalNs: number | null;
  failoverNs: number | null;
}

const SUBJECT: Record<Resolver, LabSubject> = { go: 'go', glibc: 'c-glibc', musl: 'c-musl' };
export const ALL_SILENT = 'every name server is silent';
export const FIRST_SILENT = 'the first name server is silent';
/** Nobody waits longer for a file that is known to be bad: what has not returned by then is told as that. */
const LONGEST_SAMPLE_MS = 120_000;
const SLACK_MS = 3_000;

/** Rejects with InputError where nothing can be measured. */
export async function prove(scenario: DnsScenario, advice: Omit<DnsAdvice, 'proof'>, measure: Measure, signal: AbortSignal): Promise<NonNullable<DnsAdvice['proof']>> {
  const { recommendation, now, budget } = advice;
  if (recommendation === null)
    throw new InputError('there is no recommendation to prove: no setting of this file meets the budget', { input: 'prove', expected: 'a budget that can be met' });
  const subjects = [...new Set(advice.resolvers)].map((kind): DnsSubject => ({ kind: 'lab', id: SUBJECT[kind] }));
  const order = (title: string, resolvConf: string, worstNs: number | null): MeasureOrder => ({
    title,
    scenarios: brokenScenarios({ ...scenario, resolvConf }),
    subjects,
    sampleLimitMs: worstNs === null ? LONGEST_SAMPLE_MS : Math.min(LONGEST_SAMPLE_MS, Math.ceil((worstNs / 1e6) * 1.2) + SLACK_MS),
  });
  const [before, after] = await Promise.all([
    measure(order('advice: before', scenario.resolvConf, now.worstNs), signal),
    measure(order('advice: after', recommendation.resolvConf, recommendation.worstNs), signal),
  ]);
  return { before: before.id, after: after.id, rows: compareMeasurements(before, after).rows, proven: isProven(before, after, budget) };
}

/** Faults of a scenario play no part in advice; who knows which name does. */
export function brokenScenarios(scenario: DnsScenario): DnsScenario[] {
  const count = serverCount(scenario.resolvConf);
  const withSilent = (title: string, silent: number): DnsScenario => ({
    ...scenario,
    title,
    repeat: 1,
    parallel: 1,
    deadlineMs: null,
    servers: Array.from({ length: count }, (_, index) => ({ fault: index < silent ? 'silent' : 'ok', exists: scenario.servers[index]?.exists ?? null })),
  });
  return [withSilent(ALL_SILENT, count), ...(count > 1 ? [withSilent(FIRST_SILENT, 1)] : [])];
}

/** Everything was measured, what was measured afterwards is within the budget, and nothing takes longer than before. */
export function isProven(before: DnsMeasurement, after: DnsMeasurement, { totalNs, failoverNs }: Budget): boolean {
  if (before.state !== 'done' || after.state !== 'done') return false;
  if (after.samples.length < after.planned || after.samples.some(({ state }) => state !== 'done')) return false;
  const silent = slowest(after, ALL_SILENT);
  const first = slowest(after, FIRST_SILENT);
  const within = (ns: number | null, limit: number | null): boolean => limit === null || ns === null || ns <= limit + Math.max(50e6, limit * 0.02);
  const better = (title: string, now: number | null): boolean => {
    const was = slowest(before, title);
    return now === null || was === null || now <= was + Math.max(50e6, was * 0.02);
  };
  const answered = after.samples.filter(({ scenario }) => after.scenarios[scenario]?.title === FIRST_SILENT).every(({ lookups }) => lookups.every(({ result }) => result === 'ok'));
  return (
    silent !== null && Number.isFinite(silent) && within(silent, totalNs) && within(first, failoverNs) && better(ALL_SILENT, silent) && better(FIRST_SILENT, first) && answered
  );
}

/** Infinity: one did not return. Null: there is no such scenario. */
function slowest({ samples, scenarios }: DnsMeasurement, title: string): number | null {
  const own = samples.filter(({ scenario, state }) => state === 'done' && scenarios[scenario]?.title === title);
  return own.length === 0 ? null : Math.max(...own.map((sample) => sampleWall(sample) ?? Number.POSITIVE_INFINITY));
}
