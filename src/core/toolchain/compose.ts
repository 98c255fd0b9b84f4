// Composes images from layers and gives them to the engine. An image's tag holds the hash of its recipe: same tag, same meaning.
import { createHash } from 'node:crypto';
import { statfs, mkdir } from 'node:fs/promises';
import { CancelledError, EngineUnavailableError, errorText } from '../../shared/domain/errors.ts';
import { formatBytes } from '../../shared/domain/units.ts';
import type { Engine } from '../engine/types.ts';
import { imageArchive, type ArchiveLayer, type ImagePlan } from './archive.ts';
import type { WorkOptions } from './debian/source.ts';
import { specOf, type LayerRecord, type LayerStore } from './layers.ts';
import type { Part } from './parts.ts';
import { SharedWork } from './shared-work.ts';
import { END } from './tar/blocks.ts';

export const REPOSITORY = 'cgoscope';

export type ImageKind = 'toolchain' | 'run-image' | 'helper';

/** What an image is made of; everything in here changes its tag. */
export interface ImageRecipe {
  /** `go-1.24-c-arm64`: the repository below {@link REPOSITORY}. */
  name: string;
  kind: ImageKind;
  architecture: string;
  variant: string | null;
  /** Bottom first; none: an image without a file. */
  parts: Part[];
  env: Record<string, string>;
  cmd: string[] | null;
  workdir: string;
}

/** The recipe, and those of images that hold its lowest parts and are likely to be there; the largest first. */
export interface StackedRecipe extends ImageRecipe {
  stackedOn?: ImageRecipe[];
}

/** An image of ours on the engine, with what it says of itself. */
export interface ComposedImage {
  image: string;
  id: string;
  bytes: number;
  createdAt: string;
  layers: RecordedLayer[];
}

/** What an image's label says of each layer; enough to make it again by hand. */
export interface RecordedLayer {
  id: string;
  packages: { suite: string; arch: string; list: string[] }[];
}

export const PARTS_LABEL = 'io.cgoscope.parts';
export const KIND_LABEL = 'io.cgoscope.kind';
const EMPTY_LAYER: ArchiveLayer = { diffId: `sha256:${createHash('sha256').update(END).digest('hex')}`, bytes: END.length, from: END, note: 'nothing' };

export function tagOf(recipe: ImageRecipe): string {
  const { name, kind, architecture, variant, env, cmd, workdir, parts } = recipe;
  const hash = createHash('sha256')
    .update(JSON.stringify([{ name, kind, architecture, variant, env, cmd, workdir }, parts.map(specOf)]))
    .digest('hex');
  return `${REPOSITORY}/${recipe.name}:${hash.slice(0, 12)}`;
}

/** `[{id, packages: [{suite, arch, list: ["gcc=4:14.2.0-1"]}]}]` */
function recordedLayers(layers: Pick<LayerRecord, 'id' | 'packages'>[]): RecordedLayer[] {
  return layers.map(({ id, packages }) => {
    const groups = new Map<string, { suite: string; arch: string; list: string[] }>();
    for (const deb of packages) {
      // Packages for all architectures are asked for with the layer's own; the id of the layer ends with it.
      const arch = deb.arch === 'all' ? (packages.find((other) => other.arch !== 'all')?.arch ?? 'amd64') : deb.arch;
      const key = `${deb.suite} ${arch}`;
      const group = groups.get(key) ?? { suite: deb.suite, arch, list: [] };
      group.list.push(`${deb.name}=${deb.version}`);
      groups.set(key, group);
    }
    return { id, packages: [...groups.values()] };
  });
}

export function readRecorded(label: string | undefined): RecordedLayer[] {
  if (label === undefined) return [];
  try {
    return JSON.parse(label) as RecordedLayer[]; // written by us, into an image whose tag is the hash of our recipe
  } catch {
    return [];
  }
}

/** A step failed with an error of the file system or the engine: one sentence that names the step. */
const failed = (step: string, error: unknown): Error => new Error(`${step} failed: ${errorText(error)}`, { cause: error });

export class Composer {
  readonly #engine: Engine;
  readonly #layers: LayerStore;
  readonly #cacheFolder: string;
  readonly #work = new SharedWork<ComposedImage>();

  constructor(engine: Engine, layers: LayerStore, cacheFolder: string) {
    this.#engine = engine;
    this.#layers = layers;
    this.#cacheFolder = cacheFolder;
  }

  async find(recipe: ImageRecipe): Promise<ComposedImage | null> {
    const image = tagOf(recipe);
    const found = await this.#engine.inspectImage(image);
    // One that somebody made by hand from the recipe's lines bears the tag too, but does not say what is in it.
    if (found?.labels[KIND_LABEL] !== recipe.kind) return null;
    return { image, id: found.id, bytes: found.bytes, createdAt: found.createdAt, layers: readRecorded(found.labels[PARTS_LABEL]) };
  }

