// The matrix as a grid: rows by columns, moved through with the arrow keys. What stands in a box is the caller's; boxes are drawn again only when their cell changes.
import { memo, useDeferredValue, useEffect, useMemo, useRef, type ComponentType, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NONE } from '../../../shared/domain/axes.ts';
import type { Grid } from '../../../shared/domain/grid.ts';
import { shown } from '../../../shared/domain/text.ts';
import css from './cell-grid.module.css';
import { firstPlace, headerWidths, moved, placeOf, repeats } from './placement.ts';

/** Pixels around the first header, which begins at the page's edge; the others have 17. */
const FIRST = 25;

/** Rows of the least height that a tall window shows. */
const FIRST_ROWS = 16;

interface Boxed {
  number: number;
}

export interface CellGridProps<C extends Boxed> {
  label: string;
  grid: Grid<C>;
  /** Draws a cell; must be a component that stays the same from draw to draw. */
  tile: ComponentType<{ cell: C }>;
  selected: number | null;
  onSelect: (number: number | null) => void;
  /** Enter or a double click. */
  onOpen?: (number: number) => void;
  /** Any other key on a cell; true where it meant something. */
  onKey?: (key: string, number: number) => boolean;
  /** A click on something in a tile that names itself by `data-do`. */
  onDo?: (what: string, number: number) => void;
  /** CSS width that a box has at least. */
  least?: string;
}

