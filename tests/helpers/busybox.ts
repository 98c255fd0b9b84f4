// A scratch image of 2 MB for integration tests: /bin/busybox and its applets, made from Debian's busybox-static package.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { errorCode } from '../../src/core/engine/failures.ts';
import { packFiles } from '../../src/core/engine/files.ts';
import { connectEngine, resolveEndpoint, type Engine, type TarFile } from '../../src/core/engine/index.ts';

const run = promisify(execFile);

/** The image is shared by all tests and kept; it belongs to an install of its own. */
export const BUSYBOX_IMAGE = 'cgoscope-test/busybox:1';
const APPLETS = [
  'sh',
  'cat',
  'ls',
  'sleep',
  'echo',
  'env',
  'yes',
  'df',
  'tar',
  'mkdir',
  'touch',
  'id',
  'true',
  'false',
  'head',
  'dd',
  'wc',
  'ln',
  'chmod',
  'rm',
  'cp',
  'find',
  'grep',
  'sha256sum',
  'stat',
  'nc',
  'mount',
];

let making: Promise<string> | null = null;

/** The name of the image; makes it when the engine doesn't have it. Idempotent, also between processes. */
export function busyboxImage(): Promise<string> {
  making ??= make();
  return making;
}

async function make(): Promise<string> {
  const engine = await connectEngine(await resolveEndpoint(process.env), { install: 'cgoscope-tests', owner: 'shared' });
  try {
    if ((await engine.inspectImage(BUSYBOX_IMAGE)) !== null) return BUSYBOX_IMAGE;
    const { platform } = await engine.info();
    await loadScratchImage(engine, BUSYBOX_IMAGE, platform, busyboxFiles(await busyboxBinary()));
    return BUSYBOX_IMAGE;
  } finally {
    await engine.close();
  }
}

/** Root file system with the program and links to it. */
export const busyboxFiles = (program: Buffer): TarFile[] => [
  { name: 'bin', type: 'directory', mode: 0o755 },
  { name: 'tmp', type: 'directory', mode: 0o1777 },
  { name: 'etc', type: 'directory', mode: 0o755 },
  { name: 'etc/passwd', type: 'file', mode: 0o644, content: Buffer.from('root:x:0:0:root:/:/bin/sh\nuser:x:1000:1000::/:/bin/sh\n') },
  { name: 'bin/busybox', type: 'file', mode: 0o755, content: program },
  ...APPLETS.map((name): TarFile => ({ name: `bin/${name}`, type: 'symlink', mode: 0o777, linkname: 'busybox' })),
];

/** The statically linked busybox of this machine's own package sources. */
export async function busyboxBinary(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'cgoscope-busybox-'));
  try {
    await run('apt-get', ['download', 'busybox-static'], { cwd: folder });
    const deb = (await readdir(folder)).find((name) => name.endsWith('.deb'));
    if (deb === undefined) throw new Error('apt-get download left no busybox-static package');
    await run('dpkg-deb', ['-x', join(folder, deb), join(folder, 'root')]);
    for (const place of ['bin/busybox', 'usr/bin/busybox']) {
      const bytes = await readFile(join(folder, 'root', place)).catch((error: unknown) => {
        if (errorCode(error) === 'ENOENT') return null;
        throw error;
      });
      if (bytes !== null) return bytes;
    }
    throw new Error('the busybox-static package holds no bin/busybox');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Loads a one-layer image for any platform: `docker import` of 20.10 ignores the platform, a docker-archive does not. */
export async function loadScratchImage(engine: Engine, tag: string, platform: string, files: TarFile[], config: Record<string, unknown> = {}): Promise<void> {
  const [os, architecture, variant] = platform.split('/');
  const layer = await collect(packFiles(files));
  const image = {
    architecture,
    os,
    ...(variant === undefined ? (architecture === 'arm64' ? { variant: 'v8' } : {}) : { variant }),
    config: { Env: ['PATH=/bin'], ...config, Labels: engine.labels('run') },
    created: '2026-01-01T00:00:00Z',
    history: [{ created: '2026-01-01T00:00:00Z', created_by: 'cgoscope tests' }],
    rootfs: { type: 'layers', diff_ids: [`sha256:${createHash('sha256').update(layer).digest('hex')}`] },
  };
  const configBytes = Buffer.from(JSON.stringify(image));
  const configName = `${createHash('sha256').update(configBytes).digest('hex')}.json`;
  const manifest = Buffer.from(JSON.stringify([{ Config: configName, RepoTags: [tag], Layers: ['layer.tar'] }]));
  await engine.loadImage(
    packFiles([
      { name: configName, type: 'file', mode: 0o644, content: configBytes },
      { name: 'layer.tar', type: 'file', mode: 0o644, content: layer },
      { name: 'manifest.json', type: 'file', mode: 0o644, content: manifest },
    ]),
  );
}

export async function collect(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
