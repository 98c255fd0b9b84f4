// The dynamic table and what it points at: strings, symbol count. Works from program headers alone.
import type { Elf } from '../../../shared/domain/elf.ts';
import type { Input } from './input.ts';
import { offsetOf, type Section, type Segment } from './header.ts';
import { flagWords, tagName } from './names.ts';

const MAX_ENTRIES = 20_000;

export interface Dynamic {
  /** Where the table stands in the file, and the bytes of one entry. */
  place: { offset: number; size: number };
  entrySize: number;
  entries: { tag: string; value: bigint; text: string | null }[];
  /** First value of a tag. */
  get(tag: string): bigint | null;
  /** File offset of what a tag points at; null where there is none in the file. */
  at(tag: string): number | null;
  /** A size tag as a number, 0 where absent. */
  size(tag: string): number;
}

const STRING_TAGS = new Set(['DT_NEEDED', 'DT_SONAME', 'DT_RPATH', 'DT_RUNPATH', 'DT_AUXILIARY', 'DT_FILTER', 'DT_CONFIG', 'DT_AUDIT', 'DT_DEPAUDIT']);

/** Null where the file has no dynamic table. */
export function readDynamic(input: Input, machine: string, sections: Section[], segments: Segment[]): Dynamic | null {
  const segment = segments.find(({ type, filesz }) => type === 'PT_DYNAMIC' && filesz > 0);
  const section = sections.find(({ type, size }) => type === 'SHT_DYNAMIC' && size > 0);
  const place = segment ? { offset: segment.offset, size: segment.filesz } : section ? { offset: section.offset, size: section.size } : null;
  if (!place) return null;
  const wide = input.is64 ? 8 : 4;
  const entries: Dynamic['entries'] = [];
  let ended = false;
  const count = Math.floor(place.size / (2 * wide));
  input.entries(place.offset, 2 * wide, Math.min(count, MAX_ENTRIES), (view, at) => {
    // Tags are signed, but every one defined fits the low 32 bits.
    const number = input.offset(view, at);
    if (number === 0) {
      ended = true;
      return false;
    }
    entries.push({ tag: tagName(machine, number), value: input.word(view, at + wide), text: null });
    return true;
  });
  if (!ended) input.warn('dynamic-unterminated', `the dynamic table has no DT_NULL; ${entries.length} entries were read`, place.offset);

  const get = (tag: string): bigint | null => entries.find((entry) => entry.tag === tag)?.value ?? null;
  const at = (tag: string): number | null => {
    const address = get(tag);
    if (address === null) return null;
    // Without segments (an object that was never linked, or a damaged file) the section at that address says where.
    return offsetOf(segments, address) ?? (segments.length === 0 ? (sections.find((s) => s.addr === address && s.type !== 'SHT_NOBITS')?.offset ?? null) : null);
  };
  const size = (tag: string): number => Number(min(get(tag) ?? 0n, BigInt(input.size)));
  const dynamic: Dynamic = { place, entrySize: 2 * wide, entries, get, at, size };
  nameEntries(input, dynamic);
  return dynamic;
}

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);

function nameEntries(input: Input, dynamic: Dynamic): void {
  const strings = stringTable(input, dynamic);
  for (const entry of dynamic.entries) {
    if (entry.tag === 'DT_FLAGS' || entry.tag === 'DT_FLAGS_1') entry.text = flagWords(entry.tag, entry.value).join(' ');
    if (!STRING_TAGS.has(entry.tag)) continue;
    entry.text = strings.get(entry.value);
    if (entry.text === null) input.warn('dynamic-string', `${entry.tag} names string ${entry.value}, which is outside the string table`, strings.offset);
  }
}

/** The dynamic string table: names by their offset into it. */
export interface Strings {
  offset: number | null;
  get(index: bigint): string | null;
}

export function stringTable(input: Input, dynamic: Dynamic): Strings {
  const offset = dynamic.at('DT_STRTAB');
  const size = dynamic.get('DT_STRSZ');
  return {
    offset,
    get: (index) => (offset === null || (size !== null && index >= size) || index >= BigInt(input.size) ? null : input.text(offset + Number(index))),
  };
}

/** The highest `GLIBC_x.y[.z]`, as `2.34`; GLIBC_PRIVATE and GLIBC_ABI_… carry no number and do not count. */
export function glibcFloorOf(needs: Elf['versionsNeeded']): string | null {
  let floor: { text: string; parts: number[] } | null = null;
  for (const { version } of needs) {
    const match = /^GLIBC_(\d{1,6}(?:\.\d{1,6}){1,3})$/.exec(version);
    if (!match?.[1]) continue;
    const parts = match[1].split('.').map(Number);
    if (!floor || compareNumbers(parts, floor.parts) > 0) floor = { text: match[1], parts };
  }
  return floor?.text ?? null;
}

const compareNumbers = (a: number[], b: number[]): number => {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

/** Entries of the dynamic symbol table, the null symbol included. Without sections the hash tables say it (DT_HASH directly, DT_GNU_HASH by its longest chain). */
export function countDynamicSymbols(input: Input, dynamic: Dynamic | null, sections: Section[]): number {
  const section = sections.find(({ type }) => type === 'SHT_DYNSYM');
  if (section) return entriesOf(input, section);
  if (!dynamic) return 0;
  const hash = dynamic.at('DT_HASH');
  if (hash !== null) {
    const view = input.view(hash, 8);
    const most = Math.floor(input.size / (input.is64 ? 24 : 16));
    if (view) return Math.min(most, input.u32(view, 4));
  }
  const gnu = dynamic.at('DT_GNU_HASH');
  return (gnu === null ? null : countByGnuHash(input, gnu)) ?? countByLayout(input, dynamic);
}

/** Entries of a table section that the file really holds. */
export function entriesOf(input: Input, section: Section): number {
  const size = Math.max(0, Math.min(section.size, input.size - section.offset));
  const entsize = section.entsize > 0 ? section.entsize : input.is64 ? 24 : 16;
  return section.type === 'SHT_NOBITS' ? 0 : Math.floor(size / entsize);
}

/** Null where the table does not say it: it lists what is exported, so that of a program without exports it knows nothing. */
function countByGnuHash(input: Input, offset: number): number | null {
  const view = input.view(offset, 16);
  if (!view) return null;
  const buckets = input.u32(view, 0);
  const first = input.u32(view, 4);
  const bloom = input.u32(view, 8);
  const bucketsAt = offset + 16 + bloom * (input.is64 ? 8 : 4);
  let last = 0;
  const read = input.entries(bucketsAt, 4, buckets, (entries, at) => {
    last = Math.max(last, input.u32(entries, at));
  });
  if (read < buckets) {
    input.warn('hash-outside', 'the GNU hash table ends outside the file', offset);
    return null;
  }
  if (last < first) return null;
  const chainsAt = bucketsAt + buckets * 4;
  let count = last + 1;
  // The lowest bit of a chain entry marks the chain's end.
  input.entries(chainsAt + (last - first) * 4, 4, Math.floor(input.size / 4), (entries, at, index) => {
    count = last + index + 1;
    return (input.u32(entries, at) & 1) === 0;
  });
  return Math.min(count, Math.floor(input.size / (input.is64 ? 24 : 16)));
}

/** Linkers put the string table right behind the symbols. */
function countByLayout(input: Input, dynamic: Dynamic): number {
  const symbols = dynamic.at('DT_SYMTAB');
  const strings = dynamic.at('DT_STRTAB');
  if (symbols === null || strings === null || strings <= symbols) return 0;
  return Math.floor((strings - symbols) / (input.is64 ? 24 : 16));
}
