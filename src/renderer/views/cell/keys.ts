// The keys of the whole view: from cell to cell in the run's order.
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import type { Run } from '../../../shared/domain/run.ts';
import { routes, type CellTab } from '../../app/routes.ts';

/** The cell before or after; null at the ends. */
export function neighbour(run: Pick<Run, 'cells'>, number: number, by: 1 | -1): number | null {
  const at = run.cells.findIndex((cell) => cell.number === number);
  return run.cells[at + by]?.number ?? null;
}

/** Where keys mean something else already. */
const takesText = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, select, [contenteditable="true"], [role="dialog"]') !== null;

/** `[` and `k`: the cell before, `]` and `j`: the one after; the tab stays. */
export function useCellKeys(run: Run, number: number, tab: CellTab): void {
  const [, navigate] = useLocation();
  useEffect(() => {
    const until = new AbortController();
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || takesText(event.target)) return;
        const by = event.key === '[' || event.key === 'k' ? -1 : event.key === ']' || event.key === 'j' ? 1 : null;
        const to = by === null ? null : neighbour(run, number, by);
        if (to === null) return;
        event.preventDefault();
        navigate(routes.cell(run.id, to, tab === 'summary' ? {} : { tab }));
      },
      { signal: until.signal },
    );
    return () => until.abort();
  }, [run, number, tab, navigate]);
}
