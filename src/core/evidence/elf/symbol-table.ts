// Symbol tables as they stand in the file: where they are, and one moving cursor over their entries, so that half a million symbols cost no objects.
import type { Dynamic } from './dynamic.ts';
import { countDynamicSymbols, entriesOf } from './dynamic.ts';
import type { Section } from './header.ts';
import type { Input } from './input.ts';

export type SymbolTableKind = 'dynamic' | 'static';

export interface SymbolTable {
  kind: SymbolTableKind;
  offset: number;
  /** Entries that the file really holds, the null symbol included. */
  count: number;
  stride: number;
  names: NameTable;
  /** File offset of the section numbers that do not fit 16 bits (SHT_SYMTAB_SHNDX); null where there is none. */
  extended: number | null;
}

/** No format has longer entries; a stride that a damaged file claims would have every part read the file again. */
const LONGEST_STRIDE = 1024;
const SHN_XINDEX = 0xffff;
/** A file has one of each kind. */
const MAX_TABLES = 8;
const MAX_NAME = 16 * 1024;
/** Names share their ends, so together they may be longer than the table; by more only where somebody meant it. */
const SMALL = 1024 * 1024;
/** A string table is held whole up to this size; names of a longer one are read one by one. */
const MAX_HELD = 256 * 1024 * 1024;

/** A string table. Names are cut at {@link MAX_NAME} bytes; all names together are bounded by its size and by how many symbols share it, so overlapping ones can't make a small file expensive. */
class NameTable {
  readonly offset: number;
  readonly size: number;
  private readonly input: Input;
  private held: Buffer | null = null;
  private readonly budget: number;
  private left: number;

  constructor(input: Input, offset: number, size: number, symbols: number) {
    this.input = input;
    this.offset = offset;
    this.size = offset >= input.size ? 0 : Math.max(0, Math.min(size, input.size - offset));
    this.budget = SMALL + 4 * this.size + 64 * symbols;
    this.left = this.budget;
  }

  /** The bytes of the table, read once; empty where it is too long to hold. */
  bytes(): Buffer {
    if (!this.held) {
      const bytes = this.size <= MAX_HELD ? this.input.bytes(this.offset, this.size) : new Uint8Array(0);
      this.held = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    return this.held;
  }

  /** The name at an offset into the table; empty where that is outside. Invalid UTF-8 becomes U+FFFD. */
  at(offset: number): string {
    if (offset >= this.size || offset < 0) return '';
    const held = this.bytes();
    if (held.length === 0) return this.input.text(this.offset + offset, Math.min(MAX_NAME, this.size - offset)) ?? '';
    const end = this.endOf(held, offset);
    return this.spend(end - offset + 1) ? held.toString('utf8', offset, end) : '';
  }

  /** Whether the name at an offset holds these bytes, without decoding it. */
  holds(offset: number, words: Uint8Array): boolean {
    if (offset >= this.size || offset < 0) return words.length === 0;
    const held = this.bytes();
    const end = this.endOf(held, offset);
    if (!this.spend(end - offset + 1)) return false;
    const first = words[0];
    for (let i = offset; i + words.length <= end; i++) {
      if (held[i] !== first) continue;
      let same = 1;
      while (same < words.length && held[i + same] === words[same]) same++;
      if (same >= words.length) return true;
    }
    return false;
  }

  /** False where the budget is gone: only names that overlap use it up. */
  private spend(bytes: number): boolean {
    if (this.left <= 0) return false;
    this.left -= bytes;
    if (this.left > 0) return true;
    this.input.warn('names-cut', `names overlap; after ${this.budget} bytes of them the rest is left empty`, this.offset);
    this.left = 0;
    return false;
  }

  private endOf(held: Buffer, offset: number): number {
    const limit = Math.min(held.length, offset + MAX_NAME);
    // Most names are short: a loop is faster than a call into the engine for each.
    for (let i = offset; i < limit; i++) if (held[i] === 0) return i;
    return limit;
  }
}

/** One symbol at a time. Numbers are read from the bytes when they are asked for. */
export class SymbolCursor {
  table: SymbolTable;
  index = 0;
  private readonly input: Input;
  private view: DataView = new DataView(new ArrayBuffer(0));
  private at = 0;

  constructor(input: Input, table: SymbolTable) {
    this.input = input;
    this.table = table;
  }

  move(view: DataView, at: number, index: number): void {
    this.view = view;
    this.at = at;
    this.index = index;
  }

