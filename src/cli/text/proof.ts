// A fix that was tried, as text: red beside green, what else changed, what it costs.
import type { ProofDocument } from '../../shared/domain/explain.ts';
import { shown } from '../../shared/domain/text.ts';
import type { Paint } from './paint.ts';
import { differenceLines } from './show.ts';
import { wrapped } from './wrap.ts';

const DIFFERENCES = 16;

export function proofLines(document: ProofDocument, paint: Paint, columns: number | undefined): string[] {
  const { red, green, finding, fix, proven, differences, sideEffects } = document;
  const [sign, colour] = green.green === true ? ['✓', paint.green] : green.green === false ? ['✗', paint.red] : ['○', paint.yellow];
  const verdict =
    green.green === null
      ? `could not be tried: ${shown(fix.proof?.outcome ?? green.outcome)}`
      : proven
        ? `proven: it turned the cell green`
        : `not proven: with this fix the cell ended with ${shown(fix.proof?.outcome ?? green.outcome)}`;
  const bullets = (lines: readonly string[]): string[] =>
    lines.flatMap((line) => wrapped(shown(line), columns, '    ').map((each, index) => (index === 0 ? `  - ${each.slice(4)}` : each)));
  const kept = differences.slice(0, DIFFERENCES);
  return [
    `${paint.bold('fix')} ${paint.bold(shown(fix.id))}  ${shown(fix.title)}`,
    ...(finding === null ? [] : wrapped(`for ${shown(finding.cause)}: ${shown(finding.title)}`, columns, '  ').map(paint.dim)),
    '',
    `  ${paint.red('✗')} ${shown(`${red.run}/${red.cell}`)}  ${paint.bold(shown(red.outcome))}  ${paint.dim(shown(red.label))}`,
    `  ${colour(sign)} ${shown(`${green.run}/${green.cell}`)}  ${paint.bold(shown(green.outcome))}  ${paint.dim(shown(green.label))}`,
    '',
    ...wrapped(verdict, columns, '').map((line) => colour(paint.bold(line))),
    ...(green.green === false ? [paint.cyan(`  what fails now: cgoscope explain ${shown(`${green.run}/${green.cell}`)}`)] : []),
    ...(sideEffects.length === 0 ? [] : ['', 'what else changed:', ...bullets(sideEffects)]),
    ...(fix.tradeOffs.length === 0 ? [] : ['', 'what it costs:', ...bullets(fix.tradeOffs)]),
    '',
    'facts that differ:',
    ...differenceLines(kept, paint, columns, ['before', 'with the fix']),
    ...(differences.length > kept.length ? [paint.dim(`  … ${differences.length - kept.length} lighter ones, with --json`)] : []),
  ];
}
