// bin/cgoscope in checkouts of its own: finds itself, its Node and its build from anywhere, and builds when it has to.
import { execFile, spawn } from 'node:child_process';
import { appendFileSync, chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const repository = path.join(import.meta.dirname, '..', '..');
let folder = '';
let checkout = '';

const MAIN = 'process.stdout.write(JSON.stringify({ argv: process.argv.slice(2), cwd: process.cwd(), napi: process.versions.napi }));\n';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cgoscope-launcher-'));
  checkout = path.join(folder, "a folder's name");
  mkdirSync(path.join(checkout, 'bin'), { recursive: true });
  mkdirSync(path.join(checkout, 'src', 'cli'), { recursive: true });
  copyFileSync(path.join(repository, 'bin', 'cgoscope'), path.join(checkout, 'bin', 'cgoscope'));
  chmodSync(path.join(checkout, 'bin', 'cgoscope'), 0o755);
  for (const file of ['package.json', 'electron.vite.config.ts', 'renderer.vite.config.ts']) copyFileSync(path.join(repository, file), path.join(checkout, file));
  symlinkSync(path.join(repository, 'node_modules'), path.join(checkout, 'node_modules'));
  writeFileSync(path.join(checkout, 'src', 'cli', 'main.ts'), MAIN);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  code: number;
  out: string;
  err: string;
}
const start = (file: string, argv: string[] = [], options: { cwd?: string; env?: Record<string, string> } = {}): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(file, argv, { cwd: options.cwd ?? folder, env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...options.env } }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err }),
    );
  });
const launcher = (): string => path.join(checkout, 'bin', 'cgoscope');
const built = (): string => path.join(checkout, 'out', 'main', 'cli.js');
const builtAt = (): bigint => statSync(built(), { bigint: true }).mtimeNs;

