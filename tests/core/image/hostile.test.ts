// Archives that nobody should have made: every one is read to where it can be read, in bounded time, with a warning that names the place.
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readImage, type ImageIndex, type ReadImageOptions } from '../../../src/core/image/index.ts';
import { CancelledError, InputError } from '../../../src/shared/domain/errors.ts';
import { dockerSave, imageIndex, ociLayout, streamOf, tarOf, type EntrySpec, type ImageSpec } from '../../builders/image.ts';
import { Readable } from 'node:stream';

const read = (bytes: Uint8Array, options: Partial<ReadImageOptions> = {}): Promise<ImageIndex> => readImage(streamOf(bytes), { ref: 'image:test', ...options });
const files = (index: ImageIndex): string[] => [...index.entries()].slice(1).map(({ path }) => path);
const codes = (index: ImageIndex): string[] => index.warnings.map(({ code }) => code);
const layer = (...entries: EntrySpec[]): ImageSpec => ({ files: entries });
const raw = (bytes: Uint8Array): ImageSpec => ({ layers: [{ entries: {}, raw: bytes }, { after: 'x' }] });

describe('names in a layer', () => {
  it('that lead out of the image are left out', async () => {
    const index = await imageIndex(layer({ name: '../../etc/passwd', file: 'x' }, { name: 'a/../../b', file: 'x' }, { name: 'ok', file: 'x' }));
    expect(files(index)).toEqual(['/ok']);
    expect(index.warnings).toMatchObject([
      { code: 'tar-path', path: '../../etc/passwd', text: expect.stringContaining('leads out of the image') },
      { code: 'tar-path', path: 'a/../../b' },
    ]);
  });

  it('are made plain: absolute, dotted, doubled, with a slash at the end', async () => {
    const index = await imageIndex(
      layer({ name: '/abs', file: 'x' }, { name: './dot', file: 'x' }, { name: 'a//b/./c', file: 'x' }, { name: 'x/../y', file: 'x' }, { name: 'dir///', file: '' }),
    );
    expect(files(index)).toEqual(['/a', '/a/b', '/a/b/c', '/abs', '/dir', '/dot', '/y']);
    expect(index.warnings).toEqual([]);
  });

  it('with a backslash, a line break or bytes that are no text are names', async () => {
    const index = await imageIndex(layer({ name: 'a\\b', file: '1' }, { name: 'c\nd', file: '2' }, { name: Buffer.from([0x66, 0xff, 0xfe]), file: '3' }));
    expect(files(index)).toEqual(['/a\\b', '/c\nd', '/f\ufffd\ufffd']);
    for (const path of files(index)) expect(index.get(path)).not.toBeNull();
  });

  it('may be as long as Linux allows, written by PAX or by GNU, and no longer', async () => {
    const folder = Array.from({ length: 15 }, (_, i) => `${i}`.repeat(200).slice(0, 200)).join('/');
    const index = await imageIndex(
      layer(
        { name: `${folder}/pax`, file: '1' },
        { name: `${folder}/gnu`, file: '2', long: 'gnu' },
        { name: 'x'.repeat(256), file: '3' },
        { name: 'y/'.repeat(2100), file: '' },
        { name: 'link', file: { link: 'z'.repeat(3000) } },
        { name: 'far', file: { link: 'z'.repeat(5000) } },
        { name: 'none', file: { link: '' } },
      ),
    );
    expect(index.get(`/${folder}/pax`)).not.toBeNull();
    expect(index.get(`/${folder}/gnu`)).not.toBeNull();
    expect(index.get('/link')?.target).toHaveLength(3000);
    expect(codes(index)).toEqual(['tar-path', 'tar-path', 'tar-link', 'tar-link']);
  });

  it('with a NUL, or none at all, are said', async () => {
    const index = await imageIndex(layer({ name: 'a', file: 'x', pax: { path: 'evil\0name' } }, { name: '', file: 'x' }, { name: 'b', file: 'x' }));
    expect(files(index)).toEqual(['/b']);
    expect(codes(index)).toEqual(['tar-pax', 'tar-path', 'tar-path']);
  });

  it('that occur twice are what the last one says', async () => {
    const index = await imageIndex(layer({ name: 'a', file: 'first' }, { name: 'a', file: { content: 'second', mode: 0o600 } }));
    expect(index.get('/a')).toMatchObject({ size: 6, mode: 0o600 });
  });

  it('of control characters are shown in warnings and not sent to a terminal', async () => {
    const index = await imageIndex(layer({ name: '../\u001b[31m', file: 'x' }));
    expect(index.warnings[0]?.text).toContain('\\u001b[31m');
    expect(index.warnings[0]?.text).not.toContain('\u001b');
  });
});

