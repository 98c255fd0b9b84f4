import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHash, randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { describe, expect, it, onTestFinished } from 'vitest';
import { traceRecordingSchema } from '../../../src/shared/domain/trace-detail.ts';
import { dnsMeasurementSchema } from '../../../src/shared/domain/dns.ts';
import { runSchema } from '../../../src/shared/domain/run.ts';
import { runsSchema } from '../../../src/shared/domain/documents.ts';
import { InputError } from '../../../src/shared/domain/errors.ts';
import { DamagedBlobError, DATABASE, DiskFullError, openStore } from '../../../src/core/store/index.ts';
import type { OpenStoreOptions } from '../../../src/core/store/index.ts';
import { openSqlite } from '../../../src/core/store/sqlite.ts';
import { migrate, MIGRATIONS, versionOf } from '../../../src/core/store/migrations/index.ts';
import { cell, run, temporaryFolder } from './builders.ts';

function open(folder = temporaryFolder(), options: OpenStoreOptions = {}) {
  const store = openStore(folder, options);
  onTestFinished(() => store.close());
  return store;
}

describe('runs and cells', () => {
  it('come back as they were stored, as a valid document', () => {
    const store = open();
    const one = run({ id: '01ARZ3NDEKTSV4RRFFQ69G5FAV' });
    store.insertRun(one, [cell(2), cell(1, { state: 'planned', outcome: null, green: null })]);
    const got = store.getRun(one.id);
    expect(runSchema.parse(got).cells.map((c) => c.number)).toEqual([1, 2]);
    expect(got.cells[1]).toEqual(cell(2));
    expect(got).toMatchObject({ state: 'running', endedAt: null, origin: 'local', request: one.request, config: one.config, environment: one.environment, project: one.project });
    store.setRunState(one.id, 'done', '2026-01-01T00:00:00Z');
    expect(store.getRun('last')).toMatchObject({ state: 'done', endedAt: '2026-01-01T00:00:00Z' });
  });

  it('a cell saved again keeps its evidence', () => {
    const store = open();
    const one = run();
    store.insertRun(one, [cell(1)]);
    store.setEvidence(one.id, 1, 'stdout', store.putBlob(Buffer.from('hello')));
    store.saveCell(one.id, cell(1, { reason: 'changed' }));
    expect(store.getRun(one.id).cells[0]?.reason).toBe('changed');
    const ref = store.getEvidence(one.id, 1, 'stdout');
    expect(ref && store.readBlob(ref.sha256)?.toString()).toBe('hello');
    expect(store.listEvidence(one.id)).toEqual([{ cell: 1, kind: 'stdout', blob: ref }]);
  });

  it('are named by id, by prefix in any case, and by "last"', () => {
    const store = open();
    store.insertRun(run({ id: '01AAAAAAAAAAAAAAAAAAAAAAA1', startedAt: '2026-01-01T00:00:00Z' }), []);
    store.insertRun(run({ id: '01AAAAAAAAAAAAAAAAAAAAAAB2', startedAt: '2026-01-02T00:00:00Z' }), []);
    expect(store.resolveRunId('01aaaaaaaaaaaaaaaaaaaaaaa')).toBe('01AAAAAAAAAAAAAAAAAAAAAAA1');
    expect(store.resolveRunId('last')).toBe('01AAAAAAAAAAAAAAAAAAAAAAB2');
    expect(() => store.resolveRunId('01AA')).toThrow(/several runs: 01AAAAAAAAAAAAAAAAAAAAAAB2, 01AAAAAAAAAAAAAAAAAAAAAAA1/);
    expect(() => store.resolveRunId('7')).toThrow(/no run "7"; the newest are 01AAAAAAAAAAAAAAAAAAAAAAB2/);
    expect(() => store.resolveRunId('')).toThrow(InputError);
    expect(() => store.resolveRunId("%' OR 1=1 --")).toThrow(InputError);
  });

  it('are listed newest first with their colours counted', () => {
    const store = open();
    store.insertRun(run({ startedAt: '2026-01-01T00:00:00Z', project: { path: '/old', treeHash: 'x' } }), []);
    store.insertRun(run({ startedAt: '2026-01-02T00:00:00Z' }), [
      cell(1),
      cell(2, { green: false, outcome: 'start-failed' }),
      cell(3, { green: null, state: 'unsupported', outcome: null }),
      cell(4, { green: null, state: 'running', outcome: null }),
      cell(5, { green: null, state: 'planned', outcome: null }),
    ]);
    const list = runsSchema.parse(store.listRuns(10)).runs;
    expect(list[0]).toMatchObject({ cells: 5, green: 1, red: 1, grey: 3, ended: 3 });
    expect(list[1]?.project).toBe('/old');
    expect(store.listRuns(1).runs).toHaveLength(1);
  });

  it('of a dead owner become interrupted and keep what was finished', () => {
    const store = open();
    const dead = run({ owner: 'dead' });
    const living = run({ owner: 'living' });
    const cells = [cell(1), cell(2, { state: 'running', outcome: null, green: null, stage: 'build' }), cell(3, { state: 'planned', outcome: null, green: null, stage: null })];
    store.insertRun(dead, cells);
    store.insertRun(living, cells);
    const seen = (ownerAlive: string | null) => {
      const reader = openStore(store.folder, { readOnly: true, ownerAlive });
      const states = [
        reader.getRun(dead.id).state,
        reader.getRun(living.id).state,
        ...reader.getRun(dead.id).cells.map((c) => c.state),
        reader
          .listRuns(9)
          .runs.map((r) => r.state)
          .sort()
          .join(),
      ];
      reader.close();
      return states;
    };
    // a reader sees it before any owner has marked it
    expect(seen('living')).toEqual(['interrupted', 'running', 'done', 'interrupted', 'interrupted', 'interrupted,running']);
    expect(seen(null)).toEqual(['interrupted', 'interrupted', 'done', 'interrupted', 'interrupted', 'interrupted,interrupted']);
    expect(store.markInterrupted('living')).toEqual([dead.id]);
    expect(store.getRun(dead.id).cells.map((c) => c.state)).toEqual(['done', 'interrupted', 'interrupted']);
    expect(store.getRun(dead.id).cells[0]).toEqual(cell(1));
    expect(store.getRun(living.id).state).toBe('running');
    expect(store.markInterrupted('living')).toEqual([]);
  });

  it('settles cells of a run whose end could be stored and whose cells could not', () => {
    const store = open();
    const dead = run({ owner: 'dead' });
    store.insertRun(dead, [cell(1), cell(2, { state: 'running', outcome: null, green: null })]);
    store.setRunState(dead.id, 'interrupted', '2026-01-01T00:00:00Z');
    store.markInterrupted('living');
    expect(store.getRun(dead.id)).toMatchObject({ state: 'interrupted', endedAt: '2026-01-01T00:00:00Z', cells: [{ state: 'done' }, { state: 'interrupted' }] });
  });

  it('cell history follows a key through the runs of one project', () => {
    const store = open();
    const runs = ['2026-01-01', '2026-01-02', '2026-01-03'].map((day) => run({ startedAt: `${day}T00:00:00Z` }));
    for (const one of runs) store.insertRun(one, [cell(1)]);
    store.insertRun(run({ project: { path: '/other', treeHash: '' } }), [cell(1)]);
    expect(store.cellHistory(cell(1).key, '/home/someone/project', 2).map((h) => h.run)).toEqual([runs[2]?.id, runs[1]?.id]);
  });

  it('a transaction that throws leaves nothing', () => {
    const store = open();
    const one = run();
    expect(() =>
      store.transaction(() => {
        store.insertRun(one, [cell(1)]);
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(store.listRuns(5).runs).toEqual([]);
  });
});

describe('blobs', () => {
  it.each([0, 1, 255, 256, 1 << 20, (1 << 20) + 1, 3_500_000])('%i compressible bytes come back whole and by their head', (size) => {
    const store = open();
    const content = Buffer.alloc(size, 'go build -x ');
    const ref = store.putBlob(content);
    expect(ref).toEqual({ sha256: createHash('sha256').update(content).digest('hex'), size });
    expect(store.readBlob(ref.sha256)?.equals(content)).toBe(true);
    expect(store.readBlob(ref.sha256, 100)?.equals(content.subarray(0, 100))).toBe(true);
    expect(store.hasBlob(ref.sha256)).toBe(true);
  });

  it('written in uneven chunks are the same blob as put at once, compressed only when that saves', () => {
    const store = open();
    for (const content of [randomBytes(2_300_000), Buffer.alloc(2_300_000, 'abc\n')]) {
      const blob = store.createBlob();
      const chunk = Buffer.alloc(70_001);
      for (let at = 0; at < content.length; at += chunk.length) {
        const n = content.copy(chunk, 0, at, at + chunk.length);
        blob.write(chunk.subarray(0, n)); // the same memory again and again
      }
      const ref = blob.finish();
      expect(ref).toEqual(store.putBlob(content));
      expect(store.readBlob(ref.sha256)?.equals(content)).toBe(true);
      const stored = statSync(join(store.folder, 'blobs', ref.sha256.slice(0, 2), ref.sha256)).size;
      expect(stored < content.length).toBe(content[0] === 97 && content[3] === 10);
      expect(stored <= content.length).toBe(true);
    }
    expect(store.usage().blobs).toBe(2);
    expect(readdirSync(join(store.folder, 'blobs', 'tmp'))).toEqual([]);
  });

  it('an aborted one leaves nothing, and what dead writers left is cleaned', () => {
    const store = open();
    const blob = store.createBlob();
    blob.write(Buffer.alloc(3 << 20));
    expect(readdirSync(join(store.folder, 'blobs', 'tmp'))).toHaveLength(1);
    blob.abort();
    expect(readdirSync(join(store.folder, 'blobs', 'tmp'))).toEqual([]);
    expect(() => blob.write(Buffer.from('x'))).toThrow(/aborted/);
    writeFileSync(join(store.folder, 'blobs', 'tmp', 'left'), 'half');
    store.cleanTemporary();
    expect(existsSync(join(store.folder, 'blobs', 'tmp', 'left'))).toBe(false);
    expect(store.putBlob(Buffer.from('still works')).size).toBe(11);
  });

  it('a damaged file is told from a missing one, and mended by putting the content again', () => {
    const store = open();
    const content = Buffer.alloc(5000, 'evidence ');
    const { sha256 } = store.putBlob(content);
    const path = join(store.folder, 'blobs', sha256.slice(0, 2), sha256);
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, bytes.length - 3));
    expect(() => store.readBlob(sha256)).toThrow(DamagedBlobError);
    expect(store.hasBlob(sha256)).toBe(false);
    store.putBlob(content);
    expect(store.readBlob(sha256)?.equals(content)).toBe(true);
    const raw = store.putBlob(Buffer.from('short'));
    writeFileSync(join(store.folder, 'blobs', raw.sha256.slice(0, 2), raw.sha256), 'trohs');
    expect(() => store.readBlob(raw.sha256)).toThrow(/damaged/);
    expect(store.readBlob('f'.repeat(64))).toBeNull();
  });

  it('can be read by hand with zstd where that is installed', ({ skip }) => {
    const store = open();
    const content = Buffer.alloc(2_500_000, 'by hand ');
    const { sha256 } = store.putBlob(content);
    try {
      const plain = execFileSync('zstd', ['-dc', join(store.folder, 'blobs', sha256.slice(0, 2), sha256)], { maxBuffer: 1e8 });
      expect(plain.equals(content)).toBe(true);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') skip('no zstd command on this machine');
      throw error;
    }
  });
});

describe('retention', () => {
  function three() {
    const store = open();
    const shared = store.putBlob(randomBytes(1000));
    const runs = ['2026-01-01', '2026-01-02', '2026-01-03'].map((day) => run({ startedAt: `${day}T00:00:00Z` }));
    for (const one of runs) {
      store.insertRun(one, [cell(1)]);
      store.setEvidence(one.id, 1, 'stdout', store.putBlob(randomBytes(100_000)));
      store.setEvidence(one.id, 1, 'stderr', shared);
      store.setRunState(one.id, 'done', one.startedAt);
    }
    return { store, shared, ids: runs.map((one) => one.id) };
  }

  it('says what it would free, frees exactly that, and keeps what others use', () => {
    const { store, shared, ids } = three();
    const said = store.prune({ olderThan: '2026-01-03T00:00:00Z', apply: false });
    expect(said.runs).toEqual(ids.slice(0, 2));
    expect(said.bytes).toBeGreaterThan(200_000);
    expect(said.bytes).toBeLessThan(210_000);
    expect(store.usage()).toMatchObject({ runs: 3, blobs: 4 });
    expect(store.prune({ olderThan: '2026-01-03T00:00:00Z', apply: true })).toEqual(said);
    expect(store.usage()).toMatchObject({ runs: 1, blobs: 2 });
    expect(store.hasBlob(shared.sha256)).toBe(true);
    expect(store.prune({ all: true, apply: true }).runs).toEqual([ids[2]]);
    expect(store.usage()).toMatchObject({ runs: 0, blobs: 0 });
    expect(
      readdirSync(join(store.folder, 'blobs'))
        .filter((name) => name !== 'tmp')
        .flatMap((name) => readdirSync(join(store.folder, 'blobs', name))),
    ).toEqual([]);
  });

  it('a limit removes the oldest until the rest fits, never the newest', () => {
    const { store, ids } = three();
    expect(store.prune({ limitBytes: 250_000, apply: false }).runs).toEqual(ids.slice(0, 1));
    expect(store.prune({ limitBytes: 1, apply: true }).runs).toEqual(ids.slice(0, 2));
    expect(store.listRuns(9).runs.map((r) => r.id)).toEqual([ids[2]]);
  });

  it('never touches a running run, nor blobs it has put and not yet named', () => {
    const store = open();
    const one = run({ startedAt: '2026-01-01T00:00:00Z' });
    store.insertRun(one, [cell(1)]);
    const early = store.putBlob(Buffer.from('not yet named'));
    expect(store.prune({ all: true, olderThan: '2030-01-01T00:00:00Z', limitBytes: 1, apply: true })).toEqual({ runs: [], measurements: [], recordings: [], bytes: 0 });
    store.setEvidence(one.id, 1, 'stdout', early);
    expect(store.readBlob(early.sha256)?.toString()).toBe('not yet named');
  });

  it('finds files that the database does not know', () => {
    const store = open();
    const name = 'ab'.repeat(32);
    mkdirSync(join(store.folder, 'blobs', 'ab'), { recursive: true });
    writeFileSync(join(store.folder, 'blobs', 'ab', name), 'lost');
    expect(store.prune({ apply: false }).bytes).toBe(4);
    expect(store.prune({ apply: true }).bytes).toBe(4);
    expect(store.prune({ apply: true }).bytes).toBe(0);
  });
});

describe('the database file', () => {
  const fixtureOf = (version: number): URL => new URL(`../../fixtures/store/v${version}.db`, import.meta.url);
  const fixture = fixtureOf(MIGRATIONS.length);

  it.each(MIGRATIONS.map((_, index) => index + 1))('of version %i opens with everything in it', (version) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, DATABASE), readFileSync(fixtureOf(version)));
    const store = open(folder);
    const got = store.getRun('01KF0XTVRE0000000000000001');
    expect(runSchema.parse(got)).toMatchObject({ state: 'done', endpoint: 'default', startedAt: '2026-11-23T00:00:00Z' });
    expect(got.cells.map((c) => [c.number, c.state, c.green])).toEqual([
      [1, 'done', true],
      [2, 'done', false],
    ]);
    expect(store.getEvidence(got.id, 1, 'stdout')).toEqual({ sha256: createHash('sha256').update('hello from the fixture\n').digest('hex'), size: 23 });
    expect(store.getState('fixture')).toEqual({ version });
    expect(store.listRuns(9).runs.map((line) => line.id)).toEqual([got.id]);
    expect(
      store
        .recentProjects(9)
        .map((project) => project.path)
        .sort(),
    ).toEqual(version < 2 ? ['/srv/sample'] : ['/srv/opened', '/srv/sample']);
    if (version >= 2) expect(store.restoreRun('last')).toBe('01KF0XTVRE0000000000000002');
    expect(store.measurements.list(9).map(({ id, state, done }) => [id, state, done])).toEqual(version < 3 ? [] : [['01KF0XTVRE0000000000000009', 'done', 1]]);
    if (version >= 3) expect(dnsMeasurementSchema.parse(store.measurements.get('last'))).toMatchObject({ samples: [{ packets: 2, resolver: { ran: 'go' } }] });
    expect(store.recordings.list(9).map(({ id, state, events }) => [id, state, events])).toEqual(version < 4 ? [] : [['01KF0XTVRE0000000000000010', 'done', 2]]);
    if (version >= 4) expect(store.recordings.logOf('01KF0X')).toBe(traceRecordingSchema.parse(store.recordings.get('last')).log?.sha256);
    const db = openSqlite(join(folder, DATABASE), { readonly: true });
    expect(versionOf(db)).toBe(MIGRATIONS.length);
    db.close();
  });

  it('is brought up step by step, each once, also when a step fails in the middle', () => {
    const folder = temporaryFolder();
    const file = join(folder, DATABASE);
    writeFileSync(file, readFileSync(fixture));
    const db = openSqlite(file);
    onTestFinished(() => void db.close());
    const bad = [...MIGRATIONS, 'ALTER TABLE runs ADD COLUMN note TEXT; SELECT nonsense;'];
    expect(() => migrate(db, file, bad)).toThrow(/nonsense/);
    expect(versionOf(db)).toBe(MIGRATIONS.length);
    const good = [...MIGRATIONS, 'ALTER TABLE runs ADD COLUMN note TEXT;'];
    migrate(db, file, good);
    migrate(db, file, good);
    expect(versionOf(db)).toBe(MIGRATIONS.length + 1);
    expect(db.prepare('SELECT count(*) FROM runs WHERE note IS NULL').pluck().get()).toBe(2);
  });

  it('from the future is refused with a sentence, by writers and readers, and not changed', () => {
    const folder = temporaryFolder();
    open(folder).close();
    const db = openSqlite(join(folder, DATABASE));
    db.pragma('user_version = 99');
    db.close();
    for (const readOnly of [false, true]) expect(() => openStore(folder, { readOnly })).toThrow(/written by a newer Cgoscope: it has version 99/);
    const after = openSqlite(join(folder, DATABASE));
    expect(versionOf(after)).toBe(99);
    after.close();
  });

  it('that is no database is refused with a sentence', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, DATABASE), 'not a database at all, but long enough to have a header. '.repeat(20));
    for (const readOnly of [false, true]) expect(() => openStore(folder, { readOnly })).toThrow(/is not a database of Cgoscope/);
  });

  it('that can not be opened is named', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, DATABASE));
    for (const readOnly of [false, true]) expect(() => openStore(folder, { readOnly })).toThrow(InputError);
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(() => openStore(join(file, 'below'))).toThrow(/can't be made or used: a part of the path is not a folder/);
    expect(() => openStore(file)).toThrow(InputError);
  });

  it('need not be there for a reader, who sees nothing and makes nothing', () => {
    const folder = join(temporaryFolder(), 'none');
    const store = open(folder, { readOnly: true });
    expect(store.listRuns(5).runs).toEqual([]);
    expect(() => store.getRun('last')).toThrow(/no run yet/);
    expect(() => store.getRun('01A')).toThrow(/no run is stored/);
    expect(() => store.putBlob(Buffer.from('x'))).toThrow(/for reading only/);
    expect(store.usage()).toEqual({ bytes: 0, blobs: 0, runs: 0 });
    expect(existsSync(folder)).toBe(false);
  });

  it('is private', ({ skip }) => {
    if (process.platform === 'win32') skip('modes are of Unix');
    const folder = join(temporaryFolder(), 'a', 'b');
    open(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('that runs full says so once, loses nothing, and goes on when there is room', () => {
    const store = open();
    const one = run();
    store.insertRun(one, [cell(1)]);
    const pages = openSqlite(join(store.folder, DATABASE), { readonly: true });
    const count = Number(pages.pragma('page_count', { simple: true }));
    pages.close();
    // SQLite's own limit answers like a full disk: SQLITE_FULL
    const db = (store as unknown as { db: ReturnType<typeof openSqlite> }).db;
    db.pragma(`max_page_count = ${count}`);
    const big = cell(2, { reproduce: ['x'.repeat(200_000)] });
    expect(() => store.saveCell(one.id, big)).toThrow(DiskFullError);
    expect(() => store.saveCell(one.id, big)).toThrow(/is full: nothing stored before is lost/);
    expect(store.getRun(one.id).cells).toEqual([cell(1)]);
    db.pragma('max_page_count = 1000000');
    store.saveCell(one.id, big);
    expect(store.getRun(one.id).cells).toHaveLength(2);
  });

  it('small state of other rooms is kept as JSON', () => {
    const store = open();
    expect(store.getState('volume')).toBeNull();
    store.setState('volume', { files: ['a'] });
    store.setState('volume', { files: ['b'] });
    expect(store.getState('volume')).toEqual({ files: ['b'] });
    store.deleteState('volume');
    expect(store.getState('volume')).toBeNull();
  });
});
