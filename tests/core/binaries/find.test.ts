// From what a shell names to bytes: files, artefacts of cells and files of images, and what is none.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { findBinary, type FindOptions } from '../../../src/core/binaries/find.ts';
import { withBinary } from '../../../src/core/binaries/open.ts';
import { transferOf } from '../../../src/core/binaries/types.ts';
import { readElf } from '../../../src/core/evidence/index.ts';
import { openStore } from '../../../src/core/store/index.ts';
import { cell, run, temporaryFolder } from '../store/builders.ts';

const FIXTURE = gunzipSync(readFileSync(new URL('../../fixtures/elf/go-pure-arm64.gz', import.meta.url)));

function room(inImage: Record<string, Buffer> = {}): FindOptions & { id: string; folder: string } {
  const folder = temporaryFolder();
  const store = openStore(folder);
  onTestFinished(() => store.close());
  const { id } = run();
  store.insertRun(run({ id }), [cell(1), cell(2), cell(3)]);
  store.setEvidence(id, 1, 'artifact', store.putBlob(FIXTURE));
  const lost = store.putBlob(Buffer.from('an artefact that is gone'));
  store.setEvidence(id, 2, 'artifact', lost);
  store.blobFile = ((file) => (sha256) => (sha256 === lost.sha256 ? null : file.call(store, sha256)))(store.blobFile);
  return { store, id, folder, fileInImage: async (image, at) => new Uint8Array(inImage[`${image}:${at}`] ?? []) };
}

it('a file, an artefact and a file of an image read alike', async () => {
  const options = room({ 'app:1:/app': FIXTURE });
  const file = path.join(options.folder, 'app');
  writeFileSync(file, FIXTURE);
  const found = [
    await findBinary({ kind: 'file', path: file }, options),
    await findBinary({ kind: 'cell', run: options.id, cell: 1 }, options),
    await findBinary({ kind: 'image', image: 'app:1', path: '/app' }, options),
  ];
  expect(found.map(({ name }) => name)).toEqual([file, `${options.id}/1`, 'app:1:/app']);
  const [one, two, three] = found.map(({ source }) => withBinary(source, (open) => readElf(open, 'x')));
  expect(one).toMatchObject({ machine: 'EM_AARCH64', linkage: 'static' });
  expect(two).toEqual(one);
  expect(three).toEqual(one);
});

it.each([
  ['a path that is not absolute', { kind: 'file', path: 'app' } as const, /app is not an absolute path/],
  ['a cell that built nothing', { kind: 'cell', run: 'last', cell: 3 } as const, /\/3 left no artefact/],
  ['an artefact that came without its bundle', { kind: 'cell', run: 'last', cell: 2 } as const, /is not here: its bundle came without programs/],
])('%s is refused with one sentence', async (_name, binary, expected) => {
  await expect(findBinary(binary, room())).rejects.toMatchObject({ name: 'InputError', message: expect.stringMatching(expected) as unknown });
});

it('a file that is gone when it is read says so', async () => {
  const options = room();
  const { source } = await findBinary({ kind: 'file', path: path.join(options.folder, 'gone') }, options);
  expect(() => withBinary(source, () => undefined)).toThrow(/gone: there is no such file/);
});

it('only bytes that have their memory for themselves go over without a copy', () => {
  const own = new Uint8Array(8);
  const shared = new Uint8Array(new ArrayBuffer(16), 0, 8);
  const from = (bytes: Uint8Array<ArrayBuffer>) => ({ kind: 'bytes', bytes }) as const;
  expect(transferOf(from(own), from(shared), { kind: 'file', path: '/app', name: 'app' })).toEqual([own.buffer]);
});
