// Initialisers of an object that is not linked yet: they are relocations against the arrays' sections, and have no addresses.
import type { ElfDetail } from '../../../../shared/domain/elf-detail.ts';
import type { Section } from '../header.ts';
import { eachRelocation, relocationTables } from '../relocation-table.ts';
import type { ElfSkeleton } from '../skeleton.ts';
import { SymbolCursor } from '../symbol-table.ts';
import { INIT_ARRAYS, MAX_INIT_ENTRIES, type InitEntry } from './init-arrays.ts';

const STT_SECTION = 3;

export function describeObjectInit(elf: ElfSkeleton): NonNullable<ElfDetail['init']> {
  const { input, header, sections, dynamic } = elf;
  const wide = input.is64 ? 8 : 4;
  const arrays = new Map<Section, InitEntry['array']>(
    sections.flatMap((section) => INIT_ARRAYS.flatMap(({ type, array }) => (section.type === type ? [[section, array] as const] : []))),
  );
  const entries: (InitEntry & { inSection: number | null; at: number })[] = [];
  const next: Record<InitEntry['array'], number> = { preinit: 0, init: 0, fini: 0 };
  let cut = 0;
  const symbols = elf.symbolTables('static')[0];
  if (!symbols || arrays.size === 0) return { entries: [], cut: 0 };
  const cursor = new SymbolCursor(input, symbols);
  for (const table of relocationTables(input, header, sections, dynamic)) {
    const target = table.section ? sections[table.section.info] : undefined;
    const array = target && arrays.get(target);
    if (!target || !array) continue;
    eachRelocation(input, header, table, (relocation) => {
      if (entries.length >= MAX_INIT_ENTRIES) {
        cut++;
        return;
      }
      const view = relocation.symbol < symbols.count ? input.view(symbols.offset + relocation.symbol * symbols.stride, symbols.stride) : null;
      if (view) cursor.move(view, 0, relocation.symbol);
      const ofSection = view !== null && cursor.type === STT_SECTION;
      const inPlace = relocation.addend === null ? input.view(target.offset + relocation.targetNumber, wide) : null;
      const addend = relocation.addend ?? (inPlace ? input.word(inPlace, 0) : 0n);
      entries.push({
        array,
        index: next[array]++,
        value: null,
        symbol: view === null || ofSection ? null : cursor.name,
        place: { offset: target.offset + relocation.targetNumber, length: wide },
        inSection: ofSection ? cursor.section : null,
        at: addend <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(addend) : -1,
      });
    });
  }
  nameBySection(elf, entries);
  return { entries: entries.map(({ array, index, value, symbol, place }) => ({ array, index, value, symbol, place })), cut };
}

/** A static function is named by its section and the offset in it: the symbol that stands there is looked up. */
function nameBySection(elf: ElfSkeleton, entries: { inSection: number | null; at: number; symbol: string | null }[]): void {
  const wanted = new Map(entries.flatMap((entry) => (entry.inSection === null ? [] : [[`${entry.inSection}:${entry.at}`, entry] as const])));
  if (wanted.size === 0) return;
  elf.eachSymbol('static', (symbol) => {
    if (symbol.type === STT_SECTION || symbol.nameAt === 0 || symbol.section === null) return;
    const entry = wanted.get(`${symbol.section}:${symbol.address}`);
    if (entry) entry.symbol ??= symbol.name;
  });
}
