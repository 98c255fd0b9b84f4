// Counts relocations by type; never holds a table in memory. Also says which TLS models they stand for.
import type { Input } from './input.ts';
import type { Header, Section } from './header.ts';
import type { Dynamic } from './dynamic.ts';
import { relocationName } from './relocation-names.ts';
import { eachRelocation, relocationTables, type RelocationTable } from './relocation-table.ts';

export interface Relocations {
  count: number;
  byType: Record<string, number>;
  plt: number;
}

/**
 * A linked file is asked by its dynamic table, or, where it has none, by its allocated relocation sections (a static binary keeps the ones of
 * its ifuncs); an object by all of its relocation sections. So what `--emit-relocs` leaves in an executable does not count.
 */
export function readRelocations(input: Input, header: Header, sections: Section[], dynamic: Dynamic | null): Relocations {
  const counts = new Map<number, number>();
  const result: Relocations = { count: 0, byType: {}, plt: 0 };
  for (const table of relocationTables(input, header, sections, dynamic)) {
    const count = countTable(input, header, table, counts);
    result.count += count;
    if (table.plt) result.plt += count;
  }
  result.byType = byName(header.machine, counts);
  return result;
}

/** Counts by the types' names, the most frequent first. */
export function byName(machine: string, counts: ReadonlyMap<number, number>): Record<string, number> {
  const named = [...counts].map(([type, count]) => [relocationName(machine, type), count] as const);
  return Object.fromEntries(named.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)));
}

/** Adds a table's relocations to `counts` and returns how many it has; packed ones (RELR) are counted as what they unpack to. */
export function countTable(input: Input, header: Header, table: RelocationTable, counts: Map<number, number>): number {
  if (table.kind === 'relr') return countRelr(input, table, header, counts);
  return eachRelocation(input, header, table, ({ type }) => {
    counts.set(type, (counts.get(type) ?? 0) + 1);
  });
}

const RELATIVE: Record<string, number> = { EM_X86_64: 8, EM_386: 8, EM_AARCH64: 1027, EM_ARM: 23, EM_RISCV: 3, EM_PPC64: 22, EM_PPC: 22, EM_S390: 12, EM_LOONGARCH: 3 };

/** RELR packs relative relocations: an even word is an address, an odd one a bit map of the words that follow. */
function countRelr(input: Input, { offset, size }: RelocationTable, header: Header, counts: Map<number, number>): number {
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

/** The type of a relocation that only adds the load address, by machine. */
export const relativeType = (machine: string): number | undefined => RELATIVE[machine];

/** TLS models by relocation type (psABI documents; Drepper, "ELF Handling For Thread-Local Storage"). */
const MODELS: [RegExp, string][] = [
  [/TLSDESC|TLS_GOTDESC|TLS_DESC/, 'tlsdesc'],
  [/TLS_?GD|DTPMOD|TLS_GD32/, 'general-dynamic'],
  [/TLS_?LDM?(_|\d|$)|TLS_LDO|TLS_LDCALL/, 'local-dynamic'],
  [
    /GOTTP(OFF|REL)|TLSIE|TLS_IE|TLS_GOTIE|TLS_GOT_HI20|TLS_LOAD|LTOFF_TP|TLS_TPOFF(32|64)?$|(?<!D)TPOFF64|TLS_TPREL(32|64)?$|(PPC(64)?|PARISC|ALPHA)_TPREL(32|64)$|GOT_TPREL/,
    'initial-exec',
  ],
  [/(?<!D)TPOFF32|TLSLE|TLS_LE|_TPREL_|PARISC_TPREL|ALPHA_TPREL|PPC(64)?_TPREL16/, 'local-exec'],
];

/** The model a relocation stands for by its name; null where it is not about thread-local storage. */
export const tlsModelOf = (relocation: string): string | null => MODELS.find(([pattern]) => pattern.test(relocation))?.[1] ?? null;

/** An executable with a TLS segment and no TLS relocation left uses local-exec: the linker has resolved all of it. */
export function tlsModels(relocations: Relocations, hasTls: boolean, executable: boolean): string[] {
  const models = new Set<string>();
  for (const name of Object.keys(relocations.byType)) {
    const model = tlsModelOf(name);
    if (model !== null) models.add(model);
  }
  if (models.size === 0 && hasTls && executable) models.add('local-exec');
  return [...models].sort();
}
