// For a log that nothing explains: the lines that most likely say why. Words only; never a finding.
import type { FindingEvidence } from '../../../shared/domain/explain.ts';
import { isWrapper, messageKind, toolOf } from '../../evidence/index.ts';
import { fromLine } from '../evidence.ts';
import type { LogLine } from '../types.ts';

/** A line that says why something failed holds one of these, in most programs. */
export const LIKELY_WORDS = [
  'error',
  'fatal',
  'panic',
  'fail',
  'cannot',
  "can't",
  'could not',
  'unable',
  'denied',
  'refused',
  'not found',
  'no such',
  'undefined',
  'unsupported',
  'invalid',
  'missing',
  'killed',
  'abort',
  'exception',
  'segmentation',
  'unexpected',
  'timed out',
  'timeout',
  'exit status',
  'exit code',
  'exited with',
  'signal',
  'warning',
] as const;

const SHOWN = 8;
const KEPT = 60;
const HARMLESS =
  /\b(?:no|0|zero|without) (?:errors?|failures?|warnings?)\b|\berrors?[=:] ?(?:0|null|nil|none|false)\b|\bfailed[=:] ?0\b|-Werror|continue-on-error|if-no-files-found/i;
/** Of `go build -x`: what goes into files and is said by nobody. */
const BOOKKEEPING = /^(?:packagefile|modinfo|importmap) /;
const QUIET_LEVEL = /^(?:info|debug|trace|notice)\b|\blevel=(?:info|debug|trace)\b|"level":"(?:info|debug|trace)"/i;
const LOUD = /\b(?:panic|fatal|FATAL|error|ERROR|Error)\b/;

const SAYS = new RegExp(LIKELY_WORDS.join('|'), 'i');

/** Higher is likelier; 0 and less are not shown. */
function likelihood(text: string): number {
  if (text.length < 3 || HARMLESS.test(text) || BOOKKEEPING.test(text) || toolOf(text) !== null) return 0;
  const kind = messageKind(text);
  if (kind === 'other' && !SAYS.test(text)) return 0;
  let score = kind === 'error' ? 3 : kind === 'warning' ? 0.5 : 1;
  if (LOUD.test(text)) score += 1;
  if (isWrapper(text)) score -= 1.5;
  if (QUIET_LEVEL.test(text)) score -= 2;
  return score;
}

/** Keeps the best of what it is shown, in bounded memory. */
export class Likely {
  private readonly first: { score: number; line: LogLine }[] = [];
  private last: { score: number; line: LogLine }[] = [];
  private readonly shapes = new Set<string>();

  consider(line: LogLine): void {
    const score = likelihood(line.text);
    if (score <= 0) return;
    // The same words with other numbers say nothing new.
    const shape = line.text.slice(0, 200).replace(/\d+/g, '0');
    if (this.shapes.has(shape)) return;
    if (this.shapes.size < 5_000) this.shapes.add(shape);
    const each = { score, line };
    if (this.first.length < KEPT) this.first.push(each);
    else {
      this.last.push(each);
      if (this.last.length > 2 * KEPT) this.last = this.last.slice(-KEPT);
    }
  }

  finish(): FindingEvidence[] {
    const all = [...this.first, ...this.last.slice(-KEPT)];
    return all
      .sort((a, b) => b.score - a.score || a.line.number - b.line.number)
      .slice(0, SHOWN)
      .map(({ line }) => fromLine(line));
  }
}
