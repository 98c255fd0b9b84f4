// How one blob lies on disk: raw, or a chain of zstd frames. Called by blobs.ts.
// Before each frame stands a zstd "skippable frame" (RFC 8878 section 3.1.2) of 4 bytes that holds the frame's length: the head of a
// blob can be read without the rest, and `zstd -dc` still reads the file.
import { closeSync, openSync, readSync } from 'node:fs';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';

export type Encoding = 'raw' | 'zstd';

/** Plain bytes per frame. */
export const FRAME = 1 << 20;
const SKIPPABLE = 0x184d2a50;
const PREFIX = 12;
/** A frame of incompressible bytes grows by little; a longer one is not ours. */
const FRAME_MAX = FRAME + (FRAME >> 4);

/** One frame with its length before it. */
export function encodeFrame(plain: Uint8Array): Buffer {
  const frame = zstdCompressSync(plain);
  const prefix = Buffer.alloc(PREFIX);
  prefix.writeUInt32LE(SKIPPABLE, 0);
  prefix.writeUInt32LE(4, 4);
  prefix.writeUInt32LE(frame.length, 8);
  return Buffer.concat([prefix, frame]);
}

/** Reads the first `want` plain bytes of a blob file. Throws on a chain that is not ours or ends early; the file system's errors come through. */
export function readBlobFile(path: string, encoding: Encoding, want: number): Buffer {
  const fd = openSync(path, 'r');
  try {
    if (encoding === 'raw') return readAt(fd, 0, want);
    const parts: Buffer[] = [];
    let at = 0;
    for (let got = 0; got < want;) {
      const prefix = readAt(fd, at, PREFIX);
      if (prefix.length < PREFIX) throw new Error(`it ends after ${got} of ${want} bytes`);
      const length = prefix.readUInt32LE(8);
      if (prefix.readUInt32LE(0) !== SKIPPABLE || prefix.readUInt32LE(4) !== 4 || length > FRAME_MAX) throw new Error(`it has no frame at offset ${at}`);
      const plain = zstdDecompressSync(readAt(fd, at + PREFIX, length), { maxOutputLength: FRAME });
      if (plain.length === 0) throw new Error(`it has an empty frame at offset ${at}`);
      parts.push(plain);
      got += plain.length;
      at += PREFIX + length;
    }
    return Buffer.concat(parts).subarray(0, want);
  } finally {
    closeSync(fd);
  }
}

function readAt(fd: number, offset: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  let got = 0;
  while (got < length) {
    const n = readSync(fd, buffer, got, length - got, offset + got);
    if (n === 0) break;
    got += n;
  }
  return buffer.subarray(0, got);
}
