import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { imageArchive, imageConfig, type ImagePlan } from '../../../src/core/toolchain/archive.ts';
import { LayerStore, leftOutPattern } from '../../../src/core/toolchain/layers.ts';
import type { DebRequest, FetchedDeb, PackageSource } from '../../../src/core/toolchain/debian/source.ts';
import type { Part } from '../../../src/core/toolchain/parts.ts';
import { encodeHeader, END, padding, type EntryType } from '../../../src/core/toolchain/tar/blocks.ts';
import { TarRewriter } from '../../../src/core/toolchain/tar/rewrite.ts';
import { CancelledError } from '../../../src/shared/domain/errors.ts';

const tarOf = (entries: { name: string; type?: EntryType; content?: string; linkname?: string }[]): Buffer =>
  Buffer.concat([
    ...entries.flatMap(({ name, type = 'file', content = '', linkname = '' }) => {
      const bytes = Buffer.from(content);
      return [encodeHeader({ name, type, mode: 0o755, uid: 0, gid: 0, size: bytes.length, mtime: 7, linkname }), bytes, padding(bytes.length)];
    }),
    END,
  ]);

const names = (tar: Buffer): string[] => {
  const found: string[] = [];
  const rewriter = new TarRewriter(
    (header) => {
      found.push(header.linkname === '' ? header.name : `${header.name} -> ${header.linkname}`);
      return 'drop';
    },
    () => undefined,
  );
  rewriter.push(tar);
  return found;
};

