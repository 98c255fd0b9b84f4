// Output of builds and programs, kept up to a limit: what comes after is counted and dropped, and the cell says so.
import type { BlobRef, Store } from '../store/types.ts';

export interface Capture {
  push(chunk: Buffer): void;
  /** Bytes that came, kept or not. */
  readonly seen: number;
  readonly truncated: boolean;
  /** The first `TAIL` and last bytes that were kept, as text, for outcome and failure lines. */
  head(): string;
  /** Ends the capture and stores what was kept. */
  finish(): { blob: BlobRef; text: string; truncated: boolean };
}

/** Keeps the first `limit` bytes. `onChunk` sees what is kept, as it comes. */
export function createCapture(store: Store, limit: number, onChunk?: (chunk: Buffer) => void): Capture {
  const chunks: Buffer[] = [];
  let kept = 0;
  let seen = 0;
  return {
    push(chunk) {
      seen += chunk.length;
      if (kept >= limit) return;
      const part = chunk.length > limit - kept ? chunk.subarray(0, limit - kept) : chunk;
      kept += part.length;
      chunks.push(part);
      onChunk?.(part);
    },
    get seen() {
      return seen;
    },
    get truncated() {
      return seen > kept;
    },
    head() {
      return Buffer.concat(chunks).subarray(0, 65_536).toString('utf8');
    },
    finish() {
      const all = Buffer.concat(chunks);
      return { blob: store.putBlob(all), text: all.toString('utf8'), truncated: seen > kept };
    },
  };
}
