// The bytes of an archive, from a stream into whoever reads it: one piece at a time, unpacked where the archive is compressed as a whole (`docker load`
// takes those too), given up on abort. Called by read.ts and extract.ts.
import type { Readable } from 'node:stream';
import { CancelledError } from '../../shared/domain/errors.ts';
import { breather } from '../breather.ts';
import { compressionOf } from './compression.ts';
import { Inflater } from './inflate.ts';

export interface Consumer {
  /** Takes the next piece; a promise where it has to be waited for. */
  push(piece: Uint8Array): Promise<void> | null;
  /** True when it wants no more. */
  full(): boolean;
  warn(code: string, text: string): void;
}

export interface FeedOptions {
  signal?: AbortSignal;
  /** Bytes that a compressed archive may inflate to. */
  inflateLimit: number;
  /** After every piece, with the bytes of the stream so far. */
  onBytes?: (readBytes: number) => void;
}

/**
 * Returns what was read and the first piece. The stream is destroyed when it is left early, whatever the reason. Rejects with CancelledError after an
 * abort, with the stream's own error, and with what the consumer throws.
 */
export async function feed(stream: Readable, consumer: Consumer, { signal, inflateLimit, onBytes }: FeedOptions): Promise<{ readBytes: number; first: Uint8Array }> {
  const breathe = breather(signal);
  const onAbort = (): void => void stream.destroy(new CancelledError());
  signal?.addEventListener('abort', onAbort, { once: true });
  let first: Uint8Array = new Uint8Array(0);
  let readBytes = 0;
  let inflater: Inflater | null = null;
  try {
    if (signal?.aborted) throw new CancelledError();
    for await (const data of stream) {
      const piece = data as Uint8Array; // a stream of bytes
      if (readBytes === 0) {
        first = piece;
        const kind = compressionOf(piece);
        if (kind !== null) inflater = new Inflater(kind, consumer, inflateLimit);
      }
      readBytes += piece.length;
      const busy = inflater === null ? consumer.push(piece) : inflater.write(piece);
      if (busy !== null) await busy;
      onBytes?.(readBytes);
      if (consumer.full()) break;
      const turn = breathe();
      if (turn !== undefined) await turn;
    }
    await inflater?.finish();
  } catch (error) {
    if (signal?.aborted) throw new CancelledError();
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    inflater?.stop();
    stream.destroy();
  }
  if (signal?.aborted) throw new CancelledError();
  return { readBytes, first };
}
