// A container registry on loopback for tests: Debian's docker-registry package, unpacked into a temporary folder and run from there.
// Engines take plain HTTP from 127.0.0.0/8. Images are put in through the registry's own API, so several platforms can share a tag.
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { packFiles } from '../../src/core/engine/files.ts';
import type { TarFile } from '../../src/core/engine/index.ts';
import { collect } from './busybox.ts';

const run = promisify(execFile);

/** The user of a registry with `auth: true`; it exists only on loopback and only while a test runs. */
export const REGISTRY_USER = { username: 'tester', password: 'only-for-loopback' };
// bcrypt of that password, cost 4 (the registry takes nothing else, and neither openssl nor Node makes it)
const HTPASSWD = 'tester:$2b$04$ffwSDinG.wslQcSNqk35AebIM.NRVT.dVf9XYOPWgwZwBoLqge7gG\n';

export interface PlatformImage {
  platform: string;
  files: TarFile[];
  /** The image's config: Env, Cmd, User, Labels … */
  config?: Record<string, unknown>;
}

export interface Registry {
  /** `127.0.0.1:PORT` */
  host: string;
  /** Puts one image (`list` false and one platform) or a manifest list; returns its digest. */
  push(name: string, tag: string, images: PlatformImage[], options?: { list?: boolean }): Promise<string>;
  stop(): Promise<void>;
}

const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Rejects where the package can't be had; callers skip their tests with that reason. */
export async function startRegistry(options: { auth?: boolean } = {}): Promise<Registry> {
  const folder = await mkdtemp(join(tmpdir(), 'cgoscope-registry-'));
  const removeFolder = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await run('apt-get', ['download', 'docker-registry'], { cwd: folder });
    const deb = (await readdir(folder)).find((name) => name.endsWith('.deb'));
    if (deb === undefined) throw new Error('apt-get download left no docker-registry package');
    await run('dpkg-deb', ['-x', join(folder, deb), join(folder, 'root')]);
    const port = await freePort();
    await mkdir(join(folder, 'data'));
    await writeFile(join(folder, 'htpasswd'), HTPASSWD);
    const auth = options.auth === true ? { auth: { htpasswd: { realm: 'loopback', path: join(folder, 'htpasswd') } } } : {};
    // JSON is YAML
    const config = {
      version: '0.1',
      log: { level: 'error' },
      storage: { filesystem: { rootdirectory: join(folder, 'data') }, delete: { enabled: true } },
      http: { addr: `127.0.0.1:${port}` },
      ...auth,
    };
    await writeFile(join(folder, 'config.yml'), JSON.stringify(config));
    const child = spawn(join(folder, 'root', 'usr', 'bin', 'docker-registry'), ['serve', join(folder, 'config.yml')], { stdio: ['ignore', 'ignore', 'pipe'] });
    let printed = '';
    child.stderr.on('data', (chunk: Buffer) => {
      if (printed.length < 4000) printed += chunk.toString();
    });
    const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
    const host = `127.0.0.1:${port}`;
    await answers(`http://${host}/v2/`, () => (child.exitCode === null ? null : printed));
    const headers: Record<string, string> =
      options.auth === true ? { Authorization: `Basic ${Buffer.from(`${REGISTRY_USER.username}:${REGISTRY_USER.password}`).toString('base64')}` } : {};
    return {
      host,
      push: (name, tag, images, { list = images.length > 1 } = {}) => push(`http://${host}/v2/${name}`, headers, tag, images, list),
      stop: async () => {
        child.kill('SIGTERM');
        await exited;
        await removeFolder();
      },
    };
  } catch (error) {
    await removeFolder();
    throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no free port');
  return address.port;
}

async function answers(url: string, ended: () => string | null): Promise<void> {
  const deadline = Date.now() + 120_000;
  for (;;) {
    const up = await fetch(url).then(
      () => true,
      () => false,
    );
    if (up) return;
    const why = ended();
    if (why !== null) throw new Error(`the registry ended: ${why}`);
    if (Date.now() > deadline) throw new Error(`nothing answers at ${url}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function push(base: string, headers: Record<string, string>, tag: string, images: PlatformImage[], list: boolean): Promise<string> {
  const entries: { mediaType: string; size: number; digest: string; platform: { os: string; architecture: string; variant?: string } }[] = [];
  for (const image of images) {
    const [os = 'linux', architecture = 'amd64', variant] = image.platform.split('/');
    const layer = await collect(packFiles(image.files));
    const packed = gzipSync(layer, { level: 1 });
    const config = Buffer.from(
      JSON.stringify({
        os,
        architecture,
        ...(variant === undefined ? {} : { variant }),
        created: '2026-01-01T00:00:00Z',
        config: image.config ?? {},
        rootfs: { type: 'layers', diff_ids: [digestOf(layer)] },
        history: [{ created: '2026-01-01T00:00:00Z', created_by: 'cgoscope tests' }],
      }),
    );
    const layerDigest = await putBlob(base, headers, packed);
    const configDigest = await putBlob(base, headers, config);
    const mediaType = 'application/vnd.docker.distribution.manifest.v2+json';
    const manifest = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType,
        config: { mediaType: 'application/vnd.docker.container.image.v1+json', size: config.length, digest: configDigest },
        layers: [{ mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip', size: packed.length, digest: layerDigest }],
      }),
    );
    const digest = await putManifest(base, headers, list ? digestOf(manifest) : tag, mediaType, manifest);
    entries.push({ mediaType, size: manifest.length, digest, platform: { os, architecture, ...(variant === undefined ? {} : { variant }) } });
  }
  if (!list) return entries[0]?.digest ?? '';
  const mediaType = 'application/vnd.docker.distribution.manifest.list.v2+json';
  return putManifest(base, headers, tag, mediaType, Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests: entries })));
}

async function putBlob(base: string, headers: Record<string, string>, bytes: Buffer): Promise<string> {
  const digest = digestOf(bytes);
  const opened = await fetch(`${base}/blobs/uploads/`, { method: 'POST', headers });
  const location = opened.headers.get('location');
  if (opened.status !== 202 || location === null) throw new Error(`the registry refused an upload: ${opened.status} ${await opened.text()}`);
  const url = new URL(location, base);
  url.searchParams.set('digest', digest);
  const done = await fetch(url, { method: 'PUT', headers: { ...headers, 'Content-Type': 'application/octet-stream' }, body: new Uint8Array(bytes) });
  if (done.status !== 201) throw new Error(`the registry refused a blob: ${done.status} ${await done.text()}`);
  return digest;
}

async function putManifest(base: string, headers: Record<string, string>, reference: string, mediaType: string, bytes: Buffer): Promise<string> {
  const done = await fetch(`${base}/manifests/${reference}`, { method: 'PUT', headers: { ...headers, 'Content-Type': mediaType }, body: new Uint8Array(bytes) });
  if (done.status !== 201) throw new Error(`the registry refused a manifest: ${done.status} ${await done.text()}`);
  return digestOf(bytes);
}
