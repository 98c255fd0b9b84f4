// The cells of a run one below the other, sorted by what one asks: the same facts as the tiles, in columns.
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NONE, type Axis } from '../../../shared/domain/axes.ts';
import type { Cell, Run } from '../../../shared/domain/run.ts';
import { displayWidth, shown } from '../../../shared/domain/text.ts';
import { Marks, StateSign } from '../../ui/sign.tsx';
import { Table, type Column, type Sort } from '../../ui/table.tsx';
import { StageClock } from './clock.tsx';
import css from './run.module.css';
import { sortValues, tileText } from './tile-text.ts';

export interface CellListProps {
  run: Pick<Run, 'id' | 'startedAt'>;
  cells: readonly Cell[];
  vary: readonly Axis[];
  sort: Sort | null;
  onSort: (sort: Sort | null) => void;
  selected: number | null;
  onOpen: (number: number) => void;
  empty: ReactNode;
}

/** Pixels that the longest value of an axis takes, within bounds: every row has the same columns. */
function axisWidth(axis: Axis, cells: readonly Cell[]): number {
  const longest = cells.reduce((most, cell) => Math.max(most, displayWidth(shown(cell.axes[axis] ?? ''))), axis.length);
  return Math.ceil(Math.min(28, longest) * 7.3) + 4;
}

/** `-time` is falling. */
export const sortFromText = (text: string): Sort | null => (text === '' ? null : text.startsWith('-') ? { key: text.slice(1), down: true } : { key: text, down: false });
export const sortText = (sort: Sort | null): string => (sort === null ? '' : `${sort.down ? '-' : ''}${sort.key}`);

export function CellList({ run, cells, vary, sort, onSort, selected, onOpen, empty }: CellListProps): ReactNode {
  const { t } = useTranslation('run');
  const columns = useMemo<Column<Cell>[]>(
    () => [
      { key: 'number', header: '#', width: '24px', align: 'end', mono: true, sort: (cell) => cell.number, render: (cell) => cell.number },
      {
        key: 'state',
        header: t('list.state'),
        width: '136px',
        sort: sortValues.state,
        render: (cell) => (
          <span className={css['ended']}>
            <StateSign cell={cell} />
            <Marks cell={cell} />
          </span>
        ),
      },
      ...vary.map((axis): Column<Cell> => ({
        key: axis,
        header: axis,
        code: true,
        width: `${axisWidth(axis, cells)}px`,
        mono: true,
        sort: sortValues.axis(axis),
        render: (cell) => ((cell.axes[axis] ?? NONE) === NONE ? '–' : <span title={shown(cell.axes[axis] ?? '')}>{shown(cell.axes[axis] ?? '')}</span>),
      })),
      {
        key: 'time',
        header: t('list.time'),
        width: '76px',
        align: 'end',
        mono: true,
        sort: sortValues.time,
        render: (cell) => (cell.state === 'running' ? <StageClock run={run} cell={cell} /> : tileText(cell).time),
      },
      { key: 'size', header: t('list.size'), width: '60px', align: 'end', mono: true, sort: sortValues.size, render: (cell) => tileText(cell).size },
      { key: 'linkage', header: t('list.linkage'), width: '72px', mono: true, sort: (cell) => tileText(cell).linkage, render: (cell) => shown(tileText(cell).linkage ?? '') },
      { key: 'floor', header: t('list.floor'), width: '44px', align: 'end', mono: true, sort: sortValues.floor, render: (cell) => tileText(cell).floor },
      {
        key: 'reason',
        header: t('list.reason'),
        width: 'minmax(120px, 1fr)',
        sort: (cell) => tileText(cell).finding ?? cell.reason,
        render: (cell) => {
          const said = [tileText(cell).finding, cell.reason === null ? null : shown(cell.reason)].filter((text) => text !== null);
          return said[0] === undefined ? null : <span title={said.join('\n')}>{said[0]}</span>;
        },
      },
    ],
    [cells, run, t, vary],
  );
  return (
    <Table
      label={t('list.label')}
      rows={cells}
      columns={columns}
      rowKey={(cell) => String(cell.number)}
      onOpen={(cell) => onOpen(cell.number)}
      selected={selected === null ? null : String(selected)}
      sort={sort}
      onSort={onSort}
      height="fill"
      empty={empty}
    />
  );
}
