// The built desktop shell with everything real but Electron: its entry, its window's files, its bridge, the owner's process that it starts.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shellEnv, temporaryFolder } from '../helpers/owner.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const BUNDLE = path.join(ROOT, 'resources/recorded-sample-run.cgoscope');
const PRELOAD = path.join(ROOT, 'out/preload/index.cjs');
const missing = ['out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html'].filter((file) => !existsSync(path.join(ROOT, file)));

describe.skipIf(missing.length > 0)(`the built desktop shell${missing.length === 0 ? '' : ` (skipped: ${missing.join(', ')} has not been built)`}`, () => {
  const data = temporaryFolder();
  afterAll(() => data.remove());
  let seen: Record<string, unknown> = {};
  beforeAll(() => {
    const { status, stdout, stderr, error } = spawnSync(process.execPath, [path.join(import.meta.dirname, 'run-built.ts'), BUNDLE], {
      env: { ...shellEnv(), CGOSCOPE_DATA: data.path, DOCKER_HOST: 'unix:///nonexistent/docker.sock' },
      cwd: data.path,
      encoding: 'utf8',
      timeout: 60_000,
      maxBuffer: 64 << 20,
    });
    if (status !== 0) throw new Error(`it ended with ${status}: ${error?.message ?? ''}${stderr}`);
    seen = JSON.parse(stdout) as Record<string, unknown>;
  }, 90_000);

  it('finds its own files: bridge, icon, the window’s script', () => {
    expect(seen['preload']).toBe(PRELOAD);
    if (process.platform === 'linux') expect(statSync(String(seen['icon'])).isFile()).toBe(true);
    expect(seen['script']).toEqual([expect.stringMatching(/^\/assets\/.+\.js$/), 200, 'text/javascript; charset=utf-8']);
  });

  it('hands the bundle it was started with to the window', () => {
    expect(seen['commands']).toEqual([{ type: 'import-bundle', path: BUNDLE }]);
  });

  it('starts the owner’s process, and does what the window asks through it', () => {
    expect(seen['imported']).toMatchObject({ ok: true, value: { cells: 20, fresh: true } });
    expect(seen['runs']).toMatchObject({ ok: true, value: { runs: [{ cells: 20 }] } });
    expect(seen['wrong']).toMatchObject({ ok: false, error: { data: { name: 'InputError' } } });
  });

  it('looks for the engine that the user’s environment names', () => {
    expect(seen['doctor']).toMatchObject({ ok: true, value: { endpoint: null } });
    expect(JSON.stringify(seen['doctor'])).toContain('/nonexistent/docker.sock');
  });

  it('ends well', () => expect(seen['exited']).toBe(0));

  it('has a bridge that a sandbox can run: one file, CommonJS, nothing required but electron', () => {
    const required: string[] = [];
    const exposed: string[] = [];
    const electron = { contextBridge: { exposeInMainWorld: (name: string) => exposed.push(name) }, ipcRenderer: { on: () => undefined, send: () => undefined }, webUtils: {} };
    const require = (name: string): unknown => (required.push(name), electron);
    vm.runInNewContext(readFileSync(PRELOAD, 'utf8'), {
      require,
      module: { exports: {} },
      exports: {},
      location: { protocol: 'app:', host: 'cgoscope' },
      process: { platform: 'linux' },
    });
    expect([[...new Set(required)], exposed]).toEqual([['electron'], ['cgoscope']]);
    expect(statSync(PRELOAD).size).toBeLessThan(20_000);
  });
});
