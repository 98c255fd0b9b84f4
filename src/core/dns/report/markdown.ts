// The report of a measurement as Markdown that fits into one issue. Text of strangers stands in code only, where it can't become markup.
import type { DnsMeasurement } from '../../../shared/domain/dns.ts';
import { faultTable } from '../../../shared/charts/fault-table.ts';
import { distributionOf, faultRows, pairsOf, type Pair } from '../../../shared/domain/dns-pairs.ts';
import { withWaits } from '../../../shared/domain/dns-waits.ts';
import { tookText } from '../../../shared/domain/summary.ts';
import { capped, shown, shownLines } from '../../../shared/domain/text.ts';
import { counted, formatNs } from '../../../shared/domain/units.ts';
import { block, code, redactedText } from '../../report/markdown.ts';
import { spreadText } from './figures.ts';
import type { DnsReportInput } from './types.ts';
import { lookupText, nameOf, pairWords, reproduceLines, RESULT, serverLines, timeText, verdict } from './words.ts';

/** An issue's body holds 65,536 characters; some room stays for what people write around it. */
const MOST_CHARACTERS = 60_000;
const BOUNDS = [
  { rows: 200, scenarios: 12, packets: 40 },
  { rows: 100, scenarios: 4, packets: 0 },
  { rows: 40, scenarios: 1, packets: 0 },
];

/** A pipe ends a table cell even inside code (GFM 4.10). */
const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replace(/\|/g, '\\|')).join(' | ')} |`;

export function renderDnsMarkdown(input: DnsReportInput): string {
  for (const bounds of BOUNDS) {
    const text = render(input, bounds);
    if (text.length <= MOST_CHARACTERS) return text;
  }
  const note = '\n\n(cut here: the measurement is too large for one issue; the HTML report holds more, the JSON report all of it)\n';
  return `${render(input, { rows: 20, scenarios: 0, packets: 0 }).slice(0, MOST_CHARACTERS)}${note}`;
}

interface Bounds {
  rows: number;
  scenarios: number;
  packets: number;
}

function render({ measurement, redacted }: DnsReportInput, bounds: Bounds): string {
  const pairs = pairsOf(measurement);
  const { engine, calibration } = measurement;
  const took = tookText(measurement);
  const out = [
    `## DNS lab: ${code(capped(shown(nameOf(measurement)), 200))}`,
    '',
    verdictText(measurement, pairs),
    '',
    `Measurement ${code(measurement.id)}${measurement.state === 'done' ? '' : ` (${measurement.state})`}, ${measurement.startedAt}${took === null ? '' : `, took ${took}`}, on ${code(measurement.endpoint)}${engine === null ? '' : ` (Docker ${code(engine.version)}, ${code(engine.platform)}, kernel ${code(engine.kernel)}, ${counted(engine.cpus, 'CPU')})`}.`,
    '',
    ...pairRows(measurement, pairs, bounds.rows),
    ...faults(measurement, pairs),
    ...distributions(pairs),
    ...packets(pairs, bounds.packets),
    '',
    '### Who really ran',
    '',
    row(['subject', 'meant', 'ran', 'proof', 'built from']),
    row(['-', '-', '-', '-', '-']),
    ...measurement.subjects.map(({ name, resolver, version, origin }, subject) => {
      const samples = pairs.filter((pair) => pair.subject === subject).flatMap((pair) => pair.samples);
      const done = samples.filter(({ state }) => state === 'done');
      return row([
        code(name),
        `${resolver ?? 'not known before'}${version === null ? '' : ` ${code(version)}`}`,
        [...new Set(done.map((sample) => sample.resolver.ran))].join(', '),
        code(capped(shown(done[0]?.resolver.proof.join('; ') ?? ''), 200)),
        code(capped(shown(origin), 120)),
      ]);
    }),
    ...scenarios(measurement, pairs, bounds.scenarios),
    '',
    '### Can the times be trusted',
    '',
    calibration === null ? 'No known delay was measured along.' : `${calibration.overloaded ? '**no**: ' : ''}${code(calibration.text)}`,
    ...(measurement.notes.length === 0 ? [] : ['', ...measurement.notes.slice(0, 30).map((note) => `- ${code(capped(shown(note), 400))}`)]),
    '',
    '<details><summary>Measure it again (bash, zsh)</summary>',
    '',
    ...block(
      reproduceLines(measurement)
        .slice(0, Math.max(1, bounds.scenarios))
        .map((line) => capped(shown(line), 4_000)),
      'sh',
    ),
    '',
    '</details>',
    '',
    redactedText(redacted, code),
    '',
  ];
  return out.join('\n');
}

