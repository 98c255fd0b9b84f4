// Go's table of functions (pclntab): where it stands in a file and how it is laid out. It stays in stripped binaries, as the runtime needs it.
// Format: Go's debug/gosym and cmd/link's pcln.go. Read for the `go` and `sizes` parts of elf-detail@0.
import type { GoDetail } from '../../../shared/domain/elf-detail.ts';
import type { ElfSkeleton } from '../elf/skeleton.ts';
import type { Input } from '../elf/input.ts';

export type PclntabVersion = NonNullable<GoDetail['pclntab']>['version'];

/** One table, held whole: its own bytes are the only thing that is allocated. Offsets count from its beginning. */
export interface Pclntab {
  version: PclntabVersion;
  little: boolean;
  pointerSize: 4 | 8;
  /** Where it stands in the file. */
  place: { offset: number; length: number };
  bytes: Uint8Array;
  view: DataView;
  functions: number;
  files: number | null;
  /** The address that entries count from; null where the header does not say it (position-independent files before relocation, Go 1.26 and later). */
  textStart: number | null;
  names: number;
  /** End of the names; the end of the table where they have no place of their own (`go1.2`). */
  namesEnd: number;
  /** Pairs (entry, place of the function's record), then the end of the text. */
  functab: number;
  /** Bytes of each half of a pair. */
  fieldSize: 4 | 8;
  /** What the places of records count from. */
  records: number;
  /** Parts in order of the file, for a map of the bytes. */
  parts: { name: string; offset: number; length: number }[];
}

/** The low byte of the magic tells the version; the other three are 0xff. */
const VERSIONS: Record<number, PclntabVersion> = { 0xfb: 'go1.2', 0xfa: 'go1.16', 0xf0: 'go1.18', 0xf1: 'go1.20' };
/** No table is held beyond this; the largest known programs have 60 MB. */
const MAX_TABLE = 256 * 1024 * 1024;
const CHUNK = 4 * 1024 * 1024;
/** Places that look like a header and are none: a real file has a handful, one that is made of them ends here. */
const MAX_PROBES = 10_000;
const SHF_ALLOC = 2n;
const SHF_EXECINSTR = 4n;
const NAMED = ['.gopclntab', '.data.rel.ro.gopclntab'];

interface Range {
  offset: number;
  size: number;
}

/** The table of an ELF file, by its section or, where linkers and strippers left none, by its magic. Null where there is none; damage is warned of. */
export function findPclntab(skeleton: ElfSkeleton): Pclntab | null {
  const { input, sections } = skeleton;
  for (const name of NAMED) {
    const section = sections.find((each) => each.name === name && each.type !== 'SHT_NOBITS' && each.size > 0);
    const table = section ? readPclntab(input, section.offset, section.size) : null;
    if (table) return table;
    // `strip --only-keep-debug` leaves the header of the section; a fixture or a damaged file may hold zeros.
    if (section) input.warn('pclntab-damaged', `the section ${name} does not begin with the header of a table of Go functions`, section.offset);
  }
  for (const { offset, size } of rangesToSearch(skeleton)) {
    const at = searchMagic(input, offset, size);
    const table = at === null ? null : readPclntab(input, at, offset + size - at);
    if (table) return table;
  }
  return null;
}

/** Read-only and relocated data: external linkers put the table of a position-independent file somewhere into `.data.rel.ro`. */
function rangesToSearch({ sections, segments }: ElfSkeleton): Range[] {
  const data = sections.filter(({ type, flags, size }) => type === 'SHT_PROGBITS' && (flags & SHF_ALLOC) !== 0n && (flags & SHF_EXECINSTR) === 0n && size >= 64);
  const likely = (name: string) => (name.startsWith('.data.rel.ro') ? 0 : name === '.rodata' ? 1 : 2);
  if (data.length > 0) return data.sort((a, b) => likely(a.name) - likely(b.name)).slice(0, 64);
  if (sections.length > 0) return [];
  const loads = segments
    .filter(({ type, filesz }) => type === 'PT_LOAD' && filesz >= 64)
    .map(({ offset, filesz, flags }) => ({ offset, size: filesz, executable: (flags & 1) !== 0 }));
  return loads.sort((a, b) => Number(a.executable) - Number(b.executable)).slice(0, 16);
}

