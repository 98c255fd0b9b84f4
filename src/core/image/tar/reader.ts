// A tar as it streams by: headers are announced, content is handed on piece by piece, nothing is held but one header. Synchronous, because a layer has
// hundreds of thousands of entries; trusts nothing, because it is a stranger's. Called by archive.ts for the image's tar and by layer.ts for each layer's.
import { BLOCK, checksumHolds, FLAG, isZero, readHeader, type TarHeader } from './header.ts';
import { readPax, type PaxFacts } from './pax.ts';

export interface TarSink {
  /** An entry begins; `header.size` bytes of content follow by {@link TarSink.data}, then {@link TarSink.end}. Its byte arrays hold only during the call. */
  entry(header: TarHeader): void;
  data(piece: Uint8Array): void;
  /** The entry's content is over; `complete` is false where the stream ended inside it. */
  end(complete: boolean): void;
  warn(code: string, text: string): void;
}

/** A name or a PAX header longer than this is no name. */
const MAX_META = 1024 * 1024;

type State = 'header' | 'meta' | 'sparse-map' | 'data' | 'padding' | 'over';

export class TarReader {
  /** Entries that were announced. */
  entries = 0;
  /** Bytes that were read. */
  offset = 0;
  /** Why nothing more is read: `end` of the archive, or `damaged` (said by a warning); null while it goes on. */
  over: 'end' | 'damaged' | null = null;

  private readonly sink: TarSink;
  private state: State = 'header';
  private readonly block = new Uint8Array(BLOCK);
  private filled = 0;
  private zeros = 0;
  /** Of content, of a long name, or of padding. */
  private left = 0;
  private padding = 0;
  private meta: Uint8Array[] = [];
  private metaFlag = 0;
  private metaSize = 0;
  private longName: Uint8Array | null = null;
  private longLink: Uint8Array | null = null;
  private pax: PaxFacts | null = null;
  private waiting: TarHeader | null = null;
  private sparseBlocks = 0;

  constructor(sink: TarSink) {
    this.sink = sink;
  }

  /** A sink sets it to get nothing more before it is ready: {@link TarReader.push} then returns early. */
  paused = false;

  /** Takes the next piece and returns how much of it: less than all only when paused or over. */
  push(bytes: Uint8Array): number {
    // Views of a Buffer are Buffers, which cost several times as much to make; there are four for every entry.
    const piece = bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    while (at < piece.length && this.over === null && !this.paused) {
      switch (this.state) {
        case 'data':
        case 'padding':
        case 'meta': {
          const count = Math.min(this.left, piece.length - at);
          if (this.state === 'data') this.sink.data(count === piece.length ? piece : piece.subarray(at, at + count));
          else if (this.state === 'meta' && this.metaSize <= MAX_META) this.meta.push(piece.slice(at, at + count));
          at += count;
          this.offset += count;
          this.left -= count;
          if (this.left === 0) this.part();
          break;
        }
        case 'header':
        case 'sparse-map': {
          if (this.filled === 0 && piece.length - at >= BLOCK) {
            const block = piece.subarray(at, at + BLOCK);
            at += BLOCK;
            this.offset += BLOCK;
            this.take(block);
            break;
          }
          const count = Math.min(BLOCK - this.filled, piece.length - at);
          this.block.set(piece.subarray(at, at + count), this.filled);
          this.filled += count;
          at += count;
          this.offset += count;
          if (this.filled === BLOCK) {
            this.filled = 0;
            this.take(this.block);
          }
          break;
        }
        case 'over':
          return at;
      }
    }
    return at;
  }

  /** The stream is over. True where it ended at a place where an archive may end. */
  finish(): boolean {
    if (this.over !== null) return this.over === 'end';
    // Archives without their two zero blocks are common, and Docker takes them; a whole number of entries is enough.
    const clean = this.state === 'header' && this.filled === 0 && this.longName === null && this.pax === null;
    if (this.state === 'data') this.sink.end(false);
    this.over = clean ? 'end' : 'damaged';
    this.state = 'over';
    return clean;
  }

