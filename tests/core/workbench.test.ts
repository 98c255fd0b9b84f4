// The workbench as shells get it, without an engine: one owner, readers beside it, and every window told of what changed.
import { copyFileSync, mkdirSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PROCEDURES } from '../../src/shared/api/contract.ts';
import type { LabEvent } from '../../src/shared/domain/documents.ts';
import { InputError } from '../../src/shared/domain/errors.ts';
import { acquireOwner } from '../../src/core/owner/lock.ts';
import { localApi } from '../../src/core/owner/local.ts';
import { createCaller } from '../../src/core/procedures.ts';
import { DATABASE, openStore } from '../../src/core/store/index.ts';
import { openSqlite } from '../../src/core/store/sqlite.ts';
import { createOwner, needsOwner, openWorkbench } from '../../src/core/workbench.ts';
import { temporaryFolder } from './store/builders.ts';

const BUNDLE = fileURLToPath(new URL('../../resources/recorded-sample-run.cgoscope', import.meta.url));

function house(folder = temporaryFolder()) {
  const lock = acquireOwner(folder);
  if ('other' in lock) throw new Error('the folder of a test is owned by another process');
  const env = { CGOSCOPE_DATA: folder, HOME: folder, DOCKER_HOST: `unix://${folder}/none.sock` };
  const owner = createOwner(lock, folder, env, () => undefined);
  const close = async () => {
    await owner.close();
    lock.release();
  };
  onTestFinished(close);
  const api = localApi(owner);
  const events: LabEvent[] = [];
  const until = new AbortController();
  onTestFinished(() => until.abort());
  api.on('lab', (event) => events.push(event), { signal: until.signal });
  const told = () => events.flatMap((event) => (event.type === 'changed' ? [event.what] : []));
  return { folder, env, api, owner, close, told, changes: () => events.flatMap((event) => (event.type === 'stored' ? [`${event.change} ${event.run}`] : [])) };
}

function goProject(folder: string): string {
  const path = join(folder, 'project');
  mkdirSync(path);
  writeFileSync(join(path, 'go.mod'), 'module example.test/m\n\ngo 1.24\n');
  writeFileSync(join(path, 'main.go'), 'package main\n\nfunc main() {}\n');
  return realpathSync(path);
}

it('every window is told that projects or settings were changed from one of them, and of nothing that was refused', async () => {
  const { folder, api, told } = house();
  const path = goProject(folder);
  await api.call('project.open', { path });
  await expect(api.call('project.open', { path: `${folder}/none` })).rejects.toThrow(InputError);
  await api.call('project.forget', { path });
  await api.call('settings.get', {});
  expect(told()).toEqual(['projects', 'projects']);
  await api.call('settings.set', { change: { jobs: 2 } });
  expect(told()).toEqual(['projects', 'projects', 'settings']);
});

