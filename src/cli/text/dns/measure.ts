// A measurement for people: what was measured beside what was predicted, who really ran, and whether the machine kept time.
import type { DnsMeasurement, DnsMeasurementLine, DnsOutcome, DnsSample } from '../../../shared/domain/dns.ts';
import { scenarioLabels } from '../../../shared/domain/dns-labels.ts';
import { shown } from '../../../shared/domain/text.ts';
import { counted, formatNs } from '../../../shared/domain/units.ts';
import type { Paint } from '../paint.ts';
import { table, type TableCell } from '../table.ts';
import { wrapped } from '../wrap.ts';

export function measurementLines(document: DnsMeasurement, paint: Paint, columns: number | undefined): string[] {
  const { scenarios, subjects, samples, agreement, state } = document;
  const [first] = scenarios;
  const head = [
    paint.bold(`measurement ${document.id}`),
    ...(document.title === '' ? [] : [shown(document.title)]),
    state === 'done' ? paint.dim('done') : paint.yellow(document.reason === null ? state : `${state}: ${shown(document.reason)}`),
  ].join('  ');
  const lines = [head];
  if (first !== undefined)
    lines.push(
      paint.dim(
        `${first.api} ${shown(first.name)}, ${counted(scenarios.length, 'scenario')} x ${counted(subjects.length, 'subject')}${document.rounds > 1 ? `, ${document.rounds} rounds` : ''}`,
      ),
    );
  lines.push('');
  const labels = scenarioLabels(scenarios).map(shown);
  const rows = agreement.map((pair): (TableCell | string)[] => {
    const own = samples.filter((each) => each.scenario === pair.scenario && each.subject === pair.subject);
    const predicted = pair.prediction?.outcomes ?? null;
    return [
      { text: labels[pair.scenario] ?? '', paint: paint.dim },
      subjects[pair.subject]?.name === undefined ? '?' : shown(subjects[pair.subject]?.name ?? ''),
      each(own.map(wallText)),
      { text: predicted === null ? healthyText(pair, predictedWall) : each(predicted.map(predictedWall)), paint: paint.dim },
      each(own.map(({ state: how, packets }) => (how === 'done' ? String(packets) : '-'))),
      { text: predicted === null ? healthyText(pair, ({ packets }) => String(packets)) : each(predicted.map(({ packets }) => String(packets))), paint: paint.dim },
      each(own.map(resultText)),
      agreeCell(pair.agrees, own.length, paint),
      { text: each(own.flatMap(({ resolver, state: how }) => (how === 'done' ? [resolver.ran] : []))), paint: paint.dim },
    ];
  });
  lines.push(
    ...table(
      [
        { title: labels.some((label) => label !== '') ? 'scenario' : '', shrink: { min: 12 } },
        { title: 'subject', shrink: { min: 10 } },
        { title: 'measured', align: 'right' },
        { title: 'predicted', align: 'right', shrink: { min: 9 } },
        { title: 'packets', align: 'right' },
        { title: 'predicted', align: 'right', shrink: { min: 9 } },
        { title: 'result', shrink: { min: 10 } },
        { title: 'agrees' },
        { title: 'ran' },
      ],
      rows,
      { columns, head: paint.dim },
    ),
    '',
  );
  lines.push(...recoveryLines(document, labels, paint, columns));
  const why = [...new Set(agreement.flatMap((pair) => (pair.why === null || (pair.recovery !== undefined && pair.recovery !== null) ? [] : [pair.why])))];
  for (const text of [...why.map((each) => `not predicted: ${each}`), ...document.notes]) lines.push(...wrapped(shown(text), columns, '  ').map((line) => paint.dim(line)));
  const odd = samples.filter((each) => each.state === 'done' && each.resolver.ran === 'unknown').length;
  if (odd > 0) lines.push(paint.yellow(`${counted(odd, 'sample')} could not be proven to be of any resolver`));
  if (document.calibration !== null) lines.push(...wrapped(document.calibration.text, columns, '').map(document.calibration.overloaded ? paint.yellow : paint.dim));
  const { prepare, longest, whole } = document.timesNs;
  if (whole !== null)
    lines.push(
      paint.dim(`took ${formatNs(whole)}: ${prepare === null ? '' : `${formatNs(prepare)} until the lab was ready, `}longest sample ${longest === null ? '-' : formatNs(longest)}`),
    );
  return lines;
}

