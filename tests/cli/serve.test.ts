// `serve` and `app` as commands: what stands on which stream, what ends them, and what becomes of an owner that goes away.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { OpenedApi, Served, ServeOptions } from '../../src/cli/io.ts';
import { DisconnectedError } from '../../src/shared/api/wire-errors.ts';
import { EngineUnavailableError, InputError } from '../../src/shared/domain/errors.ts';
import { findElectron } from '../../src/cli/electron.ts';
import { cli, FakeApi, type Scene, type Told } from './support.ts';

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
};

class FakeServer implements Served {
  readonly port = 4321;
  readonly options: ServeOptions;
  readonly links: (string | undefined)[] = [];
  refreshed = 0;
  closed = 0;
  constructor(options: ServeOptions) {
    this.options = options;
  }
  newLink(to?: string): string {
    this.links.push(to);
    return `http://127.0.0.1:4321/open?token=T${this.links.length}`;
  }
  refresh(): void {
    this.refreshed += 1;
  }
  close(): Promise<void> {
    this.closed += 1;
    return Promise.resolve();
  }
}

const RUNS = { schema: 'cgoscope/runs@0', runs: [] } as const;
const api = (): FakeApi => new FakeApi({ 'runs.list': () => ({ ...RUNS, runs: [] }) });

/** Starts a command that serves; resolves when it does. */
async function serving(argv: string[], scene: Scene = {}) {
  const servers: FakeServer[] = [];
  let interrupt: (why?: string) => void = () => undefined;
  let enter: () => void = () => undefined;
  const ended: Promise<Told> = cli(argv, {
    api: api(),
    env: { CGOSCOPE_DATA: '/data/of/ann', DOCKER_HOST: 'unix:///x', SECRET: 's3cret' },
    ...scene,
    server: async (options) => {
      const server = new FakeServer(options);
      servers.push(server);
      return server;
    },
    interrupt: (press) => (interrupt = press),
    enter: (press) => (enter = press),
  });
  await until(() => (servers[0]?.links.length ?? 0) > 0);
  const server = servers[0];
  if (server === undefined) throw new Error('it serves');
  return { server, ended, interrupt: (why?: string) => interrupt(why), enter: () => enter() };
}

