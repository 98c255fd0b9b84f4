// The part `versions`: what is needed, with the symbols that ask for it, and what is defined.
import type { ElfDetail } from '../../../../shared/domain/elf-detail.ts';
import type { ElfSkeleton } from '../skeleton.ts';
import { versionsOf } from './symbols.ts';

const MAX_SYMBOLS_EACH = 500;

export function describeVersions(elf: ElfSkeleton): NonNullable<ElfDetail['versions']> {
  const versions = versionsOf(elf);
  const users = new Map<number, string[]>();
  const needed = new Set(versions.needs.map(({ index }) => index));
  elf.eachSymbol('dynamic', (symbol) => {
    const index = (versions.raw(symbol.index) ?? 0) & 0x7fff;
    if (index < 2 || !needed.has(index)) return;
    const names = users.get(index) ?? [];
    if (names.length < MAX_SYMBOLS_EACH) names.push(symbol.name);
    users.set(index, names);
  });
  return {
    defined: versions.definitions.map(({ index, name, parents, base, weak, place }) => ({ index, name, parents, base, weak, place })),
    needed: versions.needs.map(({ index, file, version, weak, place }) => {
      const symbols = users.get(index) ?? [];
      users.delete(index); // an index has one version; in a damaged file the first that claims it
      return { index, file, version, weak, symbols, place };
    }),
  };
}
