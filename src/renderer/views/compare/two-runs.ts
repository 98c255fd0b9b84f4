// Two runs, cell by cell: what got worse comes first. Pure.
import { type Axis } from '../../../shared/domain/axes.ts';
import type { Diff } from '../../../shared/domain/documents.ts';
import { outcomeText, type Cell, type Run } from '../../../shared/domain/run.ts';
import { cellLabel, varyingAxes } from '../../../shared/domain/summary.ts';

/** How a cell fared from the first run to the second, the gravest first. */
export const CHANGES = ['regressed', 'fixed', 'outcome', 'changed', 'onlyA', 'onlyB', 'equal'] as const;
export type Change = (typeof CHANGES)[number];

export interface PairRow {
  key: string;
  /** By the axes that vary over both runs. */
  label: string;
  change: Change;
  a: Cell | null;
  b: Cell | null;
  /** The weightiest difference beside the outcome, in words; null where there is none. */
  telling: string | null;
}

export function changeOf(a: Cell | null, b: Cell | null, changed: boolean): Change {
  if (a === null || b === null) return a === null ? 'onlyB' : 'onlyA';
  if (a.green !== false && b.green === false) return 'regressed';
  if (a.green !== true && b.green === true) return 'fixed';
  if (outcomeText(a) !== outcomeText(b)) return 'outcome';
  return changed ? 'changed' : 'equal';
}

/** Keys are unique in a run; of a damaged one the first cell counts, as in the difference itself. */
const byKey = ({ cells }: Run): Map<string, Cell> => new Map([...cells].reverse().map((cell) => [cell.key, cell]));

/** Every cell of either run, matched by key; within a change in the order of the diff, the weightiest first. */
export function pairRows(a: Run, b: Run, diff: Diff): PairRow[] {
  const inA = byKey(a);
  const inB = byKey(b);
  const vary: Axis[] = varyingAxes([...a.cells, ...b.cells]);
  const rows = diff.cells.flatMap(({ key, changed, differences }): PairRow[] => {
    const [left, right] = [inA.get(key) ?? null, inB.get(key) ?? null];
    const axes = (left ?? right)?.axes;
    if (axes === undefined) return []; // a run that was read anew since the difference was made
    const telling = differences.find(({ fact }) => fact !== 'outcome')?.text ?? null;
    return [{ key, label: cellLabel(axes, vary), change: changeOf(left, right, changed), a: left, b: right, telling }];
  });
  return rows
    .map((row, index) => ({ row, index }))
    .sort((x, y) => CHANGES.indexOf(x.row.change) - CHANGES.indexOf(y.row.change) || x.index - y.index)
    .map(({ row }) => row);
}

export function countChanges(rows: readonly PairRow[]): Record<Change, number> {
  const counts: Record<Change, number> = { regressed: 0, fixed: 0, outcome: 0, changed: 0, onlyA: 0, onlyB: 0, equal: 0 };
  for (const { change } of rows) counts[change] += 1;
  return counts;
}
