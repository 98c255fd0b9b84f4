// Output of builds and programs, kept up to a limit: what comes after is counted and dropped, and the cell says so.
// It is stored as it comes, so that nothing large is left to do at the end, and stands in memory meanwhile for who reads along.
import { StringDecoder } from 'node:string_decoder';
import type { LiveBytes } from '../logs/index.ts';
import type { BlobRef, Store } from '../store/types.ts';

/** Bytes of one block of memory. */
const BLOCK = 1 << 20;

export interface Capture extends LiveBytes {
  push(chunk: Buffer): void;
  /** Bytes that came, kept or not. */
  readonly seen: number;
  /** What is kept, as text. Invalid UTF-8 becomes U+FFFD. */
  text(): string;
  /** Ends the capture and stores what was kept. Throws what kept it from being stored (a full disk). */
  finish(): { blob: BlobRef; truncated: boolean };
}

/** Keeps the first `limit` bytes. `onText` sees what is kept, as it comes, never with a character cut in two. */
export function createCapture(store: Pick<Store, 'createBlob'>, limit: number, onText?: (text: string) => void): Capture {
  // Shared memory: the worker that reads along gets it without a copy. What is below `size` never changes.
  const blocks: Buffer[] = [];
  const decoder = new StringDecoder('utf8');
  const blob = store.createBlob();
  let failed: { error: unknown } | null = null;
  let size = 0;
  let seen = 0;
  const keep = (part: Buffer) => {
    for (let from = 0; from < part.length;) {
      if (size === blocks.length * BLOCK) blocks.push(Buffer.from(new SharedArrayBuffer(BLOCK)));
      const copied = part.copy(blocks[blocks.length - 1] ?? Buffer.alloc(0), size % BLOCK, from);
      from += copied;
      size += copied;
    }
  };
  const tell = (text: string) => {
    if (text !== '') onText?.(text);
  };
  /** Views of what is kept from byte `from` on. */
  const since = (from: number): Uint8Array[] => {
    const pieces: Uint8Array[] = [];
    for (let at = from; at < size;) {
      const end = Math.min(size, at - (at % BLOCK) + BLOCK);
      pieces.push((blocks[Math.floor(at / BLOCK)] ?? Buffer.alloc(0)).subarray(at % BLOCK, (at % BLOCK) + end - at));
      at = end;
    }
    return pieces;
  };
  return {
    push(chunk) {
      seen += chunk.length;
      if (size >= limit) return;
      const part = chunk.subarray(0, limit - size);
      keep(part);
      try {
        if (failed === null) blob.write(part);
      } catch (error) {
        // Called by a stream that has nobody to tell: `finish` says it.
        failed = { error };
      }
      tell(decoder.write(part));
    },
    get seen() {
      return seen;
    },
    get size() {
      return size;
    },
    get truncated() {
      return seen > size;
    },
    since,
    text: () => Buffer.concat(since(0)).toString('utf8'),
    finish() {
      tell(decoder.end());
      if (failed !== null) throw failed.error;
      return { blob: blob.finish(), truncated: seen > size };
    },
  };
}
