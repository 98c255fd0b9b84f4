// What a report says of a measurement in words: its verdict, its pairs, its subjects. Pure; html and Markdown say the same.
import type { DnsMeasurement, DnsPrediction, DnsScenario } from '../../../shared/domain/dns.ts';
import { FAULTS, parseFault } from '../../../shared/domain/dns-faults.ts';
import { commandLine } from '../../../shared/domain/command-line.ts';
import { measureCommand } from '../../../shared/domain/dns-command.ts';
import { packetsText, predictedText, wallsText, type Pair } from '../../../shared/domain/dns-pairs.ts';
import { counted, formatNs } from '../../../shared/domain/units.ts';
import { newestVersion, readSettings } from '../conf/index.ts';

export const NEVER = 'never';
export const RESULT = { ok: 'succeeds', fail: 'fails', hang: 'hangs', varies: 'varies' } as const;
export const RESULT_SIGN = { ok: '✓', fail: '✗', hang: '∞', varies: '~' } as const;

export const timeText = (ns: number | null): string => (ns === null ? NEVER : formatNs(ns));

/** The slowest of a pair; undefined: nothing was measured. */
export const slowestOf = ({ wallNs }: Pick<Pair, 'wallNs'>): number | null | undefined =>
  wallNs.length === 0 ? undefined : wallNs.includes(null) ? null : Math.max(...wallNs.map((ns) => ns ?? 0));

export function nameOf(measurement: DnsMeasurement): string {
  const [first] = measurement.scenarios;
  if (measurement.title !== '') return measurement.title;
  if (first === undefined) return 'no scenario';
  return first.title === '' ? first.name : first.title;
}

/** What one has to know first. */
export function verdict(measurement: DnsMeasurement, pairs: readonly Pair[]): string {
  const parts: string[] = [];
  const measured = pairs.filter(({ wallNs }) => wallNs.length > 0);
  const slowest = measured.reduce<Pair | null>((worst, pair) => {
    const [a, b] = [worst === null ? undefined : slowestOf(worst), slowestOf(pair)];
    return worst === null || (a !== null && (b === null || (b ?? 0) > (a ?? 0))) ? pair : worst;
  }, null);
  if (slowest === null) parts.push('Nothing was measured to its end.');
  else {
    const ns = slowestOf(slowest) ?? null;
    const scenario = measurement.scenarios[slowest.scenario];
    const lookups = (scenario?.repeat ?? 1) * (scenario?.parallel ?? 1);
    const where = measurement.scenarios.length > 1 ? ` under ${slowest.title}` : '';
    parts.push(
      ns === null
        ? `The lookup of ${slowest.name}${where} had not returned when it was ended.`
        : `At worst ${lookups > 1 ? `the ${lookups} lookups of a process` : 'a lookup'} took ${formatNs(ns)}: ${slowest.name}${where}.`,
    );
  }
  const compared = pairs.filter(({ agreement }) => (agreement?.agrees ?? null) !== null);
  const apart = compared.filter(({ agreement }) => agreement?.agrees === false).length;
  if (compared.length > 0)
    parts.push(
      apart === 0
        ? compared.length === 1
          ? 'It is as predicted.'
          : `All ${compared.length} pairs are as predicted.`
        : `${apart} of ${counted(compared.length, 'pair')} ${apart === 1 ? 'is' : 'are'} not as predicted.`,
    );
  if (measurement.state !== 'done')
    parts.push(`The measurement is ${measurement.state}${measurement.reason === null ? '' : ` (${measurement.reason})`}; what had been measured is here.`);
  if (measurement.calibration?.overloaded === true) parts.push('The machine was too loaded for its times to be trusted; packets are.');
  return parts.join(' ');
}

export interface PairWords {
  measured: string;
  predicted: string;
  packets: string;
  predictedPackets: string;
  result: string;
  agrees: string;
  ran: string;
}

export function pairWords({ wallNs, packets, result, agreement, ran, samples }: Pair): PairWords {
  const outcomes = agreement?.prediction?.outcomes ?? null;
  const missed = samples.filter(({ state }) => state !== 'done').length;
  return {
    measured: wallNs.length === 0 ? (samples[0]?.state ?? 'not measured') : `${wallsText(wallNs, NEVER)}${missed === 0 ? '' : ` (${missed} of ${samples.length} not measured)`}`,
    predicted: outcomes === null ? '–' : predictedText(outcomes, (outcome) => outcome.wallNs, timeText),
    packets: packetsText(packets),
    predictedPackets: outcomes === null ? '–' : predictedText(outcomes, (outcome) => outcome.packets, String),
    result: result === null ? '' : `${RESULT_SIGN[result]} ${RESULT[result]}`,
    agrees: agreement?.agrees === undefined || agreement.agrees === null ? '–' : agreement.agrees ? 'yes' : 'NO',
    ran: ran.join(', '),
  };
}

/** What each server does, in words of the list of faults. */
export function serverLines({ servers, exists }: DnsScenario): { server: string; fault: string; udp: string; tcp: string; knows: string }[] {
  const all = exists.length === 0 ? 'every name' : exists.join(' ');
  return servers.map(({ fault, exists: own }, index) => {
    const kinds = kindsOf(fault);
    return {
      server: String(index + 1),
      fault,
      udp: kinds.map(({ udp }) => udp).join('; then '),
      tcp: kinds.map(({ tcp }) => tcp).join('; then '),
      knows: own === null ? all : own.length === 0 ? 'no name' : own.join(' '),
    };
  });
}

/** A stored measurement may name a fault of a later version: then the words are missing, not the report. */
function kindsOf(fault: string): { udp: string; tcp: string }[] {
  try {
    return parseFault(fault).flatMap((step) => FAULTS.find(({ name }) => name === step.fault.name) ?? []);
  } catch {
    return [{ udp: 'a fault that this version does not know', tcp: '' }];
  }
}

export function lookupText({ api, name, repeat, parallel, deadlineMs }: DnsScenario): string {
  return [
    `${api} ${name}`,
    ...(repeat > 1 ? [`${repeat} times, one after the other`] : []),
    ...(parallel > 1 ? [`${parallel} at once`] : []),
    ...(deadlineMs === null ? [] : [`the context ends after ${deadlineMs} ms`]),
  ].join(', ');
}

const MOST_COMMANDS = 12;

/** Lines for a shell that measure the same once more: one for each scenario, as many as anybody would paste. */
export function reproduceLines(measurement: DnsMeasurement): string[] {
  const subjects = measurement.subjects.map(({ subject }) => subject);
  const lines = measurement.scenarios.slice(0, MOST_COMMANDS).map((scenario) => commandLine(measureCommand({ scenario, subjects, rounds: measurement.rounds })));
  const more = measurement.scenarios.length - lines.length;
  return more > 0 ? [...lines, `# and ${counted(more, 'more scenario')}, which the JSON report holds`] : lines;
}

/** What the lanes of a waterfall are called: the name servers that this resolver takes from the file, each with what it does. */
export function lanesOf(scenario: DnsScenario, prediction: DnsPrediction | null): string[] {
  const { settings } = readSettings(prediction?.resolver ?? 'glibc', prediction?.version ?? newestVersion('glibc'), scenario);
  return settings.servers.map((address, index) => `${address} ${scenario.servers[index]?.fault ?? 'ok'}`);
}
