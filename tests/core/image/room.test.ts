// The room over a double of the engine that counts what it is asked: one image, saved as often as somebody wants its bytes.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/core/engine/index.ts';
import { createImageRoom, type ImageIndex } from '../../../src/core/image/index.ts';
import { CancelledError, InputError } from '../../../src/shared/domain/errors.ts';
import { dockerSave, ociLayout, streamOf, type ImageSpec } from '../../builders/image.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cgoscope-image-room-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const BIG = 'x'.repeat(300_000);
const IMAGE: ImageSpec = {
  layers: [
    { 'etc/': '', 'etc/passwd': 'root:x:0:0::/root:/bin/sh\n', 'data/big': BIG, 'data/twin': { hard: 'data/big' }, 'data/link': { link: 'twin' } },
    { 'etc/group': 'root:x:0:\n' },
  ],
};

interface Double {
  engine: Engine;
  saved: string[];
  /** Lets the stream begin; without it nothing comes. */
  release(): void;
}

/** What the room asks of an engine, and nothing else of one. */
function engineWith(images: Record<string, Buffer>, held = false): Double {
  const saved: string[] = [];
  let release = (): void => undefined;
  const gate = held ? new Promise<void>((resolve) => (release = resolve)) : Promise.resolve();
  const engine = {
    endpoint: { host: 'unix:///double' },
    inspectImage: (ref: string) => Promise.resolve(images[ref] === undefined ? null : { id: `sha256:id-of-${ref}`, bytes: images[ref].length }),
    saveImage: async (id: string, { signal }: { signal?: AbortSignal } = {}) => {
      saved.push(id);
      await Promise.race([gate, new Promise((resolve) => signal?.addEventListener('abort', resolve))]);
      if (signal?.aborted) throw new CancelledError();
      return streamOf(images[id.replace('sha256:id-of-', '')] ?? Buffer.alloc(0));
    },
    localImages: () => Promise.resolve([]),
  };
  return { engine: engine as unknown as Engine, saved, release: () => release() };
}

const facts = (index: ImageIndex): unknown => ({
  ref: index.ref,
  id: index.id,
  config: index.config,
  layers: index.layers,
  warnings: index.warnings,
  entries: [...index.entries()],
  passwd: index.text('/etc/passwd'),
});

describe('an image that was read once', () => {
  it('is known by its id afterwards, also by another process', async () => {
    const { engine, saved } = engineWith({ 'a:1': dockerSave(IMAGE) });
    const room = createImageRoom({ cacheFolder: folder });
    const first = await room.index(engine, 'a:1');
    expect(first).toMatchObject({ cached: false });
    expect(first.readBytes).toBeGreaterThan(BIG.length);
    const second = await room.index(engine, 'a:1');
    expect(second).toMatchObject({ cached: true, readBytes: 0 });
    const elsewhere = await createImageRoom({ cacheFolder: folder }).index(engine, 'a:1');
    expect(elsewhere.cached).toBe(true);
    expect(facts(elsewhere.index)).toEqual(facts(first.index));
    expect(saved).toEqual(['sha256:id-of-a:1']);
  });

  it('is read again where its file is damaged, cut off or empty', async () => {
    const { engine, saved } = engineWith({ 'a:1': dockerSave(IMAGE) });
    const { index } = await createImageRoom({ cacheFolder: folder }).index(engine, 'a:1');
    const file = join(folder, readdirSync(folder)[0] ?? '');
    const good = readFileSync(file);
    const flipped = Buffer.from(good);
    flipped[good.length >> 1] = (flipped[good.length >> 1] ?? 0) ^ 0x55;
    for (const bad of [flipped, good.subarray(0, 100), Buffer.alloc(0), Buffer.from('no index')]) {
      writeFileSync(file, bad);
      const again = await createImageRoom({ cacheFolder: folder }).index(engine, 'a:1');
      expect(again.cached).toBe(false);
      expect(facts(again.index)).toEqual(facts(index));
      expect(readFileSync(file).equals(good)).toBe(true);
    }
    expect(saved.length).toBe(5);
  });

  it('is read in spite of a folder that can not be written', async () => {
    const { engine } = engineWith({ 'a:1': dockerSave(IMAGE) });
    writeFileSync(join(folder, 'file'), '');
    expect((await createImageRoom({ cacheFolder: join(folder, 'file', 'cache') }).index(engine, 'a:1')).index.text('/etc/group')).toBe('root:x:0:\n');
  });

  it('makes room by removing what was unused for longest', async () => {
    const { engine } = engineWith({ 'a:1': dockerSave(IMAGE), 'b:1': dockerSave(IMAGE), 'c:1': dockerSave(IMAGE) });
    await createImageRoom({ cacheFolder: folder }).index(engine, 'a:1');
    const old = join(folder, readdirSync(folder)[0] ?? '');
    const { size } = statSync(old);
    utimesSync(old, new Date(0), new Date(0));
    const room = createImageRoom({ cacheFolder: folder, cacheBytes: 2.5 * size });
    await room.index(engine, 'b:1');
    expect(readdirSync(folder).length).toBe(2);
    await room.index(engine, 'c:1');
    expect(readdirSync(folder).length).toBe(2);
    expect(readdirSync(folder)).not.toContain(old.split('/').at(-1));
  });
});

