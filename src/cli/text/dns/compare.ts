// Two measurements of the DNS lab side by side, for people: the difference of their files, then what became of each lookup.
import type { DnsComparison } from '../../../shared/domain/dns.ts';
import { shown, shownLines } from '../../../shared/domain/text.ts';
import type { Paint } from '../paint.ts';
import { table, type TableCell } from '../table.ts';

export function comparisonLines({ a, b, files, rows }: DnsComparison, paint: Paint, columns: number | undefined): string[] {
  const side = ({ id, title }: DnsComparison['a']): string => (title === '' ? id : `${id} ${shown(title)}`);
  const lines = [`${paint.bold('A')}  ${side(a)}`, `${paint.bold('B')}  ${side(b)}`];
  for (const { file, diff } of files) {
    lines.push('');
    if (diff === '') lines.push(paint.dim(`${shown(file)}: the same in both`));
    else for (const line of shownLines(diff.replace(/\n$/, ''))) lines.push(line.startsWith('+') ? paint.green(line) : line.startsWith('-') ? paint.red(line) : paint.dim(line));
  }
  lines.push('');
  if (rows.length === 0) return [...lines, 'neither has a sample that was measured to its end'];
  const titled = new Set(rows.map(({ title }) => title)).size > 1;
  lines.push(
    ...table(
      [...(titled ? [{ title: 'scenario', shrink: { min: 12 } }] : []), { title: 'subject', shrink: { min: 10 } }, { title: 'from A to B', shrink: { min: 24 } }],
      rows.map((row): (TableCell | string)[] => [...(titled ? [{ text: shown(row.title), paint: paint.dim }] : []), shown(row.subject), row.text]),
      { columns, head: paint.dim },
    ),
  );
  return lines;
}
