// One layer's tar as it streams by: rows for its entries, and of the contents only what kept.ts names. Called by archive.ts with the inflated bytes.
import { readBrief } from './brief.ts';
import { chunkSource } from './chunks.ts';
import { countCertificates, HEAD, packagesOf, type Content, type KeepRule } from './kept.ts';
import { NAME_MAX, PATH_MAX, type ImageLimits } from './limits.ts';
import { ROW, type Rows } from './rows.ts';
import { FLAG, type TarHeader } from './tar/header.ts';
import { TarReader, type TarSink } from './tar/reader.ts';
import { NO_PATH, type PathTree } from './tree.ts';
import { shown, type Warnings } from './warnings.ts';

/** What all layers of one archive are read into. */
export interface LayerTarget {
  readonly tree: PathTree;
  readonly rows: Rows;
  readonly warnings: Warnings;
  readonly limits: ImageLimits;
  readonly rule: (node: number) => KeepRule | null;
  /** Bytes of kept contents that may still come. */
  keptLeft: number;
}

const KIND_OF_FLAG: Partial<Record<number, number>> = {
  [FLAG.file]: ROW.file,
  [FLAG.hardlink]: ROW.hardlink,
  [FLAG.symlink]: ROW.symlink,
  [FLAG.char]: ROW.char,
  [FLAG.block]: ROW.block,
  [FLAG.directory]: ROW.directory,
  [FLAG.fifo]: ROW.fifo,
};

const BUNDLE_BYTES = 16 * 1024 * 1024;
const PACKAGES_BYTES = 64 * 1024 * 1024;
const SLASH = 0x2f;

/** `.wh.` at this place. */
const isWhiteout = (name: Uint8Array, at: number, end: number): boolean =>
  end - at >= 4 && name[at] === 0x2e && name[at + 1] === 0x77 && name[at + 2] === 0x68 && name[at + 3] === 0x2e;

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');

export class LayerReader implements TarSink {
  readonly tar: TarReader;
  readonly firstRow: number;
  whiteouts = 0;
  /** Bytes of the files in it, as the engine counts an image's size. */
  contentBytes = 0;
  private readonly target: LayerTarget;
  /** How the layer is called in warnings. */
  private readonly name: string;
  private row = -1;
  private size = 0;
  private executable = false;
  private mode: 'skip' | 'head' | 'collect' = 'skip';
  private keep: 'elf' | KeepRule | null = null;
  private pieces: Uint8Array[] = [];
  private collected = 0;
  private limit = 0;
  private full = false;

  constructor(target: LayerTarget, name: string) {
    this.target = target;
    this.name = name;
    this.firstRow = target.rows.count;
    this.tar = new TarReader(this);
  }

  warn(code: string, text: string): void {
    this.target.warnings.add(code, `${this.name}: ${text}`);
  }

  entry(header: TarHeader): void {
    this.row = -1;
    this.mode = 'skip';
    this.size = header.size;
    const kind = KIND_OF_FLAG[header.flag];
    if (this.full) return;
    if (this.target.rows.count >= this.target.limits.entries) {
      this.full = true;
      return this.warn('too-many-entries', `it has more than the ${this.target.limits.entries} entries that are read of an image; the rest is left out`);
    }
    if (kind === undefined) return this.problem('tar-type', header, `is of an unknown type (${shown(String.fromCharCode(header.flag))})`);
    let end = header.name.length;
    while (end > 0 && header.name[end - 1] === SLASH) end -= 1;
    const base = header.name.lastIndexOf(SLASH, end - 1) + 1;
    if (isWhiteout(header.name, base, end)) return this.whiteout(header, base, end);
    const node = this.nodeOf(header, 0, end);
    if (node < 0) return;
    if (node === 0 && kind !== ROW.directory) return this.problem('tar-path', header, 'would replace the root');
    const link = kind === ROW.hardlink || kind === ROW.symlink ? header.linkname : null;
    if (link !== null && (link.length >= PATH_MAX || link.length === 0))
      return this.problem('tar-link', header, link.length === 0 ? 'is a link to nothing' : `is a link of ${link.length} bytes; Linux has none beyond ${PATH_MAX - 1}`);
    this.row = this.target.rows.add(node, kind, header.mode, header.uid, header.gid, kind === ROW.file ? header.realSize : 0, link);
    if (kind !== ROW.file) return;
    if (header.realSize === 0) {
      if (this.target.rule(node) === 'text') this.content({ kind: 'text', bytes: new Uint8Array(0) });
      return;
    }
    this.contentBytes += header.realSize;
    if (header.size === 0) return;
    this.keep = this.target.rule(node);
    if (header.sparse) {
      this.problem('tar-sparse', header, 'is stored with holes left out; its content is not read');
      return;
    }
    this.executable = (header.mode & 0o111) !== 0;
    this.mode = 'head';
    this.pieces = [];
    this.collected = 0;
  }

