// A measurement by pairs of scenario and subject: what was measured in all rounds beside what was predicted. Pure; the window and reports show the same.
import type { FaultCell } from '../charts/fault-table.ts';
import type { DnsMeasurement, DnsOutcome, DnsSample } from './dns.ts';
import { scenarioLabels, serverFaults } from './dns-labels.ts';
import { formatNs } from './units.ts';

/** A mark of predicted against measured. */
export interface ScatterPair {
  predictedNs: number | null;
  measuredNs: number | null;
  /** The scenario. */
  label: string;
  subject: string;
  agrees: boolean | null;
  /** The model gives several outcomes. */
  nondeterministic: boolean;
}

/** Of a fault and a subject: the slowest, and the fastest where there are several. */
export interface FaultRow extends FaultCell {
  minNs?: number | null | undefined;
}

export interface Pair {
  /** `0.2`: places of scenario and subject. */
  key: string;
  scenario: number;
  subject: number;
  /** Of the scenario, for people. */
  title: string;
  name: string;
  samples: DnsSample[];
  agreement: DnsMeasurement['agreement'][number] | null;
  /** Of each sample that ended well, in their order. */
  wallNs: (number | null)[];
  packets: number[];
  result: DnsOutcome['result'] | 'varies' | null;
  /** `musl`, `go`; several where samples disagree. */
  ran: string[];
}

