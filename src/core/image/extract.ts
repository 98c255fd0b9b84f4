// One file out of an image's archive, as it streams by again: stops as soon as the file is there. Called by room.ts with the place that the index knows.
import type { Readable } from 'node:stream';
import { archivePath } from './archive.ts';
import { compressionOf } from './compression.ts';
import { feed, type Consumer } from './feed.ts';
import { Inflater } from './inflate.ts';
import { FLAG, type TarHeader } from './tar/header.ts';
import { goOn, TarReader, type TarSink } from './tar/reader.ts';

export interface FilePlace {
  /** The layer's blob in the archive, and the path in the layer's tar, absolute. */
  blob: string;
  path: string;
  /** As the index has it: of an entry that occurs twice, the one of this size. */
  size: number;
}

/** Takes the content of one file of a layer's tar. */
class FileSink implements TarSink {
  readonly pieces: Uint8Array[] = [];
  done = false;
  private readonly place: FilePlace;
  private readonly maxBytes: number;
  private taking = false;
  private taken = 0;

  constructor(place: FilePlace, maxBytes: number) {
    this.place = place;
    this.maxBytes = maxBytes;
  }

  entry(header: TarHeader): void {
    const path = archivePath(Buffer.from(header.name).toString('utf8'));
    this.taking = header.flag === FLAG.file && !header.sparse && path !== null && `/${path}` === this.place.path && header.size === this.place.size;
  }

  data(piece: Uint8Array): void {
    if (!this.taking || this.done) return;
    this.pieces.push(piece.subarray(0, this.maxBytes - this.taken));
    this.taken += piece.length;
    if (this.taken >= this.maxBytes) this.done = true;
  }

  end(complete: boolean): void {
    if (this.taking && complete) this.done = true;
    this.taking = false;
  }

  warn(): void {
    // What is wrong in the archive stands in the index; here a damaged layer ends without the file.
  }
}

/** Finds the blob in the archive and hands its bytes, inflated, to the layer's reader. */
class BlobSink implements TarSink, Consumer {
  private readonly outer = new TarReader(this);
  private pending: Promise<void> | null = null;
  private readonly blob: string;
  private readonly file: FileSink;
  private inner: TarReader | null = null;
  private inflater: Inflater | null = null;
  private first = false;
  private readonly limit: number;

  constructor(blob: string, file: FileSink, limit: number) {
    this.blob = blob;
    this.file = file;
    this.limit = limit;
  }

  push(piece: Uint8Array): Promise<void> | null {
    const used = this.outer.push(piece);
    if (this.pending === null) return null;
    const next = (): Promise<void> | null => {
      const { pending } = this;
      this.pending = null;
      return pending;
    };
    return goOn(this.outer, piece.subarray(used), next, () => this.full());
  }

  full(): boolean {
    return this.file.done || this.outer.over !== null;
  }

  entry(header: TarHeader): void {
    const wanted = header.flag === FLAG.file && archivePath(Buffer.from(header.name).toString('utf8')) === this.blob;
    this.inner = wanted ? new TarReader(this.file) : null;
    this.first = wanted;
  }

  data(piece: Uint8Array): void {
    const { inner } = this;
    if (inner === null || this.file.done) return;
    if (this.first) {
      this.first = false;
      const kind = compressionOf(piece);
      const push = (bytes: Uint8Array): null => {
        inner.push(bytes);
        return null;
      };
      if (kind !== null) this.inflater = new Inflater(kind, { push, full: () => this.file.done || inner.over !== null, warn: () => undefined }, this.limit);
    }
    if (this.inflater === null) inner.push(piece);
    else this.wait(this.inflater.write(piece));
  }

  end(): void {
    const { inflater, inner } = this;
    this.inflater = null;
    this.inner = null;
    if (inflater !== null) this.wait((this.pending ?? Promise.resolve()).then(() => inflater.finish()));
    else inner?.finish();
  }

  private wait(work: Promise<void>): void {
    this.pending = work;
    this.outer.paused = true;
  }

  warn(): void {
    // As in FileSink.
  }

  stop(): void {
    this.inflater?.stop();
  }
}

/** The content of the file, at most `maxBytes` of it; null where the archive does not have it. The stream is destroyed as soon as it is known. */
export async function extractFile(stream: Readable, place: FilePlace, options: { maxBytes: number; inflateLimit: number; signal: AbortSignal }): Promise<Buffer | null> {
  const file = new FileSink(place, options.maxBytes);
  const blobs = new BlobSink(place.blob, file, options.inflateLimit);
  try {
    await feed(stream, blobs, options);
  } finally {
    blobs.stop();
  }
  return file.done ? Buffer.concat(file.pieces) : null;
}
