// Composes the room: providers in the order asked for, run images, tracer, helper, and what is kept where.
import { access, constants, mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { InputError, UnsupportedError } from '../../shared/domain/errors.ts';
import { Composer, KIND_LABEL, PARTS_LABEL, readRecorded, REPOSITORY, type ImageRecipe } from './compose.ts';
import { ContainerApt } from './debian/container-apt.ts';
import { HostApt } from './debian/host-apt.ts';
import { DebianProvider } from './debian/provider.ts';
import type { Obstacle, PackageSource, WorkOptions } from './debian/source.ts';
import { hostArchive } from './debian/sources.ts';
import { LearntFacts } from './facts.ts';
import { LayerStore } from './layers.ts';
import { basePart } from './parts.ts';
import { archOrUnsupported } from './platforms.ts';
import { ImagesProvider } from './images/provider.ts';
import { Registries } from './images/remote.ts';
import { RUN_IMAGE_NAMES, RunImages } from './run-images.ts';
import { TRACER_PREFIX, Tracers } from './tracer.ts';
import type { Availability, ToolchainNeed, ToolchainProvider, ToolchainRoom, ToolchainRoomOptions } from './types.ts';
import { GO_VERSIONS } from './versions.ts';

/** Names a mirror of the official golang images, `registry.example/golang`. */
const REPOSITORY_VARIABLE = 'CGOSCOPE_GOLANG_IMAGE';
/** Names the Debian image that packages are fetched in where the machine itself has no apt, `registry.example/debian:trixie-slim`. */
const DEBIAN_VARIABLE = 'CGOSCOPE_DEBIAN_IMAGE';

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

/** The host's apt where it is a Debian with sources of its own, else apt inside a Debian image. */
async function packageSource(options: ToolchainRoomOptions, registries: Registries): Promise<{ source: PackageSource; obstacle: Obstacle }> {
  const path = options.env['PATH'] ?? '';
  const archive = (await inPath('apt-get', path)) && (await inPath('dpkg-deb', path)) ? await hostArchive() : null;
  if (archive) return { source: new HostApt(join(options.cacheFolder, 'apt'), archive, options.env), obstacle: () => Promise.resolve(null) };
  const source = new ContainerApt(options.engine, registries, options.env[DEBIAN_VARIABLE] ?? 'debian:trixie-slim', options.env);
  return { source, obstacle: () => source.obstacle() };
}

/** See {@link ToolchainRoom}. Cheap: nothing is downloaded or made before it is asked for. */
export async function createToolchainRoom(asked: ToolchainRoomOptions): Promise<ToolchainRoom> {
  // Whoever hands on no PATH still asks on this machine: its apt would be taken for missing, and packages asked of a Debian image that may be nowhere.
  const options: ToolchainRoomOptions = { ...asked, env: { PATH: process.env['PATH'] ?? '', ...asked.env } };
  const { engine, cacheFolder } = options;
  await mkdir(cacheFolder, { recursive: true });
  const registries = new Registries(engine, options.env);
  const { source, obstacle } = await packageSource(options, registries);
  const facts = new LearntFacts(cacheFolder);
  const layers = new LayerStore(join(cacheFolder, 'layers'), source);
  const composer = new Composer(engine, layers, cacheFolder);
  const runImages = new RunImages(engine, composer, registries, obstacle);
  const named = typeof options.prefer === 'object' ? options.prefer.image : null;
  const images = new ImagesProvider({ engine, facts, registries, image: named, repository: options.env[REPOSITORY_VARIABLE] ?? 'golang', env: options.env });
  const debian = new DebianProvider(engine, composer, facts, obstacle);
  const providers: ToolchainProvider[] = options.prefer === 'auto' ? [images, debian] : options.prefer === 'debian' ? [debian] : [images];
  const ownVersion = await images.goVersion();

  const helper = async (): Promise<ImageRecipe> => {
    const { platform } = await engine.info();
    const arch = archOrUnsupported(platform, 'a helper image');
    return {
      name: 'helper',
      kind: 'helper',
      architecture: arch.architecture,
      variant: arch.variant,
      parts: [basePart(arch)],
      env: { PATH: '/usr/bin' },
      cmd: ['/bin/sh'],
      workdir: '/',
    };
  };
  const tracers = new Tracers(engine, layers, facts, obstacle, async (work) => (await runImages.ensure('empty', (await engine.info()).platform, work)).image);

  /** Providers that can, best first (what is there already before what must be made), and the refusals of the others. */
  const able = async (need: ToolchainNeed): Promise<{ able: { provider: ToolchainProvider; availability: Availability }[]; reason: string }> => {
    const found: { provider: ToolchainProvider; availability: Availability }[] = [];
    const refusals: string[] = [];
    for (const provider of providers) {
      const availability = await provider.check(need);
      if (availability.kind === 'present') return { able: [{ provider, availability }], reason: '' };
      if (availability.kind === 'obtainable') found.push({ provider, availability });
      else refusals.push(availability.reason);
    }
    return { able: found, reason: [...new Set(refusals)].join('; ') };
  };

  const ensure: ToolchainRoom['ensure'] = async (need, work) => {
    const { able: candidates, reason } = await able(need);
    const refusals = reason === '' ? [] : [reason];
    for (const { provider } of candidates) {
      try {
        return await provider.ensure(need, work);
      } catch (error) {
        // It looked possible and was not (an image that lacks something nobody could add): the next provider, if there is one.
        if (!(error instanceof UnsupportedError)) throw error;
        refusals.push(error.message);
      }
    }
    throw new UnsupportedError(refusals.join('; '));
  };

  const list = async (): ReturnType<ToolchainRoom['list']> => {
    const records = await layers.list();
    // Images say 1970, so that equal ones are equal; their newest layer tells when they were made here.
    const madeAt = (label: string | undefined, createdAt: string): string => {
      const ids = readRecorded(label).map((layer) => layer.id);
      return (
        records
          .filter((record) => ids.includes(record.id))
          .map((record) => record.madeAt)
          .sort()
          .at(-1) ?? createdAt
      );
    };
    const images = (await engine.listImages('toolchain')).flatMap((image) =>
      image.tags.map((tag) => ({
        name: tag.startsWith(`${REPOSITORY}/`) ? tag.slice(REPOSITORY.length + 1) : tag,
        provider: image.labels['io.cgoscope.provider'] ?? 'debian', // only derived images say it
        kind: image.labels[KIND_LABEL] === 'toolchain' ? ('toolchain' as const) : ('run-image' as const),
        image: tag,
        bytes: image.bytes,
        createdAt: madeAt(image.labels[PARTS_LABEL], image.createdAt),
      })),
    );
    const volumes = (await engine.listVolumes('toolchain'))
      .filter((volume) => volume.name.startsWith(TRACER_PREFIX))
      .map((volume) => ({
        name: volume.name,
        provider: 'debian',
        kind: 'tracer' as const,
        image: volume.name,
        bytes: volume.bytes ?? 0,
        createdAt: volume.labels['io.cgoscope.created'] ?? '',
      }));
    const kept = records.map((layer) => ({
      name: `layer-${layer.id}`,
      provider: 'debian',
      kind: 'layer' as const,
      image: layer.diffId,
      bytes: layer.bytes,
      createdAt: layer.madeAt,
    }));
    return [...images, ...volumes, ...kept];
  };

  return {
    goVersions: () => (ownVersion === null ? GO_VERSIONS.map((version) => version.go) : [ownVersion]),
    check: async (need) => {
      const { able: candidates, reason } = await able(need);
      return candidates[0]?.availability ?? { kind: 'unsupported', reason };
    },
    ensure,
    runImageNames: () => [...RUN_IMAGE_NAMES],
    checkRunImage: (base, platform) => runImages.check(base, platform),
    ensureRunImage: (base, platform, work) => runImages.ensure(base, platform, work),
    checkTracer: () => tracers.check(),
    ensureTracer: (work) => tracers.ensure(work),
    ensureHelper: async (work: WorkOptions) => {
      const recipe = await helper();
      const found = await composer.find(recipe);
      if (found) return { image: found.image };
      const reason = await obstacle();
      if (reason !== null) throw new UnsupportedError(reason);
      return { image: (await composer.ensure(recipe, work)).image };
    },
    list,
    remove: async (names) => {
      const known = await list();
      for (const name of names) {
        const matching = known.filter((entry) => entry.name === name || entry.image === name || entry.name.replace(/:[0-9a-f]{12}$/, '') === name);
        if (matching.length === 0)
          throw new InputError(`there is no toolchain, run image, tracer or layer "${name}"`, {
            input: name,
            expected: known.map((entry) => entry.name).join(', ') || 'nothing is there',
          });
        for (const entry of matching) {
          if (entry.kind === 'layer') await layers.remove(entry.name.slice('layer-'.length));
          else if (entry.kind === 'tracer') await engine.removeVolume(entry.image);
          else await engine.removeImage(entry.image);
        }
      }
    },
  };
}
