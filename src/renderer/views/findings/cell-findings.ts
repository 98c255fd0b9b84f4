// What explains a cell: the findings it carries, else (a run of an older version, an imported one) what the workbench says when it is asked.
import type { FindingEvidence, Finding } from '../../../shared/domain/explain.ts';
import type { Cell, Run } from '../../../shared/domain/run.ts';
import { useCall } from '../../api/client.tsx';

export interface CellFindings {
  findings: readonly Finding[];
  likely: readonly FindingEvidence[];
  notes: readonly string[];
  asking: boolean;
  error: Error | null;
  again: () => void;
}

/** A pass has nothing to explain, and what goes on is explained when it has ended. */
export const isToExplain = (cell: Pick<Cell, 'state' | 'outcome' | 'green'>): boolean =>
  cell.state === 'unsupported' || (cell.state === 'done' && (cell.green === false || (cell.outcome !== 'pass' && cell.outcome !== null)));

const NONE: readonly never[] = [];

export function useCellFindings(run: Pick<Run, 'id'>, cell: Cell): CellFindings {
  const ask = cell.findings.length === 0 && isToExplain(cell);
  const asked = useCall('explain.make', { cell: `${run.id}/${cell.number}` }, { enabled: ask });
  return {
    findings: cell.findings.length > 0 ? cell.findings : ((ask ? asked.data?.findings : undefined) ?? NONE),
    likely: (ask ? asked.data?.likely : undefined) ?? NONE,
    notes: (ask ? asked.data?.notes : undefined) ?? NONE,
    asking: ask && asked.isPending,
    error: ask ? asked.error : null,
    again: () => void asked.refetch(),
  };
}
