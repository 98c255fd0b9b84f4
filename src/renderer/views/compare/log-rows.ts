// Rows of two logs as they are drawn: skipped stretches that were opened stand in full, and changes count as blocks that one can go through. Pure.
import type { LogDiff } from '../../../shared/api/views.ts';

export type DiffRow = LogDiff['rows'][number];

export interface LogRow extends DiffRow {
  /** Index of the row of the answer that it comes from. */
  of: number;
  /** The block of changes it belongs to, from 0; null for equal lines. */
  block: number | null;
}

/** Lines of a skipped stretch that were read, from its beginning; both sides have as many. */
export interface Opened {
  a: readonly string[];
  b: readonly string[];
}

/** Lines that opening a stretch reads at once. */
export const OPEN_LINES = 1_000;

const differs = (kind: DiffRow['kind']): boolean => kind === 'changed' || kind === 'only-a' || kind === 'only-b';

/** `opened`: by index of the skipped row. */
export function logRows(rows: readonly DiffRow[], opened: ReadonlyMap<number, Opened>): LogRow[] {
  const out: LogRow[] = [];
  let block = -1;
  let inBlock = false;
  rows.forEach((row, of) => {
    if (differs(row.kind)) {
      if (!inBlock) block += 1;
      inBlock = true;
      out.push({ ...row, of, block });
      return;
    }
    inBlock = false;
    const lines = row.kind === 'skipped' ? opened.get(of) : undefined;
    if (lines === undefined || row.a === null || row.b === null) {
      out.push({ ...row, of, block: null });
      return;
    }
    const read = Math.min(lines.a.length, lines.b.length, row.count);
    for (let i = 0; i < read; i += 1) out.push({ kind: 'same', a: row.a + i, b: row.b + i, textA: lines.a[i] ?? '', textB: lines.b[i] ?? '', count: 1, of, block: null });
    if (read < row.count) out.push({ ...row, a: row.a + read, b: row.b + read, count: row.count - read, of, block: null });
  });
  return out;
}

/** The row that shows a line of a side, or the skipped stretch it is in; -1 where it is not among the rows. */
export const rowOfLine = (rows: readonly LogRow[], side: 'a' | 'b', line: number): number =>
  rows.findIndex((row) => {
    const first = row[side];
    return first !== null && line >= first && line < first + row.count;
  });

/** Index of the first row of every block of changes. */
export function blockStarts(rows: readonly LogRow[]): number[] {
  const starts: number[] = [];
  rows.forEach(({ block }, index) => {
    if (block !== null && block === starts.length) starts.push(index);
  });
  return starts;
}
