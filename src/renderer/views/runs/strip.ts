// Cells of one project over its runs: a row for each cell key, a column for each run, the newest first. Pure.
import { commonAxes, cellLabel, varyingAxes } from '../../../shared/domain/summary.ts';
import type { Axis } from '../../../shared/domain/axes.ts';
import { outcomeText, type Cell, type Run } from '../../../shared/domain/run.ts';
import { axisColumns, type AxisColumn } from '../compare/axis-columns.ts';

/** Runs that are shown side by side. */
export const MOST_RUNS = 20;

/** What a row says at a glance: how its newest end stands to the one before. */
export type Trend = 'regressed' | 'red' | 'fixed' | 'unstable' | 'steady';
const TRENDS: readonly Trend[] = ['regressed', 'red', 'fixed', 'unstable', 'steady'];

export interface StripRow {
  key: string;
  label: string;
  /** Values of the axes that vary. */
  axes: Cell['axes'];
  trend: Trend;
  /** In the order of the runs; null where the run has no such cell, undefined where the run is not read yet. */
  cells: readonly (Cell | null | undefined)[];
}

export interface Strip {
  rows: readonly StripRow[];
  columns: readonly AxisColumn[];
  /** Axes with one value in every cell of every run. */
  common: readonly [Axis, string][];
  counts: Record<Trend, number>;
}

/** `runs`: newest first; null where one is not read yet. */
export function stripOf(runs: readonly (Run | null)[]): Strip {
  const cells = runs.flatMap((run) => run?.cells ?? []);
  const vary = varyingAxes(cells);
  const byRun = runs.map((run) => (run === null ? null : new Map(run.cells.map((cell) => [cell.key, cell]))));
  const axes = new Map<string, Cell['axes']>();
  for (const cell of cells) if (!axes.has(cell.key)) axes.set(cell.key, cell.axes);
  const rows = [...axes].map(([key, own]): StripRow => {
    const row = byRun.map((known) => (known === null ? undefined : (known.get(key) ?? null)));
    return { key, label: cellLabel(own, vary), axes: own, trend: trendOf(row), cells: row };
  });
  const counts: Record<Trend, number> = { regressed: 0, red: 0, fixed: 0, unstable: 0, steady: 0 };
  for (const { trend } of rows) counts[trend] += 1;
  const order = (row: StripRow): number => TRENDS.indexOf(row.trend);
  return {
    rows: rows
      .map((row, index) => ({ row, index }))
      .sort((a, b) => order(a.row) - order(b.row) || a.index - b.index)
      .map(({ row }) => row),
    columns: axisColumns(cells),
    common: commonAxes(cells),
    counts,
  };
}

/** Cells that ended count; what was cancelled, or still goes on, says nothing. Newest first. */
export function trendOf(cells: readonly (Cell | null | undefined)[]): Trend {
  const ended = cells.filter((cell): cell is Cell => cell !== null && cell !== undefined && cell.state === 'done');
  const [newest, before] = ended;
  if (newest === undefined) return 'steady';
  if (newest.green === false) return before?.green === true ? 'regressed' : 'red';
  if (newest.green === true && before?.green === false) return 'fixed';
  return changedIn(ended) > 1 ? 'unstable' : 'steady';
}

/** How often two runs in a row ended differently. */
const changedIn = (cells: readonly Cell[]): number => cells.slice(1).filter((cell, index) => cells[index] !== undefined && outcomeText(cell) !== outcomeText(cells[index])).length;

/** True where it did not end in the same way in every run. */
export const hasChanged = ({ cells }: StripRow): boolean => changedIn(cells.filter((cell): cell is Cell => cell !== null && cell !== undefined && cell.state === 'done')) > 0;