describe('links', () => {
  it('that go round are found after forty, and go no further than the root', async () => {
    const chain = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`l${i}`, { link: `l${i + 1}` }]));
    const index = await imageIndex({
      files: {
        ...chain,
        l60: 'end',
        a: { link: 'b' },
        b: { link: '/a' },
        up: { link: '../../../../target' },
        target: 'x',
        self: { link: '.' },
        'd/': '',
        'd/rel': { link: '../target' },
        'd/abs': { link: '/d/rel' },
      },
    });
    expect(index.resolve('/a')).toMatchObject({ found: false, why: 'loop' });
    expect(index.resolve('/l0')).toMatchObject({ found: false, why: 'loop' });
    expect(index.resolve('/l20')).toMatchObject({ found: true, path: '/l60' });
    expect(index.resolve('/up')).toMatchObject({ found: true, path: '/target' });
    expect(index.resolve('/self/self/d/abs')).toMatchObject({ found: true, path: '/target', through: ['/self', '/self', '/d/abs', '/d/rel'] });
    expect(index.resolve('/../../d/../target/')).toMatchObject({ found: true, path: '/target' });
    expect(index.resolve('/target/x')).toMatchObject({ found: false, why: 'not-a-directory', at: '/target' });
    expect(index.resolve('/d/none/x')).toMatchObject({ found: false, why: 'absent', at: '/d/none' });
    expect(index.get('/d/abs')).toMatchObject({ kind: 'symlink', target: '/d/rel' });
  });

  it('of one layer that multiply each other cost its entries nothing', async () => {
    const links = (depth: number, times: number): Record<string, { link: string }> =>
      Object.fromEntries(Array.from({ length: depth }, (_, i) => [`l${i}`, { link: Array.from({ length: times }, () => (i === depth - 1 ? 'end' : `l${i + 1}`)).join('/../') }]));
    const files = Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`l0/f${i}`, 'x']));
    const many = await imageIndex({ layers: [{ 'end/': '', ...links(8, 4), ...files }] });
    expect(many.warnings.map(({ code }) => code)).toContain('not-a-folder'); // Linux follows no more than forty either
    const few = await imageIndex({ layers: [{ 'end/': '', ...links(2, 4), ...files }] });
    expect([few.list('/end').length, few.warnings]).toEqual([2_000, []]);
    const long = await imageIndex({ layers: [{ 'end/': '', l0: { link: `${'end/../'.repeat(500)}end` }, ...files }] });
    expect(long.list('/end').length).toBeLessThan(2_000);
    expect(long.warnings.map(({ code }) => code)).toContain('too-many-links');
  });
  it('that multiply each other cost nothing', async () => {
    // Each level names the next one many times: followed without a limit this never ends.
    const bomb = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`n${i}`, { link: `n${i + 1}/`.repeat(200) }]));
    const index = await imageIndex({ files: { ...bomb, 'n30/': '' } });
    expect(index.resolve('/n0')).toMatchObject({ found: false });
  });
});