/** The sentence holds names of strangers: they are escaped, and what Markdown would read is taken out of its hands. */
const verdictText = (measurement: DnsMeasurement, pairs: readonly Pair[]): string => shown(verdict(measurement, pairs)).replace(/[\\`*_{}[\]<>#@|!]/g, (char) => `\\${char}`);

function pairRows(measurement: DnsMeasurement, pairs: readonly Pair[], most: number): string[] {
  const several = measurement.scenarios.length > 1;
  return [
    row([...(several ? ['scenario'] : []), 'subject', 'measured', 'predicted', 'packets', 'predicted', 'result', 'as predicted', 'ran']),
    row([...(several ? ['-'] : []), '-', '-:', '-:', '-:', '-:', '-', '-', '-']),
    ...pairs.slice(0, most).map((pair) => {
      const words = pairWords(pair);
      return row([
        ...(several ? [code(capped(shown(pair.title), 120))] : []),
        code(pair.name),
        `**${words.measured}**`,
        words.predicted,
        words.packets,
        words.predictedPackets,
        words.result,
        words.agrees === 'NO' ? '❌ no' : words.agrees === 'yes' ? '✅ yes' : words.agrees,
        words.ran,
      ]);
    }),
    ...(pairs.length > most ? ['', `${counted(pairs.length - most, 'more pair')} ${pairs.length - most === 1 ? 'is' : 'are'} in the HTML report.`] : []),
  ];
}

function faults(measurement: DnsMeasurement, pairs: readonly Pair[]): string[] {
  const { faults: all, subjects, cell } = faultTable(faultRows(measurement, pairs));
  if (all.length < 2) return [];
  return [
    '',
    '### Every fault',
    '',
    row(['fault', ...subjects.map(code)]),
    row(['-', ...subjects.map(() => '-')]),
    ...all.slice(0, 60).map((fault) =>
      row([
        code(fault),
        ...subjects.map((subject) => {
          const found = cell(fault, subject);
          return found === null ? '' : `${timeText(found.wallNs)}, ${RESULT[found.result]}, ${counted(found.packets, 'packet')}`;
        }),
      ]),
    ),
  ];
}

function distributions(pairs: readonly Pair[]): string[] {
  const all = distributionOf(pairs);
  return all.length === 0 ? [] : ['', '### Every lookup', '', ...all.slice(0, 30).map(({ label, wallNs }) => `- ${code(capped(shown(label), 120))}: ${spreadText(wallNs)}`)];
}

/** Packets of the first sample of each pair, where there are few pairs. */
function packets(pairs: readonly Pair[], most: number): string[] {
  if (most === 0 || pairs.length > 8) return [];
  return pairs.flatMap((pair) => {
    const sample = pair.samples.find(({ state }) => state === 'done');
    const timeline = sample === undefined ? [] : withWaits(sample);
    if (timeline.length === 0) return [];
    return [
      '',
      `<details><summary>Packets of ${code(pair.name).replaceAll('`', '').replace(/[<>&]/g, '')}</summary>`,
      '',
      row(['sent', 'ended', 'server', 'over', 'type', 'name', 'outcome']),
      row(['-:', '-:', '-:', '-', '-', '-', '-']),
      ...[...timeline]
        .sort((a, b) => a.tNs - b.tNs)
        .slice(0, most)
        .map(({ tNs, endNs, server, protocol, type, name, outcome }) =>
          row([formatNs(tNs), endNs === undefined ? '' : timeText(endNs), String(server), protocol, code(type), code(capped(shown(name), 120)), code(outcome)]),
        ),
      ...(timeline.length > most ? ['', `${timeline.length - most} more are in the HTML report.`] : []),
      '',
      '</details>',
    ];
  });
}

function scenarios(measurement: DnsMeasurement, pairs: readonly Pair[], most: number): string[] {
  const several = measurement.scenarios.length > 1;
  const out = measurement.scenarios.slice(0, most).flatMap((scenario, index) => {
    const title = pairs.find((pair) => pair.scenario === index)?.title ?? `#${index + 1}`;
    const file = (name: string, text: string | null): string[] =>
      text === null
        ? []
        : [
            '',
            `${code(name)}:`,
            '',
            ...block(
              shownLines(text.replace(/\n$/, ''))
                .slice(0, 60)
                .map((line) => capped(line, 300)),
              'text',
            ),
          ];
    return [
      '',
      several ? `### Scenario ${code(capped(shown(title), 200))}` : '### Scenario',
      '',
      `Looked up: ${code(capped(shown(lookupText(scenario)), 300))}`,
      ...file('/etc/resolv.conf', scenario.resolvConf),
      ...file('/etc/nsswitch.conf', scenario.nsswitch),
      ...file('/etc/hosts', scenario.hosts),
      ...file(
        'environment',
        Object.keys(scenario.env).length === 0
          ? null
          : Object.entries(scenario.env)
              .map(([key, value]) => `${key}=${value}`)
              .join('\n'),
      ),
      ...(scenario.servers.length === 0
        ? []
        : [
            '',
            ...serverLines(scenario).map(
              ({ server, fault, udp, tcp, knows }) => `- server ${server}: ${code(fault)} (UDP: ${udp}; TCP: ${tcp}), knows ${code(capped(shown(knows), 200))}`,
            ),
          ]),
    ];
  });
  const more = measurement.scenarios.length - most;
  return more > 0 ? [...out, '', `${counted(more, 'more scenario')} ${more === 1 ? 'is' : 'are'} in the JSON report.`] : out;
}
