// Run images of ours by name, and the user's own by reference.
import { UnsupportedError } from '../../shared/domain/errors.ts';
import { platformMatches } from '../engine/index.ts';
import type { Engine } from '../engine/types.ts';
import type { ComposedImage, Composer, ImageRecipe } from './compose.ts';
import type { Obstacle, WorkOptions } from './debian/source.ts';
import { distrolessPart, glibcPart, muslRunPart, OLD_SUITE, SUITE, type Part } from './parts.ts';
import type { Registries } from './images/remote.ts';
import { archOf, normalPlatform, platformProblem, type Arch } from './platforms.ts';
import { recipeLines } from './recipe.ts';
import type { Availability, RunImage } from './types.ts';

/** Architectures that the archive still has of the old release (bullseye): those of its long-term support. */
const OLD_ARCHES = ['amd64', 'arm64', 'armhf', 'i386'];

interface Kind {
  parts(arch: Arch): Part[];
  /** The package whose version is the C library's, and its name for people. */
  libc: { package: string; name: string } | null;
  problem(arch: Arch): string | null;
}

const always = (): null => null;

/** One line per run image of ours. */
const KINDS: Record<string, Kind> = {
  empty: { parts: () => [], libc: null, problem: always },
  glibc: { parts: (arch) => [glibcPart(arch, SUITE)], libc: { package: 'libc6', name: 'glibc' }, problem: always },
  'glibc-old': {
    parts: (arch) => [glibcPart(arch, OLD_SUITE)],
    libc: { package: 'libc6', name: 'glibc' },
    problem: (arch) => (OLD_ARCHES.includes(arch.debian) ? null : `the run image glibc-old for ${arch.platform}: the archive has no Debian 11 for it`),
  },
  musl: {
    parts: (arch) => [muslRunPart(arch)],
    libc: { package: 'musl', name: 'musl' },
    problem: (arch) => (arch.musl === null ? `the run image musl for ${arch.platform}: Debian has no musl for it` : null),
  },
  distroless: { parts: (arch) => [distrolessPart(arch)], libc: { package: 'libc6', name: 'glibc' }, problem: always },
};

export const RUN_IMAGE_NAMES = Object.keys(KINDS);

export const isRunImageName = (base: string): boolean => Object.hasOwn(KINDS, base);

/** The recipe of one of our run images, or why there can't be one. */
export function planRunImage(base: string, platform: string): { recipe: ImageRecipe; libc: Kind['libc'] } | { unsupported: string } {
  const kind = KINDS[base];
  if (!kind) return { unsupported: `"${base}" is not a run image of ours; they are ${RUN_IMAGE_NAMES.join(', ')}` };
  const problem = platformProblem(platform);
  if (problem !== null) return { unsupported: problem };
  const [, architecture = '', variant = null] = normalPlatform(platform).split('/');
  const arch = archOf(platform);
  if (base === 'empty') {
    const own = platform.split('/')[2];
    const recipe: ImageRecipe = {
      name: `run-empty-${arch?.debian ?? normalPlatform(platform).split('/').slice(1).join('-')}`,
      kind: 'run-image',
      architecture,
      variant: arch?.variant ?? own ?? variant,
      parts: [],
      env: {},
      cmd: null,
      workdir: '/',
    };
    return { recipe, libc: null };
  }
  if (!arch) return { unsupported: `the run image ${base} for ${platform}: Debian has no packages for that platform that this room knows` };
  const own = kind.problem(arch);
  if (own !== null) return { unsupported: own };
  const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };
  return {
    recipe: {
      name: `run-${base}-${arch.debian}`,
      kind: 'run-image',
      architecture: arch.architecture,
      variant: arch.variant,
      parts: kind.parts(arch),
      env,
      cmd: null,
      workdir: '/',
    },
    libc: kind.libc,
  };
}

/** `glibc 2.41` out of `libc6=2.41-12+deb13u4`. */
function libcOf(kind: Kind['libc'], image: ComposedImage): string {
  if (kind === null) return 'none';
  for (const layer of image.layers) {
    for (const group of layer.packages) {
      for (const entry of group.list) {
        const version = entry.startsWith(`${kind.package}=`) ? /^(?:\d+:)?([\d.]+)/.exec(entry.slice(kind.package.length + 1))?.[1] : undefined;
        if (version !== undefined) return `${kind.name} ${version}`;
      }
    }
  }
  return 'unknown';
}

export class RunImages {
  readonly #engine: Engine;
  readonly #composer: Composer;
  readonly #registries: Registries;
  readonly #obstacle: Obstacle;

  constructor(engine: Engine, composer: Composer, registries: Registries, obstacle: Obstacle) {
    this.#registries = registries;
    this.#engine = engine;
    this.#composer = composer;
    this.#obstacle = obstacle;
  }

  async check(base: string, platform: string): Promise<Availability> {
    if (!isRunImageName(base)) return this.#checkOwn(base, platform);
    const plan = planRunImage(base, platform);
    if ('unsupported' in plan) return { kind: 'unsupported', reason: plan.unsupported };
    if (await this.#composer.find(plan.recipe)) return { kind: 'present' };
    const obstacle = plan.recipe.parts.length > 0 ? await this.#obstacle() : null;
    if (obstacle !== null) return { kind: 'unsupported', reason: obstacle };
    return { kind: 'obtainable', ...(await this.#composer.cost(plan.recipe)) };
  }

  async ensure(base: string, platform: string, options: WorkOptions): Promise<RunImage> {
    if (!isRunImageName(base)) return this.#ensureOwn(base, platform, options);
    const plan = planRunImage(base, platform);
    if ('unsupported' in plan) throw new UnsupportedError(plan.unsupported);
    let image = await this.#composer.find(plan.recipe);
    if (!image) {
      const obstacle = plan.recipe.parts.length > 0 ? await this.#obstacle() : null;
      if (obstacle !== null) throw new UnsupportedError(obstacle);
      image = await this.#composer.ensure(plan.recipe, options);
    }
    return { base, image: image.image, digest: image.id, platform, libc: libcOf(plan.libc, image), recipe: recipeLines(plan.recipe, image) };
  }

  async #local(reference: string, platform: string): Promise<{ id: string } | null> {
    const found = await this.#engine.inspectImage(reference);
    return found && platformMatches(found.platform, platform) ? found : null;
  }

  async #checkOwn(reference: string, platform: string): Promise<Availability> {
    const problem = platformProblem(platform);
    if (problem !== null) return { kind: 'unsupported', reason: problem };
    if (await this.#local(reference, platform)) return { kind: 'present' };
    // Sizes stand in the registry only; asking it is not cheap, so nothing is promised here.
    return { kind: 'obtainable', downloadBytes: 0, diskBytes: 0, timeNs: 10e9 };
  }

  async #ensureOwn(reference: string, platform: string, options: WorkOptions): Promise<RunImage> {
    const problem = platformProblem(platform);
    if (problem !== null) throw new UnsupportedError(problem);
    const own = { base: reference, image: reference, platform, libc: 'unknown', recipe: [] };
    const local = await this.#local(reference, platform);
    if (local) return { ...own, digest: local.id };
    options.progress({ task: `image ${reference}`, text: `pulling for ${platform}` });
    const { id } = await this.#registries.pull(reference, platform, { signal: options.signal, onProgress: (text) => options.progress({ task: `image ${reference}`, text }) });
    return { ...own, digest: id };
  }
}
