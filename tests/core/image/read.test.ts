import { describe, expect, it } from 'vitest';
import { readImage } from '../../../src/core/image/index.ts';
import { dockerSave, imageIndex, ociLayout, streamOf, type ImageSpec, type LayerSpec } from '../../builders/image.ts';

const paths = (index: { entries(): Iterable<{ path: string }> }): string[] => [...index.entries()].map(({ path }) => path);

const LAYERS: LayerSpec[] = [
  { entries: { 'etc/': '', 'etc/passwd': 'root:x:0:0::/root:/bin/sh\n', 'etc/gone': 'x', 'opt/old/': '', 'opt/old/a': '1' }, createdBy: 'ADD rootfs' },
  { entries: { 'etc/.wh.gone': '', app: { content: '#!/bin/sh\necho\n', mode: 0o755 }, 'opt/old/.wh..wh..opq': '', 'opt/old/b': '2' }, createdBy: 'COPY app /app' },
];

const TWO_LAYERS: ImageSpec = {
  platform: 'linux/arm64/v8',
  config: { Entrypoint: ['/app'], Env: ['PATH=/bin'], User: '65532' },
  steps: ['ENV PATH=/bin'],
  layers: LAYERS,
};

const EXPECTED = ['/', '/app', '/etc', '/etc/passwd', '/opt', '/opt/old', '/opt/old/b'];

describe('an image archive is read the same', () => {
  const archives: [string, Buffer][] = [
    ['as an old engine saves it', dockerSave(TWO_LAYERS)],
    ['with its layers in another order', dockerSave(TWO_LAYERS, { order: 'reversed' })],
    ['with its manifest first', dockerSave(TWO_LAYERS, { order: 'manifest-first' })],
    ['as an OCI layout', ociLayout(TWO_LAYERS)],
    ['as a new engine saves it', ociLayout(TWO_LAYERS, { docker: true })],
    ['behind a nested index', ociLayout(TWO_LAYERS, { nested: true, attestation: true })],
    ['with gzip layers', ociLayout({ ...TWO_LAYERS, layers: LAYERS.map((layer) => ({ ...layer, compression: 'gzip' })) })],
    ['with zstd layers', ociLayout({ ...TWO_LAYERS, layers: LAYERS.map((layer) => ({ ...layer, compression: 'zstd' })) })],
  ];
  for (const [how, bytes] of archives)
    for (const piece of [64 * 1024, 1000, 7])
      it(`${how}, in pieces of ${piece} bytes`, async () => {
        const index = await readImage(streamOf(bytes, piece), { ref: 'image:test' });
        expect(index.warnings).toEqual([]);
        expect(paths(index)).toEqual(EXPECTED);
        expect(index.config).toMatchObject({ platform: 'linux/arm64', entrypoint: ['/app'], user: '65532' });
        expect(index.layers.map(({ createdBy, whiteouts }) => [createdBy, whiteouts])).toEqual([
          ['ADD rootfs', 0],
          ['COPY app /app', 2],
        ]);
        expect(index.steps).toEqual(['ENV PATH=/bin']);
        expect(index.text('/etc/passwd')).toBe('root:x:0:0::/root:/bin/sh\n');
        expect(index.head('/app')).toBe('#!/bin/sh\necho\n');
        expect(index.get('/opt/old/b')).toMatchObject({ kind: 'file', layer: 1, size: 1 });
      });
});

it('an index of some files takes one line', async () => {
  const index = await imageIndex({ files: { '/bin/': '', '/bin/sh': { link: 'busybox' }, '/bin/busybox': { content: 'x', mode: 0o755 } } });
  expect(index.resolve('/bin/sh')).toMatchObject({ found: true, path: '/bin/busybox', through: ['/bin/sh'] });
});
