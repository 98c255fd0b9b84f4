// The keys of the whole view: from cell to cell in the run's order.
import { useLocation } from 'wouter';
import type { Run } from '../../../shared/domain/run.ts';
import { routes, type CellTab } from '../../app/routes.ts';
import { useKeys } from '../../ui/use-keys.ts';

/** The cell before or after; null at the ends. */
export function neighbour(run: Pick<Run, 'cells'>, number: number, by: 1 | -1): number | null {
  const at = run.cells.findIndex((cell) => cell.number === number);
  return run.cells[at + by]?.number ?? null;
}

/** `[` and `k`: the cell before, `]` and `j`: the one after; the tab stays. */
export function useCellKeys(run: Run, number: number, tab: CellTab): void {
  const [, navigate] = useLocation();
  const go = (by: 1 | -1) => (): boolean => {
    const to = neighbour(run, number, by);
    if (to === null) return false;
    navigate(routes.cell(run.id, to, tab === 'summary' ? {} : { tab }));
    return true;
  };
  const [before, after] = [go(-1), go(1)];
  useKeys({ '[': before, k: before, ']': after, j: after });
}
