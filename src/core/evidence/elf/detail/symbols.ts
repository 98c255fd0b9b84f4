// Symbols for people and for verdicts: named types, versions and the library they are asked of. A page at a time; linear in the table, objects only for what is shown.
import type { ElfSymbol } from '../../../../shared/domain/elf-detail.ts';
import type { ByteSource } from '../../types.ts';
import type { ElfSkeleton } from '../skeleton.ts';
import { openElf } from '../skeleton.ts';
import { bindName, symbolTypeName, visibilityName } from '../symbol-names.ts';
import { SymbolCursor, type SymbolTableKind } from '../symbol-table.ts';
import { readSymbolVersions, type SymbolVersions } from '../versions.ts';

/** Symbols that stand in one document. */
export const MAX_LISTED = 5000;
const STT_SECTION = 3;
const SPECIAL: Record<number, string> = { 0: 'SHN_UNDEF', 0xfff1: 'SHN_ABS', 0xfff2: 'SHN_COMMON' };

const dynamicCount = (elf: ElfSkeleton): number => elf.symbolTables('dynamic').reduce((most, { count }) => Math.max(most, count), 0);

export const versionsOf = (elf: ElfSkeleton): SymbolVersions => readSymbolVersions(elf.input, elf.dynamic, elf.sections, dynamicCount(elf));

/** Numbers from 0xff00 on that mean something on one machine only. */
const MACHINE_SPECIAL: Record<string, Record<number, string>> = {
  EM_MIPS: { 0xff00: 'SHN_MIPS_ACOMMON', 0xff01: 'SHN_MIPS_TEXT', 0xff02: 'SHN_MIPS_DATA', 0xff03: 'SHN_MIPS_SCOMMON', 0xff04: 'SHN_MIPS_SUNDEFINED' },
  EM_X86_64: { 0xff02: 'SHN_X86_64_LCOMMON' },
  EM_PARISC: { 0xff00: 'SHN_PARISC_ANSI_COMMON', 0xff01: 'SHN_PARISC_HUGE_COMMON' },
};

/** The name of a symbol's section, or SHN_UNDEF, SHN_ABS, SHN_COMMON; `SHN_<number>` where the file has no such section header. */
function sectionOf(elf: ElfSkeleton, symbol: SymbolCursor): string {
  const special = SPECIAL[symbol.shndx] ?? (symbol.shndx >= 0xff00 ? MACHINE_SPECIAL[elf.header.machine]?.[symbol.shndx] : undefined);
  if (special !== undefined) return special;
  const number = symbol.section;
  if (number === null) return `SHN_${symbol.shndx}`;
  return elf.sections[number]?.name || `SHN_${number}`;
}

export function symbolAt(elf: ElfSkeleton, versions: SymbolVersions | null, symbol: SymbolCursor): ElfSymbol {
  const defined = symbol.shndx !== 0;
  const version = versions?.of(symbol.index, defined) ?? null;
  const section = sectionOf(elf, symbol);
  return {
    table: symbol.table.kind,
    index: symbol.index,
    // The symbol of a section has no name of its own.
    name: symbol.type === STT_SECTION && symbol.nameAt === 0 && defined ? section : symbol.name,
    version: version?.name ?? null,
    hidden: version?.hidden ?? false,
    from: version?.from ?? null,
    value: String(symbol.value),
    size: String(symbol.size),
    type: symbolTypeName(elf.header.machine, symbol.type),
    bind: bindName(symbol.bind),
    visibility: visibilityName(symbol.other),
    section,
  };
}

/** A dynamic symbol by its number, as relocations name it; null where the table has none of that number. */
export function dynamicSymbolAt(elf: ElfSkeleton): (index: number) => { name: string; defined: boolean; value: bigint } | null {
  const table = elf.symbolTables('dynamic')[0];
  if (!table) return () => null;
  const cursor = new SymbolCursor(elf.input, table);
  return (index) => {
    const view = index < table.count ? elf.input.view(table.offset + index * table.stride, table.stride) : null;
    if (!view) return null;
    cursor.move(view, 0, index);
    return { name: cursor.name, defined: cursor.shndx !== 0, value: cursor.value };
  };
}

