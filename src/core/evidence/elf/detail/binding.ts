// When a loader has to find each symbol that a file asks for: at the start, or at the first call. Read for the judgement whether it will run.
import type { ByteSource } from '../../types.ts';
import { relocationName } from '../relocation-names.ts';
import { eachRelocation, relocationTables } from '../relocation-table.ts';
import { openElf } from '../skeleton.ts';
import { dynamicSymbolAt } from './symbols.ts';

/** Names of dynamic symbols, each in one list; of what no relocation names, nothing is said (MIPS binds its GOT without any). */
export interface Binding {
  /** Defined here as a copy: the loader looks for the original in the libraries at the start. */
  readonly copied: readonly string[];
  /** Bound at the start, whatever the file says of late binding. */
  readonly atStart: readonly string[];
  /** Bound by their slot of the PLT alone: at the first call, where the file does not ask for all at once. */
  readonly late: readonly string[];
}

/** More than any program asks for; of a file with more, the rest is left out, as if no relocation named it. */
const MAX_SYMBOLS = 200_000;
const LATE = /_JU?MP_SLOT$/;
const COPY = /_COPY$/;

/** Null for what is no linked ELF file. */
export function readBinding(source: ByteSource): Binding | null {
  const elf = openElf(source);
  if (elf === null || elf.header.type === 'ET_REL') return null;
  const { input, header, sections, dynamic } = elf;
  const groups = { copied: new Set<number>(), atStart: new Set<number>(), late: new Set<number>() };
  const groupOfType = new Map<number, Set<number>>();
  const groupOf = (type: number): Set<number> => {
    let group = groupOfType.get(type);
    if (group === undefined) {
      const name = relocationName(header.machine, type);
      group = COPY.test(name) ? groups.copied : LATE.test(name) ? groups.late : groups.atStart;
      groupOfType.set(type, group);
    }
    return group;
  };
  let left = MAX_SYMBOLS;
  for (const table of relocationTables(input, header, sections, dynamic)) {
    eachRelocation(input, header, table, ({ type, symbol }) => {
      if (symbol === 0 || left <= 0) return;
      const group = groupOf(type);
      if (!group.has(symbol)) left -= 1;
      group.add(symbol);
    });
  }
  const symbolAt = dynamicSymbolAt(elf);
  const names = (group: ReadonlySet<number>, but: readonly ReadonlySet<number>[] = []): string[] =>
    [...group].filter((index) => !but.some((other) => other.has(index))).flatMap((index) => symbolAt(index)?.name ?? []);
  return { copied: names(groups.copied), atStart: names(groups.atStart, [groups.copied]), late: names(groups.late, [groups.atStart, groups.copied]) };
}
