// What a person may change, how it is kept, and what of the environment is shown.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settingsViewSchema, type WorkbenchSettings } from '../../../src/shared/domain/settings.ts';
import { InputError } from '../../../src/shared/domain/errors.ts';
import { callHandler } from '../../../src/core/procedures.ts';
import { changeSettingsProcedure, environmentOf, readSettingsProcedure, withoutUserinfo } from '../../../src/core/settings/index.ts';
import { readSettings, writeSettings } from '../../../src/core/store/index.ts';

let folder: string;
let env: Record<string, string>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cgoscope-settings-'));
  env = { HOME: folder };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (): string => join(folder, 'settings.json');
const context = { signal: new AbortController().signal, client: null };
const set = (change: Partial<WorkbenchSettings>) => callHandler(changeSettingsProcedure(folder), 'settings.set', { change, env }, context);
const get = () => callHandler(readSettingsProcedure(folder), 'settings.get', { env }, context);

function dockerContext(name: string, host: string): void {
  const place = join(folder, '.docker', 'contexts', 'meta', createHash('sha256').update(name).digest('hex'));
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'meta.json'), JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } }));
}

describe('settings', () => {
  it('are the defaults until one is changed; reading makes no file', async () => {
    const view = await get();
    expect(settingsViewSchema.parse(view)).toEqual(view);
    expect(view.settings).toEqual({ limitBytes: 20_000_000_000, endpoint: null, jobs: null });
    expect(view.settings).toEqual(view.defaults);
    expect(view.file).toBe(file());
    expect(existsSync(file())).toBe(false);
  });

  it('change what is named, keep the rest and what later versions wrote, in a whole file of this user alone', async () => {
    writeFileSync(file(), '{"limitBytes": 5000000000, "later": {"x": 1}}');
    expect((await set({ jobs: 3 })).settings).toEqual({ limitBytes: 5_000_000_000, endpoint: null, jobs: 3 });
    expect((await set({ limitBytes: 100_000_000, jobs: null })).settings).toEqual({ limitBytes: 100_000_000, endpoint: null, jobs: null });
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({ limitBytes: 100_000_000, later: { x: 1 }, jobs: null });
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });

  it.each([
    [{ limitBytes: 3 }, /limitBytes/],
    [{ jobs: 0 }, /jobs/],
    [{ jobs: 65 }, /jobs/],
    [{ endpoint: 'nope' }, /there is no docker context "nope"; there are default/],
    [{ endpoint: '' }, /endpoint is empty/],
    [{ endpoint: 'ftp://x' }, /unknown kind \(ftp\)/],
    [{ endpoint: 'tcp://user:secret@host:2376' }, /must hold no password/],
  ] as const)('%j is refused and nothing is written', async (change, message) => {
    const error: unknown = await set(change).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toMatch(message);
    expect(String(error)).not.toContain('secret');
    expect(existsSync(file())).toBe(false);
  });

  it('of a wrong file are refused with the place, and the file is left as it is', async () => {
    writeFileSync(file(), '{"jobs": "many"}');
    await expect(get()).rejects.toThrow(/settings\.json: jobs: /);
    await expect(set({ limitBytes: 200_000_000 })).rejects.toThrow(/settings\.json: jobs: /);
    expect(readFileSync(file(), 'utf8')).toBe('{"jobs": "many"}');
  });

  it('show a limit that a hand wrote below what a change may set', async () => {
    writeFileSync(file(), '{"limitBytes": 5}');
    expect((await get()).settings.limitBytes).toBe(5);
  });

  it('hold at once, for who reads them anew', () => {
    writeSettings(folder, { limitBytes: 700_000_000 });
    expect(readSettings(folder).limitBytes).toBe(700_000_000);
    writeSettings(folder, { limitBytes: undefined, jobs: 2 });
    expect(readSettings(folder)).toEqual({ limitBytes: 700_000_000, jobs: 2 });
  });

  it('take a docker context that exists, and list those there are without passwords', async () => {
    dockerContext('build', 'ssh://ana@build.example');
    dockerContext('odd', 'tcp://ana:secret@host:2376');
    const broken = join(folder, '.docker', 'contexts', 'meta', 'zz');
    mkdirSync(broken, { recursive: true });
    writeFileSync(join(broken, 'meta.json'), '{half');
    const view = await set({ endpoint: 'build' });
    expect(view.settings.endpoint).toBe('build');
    expect(view.endpoints.slice(1)).toEqual([
      { name: 'build', host: 'ssh://ana@build.example' },
      { name: 'odd', host: 'tcp://ana:***@host:2376' },
    ]);
    expect(view.endpoints[0]?.name).toBe('default');
  });
});

describe('the environment', () => {
  it('shows names that matter, with their meaning, in either case of proxies, and no other', () => {
    const shown = environmentOf({ https_proxy: 'http://p:3128', HTTP_PROXY: '', PATH: '/bin', GOPROXY: 'https://m.example|direct', DOCKER_HOST: 'unix:///run/x.sock' });
    expect(shown.map(({ name, value }) => `${name}=${value}`)).toEqual(['DOCKER_HOST=unix:///run/x.sock', 'https_proxy=http://p:3128', 'GOPROXY=https://m.example|direct']);
    expect(shown.every(({ meaning }) => meaning.length > 10)).toBe(true);
  });

  it.each([
    ['http://ana:secret@proxy:3128', 'http://***@proxy:3128'],
    ['ana:secret@proxy:3128', '***@proxy:3128'],
    ['http://ana:se@cret@proxy', 'http://***@proxy'],
    ['http://ana:sec/ret@proxy', 'http://***@proxy'],
    ['http://ana:sec,ret@proxy', 'http://***@proxy'],
    ['https://a.example,https://u:sec,ret@b.example', 'https://a.example,https://***@b.example'],
    ['https://tok@a.example,https://u:secret@b.example|direct', 'https://***@a.example,https://***@b.example|direct'],
    ['tcp://u:secret@host:2376', 'tcp://***@host:2376'],
    ['/home/ana@work/.docker', '/home/ana@work/.docker'],
    ['localhost,.example.org', 'localhost,.example.org'],
    ['off', 'off'],
  ])('%s is shown as %s', (value, shown) => {
    expect(withoutUserinfo(value)).toBe(shown);
  });
});