describe('a damaged layer', () => {
  it('is read up to a wrong checksum; layers after it are there', async () => {
    const bytes = tarOf([
      { name: 'before', file: '1' },
      { name: 'bad', file: '2', badChecksum: true },
      { name: 'lost', file: '3' },
    ]);
    const index = await read(dockerSave(raw(bytes)));
    expect(files(index)).toEqual(['/after', '/before']);
    expect(index.warnings[0]).toMatchObject({ code: 'tar-checksum' });
    expect(index.warnings[0]?.text).toContain('at byte 1024');
  });

  it('that ends in the middle of a file says so', async () => {
    const bytes = tarOf([
      { name: 'a', file: '1' },
      { name: 'long', file: 'x'.repeat(5000) },
    ]).subarray(0, 3000);
    const index = await read(dockerSave(raw(bytes)));
    expect(files(index)).toEqual(['/a', '/after', '/long']);
    expect(index.warnings.some(({ code, path }) => code === 'layer-cut' && path === '/long')).toBe(true);
  });

  it('may claim eight exabytes, in octal or base 256, and gets no memory for it', async () => {
    const huge = (change: (block: Buffer) => void): Promise<ImageIndex> =>
      read(
        dockerSave(
          raw(
            tarOf([
              { name: 'a', file: '1' },
              { name: 'huge', file: 'x', header: change },
            ]),
          ),
        ),
      );
    const beyond = await huge((block) => void block.fill(0xff, 125, 136).writeUInt8(0x80, 124));
    expect(codes(beyond)).toContain('tar-size');
    const big = await huge((block) => void Buffer.from([0x80, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0]).copy(block, 124));
    expect(codes(big)).toContain('layer-cut');
    const octal = await huge((block) => void block.write('77777777777\0', 124, 'latin1'));
    expect(codes(octal)).toContain('layer-cut');
    expect(codes(await huge((block) => void block.write('not a size\0\0', 124, 'latin1')))).toContain('tar-size');
    for (const index of [beyond, big, octal]) expect(index.get('/after')).not.toBeNull();
  });

  it('may be sparse: the entry is right, the content is not read', async () => {
    const index = await imageIndex(
      layer(
        { name: 'old', file: 'x'.repeat(10), header: (block) => void (block.write('S', 156), block.write('00000010000\0', 483, 'latin1')) },
        {
          name: 'GNUSparseFile.0/new',
          file: '1\n0\n5\nhello',
          pax: { 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.name': 'new', 'GNU.sparse.realsize': '1048576' },
        },
        { name: 'after', file: 'x' },
      ),
    );
    expect(index.get('/old')?.size).toBe(4096);
    expect(index.get('/new')?.size).toBe(1048576);
    expect(codes(index)).toEqual(['tar-sparse', 'tar-sparse']);
  });

  it('with a broken or endless extended header goes on', async () => {
    const index = await imageIndex(layer({ name: 'x', file: 'junk', header: (block) => void block.write('x', 156) }, { name: 'after', file: 'x' }));
    expect(codes(index)).toEqual(['tar-pax']);
    expect(files(index)).toEqual(['/after']);
  });

  it('of unknown types keeps the rest', async () => {
    const index = await imageIndex(layer({ name: 'multi', file: '', header: (block) => void block.write('M', 156) }, { name: 'after', file: 'x' }));
    expect(codes(index)).toEqual(['tar-type']);
    expect(files(index)).toEqual(['/after']);
  });
});

describe('a compressed layer', () => {
  const packed = (entries: Record<string, string>, pack: (bytes: Buffer) => Buffer): ImageSpec => ({ layers: [{ entries: {}, raw: pack(tarOf(entries)) }, { after: 'x' }] });
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`f${i}`, `${i}`.repeat(50)]));

  it('may have many members, frames and skippable frames', async () => {
    const skip = Buffer.concat([Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 4, 0, 0, 0]), Buffer.from('abcd')]);
    const parts = (bytes: Buffer): Buffer[] => Array.from({ length: Math.ceil(bytes.length / 10_000) }, (_, i) => bytes.subarray(i * 10_000, (i + 1) * 10_000));
    for (const pack of [
      (bytes: Buffer) => Buffer.concat(parts(bytes).map((part) => gzipSync(part))),
      (bytes: Buffer) => Buffer.concat([skip, ...parts(bytes).flatMap((part) => [zstdCompressSync(part), skip])]),
    ]) {
      const bytes = ociLayout(packed(many, pack));
      for (const piece of [64 * 1024, 999, 3]) {
        const index = await readImage(streamOf(bytes, piece), { ref: 'x' });
        expect(index.warnings).toEqual([]);
        expect(files(index)).toHaveLength(501);
      }
    }
  });

  it('that is damaged or cut off is read as far as it goes', async () => {
    for (const pack of [gzipSync, zstdCompressSync]) {
      const cut = await read(ociLayout(packed(many, (bytes) => pack(bytes).subarray(0, 1500))));
      expect(codes(cut).some((code) => code === 'layer-cut' || code === 'layer-damaged')).toBe(true);
      expect(cut.get('/after')).not.toBeNull();
      const bad = await read(ociLayout(packed(many, (bytes) => pack(bytes).fill(0x5a, 300, 400))));
      expect(codes(bad).length).toBeGreaterThan(0);
      expect(bad.get('/after')).not.toBeNull();
    }
  });

  it('that inflates without an end is given up at the limit', async () => {
    const bomb = gzipSync(tarOf([{ name: 'zeros', file: Buffer.alloc(30_000_000) }]), { level: 9 });
    const index = await read(ociLayout({ layers: [{ entries: {}, raw: bomb }, { after: 'x' }] }), { limits: { layerBytes: 1_000_000 } });
    expect(index.warnings.find(({ code }) => code === 'layer-too-big')?.text).toContain('more than 1000000 bytes');
    expect(files(index)).toEqual(['/after', '/zeros']);
  });

  it('of another kind is named', async () => {
    const xz = Buffer.concat([Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]), Buffer.alloc(2000, 1)]);
    const index = await read(ociLayout({ layers: [{ entries: {}, raw: xz, mediaType: 'application/vnd.example.layer+xz' }, { after: 'x' }] }));
    expect(index.warnings).toMatchObject([{ code: 'layer-unreadable', text: expect.stringMatching(/xz.*application\/vnd\.example\.layer\+xz/) }]);
    expect(files(index)).toEqual(['/after']);
  });
});

