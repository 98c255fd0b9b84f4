// Some lines of a log, as `log.read` answers them.
import type { LogPage } from '../../shared/api/views.ts';
import type { LogText } from './text.ts';

/** Longer lines are cut there, in UTF-16 units. */
export const LINE_UNITS = 4_000;

export type Page = Pick<LogPage, 'from' | 'lines' | 'cut' | 'total' | 'bytes'>;

/** `from` counts from 1, a negative one from the end: -1 is the last line. */
export function readPage(text: LogText, from: number, count: number): Page {
  const total = text.total;
  const first = Math.max(1, from < 0 ? total + 1 + from : from);
  const lines: string[] = [];
  const cut: number[] = [];
  for (let line = first; line < first + count && line <= total; line += 1) {
    const head = text.lineHead(line, LINE_UNITS);
    lines.push(head.text);
    if (head.cut) cut.push(line);
  }
  return { from: first, lines, cut, total, bytes: text.size };
}
