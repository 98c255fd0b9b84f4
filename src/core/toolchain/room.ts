// Composes the room: providers in the order asked for, run images, tracer, helper, and what is kept where.
import { access, constants, mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { InputError, UnsupportedError } from '../../shared/domain/errors.ts';
import { Composer, KIND_LABEL, REPOSITORY, type ImageRecipe } from './compose.ts';
import { HostApt } from './debian/host-apt.ts';
import { DebianProvider } from './debian/provider.ts';
import type { PackageSource, WorkOptions } from './debian/source.ts';
import { hostArchive } from './debian/sources.ts';
import { LearntFacts } from './facts.ts';
import { LayerStore } from './layers.ts';
import { basePart } from './parts.ts';
import { archOrUnsupported } from './platforms.ts';
import { RUN_IMAGE_NAMES, RunImages } from './run-images.ts';
import { TRACER_PREFIX, Tracers } from './tracer.ts';
import type { Availability, ToolchainNeed, ToolchainProvider, ToolchainRoom, ToolchainRoomOptions } from './types.ts';
import { GO_VERSIONS } from './versions.ts';

/** Whether a command lies in PATH. */
async function inPath(command: string, path: string): Promise<boolean> {
  for (const folder of path.split(delimiter)) {
    if (folder === '') continue;
    try {
      await access(join(folder, command), constants.X_OK);
      return true;
    } catch {
      continue; // not in this one
    }
  }
  return false;
}

/** The host's apt, or why it can't be used. */
async function packageSource(options: ToolchainRoomOptions): Promise<{ source: PackageSource; obstacle: string | null }> {
  const none = (obstacle: string): { source: PackageSource; obstacle: string } => ({ source: { fetch: () => Promise.reject(new UnsupportedError(obstacle)) }, obstacle });
  for (const command of ['apt-get', 'dpkg-deb']) {
    if (!(await inPath(command, options.env['PATH'] ?? ''))) return none(`this machine has no ${command}: toolchains are made from Debian's packages, or come from images that you name`);
  }
  const archive = await hostArchive();
  if (!archive) return none('no Debian archive stands in /etc/apt: toolchains are made from the packages of a Debian host, or come from images that you name');
  return { source: new HostApt(join(options.cacheFolder, 'apt'), archive), obstacle: null };
}

/** See {@link ToolchainRoom}. Cheap: nothing is downloaded or made before it is asked for. */
export async function createToolchainRoom(options: ToolchainRoomOptions): Promise<ToolchainRoom> {
  const { engine, cacheFolder } = options;
  await mkdir(cacheFolder, { recursive: true });
  const { source, obstacle } = await packageSource(options);
  const facts = new LearntFacts(cacheFolder);
  const layers = new LayerStore(join(cacheFolder, 'layers'), source);
  const composer = new Composer(engine, layers, cacheFolder);
  const runImages = new RunImages(engine, composer, obstacle);
  const providers: ToolchainProvider[] = [new DebianProvider(engine, composer, facts, obstacle)];

  const helper = async (): Promise<ImageRecipe> => {
    const { platform } = await engine.info();
    const arch = archOrUnsupported(platform, 'a helper image');
    return { name: 'helper', kind: 'helper', architecture: arch.architecture, variant: arch.variant, parts: [basePart(arch)], env: { PATH: '/usr/bin' }, cmd: ['/bin/sh'], workdir: '/' };
  };
  const tracers = new Tracers(engine, layers, facts, obstacle, async (work) => (await runImages.ensure('empty', (await engine.info()).platform, work)).image);

  /** The first provider that can, with what it says; else every refusal in one sentence. */
  const choose = async (need: ToolchainNeed): Promise<{ provider: ToolchainProvider; availability: Availability } | { reason: string }> => {
    const refusals: string[] = [];
    let best: { provider: ToolchainProvider; availability: Availability } | null = null;
    for (const provider of providers) {
      const availability = await provider.check(need);
      if (availability.kind === 'present') return { provider, availability };
      if (availability.kind === 'obtainable') best ??= { provider, availability };
      else refusals.push(availability.reason);
    }
    return best ?? { reason: [...new Set(refusals)].join('; ') };
  };

  const list = async (): ReturnType<ToolchainRoom['list']> => {
    const images = (await engine.listImages('toolchain')).flatMap((image) =>
      image.tags.map((tag) => ({
        name: tag.startsWith(`${REPOSITORY}/`) ? tag.slice(REPOSITORY.length + 1) : tag,
        provider: image.labels['io.cgoscope.provider'] ?? 'debian',
        kind: image.labels[KIND_LABEL] === 'toolchain' ? ('toolchain' as const) : ('run-image' as const),
        image: tag,
        bytes: image.bytes,
        createdAt: image.createdAt,
      })),
    );
    const volumes = (await engine.listVolumes('toolchain'))
      .filter((volume) => volume.name.startsWith(TRACER_PREFIX))
      .map((volume) => ({ name: volume.name, provider: 'debian', kind: 'tracer' as const, image: volume.name, bytes: volume.bytes ?? 0, createdAt: volume.labels['io.cgoscope.created'] ?? '' }));
    const kept = (await layers.list()).map((layer) => ({ name: `layer-${layer.id}`, provider: 'debian', kind: 'layer' as const, image: layer.diffId, bytes: layer.bytes, createdAt: layer.madeAt }));
    return [...images, ...volumes, ...kept];
  };

  return {
    goVersions: () => GO_VERSIONS.map((version) => version.go),
    check: async (need) => {
      const chosen = await choose(need);
      return 'reason' in chosen ? { kind: 'unsupported', reason: chosen.reason } : chosen.availability;
    },
    ensure: async (need, work) => {
      const chosen = await choose(need);
      if ('reason' in chosen) throw new UnsupportedError(chosen.reason);
      return chosen.provider.ensure(need, work);
    },
    runImageNames: () => [...RUN_IMAGE_NAMES],
    checkRunImage: (base, platform) => runImages.check(base, platform),
    ensureRunImage: (base, platform, work) => runImages.ensure(base, platform, work),
    ensureTracer: (work) => tracers.ensure(work),
    ensureHelper: async (work: WorkOptions) => {
      const recipe = await helper();
      const found = await composer.find(recipe);
      if (!found && obstacle !== null) throw new UnsupportedError(obstacle);
      return { image: (found ?? (await composer.ensure(recipe, work))).image };
    },
    list,
    remove: async (names) => {
      const known = await list();
      for (const name of names) {
        const matching = known.filter((entry) => entry.name === name || entry.image === name || entry.name.replace(/:[0-9a-f]{12}$/, '') === name);
        if (matching.length === 0) throw new InputError(`there is no toolchain, run image, tracer or layer "${name}"`, { input: name, expected: known.map((entry) => entry.name).join(', ') || 'nothing is there' });
        for (const entry of matching) {
          if (entry.kind === 'layer') await layers.remove(entry.name.slice('layer-'.length));
          else if (entry.kind === 'tracer') await engine.removeVolume(entry.image);
          else await engine.removeImage(entry.image);
        }
      }
    },
  };
}

