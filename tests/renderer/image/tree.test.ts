import { describe, expect, it } from 'vitest';
import { foldersAbove, treeRows, type Folder, type TreeRow } from '../../../src/renderer/views/image/tree.ts';
import { createdText, imageRef, shortId } from '../../../src/renderer/views/image/refs.ts';
import { imageEntry, localImage } from '../../builders/binary-documents.ts';

const folder = (...paths: string[]): Folder => ({ entries: paths.map((path) => imageEntry(path, /\.\w+$/.test(path) ? {} : { kind: 'directory' })), cut: 0 });
const folders = new Map([
  ['/', folder('/etc', '/usr', '/x.txt')],
  ['/usr', folder('/usr/bin')],
]);
const said = (rows: readonly TreeRow[]): unknown[] => rows.map((row) => (row.kind === 'entry' ? [row.level, row.entry.path, row.open] : [row.level, row.kind, row.count]));

describe('the rows of a tree', () => {
  it('are the root’s children, and those of open folders below them', () => {
    expect(said(treeRows(folders, new Set(['/', '/usr'])))).toEqual([
      [1, '/etc', false],
      [1, '/usr', true],
      [2, '/usr/bin', false],
      [1, '/x.txt', null],
    ]);
  });

  it('say where a folder is still read', () => {
    expect(said(treeRows(folders, new Set(['/', '/etc']))).slice(0, 2)).toEqual([
      [1, '/etc', true],
      [2, 'loading', 0],
    ]);
    expect(said(treeRows(new Map(), new Set(['/'])))).toEqual([[1, 'loading', 0]]);
  });

  it('say how many were left out', () => {
    expect(said(treeRows(new Map([['/', { ...folder('/a.b'), cut: 7 }]]), new Set(['/']))).at(-1)).toEqual([1, 'cut', 7]);
  });

  it('place each among its siblings', () => {
    expect(treeRows(folders, new Set(['/'])).map((row) => (row.kind === 'entry' ? [row.position, row.setSize] : null))).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
  });
});

it.each([
  ['/usr/bin/env', ['/', '/usr', '/usr/bin']],
  ['/etc', ['/']],
  ['/', []],
  ['', []],
])('%s stands in %j', (path, above) => expect(foldersAbove(path)).toEqual(above));

describe('an image', () => {
  it('is asked for by its first tag, else by its id', () => {
    expect(imageRef(localImage('debian:12'))).toBe('debian:12');
    expect(imageRef(localImage('debian:12', { tags: [], id: 'sha256:ab' }))).toBe('sha256:ab');
  });
  it('has a short id, where the id is of the usual form', () => {
    expect(shortId(`sha256:${'ab'.repeat(32)}`)).toBe('abababababab');
    expect(shortId('sha256:ab')).toBe('sha256:ab');
  });
  it('made reproducibly says no date', () => {
    expect(createdText('1970-01-01T00:00:00Z')).toBeNull();
    expect(createdText('soon')).toBeNull();
    expect(createdText('2026-05-01T10:00:00Z')).toMatch(/^2026-05-0[12] /);
  });
});
