// What is expected of a cell that tries a fix: what was expected of the cell it is a fix of, but of one that was meant to fail, and did, that it passes.
import type { CellSpec } from '../../matrix/types.ts';
import type { Store } from '../../store/types.ts';
import { parseFixReference } from './fix-reference.ts';

/** The cells of a run as they are judged; others than those of a fix stay as the matrix file has them. */
export function expectedOfFix(store: Pick<Store, 'hasRun' | 'getRun'>, purpose: string | null | undefined, specs: CellSpec[]): CellSpec[] {
  const reference = parseFixReference(purpose);
  if (reference === null || store.hasRun(reference.run) !== 'listed') return specs;
  const was = store.getRun(reference.run, { brief: true }).cells.find(({ number }) => number === reference.cell);
  if (was?.green !== true || was.outcome === 'pass') return specs;
  return specs.map((spec) => ({ ...spec, expected: 'pass', expectedWhy: null }));
}
