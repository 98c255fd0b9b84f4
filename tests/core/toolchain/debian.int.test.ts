import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { HostApt } from '../../../src/core/toolchain/debian/host-apt.ts';
import { LayerStore } from '../../../src/core/toolchain/layers.ts';
import { muslRunPart } from '../../../src/core/toolchain/parts.ts';
import { archOf } from '../../../src/core/toolchain/platforms.ts';
import { createToolchainRoom } from '../../../src/core/toolchain/index.ts';
import { CancelledError, UnsupportedError } from '../../../src/shared/domain/errors.ts';
import { reachEngine } from '../../helpers/engine.ts';
import { build, interpOf, patient, runIn, shellEnv, TEST_IDENTITY, testRoom } from '../../helpers/toolchain.ts';

const run = promisify(execFile);
const EM_X86_64 = 62;
const EM_AARCH64 = 183;
const { engine } = await reachEngine(TEST_IDENTITY);
const room = engine ? await testRoom(engine) : null;
const info = engine ? await engine.info() : null;
// Loader names below are those of an amd64 engine; elsewhere native and foreign change places.
const skip =
  !engine || !room || info?.platform !== 'linux/amd64' || (await room.check({ go: '1.24', platform: 'linux/amd64', libc: 'glibc', packages: [] })).kind === 'unsupported';
if (engine && room && skip)
  console.warn(
    `skipped: toolchains of Debian packages on ${info?.platform ?? '?'}: ${JSON.stringify(await room.check({ go: '1.24', platform: 'linux/amd64', libc: 'glibc', packages: [] }))}`,
  );

const MODULE = { 'go.mod': 'module example.test/hello\n\ngo 1.22\n' };
const PURE = { ...MODULE, 'main.go': 'package main\n\nfunc main() { println("pure") }\n' };
const CGO = { ...MODULE, 'main.go': 'package main\n\n// static int three(void) { return 3; }\nimport "C"\n\nfunc main() { println("cgo", C.three()) }\n' };

afterAll(() => engine?.close());

