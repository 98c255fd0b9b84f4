// The image's own tar as it streams by: JSON documents are kept, every blob that is a layer is read on the spot, whatever the order. Nothing is unpacked
// to disk and nothing is read twice. Called by read.ts; manifest.ts says afterwards which blobs make the image.
import { posix } from 'node:path';
import { compressionOf, unknownPacking, type Compression } from './compression.ts';
import { Inflater } from './inflate.ts';
import { LayerReader, type LayerTarget } from './layer.ts';
import { BLOCK, checksumHolds, FLAG, isZero, type TarHeader } from './tar/header.ts';
import { goOn, TarReader, type TarSink } from './tar/reader.ts';
import { shown } from './warnings.ts';

/** A blob of the archive that was read as a layer. */
export interface LayerBlob {
  readonly path: string;
  /** Bytes as it stands in the archive. */
  readonly bytes: number;
  readonly compression: Compression;
  /** Its rows: from the first up to, not with, the last. */
  readonly firstRow: number;
  readonly lastRow: number;
  readonly entries: number;
  readonly whiteouts: number;
  readonly contentBytes: number;
  /** Why it could not be read as a layer; null where it could. */
  readonly unreadable: string | null;
}

/** More files than any archive of an image has. */
const MAX_FILES = 20_000;

/** `./a//b/../c` -> `a/c`; null where it leads out. */
export function archivePath(path: string): string | null {
  const clean = posix.normalize(`./${path}`).replace(/\/$/, '');
  return clean === '..' || clean.startsWith('../') ? null : clean.replace(/^\.\//, '');
}

type Mode = 'skip' | 'sniff' | 'document' | 'tar' | 'inflate';

export class ArchiveReader implements TarSink {
  readonly documents = new Map<string, Buffer>();
  readonly layers = new Map<string, LayerBlob>();
  /** Links in the archive: old engines write a layer that occurs twice as one. */
  readonly links = new Map<string, string>();
  /** First names, for the sentence about an archive that is no image. */
  readonly names: string[] = [];
  readonly tar: TarReader;
  /** Inflating that has to be waited for before anything more is read. */
  private pending: Promise<void> | null = null;

  private readonly target: LayerTarget;
  private readonly onFile: (path: string) => void;
  private mode: Mode = 'skip';
  private path = '';
  private size = 0;
  private sniffed: Uint8Array[] = [];
  private sniffedBytes = 0;
  private documentsLeft: number;
  private layer: LayerReader | null = null;
  private inflater: Inflater | null = null;
  private files = 0;

  constructor(target: LayerTarget, onFile: (path: string) => void = () => undefined) {
    this.target = target;
    this.onFile = onFile;
    this.documentsLeft = target.limits.documentsBytes;
    this.tar = new TarReader(this);
  }

  /** Takes the next piece; a promise where it has to be waited for before the next one. */
  push(piece: Uint8Array): Promise<void> | null {
    const used = this.tar.push(piece);
    return this.pending === null
      ? null
      : goOn(
          this.tar,
          piece.subarray(used),
          () => this.takePending(),
          () => this.full(),
        );
  }

  private takePending(): Promise<void> | null {
    const { pending } = this;
    this.pending = null;
    return pending;
  }

  /** A stream that is no tar at all; behind the end of a tar the rest of the stream is let through. */
  full(): boolean {
    return this.tar.over === 'damaged';
  }

  /** The stream is over. False where it ended in the middle. */
  async finish(): Promise<boolean> {
    const clean = this.tar.finish();
    await this.pending;
    return clean;
  }

  /** Nothing more comes: lets go of what runs. */
  stop(): void {
    this.inflater?.stop();
  }

  warn(code: string, text: string): void {
    this.target.warnings.add(code, `the archive: ${text}`);
  }

  entry(header: TarHeader): void {
    this.mode = 'skip';
    const raw = Buffer.from(header.name.subarray(0, 4096)).toString('utf8');
    const path = archivePath(raw);
    if (this.names.length < 20) this.names.push(path ?? raw);
    if (path === null) return this.target.warnings.add('archive-path', `the archive: ${shown(raw)} leads out of it and is left out`, raw);
    this.files += 1;
    if (this.files > MAX_FILES) {
      if (this.files === MAX_FILES + 1) this.warn('archive-files', `it has more than ${MAX_FILES} files; the rest is left out`);
      return;
    }
    if (header.flag === FLAG.symlink || header.flag === FLAG.hardlink) {
      const to = Buffer.from(header.linkname.subarray(0, 4096)).toString('utf8');
      const target = archivePath(header.flag === FLAG.symlink ? posix.join(posix.dirname(path), to) : to);
      if (target !== null) this.links.set(path, target);
      return;
    }
    if (header.flag !== FLAG.file) return;
    this.path = path;
    this.size = header.size;
    this.sniffed = [];
    this.sniffedBytes = 0;
    this.mode = 'sniff';
    this.onFile(path);
  }

  data(piece: Uint8Array): void {
    switch (this.mode) {
      case 'skip':
        return;
      case 'sniff':
        this.sniffed.push(piece);
        this.sniffedBytes += piece.length;
        if (this.sniffedBytes >= BLOCK) this.decide();
        return;
      case 'document':
        this.sniffed.push(piece);
        return;
      case 'tar':
        this.layer?.tar.push(piece);
        return;
      case 'inflate':
        this.write(piece);
    }
  }

  /** The first block is here: what is this file? By its bytes alone, as names say nothing before the manifest, which comes last. */
  private decide(): void {
    const pieces = this.sniffed;
    const first = pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces);
    const compression = compressionOf(first);
    const tar = first.length >= BLOCK && (checksumHolds(first) || isZero(first));
    if (compression === null && !tar) {
      const json = /^[\s\ufeff]*[[{]/.test(Buffer.from(first.buffer, first.byteOffset, Math.min(first.length, 64)).toString('utf8'));
      if (json && this.size <= this.target.limits.documentBytes && this.size <= this.documentsLeft) {
        this.mode = 'document';
        this.documentsLeft -= this.size;
        return;
      }
      if (json && this.size > this.target.limits.documentBytes) this.warn('document-too-big', `${shown(this.path)} has ${this.size} bytes; a document of an image has less`);
      this.mode = 'skip';
      this.sniffed = [];
      this.layers.set(this.path, this.blob('none', `it is no tar, but ${unknownPacking(first)}`));
      return;
    }
    this.sniffed = [];
    this.layer = new LayerReader(this.target, `layer ${shown(this.path)}`);
    if (compression === null) {
      this.mode = 'tar';
      this.layer.tar.push(first);
      return;
    }
    const { layer } = this;
    const push = (bytes: Uint8Array): null => {
      layer.tar.push(bytes);
      return null;
    };
    const inflated = { push, full: () => layer.tar.over !== null, warn: (code: string, text: string) => layer.warn(code, text) };
    this.inflater = new Inflater(compression, inflated, this.target.limits.layerBytes);
    this.mode = 'inflate';
    this.write(first);
  }

  private write(piece: Uint8Array): void {
    const { inflater } = this;
    if (inflater === null) return;
    this.pending = inflater.write(piece);
    this.tar.paused = true;
  }

  end(complete: boolean): void {
    if (this.mode === 'sniff' && this.sniffedBytes > 0) this.decide();
    const { mode, layer, inflater, path } = this;
    this.mode = 'skip';
    this.layer = null;
    this.inflater = null;
    if (mode === 'document') this.documents.set(path, Buffer.concat(this.sniffed));
    else if (mode === 'sniff')
      this.layers.set(path, this.blob('none', null)); // of no bytes: an empty layer
    else if (mode === 'tar' && layer !== null) this.finishLayer(layer, 'none', complete);
    else if (mode === 'inflate' && layer !== null && inflater !== null) {
      const compression = inflater.kind;
      const blob = this.blob(compression, null);
      const before = this.pending ?? Promise.resolve();
      this.pending = before.then(() => inflater.finish()).then(() => this.finishLayer(layer, compression, complete, blob));
      this.tar.paused = true;
    }
    this.sniffed = [];
  }

  private finishLayer(layer: LayerReader, compression: Compression, complete: boolean, blob = this.blob(compression, null)): void {
    const clean = layer.tar.finish();
    if (!complete || !clean) layer.warn('layer-cut', `it ends in the middle, after ${layer.tar.entries} entries`);
    this.layers.set(blob.path, {
      ...blob,
      firstRow: layer.firstRow,
      lastRow: this.target.rows.count,
      entries: layer.tar.entries,
      whiteouts: layer.whiteouts,
      contentBytes: layer.contentBytes,
      unreadable: layer.tar.entries === 0 && layer.tar.over === 'damaged' ? 'it is no tar' : null,
    });
  }

  private blob(compression: Compression, unreadable: string | null): LayerBlob {
    const row = this.target.rows.count;
    return { path: this.path, bytes: this.size, compression, firstRow: row, lastRow: row, entries: 0, whiteouts: 0, contentBytes: 0, unreadable };
  }
}
