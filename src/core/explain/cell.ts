// A stored cell, explained: its logs, its facts, and, where no rule knows it, its nearest green cell.
import { factsOf } from '../evidence/index.ts';
import { byDifference } from '../diagnosis/by-difference.ts';
import { hasFailed, withDifference } from '../diagnosis/index.ts';
import { nearestGreen } from '../compare/index.ts';
import { carryProofs } from './proofs.ts';
import { InputError } from '../../shared/domain/errors.ts';
import type { Explain, Finding } from '../../shared/domain/explain.ts';
import type { Facts } from '../../shared/domain/facts.ts';
import type { Cell } from '../../shared/domain/run.ts';
import { traceSchema } from '../../shared/domain/trace.ts';
import { verdictSchema } from '../../shared/domain/verdict.ts';
import { evidenceJson, factsOfCell, findCell, splitReference } from '../store/procedures.ts';
import type { Store, StoredRun } from '../store/types.ts';
import type { WorkerPool } from '../workers/pool.ts';
import type { ExplainTask } from './types.ts';

const READ_MS = 60_000;
const LOGS = [
  ['build', 'build-log'],
  ['stdout', 'stdout'],
  ['stderr', 'stderr'],
] as const;

type Evidence = Pick<Store, 'getEvidence' | 'readBlob' | 'blobFile'>;

/** RUN/CELL as people name it. Throws InputError. */
export function cellOf(store: Pick<Store, 'getRun'>, reference: string): { run: StoredRun; cell: Cell } {
  const { run, cell } = splitReference(reference);
  if (cell === null || cell === '') throw new InputError(`${reference} names no cell; expected RUN/CELL, as last/3`, { input: reference, expected: 'RUN/CELL' });
  const stored = store.getRun(run);
  return { run: stored, cell: findCell(stored, cell) };
}

/** What the store has of a cell. */
export function caseOfCell(store: Evidence, run: string, cell: Cell): ExplainTask {
  const logs = LOGS.flatMap(([log, kind]) => {
    const ref = store.getEvidence(run, cell.number, kind);
    const file = ref === null ? null : store.blobFile(ref.sha256);
    return file === null ? [] : [{ log, source: { kind: 'blob' as const, file } }];
  });
  const trace = evidenceJson(store, run, cell.number, 'trace', traceSchema);
  const facts = factsOfCell(store, run, cell.number);
  return {
    logs,
    facts: trace === null || facts.trace !== undefined ? facts : { ...facts, trace: factsOf({ trace }).trace },
    cell: cellFacts(cell),
    verdict: evidenceJson(store, run, cell.number, 'verdict', verdictSchema),
    trace,
  };
}

/** What rules may know of a cell, and nothing of what was found before. */
function cellFacts(cell: Cell): NonNullable<ExplainTask['cell']> {
  const { axes, outcome, expected, green, exit, emulated, cached, linkage, reason, truncated } = cell;
  return { axes, outcome, expected, green, exit, emulated, cached, linkage, reason, truncated };
}

/** What the rules say of a cell whose evidence has just been stored. Its neighbours may not have ended yet: it is compared with them when it is read. */
export async function findingsAtTheEnd({ store, workers }: { store: Evidence; workers: WorkerPool }, run: string, cell: Cell, signal: AbortSignal): Promise<Finding[]> {
  if (cell.green === null) return [];
  return (await workers.run('explain.case', caseOfCell(store, run, cell), { signal, timeoutMs: READ_MS })).findings;
}

/** Findings of a stored cell, with the proofs that its fixes have. Of a grey cell there are none: nothing failed. */
export async function explainCell(
  { store, workers }: { store: Evidence; workers: WorkerPool },
  run: { id: string; cells: readonly Cell[] },
  cell: Cell,
  signal?: AbortSignal,
): Promise<Explain> {
  if (cell.green === null) return nothingToExplain(cell);
  const explained = await workers.run('explain.case', caseOfCell(store, run.id, cell), { timeoutMs: READ_MS, ...(signal === undefined ? {} : { signal }) });
  const found = cell.green || explained.findings.length > 0 ? explained : compared(store, run, cell, explained);
  return { ...found, findings: carryProofs(found.findings, cell.findings) };
}

/** What no rule knows: what differs from the nearest green cell. */
function compared(store: Evidence, run: { id: string; cells: readonly Cell[] }, cell: Cell, explained: Explain): Explain {
  const green = nearestGreen(cell, run.cells);
  if (green === null) return explained;
  const facts = (one: Cell): Facts => factsOfCell(store, run.id, one.number);
  const draft = byDifference({ label: `cell ${cell.number}`, cell, facts: facts(cell) }, { label: `cell ${green.number}`, cell: green, facts: facts(green) });
  return draft === null ? explained : withDifference(explained, draft);
}

const nothingToExplain = (cell: Cell): Explain => ({
  schema: 'cgoscope/explain@1',
  findings: [],
  likely: [],
  notes: [`cell ${cell.number} is neither green nor red (${cell.outcome ?? cell.state}${cell.reason === null ? '' : `: ${cell.reason}`}): nothing failed`],
});

/** The findings of a cell as `show` has them: those it was stored with, or, of a red one without, what the rules of today say. */
export const findingsIn =
  (room: { store: Evidence; workers: WorkerPool }) =>
  async (run: { id: string; cells: readonly Cell[] }, cell: Cell, signal?: AbortSignal): Promise<Finding[]> => {
    // A run of before there were rules, or a cell that had no green one to be compared with when it ended.
    if (cell.state !== 'done' || !hasFailed(cell) || cell.findings.length > 0) return cell.findings;
    return (await explainCell(room, run, cell, signal)).findings;
  };
