// Indexes of real images compared with what the engine itself shows of them: `docker export` of a container, listed by GNU tar.
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImageUnavailableError, type Engine } from '../../../src/core/engine/index.ts';
import { createImageRoom, type ImageIndex, type ImageRoom } from '../../../src/core/image/index.ts';
import { dockerSave, tarOf, type ImageSpec } from '../../builders/image.ts';
import { busyboxImage } from '../../helpers/busybox.ts';
import { reachEngine } from '../../helpers/engine.ts';

const run = promisify(execFile);
const reached = await reachEngine();
/** What an engine puts into every container, whatever the image. */
const ADDED = /^\/(\.dockerenv|dev(\/(console|pts|shm))?|etc|etc\/(hostname|hosts|mtab|resolv\.conf)|proc|sys)$/;

describe.skipIf(reached.engine === null)(`images of a real engine${reached.reason === null ? '' : ` (${reached.reason})`}`, () => {
  let engine: Engine;
  let room: ImageRoom;
  let folder: string;
  let busybox: string;
  const tags: string[] = [];
  beforeAll(async () => {
    if (reached.engine === null) return;
    engine = reached.engine;
    folder = mkdtempSync(join(tmpdir(), 'cgoscope-image-int-'));
    room = createImageRoom({ cacheFolder: folder });
    busybox = await busyboxImage();
  });
  afterAll(async () => {
    for (const tag of tags) await engine.removeImage(tag);
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const tagFor = (name: string): string => {
    const tag = `cgoscope-test/index-${name}:${process.pid}`;
    tags.push(tag);
    return tag;
  };

  /** `mode uid/gid size path -> target` of every path of a container of the image, by GNU tar. */
  async function truth(image: string): Promise<Map<string, string>> {
    const id = await engine.createContainer({ image, role: 'run', run: 'test-run', argv: ['/none'] });
    try {
      const listed = await run('sh', ['-c', 'docker export "$1" | tar -tvf - --numeric-owner --quoting-style=literal', 'sh', id], { maxBuffer: 64 * 1024 * 1024 });
      const found = new Map<string, string>();
      for (const line of listed.stdout.split('\n')) {
        const [, mode = '', owner = '', size = '', name = ''] = /^(\S{10})\s+(\d+\/\d+)\s+(\d+(?:,\d+)?)\s+\S+ \S+ (.*)$/.exec(line) ?? [];
        if (name === '') continue;
        const [path = '', target] = name.split(mode.startsWith('l') ? ' -> ' : ' link to ');
        const hard = mode.startsWith('h');
        found.set(
          `/${path.replace(/^\.?\//, '').replace(/\/$/, '')}`,
          `${hard ? '-' : mode[0]}${mode.slice(1)} ${owner} ${hard ? '?' : mode.startsWith('-') ? size : 0} ${hard ? '' : (target ?? '')}`,
        );
      }
      return found;
    } finally {
      await engine.removeContainer(id);
    }
  }

  const letters = (mode: number): string =>
    [6, 3, 0]
      .map((shift, i) => {
        const bits = (mode >> shift) & 7;
        const special = (mode & [0o4000, 0o2000, 0o1000][i]!) !== 0;
        const x = special ? ((bits & 1) !== 0 ? 'sst'[i] : 'SST'[i]) : (bits & 1) !== 0 ? 'x' : '-';
        return `${(bits & 4) !== 0 ? 'r' : '-'}${(bits & 2) !== 0 ? 'w' : '-'}${x}`;
      })
      .join('');

  function ours(index: ImageIndex): Map<string, string> {
    const kinds = { file: '-', directory: 'd', symlink: 'l', char: 'c', block: 'b', fifo: 'p' };
    return new Map([...index.entries()].map((entry) => [entry.path, `${kinds[entry.kind]}${letters(entry.mode)} ${entry.uid}/${entry.gid} ${entry.size} ${entry.target ?? ''}`]));
  }

  /** Compares every path; the size of a hard link is not in GNU tar's list, so it is not compared. */
  async function same(image: string): Promise<number> {
    const [expected, { index }] = await Promise.all([truth(image), room.index(engine, image)]);
    const got = ours(index);
    const differences: string[] = [];
    for (const [path, said] of expected) {
      if (ADDED.test(path) || path === '/') continue;
      const mine = got.get(path) ?? 'absent';
      const comparable = said.includes(' ? ') ? mine.replace(/ \d+ (\S*)$/, ' ? $1') : mine;
      if (comparable !== said && !/^[cb]/.test(said)) differences.push(`${path}: docker export has ${said}, the index ${mine}`);
    }
    for (const path of got.keys()) if (!expected.has(path) && !ADDED.test(path) && path !== '/') differences.push(`${path}: only in the index`);
    expect(differences).toEqual([]);
    return expected.size;
  }

  /** Builds with the engine's classic builder, as a Dockerfile would be by hand. */
  async function build(name: string, dockerfile: string, files: Record<string, string> = {}): Promise<string> {
    const tag = tagFor(name);
    const child = spawn('docker', ['build', '-q', '--label', 'io.cgoscope.install=test', '--label', 'io.cgoscope.role=run', '-t', tag, '-'], {
      stdio: ['pipe', 'ignore', 'pipe'],
      env: { ...process.env, DOCKER_BUILDKIT: '0' },
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdin.end(tarOf({ Dockerfile: dockerfile, ...files }));
    const code = await new Promise((resolve) => child.on('close', resolve));
    if (code !== 0) throw new Error(`docker build ended with ${String(code)}: ${stderr}`);
    return tag;
  }

  it('a Dockerfile with files changed, removed, replaced and linked over layers', async () => {
    const tag = await build(
      'layers',
      [
        `FROM ${busybox}`,
        'RUN mkdir -p /a/b/c /keep /swap /opaque/in && echo one > /a/b/c/one && echo two > /a/b/two && echo s > /swap/file && echo o > /opaque/in/old && ln -s a/b /short && ln /a/b/two /a/hard',
        'RUN rm /a/b/two && chmod 4755 /a/hard && rm -r /swap && echo now-a-file > /swap && touch /keep/empty',
        'RUN rm -r /opaque && mkdir -p /opaque/in && echo new > /opaque/in/new && chmod 1777 /keep && ln -s ../../../../etc /keep/out && ln -s loop /keep/loop',
        'COPY app /app/bin/',
        'ENV A=1',
        'RUN chmod 600 /app/bin/app',
      ].join('\n'),
      { app: '#!/bin/sh\necho hello\n' },
    );
    await same(tag);
    const { index } = await room.index(engine, tag);
    expect(index.warnings).toEqual([]);
    expect(index.get('/a/b/two')).toBeNull();
    expect(index.get('/swap')).toMatchObject({ kind: 'file' });
    expect(index.get('/opaque/in/old')).toBeNull();
    expect(index.head('/app/bin/app')).toBe('#!/bin/sh\necho hello\n');
    expect(index.resolve('/short/c/one')).toMatchObject({ found: true, path: '/a/b/c/one' });
    expect(index.resolve('/keep/loop')).toMatchObject({ found: false, why: 'loop' });
    expect(index.resolve('/keep/out')).toMatchObject({ found: true, path: '/etc' });
    expect(index.steps.some((step) => step.includes('ENV A=1'))).toBe(true);
    expect((await room.file(engine, tag, '/short/c/one')).content.toString()).toBe('one\n');
    expect(await room.index(engine, tag)).toMatchObject({ cached: true });
  });

  it('an imported tar, a committed container and an image of nothing', async () => {
    const imported = tagFor('import');
    const child = spawn('docker', ['import', '-', imported], { stdio: ['pipe', 'ignore', 'inherit'] });
    child.stdin.end(
      tarOf({
        'bin/': '',
        'bin/x': { content: 'x', mode: 0o755, uid: 12, gid: 34 },
        'l/': { directory: true, mode: 0o1777 },
        'l/link': { link: '/bin/x' },
        'l/hard': { hard: 'bin/x' },
      }),
    );
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
    expect(await same(imported)).toBeGreaterThan(4);

    const container = await engine.createContainer({ image: busybox, role: 'run', run: 'test-run', argv: ['/bin/sh', '-c', 'rm /bin/yes; echo new > /made; chmod 700 /made'] });
    const running = await engine.startContainer(container, {});
    await running.ended;
    const [repo = '', tag = ''] = tagFor('commit').split(':');
    await engine.commitContainer(container, { repo, tag, role: 'run' });
    await engine.removeContainer(container);
    await same(`${repo}:${tag}`);

    const empty = tagFor('empty');
    await engine.loadImage(Readable.from([dockerSave({ tags: [empty], layers: [] })], { objectMode: false }));
    // An engine refuses to save it; nothing is in it all the same.
    const { index } = await room.index(engine, empty);
    expect([...index.entries()].map(({ path }) => path)).toEqual(['/']);
    expect(index.warnings).toMatchObject([{ code: 'no-layers' }]);
    expect(index.config.platform).toBe('linux/amd64');
  });

  it('an archive of ours that the engine loads, with what an engine makes of whiteouts and links', async () => {
    const tag = tagFor('loaded');
    const spec: ImageSpec = {
      tags: [tag],
      layers: [
        { 'a/': '', 'a/x': '1', 'a/y': '1', 'b/': '', 'b/in/': '', 'b/in/f': '1', 'usr/': '', 'usr/lib/': '', 'usr/lib/f': 'x', lib: { link: 'usr/lib' } },
        { 'a/': '', 'a/.wh.x': '', 'b/': '', 'b/.wh..wh..opq': '', 'b/new': '2', 'lib/': '', 'lib/own': '3', late: 'x', 'late-twin': { hard: 'late' } },
        { 'b/': '', 'b/in': 'a file now', [`long/${'n'.repeat(200)}`]: 'x' },
      ],
    };
    await engine.loadImage(Readable.from([dockerSave(spec)], { objectMode: false }));
    await same(tag);
    expect((await room.index(engine, tag)).index.warnings).toMatchObject([{ code: 'folder-over-link', path: '/lib' }]);
  });

  it('one that is not there is named', async () => {
    await expect(room.index(engine, 'cgoscope-test/absent:1')).rejects.toBeInstanceOf(ImageUnavailableError);
  });
});
