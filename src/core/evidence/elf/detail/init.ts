// The part `init`: functions that run before main and at the end, from the arrays, with what a loader will put into them.
import type { ElfDetail } from '../../../../shared/domain/elf-detail.ts';
import type { Section } from '../header.ts';
import { relocationName } from '../relocation-names.ts';
import { relativeType } from '../relocations.ts';
import { eachRelocation, relocationTables, type RelocationTable } from '../relocation-table.ts';
import type { ElfSkeleton } from '../skeleton.ts';
import { symbolsByAddress } from './address-symbols.ts';
import { dynamicSymbolAt } from './symbols.ts';
import { INIT_ARRAYS, MAX_INIT_ENTRIES, type InitEntry } from './init-arrays.ts';
import { describeObjectInit } from './object-init.ts';

type Init = NonNullable<ElfDetail['init']>;
interface Place {
  array: InitEntry['array'];
  address: bigint;
  offset: number;
  count: number;
}

/** Where the arrays are: by the dynamic table, else by sections (static programs). */
function places(elf: ElfSkeleton): Place[] {
  const wide = elf.input.is64 ? 8 : 4;
  return INIT_ARRAYS.flatMap(({ array, tag, sizeTag, type }): Place[] => {
    const address = elf.dynamic?.get(tag) ?? null;
    const offset = elf.dynamic?.at(tag) ?? null;
    if (address !== null && offset !== null) return [{ array, address, offset, count: fits(elf, offset, elf.dynamic?.size(sizeTag) ?? 0, wide) }];
    return elf.sections
      .filter((section: Section) => section.type === type)
      .map((section) => ({ array, address: section.addr, offset: section.offset, count: fits(elf, section.offset, section.size, wide) }));
  });
}

const fits = ({ input }: ElfSkeleton, offset: number, size: number, wide: number): number => Math.floor(Math.max(0, Math.min(size, input.size - offset)) / wide);

export function describeInit(elf: ElfSkeleton): Init {
  if (elf.header.type === 'ET_REL') return describeObjectInit(elf);
  const wide = elf.input.is64 ? 8 : 4;
  const entries: (InitEntry & { address: bigint; number: bigint; named: string | null })[] = [];
  let cut = 0;
  for (const { array, address, offset, count } of places(elf)) {
    const room = Math.min(count, MAX_INIT_ENTRIES - entries.length);
    cut += count - room;
    elf.input.entries(offset, wide, room, (view, at, index) => {
      entries.push({
        array,
        index,
        value: null,
        symbol: null,
        place: { offset: offset + index * wide, length: wide },
        address: address + BigInt(index * wide),
        number: elf.input.word(view, at),
        named: null,
      });
    });
  }
  if (entries.length > 0) relocate(elf, entries);
  const symbolAt = symbolsByAddress(
    elf,
    entries.map(({ number }) => number),
  );
  return {
    entries: entries.map(({ array, index, place, number, named }) => ({ array, index, value: number === 0n ? null : String(number), symbol: named ?? symbolAt(number), place })),
    cut,
  };
}

/** The values as a loader that loads at address 0 leaves them: relative relocations by their addend, absolute ones by the symbol's value. */
function relocate(elf: ElfSkeleton, entries: { address: bigint; number: bigint; named: string | null }[]): void {
  const { input, header, sections, dynamic } = elf;
  const bySlot = new Map(entries.map((entry) => [Number(entry.address), entry]));
  const relative = relativeType(header.machine);
  const symbolAt = dynamicSymbolAt(elf);
  const mask = input.is64 ? 0xffffffffffffffffn : 0xffffffffn;
  const read = (table: RelocationTable): void => {
    // A packed relative relocation keeps its value in the slot, which was read already.
    if (table.kind === 'relr') return;
    eachRelocation(input, header, table, (relocation) => {
      const entry = bySlot.get(relocation.targetNumber);
      if (!entry) return;
      const type = relocation.type;
      const addend = relocation.addend ?? entry.number;
      if (type === relative) entry.number = addend;
      else if (ABSOLUTE.test(relocationName(header.machine, type))) {
        if (relocation.symbol === 0) {
          entry.number = addend; // MIPS writes its relative relocations so
          return;
        }
        const symbol = symbolAt(relocation.symbol);
        entry.named = symbol?.name ?? null;
        entry.number = symbol?.defined ? (symbol.value + addend) & mask : 0n;
      }
    });
  };
  for (const table of relocationTables(input, header, sections, dynamic)) read(table);
}

/** Relocations that write the address of a symbol. */
const ABSOLUTE =
  /^R_(X86_64_64|X86_64_32|386_32|AARCH64_ABS64|AARCH64_P32_ABS32|ARM_ABS32|ARM_TARGET1|RISCV_64|RISCV_32|PPC64_ADDR64|PPC_ADDR32|390_64|390_32|MIPS_32|MIPS_64|MIPS_REL32|LARCH_64|LARCH_32|SPARC_64|SPARC_32|68K_32|SH_DIR32|PARISC_DIR32)$/;
