// The provider `images`: the official golang images, or an image that the user names; what they lack is added by their own package manager.
import { createHash } from 'node:crypto';
import { CancelledError, UnsupportedError } from '../../../shared/domain/errors.ts';
import { platformMatches } from '../../engine/index.ts';
import type { Engine } from '../../engine/types.ts';
import { KIND_LABEL, REPOSITORY } from '../compose.ts';
import type { WorkOptions } from '../debian/source.ts';
import type { LearntFacts } from '../facts.ts';
import { archOf, normalPlatform, platformProblem } from '../platforms.ts';
import { SharedWork } from '../shared-work.ts';
import type { Availability, Toolchain, ToolchainNeed, ToolchainProvider } from '../types.ts';
import { probeImage, type Probed } from './probe.ts';
import type { Registries } from './remote.ts';
import { wantsOf, type Wants } from './wants.ts';

/** Both scripts take everything variable as positional arguments. */
const SCRIPTS = {
  apt: 'if [ -n "$1" ]; then dpkg --add-architecture "$1"; fi; shift; apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -- "$@" && rm -rf /var/lib/apt/lists/*',
  apk: 'shift; apk add --no-cache "$@"',
};

/** Measured on the images' own manifests (compressed and unpacked): orders of magnitude for a plan. */
const SIZES = {
  debian: { downloadBytes: 300_000_000, diskBytes: 850_000_000 },
  alpine: { downloadBytes: 80_000_000, diskBytes: 260_000_000 },
  compiler: { downloadBytes: 80_000_000, diskBytes: 300_000_000 },
};

export interface ImagesOptions {
  engine: Engine;
  facts: LearntFacts;
  registries: Registries;
  /** The image that the user named; null: the official ones. */
  image: string | null;
  /** Where the official images are: `golang`, or a mirror of them. */
  repository: string;
  env: Record<string, string>;
}

interface Present {
  image: string;
  id: string;
  probed: Probed;
}

/** Proxies for the package manager: in the environment of one exec, never in an image (they may carry a password). */
const PROXIES = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

export class ImagesProvider implements ToolchainProvider {
  readonly name = 'images';
  readonly #options: ImagesOptions;
  readonly #work = new SharedWork<Present>();

  constructor(options: ImagesOptions) {
    this.#options = options;
  }