  private take(block: Uint8Array): void {
    if (this.state === 'sparse-map') {
      this.sparseBlocks += 1;
      if (this.sparseBlocks > 100_000) return this.damaged('tar-header', 'has a map of holes without an end');
      if (block[504] === 0) this.begin();
      return;
    }
    if (isZero(block)) {
      this.zeros += 1;
      if (this.zeros === 2) {
        this.over = 'end';
        this.state = 'over';
      }
      return;
    }
    this.zeros = 0;
    if (!checksumHolds(block)) return this.damaged('tar-checksum', 'has a header with a wrong checksum');
    const header = readHeader(block);
    if (header === null) return this.damaged('tar-size', 'has an entry whose size is no size');
    this.padding = (BLOCK - (header.size % BLOCK)) % BLOCK;
    switch (header.flag) {
      case FLAG.longName:
      case FLAG.longLink:
      case FLAG.pax:
      case FLAG.paxGlobal:
        if (header.size > MAX_META) this.sink.warn('tar-name', `at byte ${this.offset - BLOCK}: a name or extended header of ${header.size} bytes is left out`);
        this.metaFlag = header.flag;
        this.metaSize = header.size;
        this.meta = [];
        this.state = 'meta';
        this.left = header.size;
        if (header.size === 0) this.part();
        return;
      case FLAG.sparse: {
        // GNU's old sparse format: the real size stands at 483, blocks of the map may follow.
        const real = readHeader(withSize(block))?.size ?? header.size;
        this.waiting = { ...header, name: header.name.slice(), linkname: header.linkname.slice(), flag: FLAG.file, realSize: real, sparse: true };
        this.sparseBlocks = 0;
        if (block[482] === 0) this.begin();
        else this.state = 'sparse-map';
        return;
      }
      default:
        this.waiting = header;
        this.begin();
    }
  }

  /** Content, padding or a long name came to its end. */
  private part(): void {
    if (this.state === 'data') this.sink.end(true);
    else if (this.state === 'meta') this.endMeta();
    if (this.state !== 'padding' && this.padding > 0) {
      this.state = 'padding';
      this.left = this.padding;
      return;
    }
    this.state = 'header';
    this.metaFlag = 0;
  }

  private endMeta(): void {
    if (this.metaSize > MAX_META) return;
    const bytes = this.meta.length === 1 ? (this.meta[0] ?? new Uint8Array(0)) : Buffer.concat(this.meta);
    this.meta = [];
    const nul = bytes.indexOf(0);
    if (this.metaFlag === FLAG.longName) this.longName = nul < 0 ? bytes : bytes.subarray(0, nul);
    else if (this.metaFlag === FLAG.longLink) this.longLink = nul < 0 ? bytes : bytes.subarray(0, nul);
    else if (this.metaFlag === FLAG.pax) {
      this.pax = readPax(bytes);
      if (this.pax.problem !== null) this.sink.warn('tar-pax', `at byte ${this.offset}: an extended header ${this.pax.problem}`);
    }
    // A global header speaks of all entries; like Docker's reader this one passes it over.
  }

  private begin(): void {
    const header = this.waiting;
    this.waiting = null;
    if (header === null) return;
    const { longName, longLink, pax } = this;
    this.longName = null;
    this.longLink = null;
    this.pax = null;
    if (longName !== null) header.name = longName;
    if (longLink !== null) header.linkname = longLink;
    if (pax !== null) {
      if (pax.path !== null) header.name = pax.path;
      if (pax.linkpath !== null) header.linkname = pax.linkpath;
      if (pax.uid !== null && pax.uid <= 0xffff_ffff) header.uid = pax.uid;
      if (pax.gid !== null && pax.gid <= 0xffff_ffff) header.gid = pax.gid;
      if (pax.size !== null) {
        if (!Number.isSafeInteger(pax.size)) return this.damaged('tar-size', 'has an entry whose size is no size');
        header.size = pax.size;
        header.realSize = pax.size;
      }
      if (pax.sparseSize !== null && Number.isSafeInteger(pax.sparseSize)) {
        header.realSize = pax.sparseSize;
        header.sparse = true;
      }
    }
    if (header.flag === FLAG.file && header.name[header.name.length - 1] === 0x2f) header.flag = FLAG.directory;
    // Only files have content; what links, folders and devices claim is not there, as in Go's reader.
    if (header.flag >= FLAG.hardlink && header.flag <= FLAG.fifo) {
      header.realSize = 0;
      header.size = 0;
    }
    this.padding = (BLOCK - (header.size % BLOCK)) % BLOCK;
    this.left = header.size;
    this.metaFlag = 0;
    this.entries += 1;
    this.sink.entry(header);
    this.state = 'data';
    if (this.left === 0) this.part();
  }

  private damaged(code: string, what: string): void {
    this.sink.warn(code, `at byte ${this.offset - BLOCK} it ${what}; what follows can not be read`);
    this.over = 'damaged';
    this.state = 'over';
  }
}

/** The block with the real size of GNU's sparse format at the place of the size. */
function withSize(block: Uint8Array): Uint8Array {
  const copy = block.slice();
  copy.set(block.subarray(483, 495), 124);
  return copy;
}

/** Goes on with the rest of a piece after everything that has to be waited for; `next` hands that out, each once, and `full` says that no more is wanted. */
export async function goOn(tar: TarReader, piece: Uint8Array, next: () => Promise<void> | null, full: () => boolean): Promise<void> {
  let rest = piece;
  for (let busy = next(); busy !== null; busy = next()) {
    await busy;
    tar.paused = false;
    if (!full()) rest = rest.subarray(tar.push(rest));
  }
}
