// Counts relocations by type, read in chunks; never holds a table in memory. Also says which TLS models they stand for.
import type { Input } from './input.ts';
import type { Header, Section } from './header.ts';
import type { Dynamic } from './dynamic.ts';
import { relocationName } from './relocation-names.ts';

export interface Relocations {
  count: number;
  byType: Record<string, number>;
  plt: number;
}

interface Table {
  kind: 'rela' | 'rel' | 'relr';
  offset: number;
  size: number;
  plt: boolean;
}

/**
 * A linked file is asked by its dynamic table, or, where it has none, by its allocated relocation sections (a static binary keeps the ones of
 * its ifuncs); an object by all of its relocation sections. So what `--emit-relocs` leaves in an executable does not count.
 */
export function readRelocations(input: Input, header: Header, sections: Section[], dynamic: Dynamic | null): Relocations {
  const fromDynamic = dynamic && header.type !== 'ET_REL' ? dynamicTables(dynamic) : [];
  const tables = fromDynamic.length > 0 ? fromDynamic : sectionTables(header, sections);
  const counts = new Map<number, number>();
  const result: Relocations = { count: 0, byType: {}, plt: 0 };
  // Tables that overlap could make a small file expensive: together they can't be longer than the file.
  let left = input.size;
  for (const table of tables) {
    const size = Math.min(table.size, Math.max(0, input.size - table.offset));
    if (size < table.size) input.warn('relocations-outside', `a relocation table of ${table.size} bytes ends outside the file`, table.offset);
    if (size > left) {
      input.warn('relocations-cut', 'relocation tables overlap; the rest is left out', table.offset);
      break;
    }
    left -= size;
    const count = table.kind === 'relr' ? countRelr(input, table.offset, size, header, counts) : countTable(input, table.kind, table.offset, size, header, counts);
    result.count += count;
    if (table.plt) result.plt += count;
  }
  const named = [...counts].map(([type, count]) => [relocationName(header.machine, type), count] as const);
  result.byType = Object.fromEntries(named.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)));
  return result;
}

function dynamicTables(dynamic: Dynamic): Table[] {
  const tables: Table[] = [];
  const add = (kind: Table['kind'], tag: string, sizeTag: string, plt: boolean) => {
    const offset = dynamic.at(tag);
    const size = dynamic.size(sizeTag);
    if (offset !== null && size > 0) tables.push({ kind, offset, size, plt });
  };
  add('rela', 'DT_RELA', 'DT_RELASZ', false);
  add('rel', 'DT_REL', 'DT_RELSZ', false);
  add('relr', 'DT_RELR', 'DT_RELRSZ', false);
  const plt: Table[] = tables.splice(0);
  add(dynamic.get('DT_PLTREL') === 17n ? 'rel' : 'rela', 'DT_JMPREL', 'DT_PLTRELSZ', true);
  const jump = tables[0];
  // Some linkers count the PLT's table into DT_RELASZ as well.
  if (jump)
    for (const table of plt)
      if (table.kind !== 'relr' && jump.offset > table.offset && jump.offset < table.offset + table.size && jump.offset + jump.size === table.offset + table.size)
        table.size = jump.offset - table.offset;
  return [...plt, ...tables];
}

const SHF_ALLOC = 2n;

function sectionTables(header: Header, sections: Section[]): Table[] {
  const kinds: Record<string, Table['kind']> = { SHT_RELA: 'rela', SHT_REL: 'rel', SHT_RELR: 'relr' };
  return sections.flatMap((section) => {
    const kind = kinds[section.type];
    if (!kind || section.size === 0) return [];
    if (header.type !== 'ET_REL' && (section.flags & SHF_ALLOC) === 0n) return [];
    return [{ kind, offset: section.offset, size: section.size, plt: section.name === '.rela.plt' || section.name === '.rel.plt' || section.name === '.rela.iplt' }];
  });
}

function countTable(input: Input, kind: 'rela' | 'rel', offset: number, size: number, header: Header, counts: Map<number, number>): number {
  const wide = input.is64 ? 8 : 4;
  const stride = kind === 'rela' ? 3 * wide : 2 * wide;
  const mips64 = input.is64 && header.machine === 'EM_MIPS';
  const sparc = header.machine === 'EM_SPARCV9';
  return input.entries(offset, stride, Math.floor(size / stride), (view, at) => {
    let type: number;
    if (!input.is64) type = input.u32(view, at + 4) & 0xff;
    else if (mips64)
      type = view.getUint8(at + 15); // r_info is five fields there; the first type stands last in both byte orders
    else type = input.u32(view, input.little ? at + 8 : at + 12);
    if (sparc) type &= 0xff;
    counts.set(type, (counts.get(type) ?? 0) + 1);
  });
}

const RELATIVE: Record<string, number> = { EM_X86_64: 8, EM_386: 8, EM_AARCH64: 1027, EM_ARM: 23, EM_RISCV: 3, EM_PPC64: 22, EM_PPC: 22, EM_S390: 12, EM_LOONGARCH: 3 };

/** RELR packs relative relocations: an even word is an address, an odd one a bit map of the words that follow. */
function countRelr(input: Input, offset: number, size: number, header: Header, counts: Map<number, number>): number {
  const wide = input.is64 ? 8 : 4;
  let count = 0;
  input.entries(offset, wide, Math.floor(size / wide), (view, at) => {
    const first = input.u32(view, at);
    const second = input.is64 ? input.u32(view, at + 4) : 0;
    const low = input.is64 && !input.little ? second : first;
    count += (low & 1) === 0 ? 1 : bits(first) + bits(second) - 1;
  });
  const type = RELATIVE[header.machine];
  if (type !== undefined && count > 0) counts.set(type, (counts.get(type) ?? 0) + count);
  return count;
}

function bits(value: number): number {
  let rest = value >>> 0;
  let count = 0;
  for (; rest !== 0; rest = (rest & (rest - 1)) >>> 0) count++;
  return count;
}

/** TLS models by relocation type (psABI documents; Drepper, "ELF Handling For Thread-Local Storage"). */
const MODELS: [RegExp, string][] = [
  [/TLSDESC|TLS_GOTDESC|TLS_DESC/, 'tlsdesc'],
  [/TLS_?GD|DTPMOD|TLS_GD32/, 'general-dynamic'],
  [/TLS_?LDM?(_|\d|$)|TLS_LDO/, 'local-dynamic'],
  [/GOTTPOFF|TLSIE|TLS_IE|TLS_GOTIE|TLS_GOT_HI20|TLS_TPOFF(32)?$|TPOFF64|TLS_TPREL(32|64)?$|TLS_TPREL64|PPC(64)?_(TPREL(32|64)$|GOT_TPREL)/, 'initial-exec'],
  [/TPOFF32|TLSLE|TLS_LE|_TPREL_/, 'local-exec'],
];

/** An executable with a TLS segment and no TLS relocation left uses local-exec: the linker has resolved all of it. */
export function tlsModels(relocations: Relocations, hasTls: boolean, executable: boolean): string[] {
  const models = new Set<string>();
  for (const name of Object.keys(relocations.byType)) {
    const model = MODELS.find(([pattern]) => pattern.test(name));
    if (model) models.add(model[1]);
  }
  if (models.size === 0 && hasTls && executable) models.add('local-exec');
  return [...models].sort();
}
