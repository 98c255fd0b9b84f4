// Apt inside a Debian container, for machines that are not Debian: the same steps as host-apt.ts, packages come out as tar streams.
// The mirror is the one that the image's own sources name; a proxy of the caller stands in the environment of single commands only.
import { pipeline, Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { CancelledError, UnsupportedError } from '../../../shared/domain/errors.ts';
import { platformMatches } from '../../engine/index.ts';
import type { Engine, TarFile } from '../../engine/types.ts';
import type { Registries } from '../images/remote.ts';
import { AptError, aptConfig, lastErrorLine, parsePrintUris } from './host-apt.ts';
import { debId, type DebRequest, type FetchedDeb, type PackageSource, type WorkOptions } from './source.ts';
import { parseDeb822, parseOneLine, pickArchive, type HostArchive } from './sources.ts';
import { suitesFor } from './suites.ts';

const ROOT = '/cgoscope-apt';
const DEBS = `${ROOT}/debs`;
const PROXIES = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

/** Names and hashes of what was downloaded, each unpacked to a tar beside it. */
const UNPACK = 'cd "$1" && for deb in *.deb; do sha256sum "$deb" && dpkg-deb --fsys-tarfile "$deb" > "$deb.tar" && rm "$deb" || exit 1; done';

export class ContainerApt implements PackageSource {
  readonly #engine: Engine;
  readonly #registries: Registries;
  readonly #image: string;
  readonly #env: Record<string, string>;

  constructor(engine: Engine, registries: Registries, image: string, env: Record<string, string>) {
    this.#engine = engine;
    this.#registries = registries;
    this.#image = image;
    this.#env = env;
  }

  /** Why the Debian image can't be had; null where it is there or a registry offers it. */
  async obstacle(): Promise<string | null> {
    const { platform } = await this.#engine.info();
    if (await this.#present(platform)) return null;
    const answer = await this.#registries.ask(this.#image);
    if ('platforms' in answer) return answer.platforms.some((offered) => platformMatches(offered, platform)) ? null : `the image ${this.#image} is not offered for ${platform}`;
    return `packages are fetched inside the image ${this.#image} on machines without apt, and that image can't be had: ${answer.reason}`;
  }

  async fetch<T>(request: DebRequest, options: WorkOptions, use: (debs: FetchedDeb[]) => Promise<T>): Promise<T> {
    if (options.signal.aborted) throw new CancelledError();
    const { platform } = await this.#engine.info();
    const task = `packages of ${request.suite} (${request.arch})`;
    if (!(await this.#present(platform))) {
      options.progress({ task, text: `pulling ${this.#image}` });
      await this.#registries.pull(this.#image, platform, { signal: options.signal, onProgress: (text) => options.progress({ task, text }) });
    }
    const { id, end } = await this.#engine.startLeased({ image: this.#image, role: 'build', run: '-', argv: ['cat'], user: '0' });
    try {
      await this.#prepare(id, request);
      options.progress({ task, text: 'reading the package lists' });
      await this.#apt(id, ['-o', 'APT::Update::Error-Mode=any', 'update'], options, `reading the package lists of Debian ${request.suite} (${request.arch})`);
      const target = request.suite.endsWith('-backports') ? ['-t', request.suite] : [];
      const verb = request.closure ? ['install', '--no-install-recommends'] : ['download'];
      const listed = await this.#apt(
        id,
        [...target, ...verb, '--print-uris', '--', ...request.packages],
        options,
        `resolving ${request.packages.join(' ')} in Debian ${request.suite} (${request.arch})`,
      );
      const debs = parsePrintUris(listed).filter((deb) => !request.without.has(debId(deb)));
      if (debs.length === 0) return await use([]);
      options.progress({ task, text: `downloading ${debs.length} packages`, doneBytes: 0, totalBytes: debs.reduce((sum, deb) => sum + deb.bytes, 0) });
      await this.#apt(id, ['download', '--', ...debs.map(debId)], options, `downloading ${debs.length} packages`, DEBS);
      const hashes = await this.#exec(id, ['/bin/sh', '-c', UNPACK, 'sh', DEBS], options, 'unpacking the packages');
      const files = new Map(
        hashes.split('\n').flatMap((line) => {
          const found = /^([0-9a-f]{64}) [ *](\S+\.deb)$/.exec(line);
          return found ? [[found[2] ?? '', found[1] ?? ''] as const] : [];
        }),
      );
      return await use(
        debs.map((deb) => {
          const file = [...files.keys()].find((name) => name.startsWith(`${deb.name}_`));
          if (file === undefined) throw new AptError(`downloading ${debId(deb)} failed: apt-get ended well and left no file`);
          return { ...deb, sha256: files.get(file) ?? '', open: () => this.#open(id, `${DEBS}/${file}.tar`) };
        }),
      );
    } catch (error) {
      if (options.signal.aborted) throw new CancelledError();
      throw error;
    } finally {
      await end();
    }
  }

  async #present(platform: string): Promise<boolean> {
    const found = await this.#engine.inspectImage(this.#image);
    return found !== null && platformMatches(found.platform, platform);
  }

  async #archive(container: string): Promise<HostArchive> {
    const text = async (path: string): Promise<string> => (await this.#engine.getFile(container, path, 1 << 20))?.content.toString('utf8') ?? '';
    const archive = pickArchive([...parseOneLine(await text('/etc/apt/sources.list')), ...parseDeb822(await text('/etc/apt/sources.list.d/debian.sources'))]);
    if (!archive) throw new UnsupportedError(`no Debian archive stands in /etc/apt of the image ${this.#image}`);
    return archive;
  }

  async #prepare(container: string, request: DebRequest): Promise<void> {
    const archive = await this.#archive(container);
    const signed = archive.signedBy === null ? '' : `[signed-by=${archive.signedBy}] `;
    const folder = (name: string): TarFile => ({ name, type: 'directory', mode: 0o755 });
    const file = (name: string, content: string): TarFile => ({ name, type: 'file', mode: 0o644, content: Buffer.from(content) });
    const root = ROOT.slice(1);
    await this.#engine.putFiles(container, '/', [
      ...['', '/debs', '/state', '/state/lists', '/state/lists/partial', '/cache', '/cache/archives', '/cache/archives/partial'].map((name) => folder(`${root}${name}`)),
      file(`${root}/status`, ''),
      file(`${root}/apt.conf`, aptConfig(ROOT, request.arch)),
      file(
        `${root}/sources.list`,
        suitesFor(request.suite)
          .map((suite) => `deb ${signed}${archive.uri} ${suite} main\n`)
          .join(''),
      ),
    ]);
  }

  #apt(container: string, args: string[], options: WorkOptions, step: string, workdir?: string): Promise<string> {
    return this.#exec(container, ['apt-get', '-q', '-c', `${ROOT}/apt.conf`, ...args], options, step, workdir);
  }

  async #exec(container: string, argv: string[], options: WorkOptions, step: string, workdir?: string): Promise<string> {
    const proxies = Object.fromEntries(PROXIES.flatMap((name) => (this.#env[name] === undefined ? [] : [[name, this.#env[name]]])));
    const output = { stdout: '', stderr: '' };
    const { code } = await this.#engine.exec(container, {
      argv,
      env: { LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive', ...proxies },
      user: '0',
      signal: options.signal,
      ...(workdir === undefined ? {} : { workdir }),
      onStdout: (chunk) => void (output.stdout += chunk.toString('utf8')),
      onStderr: (chunk) => void (output.stderr = (output.stderr + chunk.toString('utf8')).slice(-100_000)),
    });
    if (options.signal.aborted) throw new CancelledError();
    if (code !== 0) throw new AptError(`${step} failed: ${lastErrorLine(output.stderr)}`);
    return output.stdout;
  }

  /** The engine hands a file out as a tar of one entry; its content is the package's own tar. */
  async #open(container: string, path: string): Promise<Readable> {
    const outer = await this.#engine.getTar(container, path);
    if (!outer) throw new AptError(`unpacking failed: ${path} is not there`);
    const entries = extract();
    pipeline(outer, entries, () => undefined); // an error ends `entries`, where the reader meets it
    return Readable.from(
      (async function* (): AsyncGenerator<Buffer> {
        for await (const entry of entries) yield* entry as AsyncIterable<Buffer>;
      })(),
      { objectMode: false },
    );
  }
}
