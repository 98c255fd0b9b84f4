// Packages fetched inside a Debian image, as on machines without apt: the layers must be the very same.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Composer } from '../../../src/core/toolchain/compose.ts';
import { ContainerApt } from '../../../src/core/toolchain/debian/container-apt.ts';
import { HostApt } from '../../../src/core/toolchain/debian/host-apt.ts';
import { hostArchive } from '../../../src/core/toolchain/debian/sources.ts';
import { LayerStore } from '../../../src/core/toolchain/layers.ts';
import { Registries } from '../../../src/core/toolchain/images/remote.ts';
import { basePart, glibcPart, muslRunPart, type Part } from '../../../src/core/toolchain/parts.ts';
import { archOf } from '../../../src/core/toolchain/platforms.ts';
import { createToolchainRoom } from '../../../src/core/toolchain/index.ts';
import { reachEngine } from '../../helpers/engine.ts';
import { patient, shellEnv, TEST_CACHE, TEST_IDENTITY } from '../../helpers/toolchain.ts';

const { engine } = await reachEngine(TEST_IDENTITY);
const archive = await hostArchive();
const arch = engine ? archOf((await engine.info()).platform) : null;
if (engine && (!archive || !arch)) console.warn('skipped: a Debian-shaped image is made of the packages of a Debian host, and this is none');

describe.skipIf(!engine || !archive || !arch)("packages without an apt of one's own", () => {
  if (!engine || !archive || !arch) return;
  let folder = '';
  let image = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cgoscope-container-apt-'));
    // What debian:trixie-slim has of it: apt, dpkg, a shell, keys, and sources that name a mirror.
    const base = basePart(arch);
    const source = {
      name: 'etc/apt/sources.list.d/debian.sources',
      type: 'file' as const,
      mode: 0o644,
      content: `Types: deb\nURIs: ${archive.uri}\nSuites: trixie trixie-updates\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n`,
    };
    const slim: Part = {
      ...base,
      id: `tests-slim-${arch.debian}`,
      sources: [{ suite: 'trixie', arch: arch.debian, packages: ['apt', 'dpkg', 'dash', 'tar', 'debian-archive-keyring', 'sed', 'xz-utils', 'gpgv'], closure: true }],
      extras: [source],
      leaveOut: [],
      caBundle: false,
    };
    // Busybox' sh and tar lie below; Debian's own take their place.
    const layers = new LayerStore(join(TEST_CACHE, 'toolchains', 'layers'), new HostApt(join(TEST_CACHE, 'toolchains', 'apt'), archive));
    image = (
      await new Composer(engine, layers, folder).ensure(
        {
          name: 'tests-debian',
          kind: 'toolchain',
          architecture: arch.architecture,
          variant: arch.variant,
          parts: [base, slim],
          env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
          cmd: null,
          workdir: '/',
        },
        patient,
      )
    ).image;
  });
  afterAll(async () => {
    await engine.removeImage(image);
    await rm(folder, { recursive: true });
    await engine.close();
  });

  it("come out of a container, byte for byte what the host's apt gives", async () => {
    // Lists of this minute on both sides: a layer of yesterday may hold yesterday's packages.
    const byHost = new LayerStore(join(folder, 'host-layers'), new HostApt(join(folder, 'host-apt'), archive));
    const inContainer = new LayerStore(join(folder, 'layers'), new ContainerApt(engine, new Registries(engine, shellEnv()), image, shellEnv()));
    for (const part of [muslRunPart(arch), glibcPart(arch, 'trixie')]) {
      const { diffId, packages } = await inContainer.ensure(part, patient);
      expect({ diffId, packages }).toEqual({ diffId: (await byHost.ensure(part, patient)).diffId, packages: (await byHost.ensure(part, patient)).packages });
    }
    await expect(
      inContainer.ensure({ ...muslRunPart(arch), id: 'none', sources: [{ suite: 'trixie', arch: arch.debian, packages: ['no-such-package'], closure: true }] }, patient),
    ).rejects.toThrow(/resolving no-such-package in Debian trixie .* failed: Unable to locate package/);
  });

  it('are what a room takes where PATH holds no apt-get', async () => {
    const room = await createToolchainRoom({ engine, cacheFolder: folder, prefer: 'debian', env: { ...shellEnv(), PATH: '/nowhere', CGOSCOPE_DEBIAN_IMAGE: image } });
    expect(await room.checkRunImage('musl', 'linux/ppc64le')).toMatchObject({ kind: 'obtainable' });
  });

  it("are refused with the reason where the image can't be had", async () => {
    const room = await createToolchainRoom({
      engine,
      cacheFolder: folder,
      prefer: 'debian',
      env: { ...shellEnv(), PATH: '/nowhere', CGOSCOPE_DEBIAN_IMAGE: '127.0.0.1:1/debian:absent' },
    });
    expect(await room.checkRunImage('musl', 'linux/ppc64le')).toMatchObject({ kind: 'unsupported', reason: expect.stringContaining('127.0.0.1:1/debian:absent') });
  });
});
