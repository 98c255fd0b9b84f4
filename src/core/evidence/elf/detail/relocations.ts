// The part `relocations`: every table with its counts by type.
import type { ElfDetail } from '../../../../shared/domain/elf-detail.ts';
import { relocationTables } from '../relocation-table.ts';
import { byName, countTable } from '../relocations.ts';
import type { ElfSkeleton } from '../skeleton.ts';

/** An object compiled with -ffunction-sections has a table for each function; beyond this they are left out with a warning. */
const MAX_TABLES = 5000;

export function describeRelocations({ input, header, sections, dynamic }: ElfSkeleton): NonNullable<ElfDetail['relocations']> {
  const tables = relocationTables(input, header, sections, dynamic);
  if (tables.length > MAX_TABLES) input.warn('relocation-tables-cut', `${tables.length} relocation tables; the first ${MAX_TABLES} are listed`, tables[MAX_TABLES]?.offset ?? null);
  return {
    tables: tables.slice(0, MAX_TABLES).map((table) => {
      const counts = new Map<number, number>();
      const count = countTable(input, header, table, counts);
      return { name: table.name, kind: table.kind, count, plt: table.plt, byType: byName(header.machine, counts), place: { offset: table.offset, length: table.size } };
    }),
  };
}
