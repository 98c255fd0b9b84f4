// Random layers against the plain model of overlayfs, and by name the cases that went wrong somewhere once.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageIndex, type EntrySpec, type ImageSpec } from '../../builders/image.ts';
import { overlayModel, type ModelEntry, type ModelFile } from './overlay-model.ts';
import { runs } from '../../helpers/runs.ts';

const name = fc.constantFrom('a', 'b', 'c', 'ab');
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
const modelEntry: fc.Arbitrary<ModelEntry> = fc.record({
  path,
  kind: fc.constantFrom('file', 'file', 'directory', 'directory', 'symlink', 'hardlink', 'whiteout', 'whiteout', 'opaque'),
  mode: fc.constantFrom(0o755, 0o644, 0o4755, 0o700),
  text: fc.oneof(
    path,
    path.map((to) => `/${to}`),
    fc.constantFrom('..', '../a', '/', 'a/../b', '../../../c'),
  ),
});

function entrySpec({ path: at, kind, mode, text }: ModelEntry): EntrySpec {
  const slash = at.lastIndexOf('/') + 1;
  switch (kind) {
    case 'file':
      return { name: at, file: { content: text, mode } };
    case 'directory':
      return { name: `${at}/`, file: { directory: true, mode } };
    case 'symlink':
      return { name: at, file: { link: text, mode } };
    case 'hardlink':
      return { name: at, file: { hard: text.replace(/^[./]+/, '') || 'a', mode } };
    case 'whiteout':
      return { name: `${at.slice(0, slash)}.wh.${at.slice(slash)}`, file: '' };
    case 'opaque':
      return { name: `${at}/.wh..wh..opq`, file: '' };
  }
}

async function merged(layers: readonly (readonly ModelEntry[])[]): Promise<ModelFile[]> {
  const index = await imageIndex({ layers: layers.map((entries) => entries.map(entrySpec)) });
  return [...index.entries()]
    .filter((entry) => entry.path !== '/')
    .map(({ path: at, kind, mode, target, layer, size }) => ({ path: at, kind: kind as ModelFile['kind'], mode, text: kind === 'file' ? String(size) : (target ?? ''), layer }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Links as the archive writes them, contents by their length. */
const modelled = (layers: readonly (readonly ModelEntry[])[]): ModelFile[] =>
  overlayModel(layers.map((entries) => entries.map((entry) => (entry.kind === 'hardlink' ? { ...entry, text: entry.text.replace(/^[./]+/, '') || 'a' } : entry)))).map((file) =>
    file.kind === 'file' ? { ...file, text: String(file.text.length) } : file,
  );

it('random layers look as overlayfs shows them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(modelEntry, { maxLength: 8 }), { minLength: 1, maxLength: 4 }), async (layers) => {
      expect(await merged(layers)).toEqual(modelled(layers));
    }),
    { numRuns: runs(600) },
  );
});

describe('layers over each other', () => {
  const paths = async (spec: ImageSpec): Promise<string[]> => [...(await imageIndex(spec)).entries()].slice(1).map(({ path: at, layer }) => `${at} ${layer}`);

  it('a whiteout hides what is below and not its own layer, wherever it stands in the tar', async () => {
    expect(
      await paths({
        layers: [
          { 'a/x': '1', 'a/y': '1' },
          { 'a/x': '2', 'a/.wh.x': '', 'a/.wh.y': '' },
        ],
      }),
    ).toEqual(['/a 0', '/a/x 1']);
  });

  it('an opaque folder hides what is below and keeps its own', async () => {
    expect(
      await paths({
        layers: [
          { 'a/x': '1', 'a/b/c': '1' },
          { 'a/z': '2', 'a/.wh..wh..opq': '' },
        ],
      }),
    ).toEqual(['/a 0', '/a/z 1']);
  });

  it('a file takes the place of a folder, and a folder after it starts empty', async () => {
    expect(await paths({ layers: [{ 'a/x': '1' }, { a: 'file' }, { 'a/y': '3' }] })).toEqual(['/a 2', '/a/y 2']);
  });

  it('a folder that comes back after a whiteout has nothing of before', async () => {
    expect(await paths({ layers: [{ 'a/x': '1' }, { '.wh.a': '' }, { 'a/y': '3' }] })).toEqual(['/a 2', '/a/y 2']);
  });

  it('a folder over a link hides the link, and that is said', async () => {
    const index = await imageIndex({ layers: [{ 'usr/lib/libc.so': 'x', lib: { link: 'usr/lib' } }, { 'lib/own.so': 'y' }] });
    expect(index.resolve('/lib/libc.so')).toMatchObject({ found: false, at: '/lib/libc.so' });
    expect(index.warnings).toMatchObject([{ code: 'folder-over-link', path: '/lib' }]);
  });

  it('an entry goes through a link that its own layer made before', async () => {
    const index = await imageIndex({
      files: [
        { name: 'usr/lib/', file: '' },
        { name: 'lib', file: { link: 'usr/lib' } },
        { name: 'lib/libc.so', file: 'x' },
      ],
    });
    expect(index.get('/usr/lib/libc.so')).toMatchObject({ kind: 'file', size: 1 });
    expect(index.warnings).toEqual([]);
  });

  it('hard links share what they link to, in their own layer and below', async () => {
    const index = await imageIndex({
      layers: [
        { 'bin/one': { content: '#!/bin/sh\n', mode: 0o4755, uid: 3 } },
        { 'bin/two': { hard: 'bin/one' }, 'bin/three': { hard: '/bin/two' }, 'bin/none': { hard: 'bin/absent' } },
      ],
    });
    for (const path of ['/bin/two', '/bin/three']) {
      expect(index.get(path)).toMatchObject({ kind: 'file', mode: 0o4755, uid: 3, size: 10, layer: 1 });
      expect(index.head(path)).toBe('#!/bin/sh\n');
    }
    expect(index.get('/bin/none')).toBeNull();
    expect(index.warnings).toMatchObject([{ code: 'hardlink', path: '/bin/none' }]);
  });
});