describe('an imported run', () => {
  it('is never started again, though its bundle brings a request that is complete', async () => {
    const { folder, api, close } = house();
    const { id } = await api.call('bundle.import', { file: BUNDLE });
    await close();
    const db = openSqlite(join(folder, DATABASE));
    db.prepare('UPDATE runs SET request = ? WHERE id = ?').run(JSON.stringify({ path: goProject(folder), endpoint: 'tcp://192.0.2.1:2375', yes: true }), id);
    db.close();
    const again = house(folder);
    await expect(again.api.call('run.again', { run: id })).rejects.toThrow(/can't be done again: it was not started here/);
  });

  it('is told from runs of this folder, whatever its file is called', async () => {
    const { folder, api } = house();
    const file = join(folder, 'local');
    copyFileSync(BUNDLE, file);
    await api.call('bundle.import', { file });
    expect((await api.call('runs.list', {})).runs.map(({ origin }) => origin)).toEqual(['./local']);
    expect((await api.call('projects.recent', {})).projects).toEqual([]);
  });
});

describe('the list of runs', () => {
  it('changes for every window when a run is imported, removed, restored or cleaned, and only then', async () => {
    const { api, changes } = house();
    const { id } = await api.call('bundle.import', { file: BUNDLE });
    expect((await api.call('bundle.import', { file: BUNDLE })).fresh).toBe(false);
    await api.call('run.remove', { run: 'last' });
    expect((await api.call('runs.list', {})).runs).toEqual([]);
    await expect(api.call('cell.get', { run: id, cell: '1' })).rejects.toThrow(/runs restore/);
    expect(await api.call('run.restore', { run: id.slice(0, 6) })).toEqual({ id });
    expect((await api.call('cell.list', { run: id, numbers: [3] })).cells).toMatchObject([{ number: 3 }]);
    await api.call('run.remove', { run: id });
    expect((await api.call('bundle.import', { file: BUNDLE })).fresh).toBe(true); // it is back
    await api.call('run.remove', { run: id });
    expect((await api.call('clean.run', {})).items).toEqual([{ what: '1 removed run', bytes: expect.any(Number) as number }]);
    await api.call('clean.run', { apply: true });
    await expect(api.call('run.restore', { run: id })).rejects.toThrow(/no removed run is kept/);
    expect(changes()).toEqual([`imported ${id}`, `removed ${id}`, `restored ${id}`, `removed ${id}`, `imported ${id}`, `removed ${id}`, `cleaned ${id}`]);
  });

  it('loses removed runs for good when the owner ends a day later, not before', async () => {
    const first = house();
    const { id } = await first.api.call('bundle.import', { file: BUNDLE });
    await first.api.call('run.remove', { run: id });
    await first.close();
    const kept = openStore(first.folder);
    expect(kept.hasRun(id)).toBe('removed');
    kept.close();
    const db = openSqlite(join(first.folder, DATABASE));
    db.prepare('UPDATE runs SET removed_at = ?').run(new Date(Date.now() - 25 * 3_600_000).toISOString());
    db.close();
    await house(first.folder).close();
    const store = openStore(first.folder);
    expect(store.hasRun(id)).toBeNull();
    store.close();
  });
});

describe('a cell over runs', () => {
  it('is found by its key, with the line of its run and where that came from', async () => {
    const { api } = house();
    const { id } = await api.call('bundle.import', { file: BUNDLE });
    const { entries } = await api.call('cell.history', { run: 'last', cell: '3' });
    expect(entries).toMatchObject([{ run: { id, cells: 20, origin: 'recorded-sample-run.cgoscope' }, cell: { number: 3 } }]);
    await expect(api.call('cell.history', { run: 'last', cell: '99' })).rejects.toBeInstanceOf(InputError);
  });
});

describe('projects', () => {
  it('that were opened are recent until they are forgotten, by their real path', async () => {
    const { api, folder } = house();
    const path = goProject(folder);
    expect(await api.call('project.open', { path: `${folder}/project/../project/` })).toEqual({ path });
    expect((await api.call('projects.recent', {})).projects).toEqual([{ path, name: 'project', exists: true, runs: 0, last: null }]);
    expect(await api.call('project.forget', { path })).toEqual({ forgotten: true });
    expect(await api.call('project.forget', { path })).toEqual({ forgotten: false });
    expect((await api.call('projects.recent', {})).projects).toEqual([]);
  });

  it('whose folder has gone say so', async () => {
    const { api, folder } = house();
    await api.call('project.open', { path: goProject(folder) });
    renameSync(join(folder, 'project'), join(folder, 'moved'));
    expect((await api.call('projects.recent', {})).projects).toMatchObject([{ exists: false }]);
    writeFileSync(join(folder, 'project'), 'a file');
    expect((await api.call('projects.recent', {})).projects).toMatchObject([{ exists: false }]);
  });

  it.each([
    ['relative', /is not an absolute path/],
    ['/', /no go.mod and no go.work in \//],
    ['/nonexistent-for-sure', /does not exist/],
  ])('%s is none to open, with the sentence that a plan has', async (path, message) => {
    await expect(house().api.call('project.open', { path })).rejects.toThrow(message);
  });

  it('get their matrix file once', async () => {
    const { api, folder } = house();
    const path = goProject(folder);
    expect(await api.call('project.init', { path })).toEqual({ file: join(path, 'cgoscope.yaml') });
    await expect(api.call('project.init', { path })).rejects.toThrow(/is there already/);
  });
});

describe('settings', () => {
  it('hold at once: a smaller limit is what the doctor says next', async () => {
    const { api, env } = house();
    await api.call('settings.set', { change: { limitBytes: 123_000_000 } });
    expect((await api.call('doctor.run', { env })).dataFolder.limitBytes).toBe(123_000_000);
  });

  it('name the endpoint where a request names none, and a plan never replaces it by an assumed engine', async () => {
    const { api, env, folder } = house();
    const path = goProject(folder);
    const { DOCKER_HOST: _host, ...rest } = env;
    await api.call('settings.set', { change: { endpoint: `unix://${folder}/chosen.sock` } });
    await expect(api.call('plan.make', { path, env: rest })).rejects.toThrow(/there is no socket at .*chosen\.sock/);
    await expect(api.call('plan.make', { path, env: rest, endpoint: 'gone' })).rejects.toThrow(/no docker context "gone"/);
    await api.call('settings.set', { change: { endpoint: null } });
    const plan = await api.call('plan.make', { path, env });
    expect(plan.notes.join()).toContain('no container engine answers');
    expect(plan.axes.find(({ axis }) => axis === 'go')?.offered.length).toBeGreaterThan(1);
  });
});

describe('a reader', () => {
  it('reads what there is beside the owner, and is refused what changes something', async () => {
    const { api, env } = house();
    const { id } = await api.call('bundle.import', { file: BUNDLE });
    const reader = await openWorkbench({ env, needOwner: false, ownerEntry: '' });
    onTestFinished(() => reader.close());
    expect((await reader.call('cell.list', { run: id })).cells).toHaveLength(20);
    expect((await reader.call('cell.history', { run: id, cell: '1' })).entries).toHaveLength(1);
    expect((await reader.call('projects.recent', {})).projects).toEqual([]);
    expect((await reader.call('folder.list', {})).path).not.toBe('');
    expect((await reader.call('settings.get', { env })).settings.jobs).toBeNull();
    await expect(reader.call('run.remove', { run: id })).rejects.toThrow(/can't be done by a reader/);
    await expect(reader.call('settings.set', { change: { jobs: 2 } })).rejects.toThrow(/can't be done by a reader/);
  });

  it('has every procedure that is not said to need the owner', async () => {
    const { env } = house();
    const reader = await openWorkbench({ env, needOwner: false, ownerEntry: '' });
    onTestFinished(() => reader.close());
    for (const name of Object.keys(PROCEDURES).filter((each): each is keyof typeof PROCEDURES => Object.hasOwn(PROCEDURES, each))) {
      // An input that no procedure takes: who has it complains of the input, who has not says so.
      const error: unknown = await reader.call(name, null as never).catch((thrown: unknown) => thrown);
      expect([name, /can't be done by a reader/.test(String(error))]).toEqual([name, needsOwner(name)]);
    }
  });
});

describe('work that is not cut off', () => {
  it('counts as busy until its answer is there, also when it fails; reading does not', async () => {
    const building = Promise.withResolvers<never>();
    const listing = Promise.withResolvers<never>();
    const caller = createCaller({ 'toolchain.build': () => building.promise, 'runs.list': () => listing.promise });
    const context = { signal: new AbortController().signal, client: null };
    const first = caller.call('runs.list', {}, context);
    expect(caller.busy()).toBe(false);
    const second = caller.call('toolchain.build', { names: ['go-1.24'] }, context);
    expect(caller.busy()).toBe(true);
    building.reject(new Error('no room'));
    listing.reject(new Error('no list'));
    await expect(second).rejects.toThrow('no room');
    await expect(first).rejects.toThrow('no list');
    expect(caller.busy()).toBe(false);
  });
});
