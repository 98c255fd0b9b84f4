// Measurements of the DNS lab in the database. Called by store.ts.
import type { DnsMeasurement, DnsMeasurementLine } from '../../shared/domain/dns.ts';
import { keptDocumentsIn, type KeptDocuments } from './kept-documents.ts';
import type { Sqlite } from './sqlite.ts';

export type Measurements = KeptDocuments<DnsMeasurement, DnsMeasurementLine>;

const REASON = 'the process that measured ended before it was done';

/** `write` guards what changes the database; `ownerAlive` is as OpenStoreOptions says it. */
export const measurementsIn = (db: Sqlite, write: <T>(work: () => T) => T, ownerAlive: string | null | undefined): Measurements =>
  keptDocumentsIn(db, write, ownerAlive, {
    table: 'dns_measurements',
    noun: 'measurement',
    start: 'start one with "cgoscope dns measure"',
    interrupted: (document) => ({ ...document, state: 'interrupted', reason: REASON }),
  });
