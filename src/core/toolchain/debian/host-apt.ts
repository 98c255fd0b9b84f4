// The host's apt in a private root: its own lists, cache and (empty) status, the host's proxies, certificates and keyrings.
// Nothing of the host's package state is read or changed, and its hooks don't run (Debian's container images have one that empties /var/cache/apt).
import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { PassThrough, type Readable } from 'node:stream';
import { removeLeftovers } from '../leftovers.ts';
import { run } from '../processes.ts';
import { debId, type DebRequest, type FetchedDeb, type PackageSource, type WorkOptions } from './source.ts';
import type { HostArchive } from './sources.ts';
import { suitesFor } from './suites.ts';

/** Lists older than this are fetched again before something new is resolved. */
const LISTS_AGE_MS = 12 * 3600 * 1000;

/** A step of apt failed; the message names the step and carries apt's own last error line. */
export class AptError extends Error {
  override readonly name = 'AptError';
}

/** The last `E:` line of apt's (else its last line at all), without users and passwords of addresses. */
export function lastErrorLine(stderr: string): string {
  const lines = stderr
    .replace(/:\/\/[^/@\s]+@/g, '://')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const errors = lines.filter((line) => /^E: /.test(line) && !/Unable to fetch some archives|Some index files failed to download/.test(line));
  return (errors.at(-1) ?? lines.filter((line) => /^(E|W|Err|dpkg)[:.]/.test(line)).at(-1) ?? lines.at(-1) ?? 'apt-get said nothing').replace(/^E: /, '');
}

/** Apt's configuration of a private root, read after the host's own (option -c), so that the host's hooks can be cleared. */
export function aptConfig(root: string, arch: string): string {
  const set: [string, string][] = [
    ['Dir::Etc::sourcelist', join(root, 'sources.list')],
    ['Dir::Etc::sourceparts', '/dev/null'],
    ['Dir::Etc::preferences', '/dev/null'],
    ['Dir::Etc::preferencesparts', '/dev/null'],
    ['Dir::State', join(root, 'state')],
    ['Dir::State::lists', join(root, 'state/lists')],
    ['Dir::State::status', join(root, 'status')],
    ['Dir::State::extended_states', join(root, 'state/extended_states')],
    ['Dir::Cache', join(root, 'cache')],
    ['Dir::Cache::archives', join(root, 'cache/archives')],
    // Images of Debian switch it off; with it a call takes a quarter of the time. The second cache (40 MB) adds nothing here.
    ['Dir::Cache::pkgcache', 'pkgcache.bin'],
    ['Dir::Cache::srcpkgcache', ''],
    ['APT::Architecture', arch],
    ['APT::Install-Recommends', 'false'],
    ['APT::Install-Suggests', 'false'],
    ['APT::Sandbox::User', 'root'],
    ['APT::Get::Assume-Yes', 'true'],
    ['Acquire::Languages', 'none'],
    ['Acquire::Retries', '2'],
    ['Acquire::http::Timeout', '30'],
    ['Acquire::https::Timeout', '30'],
  ];
  const cleared = [
    'APT::Architectures',
    'APT::Default-Release',
    'APT::NeverAutoRemove',
    'APT::Update',
    'DPkg::Pre-Invoke',
    'DPkg::Post-Invoke',
    'DPkg::Pre-Install-Pkgs',
    'Acquire::IndexTargets',
  ];
  return [
    ...cleared.map((name) => `#clear ${name};`),
    ...set.map(([name, value]) => `${name} "${value}";`),
    `APT::Architectures { "${arch}"; };`,
    'Acquire::IndexTargets { deb::Packages { MetaKey "$(COMPONENT)/binary-$(ARCHITECTURE)/Packages"; flatMetaKey "Packages"; ShortDescription "Packages"; Description "$(RELEASE)/$(COMPONENT) $(ARCHITECTURE) Packages"; flatDescription "$(RELEASE) Packages"; Optional "false"; }; };',
    '',
  ].join('\n');
}