/** From the first lookup's start to the last one's end; null: one had not returned. */
export function sampleWall({ lookups }: Pick<DnsSample, 'lookups'>): number | null {
  if (lookups.some(({ wallNs }) => wallNs === null)) return null;
  const start = Math.min(...lookups.map(({ startNs }) => startNs));
  return lookups.length === 0 ? 0 : Math.max(...lookups.map(({ startNs, wallNs }) => startNs + (wallNs ?? 0))) - start;
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

function resultOf(samples: readonly DnsSample[]): Pair['result'] {
  const results = unique(samples.flatMap(({ lookups }) => lookups.map(({ result }) => result)));
  return results.length > 1 ? 'varies' : (results[0] ?? null);
}

/** Every pair that there is to be, those without a sample yet too. */
export function pairsOf(measurement: DnsMeasurement): Pair[] {
  const samples = new Map<string, DnsSample[]>();
  for (const sample of measurement.samples) {
    const key = `${sample.scenario}.${sample.subject}`;
    const list = samples.get(key);
    if (list === undefined) samples.set(key, [sample]);
    else list.push(sample);
  }
  const agreement = new Map(measurement.agreement.map((each) => [`${each.scenario}.${each.subject}`, each]));
  const labels = scenarioLabels(measurement.scenarios);
  return measurement.scenarios.flatMap((scenario, place) =>
    measurement.subjects.map(({ name }, subject): Pair => {
      const key = `${place}.${subject}`;
      const of = (samples.get(key) ?? []).sort((a, b) => a.round - b.round);
      const done = of.filter(({ state }) => state === 'done');
      return {
        key,
        scenario: place,
        subject,
        title: scenario.title !== '' ? scenario.title : labels[place] === undefined || labels[place] === '' ? `#${place + 1}` : labels[place],
        name,
        samples: of,
        agreement: agreement.get(key) ?? null,
        wallNs: done.map(sampleWall),
        packets: done.map(({ packets }) => packets),
        result: resultOf(done),
        ran: unique(done.map(({ resolver }) => resolver.ran)),
      };
    }),
  );
}

/** `4.00 s`, `1.33 s … 2.00 s`: never a lone mean. */
export function wallsText(walls: readonly (number | null)[], never: string): string {
  if (walls.length === 0) return '';
  const known = walls.filter((ns) => ns !== null).sort((a, b) => a - b);
  const [least, most] = [known[0], known.at(-1)];
  const range = least === undefined || most === undefined ? '' : formatNs(least) === formatNs(most) ? formatNs(least) : `${formatNs(least)} … ${formatNs(most)}`;
  if (known.length === walls.length) return range;
  return range === '' ? never : `${range} … ${never}`;
}

export function packetsText(packets: readonly number[]): string {
  if (packets.length === 0) return '';
  const [least, most] = [Math.min(...packets), Math.max(...packets)];
  return least === most ? String(least) : `${least} … ${most}`;
}

/** What was predicted of a pair, each value once: `2.00 s`, `2.00 s | 2.67 s`. */
export function predictedText<T>(outcomes: readonly DnsOutcome[], read: (outcome: DnsOutcome) => T, text: (value: T) => string, most = 3): string {
  const values = unique(outcomes.map((outcome) => text(read(outcome))));
  return values.length > most ? `${values.slice(0, most).join(' | ')} | …` : values.join(' | ');
}

/** The outcome that a sample is nearest to: one with equal packets where there is one. */
export function nearestOutcome(outcomes: readonly DnsOutcome[], sample: DnsSample): DnsOutcome | null {
  const wall = sampleWall(sample);
  const distance = ({ wallNs }: DnsOutcome): number => (wall === null || wallNs === null ? (wall === wallNs ? 0 : Number.MAX_VALUE) : Math.abs(wall - wallNs));
  const equal = outcomes.filter(({ packets }) => packets === sample.packets);
  return [...(equal.length > 0 ? equal : outcomes)].sort((a, b) => distance(a) - distance(b))[0] ?? null;
}

export const isApart = ({ agreement }: Pair): boolean => agreement?.agrees === false;

/** One mark for each sample that has a prediction. */
export function scatterPairs(pairs: readonly Pair[]): (ScatterPair & { key: string })[] {
  return pairs.flatMap(({ key, agreement, samples, title, name }) => {
    const outcomes = agreement?.prediction?.outcomes ?? [];
    return samples
      .filter(({ state }) => state === 'done')
      .flatMap((sample) => {
        const nearest = nearestOutcome(outcomes, sample);
        if (nearest === null) return [];
        const measuredNs = sampleWall(sample);
        return [{ key, predictedNs: nearest.wallNs, measuredNs, label: title, subject: name, agrees: agreement?.agrees ?? null, nondeterministic: outcomes.length > 1 }];
      });
  });
}

/** Faults of a scenario in one line, as `--server` takes them. */
export const faultsText = ({ servers }: DnsMeasurement['scenarios'][number]): string => (servers.length === 0 ? 'ok' : serverFaults(servers));

/** Rows of the fault matrix: the slowest of each set of faults and subject. */
export function faultRows(measurement: DnsMeasurement, pairs: readonly Pair[]): FaultRow[] {
  const rows = new Map<string, FaultRow>();
  for (const { scenario, name, wallNs, packets, result } of pairs) {
    const of = measurement.scenarios[scenario];
    if (of === undefined || wallNs.length === 0 || result === null) continue;
    const fault = faultsText(of);
    const known = wallNs.filter((ns) => ns !== null);
    const slowest = known.length < wallNs.length ? null : Math.max(...known);
    const key = JSON.stringify([fault, name]);
    const before = rows.get(key);
    const isSlower = before === undefined || (before.wallNs !== null && (slowest === null || slowest > before.wallNs));
    const fastest = Math.min(...known, before?.minNs ?? Number.POSITIVE_INFINITY);
    const minNs = Number.isFinite(fastest) ? fastest : null;
    if (isSlower)
      rows.set(key, { fault, subject: name, wallNs: slowest, minNs, result: before !== undefined && before.result !== result ? 'varies' : result, packets: Math.max(...packets) });
    else rows.set(key, { ...before, minNs, result: before.result === result ? result : 'varies' });
  }
  return [...rows.values()];
}

/** Every single lookup of each pair that has more than one: repeated in a process, or in rounds. */
export function distributionOf(pairs: readonly Pair[]): { label: string; wallNs: (number | null)[] }[] {
  const titled = new Set(pairs.map(({ scenario }) => scenario)).size > 1;
  return pairs
    .map(({ title, name, samples }) => ({
      label: titled ? `${title} ${name}` : name,
      wallNs: samples.filter(({ state }) => state === 'done').flatMap(({ lookups }) => lookups.map(({ wallNs }) => wallNs)),
    }))
    .filter(({ wallNs }) => wallNs.length > 1);
}
