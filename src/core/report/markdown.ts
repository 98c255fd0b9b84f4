// The report as Markdown that fits into one GitHub issue: verdict, matrix, why red, how to do it again. Text of strangers stands in code only,
// where it can't become a link, a mention or markup.
import { NONE } from '../../shared/domain/axes.ts';
import { valueText } from '../../shared/domain/describe.ts';
import type { Show } from '../../shared/domain/documents.ts';
import type { ProofDocument } from '../../shared/domain/explain.ts';
import { colourOf, outcomeText } from '../../shared/domain/run.ts';
import {
  cellLabel,
  cellTimeNs,
  commonAxes,
  countColours,
  countsText,
  judgementText,
  linkageBroken,
  MARK_LEGEND,
  marksOf,
  tookText,
  varyingAxes,
} from '../../shared/domain/summary.ts';
import { foldReproduce } from '../../shared/domain/reproduce.ts';
import { capped, shown, shownLines } from '../../shared/domain/text.ts';
import { counted, formatBytes, formatNs } from '../../shared/domain/units.ts';
import { failingLines } from './excerpt.ts';
import { tracedTold, type TracedLine } from './traced.ts';
import { evidencePlace, fixSteps, followsText, percent, proofOfFix, proofText } from './findings.ts';
import type { ReportInput } from './types.ts';

/** An issue's body holds 65,536 characters; some room stays for what people write around it. */
const MOST_CHARACTERS = 60_000;
const SIGN = { green: '✅', red: '❌', grey: '⬜' } as const;
const PER_CELL = [
  { lines: 30, differences: 10, reproduce: true, cells: 50 },
  { lines: 10, differences: 5, reproduce: true, cells: 30 },
  { lines: 4, differences: 3, reproduce: false, cells: 20 },
  { lines: 0, differences: 2, reproduce: false, cells: 10 },
  { lines: 0, differences: 0, reproduce: false, cells: 0 },
];
const MOST_ROWS = 300;