  async check(need: ToolchainNeed): Promise<Availability> {
    const refused = await this.#refusal(need);
    if (refused !== null) return { kind: 'unsupported', reason: refused };
    const native = await this.#native();
    const reference = this.#reference(need, native);
    try {
      const base = await this.#local(reference, native, new AbortController().signal);
      if (!base) return await this.#checkRemote(need, reference, native);
      const wants = this.#wants(need, base, native);
      if (wants.add.length === 0) return { kind: 'present' };
      if (await this.#derived(base, wants)) return { kind: 'present' };
      return { kind: 'obtainable', ...SIZES.compiler, timeNs: 40e9 };
    } catch (error) {
      if (error instanceof UnsupportedError) return { kind: 'unsupported', reason: error.message };
      throw error;
    }
  }

  async ensure(need: ToolchainNeed, options: WorkOptions): Promise<Toolchain> {
    const refused = await this.#refusal(need);
    if (refused !== null) throw new UnsupportedError(refused);
    const native = await this.#native();
    const reference = this.#reference(need, native);
    const base = (await this.#local(reference, native, options.signal)) ?? (await this.#work.join(reference, options, (shared) => this.#pull(reference, native, shared)));
    const wants = this.#wants(need, base, native);
    const present =
      wants.add.length === 0
        ? base
        : ((await this.#derived(base, wants)) ?? (await this.#work.join(this.#derivedTag(base, wants), options, (shared) => this.#derive(base, wants, shared))));
    return {
      provider: this.name,
      image: present.image,
      digest: present.id,
      goroot: present.probed.goroot,
      goVersion: present.probed.goVersion,
      env: { PATH: present.probed.path, GOTOOLCHAIN: 'local', HOME: '/root' },
      cgoEnv: wants.cgoEnv,
      recipe: wants.add.length === 0 ? [] : this.#recipe(base, wants),
    };
  }

  /** The Go version of the user's image where it is on the engine, or by its tag; null where only a pull would tell. */
  async goVersion(): Promise<string | null> {
    const { image } = this.#options;
    if (image === null) return null;
    const native = await this.#native();
    try {
      const base = await this.#local(image, native, new AbortController().signal);
      if (base) return /^go(\d+\.\d+)/.exec(base.probed.goVersion)?.[1] ?? null;
    } catch (error) {
      if (!(error instanceof UnsupportedError)) throw error;
      return null;
    }
    return /:(?:go)?(\d+\.\d+)[^/]*$/.exec(image)?.[1] ?? null;
  }

  async #native(): Promise<string> {
    return (await this.#options.engine.info()).platform;
  }

  /** What is known without an image. */
  async #refusal(need: ToolchainNeed): Promise<string | null> {
    const problem = platformProblem(need.platform);
    if (problem !== null) return problem;
    if (!/^\d+\.\d+(\.\d+)?((rc|beta)\d+)?$/.test(need.go)) return `"${need.go}" is not a Go version; expected one like 1.24`;
    if (this.#options.image === null && need.libc === 'musl' && normalPlatform(need.platform) !== normalPlatform(await this.#native()))
      return `the golang images have no cross compiler for ${need.platform} with musl`;
    return null;
  }

  #reference(need: ToolchainNeed, native: string): string {
    const { image, repository } = this.#options;
    if (image !== null) return image;
    const musl = need.libc === 'musl' && normalPlatform(need.platform) === normalPlatform(native);
    return `${repository}:${need.go}-${musl ? 'alpine' : 'bookworm'}`;
  }

  async #local(reference: string, native: string, signal: AbortSignal): Promise<Present | null> {
    const { engine, facts } = this.#options;
    const found = await engine.inspectImage(reference);
    if (!found || !platformMatches(found.platform, native)) return null;
    return { image: reference, id: found.id, probed: await probeImage(engine, facts, reference, found.id, signal) };
  }

  async #checkRemote(need: ToolchainNeed, reference: string, native: string): Promise<Availability> {
    const answer = await this.#options.registries.ask(reference);
    if ('reason' in answer) return { kind: 'unsupported', reason: `the image ${reference} is not on the engine and can't be had: ${answer.reason}` };
    if (!answer.platforms.some((platform) => platformMatches(platform, native)))
      return { kind: 'unsupported', reason: `the image ${reference} is not offered for ${native}; its registry has ${answer.platforms.join(', ') || 'no platform'}` };
    const size = reference.endsWith('-alpine') ? SIZES.alpine : SIZES.debian;
    const more =
      need.libc !== null && (reference.endsWith('-alpine') || normalPlatform(need.platform) !== normalPlatform(native)) ? SIZES.compiler : { downloadBytes: 0, diskBytes: 0 };
    const downloadBytes = size.downloadBytes + more.downloadBytes;
    return { kind: 'obtainable', downloadBytes, diskBytes: size.diskBytes + more.diskBytes, timeNs: Math.round((downloadBytes / 10e6) * 1e9) };
  }

  /** Throws UnsupportedError with the reason. */
  #wants(need: ToolchainNeed, base: Present, native: string): Wants {
    const asked = /^\d+\.\d+(\.\d+)?/.exec(need.go)?.[0] ?? need.go;
    if (base.probed.goVersion !== `go${asked}` && !base.probed.goVersion.startsWith(`go${asked}.`) && !base.probed.goVersion.startsWith(`go${need.go}`)) {
      throw new UnsupportedError(`the image ${base.image} carries ${base.probed.goVersion}, the cell asks for Go ${need.go}`);
    }
    const wants = wantsOf(need, base.image, base.probed, archOf(native), archOf(need.platform));
    if ('unsupported' in wants) throw new UnsupportedError(wants.unsupported);
    return wants;
  }