/** The bytes after the magic's first: in both byte orders three of 0xff, two zeros, the instruction quantum, the size of a pointer. */
function searchMagic(input: Input, offset: number, size: number): number | null {
  const end = Math.min(input.size, offset + Math.min(size, 2 * MAX_TABLE));
  const needle = Buffer.from(input.little ? [0xff, 0xff, 0xff, 0, 0] : [0xff, 0xff, 0xff]);
  let probes = 0;
  for (let start = offset; start < end; start += CHUNK) {
    const bytes = input.bytes(start, Math.min(CHUNK + 16, end - start));
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let found = buffer.indexOf(needle); found >= 0; found = buffer.indexOf(needle, found + 1)) {
      const at = input.little ? found - 1 : found;
      if (at < 0 || headerOf(buffer, at, input) === null) continue;
      if (readPclntab(input, start + at, 64, true)) return start + at;
      if (++probes >= MAX_PROBES) return null;
    }
  }
  return null;
}

function headerOf(bytes: Uint8Array, at: number, input: Input): PclntabVersion | null {
  if (at + 8 > bytes.length) return null;
  const magic = input.little ? [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]] : [bytes[at + 3], bytes[at + 2], bytes[at + 1], bytes[at]];
  if (magic[1] !== 0xff || magic[2] !== 0xff || magic[3] !== 0xff) return null;
  const quantum = bytes[at + 6];
  const pointer = bytes[at + 7];
  if (bytes[at + 4] !== 0 || bytes[at + 5] !== 0) return null;
  if (quantum !== 1 && quantum !== 2 && quantum !== 4) return null;
  if (pointer !== (input.is64 ? 8 : 4)) return null;
  return VERSIONS[magic[0] ?? 0] ?? (isFuture(magic[0] ?? 0) ? 'unknown' : null);
}

/** Magics go down by what they replace; the neighbours of the known ones may be the next. */
const isFuture = (low: number): boolean => low >= 0xf0 && low <= 0xfc;

/** Null where the bytes there are no such table. `probe`: only whether they are. */
function readPclntab(input: Input, offset: number, size: number, probe = false): Pclntab | null {
  const head = input.bytes(offset, 8 + 8 * 8);
  const version = headerOf(head, 0, input);
  if (version === null) return null;
  const pointerSize = input.is64 ? 8 : 4;
  const length = Math.min(probe ? input.size - offset : size, input.size - offset, MAX_TABLE);
  if (version === 'unknown') return probe ? null : emptyTable(input, offset, length, pointerSize);
  const words = headerWords(input, head, pointerSize);
  const layout = layoutOf(version, words, pointerSize, length);
  if (!layout) return null;
  const bytes = probe ? new Uint8Array(0) : input.bytes(offset, length);
  const table: Pclntab = {
    version,
    little: input.little,
    pointerSize,
    place: { offset, length: bytes.length },
    bytes,
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
    ...layout,
    parts: [],
  };
  if (probe) return table;
  if (size > MAX_TABLE) input.warn('pclntab-cut', `the table of Go functions is longer than ${MAX_TABLE} bytes; the rest is left out`, offset);
  finish(input, table);
  return table;
}

function headerWords(input: Input, head: Uint8Array, pointerSize: 4 | 8): number[] {
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const words: number[] = [];
  for (let at = 8; at + pointerSize <= head.length && words.length < 8; at += pointerSize) words.push(input.offset(view, at));
  return words;
}

type Layout = Pick<Pclntab, 'functions' | 'files' | 'textStart' | 'names' | 'namesEnd' | 'functab' | 'fieldSize' | 'records'> & { marks: [string, number][] };

