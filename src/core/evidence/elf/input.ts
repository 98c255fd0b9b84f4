// Bounded access to the bytes of one file for the ELF reader: pages, byte order, warnings and the budgets that keep a hostile file cheap.
// Nothing here allocates by a length that the file claims, and nothing throws on any bytes.
import type { Elf } from '../../../shared/domain/elf.ts';
import type { ByteSource } from '../types.ts';

const PAGE = 64 * 1024;
const MAX_PAGES = 64;
const MAX_WARNINGS = 200;
/** Text decoded from one file, all names together, is no more than the file (a little for small ones), nor than this: overlapping names can't make a small file expensive. */
const TEXT_BUDGET = 16 * 1024 * 1024;
const SMALL = 256 * 1024;

const utf8 = new TextDecoder('utf-8');

export class Input {
  readonly size: number;
  readonly warnings: Elf['warnings'] = [];
  little = true;
  is64 = true;
  readonly source: ByteSource;
  private pages = new Map<number, Uint8Array>();
  private textLeft: number;

  constructor(source: ByteSource) {
    this.source = source;
    this.size = Number.isSafeInteger(source.size) && source.size > 0 ? source.size : 0;
    this.textLeft = Math.min(TEXT_BUDGET, Math.max(SMALL, this.size));
  }

  /** The same file for another reader: pages and what is known of it are shared, warnings so far are copied, budgets begin anew. */
  fork(): Input {
    const other = new Input(this.source);
    other.little = this.little;
    other.is64 = this.is64;
    other.pages = this.pages;
    other.warnings.push(...this.warnings);
    return other;
  }

  warn(code: string, text: string, offset: number | null = null): void {
    if (this.warnings.length < MAX_WARNINGS) this.warnings.push({ code, text, offset: offset !== null && Number.isSafeInteger(offset) && offset >= 0 ? offset : null });
    else if (this.warnings.length === MAX_WARNINGS) this.warnings.push({ code: 'warnings-cut', text: `more than ${MAX_WARNINGS} warnings; the rest is left out`, offset: null });
  }

  /** What there is of the range: shorter where the file ends, empty outside of it. */
  bytes(offset: number, length: number): Uint8Array {
    if (!(offset >= 0) || offset >= this.size || !(length > 0)) return new Uint8Array(0);
    const end = Math.min(this.size, offset + length);
    const first = Math.floor(offset / PAGE);
    const last = Math.floor((end - 1) / PAGE);
    if (first === last) {
      const start = first * PAGE;
      return this.page(first).subarray(offset - start, end - start);
    }
    return this.source.read(offset, end - offset);
  }

  /** The range as a view, or null where the file does not hold all of it. */
  view(offset: number, length: number): DataView | null {
    const bytes = this.bytes(offset, length);
    return bytes.length === length ? new DataView(bytes.buffer, bytes.byteOffset, length) : null;
  }

  private page(index: number): Uint8Array {
    let page = this.pages.get(index);
    if (!page) {
      if (this.pages.size >= MAX_PAGES) {
        const oldest = this.pages.keys().next();
        if (!oldest.done) this.pages.delete(oldest.value);
      }
      page = this.source.read(index * PAGE, Math.min(PAGE, this.size - index * PAGE));
      this.pages.set(index, page);
    }
    return page;
  }

  /**
   * Visits the entries of a table in chunks; `stride` bytes apart, `visit` gets a view and the entry's place in it. Ends at the file's end or
   * when `visit` answers false. Returns how many entries were complete and visited.
   */
  entries(offset: number, stride: number, count: number, visit: (view: DataView, at: number, index: number) => unknown): number {
    if (!(stride > 0) || !(offset >= 0)) return 0;
    const perChunk = Math.max(1, Math.floor(PAGE / stride));
    let index = 0;
    while (index < count) {
      const start = offset + index * stride;
      const bytes = this.bytes(start, Math.min(perChunk, count - index) * stride);
      const complete = Math.floor(bytes.length / stride);
      if (complete === 0) return index;
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      for (let i = 0; i < complete; i++, index++) if (visit(view, i * stride, index) === false) return index + 1;
    }
    return index;
  }

  /** Text up to a NUL, at most `max` bytes; null where the offset is outside the file. Invalid UTF-8 becomes U+FFFD. */
  text(offset: number, max = 4096): string | null {
    if (!(offset >= 0) || offset >= this.size) return null;
    if (this.textLeft <= 0) return '';
    const limit = Math.min(max, this.textLeft);
    let length = 128;
    for (;;) {
      const bytes = this.bytes(offset, Math.min(length, limit));
      const end = bytes.indexOf(0);
      if (end >= 0 || length >= limit || bytes.length < Math.min(length, limit)) {
        const found = end >= 0 ? bytes.subarray(0, end) : bytes;
        this.textLeft -= found.length + 1;
        if (this.textLeft <= 0) this.warn('names-cut', 'names overlap, or take more than 16 MB; the rest is left empty', offset);
        else if (end < 0) this.warn('text-unterminated', `text without an end, cut after ${found.length} bytes`, offset);
        return utf8.decode(found);
      }
      length *= 4;
    }
  }

  u16(view: DataView, at: number): number {
    return view.getUint16(at, this.little);
  }

  u32(view: DataView, at: number): number {
    return view.getUint32(at, this.little);
  }

  /** An address-sized number: 4 or 8 bytes by the file's class. */
  word(view: DataView, at: number): bigint {
    return this.is64 ? view.getBigUint64(at, this.little) : BigInt(view.getUint32(at, this.little));
  }

  /** An address-sized number as a file offset or a size; beyond 2^53 it is no place in any file and becomes the largest safe integer. */
  offset(view: DataView, at: number): number {
    if (!this.is64) return view.getUint32(at, this.little);
    const low = view.getUint32(this.little ? at : at + 4, this.little);
    const high = view.getUint32(this.little ? at + 4 : at, this.little);
    return high >= 0x200000 ? Number.MAX_SAFE_INTEGER : high * 0x100000000 + low;
  }
}

export const hex = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
};
