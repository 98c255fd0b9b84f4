// The part `plt`: which symbol lives in which slot of the GOT, and the stub that jumps through it.
import type { ElfDetail } from '../../../../shared/domain/elf-detail.ts';
import { relocationName } from '../relocation-names.ts';
import { eachRelocation, relocationTables } from '../relocation-table.ts';
import type { ElfSkeleton } from '../skeleton.ts';
import { symbolsByAddress } from './address-symbols.ts';
import { stubsBySlot } from './stubs.ts';
import { dynamicSymbolAt, versionsOf } from './symbols.ts';

type Plt = NonNullable<ElfDetail['plt']>;
const MAX_ENTRIES = 5000;

/** The machines' own names for a slot that is bound late, one that is bound at the start, and one that a resolver fills. */
const SLOT = /_(JU?MP_SLOT|GLOB_DAT|I(?:REL(?:ATIVE)?|PLT))$/;
const IRELATIVE = /_I(?:REL(?:ATIVE)?|PLT)$/;
const LATE = /_JU?MP_SLOT$/;
/** RISC-V has no GLOB_DAT: there a slot of the GOT is a word with the address of a symbol. */
const PLAIN: Record<string, number[]> = { EM_RISCV: [1, 2] };

export function describePlt(elf: ElfSkeleton): Plt {
  const { input, header, sections, dynamic } = elf;
  if (header.type === 'ET_REL') return { entries: [], cut: 0 };
  const versions = versionsOf(elf);
  const symbolAt = dynamicSymbolAt(elf);
  const stubs = stubsBySlot(elf);
  const got = sections.find(({ name }) => name === '.got');
  const inGot = (address: bigint): boolean => got !== undefined && address >= got.addr && address < got.addr + BigInt(got.size);
  const names = new Map<number, string>();
  const nameOf = (type: number): string => {
    let name = names.get(type);
    if (name === undefined) {
      name = relocationName(header.machine, type);
      names.set(type, name);
    }
    return name;
  };
  const entries: (Plt['entries'][number] & { resolver: bigint | null })[] = [];
  let cut = 0;
  for (const table of relocationTables(input, header, sections, dynamic)) {
    const length = (input.is64 ? 8 : 4) * (table.kind === 'rela' ? 3 : 2);
    eachRelocation(input, header, table, (relocation) => {
      const type = relocation.type;
      const name = nameOf(type);
      if (!SLOT.test(name) && !(PLAIN[header.machine]?.includes(type) && inGot(relocation.target))) return;
      if (entries.length >= MAX_ENTRIES) {
        cut++;
        return;
      }
      const slot = relocation.target;
      const symbol = relocation.symbol > 0 ? symbolAt(relocation.symbol) : null;
      const version = relocation.symbol > 0 ? versions.of(relocation.symbol, symbol?.defined ?? false) : null;
      const stub = slot <= BigInt(Number.MAX_SAFE_INTEGER) && (sections.length > 0 || LATE.test(name)) ? (stubs.get(Number(slot)) ?? null) : null;
      entries.push({
        slot: String(slot),
        stub: stub === null || stub < 0 ? null : String(stub),
        symbol: symbol?.name ?? null,
        version: version?.name ?? null,
        type: name,
        place: { offset: relocation.place, length },
        resolver: IRELATIVE.test(name) && !symbol ? (relocation.addend ?? wordAt(elf, slot)) : null,
      });
    });
  }
  // The symbol of such a slot is the one whose resolver it names.
  const resolvers = symbolsByAddress(
    elf,
    entries.flatMap(({ resolver }) => (resolver === null ? [] : [resolver])),
  );
  return { entries: entries.map(({ resolver, ...entry }) => ({ ...entry, symbol: entry.symbol ?? (resolver === null ? null : resolvers(resolver)) })), cut };
}

function wordAt(elf: ElfSkeleton, address: bigint): bigint | null {
  const { input } = elf;
  const at = elf.offsetOf(address);
  const view = at === null ? null : input.view(at, input.is64 ? 8 : 4);
  return view ? input.word(view, 0) : null;
}
