// A fix of a red cell is tried: the changed cell is built and run, and what became of it is written into the fix.
import { InputError } from '../../../shared/domain/errors.ts';
import { runRequestSchema } from '../../../shared/api/contract.ts';
import type { Finding } from '../../../shared/domain/explain.ts';
import type { LabEvent } from '../../../shared/domain/documents.ts';
import type { Cell } from '../../../shared/domain/run.ts';
import { findFix, proofOf, sameChange, withProof } from '../../diagnosis/prove/proofs.ts';
import { carryProofs } from '../../explain/index.ts';
import { mergeChanges, refuseManual } from '../../matrix/index.ts';
import type { Handlers } from '../../procedures.ts';
import { findCell } from '../../store/procedures.ts';
import type { Store, StoredRun } from '../../store/types.ts';
import type { Lab } from '../lab.ts';
import { createOnce } from '../once.ts';
import { changedRequest } from './changed-request.ts';
import { fixReference, parseFixReference } from './fix-reference.ts';

/** The findings of a cell as they are now: what stands in the cell, or what the diagnosis says of a cell that has none yet. */
export type FindingsOf = (run: StoredRun, cell: Cell) => Promise<Finding[]>;

export interface FixesOptions {
  store: Store;
  lab: Pick<Lab, 'start'>;
  findingsOf: FindingsOf;
}

/** The fix that a request names. Throws InputError naming the fixes there are. */
export function askedFix(run: StoredRun, cell: Cell, findings: readonly Finding[], id: string): NonNullable<ReturnType<typeof findFix>> {
  const found = findFix(findings, id);
  if (found !== null) return found;
  const known = findings.flatMap((finding) => finding.fixes.map((fix) => fix.id));
  throw new InputError(
    `cell ${run.id}/${cell.number} has no fix "${id.slice(0, 100)}"; ${known.length === 0 ? 'nothing was found that could be fixed' : `there are ${known.join(', ')}`}`,
    {
      input: id,
      place: `${run.id}/${cell.number}`,
      expected: known.join(', ') || 'a cell with a finding',
    },
  );
}

/** What stands in the cell; where that does not offer the fix, what is said of it today (`explain` shows that), with the proofs that there are. */
async function findingsWith(findingsOf: FindingsOf, run: StoredRun, cell: Cell, id: string): Promise<Finding[]> {
  const known = await findingsOf(run, cell);
  if (findFix(known, id) !== null) return known;
  const fresh = await findingsOf(run, { ...cell, findings: [] });
  return findFix(fresh, id) === null ? known : carryProofs(fresh, known);
}

export function fixProcedures({ store, lab, findingsOf }: FixesOptions): Pick<Handlers, 'fix.apply'> {
  const once = createOnce<{ id: string; cells: number }>();
  return {
    'fix.apply': async ({ run, cell, fix: id, endpoint, env, token }, { client }) => {
      const stored = store.getRun(run);
      const red = findCell(stored, cell);
      const changed = { run: stored, cell: red, purpose: fixReference({ run: stored.id, cell: red.number, fix: id }), endpoint, env };
      changedRequest({ ...changed, change: {} }); // what can't be run again is refused before anything is looked for
      const findings = await findingsWith(findingsOf, stored, red, id);
      const { fix } = askedFix(stored, red, findings, id);
      refuseManual(fix.change);
      // Where the proof will stand; a cell of an older version has no findings of its own yet. The run may have been removed, and another try of the cell
      // may have ended, while the rules were asked.
      const now = findCell(store.getRun(stored.id), String(red.number));
      if (findFix(now.findings, id) === null) store.saveCell(stored.id, { ...now, findings: carryProofs(findings, now.findings) });
      return once(token, () => lab.start(changedRequest({ ...changed, change: fix.change }), client?.gone ?? null));
    },
  };
}

/**
 * When a run ends: if it tried a fix, what became of it is written into that fix. A try that gave no answer does not take the place of one that did.
 * Nothing happens where the red cell is gone, or the run did not do what the fix asks for.
 */
export function recordProof(store: Store, run: string, emit: (event: LabEvent) => void): void {
  const tried = store.getRun(run);
  const request = runRequestSchema.partial().safeParse(tried.request);
  const reference = parseFixReference(request.data?.purpose);
  const change = request.data?.change ?? null;
  const [cell] = tried.cells;
  if (reference === null || change === null || cell === undefined || tried.cells.length !== 1 || store.hasRun(reference.run) !== 'listed') return;
  const red = store.getRun(reference.run);
  const redCell = red.cells.find(({ number }) => number === reference.cell);
  const found = redCell === undefined ? null : findFix(redCell.findings, reference.fix);
  if (redCell === undefined || found === null) return;
  const before = runRequestSchema.partial().safeParse(red.request).data?.change ?? null;
  if (!sameChange(change, before === null ? found.fix.change : mergeChanges(before, found.fix.change))) return;
  const proof = proofOf(redCell, found.finding.cause, { run: tried.id, cell, at: tried.endedAt ?? new Date().toISOString() });
  if (proof.green === null && found.fix.proof !== null && found.fix.proof.green !== null) return;
  const saved: Cell = { ...redCell, findings: withProof(redCell.findings, reference.fix, proof) };
  store.saveCell(red.id, saved);
  const { number, key, state, stage, outcome, green, reason } = saved;
  emit({ schema: 'cgoscope/event@0', type: 'cell', run: red.id, at: new Date().toISOString(), cell: number, key, state, stage, outcome, green, reason });
}
