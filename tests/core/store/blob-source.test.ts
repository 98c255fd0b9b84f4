// Random access to a stored blob: every range reads as the content has it, whatever the encoding, without reading the whole.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { encodeFrame, FRAME, openBlob, type BlobFile } from '../../../src/core/store/blob-file.ts';
import { runs } from '../../helpers/runs.ts';

const SIZE = 3 * FRAME + 12_345;
const content = Buffer.alloc(SIZE);
for (let i = 0; i < SIZE; i += 4) content.writeUInt32LE(Math.imul(i + 1, 2654435761) >>> 0, Math.min(i, SIZE - 4));

let folder = '';
const files: Record<'raw' | 'zstd', BlobFile> = { raw: { path: '', encoding: 'raw', size: SIZE }, zstd: { path: '', encoding: 'zstd', size: SIZE } };
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cgoscope-blob-'));
  files.raw.path = path.join(folder, 'raw');
  files.zstd.path = path.join(folder, 'zstd');
  writeFileSync(files.raw.path, content);
  const frames: Buffer[] = [];
  for (let at = 0; at < SIZE; at += FRAME) frames.push(encodeFrame(content.subarray(at, at + FRAME)));
  writeFileSync(files.zstd.path, Buffer.concat(frames));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const open = (file: BlobFile) => {
  const source = openBlob(file);
  onTestFinished(() => source.close());
  return source;
};

describe.each(['raw', 'zstd'] as const)('a %s blob', (encoding) => {
  it('reads every range as the content has it, across frames and beyond its end', () => {
    const source = open(files[encoding]);
    expect(source.size).toBe(SIZE);
    fc.assert(
      fc.property(fc.integer({ min: -10, max: SIZE + 10 }), fc.integer({ min: 0, max: 2 * FRAME + 10 }), (offset, length) => {
        expect(source.read(offset, length).equals(content.subarray(Math.max(0, offset), Math.max(0, offset + length)))).toBe(true);
      }),
      {
        numRuns: runs(60),
        examples: [
          [FRAME - 1, 2],
          [FRAME, FRAME],
          [0, SIZE],
          [SIZE, 5],
          [SIZE - 1, 5],
        ],
      },
    );
  });
});

describe('a damaged zstd blob', () => {
  it('that ends early says where', () => {
    const cut = path.join(folder, 'cut');
    writeFileSync(cut, encodeFrame(content.subarray(0, FRAME)));
    const source = open({ path: cut, encoding: 'zstd', size: SIZE });
    expect(source.read(0, 10).equals(content.subarray(0, 10))).toBe(true);
    expect(() => source.read(FRAME, 10)).toThrow(/it ends at byte \d+ of its file/);
  });

  it('that is no chain of ours is not decompressed', () => {
    const other = path.join(folder, 'other');
    writeFileSync(other, Buffer.alloc(100, 0x41));
    expect(() => open({ path: other, encoding: 'zstd', size: SIZE }).read(0, 1)).toThrow('it has no frame at offset 0');
  });
});
