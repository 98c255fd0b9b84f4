// The folder picker of windows without a native dialog: what it lists, marks, follows and refuses.
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderSchema } from '../../../src/shared/api/views.ts';
import { InputError } from '../../../src/shared/domain/errors.ts';
import { listFolder, MOST_ENTRIES } from '../../../src/core/projects/index.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'cgoscope-folder-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string): void => writeFileSync(join(folder, name), '');
const make = (name: string): void => void mkdirSync(join(folder, name), { recursive: true });
const kinds = async (hidden = false): Promise<string[]> => (await listFolder(folder, hidden)).entries.map((entry) => `${entry.name} ${entry.kind}`);

describe('a folder', () => {
  it('lists folders first, then bundles, then files, each by name as people count', async () => {
    for (const name of ['b', 'A', 'dir10', 'dir9']) make(name);
    for (const name of ['z.txt', 'run.cgoscope', 'a.go']) write(name);
    const listed = await listFolder(folder, false);
    expect(folderSchema.parse(listed)).toEqual(listed);
    expect(listed.entries.map((entry) => entry.name)).toEqual(['A', 'b', 'dir9', 'dir10', 'run.cgoscope', 'a.go', 'z.txt']);
    expect(listed.entries.find((entry) => entry.name === 'run.cgoscope')).toEqual({ name: 'run.cgoscope', path: join(folder, 'run.cgoscope'), kind: 'bundle' });
    expect(listed).toMatchObject({ path: folder, parent: realpathSync(tmpdir()), module: false, truncated: false });
  });

  it('marks modules, itself included, by a go.mod that is a file', async () => {
    for (const name of ['module', 'plain', 'odd/go.mod']) make(name);
    write('module/go.mod');
    expect(await kinds()).toEqual(['module module', 'odd folder', 'plain folder']);
    expect((await listFolder(join(folder, 'module'), false)).module).toBe(true);
    expect((await listFolder(join(folder, 'odd'), false)).module).toBe(false);
  });

  it('leaves out hidden names unless they are asked for', async () => {
    make('.git');
    write('.hidden.cgoscope');
    expect(await kinds()).toEqual([]);
    expect(await kinds(true)).toEqual(['.git folder', '.hidden.cgoscope bundle']);
  });

  it('follows links, leaves out those that lead nowhere or in a circle, and is named by its real path', async () => {
    make('real');
    write('real/go.mod');
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    symlinkSync(join(folder, 'gone'), join(folder, 'broken'));
    symlinkSync(join(folder, 'circle'), join(folder, 'circle'));
    expect(await kinds()).toEqual(['link module', 'real module']);
    expect((await listFolder(join(folder, 'link'), false)).path).toBe(join(folder, 'real'));
  });

  it('without a path is the home folder; the root has no parent', async () => {
    make('project');
    expect((await listFolder(null, false, folder)).entries.map((entry) => entry.name)).toEqual(['project']);
    expect((await listFolder('/', false)).parent).toBeNull();
  });

  it('with more entries than are shown gives the first and says so; folders are never the ones left out', async () => {
    for (let i = 0; i < MOST_ENTRIES + 20; i += 1) write(`${String(i).padStart(5, '0')}.txt`);
    make('zzz');
    const listed = await listFolder(folder, false);
    expect(listed.truncated).toBe(true);
    expect(listed.entries).toHaveLength(MOST_ENTRIES);
    expect(listed.entries[0]?.name).toBe('zzz');
  });
});

describe('what is no folder to list', () => {
  it.each([
    ['relative/path', /is not an absolute path; expected one/],
    ['/nonexistent-for-sure', /can't be listed: there is no such folder/],
    ['/etc/passwd', /can't be listed: it is not a folder/],
    [`/${'x'.repeat(5000)}`, /can't be listed: the name is too long/],
    ['/a\0b', /is not an absolute path/],
  ])('%j is refused in one sentence', async (path, message) => {
    await expect(listFolder(path, false)).rejects.toThrow(message);
    await expect(listFolder(path, false)).rejects.toBeInstanceOf(InputError);
  });

  it('because it does not answer in time says so', async () => {
    for (let i = 0; i < 500; i += 1) make(`folder${i}`);
    await expect(listFolder(folder, false, folder, 0)).rejects.toThrow(/does not answer; is it on a server that has gone/);
  });

  it.skipIf(process.getuid?.() === 0)('because it may not be read says so', async () => {
    make('closed');
    chmodSync(join(folder, 'closed'), 0o000);
    await expect(listFolder(join(folder, 'closed'), false)).rejects.toThrow(/permission denied/);
  });
});