/** `'URI' name_1%3a2.0-1_amd64.deb 1234 …`: what --print-uris says. */
export function parsePrintUris(stdout: string): { name: string; version: string; arch: string; bytes: number }[] {
  const found: { name: string; version: string; arch: string; bytes: number }[] = [];
  for (const line of stdout.split('\n')) {
    const match = /^'[^']+' ([^\s_]+)_([^\s_]+)_([a-z0-9]+)\.deb (\d+)/.exec(line);
    if (match) found.push({ name: match[1] ?? '', version: decodeURIComponent(match[2] ?? ''), arch: match[3] ?? '', bytes: Number(match[4]) });
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** One apt at a time per root, whichever room of this process asks: it locks its lists. */
const QUEUES = new Map<string, Promise<unknown>>();
/** Another process at the same root is waited for so long. */
const LOCK_WAIT_MS = 120_000;

export class HostApt implements PackageSource {
  readonly #folder: string;
  readonly #archive: HostArchive;
  readonly #env: Record<string, string | undefined>;

  /** `env`: where proxies may stand, besides apt's own configuration. */
  constructor(folder: string, archive: HostArchive, env: Record<string, string | undefined> = process.env) {
    this.#env = env;
    this.#folder = folder;
    this.#archive = archive;
  }

  async fetch<T>(request: DebRequest, options: WorkOptions, use: (debs: FetchedDeb[]) => Promise<T>): Promise<T> {
    const root = join(this.#folder, `${request.suite}-${request.arch}`);
    const start = (): Promise<T> => this.#fetch(root, request, options, use);
    const work = (QUEUES.get(root) ?? Promise.resolve()).then(start, start);
    QUEUES.set(root, work);
    return work;
  }

  async #fetch<T>(root: string, request: DebRequest, options: WorkOptions, use: (debs: FetchedDeb[]) => Promise<T>): Promise<T> {
    const task = `packages of ${request.suite} (${request.arch})`;
    await this.#prepare(root, request);
    const target = await mkdtemp(join(root, 'debs-'));
    try {
      await this.#freshLists(root, request, options, task);
      let debs = await this.#resolve(root, request, options);
      try {
        await this.#download(root, target, debs, options, task);
      } catch (error) {
        if (!(error instanceof AptError) || !/404|Not Found|not found|unexpected size|Hash Sum/i.test(error.message)) throw error;
        // The mirror moved on since the lists were fetched: once more with fresh lists.
        await this.#update(root, request, options, task);
        debs = await this.#resolve(root, request, options);
        await this.#download(root, target, debs, options, task);
      }
      return await use(await this.#fetched(target, debs, options));
    } finally {
      await rm(target, { recursive: true, force: true });
      // The address of a mirror can hold a password: it stands there only while apt reads it.
      await rm(join(root, 'sources.list'), { force: true });
    }
  }

  async #prepare(root: string, request: DebRequest): Promise<void> {
    await mkdir(join(root, 'state/lists/partial'), { recursive: true });
    await mkdir(join(root, 'cache/archives/partial'), { recursive: true });
    await removeLeftovers(root, /^debs-/);
    await writeFile(join(root, 'status'), '');
    await writeFile(join(root, 'apt.conf'), aptConfig(root, request.arch));
    const signed = this.#archive.signedBy === null ? '' : `[signed-by=${this.#archive.signedBy}] `;
    await writeFile(
      join(root, 'sources.list'),
      suitesFor(request.suite)
        .map((suite) => `deb ${signed}${this.#archive.uri} ${suite} main\n`)
        .join(''),
      { mode: 0o600 },
    );
  }

  /** A mirror in the middle of its sync, or one behind a stale cache, can't be read for hours: lists that were read whole before still name packages that exist. */
  async #freshLists(root: string, request: DebRequest, options: WorkOptions, task: string): Promise<void> {
    const age = await this.#listsAge(root);
    if (age <= LISTS_AGE_MS) return;
    try {
      await this.#update(root, request, options, task);
    } catch (error) {
      if (age === Infinity || !(error instanceof AptError)) throw error;
      options.progress({ task, text: `${error.message}; going on with the lists of ${new Date(Date.now() - age).toISOString()}` });
    }
  }

  async #listsAge(root: string): Promise<number> {
    try {
      return Date.now() - (await stat(join(root, 'updated'))).mtimeMs;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Infinity;
      throw error;
    }
  }

  async #apt(root: string, args: string[], options: WorkOptions, step: string, more: { cwd?: string; onLine?: (line: string) => void } = {}): Promise<string> {
    const argv = ['apt-get', '-q', '-c', join(root, 'apt.conf'), '-o', 'APT::Status-Fd=3', ...args];
    const patience = Date.now() + LOCK_WAIT_MS;
    for (;;) {
      const { code, stdout, stderr } = await run(argv, { signal: options.signal, env: { ...this.#env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' }, ...more });
      if (code === 0) return stdout;
      if (!stderr.includes('Could not get lock') || Date.now() > patience) throw new AptError(`${step} failed: ${lastErrorLine(stderr)}`);
      await setTimeout(500, undefined, { signal: options.signal }).catch(() => undefined); // cancelled: the next run says so
    }
  }

  async #update(root: string, request: DebRequest, options: WorkOptions, task: string): Promise<void> {
    options.progress({ task, text: 'reading the package lists' });
    // apt-get update ends with 0 when only some lists could be had; Error-Mode=any makes that an error.
    await this.#apt(root, ['-o', 'APT::Update::Error-Mode=any', 'update'], options, `reading the package lists of Debian ${request.suite} (${request.arch})`);
    await writeFile(join(root, 'updated'), '');
  }

  async #resolve(root: string, request: DebRequest, options: WorkOptions): Promise<{ name: string; version: string; arch: string; bytes: number }[]> {
    const step = `resolving ${request.packages.join(' ')} in Debian ${request.suite} (${request.arch})`;
    const target = request.suite.endsWith('-backports') ? ['-t', request.suite] : [];
    const verb = request.closure ? ['install', '--no-install-recommends'] : ['download'];
    const stdout = await this.#apt(root, [...target, ...verb, '--print-uris', '--', ...request.packages], options, step);
    const debs = parsePrintUris(stdout).filter((deb) => !request.without.has(debId(deb)));
    return debs;
  }

  async #download(root: string, folder: string, debs: { name: string; version: string; bytes: number }[], options: WorkOptions, task: string): Promise<void> {
    if (debs.length === 0) return;
    const totalBytes = debs.reduce((sum, deb) => sum + deb.bytes, 0);
    const text = debs.length === 1 ? `downloading ${debs[0]?.name ?? ''}` : `downloading ${debs.length} packages`;
    options.progress({ task, text, doneBytes: 0, totalBytes });
    await this.#apt(root, ['download', '--', ...debs.map(debId)], options, `downloading ${debs.length} packages`, {
      cwd: folder,
      onLine: (line) => {
        const percent = /^dlstatus:\d+:([\d.]+):/.exec(line)?.[1];
        if (percent !== undefined) options.progress({ task, text, doneBytes: Math.round((Number(percent) / 100) * totalBytes), totalBytes });
      },
    });
  }

  async #fetched(folder: string, debs: { name: string; version: string; arch: string; bytes: number }[], options: WorkOptions): Promise<FetchedDeb[]> {
    const files = await readdir(folder);
    return Promise.all(
      debs.map(async (deb) => {
        const file = files.find((name) => name.startsWith(`${deb.name}_`) && name.endsWith('.deb'));
        if (file === undefined) throw new AptError(`downloading ${debId(deb)} failed: apt-get ended well and left no file`);
        const path = join(folder, file);
        const hash = createHash('sha256');
        await pipeline(createReadStream(path), hash);
        return { ...deb, sha256: hash.digest('hex'), open: () => Promise.resolve(unpack(path, options.signal)) };
      }),
    );
  }
}

/** The file system of a .deb as a tar stream; an error of dpkg-deb ends it. */
function unpack(path: string, signal: AbortSignal): Readable {
  const out = new PassThrough({ highWaterMark: 1 << 20 });
  const child = spawn('dpkg-deb', ['--fsys-tarfile', path], { stdio: ['ignore', 'pipe', 'pipe'], signal });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text.slice(0, 10_000)));
  child.on('error', (error) => out.destroy(error));
  child.stdout.pipe(out, { end: false });
  child.on('close', (code) => {
    if (code === 0) out.end();
    else out.destroy(new AptError(`unpacking ${path.split('/').at(-1) ?? path} failed: ${lastErrorLine(stderr)}`));
  });
  return out;
}
