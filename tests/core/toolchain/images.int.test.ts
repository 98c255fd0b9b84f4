// The provider `images` against a registry on loopback, with images shaped like the official ones: Go in /usr/local/go, and lacking what they lack.
import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { promisify } from 'node:util';
import { extract } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TarFile } from '../../../src/core/engine/index.ts';
import { LayerStore } from '../../../src/core/toolchain/layers.ts';
import { basePart, goPart } from '../../../src/core/toolchain/parts.ts';
import { archOf } from '../../../src/core/toolchain/platforms.ts';
import { findGoVersion } from '../../../src/core/toolchain/versions.ts';
import { join } from 'node:path';
import { UnsupportedError } from '../../../src/shared/domain/errors.ts';
import { reachEngine } from '../../helpers/engine.ts';
import { startRegistry, type Registry } from '../../helpers/registry.ts';
import { build, interpOf, patient, shellEnv, TEST_CACHE, TEST_IDENTITY, testRoom } from '../../helpers/toolchain.ts';
import type { ToolchainNeed, ToolchainRoom } from '../../../src/core/toolchain/index.ts';

const run = promisify(execFile);
const { engine } = await reachEngine(TEST_IDENTITY);
const native = engine ? (await engine.info()).platform : 'linux/amd64';
const foreign = native === 'linux/arm64' ? 'linux/amd64' : 'linux/arm64';
const need = (more: Partial<ToolchainNeed> = {}): ToolchainNeed => ({ go: '1.24', platform: native, libc: null, packages: [], ...more });

/** An apt-get that "installs" by writing down what it was asked for, and a compiler that only has a name. */
const APT =
  '#!/bin/sh\necho "$@" >> /var/asked\nif [ "$1" = install ]; then ln -s busybox /usr/bin/aarch64-linux-gnu-gcc; ln -s busybox /usr/bin/x86_64-linux-gnu-gcc; ln -s busybox /usr/bin/gcc; fi\n';
/** What apk says on a machine without network. */
const APK = '#!/bin/sh\necho "ERROR: unable to select packages:" >&2\necho "  gcc (no such package)" >&2\nexit 1\n';

let registry: Registry;
const pulled: string[] = [];

/** Files of two layers, Debian's Go where the official images have it. The go command's own sources are left out: 40 MB that no build reads. */
async function golangFiles(): Promise<TarFile[]> {
  if (!engine) throw new Error('no engine');
  const room = await testRoom(engine);
  await room.ensure(need(), patient); // so that the layers lie in the cache
  const [arch, version] = [archOf(native), findGoVersion('1.24')];
  if (!arch || !version) throw new Error(`no packages for ${native}`);
  const store = new LayerStore(join(TEST_CACHE, 'toolchains', 'layers'), { fetch: () => Promise.reject(new Error('the layers must be here')) });
  const files: TarFile[] = [];
  for (const part of [basePart(arch), goPart(version, arch)]) {
    const layer = await store.ensure(part, patient);
    for await (const entry of createReadStream(layer.path).pipe(extract())) {
      const chunks: Buffer[] = [];
      for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk);
      const { name, type, mode, linkname } = entry.header;
      const at = name.replace(/\/$/, '').replace(/^usr\/(lib|share)\/go-1\.24/, 'usr/local/go');
      if (at.startsWith('usr/local/go/src/cmd/') || (type === 'symlink' && at.startsWith('usr/local/go/'))) continue;
      if (type === 'directory') files.push({ name: at, mode, type });
      else if (type === 'symlink') files.push({ name: at, mode, type, linkname: linkname ?? '' });
      else files.push({ name: at, mode, type: 'file', content: Buffer.concat(chunks) });
    }
  }
  // Folders that both packages have would stand in the layer twice, which engines refuse.
  return [...new Map(files.map((file) => [file.name, file])).values()];
}

const script = (name: string, content: string): TarFile => ({ name, type: 'file', mode: 0o755, content: Buffer.from(content) });