/** Null where a place that the header names is outside of the table: then it is no header. */
function layoutOf(version: PclntabVersion, words: number[], pointerSize: 4 | 8, length: number): Layout | null {
  const [functions = 0, files = 0] = words;
  if (version === 'go1.2') {
    const functab = 8 + pointerSize;
    if (functab + (2 * functions + 1) * pointerSize + 4 > length || functions === 0) return null;
    return {
      functions,
      files: null,
      textStart: 0,
      names: 0,
      namesEnd: length,
      functab,
      fieldSize: pointerSize,
      records: 0,
      marks: [
        ['header', 0],
        ['functions by address', functab],
        ['names, records and line numbers', functab + (2 * functions + 1) * pointerSize],
      ],
    };
  }
  const modern = version !== 'go1.16';
  const [names = 0, units = 0, fileNames = 0, values = 0, records = 0] = words.slice(modern ? 3 : 2);
  const header = 8 + (modern ? 8 : 7) * pointerSize;
  const inOrder = header <= names && names <= units && units <= fileNames && fileNames <= values && values <= records && records < length;
  const fieldSize = modern ? 4 : pointerSize;
  if (!inOrder || functions === 0 || records + (2 * functions + 1) * fieldSize > length) return null;
  return {
    functions,
    files,
    textStart: modern ? (words[2] === 0 ? null : (words[2] ?? null)) : 0,
    names,
    namesEnd: units,
    functab: records,
    fieldSize,
    records,
    marks: [
      ['header', 0],
      ['function names', names],
      ['compilation units', units],
      ['file names', fileNames],
      ['values by address (lines, stack maps)', values],
      ['functions by address', records],
      ['records of functions', records + (2 * functions + 1) * fieldSize],
    ],
  };
}

/** What only the bytes of the whole table tell: the number of files in the oldest format, where the newest ones end, the parts. */
function finish(input: Input, table: Pclntab & { marks?: [string, number][] }): void {
  const { view, bytes, functions, fieldSize, functab, little } = table;
  if (table.version === 'go1.2') {
    const at = functab + (2 * functions + 1) * fieldSize;
    const files = at + 4 <= bytes.length ? view.getUint32(at, little) : 0;
    table.files = files + 4 <= bytes.length ? Math.max(0, view.getUint32(files, little) - 1) : null;
  } else if (table.version === 'go1.18' || table.version === 'go1.20') {
    const end = endOfLastRecord(table);
    if (end !== null && end < bytes.length) {
      table.bytes = bytes.subarray(0, end);
      table.view = new DataView(table.bytes.buffer, table.bytes.byteOffset, end);
      table.place.length = end;
    }
  }
  const marks = table.marks ?? [];
  delete table.marks;
  table.parts = marks.map(([name, offset], i) => ({ name, offset, length: Math.max(0, (marks[i + 1]?.[1] ?? table.bytes.length) - offset) }));
  if (table.bytes.length < 64) input.warn('pclntab-cut', 'the table of Go functions ends inside its header', table.place.offset);
}

/** Records stand in order of their functions: the last ends with its two lists, whose lengths it holds. */
function endOfLastRecord({ view, bytes, functions, functab, records, version, little }: Pclntab): number | null {
  const fixed = version === 'go1.20' ? 44 : 40;
  const at = records + view.getUint32(functab + 8 * (functions - 1) + 4, little);
  if (at + fixed > bytes.length) return null;
  const values = view.getUint32(at + 28, little);
  const data = bytes[at + fixed - 1] ?? 0;
  const end = at + fixed + 4 * (values + data);
  // A record that claims to stand before the pairs is none.
  return at >= functab + (2 * functions + 1) * 4 && end <= bytes.length ? end : null;
}

const emptyTable = (input: Input, offset: number, length: number, pointerSize: 4 | 8): Pclntab => ({
  version: 'unknown',
  little: input.little,
  pointerSize,
  place: { offset, length },
  bytes: new Uint8Array(0),
  view: new DataView(new ArrayBuffer(0)),
  functions: 0,
  files: null,
  textStart: null,
  names: 0,
  namesEnd: 0,
  functab: 0,
  fieldSize: 4,
  records: 0,
  parts: [],
});
