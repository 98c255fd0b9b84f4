// The ELF header, section headers and program headers, with the extended numbering of the gABI (more than 0xff00 sections, 0xffff segments).
import type { Elf } from '../../../shared/domain/elf.ts';
import type { Input } from './input.ts';
import { machineName, osabiName, sectionTypeName, segmentName, typeName } from './names.ts';

export interface Header {
  machine: string;
  type: string;
  osabi: string;
  abiVersion: number;
  entry: bigint;
  flags: number;
  shoff: number;
  shentsize: number;
  shnum: number;
  shstrndx: number;
  phoff: number;
  phentsize: number;
  phnum: number;
}

export interface Section {
  name: string;
  type: string;
  flags: bigint;
  addr: bigint;
  offset: number;
  size: number;
  link: number;
  info: number;
  align: number;
  entsize: number;
}

export interface Segment {
  type: string;
  flags: number;
  offset: number;
  vaddr: bigint;
  paddr: bigint;
  filesz: number;
  memsz: bigint;
  align: bigint;
}

/** More than any linker writes; a file that claims more is read up to here. */
const MAX_SECTIONS = 200_000;
const MAX_SEGMENTS = 70_000;
const MAX_NAME = 2048;
/** After so many entries that end outside the file a table is no table of sections, or segments: what follows would only cost memory. */
const MAX_OUTSIDE = 1000;

/** What the header says in the words of the document; null where it ends before. */
export type HeaderFacts = Pick<Elf, 'class' | 'data' | 'machine' | 'type' | 'osabi' | 'abiVersion' | 'entry' | 'flags'>;

/** Sets class and byte order of `input`. Null where the identification is damaged or the header is cut: `elf` keeps what was read. */
export function readHeader(input: Input, elf: HeaderFacts): Header | null {
  const ident = input.bytes(0, 16);
  if (ident.length < 16) {
    input.warn('header-cut', `the file ends inside the ELF identification: ${ident.length} of 16 bytes`, 0);
    return null;
  }
  const [klass = 0, order = 0, version = 0, osabi = 0, abiVersion = 0] = ident.subarray(4, 9);
  elf.osabi = osabiName(osabi);
  elf.abiVersion = abiVersion;
  if (klass === 1 || klass === 2) elf.class = klass === 2 ? 64 : 32;
  else input.warn('class-unknown', `EI_CLASS is ${klass}, expected 1 (32 bit) or 2 (64 bit)`, 4);
  if (order === 1 || order === 2) elf.data = order === 1 ? 'lsb' : 'msb';
  else input.warn('data-unknown', `EI_DATA is ${order}, expected 1 (least significant byte first) or 2`, 5);
  if (version !== 1) input.warn('version-unknown', `EI_VERSION is ${version}, expected 1`, 6);
  if (elf.class === null || elf.data === null) return null;
  input.is64 = elf.class === 64;
  input.little = elf.data === 'lsb';

  const length = input.is64 ? 64 : 52;
  const short = input.view(16, 4);
  if (short) {
    elf.type = typeName(input.u16(short, 0));
    elf.machine = machineName(input.u16(short, 2));
  }
  const view = input.view(0, length);
  if (!view || elf.type === null || elf.machine === null) {
    input.warn('header-cut', `the file ends inside the ELF header: ${input.size} of ${length} bytes`, 0);
    return null;
  }
  const wide = input.is64 ? 8 : 4;
  const at = 24 + 3 * wide;
  const header: Header = {
    machine: elf.machine,
    type: elf.type,
    osabi: elf.osabi,
    abiVersion,
    entry: input.word(view, 24),
    phoff: input.offset(view, 24 + wide),
    shoff: input.offset(view, 24 + 2 * wide),
    flags: input.u32(view, at),
    phentsize: input.u16(view, at + 6),
    phnum: input.u16(view, at + 8),
    shentsize: input.u16(view, at + 10),
    shnum: input.u16(view, at + 12),
    shstrndx: input.u16(view, at + 14),
  };
  elf.entry = String(header.entry);
  elf.flags = String(header.flags);
  readExtendedNumbers(input, header);
  return header;
}

/** Section 0 holds the counts that do not fit into the header. */
function readExtendedNumbers(input: Input, header: Header): void {
  const need = sectionLength(input);
  if (header.shoff === 0 || header.shentsize < need) return;
  if (header.shnum !== 0 && header.shstrndx !== 0xffff && header.phnum !== 0xffff) return;
  const view = input.view(header.shoff, need);
  if (!view) return; // the section table itself is outside: readSections says so
  const wide = input.is64 ? 8 : 4;
  if (header.shnum === 0) header.shnum = Math.min(Number.MAX_SAFE_INTEGER, input.offset(view, 8 + 3 * wide));
  if (header.shstrndx === 0xffff) header.shstrndx = input.u32(view, 8 + 4 * wide);
  if (header.phnum === 0xffff) header.phnum = input.u32(view, 12 + 4 * wide);
}

const sectionLength = (input: Input): number => (input.is64 ? 64 : 40);

