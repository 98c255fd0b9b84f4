// Two cells for runs of the test's owner: one finished, one under way. No vitest here: the owner process imports it.
import type { Cell } from '../../../src/shared/domain/run.ts';
import { bareCell } from '../../builders/cell.ts';

export const cells: Cell[] = [bareCell(1), bareCell(2, {}, { state: 'running', outcome: null, green: null, stage: 'build' })];
