// Builds ELF files for the cases no compiler at hand makes: odd byte orders and classes, extended numbering, damage, Go's old build info.
// Lays out by itself: header, program headers, contents in the order given, section headers last.

export interface SectionSpec {
  name: string;
  /** Number of elf.h. */
  type: number;
  content?: Uint8Array;
  flags?: number;
  addr?: number;
  link?: number;
  info?: number;
  entsize?: number;
}

export interface SegmentSpec {
  type: number;
  flags?: number;
  /** Name of the section whose place it takes; without one it covers the whole file. */
  of?: string;
  vaddr?: number;
}

export interface ElfSpec {
  is64?: boolean;
  little?: boolean;
  type?: number;
  machine?: number;
  entry?: number;
  sections?: SectionSpec[];
  segments?: SegmentSpec[];
  /** Put the counts into section 0, as files with more than 0xff00 sections do. */
  extended?: boolean;
}

export const SHT = { progbits: 1, symtab: 2, strtab: 3, rela: 4, dynamic: 6, note: 7, rel: 9, dynsym: 11, relr: 19, verneed: 0x6ffffffe };
export const PT = { load: 1, dynamic: 2, interp: 3, note: 4, tls: 7 };

export const ascii = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

/** Numbers of a class and byte order, one behind the other. */
export class Bytes {
  readonly bytes: number[] = [];
  private readonly little: boolean;
  private readonly is64: boolean;
  constructor(is64: boolean, little: boolean) {
    this.is64 = is64;
    this.little = little;
  }
  private put(value: bigint, length: number): this {
    const bytes = Array.from({ length }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
    this.bytes.push(...(this.little ? bytes : bytes.reverse()));
    return this;
  }
  u16(value: number): this {
    return this.put(BigInt(value), 2);
  }
  u32(value: number): this {
    return this.put(BigInt(value), 4);
  }
  word(value: number | bigint): this {
    return this.put(BigInt(value), this.is64 ? 8 : 4);
  }
  raw(bytes: Uint8Array): this {
    this.bytes.push(...bytes);
    return this;
  }
  done(): Uint8Array {
    return Uint8Array.from(this.bytes);
  }
}

export function buildElf(spec: ElfSpec): Uint8Array {
  const is64 = spec.is64 ?? true;
  const little = spec.little ?? true;
  const segments = spec.segments ?? [];
  const headerSize = is64 ? 64 : 52;
  const segmentSize = is64 ? 56 : 32;
  const sectionSize = is64 ? 64 : 40;
  const given = spec.sections ?? [];
  const names = ascii(['', ...given.map(({ name }) => name), '.shstrtab', ''].join('\0'));
  const sections: SectionSpec[] = given.length === 0 ? [] : [{ name: '', type: 0 }, ...given, { name: '.shstrtab', type: SHT.strtab, content: names }];

  let at = headerSize + segments.length * segmentSize;
  const places = sections.map(({ content }) => {
    at = Math.ceil(at / 16) * 16;
    const place = { offset: content ? at : 0, size: content?.length ?? 0 };
    at += place.size;
    return place;
  });
  const sectionsAt = Math.ceil(at / 16) * 16;
  const total = sections.length === 0 ? at : sectionsAt + sections.length * sectionSize;

  const file = new Uint8Array(total);
  const writer = () => new Bytes(is64, little);
  const header = writer()
    .raw(Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, is64 ? 2 : 1, little ? 1 : 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0))
    .u16(spec.type ?? 2)
    .u16(spec.machine ?? 62)
    .u32(1)
    .word(spec.entry ?? 0)
    .word(segments.length ? headerSize : 0)
    .word(sections.length ? sectionsAt : 0)
    .u32(0)
    .u16(headerSize)
    .u16(segmentSize)
    .u16(spec.extended ? 0xffff : segments.length)
    .u16(sectionSize)
    .u16(spec.extended ? 0 : sections.length)
    .u16(spec.extended ? 0xffff : Math.max(0, sections.length - 1));
  file.set(header.done());

  const placeOf = (name: string) => places[sections.findIndex((section) => section.name === name)] ?? { offset: 0, size: 0 };
  segments.forEach((segment, index) => {
    const { offset, size } = segment.of === undefined ? { offset: 0, size: total } : placeOf(segment.of);
    const vaddr = segment.vaddr ?? offset;
    const flags = segment.flags ?? 4;
    const entry = is64
      ? writer().u32(segment.type).u32(flags).word(offset).word(vaddr).word(vaddr).word(size).word(size).word(4)
      : writer().u32(segment.type).word(offset).word(vaddr).word(vaddr).word(size).word(size).u32(flags).word(4);
    file.set(entry.done(), headerSize + index * segmentSize);
  });

  let nameAt = 0;
  sections.forEach((section, index) => {
    const place = places[index] ?? { offset: 0, size: 0 };
    if (section.content) file.set(section.content, place.offset);
    const zero = index === 0 && spec.extended;
    const entry = writer()
      .u32(nameAt)
      .u32(section.type)
      .word(section.flags ?? 0)
      .word(section.addr ?? (section.content && segments.length ? place.offset : 0))
      .word(place.offset)
      .word(zero ? sections.length : place.size)
      .u32(zero ? sections.length - 1 : (section.link ?? 0))
      .u32(zero ? segments.length : (section.info ?? 0))
      .word(1)
      .word(section.entsize ?? 0);
    file.set(entry.done(), sectionsAt + index * sectionSize);
    nameAt += section.name.length + 1;
  });
  return file;
}

/** Where the builder puts the content of a section. */
export function offsetInFile(file: Uint8Array, content: Uint8Array): number {
  return Buffer.from(file.buffer, file.byteOffset, file.length).indexOf(content);
}
