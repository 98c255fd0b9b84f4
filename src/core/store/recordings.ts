// Recordings of traces in the database; their logs are blobs that live as long as they. Called by store.ts.
import type { TraceRecording, TraceRecordingLine } from '../../shared/domain/trace-detail.ts';
import { keptDocumentsIn, type KeptDocuments } from './kept-documents.ts';
import type { Sqlite } from './sqlite.ts';

export interface Recordings extends KeptDocuments<TraceRecording, TraceRecordingLine> {
  /** The sha256 of its log's blob; null where it has none. Throws InputError as `get` does. */
  logOf(idOrPrefix: string): string | null;
}

const REASON = 'the process that recorded ended before it was done';

/** `write` guards what changes the database, `named` hears of blobs that the database names now; `ownerAlive` is as OpenStoreOptions says it. */
export function recordingsIn(db: Sqlite, write: <T>(work: () => T) => T, named: (sha256: string) => void, ownerAlive: string | null | undefined): Recordings {
  const kept = keptDocumentsIn<TraceRecording, TraceRecordingLine>(db, write, ownerAlive, {
    table: 'trace_recordings',
    noun: 'recording',
    start: 'start one with "cgoscope trace record"',
    interrupted: (document) => ({ ...document, state: 'interrupted', reason: REASON }),
  });
  return {
    ...kept,
    save(document, line, owner) {
      const log = document.log?.sha256 ?? null;
      write(() =>
        db.transaction(() => {
          kept.save(document, line, owner);
          db.prepare('UPDATE trace_recordings SET log = ? WHERE id = ?').run(log, document.id);
        })(),
      );
      if (log !== null) named(log);
    },
    logOf: (idOrPrefix) => db.prepare<[string], string | null>('SELECT log FROM trace_recordings WHERE id = ?').pluck().get(kept.resolve(idOrPrefix)) ?? null,
  };
}
