// The request of a run of one cell with a change: a fix that is tried, a step of a bisect.
import { runRequestSchema, type RunRequest } from '../../../shared/api/contract.ts';
import { InputError } from '../../../shared/domain/errors.ts';
import type { Change } from '../../../shared/domain/explain.ts';
import type { Cell } from '../../../shared/domain/run.ts';
import { mergeChanges } from '../../matrix/index.ts';
import type { StoredRun } from '../../store/types.ts';
import { exactly } from '../procedures.ts';

export interface ChangedCell {
  run: StoredRun;
  cell: Cell;
  change: Change;
  purpose: string;
  /** Null: the one of the run. */
  endpoint: string | null;
  env: Record<string, string>;
}

/** Throws InputError where the run was not started here: the request of an import is a stranger's, and names folders of another machine; and where a change can't come on top of the run's own. */
export function changedRequest({ run, cell, change, purpose, endpoint, env }: ChangedCell): RunRequest {
  const request = run.origin === 'local' ? runRequestSchema.safeParse({ ...Object(run.request), env }) : null;
  if (request?.success !== true)
    throw new InputError(`a cell of run ${run.id} can't be changed and run: it was not started here (${run.origin})`, { input: run.id, expected: 'a run of this data folder' });
  const before = request.data.change ?? null;
  if (before !== null && (run.cells.length > 1 || (request.data.changedOnly ?? []).length > 0))
    throw new InputError(`run ${run.id} changed several cells at once; take a cell of the run that was not changed`, {
      input: run.id,
      expected: 'a cell of a run without a change, or the one cell of a changed run',
    });
  return {
    ...request.data,
    endpoint: endpoint ?? request.data.endpoint,
    yes: true,
    token: undefined,
    // The request of a changed run picks its one cell already, by the axes before its change; this one comes on top.
    ...(before === null ? { only: [...request.data.only, exactly(cell.axes)], change } : { change: mergeChanges(before, change) }),
    purpose,
  };
}
