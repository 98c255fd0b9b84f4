// Reads a tar stream block by block and hands out its entries renamed, filtered or swallowed: how packages become layers.
import { BLOCK, decodeHeader, encodeHeader, padding, type EntryType, type Header } from './blocks.ts';

/** What becomes of an entry: kept (as changed), dropped, or its content collected (at most 4 MB) instead of copied. */
export type Decision = { keep: Header } | 'drop' | { collect: (content: Buffer) => void };

const TYPES: Record<string, EntryType | undefined> = { '0': 'file', '\0': 'file', '1': 'hardlink', '2': 'symlink', '5': 'directory' };
const COLLECT_LIMIT = 4 << 20;

/** `./usr/lib/` -> `usr/lib`. Throws on names that leave the root. */
export function plainName(name: string): string {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw new Error(`tar: the entry ${JSON.stringify(name)} leaves the root`);
  return parts.join('/');
}

/** One tar stream's worth of rewriting; feed it with {@link push}, finish with {@link end}. `out` gets whole blocks in order, without the archive's end. */
export class TarRewriter {
  readonly #decide: (header: Header) => Decision;
  readonly #out: (bytes: Buffer) => void;
  #pending: Buffer = Buffer.alloc(0);
  /** Content (with padding) still to come of the current entry. */
  #left = 0;
  /** Content without padding still to come. */
  #content = 0;
  #sink: 'copy' | 'drop' | { chunks: Buffer[]; done: (content: Buffer) => void } = 'drop';
  #longName: string | null = null;
  #longLink: string | null = null;
  #ended = false;

  constructor(decide: (header: Header) => Decision, out: (bytes: Buffer) => void) {
    this.#decide = decide;
    this.#out = out;
  }

  push(chunk: Buffer): void {
    let bytes = this.#pending.length > 0 ? Buffer.concat([this.#pending, chunk]) : chunk;
    while (bytes.length > 0 && !this.#ended) {
      if (this.#left > 0) {
        const taken = bytes.subarray(0, this.#left);
        this.#take(taken);
        bytes = bytes.subarray(taken.length);
        continue;
      }
      if (bytes.length < BLOCK) break;
      this.#header(bytes.subarray(0, BLOCK));
      bytes = bytes.subarray(BLOCK);
    }
    this.#pending = this.#ended ? Buffer.alloc(0) : bytes;
  }

  /** Throws where the stream ended inside an entry. */
  end(): void {
    if (this.#left > 0 || this.#pending.length > 0) throw new Error('tar: the stream ended inside an entry');
  }

  #take(bytes: Buffer): void {
    if (this.#sink === 'copy') this.#out(bytes);
    else if (this.#sink !== 'drop') this.#sink.chunks.push(Buffer.from(bytes.subarray(0, Math.min(bytes.length, this.#content))));
    this.#content = Math.max(0, this.#content - bytes.length);
    this.#left -= bytes.length;
    if (this.#left === 0) this.#close();
  }

  #close(): void {
    const sink = this.#sink;
    this.#sink = 'drop';
    if (typeof sink === 'object') sink.done(Buffer.concat(sink.chunks));
  }

  #expect(size: number, sink: 'copy' | 'drop' | ((content: Buffer) => void)): void {
    if (typeof sink === 'function') {
      if (size > COLLECT_LIMIT) throw new Error(`tar: an entry of ${size} bytes is more than can be kept in memory`);
      this.#sink = { chunks: [], done: sink };
    } else this.#sink = sink;
    this.#content = size;
    this.#left = size + padding(size).length;
    if (this.#left === 0) this.#close();
  }

  #header(bytes: Buffer): void {
    const raw = decodeHeader(bytes);
    if (raw === null) {
      this.#ended = true;
      return;
    }
    if (raw.flag === 'L' || raw.flag === 'K') {
      this.#expect(raw.size, (content) => {
        const value = content.toString('utf8').replace(/\0+$/, '');
        if (raw.flag === 'L') this.#longName = value;
        else this.#longLink = value;
      });
      return;
    }
    if (raw.flag === 'x') {
      this.#expect(raw.size, (content) => {
        const records = paxRecords(content);
        this.#longName = records.get('path') ?? this.#longName;
        this.#longLink = records.get('linkpath') ?? this.#longLink;
      });
      return;
    }
    const name = plainName(this.#longName ?? raw.name);
    const linkname = this.#longLink ?? raw.linkname;
    this.#longName = null;
    this.#longLink = null;
    const type = TYPES[raw.flag];
    const size = type === 'file' || type === undefined ? raw.size : 0;
    if (type === undefined || name === '') {
      // Device nodes, pax globals and the root itself: no package of ours needs them.
      this.#expect(size, 'drop');
      return;
    }
    const header: Header = { name, type, mode: raw.mode, uid: raw.uid, gid: raw.gid, size, mtime: raw.mtime, linkname: type === 'hardlink' ? plainName(linkname) : linkname };
    const decision = this.#decide(header);
    if (decision === 'drop') this.#expect(size, 'drop');
    else if ('collect' in decision) this.#expect(size, decision.collect);
    else {
      this.#out(encodeHeader(decision.keep));
      this.#expect(size, 'copy');
    }
  }
}

/** Records `<length> <key>=<value>\n` of a pax header. */
function paxRecords(content: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  let at = 0;
  while (at < content.length) {
    const space = content.indexOf(0x20, at);
    const length = Number.parseInt(content.toString('latin1', at, space < 0 ? at : space), 10);
    if (space < 0 || !Number.isSafeInteger(length) || length <= space - at || at + length > content.length) break;
    const record = content.toString('utf8', space + 1, at + length - 1);
    const equals = record.indexOf('=');
    if (equals > 0) records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}