describe.skipIf(skip)("toolchains of Debian's packages", () => {
  if (!engine || !room) return;
  const toolchain = (platform: string, libc: 'glibc' | 'musl' | null, packages: string[] = []) => room.ensure({ go: '1.24', platform, libc, packages }, patient);
  const program = async (built: Promise<{ code: number; log: string; program: Buffer | null }>): Promise<Buffer> => {
    const { program: bytes, log, code } = await built;
    if (!bytes) throw new Error(`go build ended with ${code}: ${log}`);
    return bytes;
  };

  it('build pure Go for native and foreign platforms with Go alone, static', async () => {
    const go = await toolchain('linux/amd64', null);
    expect(go.goVersion).toMatch(/^go1\.24\./);
    expect((await toolchain('linux/arm64', null)).digest).toBe(go.digest);
    const native = await program(build(engine, go, PURE, { GOARCH: 'amd64' }));
    expect(interpOf(native)).toEqual({ machine: EM_X86_64, interp: null });
    expect(interpOf(await program(build(engine, go, PURE, { GOARCH: 'arm64' })))).toEqual({ machine: EM_AARCH64, interp: null });
    const empty = await room.ensureRunImage('empty', 'linux/amd64', patient);
    expect(await runIn(engine, empty.image, 'linux/amd64', native)).toMatchObject({ code: 0, stderr: 'pure\n' });
    expect((await build(engine, go, CGO, { CGO_ENABLED: '1' })).log).toMatch(/C compiler "gcc" not found/);
  });

  it('link cgo with the C library asked for, and the run images carry what each needs', async () => {
    const run = async (name: string, bytes: Buffer): Promise<{ code: number; stderr: string }> =>
      runIn(engine, (await room.ensureRunImage(name, 'linux/amd64', patient)).image, 'linux/amd64', bytes);
    const glibc = await program(build(engine, await toolchain('linux/amd64', 'glibc'), CGO, {}));
    expect(interpOf(glibc)).toEqual({ machine: EM_X86_64, interp: '/lib64/ld-linux-x86-64.so.2' });
    const musl = await program(build(engine, await toolchain('linux/amd64', 'musl'), CGO, {}));
    expect(interpOf(musl)).toEqual({ machine: EM_X86_64, interp: '/lib/ld-musl-x86_64.so.1' });
    expect(await run('glibc', glibc)).toMatchObject({ code: 0, stderr: 'cgo 3\n' });
    expect(await run('distroless', glibc)).toMatchObject({ code: 0, stderr: 'cgo 3\n' });
    expect(await run('musl', musl)).toMatchObject({ code: 0, stderr: 'cgo 3\n' });
    expect(await run('glibc-old', glibc)).toMatchObject({ code: 1, stderr: expect.stringContaining("GLIBC_2.34' not found") });
    expect(await run('musl', glibc)).toMatchObject({ code: 1 });
    const fixed = await program(build(engine, await toolchain('linux/amd64', 'musl'), CGO, {}, ['-ldflags=-linkmode=external -extldflags=-static']));
    expect(interpOf(fixed).interp).toBeNull();
    expect(await run('empty', fixed)).toMatchObject({ code: 0 });
  });

  it('cross-compile cgo with both C libraries', async () => {
    const [glibc, musl] = [await toolchain('linux/arm64', 'glibc'), await toolchain('linux/arm64', 'musl')];
    expect(interpOf(await program(build(engine, glibc, CGO, { GOARCH: 'arm64' })))).toEqual({ machine: EM_AARCH64, interp: '/lib/ld-linux-aarch64.so.1' });
    expect(interpOf(await program(build(engine, musl, CGO, { GOARCH: 'arm64' })))).toEqual({ machine: EM_AARCH64, interp: '/lib/ld-musl-aarch64.so.1' });
  });

  it('take C libraries into a layer of their own', async () => {
    const sources = {
      ...MODULE,
      'main.go': 'package main\n\n// #cgo pkg-config: zlib\n// #include <zlib.h>\nimport "C"\n\nfunc main() { println(C.GoString(C.zlibVersion())) }\n',
    };
    const without = await build(engine, await toolchain('linux/amd64', 'glibc'), sources, {});
    expect(without).toMatchObject({ code: 1, log: expect.stringContaining('zlib') });
    expect((await build(engine, await toolchain('linux/amd64', 'glibc', ['zlib1g-dev']), sources, {})).code).toBe(0);
    const foreign = await toolchain('linux/arm64', 'glibc', ['zlib1g-dev']);
    expect(interpOf(await program(build(engine, foreign, sources, { GOARCH: 'arm64' }))).machine).toBe(EM_AARCH64);
  });

  it('make images that say their true platform', async () => {
    for (const [base, libc] of [
      ['empty', 'none'],
      ['glibc', 'glibc 2.41'],
      ['musl', 'musl 1.2.5'],
    ] as const) {
      const image = await room.ensureRunImage(base, 'linux/arm64', patient);
      expect(image.libc).toBe(libc);
      expect((await engine.inspectImage(image.image))?.platform).toBe('linux/arm64');
    }
    expect((await room.ensureRunImage('glibc-old', 'linux/amd64', patient)).libc).toBe('glibc 2.31');
  });

  it('bring a tracer that works in an empty image without capabilities, from a read-only volume', async () => {
    const tracer = await room.ensureTracer(patient);
    expect(tracer.version).toMatch(/^strace \d/);
    const empty = await room.ensureRunImage('empty', 'linux/amd64', patient);
    const pure = await program(build(engine, await toolchain('linux/amd64', null), PURE, {}));
    const traced = await runIn(
      engine,
      empty.image,
      'linux/amd64',
      pure,
      [...tracer.argv, '-f', '-e', 'trace=execve', '/app'],
      [{ volume: tracer.volume, target: tracer.mount, readOnly: true }],
    );
    expect(traced).toMatchObject({ code: 0, stderr: expect.stringMatching(/execve\("\/app".* = 0[\s\S]*pure/) });
  });

  it('come with lines that make them by hand: same files, same Go', async (context) => {
    const docker = await run('docker', ['version', '--format', '{{.Server.Version}}']).then(
      () => true,
      () => false,
    );
    if (!docker || process.getuid?.() !== 0) return console.warn('skipped: running the recipes needs root and the docker command line');
    for (const made of [await toolchain('linux/amd64', null), await room.ensureRunImage('musl', 'linux/arm64', patient)]) {
      const byHand = `cgoscope-tests/by-hand:${made.digest.slice(7, 19)}`;
      try {
        try {
          await run('bash', ['-c', made.recipe.map((line) => line.replaceAll(made.image, byHand)).join('\n')], { maxBuffer: 64 << 20 });
        } catch (error) {
          // The lines name versions, and an archive drops the old ones at a point release; an image that is older than that can't be made again.
          const gone = /E: Version '\S+' for '\S+' was not found/.exec(error instanceof Error ? error.message : '')?.[0];
          if (gone === undefined) throw error;
          const why = `${made.image} is older than the archive's last point release: ${gone}`;
          Object.assign(context.task.meta, { skipReason: why }); // what the report of all tests prints
          return context.skip(why);
        }
        const [ours, theirs] = [await filesOf(made.image), await filesOf(byHand)];
        expect(theirs).toEqual(ours);
        expect((await engine.inspectImage(byHand))?.platform).toBe((await engine.inspectImage(made.image))?.platform);
        if ('goroot' in made) {
          const { stdout } = await run('docker', ['run', '--rm', '--network', 'none', byHand, `${made.goroot}/bin/go`, 'version']);
          expect(stdout).toContain(`go version ${made.goVersion} `);
        }
      } finally {
        await engine.removeImage(byHand);
      }
    }
  });

  it('give the same image for the same packages', async () => {
    // An image that nothing else uses (one that another install made would be used, but neither listed nor removed), of a release that no mirror syncs any more.
    const before = await room.ensureRunImage('glibc-old', 'linux/arm/v7', patient);
    await room.remove([before.image]);
    expect(await room.checkRunImage('glibc-old', 'linux/arm/v7')).toMatchObject({ kind: 'obtainable', downloadBytes: 0 });
    expect((await room.ensureRunImage('glibc-old', 'linux/arm/v7', patient)).digest).toBe(before.digest);
    expect((await room.list()).map((entry) => entry.image)).toContain(before.image);
    await expect(room.remove(['nothing-of-ours'])).rejects.toThrow('there is no toolchain');
  });

  it('are not made by half when they are cancelled', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cgoscope-toolchain-'));
    try {
      const fresh = await createToolchainRoom({ engine, cacheFolder: folder, prefer: 'debian', env: shellEnv() });
      const controller = new AbortController();
      // An image that no other test asks for, so that it has to be downloaded.
      const work = fresh.ensureRunImage('glibc-old', 'linux/386', {
        signal: controller.signal,
        progress: ({ text }) => {
          if (text.startsWith('downloading')) controller.abort();
        },
      });
      await expect(work).rejects.toBeInstanceOf(CancelledError);
      await expect.poll(async () => (await readdir(folder, { recursive: true })).filter((name) => /\.part$|debs-|\.deb$|\.tar$/.test(name)), { timeout: 10_000 }).toEqual([]);
      expect((await fresh.checkRunImage('glibc-old', 'linux/386')).kind).toBe('obtainable');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("name the step and apt's own words where a package does not exist", async () => {
    await expect(toolchain('linux/amd64', 'glibc', ['no-such-library-dev'])).rejects.toThrow(
      /resolving no-such-library-dev in Debian trixie \(amd64\) failed: Unable to locate package no-such-library-dev/,
    );
  });

  it('say which mirror does not answer, within seconds, and leave nothing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cgoscope-toolchain-'));
    try {
      const apt = new HostApt(join(folder, 'apt'), { uri: 'http://user:hunter2@127.0.0.1:1/debian', signedBy: null }, shellEnv());
      const work = new LayerStore(join(folder, 'layers'), apt).ensure(muslRunPart(archOf('linux/amd64') ?? expect.fail()), patient);
      await expect(work).rejects.toThrow(/^reading the package lists of Debian trixie \(amd64\) failed: .*127\.0\.0\.1:1/);
      await expect(work).rejects.not.toThrow('hunter2');
      const left = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => entry.name);
      expect(left.sort()).toEqual(expect.not.arrayContaining(['sources.list']));
      expect((await run('bash', ['-c', 'grep -rl hunter2 "$1" || true', 'sh', folder])).stdout).toBe('');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("take the user's own image only for the platform asked for", async () => {
    const ours = await room.ensureRunImage('musl', 'linux/arm64', patient);
    expect(await room.checkRunImage(ours.image, 'linux/arm64')).toEqual({ kind: 'present' });
    expect(await room.ensureRunImage(ours.image, 'linux/arm64', patient)).toMatchObject({ base: ours.image, digest: ours.digest, libc: 'unknown' });
    await expect(room.ensureRunImage('127.0.0.1:1/no/registry:1', 'linux/amd64', patient)).rejects.toBeInstanceOf(UnsupportedError);
  });
});

/** Every path of an image with its kind and mode, as `docker export` has it. */
async function filesOf(image: string): Promise<string[]> {
  const { stdout: id } = await run('docker', ['create', '--label', 'io.cgoscope.install=cgoscope-tests', '--entrypoint', '/none', image]);
  try {
    const { stdout } = await run('bash', ['-c', 'docker export "$1" | tar -tv', 'sh', id.trim()], { maxBuffer: 64 << 20 });
    // Modes and names; times of folders are those of unpacking when it is done by hand.
    return stdout
      .split('\n')
      .map((line) => line.replace(/^(\S+)\s+(\S+)\s+(\d+) \S+ \S+ /, '$1 $2 $3 '))
      .filter((line) => !/ (proc|sys|dev|etc)\/?[^ ]*$|\.dockerenv/.test(line) || / etc\/(passwd|group|ssl)/.test(line))
      .sort();
  } finally {
    await run('docker', ['rm', '-f', id.trim()]);
  }
}