describe('serve', () => {
  it('prints one sentence and the link on stdout, and what else is good to know on stderr', async () => {
    const { ended, interrupt } = await serving(['serve']);
    interrupt('SIGINT');
    const { code, out, err } = await ended;
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([expect.stringMatching(/link works once/), 'http://127.0.0.1:4321/open?token=T1', '']);
    expect(err).toContain('Enter prints a further link');
    expect(err).toContain('ssh -L 4321:127.0.0.1:4321 ');
  });

  it('gives the server the port, a folder in the data folder, and the names of the environment that may travel', async () => {
    const { server, ended, interrupt } = await serving(['serve', '--port', '8080']);
    expect(server.options).toMatchObject({ port: 8080, uploads: '/data/of/ann/uploads', env: { CGOSCOPE_DATA: '/data/of/ann', DOCKER_HOST: 'unix:///x' } });
    expect(server.options.env).not.toHaveProperty('SECRET');
    interrupt('SIGTERM');
    expect((await ended).code).toBe(0);
  });

  it('prints a further link for every line on stdin, and no other way', async () => {
    const { server, ended, enter, interrupt } = await serving(['serve']);
    enter();
    enter();
    expect(server.links).toHaveLength(3);
    interrupt('SIGINT');
    const { out } = await ended;
    expect(out.match(/token=T\d/g)).toEqual(['token=T1', 'token=T2', 'token=T3']);
    enter();
    expect(server.links).toHaveLength(3);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('ends well on %s: server and api are closed', async (signal) => {
    const double = api();
    const { server, ended, interrupt } = await serving(['serve'], { api: double });
    interrupt(signal);
    expect((await ended).code).toBe(0);
    expect([server.closed, double.closed]).toEqual([1, 1]);
  });

  it('goes on when the reader of its stdout has gone', async () => {
    const { server, ended, interrupt } = await serving(['serve']);
    interrupt('the reader of stdout has gone');
    await new Promise((resolve) => setImmediate(resolve));
    expect(server.closed).toBe(0);
    interrupt('SIGTERM');
    expect((await ended).code).toBe(0);
  });

  it('opens the workbench as its owner’s client, before it promises anything', async () => {
    const double = api();
    const { ended, interrupt } = await serving(['serve'], { api: double });
    expect(double.opened).toEqual([expect.objectContaining({ needOwner: true })]);
    interrupt();
    await ended;
    const failed = await cli(['serve'], { api: new EngineUnavailableError('no owner', 'fix it'), server: () => Promise.reject(new Error('it must not come to this')) });
    expect(failed).toMatchObject({ code: 3, out: '', err: 'cgoscope: no owner\nfix it\n' });
  });

  it.each(['-1', '65536', 'x', '80.5', ''])('refuses the port %j', async (port) => {
    const { code, out, err } = await cli(['serve', '--port', port]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('a whole number from 0 to 65535');
  });

  it('says in one sentence that a port is taken, and ends with 2', async () => {
    const double = api();
    const { code, out, err } = await cli(['serve', '--port', '80'], {
      api: double,
      server: () => Promise.reject(new InputError('port 80 is in use by another program', { input: '--port' })),
    });
    expect([code, out, err]).toEqual([2, '', 'cgoscope: port 80 is in use by another program\n']);
    expect(double.closed).toBe(1);
  });

  it('outlives the process behind the api: says so, tells the windows, and opens another one at the next call', async () => {
    const opened: { api: FakeApi; go: () => void }[] = [];
    const open = (): OpenedApi => {
      const gone = new AbortController();
      const double = new FakeApi({
        'runs.list': () => {
          if (gone.signal.aborted) throw new DisconnectedError('gone');
          return { ...RUNS, runs: [] };
        },
      });
      opened.push({ api: double, go: () => gone.abort() });
      return Object.assign(double, { gone: gone.signal });
    };
    const { server, ended, interrupt } = await serving(['serve'], { open: () => Promise.resolve(open()) });
    const heard: string[] = [];
    server.options.api.on('lab', (event) => heard.push(event.type), { signal: new AbortController().signal });
    await until(() => opened[0]?.api.listeners === 1);
    opened[0]?.go();
    expect(server.refreshed).toBe(1);
    expect(opened).toHaveLength(1);
    await expect(server.options.api.call('runs.list', {})).resolves.toEqual({ ...RUNS, runs: [] });
    expect(opened).toHaveLength(2);
    expect(opened[1]?.api.listeners).toBe(1);
    opened[1]?.api.emit({ schema: 'cgoscope/event@0', type: 'stored', run: 'r', at: '2026-01-01T00:00:00Z', change: 'imported' });
    expect(heard).toEqual(['stored']);
    interrupt('SIGINT');
    const { code, err } = await ended;
    expect(code).toBe(0);
    expect(err).toContain('the process that owns the data folder has ended');
    expect(server.refreshed).toBe(1);
    expect(opened.map((each) => each.api.closed)).toEqual([0, 1]);
  });
});

/** A built command line with a desktop beside it whose program is `script`. */
function desktop(script: string | null): { builtFolder: string; dist: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'cgoscope-app-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const builtFolder = path.join(folder, 'out', 'main');
  const dist = path.join(folder, 'dist');
  mkdirSync(builtFolder, { recursive: true });
  mkdirSync(dist);
  writeFileSync(path.join(builtFolder, 'index.js'), '');
  if (script !== null) {
    const program = path.join(dist, 'electron');
    writeFileSync(program, `#!/bin/sh\n${script}\n`);
    chmodSync(program, 0o755);
  }
  return { builtFolder, dist };
}

describe.skipIf(process.platform !== 'linux')('app', () => {
  it('runs the desktop in the foreground and ends with its code', async () => {
    const { builtFolder, dist } = desktop('printf "%s\\n" "$@" > "$(dirname "$0")/argv"; printf "%s" "$ELECTRON_RUN_AS_NODE" >> "$(dirname "$0")/argv"; exit 7');
    const cwd = path.dirname(dist);
    const told = await cli(['app', 'dist'], {
      builtFolder,
      cwd,
      env: { PATH: process.env.PATH ?? '', ELECTRON_OVERRIDE_DIST_PATH: dist, DISPLAY: ':0', ELECTRON_RUN_AS_NODE: '1' },
    });
    expect(told).toMatchObject({ code: 7, out: '', err: '' });
    expect(readFileSync(path.join(dist, 'argv'), 'utf8')).toBe(`${path.join(builtFolder, 'index.js')}\n${dist}\n`);
  });

  it('passes on that it is asked to end, and counts that as a good end', async () => {
    const { builtFolder, dist } = desktop('echo > "$(dirname "$0")/started"; while :; do sleep 0.02; done');
    let press: (why?: string) => void = () => undefined;
    const ended = cli(['app'], {
      builtFolder,
      env: { PATH: process.env.PATH ?? '', ELECTRON_OVERRIDE_DIST_PATH: dist, WAYLAND_DISPLAY: 'wayland-0' },
      interrupt: (given) => (press = given),
    });
    await until(() => existsSync(path.join(dist, 'started')));
    press('SIGTERM');
    expect(await ended).toMatchObject({ code: 0 });
  });

  it.each([
    ['there is no screen', 'exit 9', {}, 'this session has no screen'],
    ['the program is missing', null, { DISPLAY: ':0' }, 'has no electron'],
  ])('serves where %s, and says why', async (_what, script, env, why) => {
    const { builtFolder, dist } = desktop(script);
    const { ended, interrupt } = await serving(['app'], { builtFolder, env: { PATH: process.env.PATH ?? '', ELECTRON_OVERRIDE_DIST_PATH: dist, ...env } });
    interrupt('SIGINT');
    const { code, err, out } = await ended;
    expect(code).toBe(0);
    expect(err).toMatch(/^No desktop window: .*\. The browser's is served instead\.\n/);
    expect(err).toContain(why);
    expect(out).toContain('http://127.0.0.1:4321/open?token=T1');
  });

  it('served, leads to what it was given: a project as a matrix, a bundle as a run', async () => {
    const { dist, builtFolder } = desktop(null);
    const cwd = path.dirname(dist);
    writeFileSync(path.join(cwd, 'a.cgoscope'), '');
    const double = new FakeApi({
      'runs.list': () => ({ ...RUNS, runs: [] }),
      'project.open': ({ path: given }) => ({ path: `/real${given}` }),
      'bundle.import': () => ({ id: '01RUN', cells: 3, fresh: true }),
    });
    const scene: Scene = { api: double, builtFolder, cwd, env: { ELECTRON_OVERRIDE_DIST_PATH: dist } };
    const project = await serving(['app', 'dist'], scene);
    expect(project.server.links).toEqual([`/matrix?path=${encodeURIComponent(`/real${dist}`)}`]);
    project.interrupt('SIGINT');
    await project.ended;
    const bundle = await serving(['app', 'a.cgoscope'], scene);
    expect(bundle.server.links).toEqual(['/runs/01RUN']);
    expect(double.input('bundle.import')).toEqual({ file: path.join(cwd, 'a.cgoscope') });
    bundle.interrupt('SIGINT');
    await bundle.ended;
  });

  it('refuses a path that is not there', async () => {
    const { code, err } = await cli(['app', 'nowhere'], { cwd: '/tmp' });
    expect([code, err]).toEqual([2, 'cgoscope: /tmp/nowhere: there is no such file or folder\n']);
  });

  it('never asks the package of Electron where it is, as that downloads it', () => {
    // the package is here for its types; whether its program is differs from machine to machine, and both are an answer
    const found = findElectron(import.meta.dirname, {});
    expect(Object.keys(found)).toEqual([expect.stringMatching(/^(program|missing)$/)]);
    expect(findElectron('/', {})).toEqual({ missing: 'the package of Electron is not installed' });
  });
});
