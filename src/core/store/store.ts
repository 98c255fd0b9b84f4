// openStore: the one implementation of the store's face. One process writes (the owner), any number reads beside it (WAL).
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorText, InputError } from '../../shared/domain/errors.ts';
import type { Runs } from '../../shared/domain/documents.ts';
import type { Cell, State } from '../../shared/domain/run.ts';
import type { BlobFile } from './blob-file.ts';
import { Blobs, inFlightOf } from './blobs.ts';
import { orDiskFull } from './errors.ts';
import { ensurePrivateFolder } from './folders.ts';
import { forgetProject, openProject, recentProjects, runLine, runLines, type ProjectLine, type RecentProjectRow } from './lists.ts';
import { installOf, readInstall } from './install.ts';
import { measurementsIn, type Measurements } from './measurements.ts';
import { MIGRATIONS, migrate, refuseFuture, versionOf } from './migrations/index.ts';
import { recordingsIn, type Recordings } from './recordings.ts';
import { keptUntil, removedSentence, removeRun, resolveRemoved } from './removal.ts';
import { prune, type PruneOptions } from './retention.ts';
import { keepReserve, withReserve } from './reserve.ts';
import { codeOf, openSqlite } from './sqlite.ts';
import type { Sqlite } from './sqlite.ts';
import type { BlobRef, EvidenceKind, NewRun, Reading, Store, StoredRun } from './types.ts';

export interface OpenStoreOptions {
  /** Never writes, never makes anything; a folder without a database reads as empty. */
  readOnly?: boolean;
  /**
   * For readers: the id of the living owner, null when there is none. A run in state running that belongs to another owner is shown
   * as interrupted, also before a new owner has marked it. Absent: runs are shown as they are stored.
   */
  ownerAlive?: string | null;
}

export const DATABASE = 'cgoscope.db';

/**
 * Opens the store of a data folder, made (0700) and brought to the newest version when needed. Throws InputError for a folder that can't be
 * used or a database of the future, DiskFullError when there is no room.
 */
export function openStore(folder: string, options: OpenStoreOptions = {}): Store {
  const readOnly = options.readOnly ?? false;
  return new SqliteStore(readOnly ? openForReading(folder) : openForWriting(folder), folder, readOnly, options.ownerAlive);
}

function openForWriting(folder: string): Sqlite {
  return withReserve(folder, () => openOnce(folder));
}

function openOnce(folder: string): Sqlite {
  return orDiskFull(folder, () => {
    ensurePrivateFolder(folder);
    const file = join(folder, DATABASE);
    const db = openDatabase(file, false);
    return closeOnError(db, () => {
      db.pragma('busy_timeout = 10000');
      // only an empty file can change it
      db.pragma('auto_vacuum = INCREMENTAL');
      db.pragma('journal_mode = WAL');
      // in WAL mode NORMAL survives the death of the process at any point; only a power cut can take the last commits, never corrupt the file
      db.pragma('synchronous = NORMAL');
      db.pragma('foreign_keys = ON');
      migrate(db, file);
      keepReserve(folder);
      return undefined;
    });
  });
}

function openForReading(folder: string): Sqlite {
  const file = join(folder, DATABASE);
  if (!existsSync(file)) return emptyDatabase();
  const db = openDatabase(file, true);
  return closeOnError(db, () => {
    db.pragma('busy_timeout = 10000');
    refuseFuture(db, file);
    if (versionOf(db) === MIGRATIONS.length) return undefined;
    // made by an older version, or caught before its first migration: bring it up as a writer would, then look
    db.close();
    openForWriting(folder).close();
    return openDatabase(file, true);
  });
}

function emptyDatabase(): Sqlite {
  const db = openSqlite(':memory:');
  migrate(db, ':memory:');
  db.pragma('query_only = ON');
  return db;
}

function openDatabase(file: string, readonly: boolean): Sqlite {
  try {
    const db = openSqlite(file, { readonly });
    return closeOnError(db, () => {
      versionOf(db); // the first read: an unfit file shows here
      return undefined;
    });
  } catch (error) {
    const expected = 'an SQLite database of Cgoscope; move the file away to start anew, or name another folder with CGOSCOPE_DATA';
    const code = codeOf(error);
    if (code === 'SQLITE_NOTADB') throw new InputError(`${file} is not a database of Cgoscope`, { input: file, expected });
    if (code === 'SQLITE_CORRUPT') throw new InputError(`${file} is damaged`, { input: file, expected });
    if (code.startsWith('SQLITE_CANTOPEN') || code === 'SQLITE_IOERR_READ' || code.startsWith('SQLITE_READONLY') || code === 'SQLITE_PERM')
      throw new InputError(`${file} can't be opened: ${errorText(error)} (${code})`, { input: file, expected });
    throw error;
  }
}

