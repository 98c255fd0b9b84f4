// Reading a blob from the middle, storing it in steps, and cutting text between characters.
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { blobPieces, readBlobRange } from '../../../src/core/store/blob-file.ts';
import { DamagedBlobError, openStore } from '../../../src/core/store/index.ts';
import { showCell } from '../../../src/core/store/procedures.ts';
import { continuationBytes, wholeCharacters } from '../../../src/core/store/utf8.ts';
import { storeRun } from '../../builders/logs.ts';
import { temporaryFolder } from './builders.ts';

function open() {
  const store = openStore(temporaryFolder());
  onTestFinished(() => store.close());
  return store;
}
const FRAME = 1 << 20;
/** Compressed and raw, in several frames, with a last one that is not full. */
const CONTENTS: [string, Buffer][] = [
  ['text, stored compressed', Buffer.from(Array.from({ length: 300_000 }, (_, at) => `line ${at}\n`).join(''))],
  ['noise, stored raw', randomBytes(2 * FRAME + 77)],
  ['whole frames', Buffer.alloc(2 * FRAME, 'frame ')],
  ['one byte', Buffer.from('x')],
  ['nothing', Buffer.alloc(0)],
];

describe.each(CONTENTS)('a range of %s', (_name, content) => {
  it('is what the whole has there', () => {
    const store = open();
    const { sha256 } = store.putBlob(content);
    const places = [0, 1, FRAME - 1, FRAME, FRAME + 1, content.length - 5, content.length, content.length + 9].filter((at) => at >= 0);
    for (const from of places)
      for (const length of [0, 1, 100, FRAME, FRAME + 1, 5 * FRAME]) {
        const got = store.readBlobRange(sha256, from, length);
        expect(got?.equals(content.subarray(from, from + length)), `${length} from ${from}`).toBe(true);
      }
    const file = store.blobFile(sha256);
    if (file === null) throw new Error('the blob is gone');
    expect(Buffer.concat([...blobPieces(file)]).equals(content)).toBe(true);
    expect(readBlobRange(file, 0, content.length).equals(content)).toBe(true);
  });

  it('is the same when it was stored in steps, and known as the same blob', async () => {
    const store = open();
    const ref = await store.putBlobInSteps(content);
    expect(ref).toEqual(store.putBlob(content));
    expect(await store.putBlobInSteps(content)).toEqual(ref);
    expect(store.readBlob(ref.sha256)?.equals(content)).toBe(true);
    expect(store.usage().blobs).toBe(1);
  });
});

it('other work of the thread gets its turn while a blob is stored in steps', async () => {
  const store = open();
  let turns = 0;
  let over = false;
  const count = () => {
    turns += 1;
    if (!over) setImmediate(count);
  };
  setImmediate(count);
  await store.putBlobInSteps(randomBytes(8 * FRAME));
  over = true;
  expect(turns).toBeGreaterThan(8);
});

it('a file of another length is damaged, a missing blob is null', () => {
  const store = open();
  const { sha256 } = store.putBlob(Buffer.alloc(5_000, 'evidence '));
  const file = store.blobFile(sha256);
  writeFileSync(file?.path ?? '', 'short');
  expect(() => store.blobFile(sha256)).toThrow(DamagedBlobError);
  expect(() => store.readBlobRange(sha256, 100, 100)).toThrow(DamagedBlobError);
  expect(store.blobFile('f'.repeat(64))).toBeNull();
  expect(store.readBlobRange('f'.repeat(64), 0, 1)).toBeNull();
});

describe('text that is cut', () => {
  it('loses no more than the character that the cut goes through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.nat(), (text, place) => {
        const bytes = Buffer.from(text.replaceAll('\ufffd', ''));
        const at = place % (bytes.length + 1);
        const head = bytes.subarray(0, at);
        const tail = bytes.subarray(at);
        const first = head.subarray(0, wholeCharacters(head)).toString('utf8');
        const last = tail.subarray(continuationBytes(tail)).toString('utf8');
        expect(`${first}${last}`).not.toContain('\ufffd');
        expect(bytes.toString('utf8').startsWith(first)).toBe(true);
        expect(bytes.toString('utf8').endsWith(last)).toBe(true);
        expect(bytes.length - Buffer.byteLength(first) - Buffer.byteLength(last)).toBeLessThanOrEqual(4);
      }),
    );
  });

  it('shows the beginning and the end of a long log, and says what is between', () => {
    const store = open();
    const text = `begin ${'世'.repeat(1_000_000)} end`;
    const run = store.getRun(storeRun(store, [{ logs: { 'build-log': Buffer.from(text) } }]));
    const [cell] = run.cells;
    if (cell === undefined) throw new Error('no cell');
    const { build } = showCell(store, run, cell, 1_000).logs;
    const [, head, left, tail] = /^(begin 世+)\n\[… (\d+) bytes left out …\]\n(世+ end)$/.exec(build?.text ?? '') ?? [];
    expect(Number(left)).toBe(Buffer.byteLength(text) - Buffer.byteLength(head ?? '') - Buffer.byteLength(tail ?? ''));
    expect(Buffer.byteLength(`${head ?? ''}${tail ?? ''}`)).toBeGreaterThan(990);
    expect(build).toMatchObject({ truncated: true, bytes: Buffer.byteLength(text) });
    expect(showCell(store, run, cell, 10_000_000).logs.build).toEqual({ text, bytes: Buffer.byteLength(text), truncated: false });
  });
});
