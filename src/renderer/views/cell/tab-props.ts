import type { Show } from '../../../shared/domain/documents.ts';
import type { Cell, Run } from '../../../shared/domain/run.ts';

export interface CellTabProps {
  run: Run;
  /** As the run has it: fresh while it goes on. */
  cell: Cell;
  /** The facts; null until they are read. */
  show: Show | null;
}