function closeOnError(db: Sqlite, work: () => Sqlite | undefined): Sqlite {
  try {
    return work() ?? db;
  } catch (error) {
    db.close();
    throw error;
  }
}

interface RunRow {
  id: string;
  state: State;
  started_at: string;
  ended_at: string | null;
  endpoint: string;
  project_path: string;
  tree_hash: string;
  origin: string;
  owner: string;
  request: string;
  config: string | null;
  environment: string;
}

const greenColumn = (cell: Cell): number | null => (cell.green === null ? null : cell.green ? 1 : 0);

/** The cell as it shows when the process that ran it has died. */
/** Taken out by SQLite: what is left out is never made a string of this process. */
const documentOf = ({ brief = false }: Reading): string => (brief ? `json_set(document, '$.reproduce', json('[]'))` : 'document');

function interruptedCell(cell: Cell): Cell {
  if (cell.state !== 'running' && cell.state !== 'planned') return cell;
  const reason = cell.state === 'running' ? 'the process that ran it ended before it was done' : 'the process that was to run it ended before it started';
  return { ...cell, state: 'interrupted', green: null, reason };
}

class SqliteStore implements Store {
  readonly folder: string;
  readonly install: string;
  readonly readOnly: boolean;
  readonly measurements: Measurements;
  readonly recordings: Recordings;
  private readonly db: Sqlite;
  private readonly blobs: Blobs;
  private readonly ownerAlive: string | null | undefined;

  constructor(db: Sqlite, folder: string, readOnly: boolean, ownerAlive: string | null | undefined) {
    this.db = db;
    this.folder = folder;
    this.install = readOnly ? (readInstall(folder) ?? 'none') : installOf(folder);
    this.readOnly = readOnly;
    this.blobs = new Blobs(db, folder);
    this.ownerAlive = ownerAlive;
    this.measurements = measurementsIn(db, (work) => this.writeAnyway(work), ownerAlive);
    this.recordings = recordingsIn(
      db,
      (work) => this.writeAnyway(work),
      (sha256) => void inFlightOf(folder).delete(sha256),
      ownerAlive,
    );
  }

  private write<T>(work: () => T): T {
    if (this.readOnly) throw new Error(`the store in ${this.folder} was opened for reading only`);
    return orDiskFull(this.folder, work);
  }

  /** For what must be possible on a full disk too. */
  private writeAnyway<T>(work: () => T): T {
    return withReserve(this.folder, () => this.write(work));
  }

  transaction<T>(work: () => T): T {
    return this.write(() => this.db.transaction(work)());
  }

  cleanTemporary(): void {
    this.write(() => this.blobs.cleanTemporary());
  }

  insertRun(run: NewRun, cells: Cell[]): void {
    this.transaction(() => {
      this.db
        .prepare(
          'INSERT INTO runs (id, state, started_at, ended_at, endpoint, project_path, tree_hash, origin, owner, request, config, environment) VALUES (?, ?, ?, NULL, ?, ?, ?, ?, ?, ?, ?, ?)',
        )
        .run(
          run.id,
          'running',
          run.startedAt,
          run.endpoint,
          run.project.path,
          run.project.treeHash,
          run.origin,
          run.owner,
          JSON.stringify(run.request ?? null),
          run.config,
          JSON.stringify(run.environment),
        );
      for (const cell of cells) this.saveCell(run.id, cell);
    });
  }

  setRunState(id: string, state: State, endedAt: string | null): void {
    this.writeAnyway(() => {
      const { changes } = this.db.prepare('UPDATE runs SET state = ?, ended_at = ? WHERE id = ?').run(state, endedAt, id);
      if (changes === 0) throw new InputError(`there is no run ${id}`, { input: id });
    });
  }

