// What is removed when data gets old or large: whole runs, oldest first, then the blobs that nothing names any more, and measurements of the DNS lab.
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

/** Runs by age, every run, or until the rest fits removed ones and then the oldest; never a running one, and a limit alone never takes the newest. */
export function prune(db: Sqlite, blobs: Blobs, options: PruneOptions): { runs: string[]; measurements: string[]; bytes: number } {
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
  const stored = new Map(
    db
      .prepare<[], [string, number, string]>('SELECT sha256, stored, put_at FROM blobs')
      .raw()
      .all()
      .map(([sha, bytes, putAt]) => [sha, { bytes, putAt }]),
  );

  let total = rows.reduce((sum, row) => sum + row.bytes, 0);
  for (const { bytes } of stored.values()) total += bytes;
  const measured = db
    .prepare<[], Pick<RunRow, 'id' | 'started_at' | 'state' | 'bytes'>>(
      'SELECT id, started_at, state, length(line) + length(document) AS bytes FROM dns_measurements ORDER BY started_at, id',
    )
    .all();
  total += measured.reduce((sum, row) => sum + row.bytes, 0);

  // what nothing names, except what a run is about to name
  const oldestRunning = rows.find((row) => row.state === 'running')?.started_at ?? null;
  const flying = inFlightOf(blobs.folder);
  const dead = [...stored].filter(([sha, { putAt }]) => !users.has(sha) && !flying.has(sha) && (oldestRunning === null || putAt < oldestRunning)).map(([sha]) => sha);

  const removed: string[] = [];
  /** What is removed together, one transaction each: the first step belongs to no run. */
  const steps: { run: string | null; blobs: string[] }[] = [{ run: null, blobs: dead }];
  let freed = dead.reduce((sum, sha) => sum + (stored.get(sha)?.bytes ?? 0), 0);
  const newest = rows.findLast((row) => row.removed_at === null)?.id;
  for (const row of [...rows.filter((each) => each.removed_at !== null), ...rows.filter((each) => each.removed_at === null)]) {
    if (row.state === 'running') continue;
    const old = options.olderThan !== undefined && row.started_at < options.olderThan;
    const tooMuch = options.limitBytes !== undefined && total - freed > options.limitBytes && row.id !== newest;
    const gone = row.removed_at !== null && options.removedBefore !== undefined && row.removed_at <= options.removedBefore;
    if (!options.all && !old && !tooMuch && !gone) continue;
    removed.push(row.id);
    freed += row.bytes;
    const step = { run: row.id, blobs: new Array<string>() };
    steps.push(step);
    for (const sha of blobsOf.get(row.id) ?? []) {
      const left = (users.get(sha) ?? 1) - 1;
      users.set(sha, left);
      if (left > 0 || flying.has(sha)) continue;
      step.blobs.push(sha);
      freed += stored.get(sha)?.bytes ?? 0;
    }
  }
  freed += blobs.removeUnknownFiles(options.apply);
  const measurements: string[] = [];
  for (const row of measured) {
    if (row.state === 'running') continue;
    const old = options.olderThan !== undefined && row.started_at < options.olderThan;
    const tooMuch = options.limitBytes !== undefined && total - freed > options.limitBytes && row.id !== measured.at(-1)?.id;
    if (!options.all && !old && !tooMuch) continue;
    measurements.push(row.id);
    freed += row.bytes;
  }
  if (!options.apply) return { runs: removed, measurements, bytes: freed };

  const deleteMeasurement = db.prepare('DELETE FROM dns_measurements WHERE id = ?');
  orDiskFull(blobs.folder, () => db.transaction(() => measurements.forEach((id) => deleteMeasurement.run(id)))());

  const deleteRun = db.prepare('DELETE FROM runs WHERE id = ?');
  const deleteBlob = db.prepare('DELETE FROM blobs WHERE sha256 = ?');
  for (const step of steps) {
    orDiskFull(blobs.folder, () =>
      db.transaction(() => {
        if (step.run !== null) deleteRun.run(step.run);
        for (const sha of step.blobs) deleteBlob.run(sha);
      })(),
    );
    // after the commit: a crash here leaves files that the next prune finds, never rows without files; and a full disk gets room for the next step
    for (const sha of step.blobs) blobs.removeFile(sha);
  }
  db.pragma('incremental_vacuum');
  return { runs: removed, measurements, bytes: freed };
}
