// Where things stand in the grid of cells, without drawing anything: widths of the row headers, repeated headers, and where an arrow key leads.
import { AXES, isAxis, type Axis } from '../../../shared/domain/axes.ts';
import type { Grid } from '../../../shared/domain/grid.ts';
import { displayWidth, shown } from '../../../shared/domain/text.ts';

/** The widest a row header gets, in columns of the monospaced face; longer values are cut and told in full on hover. */
const WIDEST = 26;
const NARROWEST = 4;

/** Width of each row axis, in `ch`: its name and its longest value fit where that is not too much. */
export function headerWidths(grid: Grid<unknown>): number[] {
  return grid.rowAxes.map((axis, index) => {
    const widths = grid.rows.map((row) => displayWidth(shown(row.values[index] ?? '')));
    return Math.min(WIDEST, Math.max(NARROWEST, axis.length, ...widths));
  });
}

/** True for each value that says the same as the line before, with everything left of it the same: it is drawn quietly. */
export function repeats(values: readonly string[], before: readonly string[] | undefined): boolean[] {
  let same = before !== undefined;
  return values.map((value, index) => {
    same &&= before?.[index] === value;
    return same;
  });
}

export interface Place {
  row: number;
  column: number;
}

/** Where a cell of this number stands; null where it does not. */
export function placeOf(grid: Grid<{ number: number }>, number: number | null): Place | null {
  if (number === null) return null;
  for (const [row, { cells }] of grid.rows.entries()) {
    const column = cells.findIndex((cell) => cell?.number === number);
    if (column >= 0) return { row, column };
  }
  return null;
}

/** The first cell in reading order. */
export function firstPlace(grid: Grid<unknown>): Place | null {
  for (const [row, { cells }] of grid.rows.entries()) {
    const column = cells.findIndex((cell) => cell !== null);
    if (column >= 0) return { row, column };
  }
  return null;
}

/** The keys that move, by name of the key, with what they mean. */
const MOVES = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
} as const;
/** Rows that a page key passes. */
const PAGE = 8;

/**
 * Where a key leads from a place: arrows pass over holes and stop at the edge, Home and End go to the ends of the row (with `ctrl` of the grid),
 * page keys pass eight rows. Null for a key that does not move.
 */
export function moved(grid: Grid<unknown>, from: Place, key: string, ctrl = false): Place | null {
  const there = ({ row, column }: Place): boolean => (grid.rows[row]?.cells[column] ?? null) !== null;
  const inRow = (row: number, columns: number[]): Place | null => {
    const column = columns.find((each) => there({ row, column: each }));
    return column === undefined ? null : { row, column };
  };
  const columns = grid.columns.map((_, index) => index);
  const last = grid.rows.length - 1;
  if (key === 'Home') return ctrl ? firstPlace(grid) : inRow(from.row, columns);
  if (key === 'End') return inRow(ctrl ? last : from.row, columns.toReversed());
  if (key === 'PageDown' || key === 'PageUp') {
    const step = key === 'PageDown' ? 1 : -1;
    const target = Math.min(last, Math.max(0, from.row + step * PAGE));
    // In a column with holes the nearest cell on the way back.
    for (let row = target; row !== from.row; row -= step) if (there({ row, column: from.column })) return { row, column: from.column };
    return from;
  }
  if (!Object.hasOwn(MOVES, key)) return null;
  const [down, right] = MOVES[key as keyof typeof MOVES]; // it has it
  for (let row = from.row + down, column = from.column + right; row >= 0 && row <= last && column >= 0 && column < columns.length; row += down, column += right)
    if (there({ row, column })) return { row, column };
  return from;
}

/** Column axes as the address has them: absent is null (the window chooses), `-` none. Unknown names are left out. */
export function columnsFromText(text: string): Axis[] | null {
  if (text === '') return null;
  return text.split(',').filter(isAxis);
}

/** The inverse of {@link columnsFromText}, in the order of the axes. */
export const columnsText = (axes: readonly Axis[] | null): string => (axes === null ? '' : AXES.filter((axis) => axes.includes(axis)).join(',') || '-');