/** Backticks enough that the text can't end its own span (CommonMark 6.1). */
export function code(text: string): string {
  const line = shown(text);
  if (line === '') return '';
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const pad = line.startsWith('`') || line.endsWith('`') || line.startsWith(' ') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** A pipe ends a table cell even inside code (GFM 4.10). */
const inTable = (markdown: string): string => markdown.replace(/\|/g, '\\|');

/** A fence longer than any in the text (CommonMark 4.5). */
export function block(lines: string[], language = ''): string[] {
  const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map((run) => run[0].length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...lines, fence];
}

const row = (cells: string[]): string => `| ${cells.map(inTable).join(' | ')} |`;

export function renderMarkdown(input: ReportInput): string {
  for (const bounds of PER_CELL) {
    const text = render(input, bounds);
    if (text.length <= MOST_CHARACTERS) return text;
  }
  return `${render(input, PER_CELL[PER_CELL.length - 1] ?? { lines: 0, differences: 0, reproduce: false, cells: 0 }).slice(0, MOST_CHARACTERS)}\n\n(cut here: the run is too large for one issue; the HTML report holds all of it)\n`;
}

function render({ run, shows, environment, redacted, proofs = [] }: ReportInput, bounds: { lines: number; differences: number; reproduce: boolean; cells: number }): string {
  const vary = varyingAxes(run.cells);
  const common = commonAxes(run.cells);
  const red = shows.filter((show) => show.cell.green === false);
  const counts = countColours(run.cells);
  const signs = new Map(run.cells.flatMap((cell) => marksOf(cell).map((mark) => [mark.sign, MARK_LEGEND[mark.sign]] as const)));
  const lines = [
    `## ${counts.red === 0 ? 'No red cell' : `${counts.red} of ${counted(counts.cells, 'cell')} red`}: ${code(run.project.path)}`,
    '',
    `${countsText(counts)}. Run ${code(run.id)}${run.state === 'done' ? '' : ` (${run.state})`}, ${run.startedAt}${tookText(run) === null ? '' : `, took ${tookText(run)}`}, on ${code(run.endpoint)}, sources ${code(run.project.treeHash.slice(0, 16))}.`,
    ...(common.length > 0 ? ['', `In every cell: ${common.map(([axis, value]) => code(`${axis}=${value}`)).join(' ')}`] : []),
    '',
    row(['#', '', ...vary, 'outcome', 'time', 'size', 'linkage', 'glibc', 'marks']),
    row(['-:', '-', ...vary.map(() => '-'), '-', '-:', '-:', '-', '-', '-']),
    ...run.cells.slice(0, MOST_ROWS).map((cell) => {
      const ns = cellTimeNs(cell);
      return row([
        String(cell.number),
        SIGN[colourOf(cell)],
        ...vary.map((axis) => code(cell.axes[axis] ?? NONE)),
        `${colourOf(cell) === 'red' ? '**' : ''}${shownOutcome(cell)}${colourOf(cell) === 'red' ? '**' : ''}${cell.expected === 'pass' ? '' : ` (expected ${code(cell.expected)})`}`,
        ns > 0 ? formatNs(ns) : '',
        cell.artifact ? formatBytes(cell.artifact.size) : '',
        cell.linkage.got === null ? '' : linkageBroken(cell.linkage) ? `${code(cell.linkage.asked)} → ${code(cell.linkage.got)}` : code(cell.linkage.got),
        code(cell.elf?.glibcFloor ?? ''),
        marksOf(cell)
          .map((mark) => mark.sign)
          .join(''),
      ]);
    }),
    ...(run.cells.length > MOST_ROWS ? ['', `${counted(run.cells.length - MOST_ROWS, 'more cell')} ${run.cells.length - MOST_ROWS === 1 ? 'is' : 'are'} left out here.`] : []),
    ...(signs.size > 0 ? ['', [...signs].map(([sign, text]) => `${sign} ${text}`).join(' · ')] : []),
  ];
  if (red.length > 0) lines.push('', '## Why red');
  for (const show of red.slice(0, bounds.cells)) lines.push('', ...whyRed(show, vary, bounds, proofs));
  if (red.length > bounds.cells) lines.push('', `${counted(red.length - bounds.cells, 'more red cell')} ${red.length - bounds.cells === 1 ? 'is' : 'are'} in the HTML report.`);
  lines.push(
    '',
    '<details><summary>Environment</summary>',
    '',
    ...Object.entries(environment).map(([name, value]) => `- ${code(name)}: ${code(capped(shown(value), 400))}`),
    '',
    '</details>',
    '',
    redactedText(redacted, code),
    '',
  );
  return lines.join('\n');
}

const shownOutcome = (cell: Show['cell']): string => code(outcomeText(cell));

function whyRed(show: Show, vary: Parameters<typeof cellLabel>[1], bounds: { lines: number; differences: number; reproduce: boolean }, proofs: readonly ProofDocument[]): string[] {
  const { cell, nearest } = show;
  const lines = [`### ❌ #${cell.number} ${code(cellLabel(cell.axes, vary))}: ${shownOutcome(cell)}`];
  if (cell.reason !== null) lines.push('', code(capped(shown(cell.reason), 600)));
  const judged = judgementText(cell);
  if (judged !== null) lines.push('', `Judged before the start: ${code(capped(shown(judged), 600))}`);
  lines.push(...findings(show, proofs, bounds));
  const failing = bounds.lines === 0 ? [] : failingLines(show, bounds.lines).map((line) => capped(line, 300));
  if (failing.length > 0) lines.push('', ...block(failing, 'text'));
  lines.push(...tracedLines(show, bounds.lines));
  if (nearest && bounds.differences > 0) {
    lines.push('', `Nearest green cell: #${nearest.number}, which differs in ${nearest.apart.map(code).join(', ')}.`);
    if (nearest.differences.length > 0)
      lines.push(
        '',
        row(['fact', `#${cell.number}`, `#${nearest.number}`]),
        row(['-', '-', '-']),
        ...nearest.differences
          .slice(0, bounds.differences)
          .map((one) => row([code(one.fact), code(capped(valueText(one.a, one.fact), 160)), code(capped(valueText(one.b, one.fact), 160))])),
      );
  }
  if (bounds.reproduce && cell.reproduce.length > 0)
    lines.push('', '<details><summary>By hand, with docker alone</summary>', '', ...block(byHand(cell.reproduce), 'sh'), '', '</details>');
  return lines;
}

/** Where its trace parts from the nearest green cell's, and the calls that decide how it ended. */
function tracedLines(show: Show, most: number): string[] {
  const told = tracedTold(show);
  if (told === null) return [];
  const { parting, deciding } = told;
  const calls = (of: readonly TracedLine[]): string[] => of.slice(0, most).map(({ place, text }) => `- ${code(place)} ${code(capped(shown(text), 300))}`);
  return [
    ...(parting === null ? [] : ['', `Where its trace parts from the nearest green cell's: ${code(capped(shown(parting.sentence), 400))}`, '', ...calls(parting.calls)]),
    ...(deciding.length === 0 || most === 0 ? [] : ['', 'Calls that decide how it ended:', '', ...calls(deciding)]),
  ];
}

/** Cause, evidence, fixes and proofs; the first finding alone where there is little room. */
function findings({ cell }: Show, proofs: readonly ProofDocument[], bounds: { lines: number; differences: number; reproduce: boolean }): string[] {
  const lines: string[] = [];
  const text = (words: string): string => code(capped(shown(words), 400));
  for (const finding of bounds.reproduce ? cell.findings : cell.findings.slice(0, 1)) {
    const follows = followsText(finding, cell.findings);
    lines.push('', `**${code(finding.cause)}** (${percent(finding.confidence)} sure${follows === '' ? '' : `, ${code(follows)}`}): ${text(finding.title)}`);
    const seen = finding.evidence.slice(0, bounds.lines === 0 ? 0 : bounds.reproduce ? 6 : 2);
    if (seen.length > 0) lines.push('', ...seen.map((piece) => `- ${code(evidencePlace(piece))} ${code(capped(shown(piece.text ?? ''), 300))}`));
    for (const fix of bounds.lines === 0 ? finding.fixes.filter(({ proof }) => proof !== null).slice(0, 1) : finding.fixes) {
      const said = proofText(fix);
      const sign = fix.proof === null ? '' : fix.proof.green === null ? '⬜ ' : fix.proof.green ? '✅ ' : '❌ ';
      lines.push('', `Fix ${code(fix.id)}: ${text(fix.title)}${said === null ? '' : `. ${sign}${code(capped(shown(said), 300))}`}`);
      if (!bounds.reproduce) continue;
      lines.push(...fixSteps(fix).map((step) => `- ${text(step)}`), ...fix.tradeOffs.map((cost) => `- it costs: ${text(cost)}`));
      const proof = proofOfFix(proofs, cell.number, fix);
      if (proof === null) continue;
      lines.push(...proof.sideEffects.map((effect) => `- it also changes: ${text(effect)}`));
      lines.push('', '<details><summary>As a patch</summary>', '', ...block(shownLines(proof.patch.replace(/\n$/, '')), 'diff'), '', '</details>');
    }
  }
  return lines;
}

/** Recipes of images are too long for an issue; the line that stands for one is a comment of the shell. */
const byHand = (reproduce: string[]): string[] =>
  foldReproduce(reproduce).flatMap((part) =>
    part.kind === 'lines' ? part.lines.map(shown) : [`# ${part.lines.length} lines that make ${shown(part.image)} are in the HTML report`],
  );

/** What was taken out, in one sentence; `quoted` makes the name of a kind fit for the format. */
export function redactedText(redacted: Record<string, number>, quoted: (name: string) => string): string {
  const taken = Object.entries(redacted).filter(([, n]) => n > 0);
  return taken.length === 0 ? 'Nothing had to be redacted.' : `Redacted: ${taken.map(([what, n]) => `${quoted(what)} ×${n}`).join(', ')}.`;
}
