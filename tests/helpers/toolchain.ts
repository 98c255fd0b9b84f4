// The toolchain room on a real engine, with a cache folder that outlives the test run, so that packages are downloaded once per machine.
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createToolchainRoom, type Toolchain, type ToolchainRoom, type ToolchainRoomOptions } from '../../src/core/toolchain/index.ts';
import type { Engine, TarFile } from '../../src/core/engine/index.ts';

export const TEST_CACHE = process.env['CGOSCOPE_TEST_CACHE'] ?? join(tmpdir(), 'cgoscope-test-cache');

/** Images and the build cache stay on the engine between test runs, under this install. */
export const TEST_IDENTITY = { install: 'cgoscope-tests', owner: `owner-${randomUUID()}` };

export const shellEnv = (): Record<string, string> => Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));

export const testRoom = (engine: Engine, more: Partial<ToolchainRoomOptions> = {}): Promise<ToolchainRoom> =>
  createToolchainRoom({ engine, cacheFolder: join(TEST_CACHE, 'toolchains'), prefer: 'debian', env: shellEnv(), ...more });

/** Work nobody cancels; the test's own time limit ends it. */
export const patient = { progress: (): void => undefined, signal: new AbortController().signal };

const CACHE_VOLUME = 'cgoscope-tests-gocache';

/** `go build` of one main package in a toolchain; the log, and the program where there is one. */
export async function build(
  engine: Engine,
  toolchain: Toolchain,
  files: Record<string, string>,
  env: Record<string, string>,
  flags: string[] = [],
): Promise<{ code: number; log: string; program: Buffer | null }> {
  await engine.ensureVolume(CACHE_VOLUME, 'cache');
  const builder = await engine.startLeased({
    image: toolchain.image,
    role: 'build',
    run: '-',
    argv: ['cat'],
    network: 'none',
    mounts: [{ volume: CACHE_VOLUME, target: '/gocache', readOnly: false }],
  });
  try {
    const tar: TarFile[] = [
      { name: 'src', type: 'directory', mode: 0o755 },
      ...Object.entries(files).map(([name, content]): TarFile => ({ name: `src/${name}`, type: 'file', mode: 0o644, content: Buffer.from(content) })),
    ];
    await engine.putFiles(builder.id, '/', tar);
    let log = '';
    const take = (chunk: Buffer): void => void (log += chunk.toString());
    const { code } = await engine.exec(builder.id, {
      argv: [`${toolchain.goroot}/bin/go`, 'build', '-trimpath', '-buildvcs=false', ...flags, '-o', '/out', '.'],
      workdir: '/src',
      env: { ...toolchain.env, ...toolchain.cgoEnv, GOCACHE: '/gocache', GOFLAGS: '', GOPROXY: 'off', CGO_ENABLED: Object.keys(toolchain.cgoEnv).length > 0 ? '1' : '0', ...env },
      onStdout: take,
      onStderr: take,
    });
    return { code, log, program: code === 0 ? ((await engine.getFile(builder.id, '/out'))?.content ?? null) : null };
  } finally {
    await builder.end();
  }
}

/** Runs a program in an image, as Docker starts it. */
export async function runIn(
  engine: Engine,
  image: string,
  platform: string,
  program: Buffer,
  argv: string[] = ['/app'],
  mounts: { volume: string; target: string; readOnly: boolean }[] = [],
): Promise<{ code: number; stdout: string; stderr: string }> {
  const id = await engine.createContainer({ image, role: 'run', run: '-', platform, argv, network: 'none', mounts });
  try {
    await engine.putFiles(id, '/', [{ name: 'app', type: 'file', mode: 0o755, content: program }]);
    const output = { stdout: '', stderr: '' };
    const running = await engine.startContainer(id, {
      onStdout: (chunk) => void (output.stdout += chunk.toString()),
      onStderr: (chunk) => void (output.stderr += chunk.toString()),
    });
    return { code: (await running.ended).code, ...output };
  } finally {
    await engine.removeContainer(id);
  }
}

/** PT_INTERP (3) of a 64-bit little-endian ELF file, and its e_machine: enough to see what a toolchain linked. */
export function interpOf(elf: Buffer): { machine: number; interp: string | null } {
  const machine = elf.readUInt16LE(18);
  const [offset, size, count] = [Number(elf.readBigUInt64LE(32)), elf.readUInt16LE(54), elf.readUInt16LE(56)];
  for (let at = offset; at < offset + size * count; at += size) {
    if (elf.readUInt32LE(at) !== 3) continue;
    const [from, length] = [Number(elf.readBigUInt64LE(at + 8)), Number(elf.readBigUInt64LE(at + 32))];
    return { machine, interp: elf.toString('latin1', from, from + length - 1) };
  }
  return { machine, interp: null };
}
