// Differences that are not ours: each with the reason why the other's answer is wrong, or another question's. What is listed here and never seen is reported too.
import type { Elf } from '../../../src/shared/domain/elf.ts';
import type { Difference, Others } from './compare.ts';

export interface Seen extends Difference {
  elf: Elf;
  others: Others;
}

export interface Reason {
  id: string;
  why: string;
  when: (seen: Seen) => boolean;
}

/** Entries of DT_JMPREL that DT_RELA counts as well: some linkers let DT_RELASZ cover the PLT's table too. */
const pltInside = ({ elf, others }: Seen): boolean => {
  const theirs = others.pyelftools?.relocations;
  return theirs !== undefined && theirs !== null && elf.relocations.plt > 0 && theirs.count === elf.relocations.count + elf.relocations.plt && theirs.plt === elf.relocations.plt;
};

export const REASONS: readonly Reason[] = [
  {
    id: 'pyelftools-plt-twice',
    why: "pyelftools reads DT_RELA and DT_JMPREL and adds them up; where DT_RELASZ covers the PLT's table as well (RISC-V, SPARC), its entries are counted twice. readelf counts them once",
    when: (seen) => seen.by === 'pyelftools' && (seen.field === 'relocations.count' || seen.field === 'relocations.byType') && pltInside(seen),
  },
];