describe('an image', () => {
  it('of Windows is recognised and said', async () => {
    const index = await imageIndex({ platform: 'windows/amd64', files: { 'Files/Windows/System32/cmd.exe': 'MZ', 'Hives/System_Delta': 'regf' } });
    expect(index.config.platform).toBe('windows/amd64');
    expect(index.warnings).toMatchObject([{ code: 'other-os', text: expect.stringContaining('windows') }]);
    expect(index.get('/Files/Windows/System32/cmd.exe')).not.toBeNull();
  });

  it('without a layer, and with layers of nothing, is empty', async () => {
    expect(files(await imageIndex({ layers: [] }))).toEqual([]);
    const index = await imageIndex({ layers: [{}, { entries: {}, raw: Buffer.alloc(1024) }, { entries: {}, raw: Buffer.alloc(0) }] });
    expect(files(index)).toEqual([]);
    expect(index.warnings).toEqual([]);
    expect(index.layers).toHaveLength(3);
  });

  it('with a layer that stays with its owner says which is missing', async () => {
    const index = await read(
      ociLayout({ layers: [{ entries: { base: 'x' }, absent: true, mediaType: 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip' }, { after: 'x' }] }),
    );
    expect(files(index)).toEqual(['/after']);
    expect(index.warnings).toMatchObject([{ code: 'layer-absent', text: expect.stringMatching(/layer 0 .*not distributed|may not be distributed/) }]);
  });

  it('with one layer twice is that layer twice', async () => {
    const entries = { 'a/x': '1' };
    const index = await imageIndex({ layers: [entries, { 'a/.wh.x': '' }, entries] });
    expect(index.get('/a/x')).toMatchObject({ layer: 2 });
    expect(index.warnings).toEqual([]);
  });

  it('of several platforms is the one that was asked for', async () => {
    const bytes = ociLayout([
      { platform: 'linux/amd64', files: { amd: 'x' } },
      { platform: 'linux/arm64/v8', files: { arm: 'x' } },
    ]);
    const index = await read(bytes, { platform: 'linux/arm64' });
    expect(files(index)).toEqual(['/arm']);
    expect(index.warnings).toMatchObject([{ code: 'several-platforms', text: expect.stringContaining('linux/amd64') }]);
  });

  it('among several of an archive is found by its name', async () => {
    const bytes = dockerSave([
      { tags: ['one:1'], files: { one: 'x' } },
      { tags: ['two:2'], files: { two: 'x' } },
    ]);
    expect(files(await read(bytes, { ref: 'two:2' }))).toEqual(['/two']);
    const other = await read(bytes, { ref: 'three' });
    expect(files(other)).toEqual(['/one']);
    expect(codes(other)).toEqual(['several-images']);
  });

  it('with a config of other shapes is read without what is wrong', async () => {
    const index = await imageIndex({ config: { Entrypoint: 'one text', Cmd: [1, 'two'], Env: null, Labels: { a: 1, b: 'c' }, ExposedPorts: [], User: {} } });
    expect(index.config).toMatchObject({ entrypoint: ['one text'], cmd: ['two'], env: [], labels: { b: 'c' }, exposedPorts: [], user: '' });
  });

  it('with more than may be kept is cut, and says so', async () => {
    const entries = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`f${i}`, 'x']));
    expect(codes(await imageIndex({ files: entries }, { limits: { entries: 50 } }))).toEqual(['too-many-entries']);
    expect(codes(await imageIndex({ files: entries }, { limits: { paths: 70 } }))).toContain('too-many-entries');
    const scripts = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`f${i}`, { content: `#!/bin/sh\n${'x'.repeat(300)}`, mode: 0o755 }]));
    const heads = await imageIndex({ files: scripts }, { limits: { keptBytes: 2_000 } });
    expect(heads.warnings.filter(({ code }) => code === 'kept-cut')).toHaveLength(50);
    expect(codes(heads)).toContain('warnings-cut');
  });
});