describe('askers at the same time', () => {
  it('share one reading', async () => {
    const { engine, saved, release } = engineWith({ 'a:1': dockerSave(IMAGE) }, true);
    const room = createImageRoom({ cacheFolder: folder });
    const asked = [room.index(engine, 'a:1'), room.index(engine, 'a:1'), room.index(engine, 'a:1')];
    release();
    const answers = await Promise.all(asked);
    expect(saved.length).toBe(1);
    expect(new Set(answers.map(({ index }) => index)).size).toBe(1);
  });

  it('can leave one by one; the reading ends with the last', async () => {
    const { engine, saved, release } = engineWith({ 'a:1': dockerSave(IMAGE) }, true);
    const room = createImageRoom({ cacheFolder: folder });
    const stop = [new AbortController(), new AbortController()];
    const asked = stop.map(({ signal }) => room.index(engine, 'a:1', { signal }));
    const outcomes = Promise.allSettled(asked);
    while (saved.length === 0) await new Promise(setImmediate);
    stop[0]?.abort();
    await expect(asked[0]).rejects.toBeInstanceOf(CancelledError);
    release();
    await expect(asked[1]).resolves.toMatchObject({ cached: false });
    await outcomes;

    const other = engineWith({ 'b:1': dockerSave(IMAGE) }, true);
    const alone = new AbortController();
    const last = room.index(other.engine, 'b:1', { signal: alone.signal });
    const ended = expect(last).rejects.toBeInstanceOf(CancelledError);
    while (other.saved.length === 0) await new Promise(setImmediate);
    alone.abort();
    await ended;
    other.release();
    await expect(room.index(other.engine, 'b:1')).resolves.toMatchObject({ cached: false });
    expect(other.saved.length).toBe(2);
  });
});

describe('one file of an image', () => {
  it('is taken out once for those who ask for it at a time, and soon again', async () => {
    const { engine, saved } = engineWith({ 'a:1': dockerSave(IMAGE) });
    const room = createImageRoom({ cacheFolder: folder });
    await room.index(engine, 'a:1');
    const [one, two] = await Promise.all([room.file(engine, 'a:1', '/data/big'), room.file(engine, 'a:1', '/data/big')]);
    one.content.fill(0); // each has its own
    expect([two.content.toString(), (await room.file(engine, 'a:1', '/data/big')).content.toString()]).toEqual([BIG, BIG]);
    expect(saved).toHaveLength(2);
    await room.file(engine, 'a:1', '/etc/passwd');
    expect(saved).toHaveLength(3);
  });

  it('of an archive is that of the archive as it is now', async () => {
    const path = join(folder, 'image.tar');
    const room = createImageRoom({ cacheFolder: folder });
    const contents: string[] = [];
    for (const text of ['one', 'another']) {
      writeFileSync(path, dockerSave({ layers: [{ file: text.padEnd(2_000) }, { pad: 'x'.repeat(text.length * 1_000) }] }));
      contents.push((await room.fileOf(path, '/file')).content.toString().trim());
    }
    expect(contents).toEqual(['one', 'another']);
  });

  for (const [how, bytes] of [
    ['plain layers', dockerSave(IMAGE)],
    ['gzip layers', ociLayout({ layers: (IMAGE.layers ?? []).map((entries) => ({ entries: entries as Record<string, string>, compression: 'gzip' as const })) })],
  ] as const)
    it(`comes out of ${how}, through links, and cut where it is too long`, async () => {
      const { engine } = engineWith({ 'a:1': bytes });
      const room = createImageRoom({ cacheFolder: folder });
      for (const path of ['/data/big', '/data/twin', '/data/link']) {
        const file = await room.file(engine, 'a:1', path);
        expect(file.content.toString()).toBe(BIG);
        expect(file.truncated).toBe(false);
        expect(file.content.buffer.byteLength).toBe(file.content.length); // can go to a worker without a copy
      }
      expect(await room.file(engine, 'a:1', '/data/link')).toMatchObject({ path: '/data/twin' });
      const cut = await room.file(engine, 'a:1', '/data/big', { maxBytes: 1000 });
      expect(cut.content.length).toBe(1000);
      expect(cut.truncated).toBe(true);
      await expect(room.file(engine, 'a:1', '/data/none')).rejects.toThrow(/there is no \/data\/none/);
      await expect(room.file(engine, 'a:1', '/data')).rejects.toThrow(/it is a directory, not a file/);
      await expect(room.file(engine, 'a:1', '/etc/passwd/x')).rejects.toThrow(/\/etc\/passwd is no folder/);
    });
});

describe('an archive on disk', () => {
  const write = (name: string, bytes: Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };

  it('is read like an image of an engine, compressed or not', async () => {
    const room = createImageRoom({ cacheFolder: folder });
    for (const path of [write('a.tar', dockerSave(IMAGE)), write('a.tar.gz', gzipSync(dockerSave(IMAGE))), write('oci.tar', ociLayout(IMAGE))]) {
      const { index, readBytes } = await room.archive(path);
      expect(index.warnings).toEqual([]);
      expect(index.text('/etc/group')).toBe('root:x:0:\n');
      expect(readBytes).toBe(statSync(path).size);
      expect((await room.fileOf(path, '/etc/passwd')).content.toString()).toMatch(/^root:/);
    }
  });

  it('that is none is bad input, in one sentence', async () => {
    const room = createImageRoom({ cacheFolder: folder });
    const fifo = join(folder, 'fifo');
    execFileSync('mkfifo', [fifo]);
    const cases: [string, RegExp][] = [
      [join(folder, 'absent.tar'), /there is no such file/],
      [folder, /is a folder; make a tar/],
      [fifo, /no regular file/],
      [write('empty.tar', Buffer.alloc(0)), /it is empty/],
      [write('text.tar', Buffer.from('hello '.repeat(1000))), /no archive of an image: it is no tar/],
      [write('x.xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, ...Array.from({ length: 600 }, () => 1)])), /but xz/],
    ];
    for (const [path, text] of cases) {
      const asked = room.archive(path);
      await expect(asked).rejects.toBeInstanceOf(InputError);
      await expect(room.archive(path)).rejects.toThrow(text);
    }
  });
});
