// explain.make, and cell.get with the findings of cells that were stored without.
import { InputError } from '../../shared/domain/errors.ts';
import type { Handlers } from '../procedures.ts';
import { findCell, showCell } from '../store/procedures.ts';
import { cellOf, explainCell, findingsIn } from './cell.ts';
import { gather, type ExplainRoom } from './gather.ts';
import { tracedOf } from './traces.ts';

/** What a log of gigabytes takes on a slow machine. */
const EXPLAIN_MS = 120_000;

export function explainProcedures(room: ExplainRoom): Pick<Handlers, 'explain.make' | 'cell.get'> {
  const { store, workers } = room;
  return {
    'explain.make': async (request, { signal }) => {
      const alone = request.log === null && request.elf === null && request.trace === null && request.image === null && request.facts === null;
      if (request.cell === null && alone)
        throw new InputError('nothing to explain: expected a cell, a log, a binary, a trace, an image or facts', { input: 'explain', expected: 'at least one of them' });
      if (request.cell !== null && alone) {
        const { run, cell } = cellOf(store, request.cell);
        return explainCell(room, run, cell, signal);
      }
      const { task, notes } = await gather(room, request, signal);
      const explained = await workers.run('explain.case', task, { signal, timeoutMs: EXPLAIN_MS });
      return { ...explained, notes: [...explained.notes, ...notes] };
    },
    'cell.get': async ({ run, cell, logBytes }, { signal }) => {
      const stored = store.getRun(run);
      const one = findCell(stored, cell);
      const shown = showCell(store, stored, one, logBytes);
      return { ...shown, cell: { ...one, findings: await findingsIn(room)(stored, one, signal) }, traced: await tracedOf(room, stored, one, signal) };
    },
  };
}