  saveCell(run: string, cell: Cell): void {
    this.write(() =>
      this.db
        .prepare(
          `INSERT INTO cells (run, number, key, state, green, document) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (run, number) DO UPDATE SET key = excluded.key, state = excluded.state, green = excluded.green, document = excluded.document`,
        )
        .run(run, cell.number, cell.key, cell.state, greenColumn(cell), JSON.stringify(cell)),
    );
  }

  private dead(row: { state: State; owner: string }): boolean {
    return this.ownerAlive !== undefined && row.state === 'running' && row.owner !== this.ownerAlive;
  }

  getRun(idOrPrefix: string, reading: Reading = {}): StoredRun {
    // one snapshot: the owner may be writing
    return this.db.transaction(() => {
      const id = this.resolveRunId(idOrPrefix);
      const row = this.db.prepare<[string], RunRow>('SELECT * FROM runs WHERE id = ?').get(id);
      if (!row) throw new InputError(`there is no run ${id}`, { input: idOrPrefix });
      const dead = this.dead(row);
      const documents = this.db
        .prepare<[string], string>(`SELECT ${documentOf(reading)} FROM cells WHERE run = ? ORDER BY number`)
        .pluck()
        .all(id);
      // our own writing: cells went in through saveCell, request and environment through insertRun
      const cells = documents.map((text) => JSON.parse(text) as Cell).map((cell) => (dead ? interruptedCell(cell) : cell));
      return {
        schema: 'cgoscope/run@1' as const,
        id: row.id,
        state: dead ? 'interrupted' : row.state,
        startedAt: row.started_at,
        endedAt: row.ended_at,
        endpoint: row.endpoint,
        project: { path: row.project_path, treeHash: row.tree_hash },
        cells,
        origin: row.origin,
        request: JSON.parse(row.request) as unknown,
        config: row.config,
        environment: JSON.parse(row.environment) as Record<string, string>,
      };
    })();
  }

  resolveRunId(idOrPrefix: string): string {
    const asked = idOrPrefix.trim();
    if (asked.toLowerCase() === 'last') {
      const id = this.db.prepare<[], string>('SELECT id FROM runs WHERE removed_at IS NULL ORDER BY started_at DESC, id DESC LIMIT 1').pluck().get();
      if (id === undefined)
        throw new InputError('there is no run yet, so "last" names none', { input: idOrPrefix, expected: 'a run: start one with "cgoscope run", or import one' });
      return id;
    }
    const prefix = asked.toUpperCase();
    const found =
      prefix === ''
        ? []
        : this.db
            .prepare<[string, string], string>('SELECT id FROM runs WHERE removed_at IS NULL AND substr(id, 1, length(?)) = ? ORDER BY id DESC LIMIT 6')
            .pluck()
            .all(prefix, prefix);
    const [first, second] = found;
    if (first !== undefined && (second === undefined || first === prefix)) return first;
    if (first !== undefined) {
      throw new InputError(`"${asked}" names several runs: ${found.slice(0, 5).join(', ')}${found.length > 5 ? ' and more' : ''}`, {
        input: idOrPrefix,
        expected: 'more of the id, or last',
      });
    }
    if (this.hasRun(prefix) === 'removed') throw new InputError(removedSentence(prefix), { input: idOrPrefix, expected: 'a run that is in the list' });
    const known = this.db.prepare<[], string>('SELECT id FROM runs WHERE removed_at IS NULL ORDER BY started_at DESC, id DESC LIMIT 3').pluck().all();
    const hint = known.length === 0 ? 'no run is stored' : `the newest are ${known.join(', ')}`;
    throw new InputError(`there is no run "${asked.slice(0, 80)}"; ${hint}`, { input: idOrPrefix, expected: 'a run id, an unambiguous prefix of one, or last' });
  }

  private readonly isDead = (row: { state: State; owner: string }): boolean => this.dead(row);

  listRuns(limit: number): Runs {
    return { schema: 'cgoscope/runs@0', runs: runLines(this.db, limit, this.isDead) };
  }

  runLine(id: string): ProjectLine | null {
    return runLine(this.db, id, this.isDead);
  }

