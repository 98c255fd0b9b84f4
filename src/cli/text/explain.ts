// What was found, for people: the cause and how sure it is, the lines it stands on, what would decide it, and what mends it with the line to type.
import type { Change, Explain, Finding, FindingEvidence, Fix } from '../../shared/domain/explain.ts';
import { CAUSES, isCause } from '../../shared/domain/causes.ts';
import { capped, shown } from '../../shared/domain/text.ts';
import type { Paint } from './paint.ts';
import { wrapped } from './wrap.ts';

const EVIDENCE = 6;
const EVIDENCE_WIDTH = 240;
/** Behind the first, findings are told in short unless they are likely too. */
const LIKELY = 0.4;

/** How sure a finding is, in a word. */
export function sureness(confidence: number): string {
  if (confidence >= 0.9) return 'certain';
  if (confidence >= 0.7) return 'very likely';
  if (confidence >= 0.5) return 'likely';
  if (confidence >= 0.3) return 'possible';
  return 'a guess';
}

/** `cell` is RUN/CELL where one was explained: fixes are then told as commands. */
export function explainLines(document: Explain, cell: string | null, paint: Paint, columns: number | undefined): string[] {
  const { findings, likely, notes } = document;
  const lines: string[] = [];
  findings.forEach((finding, index) => {
    if (index > 0) lines.push('');
    lines.push(...findingLines(finding, findings, index, cell, paint, columns));
  });
  if (findings.length === 0) {
    lines.push(paint.bold(likely.length === 0 ? 'nothing was found that explains a failure' : 'no cause that is known; where something failed, these lines most likely say why:'));
    lines.push(...likely.map((each) => evidenceLine(each, paint, columns)));
  }
  if (notes.length > 0) lines.push('', ...notes.flatMap((note) => wrapped(shown(note), columns, '').map((line) => paint.dim(line))));
  return lines;
}

function findingLines(finding: Finding, all: readonly Finding[], index: number, cell: string | null, paint: Paint, columns: number | undefined): string[] {
  const harmless = finding.cause === 'not-a-failure';
  const colour = harmless ? paint.green : index === 0 ? paint.red : paint.yellow;
  const leader = finding.follows === null ? undefined : all.find(({ id }) => id === finding.follows);
  const lines = [
    `${colour(paint.bold(shown(finding.cause)))}  ${paint.dim(`${sureness(finding.confidence)} (${finding.confidence.toFixed(2)})${leader === undefined ? '' : `, follows from ${shown(leader.cause)}`}`)}`,
    ...wrapped(shown(finding.title), columns, '  '),
    ...(isCause(finding.cause) ? wrapped(CAUSES[finding.cause], columns, '  ').map((line) => paint.dim(line)) : []),
  ];
  const brief = index > 0 && finding.confidence < LIKELY;
  const seen = brief ? finding.evidence.slice(0, 2) : finding.evidence.slice(0, EVIDENCE);
  lines.push(...seen.map((each) => evidenceLine(each, paint, columns)));
  if (finding.evidence.length > seen.length) lines.push(paint.dim(`    … ${finding.evidence.length - seen.length} more, with --json`));
  if (finding.against.length > 0 && !brief) lines.push(`  ${paint.yellow('against it:')}`, ...finding.against.slice(0, 3).map((each) => evidenceLine(each, paint, columns)));
  if (finding.next !== null) lines.push(...wrapped(`look up next: ${shown(finding.next)}`, columns, '  ').map((line) => paint.cyan(line)));
  for (const fix of brief ? finding.fixes.slice(0, 1) : finding.fixes) lines.push(...fixLines(fix, cell, paint, columns));
  if (!brief && finding.see.length > 0) lines.push(paint.dim(`  see ${finding.see.map(shown).join(', ')}`));
  return lines;
}

/** `    log:12  exec /app: no such file or directory`. */
function evidenceLine({ source, path, line, event, byteOffset, text }: FindingEvidence, paint: Paint, columns: number | undefined): string {
  const where =
    line !== undefined
      ? `${path ?? source}:${line}`
      : event !== undefined
        ? `${source} event ${event}`
        : `${path ?? source}${byteOffset === undefined ? '' : ` @0x${byteOffset.toString(16)}`}`;
  const head = `    ${shown(where)}  `;
  return `${paint.dim(head)}${capped(shown(text ?? ''), Math.max(40, (columns ?? EVIDENCE_WIDTH) - head.length))}`;
}

function fixLines(fix: Fix, cell: string | null, paint: Paint, columns: number | undefined): string[] {
  const { proof, change, tradeOffs } = fix;
  const said =
    proof === null
      ? ''
      : proof.green === true
        ? '  proven: it turned green'
        : proof.green === false
          ? `  tried: ${shown(proof.outcome)}`
          : `  could not be tried: ${shown(proof.outcome)}`;
  return [
    `  ${paint.green('fix')} ${paint.bold(shown(fix.id))}  ${shown(fix.title)}${paint.dim(said)}`,
    ...tradeOffs.flatMap((text) => wrapped(`costs: ${shown(text)}`, columns, '      ')).map((line) => paint.dim(line)),
    ...(change.manual ?? []).map((text) => `      ${shown(text)}`),
    ...(cell !== null && canBeRun(change) ? [paint.cyan(`      cgoscope rerun ${shownWord(cell)} --fix ${shownWord(fix.id)}`)] : []),
  ];
}

/** What nobody but a person can do is not run. */
const canBeRun = (change: Change): boolean => Object.keys(change).some((key) => key !== 'manual');

const shownWord = (text: string): string => (/^[\w./=,:@+-]+$/.test(text) ? text : `'${shown(text).replaceAll("'", `'\\''`)}'`);

/** One or two lines of what was found first, for the tables of `run` and `show`; none where nothing was. */
export function firstFindingLines(findings: readonly Finding[], paint: Paint, columns: number | undefined, indent = ''): string[] {
  const [first] = findings;
  if (first === undefined) return [];
  return wrapped(`${shown(first.cause)} (${sureness(first.confidence)}): ${shown(first.title)}`, columns, indent).map((line) => paint.yellow(line));
}
