// Dense tables for a terminal: columns as wide as their widest cell, the last ones cut where the terminal ends. Called by every view.
import { capped, displayWidth } from '../../shared/domain/text.ts';

export interface Column {
  title: string;
  align?: 'left' | 'right';
  /** May be cut, down to `min` columns, where the terminal is too narrow. */
  shrink?: { min: number };
}

export interface TableCell {
  /** Shown text: what is measured and cut. */
  text: string;
  /** Applied after padding, so that colours never count as width. */
  paint?: (text: string) => string;
}

const GAP = '  ';

/** Lines without a newline; `columns` undefined (a pipe) cuts nothing. */
export function table(
  columns: Column[],
  rows: (TableCell | string)[][],
  options: { columns?: number | undefined; head?: (text: string) => string; indent?: string } = {},
): string[] {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? { text: cell } : cell)));
  const widths = columns.map((column, i) => Math.max(displayWidth(column.title), ...cells.map((row) => displayWidth(row[i]?.text ?? ''))));
  const indent = options.indent ?? '';
  if (options.columns !== undefined) shrink(columns, widths, options.columns - indent.length - GAP.length * (columns.length - 1));
  const line = (row: TableCell[], all?: (text: string) => string): string =>
    indent +
    columns
      .map((column, i) => {
        const width = widths[i] ?? 0;
        const cell = row[i] ?? { text: '' };
        const text = capped(cell.text, width);
        const pad = ' '.repeat(Math.max(0, width - displayWidth(text)));
        const last = i === columns.length - 1;
        const painted = (all ?? cell.paint ?? ((plain: string) => plain))(text);
        return column.align === 'right' ? pad + painted : last ? painted : painted + pad;
      })
      .join(GAP)
      .trimEnd();
  const head = columns.some((column) => column.title !== '')
    ? [
        line(
          columns.map((column) => ({ text: column.title })),
          options.head,
        ),
      ]
    : [];
  return [...head, ...cells.map((row) => line(row))];
}

/** Takes from the widest column that may shrink until the table fits, or nothing is left to take. */
function shrink(columns: Column[], widths: number[], room: number): void {
  let over = widths.reduce((sum, width) => sum + width, 0) - room;
  while (over > 0) {
    let widest = -1;
    columns.forEach((column, i) => {
      if (column.shrink && (widths[i] ?? 0) > column.shrink.min && (widest < 0 || (widths[i] ?? 0) > (widths[widest] ?? 0))) widest = i;
    });
    if (widest < 0) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
    over -= 1;
  }
}
