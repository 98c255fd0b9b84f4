// Relocation tables as they stand in the file: where they are, and one moving cursor over their entries. Read in chunks; never held in memory.
import type { Dynamic } from './dynamic.ts';
import type { Header, Section } from './header.ts';
import type { Input } from './input.ts';

export interface RelocationTable {
  /** The section's name, or the tag that points at it where no section begins there. */
  name: string;
  kind: 'rela' | 'rel' | 'relr';
  offset: number;
  /** Bytes that the file really holds of it. */
  size: number;
  plt: boolean;
  /** The section that holds it, and the one it changes (objects); null for a table that only the dynamic table knows. */
  section: Section | null;
}

/**
 * A linked file is asked by its dynamic table, or, where it has none, by its allocated relocation sections (a static binary keeps the ones of
 * its ifuncs); an object by all of its relocation sections. So what `--emit-relocs` leaves in an executable does not count. Together the tables are
 * never longer than the file.
 */
export function relocationTables(input: Input, header: Header, sections: Section[], dynamic: Dynamic | null): RelocationTable[] {
  const fromDynamic = dynamic && header.type !== 'ET_REL' ? dynamicTables(dynamic, sections) : [];
  const claimed = fromDynamic.length > 0 ? fromDynamic : sectionTables(header, sections);
  const tables: RelocationTable[] = [];
  // Tables that overlap could make a small file expensive.
  let left = input.size;
  for (const table of claimed) {
    const size = Math.min(table.size, Math.max(0, input.size - table.offset));
    if (size < table.size) input.warn('relocations-outside', `a relocation table of ${table.size} bytes ends outside the file`, table.offset);
    if (size > left) {
      input.warn('relocations-cut', 'relocation tables overlap; the rest is left out', table.offset);
      break;
    }
    left -= size;
    tables.push({ ...table, size });
  }
  return tables;
}

const KINDS: Record<string, RelocationTable['kind']> = { SHT_RELA: 'rela', SHT_REL: 'rel', SHT_RELR: 'relr' };

function dynamicTables(dynamic: Dynamic, sections: Section[]): RelocationTable[] {
  const tables: RelocationTable[] = [];
  const add = (kind: RelocationTable['kind'], tag: string, sizeTag: string, plt: boolean) => {
    const offset = dynamic.at(tag);
    const size = dynamic.size(sizeTag);
    if (offset === null || size <= 0) return;
    const section = sections.find((candidate) => candidate.offset === offset && KINDS[candidate.type] === kind && candidate.size > 0) ?? null;
    tables.push({ name: section?.name || tag, kind, offset, size, plt, section });
  };
  add('rela', 'DT_RELA', 'DT_RELASZ', false);
  add('rel', 'DT_REL', 'DT_RELSZ', false);
  add('relr', 'DT_RELR', 'DT_RELRSZ', false);
  const others = tables.splice(0);
  add(dynamic.get('DT_PLTREL') === 17n ? 'rel' : 'rela', 'DT_JMPREL', 'DT_PLTRELSZ', true);
  const jump = tables[0];
  // Some linkers count the PLT's table into DT_RELASZ as well.
  if (jump)
    for (const table of others)
      if (table.kind !== 'relr' && jump.offset > table.offset && jump.offset < table.offset + table.size && jump.offset + jump.size === table.offset + table.size)
        table.size = jump.offset - table.offset;
  return [...others, ...tables];
}

const SHF_ALLOC = 2n;

function sectionTables(header: Header, sections: Section[]): RelocationTable[] {
  return sections.flatMap((section) => {
    const kind = KINDS[section.type];
    if (!kind || section.size === 0) return [];
    if (header.type !== 'ET_REL' && (section.flags & SHF_ALLOC) === 0n) return [];
    const plt = section.name === '.rela.plt' || section.name === '.rel.plt' || section.name === '.rela.iplt';
    return [{ name: section.name, kind, offset: section.offset, size: section.size, plt, section }];
  });
}

/** One relocation at a time. Numbers are read from the bytes when they are asked for. */
class RelocationCursor {
  index = 0;
  /** Where the entry stands in the file. */
  place = 0;
  private readonly input: Input;
  private readonly rela: boolean;
  private readonly mips64: boolean;
  private readonly narrow: boolean;
  private view: DataView = new DataView(new ArrayBuffer(0));
  private at = 0;

  constructor(input: Input, header: Header, rela: boolean) {
    this.input = input;
    this.rela = rela;
    this.mips64 = input.is64 && header.machine === 'EM_MIPS';
    this.narrow = header.machine === 'EM_SPARCV9';
  }

  move(view: DataView, at: number, index: number, place: number): void {
    this.view = view;
    this.at = at;
    this.index = index;
    this.place = place;
  }

  get type(): number {
    if (!this.input.is64) return this.input.u32(this.view, this.at + 4) & 0xff;
    // r_info is five fields there; the first type stands last in both byte orders
    if (this.mips64) return this.view.getUint8(this.at + 15);
    const type = this.input.u32(this.view, this.input.little ? this.at + 8 : this.at + 12);
    return this.narrow ? type & 0xff : type;
  }
  /** The number of the symbol; 0 for none. */
  get symbol(): number {
    if (!this.input.is64) return this.input.u32(this.view, this.at + 4) >>> 8;
    if (this.mips64) return this.input.u32(this.view, this.at + 8);
    return this.input.u32(this.view, this.input.little ? this.at + 12 : this.at + 8);
  }
  /** The address it changes (in an object: the offset into the section). */
  get target(): bigint {
    return this.input.word(this.view, this.at);
  }
  /** The same as a number; beyond 2^53 the largest safe integer. */
  get targetNumber(): number {
    return this.input.offset(this.view, this.at);
  }
  /** As an unsigned number of the file's class; null where it stands in the place that is changed (REL). */
  get addend(): bigint | null {
    return this.rela ? this.input.word(this.view, this.at + (this.input.is64 ? 16 : 8)) : null;
  }
}

/** Visits the entries of a REL or RELA table; ends when `visit` answers false. The cursor is one object that moves on. Returns how many were visited. */
export function eachRelocation(input: Input, header: Header, table: RelocationTable, visit: (relocation: RelocationCursor) => unknown): number {
  if (table.kind === 'relr') return 0;
  const wide = input.is64 ? 8 : 4;
  const stride = table.kind === 'rela' ? 3 * wide : 2 * wide;
  const cursor = new RelocationCursor(input, header, table.kind === 'rela');
  return input.entries(table.offset, stride, Math.floor(table.size / stride), (view, at, index) => {
    cursor.move(view, at, index, table.offset + index * stride);
    return visit(cursor);
  });
}
