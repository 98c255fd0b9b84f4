// One cell in full, densest first: what happened, why, the lines that failed, what the binary and the kernel say, how the nearest green cell differs,
// and how to do it again by hand.
import { elfFacts, traceFacts, valueText } from '../../shared/domain/describe.ts';
import type { Difference, Show } from '../../shared/domain/documents.ts';
import { colourOf, outcomeText } from '../../shared/domain/run.ts';
import { cellLabel, judgementText, marksOf, SIGN } from '../../shared/domain/summary.ts';
import { foldReproduce } from '../../shared/domain/reproduce.ts';
import { capped, shown, shownLines } from '../../shared/domain/text.ts';
import { formatBytes, formatNs } from '../../shared/domain/units.ts';
import { firstFindingLines } from './explain.ts';
import { byColour, type Paint } from './paint.ts';
import { table } from './table.ts';

const LOG_LINES = 14;
const DIFFERENCES = 12;

export function showLines(show: Show, paint: Paint, columns: number | undefined): string[] {
  const { cell } = show;
  const colour = byColour(paint, colourOf(cell));
  const width = columns ?? 4000;
  const head = (title: string, extra = ''): string => `${paint.bold(title)}${extra === '' ? '' : `  ${paint.dim(extra)}`}`;
  const facts = (rows: [string, string][]): string[] =>
    table(
      [{ title: '' }, { title: '', shrink: { min: 30 } }],
      rows.map(([name, text]) => [{ text: name, paint: paint.dim }, text]),
      { columns, indent: '  ' },
    );
  const lines: string[] = [
    `${colour(`${SIGN[colourOf(cell)]} ${shown(outcomeText(cell))}`)}  ${paint.bold(`cell ${cell.number}`)} of run ${show.run.id}  ${paint.dim(cell.expected === 'pass' ? '' : `expected: ${shown(cell.expected)}`)}`.trimEnd(),
    shown(cellLabel(cell.axes, [])),
  ];
  if (cell.reason !== null) lines.push(...shownLines(cell.reason).map((line) => colour(line)));
  if (cell.findings.length > 0)
    lines.push(...firstFindingLines(cell.findings, paint, columns), paint.dim(`  with its evidence and fixes: cgoscope explain ${show.run.id}/${cell.number}`));
  for (const mark of marksOf(cell)) lines.push(`${paint.yellow(mark.sign)} ${shown(mark.text)}`);
  lines.push('');

  const judged = judgementText(cell);
  const times = Object.entries(cell.timesNs).map(([name, ns]) => `${shown(name)} ${formatNs(ns)}`);
  lines.push(
    ...facts([
      ['project', shown(show.run.project)],
      ['engine', `${shown(show.run.endpoint)}, profile ${shown(cell.profile)}`],
      ...(cell.toolchain ? [['toolchain', `${shown(cell.toolchain.image)}  (${shown(cell.toolchain.provider)}, ${shown(cell.toolchain.digest)})`] as [string, string]] : []),
      ...(cell.runImage ? [['run image', `${shown(cell.runImage.image)}  (${shown(cell.runImage.digest)})`] as [string, string]] : []),
      ...(judged === null ? [] : [['judged before', shown(judged)] as [string, string]]),
      ...(times.length > 0 ? [['times', times.join(' · ') + (cell.traceFactor === null ? '' : ` · traced ${cell.traceFactor.toFixed(1)}x slower`)] as [string, string]] : []),
      ...(cell.artifact ? [['artefact', `${formatBytes(cell.artifact.size)}  sha256:${shown(cell.artifact.sha256)}`] as [string, string]] : []),
      ...(cell.exit?.error ? [['engine said', shown(cell.exit.error)] as [string, string]] : []),
    ]),
  );

  const failing = cell.outcome === 'build-failed' ? (['build', 'stderr', 'stdout'] as const) : (['stderr', 'stdout', 'build'] as const);
  for (const stream of failing) {
    const log = show.logs[stream];
    if (!log || log.text === '' || (stream === 'build' && cell.outcome !== 'build-failed')) continue;
    const picked = stream === 'build' ? failingLines(show, log.text) : shownLines(log.text.replace(/\n$/, ''));
    const tail = picked.slice(-LOG_LINES);
    const note = [formatBytes(log.bytes), log.truncated ? 'cut' : '', picked.length > tail.length ? `last ${tail.length} of ${picked.length} lines` : '']
      .filter(Boolean)
      .join(', ');
    lines.push('', head(stream === 'build' ? 'build log, failing lines' : stream, note), ...tail.map((line) => `  ${capped(line, width - 2)}`));
  }

  if (show.elf) lines.push('', head('binary'), ...facts(elfFacts(show.elf)));
  if (show.trace) lines.push('', head('trace'), ...facts(traceFacts(show.trace)));

  if (show.traced) lines.push(...tracedLines(show.traced, cell.number, head, width));

  if (show.nearest) {
    lines.push(
      '',
      head(`nearest green: cell ${show.nearest.number}`, `differs in ${show.nearest.apart.map(shown).join(', ')}`),
      ...differenceLines(show.nearest.differences.slice(0, DIFFERENCES), paint, columns, [`#${cell.number}`, `#${show.nearest.number}`]),
    );
    const more = show.nearest.differences.length - DIFFERENCES;
    if (more > 0) lines.push(paint.dim(`  ${more} lighter differences: cgoscope diff ${show.run.id}/${cell.number} ${show.run.id}/${show.nearest.number}`));
  }
  if (cell.reproduce.length > 0)
    lines.push(
      '',
      head('by hand, with docker alone', 'complete with --json and in reports'),
      ...foldReproduce(cell.reproduce).flatMap((part) =>
        part.kind === 'lines'
          ? part.lines.map((line) => `  ${shown(line)}`)
          : [paint.dim(`  # … ${part.lines.length} lines that make ${shown(part.image)} where the engine does not have it`)],
      ),
    );
  return lines;
}

