import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { acquireOwner, connectApi, connectOwner, DisconnectedError, isOwned, livingOwner, openApi, socketPath } from '../../../src/core/owner/index.ts';
import type { ConnectedApi } from '../../../src/core/owner/index.ts';
import { InputError } from '../../../src/shared/domain/errors.ts';
import { openStore } from '../../../src/core/store/index.ts';
import { temporaryFolder } from '../store/builders.ts';

const ownerEntry = fileURLToPath(new URL('./owner-entry.ts', import.meta.url));

/** Connects, starting the test's owner; at the end of the test that process is gone. */
async function open(folder: string, env: Record<string, string> = {}): Promise<ConnectedApi> {
  const api = await openApi({ folder, ownerEntry, env: { ...process.env, ...env } });
  onTestFinished(async () => {
    await api.close();
    endProcess(api.owner.pid, 'SIGKILL');
    await gone(folder);
  });
  return api;
}

function endProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error; // it has ended by itself
  }
}

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
};
const gone = (folder: string): Promise<void> => until(() => !existsSync(folder) || !isOwned(folder));
const notes = (folder: string): string => readFileSync(join(folder, 'notes.txt'), 'utf8').replace(/^\d+ /gm, '');
const start = (api: ConnectedApi) => api.call('run.start', { path: '/p' });

describe('the lock', () => {
  it('is held by one, who is named to the others, and free after release', () => {
    const folder = temporaryFolder();
    expect(isOwned(folder)).toBe(false);
    const lock = acquireOwner(folder);
    if ('other' in lock) throw new Error('somebody else has the lock of a fresh folder');
    expect(acquireOwner(folder)).toEqual({ other: { socket: lock.socket, pid: process.pid } });
    expect(livingOwner(folder)).toMatchObject({ owner: lock.owner, pid: process.pid });
    lock.release();
    lock.release();
    expect(isOwned(folder)).toBe(false);
    expect(livingOwner(folder)).toBeNull();
    const again = acquireOwner(folder);
    if ('other' in again) throw new Error('the lock was not released');
    expect(again.owner).not.toBe(lock.owner);
    expect(again.install).toBe(lock.install);
    again.release();
  });

  it('survives readers that look at it and starters that fail to get it', () => {
    const folder = temporaryFolder();
    const lock = acquireOwner(folder);
    for (let i = 0; i < 3; i += 1) {
      expect(isOwned(folder)).toBe(true);
      expect('other' in acquireOwner(folder)).toBe(true);
    }
    expect(isOwned(folder)).toBe(true);
    if ('release' in lock) lock.release();
  });

  it('is not fooled by owner.json: the kernel decides', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'owner.json'), JSON.stringify({ owner: 'x', pid: process.pid, socket: '/nowhere', startedAt: '' }));
    expect(livingOwner(folder)).toBeNull();
    writeFileSync(join(folder, 'owner.json'), '{"half":');
    const lock = acquireOwner(folder);
    expect('owner' in lock).toBe(true);
    if ('release' in lock) lock.release();
  });

  it('has a socket whose path fits, however deep the folder', ({ skip }) => {
    if (process.platform === 'win32') skip('pipes have names of their own');
    expect(socketPath('/data')).toBe('/data/owner.sock');
    const deep = `/${'deep/'.repeat(40)}`;
    expect(Buffer.byteLength(socketPath(deep))).toBeLessThan(104);
    expect(socketPath(deep)).not.toBe(socketPath(`${deep}er`));
    expect(Buffer.byteLength(socketPath(`/${'ä'.repeat(50)}`))).toBeLessThan(104);
    expect(socketPath('/data', 'win32')).toMatch(/^\\\\\.\\pipe\\cgoscope-[0-9a-f]{16}$/);
  });
});

