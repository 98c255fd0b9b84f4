// The part of a log that a report carries: the lines that were blamed, else its end; bounded in lines and in columns.
import type { Show } from '../../shared/domain/documents.ts';
import { shownLines } from '../../shared/domain/text.ts';

export interface Excerpt {
  stream: 'build' | 'stdout' | 'stderr';
  title: string;
  lines: string[];
  /** What is not there, in words; empty when all of it is. */
  left: string;
}

const COLUMNS = 2000;

const cut = (line: string): string => (line.length > COLUMNS ? `${line.slice(0, COLUMNS)}… (${line.length} characters)` : line);

/** The streams of a cell that have something to say, the one that failed first. `lines` is the most of each. */
export function excerpts(show: Show, lines: number): Excerpt[] {
  const order = show.cell.outcome === 'build-failed' ? (['build', 'stderr', 'stdout'] as const) : (['stderr', 'stdout', 'build'] as const);
  return order.flatMap((stream) => {
    const log = show.logs[stream];
    if (log === null || log.text.trim() === '') return [];
    const all = shownLines(log.text.replace(/\n$/, ''));
    const kept = all.slice(-lines);
    const left = [
      log.truncated ? `${log.bytes} bytes were kept of more` : '',
      all.length > kept.length ? `the first ${all.length - kept.length} of ${all.length} lines are left out` : '',
    ]
      .filter((part) => part !== '')
      .join('; ');
    return [{ stream, title: stream === 'build' ? 'build log' : stream, lines: kept.map(cut), left }];
  });
}

/** The lines that say why: what the build-log parser blamed, or the last lines of the stream that failed. */
export function failingLines(show: Show, most: number): string[] {
  const blamed = show.cell.outcome === 'build-failed' ? (show.facts.build?.errors ?? []) : [];
  if (blamed.length > 0) return blamed.flatMap(shownLines).slice(0, most).map(cut);
  const first = excerpts(show, most)[0];
  return first === undefined || (first.stream === 'build' && show.cell.outcome !== 'build-failed') ? [] : first.lines;
}
