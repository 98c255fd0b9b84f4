// A table of any length: sorted by any column, moved through with the keyboard, drawn only where it is seen.
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';
import css from './table.module.css';

/** Height of the head, as in table.module.css. */
const HEAD = 26;

export interface Column<T> {
  key: string;
  header: string;
  /** True: the header is said to screen readers alone (a column of buttons). */
  hideHeader?: boolean;
  render: (row: T) => ReactNode;
  /** What to sort by; absent: the column can't be sorted. */
  sort?: (row: T) => string | number | null;
  /** A CSS grid track: `120px`, `minmax(80px, 1fr)`. */
  width?: string;
  align?: 'start' | 'end';
  mono?: boolean;
  /** The header is an identifier (an axis), and written as one. */
  code?: boolean;
}

export interface Sort {
  key: string;
  down: boolean;
}

export interface TableProps<T> {
  label: string;
  rows: readonly T[];
  columns: readonly Column<T>[];
  rowKey: (row: T) => string;
  /** Enter or click on a row. */
  onOpen?: (row: T) => void;
  /** The pointer came to a row: it may be opened next. */
  onNear?: (row: T) => void;
  selected?: string | null;
  /** Which rows are drawn now, by their place in the order shown: for rows that are read when they are seen. Not called while there are none. */
  onRange?: (first: number, last: number) => void;
  /** Controlled sorting (for the URL); without it the table keeps its own. */
  sort?: Sort | null;
  onSort?: (sort: Sort | null) => void;
  /** CSS height; `fill` takes what there is, absent: as tall as its rows (then up to 200 rows are drawn at once). */
  height?: string;
  rowHeight?: number;
  empty?: ReactNode;
}

const compare = (a: string | number | null, b: string | number | null): number => {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
};

/** Stable; rows without a value come last in either direction. */
export function sortRows<T>(rows: readonly T[], columns: readonly Column<T>[], sort: Sort | null): readonly T[] {
  const value = columns.find(({ key }) => key === sort?.key)?.sort;
  if (sort === null || value === undefined) return rows;
  return [...rows].sort((a, b) => {
    const [left, right] = [value(a), value(b)];
    const order = compare(left, right);
    return sort.down && left !== null && right !== null ? -order : order;
  });
}

/** A button, link or field in a row does its own thing. */
const isOwnControl = ({ target, currentTarget }: MouseEvent): boolean => {
  const control = target instanceof Element ? target.closest('a, button, input, select, label, [role="button"], [role="menuitem"]') : null;
  return control !== null && currentTarget.contains(control);
};

export function Table<T>(props: TableProps<T>): ReactNode {
  const { label, rows, columns, rowKey, onOpen, onNear, onRange, selected = null, height, rowHeight = 26, empty } = props;
  const { t } = useTranslation();
  const [ownSort, setOwnSort] = useState<Sort | null>(null);
  const sort = props.sort === undefined ? ownSort : props.sort;
  const setSort = props.onSort ?? setOwnSort;
  const sorted = useMemo(() => sortRows(rows, columns, sort), [rows, columns, sort]);
  const [wanted, setCurrent] = useState(0);
  // Rows may have gone since.
  const current = Math.max(0, Math.min(wanted, sorted.length - 1));
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    initialRect: { width: 1000, height: 800 },
    // The head stands above the rows, and over them once they scroll.
    scrollMargin: HEAD,
    scrollPaddingStart: HEAD,
  });
  const drawn = virtual.getVirtualItems();
  const [first, last] = [drawn[0]?.index ?? null, drawn.at(-1)?.index ?? null];
  useEffect(() => {
    if (first !== null && last !== null) onRange?.(first, last);
  }, [onRange, first, last]);
  const tracks = columns.map(({ width }) => width ?? 'minmax(60px, 1fr)').join(' ');

  const onKeyDown = (event: KeyboardEvent): void => {
    // A button or link in a row keeps its own keys.
    if (event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 260) / rowHeight) - 1);
    const moves: Record<string, number> = { ArrowDown: current + 1, ArrowUp: current - 1, PageDown: current + page, PageUp: current - page, Home: 0, End: sorted.length - 1 };
    const next = moves[event.key];
    if (next !== undefined) {
      event.preventDefault();
      const to = Math.min(sorted.length - 1, Math.max(0, next));
      setCurrent(to);
      virtual.scrollToIndex(to);
    } else if (event.key === 'Enter') {
      const row = sorted[current];
      if (row !== undefined) onOpen?.(row);
    }
  };

  const id = useId();
  return (
    <div
      ref={scroller}
      className={css['table']}
      data-scrolls={height !== undefined}
      role="grid"
      aria-label={label}
      aria-rowcount={sorted.length + 1}
      style={{ height: height === 'fill' ? '100%' : height }}
      tabIndex={sorted.length === 0 ? -1 : 0}
      aria-activedescendant={sorted.length === 0 ? undefined : `${id}-${current}`}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" className={css['head']}>
        <div role="row" aria-rowindex={1} className={css['row']} style={{ gridTemplateColumns: tracks }}>
          {columns.map((column) => {
            const down = sort?.key === column.key ? sort.down : null;
            return (
              <div
                key={column.key}
                role="columnheader"
                data-align={column.align}
                className={column.code === true ? 'mono' : undefined}
                aria-sort={column.sort === undefined ? undefined : down === null ? 'none' : down ? 'descending' : 'ascending'}
              >
                {column.sort === undefined ? (
                  <span className={column.hideHeader === true ? 'visually-hidden' : undefined}>{column.header}</span>
                ) : (
                  <button
                    type="button"
                    title={t('table.sortBy', { column: column.header })}
                    onClick={() => setSort(down === null ? { key: column.key, down: false } : down ? null : { key: column.key, down: true })}
                  >
                    {column.header}
                    {down === null ? null : <Icon name={down ? 'down' : 'up'} size={11} />}
                  </button>
                )}
              </div>
            );
          })}
        </div>
      </div>
      <div role="rowgroup" className={css['body']}>
        {sorted.length === 0 ? (
          <div role="row" className={css['empty']}>
            <div role="gridcell">{empty ?? t('nothing')}</div>
          </div>
        ) : null}
        <div role="presentation" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {drawn.map(({ index, start }) => {
            const row = sorted[index];
            if (row === undefined) return null;
            const key = rowKey(row);
            return (
              <div
                key={key}
                id={`${id}-${index}`}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={selected === key}
                data-current={index === current}
                data-last={index === sorted.length - 1}
                data-opens={onOpen !== undefined}
                className={css['row']}
                style={{ gridTemplateColumns: tracks, height: rowHeight, transform: `translateY(${start - HEAD}px)`, position: 'absolute', insetInline: 0 }}
                onPointerEnter={onNear === undefined ? undefined : () => onNear(row)}
                onClick={(event) => {
                  setCurrent(index);
                  if (!isOwnControl(event)) onOpen?.(row);
                }}
              >
                {columns.map((column) => (
                  <div key={column.key} role="gridcell" data-align={column.align} className={column.mono === true ? 'mono' : undefined}>
                    {column.render(row)}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