  private whiteout(header: TarHeader, base: number, end: number): void {
    const rest = textOf(header.name.subarray(base + 4, end));
    const opaque = rest === '.wh..opq';
    // AUFS's own bookkeeping (`.wh..wh.plnk`, `.wh..wh.aufs`) is nobody's file.
    if (!opaque && rest.startsWith('.wh.')) return;
    if (rest === '' || rest === '.' || rest === '..') return this.problem('whiteout', header, 'is a whiteout of nothing');
    const folder = this.nodeOf(header, 0, base);
    if (folder < 0) return;
    let node = folder;
    if (!opaque) {
      node = this.target.tree.child(folder, header.name, base + 4, end);
      if (node < 0) return this.noPath(header, node);
    }
    this.whiteouts += 1;
    this.target.rows.add(node, opaque ? ROW.opaque : ROW.whiteout, 0, 0, 0, 0, null);
  }

  private nodeOf(header: TarHeader, start: number, end: number): number {
    if (header.name.length === 0) {
      this.problem('tar-path', header, 'has no name');
      return -1;
    }
    if (header.name.includes(0)) {
      this.problem('tar-path', header, 'has a NUL in its name');
      return -1;
    }
    const node = this.target.tree.node(header.name, start, end);
    if (node < 0) this.noPath(header, node);
    return node;
  }

  private noPath(header: TarHeader, why: number): void {
    if (why === NO_PATH.outside) this.problem('tar-path', header, 'leads out of the image');
    else if (why === NO_PATH.tooLong) this.problem('tar-path', header, `is longer than Linux allows (${NAME_MAX} bytes a name, ${PATH_MAX} a path)`);
    else if (!this.full) {
      this.full = true;
      this.warn('too-many-entries', 'it has more different paths than are read of an image; the rest is left out');
    }
  }

  /** A warning about an entry, which is left out where nothing else is said. */
  private problem(code: string, header: TarHeader, what: string): void {
    const path = textOf(header.name.subarray(0, 300));
    this.target.warnings.add(code, `${this.name}: the entry ${shown(path)} ${what}`, path);
  }

  data(piece: Uint8Array): void {
    if (this.mode === 'skip') return;
    if (this.mode === 'head') {
      this.pieces.push(piece);
      this.collected += piece.length;
      if (this.collected >= HEAD || this.collected >= this.size) this.decide();
      return;
    }
    if (this.collected >= this.limit) return;
    this.pieces.push(piece);
    this.collected += piece.length;
  }

  /** The first bytes are here: what of this file is kept? */
  private decide(): void {
    const first = this.pieces.length === 1 ? (this.pieces[0] as Uint8Array) : Buffer.concat(this.pieces);
    this.mode = 'skip';
    if (first[0] === 0x7f && first[1] === 0x45 && first[2] === 0x4c && first[3] === 0x46) {
      this.keep = 'elf';
      this.limit = this.target.limits.elfBytes;
    } else if (this.keep === null) {
      if ((first[0] === 0x23 && first[1] === 0x21) || this.executable) this.content({ kind: 'head', bytes: first.slice(0, HEAD) });
      return;
    } else this.limit = this.keep === 'text' ? this.target.limits.textBytes : this.keep === 'packages' ? PACKAGES_BYTES : BUNDLE_BYTES;
    this.mode = 'collect';
    if (this.size > this.limit)
      this.target.warnings.add('file-cut', `${this.name}: of ${shown(this.path())} (${this.size} bytes) only the first ${this.limit} are read`, this.path());
  }

  end(complete: boolean): void {
    if (this.mode === 'head' && this.collected > 0) this.decide();
    if (this.mode === 'collect') this.keepContent();
    if (!complete && this.row >= 0) this.target.warnings.add('layer-cut', `${this.name}: it ends inside ${shown(this.path())}`, this.path());
    this.mode = 'skip';
    this.pieces = [];
  }

  private keepContent(): void {
    switch (this.keep) {
      case 'elf':
        return this.content({ kind: 'elf', bytes: Buffer.from(JSON.stringify(readBrief(chunkSource(this.pieces), this.path()))) });
      case 'text':
        return this.content({ kind: 'text', bytes: this.joined() });
      case 'packages':
        return this.content({ kind: 'text', bytes: Buffer.from(packagesOf(this.joined().toString('utf8'))) });
      case 'certificates':
        return this.content({ kind: 'certificates', count: countCertificates(this.joined()) });
      case null:
    }
  }

  private joined(): Buffer {
    const all = Buffer.concat(this.pieces);
    return all.length > this.limit ? all.subarray(0, this.limit) : all;
  }

  private content(content: Content): void {
    if (this.row < 0) return;
    if (content.kind !== 'certificates') {
      if (content.bytes.length > this.target.keptLeft) {
        this.target.warnings.add('kept-cut', `${this.name}: what is kept of contents takes too much; nothing is kept of ${shown(this.path())}`, this.path());
        return;
      }
      this.target.keptLeft -= content.bytes.length;
    }
    this.target.rows.content[this.row] = this.target.rows.contents.push(content) - 1;
  }

  private path(): string {
    return this.row < 0 ? '' : this.target.tree.path(this.target.rows.node[this.row] as number);
  }
}