describe('the launcher', () => {
  it('builds what is missing, without a word, and hands over argv as it stands', async () => {
    const argv = ['run', 'a b', '', "it's", '--set', 'cgo=0,1', '$(x)'];
    const told = await start(launcher(), argv, { cwd: checkout });
    expect(told).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(told.out)).toMatchObject({ argv, cwd: checkout });
    expect(Number((JSON.parse(told.out) as { napi: string }).napi)).toBeGreaterThanOrEqual(10);
  });

  it('is found through symbolic links, absolute and relative, from any folder', async () => {
    mkdirSync(path.join(folder, 'bin dir'));
    symlinkSync(launcher(), path.join(folder, 'bin dir', 'one'));
    symlinkSync('one', path.join(folder, 'bin dir', 'two'));
    const told = await start('./bin dir/two', ['x'], { cwd: folder });
    expect(told.err).toBe('');
    expect(JSON.parse(told.out)).toMatchObject({ argv: ['x'], cwd: folder });
  });

  it('builds again after a source changed, was added or was removed, and only then', async () => {
    const other = path.join(checkout, 'src', 'cli', 'other.ts');
    await start(launcher());
    const first = builtAt();
    await start(launcher());
    expect(builtAt()).toBe(first);

    writeFileSync(path.join(checkout, 'src', 'cli', 'main.ts'), "process.stdout.write('changed');\n");
    expect((await start(launcher())).out).toBe('changed');
    const second = builtAt();
    expect(second).toBeGreaterThan(first);

    writeFileSync(other, 'export const x = 1;\n');
    await start(launcher());
    const third = builtAt();
    expect(third).toBeGreaterThan(second);
    rmSync(other);
    await start(launcher());
    expect(builtAt()).toBeGreaterThan(third);
  });

  it('takes a source saved while a build ran for newer than that build', async () => {
    await start(launcher());
    // The entry carries the time at which its build began.
    const began = statSync(built()).mtime;
    utimesSync(path.join(checkout, 'src', 'cli', 'main.ts'), new Date(), new Date(began.getTime() + 1));
    const before = builtAt();
    await start(launcher());
    expect(builtAt()).toBeGreaterThan(before);
  });

  it('shows why a build failed, and exits 70', async () => {
    writeFileSync(path.join(checkout, 'src', 'cli', 'main.ts'), 'const = ;\n');
    const told = await start(launcher());
    expect(told.code).toBe(70);
    expect(told.out).toBe('');
    expect(told.err).toContain('main.ts');
    expect(told.err).toContain('cgoscope: the build failed; its output is above');
    expect(existsSync(path.join(checkout, 'out', '.build-lock'))).toBe(false);
  });

  it('builds once when several start at once', async () => {
    const config = path.join(checkout, 'electron.vite.config.ts');
    // Loaded once for each build.
    appendFileSync(config, `\nimport { appendFileSync } from 'node:fs';\nappendFileSync(${JSON.stringify(path.join(folder, 'builds'))}, 'x');\n`);
    const all = await Promise.all([1, 2, 3, 4].map((n) => start(launcher(), [String(n)])));
    expect(all.map((told) => [told.code, told.err])).toEqual(all.map(() => [0, '']));
    expect(all.map((told) => (JSON.parse(told.out) as { argv: string[] }).argv[0])).toEqual(['1', '2', '3', '4']);
    expect(readFileSync(path.join(folder, 'builds'), 'utf8')).toBe('x');
    expect(existsSync(path.join(checkout, 'out', '.build-lock'))).toBe(false);
  });

  it('takes over the lock of a launcher that died', async () => {
    const dead = spawn('true');
    await new Promise((resolve) => dead.on('exit', resolve));
    mkdirSync(path.join(checkout, 'out', '.build-lock'), { recursive: true });
    writeFileSync(path.join(checkout, 'out', '.build-lock', 'pid'), `${dead.pid}\n`);
    expect((await start(launcher())).code).toBe(0);
  });

  it('sends to quickstart where no packages are installed', async () => {
    rmSync(path.join(checkout, 'node_modules'));
    const told = await start(launcher());
    expect(told.code).toBe(70);
    expect(told.err).toMatch(/^cgoscope: its packages are not installed; run .*\/quickstart once\n$/);
  });

  it('refuses a system Node that is too old, and names it', async () => {
    rmSync(path.join(checkout, 'node_modules'));
    mkdirSync(path.join(checkout, 'node_modules'));
    const bin = path.join(folder, 'old');
    mkdirSync(bin);
    writeFileSync(path.join(bin, 'node'), '#!/bin/sh\n[ "$1" = --version ] && echo v20.1.0 && exit\nexit 1\n', { mode: 0o755 });
    const told = await start(launcher(), [], { env: { PATH: `${bin}:${process.env['PATH'] ?? ''}` } });
    expect(told.code).toBe(70);
    expect(told.err).toBe(`cgoscope: ${bin}/node is v20.1.0, too old; run ./quickstart, or install Node 22.14 or later\n`);
  });

  it('is plain POSIX shell', () => {
    expect(readFileSync(launcher(), 'utf8')).not.toMatch(/\[\[|\bfunction\b|\blocal\b|<\(|\$'|\bsource\b/);
  });
});

describe('the built command line', () => {
  const real = path.join(repository, 'bin', 'cgoscope');

  it('ends quietly when its reader has gone', async () => {
    const told = await start('/bin/sh', ['-c', '"$1" schema run | head -n 1; "$1" --help | true', 'sh', real]);
    expect(told).toEqual({ code: 0, out: '{\n', err: '' });
  });

  it('says its version, and nothing of colours on a pipe', async () => {
    const { version } = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8')) as { version: string };
    expect(await start(real, ['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
    expect((await start(real, ['elf', '/bin/sh'])).out).not.toContain('\u001b');
  });

  // How fast: `npm run bench -- --part start`.
  it.each([[['schema', 'run']], [['elf', '/bin/sh']], [['runs']]])('%j answers, and says nothing beside it', async (argv) => {
    const told = await start(real, argv, { env: { CGOSCOPE_DATA: path.join(folder, 'data') } });
    expect(told).toEqual({ code: 0, out: expect.stringMatching(/\S\n$/) as string, err: '' });
  });
});