describe.skipIf(!engine)('toolchains from images', () => {
  if (!engine) return;
  let auto: ToolchainRoom;
  let only: ToolchainRoom;

  beforeAll(async () => {
    registry = await startRegistry();
    const files = await golangFiles();
    const config = { Env: ['PATH=/usr/local/go/bin:/usr/local/bin:/usr/bin:/bin', 'GOTOOLCHAIN=local'] };
    const release = (id: string): TarFile => script('etc/os-release', `ID=${id}\nPRETTY_NAME="shaped like ${id}"\n`);
    const put = async (tag: string, more: TarFile[], platform = native): Promise<void> => {
      await registry.push('golang', tag, [{ platform, files: more, config }]);
      pulled.push(`${registry.host}/golang:${tag}`);
    };
    await put('1.24-bookworm', [...files, release('debian'), script('usr/bin/apt-get', APT)]);
    await put('1.24-alpine', [...files, release('alpine'), script('usr/bin/apk', APK)]);
    await put('1.22-bookworm', [release('debian')], foreign);
    await put('bare', [release('debian')]);
    const env = { ...shellEnv(), CGOSCOPE_GOLANG_IMAGE: `${registry.host}/golang` };
    auto = await testRoom(engine, { prefer: 'auto', env });
    only = await testRoom(engine, { prefer: 'images', env });
  });

  afterAll(async () => {
    const derived = (await engine.listImages('toolchain')).flatMap((image) => image.tags).filter((tag) => tag.startsWith('cgoscope/derived:'));
    for (const image of [...derived, ...pulled]) await engine.removeImage(image);
    await registry.stop();
    await engine.close();
  });

  it('are pulled, asked what they can do, and build as they are', async () => {
    expect(await only.check(need())).toMatchObject({ kind: 'obtainable' });
    const toolchain = await only.ensure(need({ platform: foreign }), patient);
    expect(toolchain).toMatchObject({ provider: 'images', image: `${registry.host}/golang:1.24-bookworm`, goroot: '/usr/local/go', recipe: [], cgoEnv: {} });
    expect(toolchain.goVersion).toMatch(/^go1\.24\./);
    expect(await only.check(need())).toEqual({ kind: 'present' });
    const goarch = foreign.split('/')[1] ?? '';
    const built = await build(engine, toolchain, { 'go.mod': 'module example.test/hello\n', 'main.go': 'package main\n\nfunc main() { println("pure") }\n' }, { GOARCH: goarch });
    if (!built.program) throw new Error(built.log);
    expect(interpOf(built.program).interp).toBeNull();
  });

  it('get a missing compiler from their own package manager, in a derived layer that anybody can make by hand', async () => {
    const wanted = need({ libc: 'glibc', platform: foreign, packages: ['zlib1g-dev'] });
    expect(await only.check(wanted)).toMatchObject({ kind: 'obtainable' });
    const toolchain = await only.ensure(wanted, patient);
    expect(toolchain.image).toMatch(/^cgoscope\/derived:/);
    const asked = await engine.createContainer({ image: toolchain.image, role: 'build', run: '-', argv: ['cat'], network: 'none' });
    try {
      const debian = foreign === 'linux/arm64' ? 'arm64' : 'amd64';
      const { content } = (await engine.getFile(asked, '/var/asked')) ?? {};
      expect(content?.toString()).toMatch(new RegExp(`^update\ninstall -y --no-install-recommends -- gcc-\\S+ g\\+\\+-\\S+ libc6-dev-${debian}-cross zlib1g-dev:${debian}\n$`));
    } finally {
      await engine.removeContainer(asked);
    }
    expect(await only.check(wanted)).toEqual({ kind: 'present' });
    const hand = `cgoscope-tests/by-hand:${toolchain.digest.slice(7, 19)}`;
    const docker = await run('docker', ['version']).then(
      () => true,
      () => false,
    );
    if (!docker) return console.warn('skipped: running the recipe needs the docker command line');
    try {
      await run('bash', ['-c', toolchain.recipe.map((line) => line.replaceAll(toolchain.image, hand)).join('\n')]);
      const { stdout } = await run('docker', ['run', '--rm', '--network', 'none', hand, 'tail', '-n', '1', '/var/asked']);
      expect(stdout).toContain('zlib1g-dev');
    } finally {
      await engine.removeImage(hand);
    }
  });

  it("are unsupported with the package manager's own reason where it fails, and Debian's packages step in when they may", async () => {
    const wanted = need({ libc: 'musl' });
    const refused = only.ensure(wanted, patient);
    await expect(refused).rejects.toBeInstanceOf(UnsupportedError);
    await expect(refused).rejects.toThrow(/lacks gcc g\+\+ musl-dev, and its package manager could not add it: ERROR: unable to select packages/);
    expect((await auto.ensure(wanted, patient)).provider).toBe('debian');
  });

  it('say beforehand what no image offers', async () => {
    expect(await only.check(need({ go: '1.22' }))).toMatchObject({ kind: 'unsupported', reason: expect.stringContaining(`not offered for ${native}`) });
    expect(await only.check(need({ go: '1.19' }))).toMatchObject({ kind: 'unsupported', reason: expect.stringContaining('golang:1.19-bookworm') });
    expect(await only.check(need({ libc: 'musl', platform: foreign }))).toMatchObject({ kind: 'unsupported', reason: expect.stringContaining('no cross compiler') });
  });

  it('can be any image that the user names, held to what it has', async () => {
    const named = await testRoom(engine, { prefer: { image: `${registry.host}/golang:1.24-bookworm` } });
    expect(named.goVersions()).toEqual(['1.24']);
    expect(await named.check(need({ go: '1.22' }))).toMatchObject({ kind: 'unsupported', reason: expect.stringMatching(/carries go1\.24\.\d+, the cell asks for Go 1\.22/) });
    const bare = await testRoom(engine, { prefer: { image: `${registry.host}/golang:bare` } });
    await expect(bare.ensure(need(), patient)).rejects.toThrow(/can't be a toolchain: it has no shell/);
  });

  it("that no registry has are refused with the engine's words", async () => {
    const absent = await testRoom(engine, { prefer: { image: `${registry.host}/absent:1` } });
    const availability = await absent.check(need());
    expect(availability).toMatchObject({ kind: 'unsupported', reason: expect.stringMatching(/absent:1 is not on the engine and can't be had/) });
  });
});
