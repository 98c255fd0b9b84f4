// The matrix as people compare it: rows by columns, chosen so that the grid is full and not too wide, or as a person chose them. Used by the report and the window.
import { NONE, type Axis } from './axes.ts';
import { varyingAxes } from './summary.ts';

export interface Grid<C> {
  columnAxes: Axis[];
  rowAxes: Axis[];
  /** Values of the column axes, one list a column, in the order of first appearance. */
  columns: string[][];
  rows: { values: string[]; cells: (C | null)[] }[];
}

const MOST_COLUMNS = 8;

const valuesOf = (axes: Record<string, string>, names: readonly Axis[]): string[] => names.map((axis) => axes[axis] ?? NONE);
const keyOf = (values: string[]): string => values.join('\u0000');

export interface GridOptions {
  /** Axes whose values are the columns (those of them that vary; none is one column). Absent or null: chosen here. */
  columns?: readonly Axis[] | null;
  /** The axes that vary, where `cells` are only some of those that the grid is about: headers stay while a filter takes cells away. */
  vary?: readonly Axis[];
}

/**
 * Every cell in one box: columns by the axes asked for, rows by the other axes that vary.
 * Where no columns are asked for, any one or two of the axes that vary become the columns: those that leave the fewest holes, then those that make the grid least tall.
 */
export function gridOf<C extends { axes: Record<string, string> }>(cells: readonly C[], options: GridOptions = {}): Grid<C> {
  const vary = options.vary ?? varyingAxes(cells);
  const asked = options.columns ?? null;
  const columnAxes = asked === null ? bestColumns(cells, vary) : asked.filter((axis, index) => vary.includes(axis) && asked.indexOf(axis) === index);
  const rowAxes = vary.filter((axis) => !columnAxes.includes(axis));
  const columns = new Map<string, string[]>();
  const rows = new Map<string, { values: string[]; byColumn: Map<string, C> }>();
  for (const cell of cells) {
    const column = valuesOf(cell.axes, columnAxes);
    const values = valuesOf(cell.axes, rowAxes);
    columns.set(keyOf(column), column);
    const row = rows.get(keyOf(values)) ?? { values, byColumn: new Map<string, C>() };
    row.byColumn.set(keyOf(column), cell);
    rows.set(keyOf(values), row);
  }
  return {
    columnAxes,
    rowAxes,
    columns: [...columns.values()],
    rows: [...rows.values()].map((row) => ({ values: row.values, cells: [...columns.keys()].map((key) => row.byColumn.get(key) ?? null) })),
  };
}

function bestColumns(cells: readonly { axes: Record<string, string> }[], vary: readonly Axis[]): Axis[] {
  let best: { axes: Axis[]; score: number } = { axes: [], score: -1 };
  for (const axes of candidates(vary)) {
    const columns = new Set(cells.map((cell) => keyOf(valuesOf(cell.axes, axes)))).size;
    if (columns > MOST_COLUMNS) continue;
    const rest = vary.filter((axis) => !axes.includes(axis));
    const rows = new Set(cells.map((cell) => keyOf(valuesOf(cell.axes, rest)))).size;
    const density = cells.length / (rows * columns);
    // A row of its own for every cell is a list, not a grid: several columns count for something.
    const score = density + (columns > 1 ? 0.15 : 0) + (rows > 1 ? 0.05 : 0) - Math.abs(rows - columns) * 0.001 + (axes[0] === 'platform' ? 0.05 : 0);
    if (score > best.score) best = { axes, score };
  }
  return best.axes;
}

function candidates(vary: readonly Axis[]): Axis[][] {
  const single = vary.map((axis) => [axis]);
  const pairs = vary.flatMap((a, i) => vary.slice(i + 1).map((b) => [a, b]));
  return vary.length === 0 ? [[]] : [...single, ...(vary.length > 2 ? pairs : [])];
}