  listCells(idOrPrefix: string, numbers: readonly number[] | null, reading: Reading = {}): Cell[] {
    return this.db.transaction(() => {
      const id = this.resolveRunId(idOrPrefix);
      const row = this.db.prepare<[string], { state: State; owner: string }>('SELECT state, owner FROM runs WHERE id = ?').get(id);
      const dead = row !== undefined && this.dead(row);
      const documents =
        numbers === null
          ? this.db
              .prepare<[string], string>(`SELECT ${documentOf(reading)} FROM cells WHERE run = ? ORDER BY number`)
              .pluck()
              .all(id)
          : this.db
              .prepare<[string, string], string>(`SELECT ${documentOf(reading)} FROM cells WHERE run = ? AND number IN (SELECT value FROM json_each(?)) ORDER BY number`)
              .pluck()
              .all(id, JSON.stringify(numbers));
      return documents.map((text) => JSON.parse(text) as Cell).map((cell) => (dead ? interruptedCell(cell) : cell)); // our own writing
    })();
  }

  hasRun(id: string): 'listed' | 'removed' | null {
    const row = this.db.prepare<[string], { removed_at: string | null }>('SELECT removed_at FROM runs WHERE id = ?').get(id);
    return row === undefined ? null : row.removed_at === null ? 'listed' : 'removed';
  }

  removeRun(idOrPrefix: string): { id: string; until: string } {
    return this.writeAnyway(() => {
      const id = this.resolveRunId(idOrPrefix);
      const state = this.db.prepare<[string], State>('SELECT state FROM runs WHERE id = ?').pluck().get(id) ?? 'done'; // it is there: just resolved
      const now = new Date().toISOString();
      removeRun(this.db, id, state, now);
      return { id, until: keptUntil(now) };
    });
  }

  restoreRun(idOrPrefix: string): string {
    return this.writeAnyway(() => {
      const id = resolveRemoved(this.db, idOrPrefix);
      this.db.prepare('UPDATE runs SET removed_at = NULL WHERE id = ?').run(id);
      return id;
    });
  }

  removedRuns(): number {
    return this.db.prepare<[], number>('SELECT count(*) FROM runs WHERE removed_at IS NOT NULL').pluck().get() ?? 0;
  }

  recentProjects(limit: number): RecentProjectRow[] {
    return recentProjects(this.db, limit, this.isDead);
  }

  openProject(path: string): void {
    this.write(() => openProject(this.db, path, new Date().toISOString()));
  }

  forgetProject(path: string): boolean {
    return this.write(() => forgetProject(this.db, path, new Date().toISOString(), this.isDead));
  }

  deleteRun(id: string): void {
    this.write(() => this.db.prepare('DELETE FROM runs WHERE id = ?').run(id));
  }

  markInterrupted(aliveOwner: string): string[] {
    const documents = [...this.measurements.markInterrupted(aliveOwner), ...this.recordings.markInterrupted(aliveOwner)];
    return [...documents, ...this.writeAnyway(() => this.markInterruptedNow(aliveOwner))];
  }

  private markInterruptedNow(aliveOwner: string): string[] {
    return this.transaction(() => {
      const ids = this.db.prepare<[string], string>("SELECT id FROM runs WHERE state = 'running' AND owner <> ? ORDER BY id").pluck().all(aliveOwner);
      for (const id of ids) {
        const documents = this.db.prepare<[string], string>("SELECT document FROM cells WHERE run = ? AND state IN ('running', 'planned')").pluck().all(id);
        for (const text of documents) this.saveCell(id, interruptedCell(JSON.parse(text) as Cell));
        this.setRunState(id, 'interrupted', null);
      }
      // A run whose end could be stored and whose cells could not (a full disk): they did not go on either.
      const unsettled = this.db.prepare<[string], { run: string; document: string }>(
        "SELECT cells.run, cells.document FROM cells JOIN runs ON runs.id = cells.run WHERE cells.state IN ('running', 'planned') AND runs.state IN ('interrupted', 'cancelled') AND runs.owner <> ?",
      );
      for (const { run, document } of unsettled.all(aliveOwner)) this.saveCell(run, interruptedCell(JSON.parse(document) as Cell));
      return ids;
    });
  }

  cellHistory(key: string, projectPath: string, limit: number): { run: string; cell: Cell }[] {
    return this.db
      .prepare<[string, string, number], { run: string; document: string; state: State; owner: string }>(
        `SELECT cells.run, cells.document, runs.state, runs.owner FROM cells JOIN runs ON runs.id = cells.run
         WHERE cells.key = ? AND runs.project_path = ? AND runs.removed_at IS NULL ORDER BY runs.started_at DESC, runs.id DESC LIMIT ?`,
      )
      .all(key, projectPath, limit)
      .map(({ run, document, ...row }) => {
        const cell = JSON.parse(document) as Cell; // our own writing
        return { run, cell: this.dead(row) ? interruptedCell(cell) : cell };
      });
  }