export function readSections(input: Input, header: Header): Section[] {
  if (header.shoff === 0 || header.shnum === 0) return [];
  const need = sectionLength(input);
  if (header.shentsize < need) {
    input.warn('section-size', `e_shentsize is ${header.shentsize}, expected ${need}; sections are left out`, 0);
    return [];
  }
  const wide = input.is64 ? 8 : 4;
  const count = Math.min(header.shnum, MAX_SECTIONS);
  if (header.shnum > MAX_SECTIONS) input.warn('sections-cut', `${header.shnum} sections are claimed; ${MAX_SECTIONS} are read`, header.shoff);
  const sections: Section[] = [];
  const nameOffsets: number[] = [];
  let outside = 0;
  const read = input.entries(header.shoff, header.shentsize, count, (view, at) => {
    nameOffsets.push(input.u32(view, at));
    const tail = at + 8 + 4 * wide;
    sections.push({
      name: '',
      type: sectionTypeName(header.machine, input.u32(view, at + 4)),
      flags: input.word(view, at + 8),
      addr: input.word(view, at + 8 + wide),
      offset: input.offset(view, at + 8 + 2 * wide),
      size: input.offset(view, at + 8 + 3 * wide),
      link: input.u32(view, tail),
      info: input.u32(view, tail + 4),
      align: input.offset(view, tail + 8),
      entsize: input.offset(view, tail + 8 + wide),
    });
    // Nor is a stretch of zeros, each a section of no type, a table of sections.
    const last = sections.at(-1);
    return !(last?.type === 'SHT_NULL' || endsOutside(input, last)) || ++outside < MAX_OUTSIDE;
  });
  if (outside >= MAX_OUTSIDE)
    input.warn('sections-damaged', `${MAX_OUTSIDE} sections end outside the file or are null; those after section ${read - 1} are left out`, header.shoff);
  else if (read < count) input.warn('sections-outside', `the section table ends outside the file: ${read} of ${header.shnum} sections`, header.shoff);
  nameSections(input, header, sections, nameOffsets);
  let told = 0;
  for (const [index, section] of sections.entries()) {
    if (!endsOutside(input, section)) continue;
    if (++told <= 20) input.warn('section-outside', `section ${index} "${section.name.slice(0, 64)}" ends outside the file`, section.offset);
  }
  return sections;
}

const endsOutside = (input: Input, section: Section | undefined): boolean =>
  section !== undefined && section.type !== 'SHT_NOBITS' && section.type !== 'SHT_NULL' && section.offset + section.size > input.size;

function nameSections(input: Input, header: Header, sections: Section[], nameOffsets: number[]): void {
  const names = sections[header.shstrndx];
  if (header.shstrndx === 0 || sections.length === 0) return;
  if (!names || names.type === 'SHT_NOBITS') {
    input.warn('section-names', `e_shstrndx is ${header.shstrndx}, which is no section with names`, 0);
    return;
  }
  for (const [index, section] of sections.entries()) {
    const at = nameOffsets[index] ?? 0;
    if (at < names.size) section.name = input.text(names.offset + at, Math.min(MAX_NAME, names.size - at)) ?? '';
  }
}

export function readSegments(input: Input, header: Header): Segment[] {
  if (header.phoff === 0 || header.phnum === 0) return [];
  const need = input.is64 ? 56 : 32;
  if (header.phentsize < need) {
    input.warn('segment-size', `e_phentsize is ${header.phentsize}, expected ${need}; segments are left out`, 0);
    return [];
  }
  const segments: Segment[] = [];
  const count = Math.min(header.phnum, MAX_SEGMENTS);
  if (header.phnum > MAX_SEGMENTS) input.warn('segments-cut', `${header.phnum} segments are claimed; ${MAX_SEGMENTS} are read`, header.phoff);
  let outside = 0;
  const read = input.entries(header.phoff, header.phentsize, count, (view, at) => {
    const type = segmentName(header.machine, input.u32(view, at));
    // The 64-bit entry has p_flags second, the 32-bit one second to last.
    segments.push(
      input.is64
        ? {
            type,
            flags: input.u32(view, at + 4),
            offset: input.offset(view, at + 8),
            vaddr: input.word(view, at + 16),
            paddr: input.word(view, at + 24),
            filesz: input.offset(view, at + 32),
            memsz: input.word(view, at + 40),
            align: input.word(view, at + 48),
          }
        : {
            type,
            flags: input.u32(view, at + 24),
            offset: input.offset(view, at + 4),
            vaddr: input.word(view, at + 8),
            paddr: input.word(view, at + 12),
            filesz: input.offset(view, at + 16),
            memsz: input.word(view, at + 20),
            align: input.word(view, at + 28),
          },
    );
    return !(type === 'PT_NULL' || segmentEndsOutside(input, segments.at(-1))) || ++outside < MAX_OUTSIDE;
  });
  if (outside >= MAX_OUTSIDE)
    input.warn('segments-damaged', `${MAX_OUTSIDE} segments end outside the file or are null; those after segment ${read - 1} are left out`, header.phoff);
  else if (read < count) input.warn('segments-outside', `the program header table ends outside the file: ${read} of ${header.phnum} segments`, header.phoff);
  let told = 0;
  for (const [index, segment] of segments.entries()) {
    if (!segmentEndsOutside(input, segment)) continue;
    if (++told <= 20) input.warn('segment-outside', `segment ${index} (${segment.type}) ends outside the file`, segment.offset);
  }
  return segments;
}

const segmentEndsOutside = (input: Input, segment: Segment | undefined): boolean => segment !== undefined && segment.filesz > 0 && segment.offset + segment.filesz > input.size;

/** File offset of a virtual address by the PT_LOAD segments; null where no byte of the file is mapped there. */
export function offsetOf(segments: Segment[], address: bigint): number | null {
  for (const segment of segments) {
    if (segment.type !== 'PT_LOAD' || address < segment.vaddr) continue;
    const into = address - segment.vaddr;
    const at = segment.offset + Number(into);
    if (into < BigInt(segment.filesz) && Number.isSafeInteger(at)) return at;
  }
  return null;
}
