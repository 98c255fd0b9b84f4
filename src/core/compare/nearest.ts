// The green cell that a red one is best compared with.
import { AXES, NONE, type Axis } from '../../shared/domain/axes.ts';
import type { Cell } from '../../shared/domain/run.ts';

/**
 * Which difference explains most, best first, where two green cells are equally far: the same binary in another image, then another way to link it,
 * then another library, and so on; another package is another program and explains nothing.
 */
const TELLING: readonly Axis[] = ['base', 'link', 'libc', 'cgo', 'level', 'tags', 'go', 'platform', 'package'];

const apart = (a: Cell, b: Cell): Axis[] => AXES.filter((axis) => (a.axes[axis] ?? NONE) !== (b.axes[axis] ?? NONE));

/**
 * Fewest axes apart; an axis that means nothing in one of the two (libc and link without cgo) follows from another one and counts only between
 * equals. A cell of the same package comes before all others. Ties: the more telling axes, then the lower number. Null where nothing is green.
 */
export function nearestGreen(red: Cell, cells: readonly Cell[]): Cell | null {
  let best: { cell: Cell; rank: number[] } | null = null;
  for (const cell of cells) {
    if (cell.green !== true || (cell.number === red.number && cell.key === red.key)) continue;
    const rank = rankOf(red, cell);
    if (!best || compare(rank, best.rank) < 0) best = { cell, rank };
  }
  return best?.cell ?? null;
}

function rankOf(red: Cell, green: Cell): number[] {
  const axes = apart(red, green);
  const chosen = axes.filter((axis) => (red.axes[axis] ?? NONE) !== NONE && (green.axes[axis] ?? NONE) !== NONE);
  const telling = axes.map((axis) => TELLING.indexOf(axis)).sort((a, b) => b - a);
  return [axes.includes('package') ? 1 : 0, chosen.length === 0 ? axes.length : chosen.length, axes.length, ...pad(telling), green.number];
}

/** The least telling axis first, so that the worst one decides; -1 stands for no axis. */
const pad = (ranks: number[]): number[] => AXES.map((_, index) => ranks[index] ?? -1);

function compare(a: number[], b: number[]): number {
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
