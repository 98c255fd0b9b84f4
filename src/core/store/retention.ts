// What is removed when data gets old or large: whole runs, oldest first, then the blobs that nothing names any more, recorded traces with their logs, and
// measurements of the DNS lab.
import type { Blobs } from './blobs.ts';
import { inFlightOf } from './blobs.ts';
import { orDiskFull } from './errors.ts';
import type { Sqlite } from './sqlite.ts';

export interface PruneOptions {
  olderThan?: string;
  all?: boolean;
  /** Runs that were taken out of the lists before this time go for good. */
  removedBefore?: string;
  limitBytes?: number;
  apply: boolean;
}

interface RunRow {
  id: string;
  started_at: string;
  state: string;
  removed_at: string | null;
  bytes: number;
}

type DocumentRow = Pick<RunRow, 'id' | 'started_at' | 'state' | 'bytes'>;

interface Step {
  table: 'runs' | 'dns_measurements' | 'trace_recordings' | null;
  id: string;
  blobs: string[];
}

/** Runs by age, every run, or until the rest fits removed ones and then the oldest; never a running one, and a limit alone never takes the newest. */
export function prune(db: Sqlite, blobs: Blobs, options: PruneOptions): { runs: string[]; measurements: string[]; recordings: string[]; bytes: number } {
  const rows = db
    .prepare<[], RunRow>(
      `SELECT id, started_at, state, removed_at,
         length(request) + length(coalesce(config, '')) + length(environment) + (SELECT coalesce(sum(length(document)), 0) FROM cells WHERE run = runs.id) AS bytes
       FROM runs ORDER BY started_at, id`,
    )
    .all();
  const users = new Map<string, number>();
  const blobsOf = new Map<string, string[]>();
  for (const { run, sha256 } of db.prepare<[], { run: string; sha256: string }>('SELECT DISTINCT run, sha256 FROM evidence').iterate()) {
    users.set(sha256, (users.get(sha256) ?? 0) + 1);
    const list = blobsOf.get(run);
    if (list) list.push(sha256);
    else blobsOf.set(run, [sha256]);
  }
  const recorded = db
    .prepare<[], DocumentRow & { log: string | null }>('SELECT id, started_at, state, log, length(line) + length(document) AS bytes FROM trace_recordings ORDER BY started_at, id')
    .all();
  for (const { log } of recorded) if (log !== null) users.set(log, (users.get(log) ?? 0) + 1);
  const stored = new Map(
    db
      .prepare<[], [string, number, string]>('SELECT sha256, stored, put_at FROM blobs')
      .raw()
      .all()
      .map(([sha, bytes, putAt]) => [sha, { bytes, putAt }]),
  );

  let total = rows.reduce((sum, row) => sum + row.bytes, 0);
  for (const { bytes } of stored.values()) total += bytes;
  const measured = db.prepare<[], DocumentRow>('SELECT id, started_at, state, length(line) + length(document) AS bytes FROM dns_measurements ORDER BY started_at, id').all();
  for (const { bytes } of [...measured, ...recorded]) total += bytes;

  // what nothing names, except what a run is about to name
  const oldestRunning = rows.find((row) => row.state === 'running')?.started_at ?? null;
  const flying = inFlightOf(blobs.folder);
  const dead = [...stored].filter(([sha, { putAt }]) => !users.has(sha) && !flying.has(sha) && (oldestRunning === null || putAt < oldestRunning)).map(([sha]) => sha);

  const removed: string[] = [];
  /** What is removed together, one transaction each: the first step belongs to no run. */
  const steps: Step[] = [{ table: null, id: '', blobs: dead }];
  let freed = dead.reduce((sum, sha) => sum + (stored.get(sha)?.bytes ?? 0), 0);
  /** Adds what goes, and the blobs that nobody names without it. */
  const take = (table: Step['table'], row: DocumentRow, named: readonly string[]): void => {
    freed += row.bytes;
    const step: Step = { table, id: row.id, blobs: [] };
    steps.push(step);
    for (const sha of named) {
      const left = (users.get(sha) ?? 1) - 1;
      users.set(sha, left);
      if (left > 0 || flying.has(sha)) continue;
      step.blobs.push(sha);
      freed += stored.get(sha)?.bytes ?? 0;
    }
  };
  /** By age, all, or because all together are too much; what is newest of its kind stays then. */
  const goes = (row: DocumentRow, newest: string | undefined): boolean => {
    if (row.state === 'running') return false;
    if (options.all || (options.olderThan !== undefined && row.started_at < options.olderThan)) return true;
    return options.limitBytes !== undefined && total - freed > options.limitBytes && row.id !== newest;
  };
  const newest = rows.findLast((row) => row.removed_at === null)?.id;
  for (const row of [...rows.filter((each) => each.removed_at !== null), ...rows.filter((each) => each.removed_at === null)]) {
    const gone = row.state !== 'running' && row.removed_at !== null && options.removedBefore !== undefined && row.removed_at <= options.removedBefore;
    if (!gone && !goes(row, newest)) continue;
    removed.push(row.id);
    take('runs', row, blobsOf.get(row.id) ?? []);
  }
  freed += blobs.removeUnknownFiles(options.apply);
  const recordings: string[] = [];
  for (const row of recorded) {
    if (!goes(row, recorded.at(-1)?.id)) continue;
    recordings.push(row.id);
    take('trace_recordings', row, row.log === null ? [] : [row.log]);
  }
  const measurements: string[] = [];
  for (const row of measured) {
    if (!goes(row, measured.at(-1)?.id)) continue;
    measurements.push(row.id);
    take('dns_measurements', row, []);
  }
  const told = { runs: removed, measurements, recordings, bytes: freed };
  if (!options.apply) return told;

  const deleteBlob = db.prepare('DELETE FROM blobs WHERE sha256 = ?');
  for (const step of steps) {
    orDiskFull(blobs.folder, () =>
      db.transaction(() => {
        if (step.table !== null) db.prepare(`DELETE FROM ${step.table} WHERE id = ?`).run(step.id);
        for (const sha of step.blobs) deleteBlob.run(sha);
      })(),
    );
    // after the commit: a crash here leaves files that the next prune finds, never rows without files; and a full disk gets room for the next step
    for (const sha of step.blobs) blobs.removeFile(sha);
  }
  db.pragma('incremental_vacuum');
  return told;
}
