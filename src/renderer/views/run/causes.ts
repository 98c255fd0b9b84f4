// The causes of a run's red cells, each with its cells: the most cells first. Pure.
import type { Cell } from '../../../shared/domain/run.ts';
import { firstFinding } from '../findings/order.ts';
import { causeOf, NO_CAUSE } from './filter.ts';

export interface CauseGroup {
  /** {@link NO_CAUSE}: red, and nothing explains it. */
  cause: string;
  cells: readonly number[];
  /** Of its first cell; null where there is no finding. */
  title: string | null;
}

export function causeGroups(cells: readonly Pick<Cell, 'number' | 'green' | 'findings'>[]): CauseGroup[] {
  const groups = new Map<string, { cells: number[]; title: string | null }>();
  for (const cell of cells) {
    if (cell.green !== false) continue;
    const cause = causeOf(cell) ?? NO_CAUSE;
    const group = groups.get(cause) ?? { cells: [], title: firstFinding(cell.findings)?.title ?? null };
    group.cells.push(cell.number);
    groups.set(cause, group);
  }
  // What nothing explains stands last: it is no cause.
  return [...groups].map(([cause, group]) => ({ cause, ...group })).sort((a, b) => Number(a.cause === NO_CAUSE) - Number(b.cause === NO_CAUSE) || b.cells.length - a.cells.length);
}

/** The filter with this cause put in, or taken out where it is there already. */
export function toggledCause(q: string, cause: string): string {
  const word = `cause=${cause}`;
  const words = q.split(/\s+/).filter((each) => each !== '');
  return words.includes(word) ? words.filter((each) => each !== word).join(' ') : [...words.filter((each) => !each.startsWith('cause=')), word].join(' ');
}