export interface SymbolQuery {
  /** A part of the name, byte by byte; for dynamic symbols of `name@VERSION` or `name@@VERSION`. Empty: every symbol. */
  query: string;
  table: SymbolTableKind | 'both';
  /** How many of those that match are left out, and how many follow at most. */
  from: number;
  count: number;
}

/** A page of symbols in the order of the tables, dynamic first, the null symbols left out; `total` counts all that match. Nothing for what is no ELF. */
export function readElfSymbols(source: ByteSource, query: SymbolQuery): { total: number; symbols: ElfSymbol[] } {
  const elf = openElf(source);
  return elf ? findSymbols(elf, query) : { total: 0, symbols: [] };
}

export function findSymbols(elf: ElfSkeleton, { query, table, from, count }: SymbolQuery): { total: number; symbols: ElfSymbol[] } {
  const symbols: ElfSymbol[] = [];
  let total = 0;
  const keep = (symbol: SymbolCursor, versions: SymbolVersions | null): void => {
    if (total >= from && symbols.length < count) symbols.push(symbolAt(elf, versions, symbol));
    total++;
  };
  if (table !== 'static') {
    const versions = versionsOf(elf);
    elf.eachSymbol('dynamic', (symbol) => {
      if (symbol.index > 0 && (query === '' || versionedName(symbol, versions).includes(query))) keep(symbol, versions);
    });
  }
  if (table !== 'dynamic') {
    const words = Buffer.from(query, 'utf8');
    elf.eachSymbol('static', (symbol) => {
      if (symbol.index > 0 && (words.length === 0 || symbol.table.names.holds(symbol.nameAt, words))) keep(symbol, null);
    });
  }
  return { total, symbols };
}

function versionedName(symbol: SymbolCursor, versions: SymbolVersions): string {
  const version = versions.of(symbol.index, symbol.shndx !== 0);
  if (!version) return symbol.name;
  return `${symbol.name}${version.hidden || version.from !== null ? '@' : '@@'}${version.name}`;
}

/** More than any program asks for (Chromium's some 3,000). */
const MAX_UNDEFINED = 50_000;

/** Dynamic symbols that must come from elsewhere. Empty for what is no ELF or has none. */
export function readUndefinedSymbols(source: ByteSource): ElfSymbol[] {
  const elf = openElf(source);
  if (!elf) return [];
  const versions = versionsOf(elf);
  const symbols: ElfSymbol[] = [];
  elf.eachSymbol('dynamic', (symbol) => {
    if (symbol.index > 0 && symbol.shndx === 0 && symbol.nameAt !== 0) symbols.push(symbolAt(elf, versions, symbol));
    return symbols.length < MAX_UNDEFINED;
  });
  return symbols;
}

/** More than any library has (LLVM's has some 60,000). */
const MAX_EXPORTS = 500_000;

/**
 * What other files can take from this one: `name@VERSION` of every dynamic symbol that is defined, global or weak and visible, hidden versions too;
 * `name` alone where it has no version. The symbols that stand for versions themselves are left out.
 */
export function readExports(source: ByteSource): string[] {
  const elf = openElf(source);
  if (!elf) return [];
  const versions = versionsOf(elf);
  const exports: string[] = [];
  elf.eachSymbol('dynamic', (symbol) => {
    if (symbol.shndx === 0 || symbol.bind === 0 || (symbol.other & 3) === 1 || (symbol.other & 3) === 2 || symbol.nameAt === 0) return true;
    const version = versions.of(symbol.index, true);
    const name = symbol.name;
    if (symbol.shndx === 0xfff1 && version?.name === name) return true;
    exports.push(version ? `${name}@${version.name}` : name);
    return exports.length < MAX_EXPORTS;
  });
  return exports;
}

/** The version nodes that a file defines, the base name left out: `GLIBC_2.34`. */
export function readVersionsDefined(source: ByteSource): string[] {
  const elf = openElf(source);
  return elf ? versionsOf(elf).definitions.flatMap(({ base, name }) => (base ? [] : [name])) : [];
}
