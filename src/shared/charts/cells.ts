// Tables of times as heat maps: how dark a cell is, and where the line of a budget runs between cells. Pure.

/** 0 (the shortest) to 1 (the longest) on a logarithmic scale; a call that never returns is beyond: 1. */
export function heat(ns: number | null, leastNs: number, mostNs: number): number {
  if (ns === null) return 1;
  const [least, most] = [Math.max(leastNs, 1e6), Math.max(mostNs, 1e6)];
  if (most <= least) return ns >= least ? 0.5 : 0;
  return Math.min(1, Math.max(0, Math.log(Math.max(ns, 1e6) / least) / Math.log(most / least)));
}

/** Seconds as short as a cell has room for: `0`, `.3`, `4`, `12`, `∞`. */
export function cellText(ns: number | null): string {
  if (ns === null) return '∞';
  const s = ns / 1e9;
  if (s < 0.05) return '0';
  if (s < 1)
    return s
      .toFixed(1)
      .replace(/^0/, '')
      .replace(/^1\.0$/, '1');
  if (s < 10) return String(Number(s.toFixed(1)));
  return s < 9_999.5 ? String(Math.round(s)) : `${Math.round(s / 3_600)}h`;
}

export interface Edges {
  right: boolean;
  bottom: boolean;
}

/**
 * Where a cell's neighbour to the right or below is on the other side of the budget: there the line runs. `within[row][column]`: null where there is
 * no cell, and no line.
 */
export function budgetLine(within: readonly (readonly (boolean | null)[])[]): Edges[][] {
  const differs = (a: boolean | null | undefined, b: boolean | null | undefined): boolean => typeof a === 'boolean' && typeof b === 'boolean' && a !== b;
  return within.map((row, y) => row.map((cell, x) => ({ right: differs(cell, row[x + 1]), bottom: differs(cell, within[y + 1]?.[x]) })));
}
