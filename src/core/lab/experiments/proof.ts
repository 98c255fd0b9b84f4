// `fix.proof`: a fix that was tried, beside what it was to fix, with everything that differs and the change as a patch. Reads only.
import { InputError } from '../../../shared/domain/errors.ts';
import { runRequestSchema } from '../../../shared/api/contract.ts';
import type { Proof, ProofDocument } from '../../../shared/domain/explain.ts';
import { outcomeText, type Cell } from '../../../shared/domain/run.ts';
import { cellLabel } from '../../../shared/domain/summary.ts';
import { diffCells } from '../../compare/index.ts';
import { sideEffects, type Side } from '../../diagnosis/prove/side-effects.ts';
import type { Handlers } from '../../procedures.ts';
import { factsOfCell, findCell } from '../../store/procedures.ts';
import type { Store, StoredRun } from '../../store/types.ts';
import type { WorkerPool } from '../../workers/pool.ts';
import { askedFix, type FindingsOf } from './fixes.ts';
import { patchOfFix } from './patch-of-fix.ts';

/** What a binary of a sane size takes to be looked into. */
const READ_MS = 20_000;

export interface ProofOptions {
  store: Store;
  workers: WorkerPool;
  findingsOf: FindingsOf;
}

/** A fix that was tried, as a document. Throws InputError where it was not, and where the run that tried it is gone. */
async function proofDocument({ store, workers, findingsOf }: ProofOptions, redRun: StoredRun, red: Cell, id: string, signal: AbortSignal): Promise<ProofDocument> {
  const sideOf = async (run: StoredRun, cell: Cell): Promise<Side> => {
    const file = cell.artifact === null || cell.elf?.format !== 'elf' ? null : store.blobFile(cell.artifact.sha256);
    const read = file === null ? null : await workers.run('elf.read', { source: { kind: 'blob', file }, name: cell.key, parts: ['go'] }, { signal, timeoutMs: READ_MS });
    return { cell, facts: factsOfCell(store, run.id, cell.number), go: read?.detail.go ?? null };
  };
  const { finding, fix } = askedFix(redRun, red, await findingsOf(redRun, red), id);
  const { proof } = fix;
  if (proof === null)
    throw new InputError(`the fix ${id} of cell ${redRun.id}/${red.number} was not tried yet; \`cgoscope rerun ${redRun.id}/${red.number} --fix ${id}\` tries it`, {
      input: id,
      expected: 'a fix that was tried',
    });
  if (store.hasRun(proof.run) !== 'listed')
    throw new InputError(`the run ${proof.run} that tried the fix ${id} is not in this data folder any more; it came out ${proof.outcome}`, {
      input: id,
      expected: 'a run of this data folder',
    });
  const greenRun = store.getRun(proof.run);
  const green = findCell(greenRun, String(proof.cell));
  const [before, after] = [await sideOf(redRun, red), await sideOf(greenRun, green)];
  return {
    schema: 'cgoscope/proof@0',
    red: { run: redRun.id, cell: red.number, label: cellLabel(red.axes, []), outcome: outcomeText(red) },
    green: { run: greenRun.id, cell: green.number, label: cellLabel(green.axes, []), outcome: outcomeText(green), green: proof.green },
    finding: { id: finding.id, cause: finding.cause, title: finding.title },
    fix,
    proven: proof.green === true,
    differences: diffCells(red, green, before.facts, after.facts, { all: false }),
    sideEffects: [...elsewhere(redRun, greenRun), ...sideEffects(before, after)],
    patch: patchOfFix({ redRun, red, green, fix, finding, proven: proof.green === true }),
  };
}

/** Every fix of a run's cells that was tried, where the run that tried it is still here (of an import, anything may stand there): for reports. */
export async function proofsOfRun(options: ProofOptions, run: StoredRun, signal: AbortSignal): Promise<ProofDocument[]> {
  const proofs: ProofDocument[] = [];
  for (const cell of run.cells)
    for (const { id, proof } of cell.findings.flatMap((finding) => finding.fixes))
      if (proof !== null && isHere(options.store, proof) && !proofs.some((known) => known.red.cell === cell.number && known.fix.id === id))
        proofs.push(await proofDocument({ ...options, findingsOf: () => Promise.resolve(cell.findings) }, run, cell, id, signal));
  return proofs;
}

const isHere = (store: Store, { run, cell }: Proof): boolean => store.hasRun(run) === 'listed' && store.getRun(run, { brief: true }).cells.some(({ number }) => number === cell);

export const proofProcedures = (options: ProofOptions): Pick<Handlers, 'fix.proof'> => ({
  'fix.proof': async ({ run, cell, fix }, { signal }) => {
    const stored = options.store.getRun(run);
    return proofDocument(options, stored, findCell(stored, cell), fix, signal);
  },
});

/** What is another in the two runs and no part of the fix. */
function elsewhere(red: StoredRun, green: StoredRun): string[] {
  const edited = (runRequestSchema.partial().safeParse(green.request).data?.change?.sources ?? []).length > 0;
  return [
    ...(red.project.treeHash === green.project.treeHash || edited ? [] : ['the sources are not those of the red cell any more: they changed between the two runs']),
    ...(red.config === green.config ? [] : ['the matrix file changed between the two runs']),
    ...(red.endpoint === green.endpoint ? [] : [`another engine ran it: ${red.endpoint} before, ${green.endpoint} now`]),
  ];
}
