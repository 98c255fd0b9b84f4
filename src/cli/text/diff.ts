// Two cells or two runs, only what differs, as text.
import type { Diff } from '../../shared/domain/documents.ts';
import type { SizeChange } from '../../shared/domain/elf-detail.ts';
import { shown } from '../../shared/domain/text.ts';
import { counted, formatBytes } from '../../shared/domain/units.ts';
import type { Paint } from './paint.ts';
import { differenceLines } from './show.ts';
import { table, type TableCell } from './table.ts';

export function diffLines(diff: Diff, paint: Paint, columns: number | undefined): string[] {
  const lines = [`${paint.bold('a')}  ${shown(diff.a.label)}`, `${paint.bold('b')}  ${shown(diff.b.label)}`, ''];
  if (diff.kind === 'cells' || diff.differences.length > 0) lines.push(...differenceLines(diff.differences, paint, columns, ['a', 'b']));
  if (diff.kind === 'runs') {
    const changed = diff.cells.filter((cell) => cell.changed || cell.in !== 'both');
    if (diff.differences.length > 0) lines.push('');
    if (changed.length === 0) lines.push(diff.cells.length === 1 ? 'the one cell is the same in both runs' : `all ${diff.cells.length} cells are the same in both runs`);
    else
      lines.push(
        ...table(
          [{ title: 'a' }, { title: 'b' }, { title: 'cell', shrink: { min: 20 } }, { title: 'weightiest difference', shrink: { min: 20 } }],
          changed.map((cell): (TableCell | string)[] => [
            cell.a === null ? { text: 'not there', paint: paint.dim } : shown(cell.a),
            cell.b === null ? { text: 'not there', paint: paint.dim } : shown(cell.b),
            shown(cell.key),
            { text: shown(cell.differences[0]?.text ?? ''), paint: paint.dim },
          ]),
          { columns, head: paint.dim },
        ),
        '',
        `${changed.length} of ${counted(diff.cells.length, 'cell')} ${changed.length === 1 ? 'differs' : 'differ'}`,
      );
  }
  for (const kind of ['section', 'package', 'symbol'] as const) lines.push(...sizeLines(kind, diff.sizes ?? [], paint, columns));
  return lines;
}

/** Rows of sizes in the text; the document has all. */
const MOST_SIZES = 12;

function sizeLines(kind: SizeChange['kind'], all: readonly SizeChange[], paint: Paint, columns: number | undefined): string[] {
  const rows = all.filter((one) => one.kind === kind && one.a !== one.b);
  if (rows.length === 0) return [];
  const size = (bytes: number | null): string => (bytes === null ? '-' : formatBytes(bytes));
  const change = ({ a, b }: SizeChange): string => {
    const by = (b ?? 0) - (a ?? 0);
    return `${by < 0 ? '-' : '+'}${formatBytes(Math.abs(by))}`;
  };
  const left = rows.length - MOST_SIZES;
  return [
    '',
    ...table(
      [
        { title: 'a', align: 'right' },
        { title: 'b', align: 'right' },
        { title: 'change', align: 'right' },
        { title: `bytes by ${kind}`, shrink: { min: 20 } },
      ],
      rows.slice(0, MOST_SIZES).map((one) => [size(one.a), size(one.b), change(one), shown(one.name)]),
      { columns, head: paint.dim },
    ),
    ...(left > 0 ? [paint.dim(`and ${left} more; --json has them`)] : []),
  ];
}
