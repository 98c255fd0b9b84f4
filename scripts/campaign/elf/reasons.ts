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

const isPie = (elf: Elf): boolean => elf.dynamic.some(({ tag, text }) => tag === 'DT_FLAGS_1' && (text ?? '').split(' ').includes('PIE'));

export const REASONS: readonly Reason[] = [
  {
    id: 'pyelftools-plt-twice',
    why: "pyelftools reads DT_RELA and DT_JMPREL and adds them up; where DT_RELASZ covers the PLT's table as well (RISC-V, SPARC), its entries are counted twice. readelf counts them once",
    when: (seen) => seen.by === 'pyelftools' && (seen.field === 'relocations.count' || seen.field === 'relocations.byType') && pltInside(seen),
  },
  {
    id: 'file-library-static-pie',
    why: 'file(1) calls every shared object that asks for no loader and no library "static-pie linked", a C library, a loader and a plugin too; without DF_1_PIE it is no program',
    when: ({ by, field, ours, theirs, elf }) => by === 'file' && field === 'linkage' && ours === 'shared' && theirs === 'static-pie' && !isPie(elf),
  },
  {
    id: 'readelf-no-verneed',
    why: "readelf looks for the table of version needs at address 0 where the section .gnu.version_r of Go's own linker has no entries and the dynamic table names none; nothing is wrong with the file",
    when: ({ by, field, ours, theirs, elf }) =>
      by === 'readelf' &&
      field === 'warnings' &&
      ours === 'none' &&
      theirs === 'Warning: Virtual address 0 not located in any PT_LOAD segment.' &&
      !elf.dynamic.some(({ tag }) => tag === 'DT_VERNEED'),
  },
];