export function CellGrid<C extends Boxed>({ label, grid, tile, selected, onSelect, onOpen, onKey, onDo, least = '164px' }: CellGridProps<C>): ReactNode {
  const { t } = useTranslation('run');
  const root = useRef<HTMLDivElement>(null);
  const widths = useMemo(() => headerWidths(grid), [grid]);
  const tracks = [...widths.map((ch, index) => `calc(${ch}ch + ${index === 0 ? FIRST : 17}px)`), `repeat(${grid.columns.length}, minmax(${least}, 1fr))`].join(' ');
  const place = useMemo(() => placeOf(grid, selected) ?? firstPlace(grid), [grid, selected]);
  const current = place === null ? null : (grid.rows[place.row]?.cells[place.column]?.number ?? null);

  // What fits into a window is drawn at once, the rest right after that; a cell that is picked may stand anywhere.
  const whole = useDeferredValue(true, selected !== null);
  const rows = whole ? grid.rows : grid.rows.slice(0, FIRST_ROWS);

  const boxOf = (number: number): HTMLElement | null => root.current?.querySelector<HTMLElement>(`[data-number="${number}"]`) ?? null;
  const numberAt = (target: EventTarget): number | null => {
    const box = target instanceof Element ? target.closest<HTMLElement>('[data-number]') : null;
    return box === null ? null : Number(box.dataset['number']);
  };
  // A cell that an address names is brought into sight, once.
  const first = useRef(selected);
  useEffect(() => {
    if (first.current !== null) boxOf(first.current)?.scrollIntoView({ block: 'nearest' });
  }, []);

  const onKeyDown = (event: KeyboardEvent): void => {
    const number = numberAt(event.target);
    if (number === null || place === null || event.altKey || event.metaKey) return;
    const at = placeOf(grid, number) ?? place;
    const to = moved(grid, at, event.key, event.ctrlKey);
    if (to !== null) {
      event.preventDefault();
      const next = grid.rows[to.row]?.cells[to.column]?.number;
      if (next === undefined) return;
      onSelect(next);
      const box = boxOf(next);
      box?.focus({ preventScroll: true });
      box?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      return;
    }
    if (event.ctrlKey) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      onOpen?.(number);
    } else if (event.key === ' ') {
      event.preventDefault();
      onSelect(selected === number ? null : number);
    } else if (event.key === 'Escape' && selected !== null) onSelect(null);
    else if (onKey?.(event.key, number) === true) event.preventDefault();
  };
  const onClick = (event: MouseEvent): void => {
    const number = numberAt(event.target);
    if (number === null) return;
    const what = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-do]')?.dataset['do'] : undefined;
    if (what !== undefined && onDo !== undefined && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      onDo(what, number);
      return;
    }
    onSelect(number);
  };

  const single = grid.columnAxes.length === 0;
  return (
    <div className={css['scroll']}>
      <div
        ref={root}
        role="grid"
        aria-label={label}
        aria-rowcount={grid.rows.length + 1}
        aria-colcount={grid.rowAxes.length + grid.columns.length}
        className={css['grid']}
        style={{
          minWidth: `calc(${widths.map((ch, index) => `${ch}ch + ${index === 0 ? FIRST : 17}px`).join(' + ') || '0px'} + ${grid.columns.length} * ${least})`,
          ['--tracks' as string]: tracks,
        }}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onDoubleClick={(event) => {
          const number = numberAt(event.target);
          if (number !== null) onOpen?.(number);
        }}
      >
        <div role="rowgroup" className={css['head']}>
          <div role="row" className={css['row']} aria-rowindex={1}>
            {grid.rowAxes.map((axis) => (
              <div key={axis} role="columnheader" className={css['axis']}>
                {axis}
              </div>
            ))}
            {grid.columns.map((values, column) => {
              const quiet = repeats(values, grid.columns[column - 1]);
              return (
                <div key={values.join('\u0000')} role="columnheader" className={css['column']}>
                  {single ? t('grid.cell') : null}
                  {values.map((value, index) => (
                    <div key={grid.columnAxes[index]} data-quiet={quiet[index]} title={shown(value)}>
                      <span>{`${grid.columnAxes[index]}=`}</span>
                      {value === NONE ? '–' : shown(value)}
                    </div>
                  ))}
                </div>
              );
            })}
          </div>
        </div>
        <div role="rowgroup">
          {rows.map((row, index) => (
            <Row
              key={row.values.join('\u0000')}
              index={index}
              values={row.values}
              before={grid.rows[index - 1]?.values}
              cells={row.cells}
              tile={tile}
              selected={row.cells.some((cell) => cell?.number === selected) ? selected : null}
              current={row.cells.some((cell) => cell?.number === current) ? current : null}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

interface RowProps<C extends Boxed> {
  index: number;
  values: readonly string[];
  before: readonly string[] | undefined;
  cells: readonly (C | null)[];
  tile: ComponentType<{ cell: C }>;
  selected: number | null;
  /** The cell that the Tab key reaches. */
  current: number | null;
}

const sameCells = (a: readonly unknown[], b: readonly unknown[]): boolean => a.length === b.length && a.every((each, index) => each === b[index]);

/** Drawn again only when one of its cells, or what is picked in it, changes. */
const Row = memo(RowDrawn, (a, b) => {
  return (
    a.index === b.index &&
    a.tile === b.tile &&
    a.selected === b.selected &&
    a.current === b.current &&
    sameCells(a.cells, b.cells) &&
    sameCells(a.values, b.values) &&
    sameCells(a.before ?? [], b.before ?? [])
  );
}) as typeof RowDrawn; // memo forgets the type parameter

function RowDrawn<C extends Boxed>({ index, values, before, cells, tile: Tile, selected, current }: RowProps<C>): ReactNode {
  const quiet = repeats(values, before);
  return (
    <div role="row" className={css['row']} aria-rowindex={index + 2} data-group={quiet[0] === false}>
      {values.map((value, column) => (
        <div key={column} role="rowheader" className={css['header']} data-quiet={quiet[column]} title={shown(value)}>
          {value === NONE ? '–' : shown(value)}
        </div>
      ))}
      {cells.map((cell, column) =>
        cell === null ? (
          <div key={column} role="gridcell" className={css['hole']} />
        ) : (
          <div key={column} role="gridcell" className={css['box']} data-number={cell.number} aria-selected={cell.number === selected} tabIndex={cell.number === current ? 0 : -1}>
            <Tile cell={cell} />
          </div>
        ),
      )}
    </div>
  );
}