/** Where its trace parts from that of the nearest green cell, and the calls that decide how it ended. */
function tracedLines({ parting, deciding }: NonNullable<Show['traced']>, cell: number, head: (title: string, extra?: string) => string, width: number): string[] {
  const call = (number: number, one: { event: number; text: string } | null): string[] =>
    one === null ? [] : [`  ${capped(shown(`#${number} event ${one.event}  ${one.text}`), width - 2)}`];
  return [
    ...(parting === null
      ? []
      : [
          '',
          head(`its trace parts from cell ${parting.cell}`),
          ...shownLines(parting.sentence).map((line) => `  ${line}`),
          ...call(cell, parting.red),
          ...call(parting.cell, parting.green),
        ]),
    ...(deciding.length === 0 ? [] : ['', head('calls that decide how it ended'), ...deciding.flatMap((one) => call(cell, one))]),
  ];
}

/** The lines that the build-log parser blamed; where it blamed none, the end of the log. */
function failingLines(show: Show, log: string): string[] {
  const blamed = show.facts.build?.errors ?? [];
  return blamed.length > 0 ? blamed.flatMap(shownLines) : shownLines(log.replace(/\n$/, ''));
}

/** A table of differences: fact, both values; weightiest first as they came. */
export function differenceLines(differences: Difference[], paint: Paint, columns: number | undefined, names: [string, string]): string[] {
  if (differences.length === 0) return ['  no fact that we know differs'];
  return table(
    [
      { title: 'weight', align: 'right' },
      { title: 'fact' },
      { title: names[0], shrink: { min: 12 } },
      { title: names[1], shrink: { min: 12 } },
      { title: 'meaning', shrink: { min: 16 } },
    ],
    differences.map((difference) => [
      { text: String(difference.weight), paint: paint.dim },
      { text: shown(difference.fact), paint: difference.weight >= 50 ? paint.bold : paint.dim },
      capped(valueText(difference.a, difference.fact), columns === undefined ? 90 : 60),
      capped(valueText(difference.b, difference.fact), columns === undefined ? 90 : 60),
      { text: shown(difference.text), paint: paint.dim },
    ]),
    { columns, head: paint.dim, indent: '  ' },
  );
}
