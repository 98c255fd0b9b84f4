// One folder of an image, as the window's tree shows it.
import { describe, expect, it } from 'vitest';
import { filesOf, MOST_ENTRIES } from '../../../src/core/image/files.ts';
import { InputError } from '../../../src/shared/domain/errors.ts';
import { imageEntrySchema } from '../../../src/shared/domain/image.ts';
import { imageIndex } from '../../builders/image.ts';

const index = await imageIndex({
  files: {
    'b.txt': { content: 'hello', mode: 0o4711, uid: 7, gid: 8 },
    'z/': { directory: true },
    'z/x': 'x',
    a: { link: 'z' },
    nowhere: { link: '/not/there' },
    round: { link: 'round' },
    null: { special: 'char' },
  },
  layers: [{ 'z/y': 'y' }],
});

describe('a folder of an image', () => {
  it('has folders first, then the rest, each by name', () => {
    expect(filesOf(index, '/').entries.map(({ name }) => name)).toEqual(['z', 'a', 'b.txt', 'nowhere', 'null', 'round']);
  });

  it('says of each what stands in the tar, and the layer it came from', () => {
    const { entries } = filesOf(index, '/');
    for (const entry of entries) expect(imageEntrySchema.parse(entry)).toEqual(entry);
    expect(entries.find(({ name }) => name === 'b.txt')).toEqual({
      name: 'b.txt',
      path: '/b.txt',
      kind: 'file',
      mode: '4711',
      uid: 7,
      gid: 8,
      size: 5,
      target: null,
      dangling: false,
      layer: 0,
      elf: null,
    });
    expect(filesOf(index, '/z').entries.map(({ path, layer }) => [path, layer])).toEqual([
      ['/z/x', 0],
      ['/z/y', 1],
    ]);
  });

  it('tells links that lead somewhere from those that lead nowhere or in circles', () => {
    expect(filesOf(index, '/').entries.flatMap(({ name, kind, target, dangling }) => (kind === 'symlink' ? [[name, target, dangling]] : []))).toEqual([
      ['a', 'z', false],
      ['nowhere', '/not/there', true],
      ['round', 'round', true],
    ]);
  });

  it('is found through links, and called by its real path', () => {
    expect(filesOf(index, '/a/../a/')).toMatchObject({ path: '/z', cut: 0 });
  });

  it.each([
    ['z', '"z" is no absolute path in image:test'],
    ['/b.txt', '/b.txt is no folder in image:test'],
    ['/z/no', '/z/no is not in image:test: it ends at /z/no'],
    ['/round', '/round is not in image:test: it ends at /round, a circle of symbolic links'],
  ])('%s is none: %s', (path, message) => {
    expect(() => filesOf(index, path)).toThrow(new InputError(message, { input: path, place: 'image:test', expected: 'the absolute path of a folder in the image' }));
  });

  it('is cut where it is longer than anybody reads, and says by how much', async () => {
    const many = await imageIndex({ files: Object.fromEntries(Array.from({ length: MOST_ENTRIES + 7 }, (_, i) => [`f${i}`, ''])) });
    const { entries, cut } = filesOf(many, '/');
    expect([entries.length, cut]).toEqual([MOST_ENTRIES, 7]);
  });
});
