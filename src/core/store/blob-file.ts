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

/** Where a blob lies, for who reads it in another thread: `size` is that of its plain content. */
export interface BlobFile {
  path: string;
  encoding: Encoding;
  size: number;
}

/**
 * The plain content from byte `from` on, in pieces of at most {@link FRAME}, read as they are asked for; frames before it are passed over unread.
 * Throws on a chain that is not ours or ends early; the file system's errors come through.
 */
export function* blobPieces({ path, encoding, size }: BlobFile, from = 0): Generator<Buffer, void, undefined> {
  const fd = openSync(path, 'r');
  try {
    let at = 0;
    for (let got = 0; got < size;) {
      // Every frame but the last holds FRAME plain bytes.
      const skipped = got + FRAME <= from;
      let plain: Buffer | null = null;
      if (encoding === 'raw') {
        if (!skipped) plain = readAt(fd, got, Math.min(FRAME, size - got));
      } else {
        const length = frameLength(fd, at);
        if (!skipped) plain = inflate(fd, at + PREFIX, length);
        at += PREFIX + length;
      }
      if (plain?.length === 0) throw new Error(`it ends after ${got} of ${size} bytes`);
      const start = got;
      got += plain?.length ?? FRAME;
      if (plain !== null && got > from) yield plain.subarray(Math.max(0, from - start), Math.max(0, size - start));
    }
  } finally {
    closeSync(fd);
  }
}

/** `length` plain bytes of a blob file from byte `from` on, fewer where the blob ends. Throws as {@link blobPieces}. */
export function readBlobRange(file: BlobFile, from: number, length: number): Buffer {
  const begin = Math.min(file.size, Math.max(0, from));
  const content = Buffer.allocUnsafe(Math.min(length, file.size - begin));
  let got = 0;
  if (content.length > 0)
    for (const piece of blobPieces(file, begin)) {
      got += piece.copy(content, got);
      if (got === content.length) break;
    }
  return content;
}

/** Frames of a zstd blob that are kept plain; a reader of tables goes forward, and comes back for strings. */
const FRAMES_KEPT = 16;

/**
 * Random access to a blob without reading it whole; `close` when done. Throws as {@link blobPieces}, from `read`. In a zstd blob the places of
 * frames are found by walking their prefixes once, as far as is asked for.
 */
export function openBlob({ path, encoding, size }: BlobFile): { readonly size: number; read(offset: number, length: number): Buffer; close(): void } {
  const fd = openSync(path, 'r');
  const range = (offset: number, length: number): [number, number] => {
    const from = Math.min(size, Math.max(0, offset));
    return [from, Math.max(from, Math.min(size, offset + length))];
  };
  if (encoding === 'raw') {
    return {
      size,
      read: (offset, length) => {
        const [from, to] = range(offset, length);
        return readAt(fd, from, to - from);
      },
      close: () => closeSync(fd),
    };
  }
  const places: { at: number; length: number }[] = [];
  let next = 0;
  const placeOf = (index: number): { at: number; length: number } => {
    while (places.length <= index) {
      const length = frameLength(fd, next);
      places.push({ at: next + PREFIX, length });
      next += PREFIX + length;
    }
    return places[index] as { at: number; length: number }; // the loop has put it there
  };
  const kept = new Map<number, Buffer>();
  const frame = (index: number): Buffer => {
    let plain = kept.get(index);
    if (plain === undefined) {
      const { at, length } = placeOf(index);
      plain = inflate(fd, at, length);
      const oldest = kept.keys().next();
      if (kept.size >= FRAMES_KEPT && !oldest.done) kept.delete(oldest.value);
    } else kept.delete(index);
    kept.set(index, plain); // newest last
    return plain;
  };
  return {
    size,
    read: (offset, length) => {
      const [from, to] = range(offset, length);
      const first = Math.floor(from / FRAME);
      if (to > from && to <= (first + 1) * FRAME) return frame(first).subarray(from - first * FRAME, to - first * FRAME);
      const bytes = Buffer.allocUnsafeSlow(to - from);
      for (let at = from; at < to;) {
        const index = Math.floor(at / FRAME);
        const copied = frame(index).copy(bytes, at - from, at - index * FRAME, Math.min(FRAME, to - index * FRAME));
        if (copied === 0) throw new Error(`it ends after ${at} of ${size} bytes`);
        at += copied;
      }
      return bytes;
    },
    close: () => closeSync(fd),
  };
}

function frameLength(fd: number, at: number): number {
  const prefix = readAt(fd, at, PREFIX);
  if (prefix.length < PREFIX) throw new Error(`it ends at byte ${at} of its file`);
  const length = prefix.readUInt32LE(8);
  if (prefix.readUInt32LE(0) !== SKIPPABLE || prefix.readUInt32LE(4) !== 4 || length > FRAME_MAX) throw new Error(`it has no frame at offset ${at}`);
  return length;
}

/** One output buffer of a frame's size: zlib's own 16 kB pieces cost more than the decompression. */
const inflate = (fd: number, at: number, length: number): Buffer => zstdDecompressSync(readAt(fd, at, length), { maxOutputLength: FRAME, chunkSize: FRAME });

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