/** Packages out of memory; remembers what was asked. */
class Shelf implements PackageSource {
  readonly requests: DebRequest[] = [];
  readonly #debs: Record<string, Buffer>;
  constructor(debs: Record<string, Buffer>) {
    this.#debs = debs;
  }
  fetch<T>(request: DebRequest, _options: unknown, use: (debs: FetchedDeb[]) => Promise<T>): Promise<T> {
    this.requests.push(request);
    return use(
      request.packages
        .filter((name) => !request.without.has(`${name}=1`))
        .map((name) => ({ name, version: '1', arch: request.arch, bytes: 1, sha256: name, open: () => Promise.resolve(Readable.from([this.#debs[name] ?? END])) })),
    );
  }
}

const part = (id: string, packages: string[], more: Partial<Part> = {}): Part => ({
  id,
  revision: 1,
  sources: [{ suite: 'trixie', arch: 'amd64', packages, closure: true }],
  below: [],
  leaveOut: [],
  extras: [],
  caBundle: false,
  downloadBytes: 0,
  diskBytes: 0,
  ...more,
});

let folder = '';
const work = { progress: () => undefined, signal: new AbortController().signal };
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cgoscope-layers-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a layer', () => {
  const libc = tarOf([
    { name: 'lib', type: 'directory' },
    { name: 'lib/x86_64-linux-gnu/libc.so.6', content: 'libc' },
    { name: 'lib64/ld-linux-x86-64.so.2', type: 'symlink', linkname: '/lib/x86_64-linux-gnu/ld-2.31.so' },
    { name: 'bin/twice', type: 'hardlink', linkname: 'bin/once' },
    { name: 'usr/share/doc/libc6/copyright', content: 'text' },
    { name: 'usr/share/go-1.24/test/a.go', content: 'x' },
    { name: 'usr/share/go-1.24/src/cmd/api/test/b.go', content: 'x' },
  ]);

  it('lies below usr, without documentation and what the part leaves out, with its links last', async () => {
    const store = new LayerStore(folder, new Shelf({ libc6: libc }));
    const layer = await store.ensure(
      part('base', ['libc6'], { leaveOut: ['usr/share/go-*/test'], extras: [{ name: 'lib', type: 'symlink', mode: 0o777, linkname: 'usr/lib' }] }),
      work,
    );
    expect(names(await readFile(layer.path))).toEqual([
      'usr/lib',
      'usr/lib/x86_64-linux-gnu/libc.so.6',
      'usr/lib64/ld-linux-x86-64.so.2 -> /lib/x86_64-linux-gnu/ld-2.31.so',
      'usr/bin/twice -> usr/bin/once',
      'usr/share/go-1.24/src/cmd/api/test/b.go',
      'lib -> usr/lib',
    ]);
  });

  it('is the same for the same packages, and made only once', async () => {
    const shelf = new Shelf({ libc6: libc });
    const first = await new LayerStore(folder, shelf).ensure(part('base', ['libc6']), work);
    const again = await new LayerStore(folder, shelf).ensure(part('base', ['libc6']), work);
    expect(again).toEqual(first);
    expect(shelf.requests).toHaveLength(1);
    const elsewhere = await new LayerStore(join(folder, 'other'), shelf).ensure(part('base', ['libc6']), work);
    expect(elsewhere.diffId).toBe(first.diffId);
  });

  it('is made anew when its recipe changes, and the old file goes', async () => {
    const store = new LayerStore(folder, new Shelf({ libc6: libc }));
    await store.ensure(part('base', ['libc6']), work);
    await store.ensure(part('base', ['libc6'], { revision: 2 }), work);
    expect((await readdir(folder)).filter((name) => name.endsWith('.tar'))).toHaveLength(1);
  });

  it('does not repeat the packages of what lies below', async () => {
    const store = new LayerStore(folder, new Shelf({ libc6: libc, gcc: tarOf([{ name: 'usr/bin/gcc', content: 'gcc' }]) }));
    const layer = await store.ensure(part('gcc', ['libc6', 'gcc'], { below: [part('base', ['libc6'])] }), work);
    expect(names(await readFile(layer.path))).toEqual(['usr/bin/gcc']);
  });

  it('puts the CA certificates together', async () => {
    const ca = tarOf([
      { name: 'usr/share/ca-certificates/mozilla/B.crt', content: 'B' },
      { name: 'usr/share/ca-certificates/mozilla/A.crt', content: 'A\n' },
    ]);
    const layer = await new LayerStore(folder, new Shelf({ ca })).ensure(part('ca', ['ca'], { caBundle: true }), work);
    expect((await readFile(layer.path)).toString('latin1')).toContain('A\nB\n');
    await expect(new LayerStore(folder, new Shelf({ ca: tarOf([]) })).ensure(part('none', ['ca'], { caBundle: true }), work)).rejects.toThrow('brought no certificate');
  });

  it('leaves nothing behind when it is cancelled or a package is damaged', async () => {
    const controller = new AbortController();
    const endless: PackageSource = {
      fetch: (_request, _options, use) =>
        use([
          {
            name: 'big',
            version: '1',
            arch: 'amd64',
            bytes: 1,
            sha256: '',
            open: () =>
              Promise.resolve(
                Readable.from(
                  (function* () {
                    yield encodeHeader({ name: 'big', type: 'file', mode: 0o644, uid: 0, gid: 0, size: 2 ** 30, mtime: 0, linkname: '' });
                    for (;;) {
                      controller.abort();
                      yield Buffer.alloc(65536);
                    }
                  })(),
                ),
              ),
          },
        ]),
    };
    await expect(new LayerStore(folder, endless).ensure(part('big', ['big']), { ...work, signal: controller.signal })).rejects.toBeInstanceOf(CancelledError);
    await expect(new LayerStore(folder, new Shelf({ cut: libc.subarray(0, 700) })).ensure(part('cut', ['cut']), work)).rejects.toThrow('ended inside an entry');
    // The caller is let go at once; the file goes when the work behind it notices.
    await expect.poll(() => readdir(folder)).toEqual([]);
  });

  it('matches what is left out by whole names, a star within one', () => {
    const pattern = leftOutPattern(['usr/share/go-*/test', 'etc/a.b']);
    expect(['usr/share/go-1.24/test', 'usr/share/go-1.24/test/x', 'etc/a.b/c'].every((name) => pattern.test(name))).toBe(true);
    expect(['usr/share/go-1.24/testing', 'usr/share/go-1.24/src/test', 'etc/axb', 'x/etc/a.b'].some((name) => pattern.test(name))).toBe(false);
  });
});

describe('an image archive', () => {
  const plan = (more: Partial<ImagePlan> = {}): ImagePlan => ({
    tag: 'cgoscope/x:1',
    architecture: 'arm64',
    variant: 'v8',
    env: { B: '2', A: '1' },
    labels: { z: '1', a: '2' },
    workdir: '/',
    cmd: null,
    user: '',
    layers: [{ diffId: `sha256:${'a'.repeat(64)}`, bytes: END.length, from: END, note: 'nothing' }],
    ...more,
  });

  it('has the same id whatever order settings come in', () => {
    expect(imageConfig(plan({ env: { A: '1', B: '2' }, labels: { a: '2', z: '1' } })).id).toBe(imageConfig(plan()).id);
    expect(imageConfig(plan({ variant: null })).id).not.toBe(imageConfig(plan()).id);
  });

  it('lists manifest, config and layers', async () => {
    const { stream, id } = imageArchive(plan());
    const chunks: Buffer[] = [];
    for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
    expect(names(Buffer.concat(chunks))).toEqual(['manifest.json', `${id.slice(7)}.json`, `${'a'.repeat(64)}/layer.tar`]);
  });
});
