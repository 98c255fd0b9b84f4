// The tracer: Debian's strace with its loader and libraries in a volume, started through that loader, so that it works in any image (facts/docker.md 6).
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { UnsupportedError } from '../../shared/domain/errors.ts';
import type { Engine } from '../engine/types.ts';
import type { Obstacle, WorkOptions } from './debian/source.ts';
import type { LearntFacts } from './facts.ts';
import type { Layer, LayerStore } from './layers.ts';
import { runOnce } from './once.ts';
import { stracePart } from './parts.ts';
import { archOf, type Arch } from './platforms.ts';
import { SharedWork } from './shared-work.ts';
import { encodeHeader, END } from './tar/blocks.ts';
import { TarRewriter } from './tar/rewrite.ts';
import type { Availability, Tracer } from './types.ts';

export const TRACER_PREFIX = 'cgoscope-tracer-';
const MOUNT = '/.trace';
/** Download and unpacking, as measured. */
const MAKING_NS = 20e9;

const noTracer = (platform: string): string => `there is no tracer for an engine of platform ${platform}`;

export class Tracers {
  readonly #engine: Engine;
  readonly #layers: LayerStore;
  readonly #facts: LearntFacts;
  readonly #emptyImage: (options: WorkOptions) => Promise<string>;
  readonly #obstacle: Obstacle;
  readonly #work = new SharedWork<Tracer>();

  constructor(engine: Engine, layers: LayerStore, facts: LearntFacts, obstacle: Obstacle, emptyImage: (options: WorkOptions) => Promise<string>) {
    this.#engine = engine;
    this.#layers = layers;
    this.#facts = facts;
    this.#obstacle = obstacle;
    this.#emptyImage = emptyImage;
  }

  /** Whether what {@link ensure} needs is here already, or what it would download. */
  async check(): Promise<Availability> {
    const { platform } = await this.#engine.info();
    const arch = archOf(platform);
    if (!arch) return { kind: 'unsupported', reason: noTracer(platform) };
    const part = stracePart(arch);
    if ((await this.#layers.find(part)) !== null) return { kind: 'present' };
    const obstacle = await this.#obstacle();
    if (obstacle !== null) return { kind: 'unsupported', reason: obstacle };
    return { kind: 'obtainable', downloadBytes: part.downloadBytes, diskBytes: part.diskBytes, timeNs: MAKING_NS };
  }

  async ensure(options: WorkOptions): Promise<Tracer> {
    const { platform } = await this.#engine.info();
    const arch = archOf(platform);
    if (!arch) throw new UnsupportedError(noTracer(platform));
    return this.#work.join(platform, options, (shared) => this.#ensure(arch, shared));
  }

  async #ensure(arch: Arch, options: WorkOptions): Promise<Tracer> {
    const layer = await this.#layer(arch, options);
    const volume = `${TRACER_PREFIX}${layer.diffId.slice('sha256:'.length, 'sha256:'.length + 12)}`;
    const { created } = await this.#engine.ensureVolume(volume, 'toolchain');
    const loader = loaderOf(arch);
    const tracer = { volume, mount: MOUNT, argv: [`${MOUNT}/lib/${loader}`, '--library-path', `${MOUNT}/lib`, `${MOUNT}/strace`] };
    const key = `tracer in ${volume}`;
    const known = created ? null : await this.#facts.get(key);
    if (known !== null) return { ...tracer, version: known };
    const image = await this.#emptyImage(options);
    let answer = created ? null : await this.#try(tracer, image, options);
    if (answer === null) {
      options.progress({ task: 'tracer', text: 'filling its volume' });
      await this.#fill(layer, arch, volume, image);
      answer = await this.#try(tracer, image, options);
    }
    if (answer === null) throw new Error(`the tracer in the volume ${volume} does not start in an empty image`);
    await this.#facts.set(key, answer);
    return { ...tracer, version: answer };
  }

  async #layer(arch: Arch, options: WorkOptions): Promise<Layer> {
    const part = stracePart(arch);
    const found = await this.#layers.find(part);
    if (found) return found;
    const obstacle = await this.#obstacle();
    if (obstacle !== null) throw new UnsupportedError(obstacle);
    return this.#layers.ensure(part, options);
  }

  /** `strace 6.13`, or null where it does not run (a volume that was filled by half). */
  async #try(tracer: Pick<Tracer, 'volume' | 'mount' | 'argv'>, image: string, options: WorkOptions): Promise<string | null> {
    try {
      const mounts = [{ volume: tracer.volume, target: tracer.mount, readOnly: true }];
      const { code, stdout } = await runOnce(this.#engine, { image, argv: [...tracer.argv, '--version'], mounts, capDrop: ['ALL'], noNewPrivileges: true }, options.signal);
      const version = /^strace -- version ([\d.]+)/.exec(stdout)?.[1];
      return code === 0 && version !== undefined ? `strace ${version}` : null;
    } catch (error) {
      if (error instanceof Error && error.name === 'StartFailedError') return null;
      throw error;
    }
  }

  async #fill(layer: Layer, arch: Arch, volume: string, image: string): Promise<void> {
    const container = await this.#engine.createContainer({
      image,
      role: 'build',
      run: '-',
      argv: ['/never-started'],
      network: 'none',
      mounts: [{ volume, target: MOUNT, readOnly: false }],
    });
    try {
      await this.#engine.putTar(container, MOUNT, Readable.from(tracerTar(layer.path, arch), { objectMode: false }));
    } finally {
      await this.#engine.removeContainer(container);
    }
  }
}

/** glibc's loader by architecture, as the ABI of each names it. */
function loaderOf(arch: Arch): string {
  const names: Record<string, string> = {
    amd64: 'ld-linux-x86-64.so.2',
    arm64: 'ld-linux-aarch64.so.1',
    armhf: 'ld-linux-armhf.so.3',
    i386: 'ld-linux.so.2',
    riscv64: 'ld-linux-riscv64-lp64d.so.1',
    ppc64el: 'ld64.so.2',
    s390x: 'ld64.so.1',
  };
  return names[arch.debian] ?? 'ld.so';
}

/** `strace` and `lib/*` out of the layer: every library at the top of the multiarch folder (the closure has no others). */
async function* tracerTar(path: string, arch: Arch): AsyncGenerator<Buffer> {
  const pending: Buffer[] = [encodeHeader({ name: 'lib', type: 'directory', mode: 0o755, uid: 0, gid: 0, size: 0, mtime: 0, linkname: '' })];
  const libraries = `usr/lib/${arch.gnu}/`;
  const rewriter = new TarRewriter(
    (header) => {
      if (header.name === 'usr/bin/strace') return { keep: { ...header, name: 'strace' } };
      const name = header.name.startsWith(libraries) ? header.name.slice(libraries.length) : '';
      return /^[^/]+\.so(\.[\d.]+)?$/.test(name) && header.type !== 'directory' ? { keep: { ...header, name: `lib/${name}` } } : 'drop';
    },
    (bytes) => pending.push(Buffer.from(bytes)),
  );
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    rewriter.push(chunk);
    yield* pending.splice(0);
  }
  rewriter.end();
  yield* pending.splice(0);
  yield END;
}
