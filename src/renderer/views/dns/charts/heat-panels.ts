// The panels of the heat map: one for each resolver and number of servers, time-outs across and attempts down. Pure.
import { budgetLine, type Edges } from '../../../../shared/charts/cells.ts';
import { RESOLVERS, type Resolver } from '../../../../shared/domain/dns.ts';
import type { GridPoint } from './props.ts';

export interface HeatPanel {
  resolver: Resolver;
  servers: number;
  timeouts: number[];
  attempts: number[];
  /** `[attempts][timeout]`: the slowest of the points that share it; null: none. */
  cells: (GridPoint | null)[][];
}

/** Null never returns: slower than anything. */
const slower = (a: GridPoint, b: GridPoint): boolean => b.maxNs !== null && (a.maxNs === null || a.maxNs > b.maxNs);
const rising = (values: Iterable<number>): number[] => [...new Set(values)].sort((a, b) => a - b);

export function heatPanels(points: readonly GridPoint[], resolver: Resolver | null): HeatPanel[] {
  const wanted = points.filter((point) => resolver === null || point.resolver === resolver);
  const groups = Map.groupBy(wanted, (point) => `${RESOLVERS.indexOf(point.resolver)} ${point.servers}`);
  return [...groups.values()]
    .map((group) => {
      const timeouts = rising(group.map(({ timeout }) => timeout));
      const attempts = rising(group.map((point) => point.attempts));
      const column = new Map(timeouts.map((value, index) => [value, index]));
      const row = new Map(attempts.map((value, index) => [value, index]));
      const cells: (GridPoint | null)[][] = attempts.map(() => timeouts.map(() => null));
      for (const point of group) {
        const line = cells[row.get(point.attempts) ?? 0];
        const at = column.get(point.timeout) ?? 0;
        const now = line?.[at] ?? null;
        if (line !== undefined && (now === null || slower(point, now))) line[at] = point;
      }
      return { resolver: group[0]?.resolver ?? 'go', servers: group[0]?.servers ?? 1, timeouts, attempts, cells };
    })
    .sort((a, b) => RESOLVERS.indexOf(a.resolver) - RESOLVERS.indexOf(b.resolver) || a.servers - b.servers);
}

/** Shortest and longest time of all panels: they share one scale of colours. */
export function heatRange(panels: readonly HeatPanel[]): { leastNs: number; mostNs: number } {
  let [leastNs, mostNs] = [Infinity, 0];
  for (const { cells } of panels)
    for (const cell of cells.flat()) {
      if (cell === null || cell.maxNs === null) continue;
      leastNs = Math.min(leastNs, cell.maxNs);
      mostNs = Math.max(mostNs, cell.maxNs);
    }
  return { leastNs: Math.min(leastNs, mostNs), mostNs };
}

export const withinBudget = (point: GridPoint | null, budgetNs: number | null): boolean | null =>
  point === null || budgetNs === null ? null : point.maxNs !== null && point.maxNs <= budgetNs;

export const panelLine = ({ cells }: HeatPanel, budgetNs: number | null): Edges[][] => budgetLine(cells.map((row) => row.map((cell) => withinBudget(cell, budgetNs))));