describe('what is no image', () => {
  const refused = async (bytes: Uint8Array, text: RegExp): Promise<void> => {
    const asked = read(bytes);
    await expect(asked).rejects.toBeInstanceOf(InputError);
    await expect(read(bytes)).rejects.toThrow(text);
  };

  it('is said in one sentence', async () => {
    await refused(Buffer.alloc(0), /it is empty/);
    await refused(Buffer.from('{"not": "a tar"}'), /it is no tar/);
    await refused(Buffer.alloc(10_240), /it is no tar|no manifest\.json/);
    await refused(tarOf({ 'etc/': '', 'etc/passwd': 'x', 'usr/': '' }), /tar of a file system .*docker import/);
    await refused(tarOf({ 'readme.txt': 'hello' }), /no manifest\.json and no index\.json \(in it: readme\.txt\)/);
    await refused(tarOf({ 'manifest.json': '[]' }), /no usable image in its manifest\.json/);
    await refused(tarOf({ 'manifest.json': '[{"Config": "../x"}]' }), /no usable image/);
    await refused(tarOf({ 'index.json': '{"manifests": [{"digest": "sha256:../../x"}]}' }), /no usable image in its index\.json/);
    await refused(dockerSave({ files: { a: 'x' } }).subarray(0, 4000), /ends before its manifest\.json/);
    await refused(gzipSync(Buffer.from('no tar at all')), /there is no tar in it|it is no tar/);
  });

  it('an index that names itself ends', async () => {
    const loop = JSON.stringify({ manifests: [{ digest: `sha256:${'a'.repeat(64)}` }] });
    await refused(tarOf({ 'index.json': loop, [`blobs/sha256/${'a'.repeat(64)}`]: loop }), /no usable image/);
  });
});

it('reading stops at once when it is cancelled, in the middle of a layer', async () => {
  const bytes = dockerSave({ files: Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`f${i}`, 'x'.repeat(600)])) });
  const stop = new AbortController();
  let given = 0;
  const stream = Readable.from(
    (function* () {
      for (let at = 0; at < bytes.length; at += 4096) {
        given += 1;
        if (given === 20) stop.abort();
        yield bytes.subarray(at, at + 4096);
      }
    })(),
  );
  await expect(readImage(stream, { ref: 'x', signal: stop.signal })).rejects.toBeInstanceOf(CancelledError);
  expect(given).toBeLessThan(60);
});