describe('an owner process', () => {
  it('is started by the first shell, serves the second, and ends when nobody needs it', async () => {
    const folder = join(temporaryFolder(), 'data');
    expect(await connectOwner(folder)).toBeNull();
    const one = await open(folder);
    const two = await open(folder);
    expect(two.owner).toEqual(one.owner);
    expect(one.owner.pid).not.toBe(process.pid);
    expect(one.owner.build).toMatch(/^\d/);
    await one.close();
    expect((await two.call('runs.list', {})).runs).toEqual([]);
    await two.close();
    await gone(folder);
    expect(notes(folder)).toBe('opened\nclosed\n');
    expect(existsSync(join(folder, 'owner.json'))).toBe(false);
    expect(existsSync(join(folder, 'owner.sock'))).toBe(false);
  });

  it('is one, however many start at once', async () => {
    const folder = temporaryFolder();
    const apis = await Promise.all(Array.from({ length: 5 }, () => open(folder)));
    expect(new Set(apis.map((api) => api.owner.id)).size).toBe(1);
    expect(notes(folder)).toBe('opened\n');
  });

  it('in a folder with a very long path works the same', async () => {
    const folder = join(temporaryFolder(), 'a'.repeat(60), 'b'.repeat(60));
    const api = await open(folder);
    expect((await api.call('runs.list', {})).runs).toEqual([]);
    const socket = livingOwner(folder)?.socket ?? '';
    expect(socket).not.toContain(folder);
    await api.close();
    await gone(folder);
    expect(existsSync(dirname(socket))).toBe(false);
  });

  it('killed with -9 loses its lock at once; the next one marks its run interrupted and keeps what was finished', async () => {
    const folder = temporaryFolder();
    const first = await open(folder);
    const { id } = await start(first);
    const waiting = expect(first.call('run.wait', { run: id })).rejects.toThrow(DisconnectedError);
    endProcess(first.owner.pid, 'SIGKILL');
    await waiting;
    expect(existsSync(join(folder, 'owner.json'))).toBe(true); // nobody tidied up
    const reader = openStore(folder, { readOnly: true, ownerAlive: livingOwner(folder)?.owner ?? null });
    expect(reader.getRun(id).state).toBe('interrupted');
    reader.close();
    const second = await open(folder);
    expect(second.owner.id).not.toBe(first.owner.id);
    expect((await second.call('runs.list', {})).runs).toMatchObject([{ id, state: 'interrupted', green: 1 }]);
    const store = openStore(folder, { readOnly: true });
    expect(store.getRun(id).cells.map((cell) => cell.state)).toEqual(['done', 'interrupted']);
    store.close();
  });

  it('that crashes is a bug, with its last words; one that is killed is none', async () => {
    const folder = temporaryFolder();
    const crashing = await open(folder);
    const lost = await crashing.call('run.get', { run: 'any' }).catch((error: unknown) => error);
    expect(lost).toMatchObject({
      name: 'DisconnectedError',
      bug: true,
      message: `the process ${crashing.owner.pid} that owns the data folder has crashed: TypeError: a slip of the test`,
      cause: { message: expect.stringMatching(/^TypeError: a slip of the test\n +at .*owner-entry\.ts/) as unknown },
    });
    const next = await open(folder);
    const waiting = next.call('run.wait', { run: 'any' }).catch((error: unknown) => error);
    await next.call('runs.list', {});
    endProcess(next.owner.pid, 'SIGKILL');
    expect(await waiting).toMatchObject({ name: 'DisconnectedError', bug: false, message: `the process ${next.owner.pid} that owns the data folder has ended` });
    // whoever asks later hears the same, though another owner writes the log by now
    await open(folder);
    await expect(next.call('runs.list', {})).rejects.toThrow(`the process ${next.owner.pid} that owns the data folder has ended`);
  });

  it('that is busy does not end without clients, and ends when it is done', async () => {
    const folder = temporaryFolder();
    const api = await open(folder, { TEST_IDLE_MS: '50' });
    const { pid } = api.owner;
    await start(api);
    await api.close();
    await new Promise((resolve) => setTimeout(resolve, 600)); // many times its idle time
    const again = await open(folder);
    expect(again.owner.pid).toBe(pid);
    await again.call('run.cancel', { run: 'last' });
    await again.close();
    await gone(folder);
    expect(notes(folder)).toBe('opened\nclosed\n');
  });

  it('of another build makes room when it is idle', async () => {
    const folder = temporaryFolder();
    const old = await open(folder, { TEST_BUILD: 'old', TEST_IDLE_MS: '60000' });
    expect(old.owner.build).toBe('old');
    await old.close();
    const fresh = await open(folder);
    expect(fresh.owner.build).not.toBe('old');
    expect(notes(folder)).toBe('opened\nclosed\nopened\n');
  });

  it('of another build is used as it is while somebody needs it', async () => {
    const folder = temporaryFolder();
    const old = await open(folder, { TEST_BUILD: 'old' });
    const beside = await open(folder);
    expect(beside.owner.id).toBe(old.owner.id);
    await start(beside);
    await old.close();
    await beside.close();
    const later = await open(folder);
    expect(later.owner.id).toBe(old.owner.id);
    expect((await later.call('runs.list', {})).runs).toMatchObject([{ state: 'running' }]);
  });

  it('asked to end while nobody watches cancels what runs', async () => {
    const folder = temporaryFolder();
    const api = await open(folder);
    await start(api);
    await api.close();
    // it may still count us as a client, who then leaves: both end it
    endProcess(api.owner.pid, 'SIGTERM');
    await gone(folder);
    expect(notes(folder)).toBe('opened\ncancelled a run\nclosed\n');
  });

  it('asked to end while others watch goes on until the run ends', async () => {
    const folder = temporaryFolder();
    const api = await open(folder);
    await start(api);
    endProcess(api.owner.pid, 'SIGTERM');
    expect((await api.call('runs.list', {})).runs).toMatchObject([{ state: 'running' }]);
    expect(isOwned(folder)).toBe(true);
    await api.call('run.cancel', { run: 'last' });
    await gone(folder);
    expect(api.gone.aborted).toBe(true);
    expect(notes(folder)).toBe('opened\nclosed\n');
  });

  it('asked to end while others watch goes on until the last watcher leaves', async () => {
    const folder = temporaryFolder();
    const api = await open(folder);
    await start(api);
    endProcess(api.owner.pid, 'SIGINT');
    expect((await api.call('runs.list', {})).runs).toMatchObject([{ state: 'running' }]);
    await api.close();
    await gone(folder);
    expect(notes(folder)).toBe('opened\ncancelled a run\nclosed\n');
  });

  it('asked twice does not wait', async () => {
    const folder = temporaryFolder();
    const api = await open(folder);
    await start(api);
    endProcess(api.owner.pid, 'SIGTERM');
    await api.call('runs.list', {}); // it has seen the first signal: two at once may fall together
    endProcess(api.owner.pid, 'SIGTERM');
    await gone(folder);
    expect(notes(folder)).toBe('opened\ncancelled a run\nclosed\n');
  });

  it('that can not start says why, with the class of the error', async () => {
    const folder = temporaryFolder();
    const failing = open(folder, { TEST_FAIL: 'input' });
    await expect(failing).rejects.toThrow(InputError);
    await expect(failing).rejects.toThrow('the matrix of the test is wrong');
    expect(isOwned(folder)).toBe(false);
    await expect(open(folder, { TEST_FAIL: 'crash' })).rejects.toThrow(/could not be started/);
    await expect(openApi({ folder, ownerEntry: join(folder, 'missing.js') })).rejects.toThrow(/could not be started: Error: Cannot find module/);
    expect(isOwned(folder)).toBe(false);
  });

  it('that starts in vain tells its starter and does nothing', async () => {
    const folder = temporaryFolder();
    await open(folder);
    const child = spawn(process.execPath, [ownerEntry, '--data', folder], { stdio: ['ignore', 'inherit', 'inherit', 'pipe'] });
    let said = '';
    child.stdio[3]?.on('data', (chunk) => (said += String(chunk)));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect([code, said]).toEqual([0, 'taken\n']);
    expect(notes(folder)).toBe('opened\n');
  });

  it('that holds the lock and never answers is named', async () => {
    const folder = temporaryFolder();
    const lock = acquireOwner(folder);
    await expect(openApi({ folder, ownerEntry, timeoutMs: 100 })).rejects.toThrow(new RegExp(`process ${process.pid} that owns .* does not answer`));
    if ('socket' in lock) await expect(connectApi(lock.socket)).rejects.toThrow(/ENOENT/);
    if ('release' in lock) lock.release();
  });
});

describe('readers beside an owner', () => {
  it('see each cell as it is stored', async () => {
    const folder = temporaryFolder();
    const api = await open(folder);
    const reader = openStore(folder, { readOnly: true });
    onTestFinished(() => reader.close());
    expect(reader.listRuns(5).runs).toEqual([]);
    const { id } = await start(api);
    expect(reader.getRun(id).cells).toHaveLength(2);
    await api.call('run.cancel', { run: id });
    expect(reader.getRun(id).state).toBe('cancelled');
  });
});