  async #pull(reference: string, native: string, options: WorkOptions): Promise<Present> {
    const task = `image ${reference}`;
    options.progress({ task, text: `pulling for ${native}` });
    await this.#options.registries.pull(reference, native, { signal: options.signal, onProgress: (text) => options.progress({ task, text }) });
    const present = await this.#local(reference, native, options.signal);
    if (!present) throw new UnsupportedError(`the image ${reference} was pulled, but not for ${native}`);
    return present;
  }

  #derivedTag(base: Present, wants: Wants): string {
    const hash = createHash('sha256')
      .update(JSON.stringify([base.id, wants.manager, wants.addArchitecture, wants.add]))
      .digest('hex');
    return `${REPOSITORY}/derived:${hash.slice(0, 12)}`;
  }

  async #derived(base: Present, wants: Wants): Promise<Present | null> {
    const { engine, facts } = this.#options;
    const image = this.#derivedTag(base, wants);
    const found = await engine.inspectImage(image);
    if (found?.labels[KIND_LABEL] !== 'toolchain') return null;
    return { image, id: found.id, probed: await probeImage(engine, facts, image, found.id, new AbortController().signal) };
  }

  #argv(wants: Wants): string[] {
    if (wants.manager === null) throw new Error('nothing can be added without a package manager');
    return ['/bin/sh', '-c', SCRIPTS[wants.manager], 'sh', wants.addArchitecture, ...wants.add];
  }

  async #derive(base: Present, wants: Wants, options: WorkOptions): Promise<Present> {
    const { engine, env } = this.#options;
    const task = `image ${base.image}`;
    const what = wants.add.join(' ');
    options.progress({ task, text: `adding ${what}` });
    const container = await engine.startLeased({ image: base.image, role: 'build', run: '-', argv: ['cat'], user: '0' });
    try {
      let tail = '';
      const take = (chunk: Buffer): void => {
        tail = (tail + chunk.toString('utf8')).slice(-4000);
        const line = tail.trim().split('\n').at(-1);
        if (line !== undefined && line !== '') options.progress({ task, text: `adding ${what}: ${line.slice(0, 200)}` });
      };
      const proxies = Object.fromEntries(PROXIES.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
      const { code } = await engine.exec(container.id, { argv: this.#argv(wants), env: proxies, user: '0', signal: options.signal, onStdout: take, onStderr: take });
      if (options.signal.aborted) throw new CancelledError();
      if (code !== 0) {
        const lines = tail.trim().split('\n');
        throw new UnsupportedError(
          `the image ${base.image} lacks ${what}, and its package manager could not add it: ${(lines.filter((line) => /^(E:|ERROR|WARNING)/i.test(line)).at(-1) ?? lines.at(-1) ?? `exit ${code}`).slice(0, 300)}`,
        );
      }
      const [repo = '', tag = ''] = this.#derivedTag(base, wants).split(':');
      await engine.commitContainer(container.id, {
        repo,
        tag,
        role: 'toolchain',
        labels: { [KIND_LABEL]: 'toolchain', 'io.cgoscope.provider': 'images', 'io.cgoscope.base': base.image },
        cmd: ['/bin/sh'],
      });
    } catch (error) {
      if (options.signal.aborted) throw new CancelledError();
      throw error;
    } finally {
      await container.end();
    }
    const present = await this.#derived(base, wants);
    const cc = wants.cgoEnv['CC'] ?? '';
    if (!present?.probed.has.includes(cc)) throw new UnsupportedError(`${what} was added to the image ${base.image}, and still it has no ${cc}`);
    return present;
  }

  #recipe(base: Present, wants: Wants): string[] {
    const image = this.#derivedTag(base, wants);
    const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
    const dockerfile = [`FROM ${base.image}`, 'USER 0', `RUN ${JSON.stringify(this.#argv(wants))}`, 'ENTRYPOINT []', 'CMD ["/bin/sh"]'];
    return [`docker image inspect ${image} >/dev/null 2>&1 || printf '%s\\n' ${dockerfile.map(quote).join(' ')} | docker build -q -t ${image} -`];
  }
}
