// Reads the parts of elf-detail@0 that are asked for. Called for the window's view of a binary, by comparisons and by rules; elf@1 stays what it is.
import type { ElfDetail, ElfPart } from '../../../../shared/domain/elf-detail.ts';
import type { Elf } from '../../../../shared/domain/elf.ts';
import type { ByteSource } from '../../types.ts';
import { readGoDetail, readSizes } from '../../gobinary/index.ts';
import { parseElf, type ElfSkeleton } from '../skeleton.ts';
import { readElf } from '../index.ts';
import { describeHardening } from './hardening.ts';
import { describeInit } from './init.ts';
import { readProperties } from './properties.ts';
import { describePlaces } from './places.ts';
import { describePlt } from './plt.ts';
import { describeRelocations } from './relocations.ts';
import { findSymbols, MAX_LISTED } from './symbols.ts';
import { describeTls } from './tls.ts';
import { describeVersions } from './versions.ts';

export { readBinding, type Binding } from './binding.ts';
export { readElfSymbols, readExports, readUndefinedSymbols, readVersionsDefined, type SymbolQuery } from './symbols.ts';

/**
 * What stands in a binary beyond elf@1. Only the parts asked for are read, the others are null, as is every part of what is no ELF. Never throws on any
 * bytes; lists are bounded and say how much they leave out; warnings carry offsets.
 */
export function readElfDetail(source: ByteSource, path: string, parts: readonly ElfPart[]): ElfDetail {
  const { input, format, skeleton } = parseElf(source);
  const asked = new Set(parts);
  let read: Elf | null = null;
  const elf1 = (): Elf => (read ??= readElf(source, path));
  const part = <T>(name: ElfPart, read: (elf: ElfSkeleton) => T): T | null => (skeleton && asked.has(name) ? read(skeleton) : null);
  return {
    schema: 'cgoscope/elf-detail@0',
    path,
    size: input.size,
    format,
    parts: [...asked],
    places: part('places', (elf) => describePlaces(elf, elf1())),
    versions: part('versions', describeVersions),
    symbols: part('symbols', describeSymbols),
    relocations: part('relocations', describeRelocations),
    plt: part('plt', describePlt),
    tls: part('tls', (elf) => describeTls(elf, elf1())),
    init: part('init', describeInit),
    properties: part('properties', readProperties),
    go: part('go', readGoDetail),
    hardening: part('hardening', (elf) => describeHardening(elf, elf1())),
    sizes: part('sizes', readSizes),
    warnings: input.warnings,
  };
}

function describeSymbols(elf: ElfSkeleton): NonNullable<ElfDetail['symbols']> {
  const { total, symbols } = findSymbols(elf, { query: '', table: 'both', from: 0, count: MAX_LISTED });
  const count = (kind: 'dynamic' | 'static') => elf.symbolTables(kind).reduce((sum, table) => sum + table.count, 0);
  return { dynamic: count('dynamic'), static: count('static'), list: symbols, cut: total - symbols.length };
}