  get nameAt(): number {
    return this.view.getUint32(this.at, this.input.little);
  }
  get name(): string {
    return this.table.names.at(this.nameAt);
  }
  get value(): bigint {
    return this.input.word(this.view, this.at + (this.input.is64 ? 8 : 4));
  }
  /** The value as a number; beyond 2^53 the largest safe integer. */
  get address(): number {
    return this.input.offset(this.view, this.at + (this.input.is64 ? 8 : 4));
  }
  get size(): bigint {
    return this.input.word(this.view, this.at + (this.input.is64 ? 16 : 8));
  }
  /** The size as a number; beyond 2^53 the largest safe integer. */
  get bytes(): number {
    return this.input.offset(this.view, this.at + (this.input.is64 ? 16 : 8));
  }
  /** STT_ number. */
  get type(): number {
    return this.view.getUint8(this.at + (this.input.is64 ? 4 : 12)) & 15;
  }
  /** STB_ number. */
  get bind(): number {
    return this.view.getUint8(this.at + (this.input.is64 ? 4 : 12)) >> 4;
  }
  /** STV_ number in its low two bits; the rest is the machine's. */
  get other(): number {
    return this.view.getUint8(this.at + (this.input.is64 ? 5 : 13));
  }
  /** As it stands in the entry: 0 undefined, 0xfff1 absolute, 0xfff2 common, 0xffff: see {@link section}. */
  get shndx(): number {
    return this.input.u16(this.view, this.at + (this.input.is64 ? 6 : 14));
  }
  /** The number of its section, extended numbering resolved; null for undefined, absolute and other special ones. */
  get section(): number | null {
    const index = this.shndx;
    if (index === 0) return null;
    if (index < 0xff00) return index;
    if (index !== SHN_XINDEX || this.table.extended === null) return null;
    const view = this.input.view(this.table.extended + 4 * this.index, 4);
    return view ? this.input.u32(view, 0) : null;
  }
}

/** Where the symbol tables of a kind are. */
export function symbolTables(input: Input, kind: SymbolTableKind, sections: Section[], dynamic: Dynamic | null): SymbolTable[] {
  const type = kind === 'dynamic' ? 'SHT_DYNSYM' : 'SHT_SYMTAB';
  const smallest = input.is64 ? 24 : 16;
  const tables: SymbolTable[] = [];
  const extensions = new Map(sections.filter((section) => section.type === 'SHT_SYMTAB_SHNDX').map((section) => [section.link, section.offset]));
  for (const [index, section] of sections.entries()) {
    if (section.type !== type) continue;
    if (tables.length >= MAX_TABLES) {
      input.warn('symbols-cut', `more than ${MAX_TABLES} symbol tables; the rest is left out`, section.offset);
      break;
    }
    const stride = section.entsize === 0 ? smallest : section.entsize;
    const strings = sections[section.link];
    if (stride < smallest || stride > LONGEST_STRIDE) {
      input.warn('symbols-size', `a symbol table has entries of ${stride} bytes, expected ${smallest}; they are left out`, section.offset);
      continue;
    }
    const count = entriesOf(input, section);
    tables.push({
      kind,
      offset: section.offset,
      count,
      stride,
      names: strings && strings.type !== 'SHT_NOBITS' ? new NameTable(input, strings.offset, strings.size, count) : new NameTable(input, 0, 0, 0),
      extended: extensions.get(index) ?? null,
    });
  }
  if (kind === 'static' || tables.length > 0) return tables;
  const offset = dynamic?.at('DT_SYMTAB') ?? null;
  if (!dynamic || offset === null || sections.some((section) => section.type === type)) return [];
  const strings = dynamic.at('DT_STRTAB');
  const count = Math.min(countDynamicSymbols(input, dynamic, sections), Math.floor(Math.max(0, input.size - offset) / smallest));
  return [
    {
      kind,
      offset,
      count,
      stride: smallest,
      names: new NameTable(input, strings ?? 0, strings === null ? 0 : dynamic.size('DT_STRSZ'), count),
      extended: dynamic.at('DT_SYMTAB_SHNDX'),
    },
  ];
}

export function eachSymbol(input: Input, table: SymbolTable, visit: (symbol: SymbolCursor) => unknown): number {
  const cursor = new SymbolCursor(input, table);
  return input.entries(table.offset, table.stride, table.count, (view, at, index) => {
    cursor.move(view, at, index);
    return visit(cursor);
  });
}
