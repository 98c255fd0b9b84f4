// A plan as a table: the cells, what each needs, what all of it will cost.
import { NONE } from '../../shared/domain/axes.ts';
import type { Plan } from '../../shared/domain/plan.ts';
import { commonAxes, varyingAxes } from '../../shared/domain/summary.ts';
import { shown } from '../../shared/domain/text.ts';
import { formatBytes, formatNs } from '../../shared/domain/units.ts';
import type { Paint } from './paint.ts';
import { table, type Column, type TableCell } from './table.ts';

export function planLines(plan: Plan, paint: Paint, columns: number | undefined): string[] {
  const vary = varyingAxes(plan.cells);
  const common = commonAxes(plan.cells);
  const unsupported = plan.cells.filter((cell) => cell.unsupported !== null).length;
  const emulated = plan.cells.filter((cell) => cell.emulated).length;
  const { project, estimate } = plan;
  return [
    `${paint.bold(shown(project.module))}  ${shown(project.path)}  ${paint.dim(`${project.files} files, ${formatBytes(project.bytes)} to send${project.goDirective === null ? '' : `, go ${shown(project.goDirective)}`}${project.usesCgo === true ? ', imports C' : ''}`)}`,
    paint.dim(
      `${plan.config === null ? 'no matrix file: the default matrix' : `matrix file ${shown(plan.config)}`}${common.length > 0 ? ` · every cell: ${common.map(([axis, value]) => `${axis}=${shown(value)}`).join(' ')}` : ''}`,
    ),
    '',
    ...table(
      [
        { title: '#', align: 'right' },
        ...vary.map((axis): Column => ({ title: axis, shrink: { min: 8 } })),
        { title: 'expected' },
        { title: 'runs in', shrink: { min: 10 } },
        { title: 'needs', shrink: { min: 16 } },
        { title: 'note', shrink: { min: 16 } },
      ],
      plan.cells.map((cell): (TableCell | string)[] => [
        { text: String(cell.number), paint: paint.dim },
        ...vary.map((axis): TableCell => {
          const value = cell.axes[axis] ?? NONE;
          return value === NONE || value === '' ? { text: NONE, paint: paint.dim } : { text: shown(value) };
        }),
        shown(cell.expected),
        shown(cell.runImage),
        { text: shown(cell.needs.join(' ')), paint: paint.dim },
        cell.unsupported !== null
          ? { text: `unsupported: ${shown(cell.unsupported)}`, paint: paint.yellow }
          : { text: [cell.emulated ? 'emulated' : '', cell.trace ? '' : 'untraced'].filter(Boolean).join(', '), paint: paint.yellow },
      ]),
      { columns, head: paint.dim },
    ),
    '',
    [
      `${plan.cells.length} ${plan.cells.length === 1 ? 'cell' : 'cells'}`,
      ...(emulated > 0 ? [`${emulated} emulated`] : []),
      ...(unsupported > 0 ? [`${unsupported} unsupported`] : []),
      ...(plan.collapsed > 0 ? [`${plan.collapsed} equal combinations left out`] : []),
    ].join(', '),
    `estimate: ${formatNs(estimate.timeNs)}, ${formatBytes(estimate.downloadBytes)} to download, ${formatBytes(estimate.diskBytes)} of disk ${paint.dim(`(${shown(estimate.basis)})`)}`,
    ...plan.notes.map((note) => `${paint.yellow('note')}: ${shown(note)}`),
  ];
}
