// A prediction for people: each outcome with its time, packets and waterfall; what the settings cost in general; what to beware of.
import type { DnsMetrics, DnsOutcome, DnsPrediction, DnsScenario } from '../../../shared/domain/dns.ts';
import { shown } from '../../../shared/domain/text.ts';
import { counted, formatNs } from '../../../shared/domain/units.ts';
import type { Paint } from '../paint.ts';
import { table } from '../table.ts';
import { wrapped } from '../wrap.ts';
import { LEGEND, waterfallLines } from './waterfall.ts';

const MOST_OUTCOMES = 6;
/** Where everything is over at once, packets are listed instead of drawn. */
const MOST_LISTED = 12;

const NAMES = { go: "Go's resolver", glibc: 'glibc', musl: 'musl' } as const;

/** `servers`: the addresses that the resolver takes from the file, for the lanes. */
export function predictionLines(
  prediction: DnsPrediction,
  scenario: Pick<DnsScenario, 'name' | 'api' | 'repeat'>,
  servers: readonly string[],
  paint: Paint,
  columns: number | undefined,
): string[] {
  const { outcomes, resolver, version, warnings, metrics } = prediction;
  const labels = servers.map((address, index) => `${index + 1} ${address}`);
  const lines = [
    `${paint.bold(`${NAMES[resolver]} ${shown(version)}`)}  ${scenario.api} ${shown(scenario.name)}${scenario.repeat > 1 ? ` ${scenario.repeat} times` : ''}  ${paint.dim(counted(outcomes.length, 'outcome'))}`,
  ];
  for (const outcome of outcomes.slice(0, MOST_OUTCOMES))
    lines.push('', headOf(outcome, outcomes.length > 1, paint), ...namesOf(outcome, paint, columns), ...packetsOf(outcome, labels, paint, columns));
  if (outcomes.length > MOST_OUTCOMES) lines.push('', paint.dim(`… ${counted(outcomes.length - MOST_OUTCOMES, 'further outcome')}, with --json`));
  if (outcomes.some(({ timeline }) => timeline.length > 0)) lines.push(paint.dim(`  ${LEGEND}`));
  lines.push('', ...metricLines(metrics, paint, columns));
  if (warnings.length > 0) lines.push('');
  for (const { text, line, code } of warnings) {
    const [first = '', ...rest] = wrapped(`${(line ?? null) === null ? '' : `line ${line}: `}${shown(text)}`, columns, '    ');
    lines.push(`${paint.yellow('  !')} ${first.trimStart()} ${rest.length === 0 ? paint.dim(shown(code)) : ''}`.trimEnd(), ...rest);
  }
  return lines;
}

function headOf({ wallNs, packets, result, addresses, error = null, probability = null }: DnsOutcome, several: boolean, paint: Paint): string {
  const colour = result === 'ok' ? paint.green : paint.red;
  const time = wallNs === null ? 'never returns' : wallNs === 0 ? '0 s' : formatNs(wallNs);
  const what = result === 'ok' ? `ok, ${counted(addresses, 'address', 'addresses')}` : result === 'hang' ? 'hangs' : `fails${error === null ? '' : `: ${shown(error)}`}`;
  const odds = !several ? '' : probability === null ? '  by chance' : probability < 1 ? `  ${percent(probability)}` : '';
  return `${paint.bold(time)}  ${colour(what)}  ${counted(packets, 'packet')}${paint.dim(odds)}`;
}

const percent = (probability: number): string => `${probability * 100 < 1 ? (probability * 100).toPrecision(2) : (probability * 100).toFixed(1).replace(/\.0$/, '')} %`;

const namesOf = ({ names }: DnsOutcome, paint: Paint, columns: number | undefined): string[] =>
  names.length === 0 ? [] : wrapped(`asks for ${names.map(shown).join(' ')}`, columns, '  ').map((line) => paint.dim(line));

function packetsOf({ timeline, wallNs }: DnsOutcome, labels: readonly string[], paint: Paint, columns: number | undefined): string[] {
  const drawn = waterfallLines(timeline, labels, wallNs, paint, columns);
  if (drawn.length > 0 || timeline.length === 0) return drawn;
  const rows = timeline
    .slice(0, MOST_LISTED)
    .map(({ server, protocol, type, name, outcome }) => [labels[server - 1] ?? `server ${server}`, protocol, type, shown(name), shown(outcome)]);
  const lines = table([{ title: '' }, { title: '' }, { title: '' }, { title: '', shrink: { min: 16 } }, { title: '' }], rows, { columns, indent: '  ' });
  return timeline.length > MOST_LISTED ? [...lines, paint.dim(`  … ${timeline.length - MOST_LISTED} more, with --json`)] : lines;
}

function metricLines(metrics: DnsMetrics, paint: Paint, columns: number | undefined): string[] {
  const time = (ns: number | null): string => (ns === null ? 'for ever' : ns === 0 ? '0 s' : formatNs(ns));
  const factor = (value: number | null): string => (value === null ? '' : `${Number(value.toFixed(2))} × timeout`);
  const rows: [string, string, string][] = [
    ['slowest outcome', time(metrics.stallNs), factor(metrics.amplification)],
    ['all name servers silent', time(metrics.allSilentNs), factor(metrics.allSilentAmplification)],
    ...metrics.failoverNs.map((ns, index): [string, string, string] => [
      `first ${index === 0 ? 'server' : `${index + 1} servers`} silent`,
      time(ns),
      'until the first answer, at worst',
    ]),
    ...(metrics.patienceNs === null ? [] : [['slowest answer that counts', time(metrics.patienceNs), 'of an only server'] satisfies [string, string, string]]),
    ['packets for each type', String(Number(metrics.queryAmplification.toFixed(2))), counted(metrics.nameAmplification, 'name')],
    [
      'success when packets get lost',
      metrics.lossSurvival.map(({ success }) => percent(success)).join(' · '),
      metrics.lossSurvival.map(({ loss }) => percent(loss)).join(' · ') + ' lost',
    ],
  ];
  return table(
    [{ title: '' }, { title: '' }, { title: '', shrink: { min: 10 } }],
    rows.map(([name, value, more]) => [{ text: `  ${name}`, paint: paint.dim }, value, { text: more, paint: paint.dim }]),
    { columns },
  );
}