  putBlob(content: Buffer): BlobRef {
    return this.write(() => this.blobs.put(content));
  }

  async putBlobInSteps(content: Buffer): Promise<BlobRef> {
    return this.write(() => this.blobs.putInSteps(content));
  }

  createBlob(): { write(chunk: Buffer): void; finish(): BlobRef; abort(): void } {
    return this.write(() => this.blobs.create());
  }

  hasBlob(sha256: string): boolean {
    return this.blobs.has(sha256);
  }

  forgetBlob(sha256: string): void {
    inFlightOf(this.folder).delete(sha256);
  }

  readBlob(sha256: string, maxBytes?: number): Buffer | null {
    return this.blobs.read(sha256, maxBytes);
  }

  readBlobRange(sha256: string, from: number, length: number): Buffer | null {
    return this.blobs.readRange(sha256, from, length);
  }

  blobFile(sha256: string): BlobFile | null {
    return this.blobs.file(sha256);
  }

  setEvidence(run: string, cell: number, kind: EvidenceKind, blob: BlobRef): void {
    this.write(() =>
      this.db
        .prepare('INSERT INTO evidence (run, cell, kind, sha256) VALUES (?, ?, ?, ?) ON CONFLICT (run, cell, kind) DO UPDATE SET sha256 = excluded.sha256')
        .run(run, cell, kind, blob.sha256),
    );
    inFlightOf(this.folder).delete(blob.sha256);
  }

  getEvidence(run: string, cell: number, kind: EvidenceKind): BlobRef | null {
    return (
      this.db
        .prepare<[string, number, string], BlobRef>('SELECT blobs.sha256, blobs.size FROM evidence JOIN blobs USING (sha256) WHERE run = ? AND cell = ? AND kind = ?')
        .get(run, cell, kind) ?? null
    );
  }

  listEvidence(run: string): { cell: number; kind: EvidenceKind; blob: BlobRef }[] {
    return this.db
      .prepare<[string], { cell: number; kind: EvidenceKind; sha256: string; size: number }>(
        'SELECT cell, kind, blobs.sha256, blobs.size FROM evidence JOIN blobs USING (sha256) WHERE run = ? ORDER BY cell, kind',
      )
      .all(run)
      .map(({ cell, kind, sha256, size }) => ({ cell, kind, blob: { sha256, size } }));
  }

  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- see the face
  getState<T>(key: string): T | null {
    const text = this.db.prepare<[string], string>('SELECT value FROM state WHERE key = ?').pluck().get(key);
    // the room that reads a key is the one that wrote it
    return text === undefined ? null : (JSON.parse(text) as T);
  }

  setState(key: string, value: unknown): void {
    this.write(() =>
      this.db.prepare('INSERT INTO state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value').run(key, JSON.stringify(value ?? null)),
    );
  }

  deleteState(key: string): void {
    this.write(() => this.db.prepare('DELETE FROM state WHERE key = ?').run(key));
  }

  usage(): { bytes: number; blobs: number; runs: number } {
    const { stored, blobs } = this.db.prepare<[], { stored: number; blobs: number }>('SELECT coalesce(sum(stored), 0) AS stored, count(*) AS blobs FROM blobs').get() ?? {
      stored: 0,
      blobs: 0,
    };
    const runs = this.db.prepare<[], number>('SELECT count(*) FROM runs WHERE removed_at IS NULL').pluck().get() ?? 0;
    const files = [DATABASE, `${DATABASE}-wal`, `${DATABASE}-shm`].map((name) => statSync(join(this.folder, name), { throwIfNoEntry: false })?.size ?? 0);
    return { bytes: stored + files.reduce((sum, size) => sum + size, 0), blobs, runs };
  }

  prune(options: PruneOptions): ReturnType<Store['prune']> {
    if (options.apply) return this.writeAnyway(() => prune(this.db, this.blobs, options));
    return prune(this.db, this.blobs, options);
  }

  close(): void {
    this.db.close();
  }
}