  /** Estimates of what {@link ensure} would download and keep; layers that lie in the cache cost only the engine's copy. */
  async cost(recipe: ImageRecipe): Promise<{ downloadBytes: number; diskBytes: number; timeNs: number }> {
    let downloadBytes = 0;
    let diskBytes = 0;
    for (const part of recipe.parts) {
      const here = await this.#layers.find(part);
      if (!here) downloadBytes += part.downloadBytes;
      diskBytes += here ? here.bytes : part.diskBytes * 2;
    }
    // Measured on two cores: 10 MB/s of packages downloaded and unpacked, 100 MB/s of layers loaded, 3 s of package lists.
    const seconds = (downloadBytes > 0 ? 3 : 0) + downloadBytes / 10e6 + diskBytes / 100e6 + 0.5;
    return { downloadBytes, diskBytes, timeNs: Math.round(seconds * 1e9) };
  }

  async ensure(recipe: StackedRecipe, options: WorkOptions): Promise<ComposedImage> {
    const found = await this.find(recipe);
    if (found) return found;
    return this.#work.join(tagOf(recipe), options, (shared) => this.#make(recipe, shared));
  }

  async #make(recipe: StackedRecipe, options: WorkOptions): Promise<ComposedImage> {
    await this.#checkDisk(recipe);
    const layers: (LayerRecord & { path: string })[] = [];
    for (const part of recipe.parts) layers.push(await this.#layers.ensure(part, options));
    const image = tagOf(recipe);
    const recorded = recordedLayers(layers);
    const plan: ImagePlan = {
      tag: image,
      architecture: recipe.architecture,
      variant: recipe.variant,
      env: recipe.env,
      cmd: recipe.cmd,
      workdir: recipe.workdir,
      user: '',
      labels: {
        ...this.#engine.labels('toolchain'),
        // Nobody's in particular and of no particular time: so the same packages give the same image id.
        'io.cgoscope.owner': '-',
        'io.cgoscope.created': '1970-01-01T00:00:00Z',
        [KIND_LABEL]: recipe.kind,
        [PARTS_LABEL]: JSON.stringify(recorded),
      },
      layers: layers.length === 0 ? [EMPTY_LAYER] : layers.map((layer) => ({ diffId: layer.diffId, bytes: layer.bytes, from: layer.path, note: layer.id })),
    };
    const leaveOut = await this.#there(recipe, recorded);
    try {
      await this.#load({ ...plan, leaveOut }, recipe.name, options);
    } catch (error) {
      // Engines that keep images in another way want every layer in the archive.
      if (leaveOut === 0 || error instanceof CancelledError || error instanceof EngineUnavailableError) throw error;
      await this.#load(plan, recipe.name, options);
    }
    const loaded = await this.find(recipe);
    if (!loaded) throw new Error(`loading the image ${image} into the engine failed: it says it is done and has no such image`);
    return loaded;
  }

  /** How many of the lowest layers the engine has, as an image of ours with exactly these packages holds them. */
  async #there(recipe: StackedRecipe, recorded: RecordedLayer[]): Promise<number> {
    for (const below of recipe.stackedOn ?? []) {
      const found = await this.find(below);
      const count = below.parts.length;
      if (found && count < recorded.length && JSON.stringify(found.layers) === JSON.stringify(recorded.slice(0, count))) return count;
    }
    return 0;
  }

  async #load(plan: ImagePlan, name: string, options: WorkOptions): Promise<void> {
    const totalBytes = plan.layers.slice(plan.leaveOut ?? 0).reduce((sum, layer) => sum + layer.bytes, 0);
    const { stream } = imageArchive(
      plan,
      everyPercent(totalBytes, (doneBytes) => options.progress({ task: `image ${name}`, text: 'loading into the engine', doneBytes, totalBytes })),
    );
    const stop = (): void => void stream.destroy(new CancelledError());
    options.signal.addEventListener('abort', stop);
    try {
      if (options.signal.aborted) throw new CancelledError();
      await this.#engine.loadImage(stream);
    } catch (error) {
      if (options.signal.aborted) throw new CancelledError();
      // An engine that refuses in the middle of an upload looks like one that is gone: asked once more, the one that is gone says so itself.
      if (error instanceof EngineUnavailableError) await this.#engine.inspectImage(plan.tag);
      throw failed(`loading the image ${plan.tag} into the engine`, error);
    } finally {
      options.signal.removeEventListener('abort', stop);
    }
  }

  async #checkDisk(recipe: ImageRecipe): Promise<void> {
    const { diskBytes } = await this.cost(recipe);
    await mkdir(this.#cacheFolder, { recursive: true });
    const { bavail, bsize } = await statfs(this.#cacheFolder);
    const free = bavail * bsize;
    if (free < diskBytes)
      throw new Error(`not enough disk for the image ${recipe.name}: it needs about ${formatBytes(diskBytes)}, ${formatBytes(free)} are free where ${this.#cacheFolder} is`);
  }
}

/** Calls on at most a hundred times. */
function everyPercent(total: number, on: (done: number) => void): (done: number) => void {
  let last = -1;
  return (done) => {
    const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
    if (percent === last) return;
    last = percent;
    on(done);
  };
}
