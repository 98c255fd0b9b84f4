// Procedures that hand a run to others: reports and bundles, redacted over their final bytes.
import { homedir, hostname, userInfo } from 'node:os';
import type { Show } from '../../shared/domain/documents.ts';
import type { Finding, ProofDocument } from '../../shared/domain/explain.ts';
import type { Cell } from '../../shared/domain/run.ts';
import type { Handlers } from '../procedures.ts';
import { showCell } from '../store/procedures.ts';
import type { Store, StoredRun } from '../store/types.ts';
import { exportBundle, importBundle, type Imported } from './bundle/index.ts';
import { renderReport } from './index.ts';
import { createRedactor, type Redactor } from './redact/index.ts';

/** Log bytes of each cell that a report carries. */
const REPORT_LOG_BYTES = 200_000;

/** `secrets`: what runs of this process were given, beside what the redactor knows by its shape. */
export function createHouseRedactor(secrets: string[]): Redactor {
  return createRedactor({ secrets, home: homedir(), user: userInfo().username, hostname: hostname() });
}

/** What the diagnosis adds to what is stored. */
export interface Explained {
  findingsOf: (run: StoredRun, cell: Cell) => Promise<Finding[]>;
  proofsOf: (run: StoredRun, signal: AbortSignal) => Promise<ProofDocument[]>;
  /** What the traces of a red cell say. */
  tracedOf: (run: StoredRun, cell: Cell, signal: AbortSignal) => Promise<NonNullable<Show['traced']> | null>;
}

export function reportProcedures(store: Store, secrets: () => string[], explained: Explained): Pick<Handlers, 'report.render' | 'bundle.export'> {
  return {
    'report.render': async ({ run, format }, { signal }) => {
      const read = store.getRun(run);
      const stored = { ...read, cells: await withFindings(read, explained) };
      const shows: Show[] = [];
      for (const cell of stored.cells) shows.push({ ...showCell(store, stored, cell, REPORT_LOG_BYTES), traced: await explained.tracedOf(stored, cell, signal) });
      const proofs = await explained.proofsOf(stored, signal);
      const redactor = createHouseRedactor(secrets());
      // Once to count, so that the report can say what was taken out; then over the final bytes.
      const { counts } = redactor.redact(renderReport({ run: stored, shows, proofs, environment: stored.environment, redacted: {} }, format));
      const { text } = redactor.redact(renderReport({ run: stored, shows, proofs, environment: stored.environment, redacted: counts }, format));
      return { content: text };
    },
    'bundle.export': async ({ run, to, artifacts }) => {
      const { kind, id, bytes, redacted } = await exportBundle(store, run, to, { artifacts, redactor: createHouseRedactor(secrets()) });
      return { kind, id, bytes, redacted };
    },
  };
}

/** One after the other: each is work of a worker thread. */
async function withFindings(run: StoredRun, { findingsOf }: Explained): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const cell of run.cells) cells.push({ ...cell, findings: await findingsOf(run, cell) });
  return cells;
}

/** `stored` hears of what was not here before. */
export function importProcedures(store: Store, stored: (what: Pick<Imported, 'kind' | 'id'>) => void): Pick<Handlers, 'bundle.import'> {
  return {
    'bundle.import': async ({ file }) => {
      const imported = await importBundle(store, file);
      if (imported.fresh) stored(imported);
      return imported;
    },
  };
}