/** How long a process went on with the file that was replaced under it; nothing where none was. */
function recoveryLines({ agreement, samples, scenarios, subjects }: DnsMeasurement, labels: readonly string[], paint: Paint, columns: number | undefined): string[] {
  const pairs = agreement.filter(({ recovery }) => recovery !== undefined);
  if (pairs.length === 0) return [];
  const rows = pairs.map((pair): (TableCell | string)[] => {
    const found = samples.filter((one) => one.scenario === pair.scenario && one.subject === pair.subject).flatMap(({ recovery }) => (recovery === undefined ? [] : [recovery]));
    return [
      { text: labels[pair.scenario] ?? '', paint: paint.dim },
      shown(subjects[pair.subject]?.name ?? '?'),
      seconds((scenarios[pair.scenario]?.repair?.atMs ?? 0) * 1e6),
      each(found.map(({ lagNs }) => (lagNs === null ? 'never' : seconds(lagNs)))),
      { text: lagText(pair.recovery ?? null), paint: paint.dim },
      each(found.map(({ stale }) => String(stale))),
      agreeCell(pair.agrees, found.length, paint),
    ];
  });
  const columnsOf = [
    { title: labels.some((label) => label !== '') ? 'scenario' : '', shrink: { min: 12 } },
    { title: 'subject', shrink: { min: 10 } },
    { title: 'repaired at', align: 'right' as const },
    { title: 'recovery lag', align: 'right' as const },
    { title: 'predicted', align: 'right' as const },
    { title: 'stale lookups', align: 'right' as const },
    { title: 'agrees' },
  ];
  return [paint.bold('Recovery: from the repaired resolv.conf to the first lookup that it answered'), ...table(columnsOf, rows, { columns, head: paint.dim }), ''];
}

/** `0.90 to 5.21 s`; what can only be one time is one. */
function lagText(recovery: DnsMeasurement['agreement'][number]['recovery'] | null): string {
  if (recovery === null || recovery === undefined) return '-';
  if (recovery === 'never') return 'never';
  const [least, most] = [seconds(recovery.leastNs), seconds(recovery.mostNs)];
  return least === most ? least : `${least.replace(' s', '')} to ${most}`;
}

/** Different ones, in order, with how often each stands there. */
function each(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const parts = [...counts].map(([text, count]) => (count > 1 && counts.size > 1 ? `${text} (${count})` : text));
  return parts.length > 4 ? `${parts.slice(0, 3).join(', ')}, … (${parts.length})` : parts.join(', ');
}

const seconds = (ns: number): string => `${(ns / 1e9).toFixed(2)} s`;

function wallText({ state, lookups }: DnsSample): string {
  if (state !== 'done') return state;
  if (lookups.some(({ wallNs }) => wallNs === null)) return 'hangs';
  return seconds(Math.max(0, ...lookups.map(({ startNs, wallNs }) => startNs + (wallNs ?? 0))) - (lookups[0]?.startNs ?? 0));
}

/** In the place of a prediction: what an image does with healthy servers. */
const healthyText = ({ baseline }: DnsMeasurement['agreement'][number], text: (baseline: { wallNs: number | null; packets: number }) => string): string =>
  baseline === undefined ? '-' : `healthy ${text(baseline)}`;

const predictedWall = ({ wallNs }: Pick<DnsOutcome, 'wallNs'>): string => (wallNs === null ? 'hangs' : seconds(wallNs));

function resultText({ state, reason, lookups }: DnsSample): string {
  if (state !== 'done') return reason === null ? state : shown(reason);
  const [first] = lookups;
  if (first === undefined) return 'no lookup';
  const same = lookups.every(({ result }) => result === first.result);
  if (!same) return `${lookups.filter(({ result }) => result === 'ok').length} of ${lookups.length} ok`;
  return first.result === 'ok' ? 'ok' : (shortError(first.error) ?? first.result);
}

/** Go's sentence names addresses of the lab; its end is what tells. */
function shortError(error: string | null): string | null {
  if (error === null || error === '') return null;
  return shown(/^lookup .*: ([^:]+)$/.exec(error)?.[1] ?? error);
}

function agreeCell(agrees: boolean | null, count: number, paint: Paint): TableCell {
  if (agrees === null) return { text: count === 0 ? '' : '-', paint: paint.dim };
  return agrees ? { text: 'yes', paint: paint.green } : { text: 'NO', paint: paint.red };
}

export function measurementsLines(measurements: readonly DnsMeasurementLine[], paint: Paint, columns: number | undefined): string[] {
  if (measurements.length === 0) return ['no measurements yet: `cgoscope dns measure --resolv-conf FILE --server 1=silent` makes the first'];
  return table(
    [
      { title: 'measurement' },
      { title: 'started' },
      { title: 'state' },
      { title: 'samples', align: 'right' },
      { title: 'agree', align: 'right' },
      { title: 'subjects', shrink: { min: 12 } },
      { title: 'title', shrink: { min: 8 } },
    ],
    measurements.map((line): (TableCell | string)[] => [
      { text: line.id, paint: paint.bold },
      line.startedAt.replace('T', ' ').replace(/(\.\d+)?Z$/, 'Z'),
      { text: line.state, paint: line.state === 'done' ? paint.dim : paint.yellow },
      line.done === line.planned ? String(line.done) : `${line.done}/${line.planned}`,
      line.compared === 0 ? '-' : `${line.agreed ?? 0}/${line.compared}`,
      shown(line.subjects.join(' ')),
      shown(line.title === '' ? line.name : line.title),
    ]),
    { columns, head: paint.dim },
  );
}
