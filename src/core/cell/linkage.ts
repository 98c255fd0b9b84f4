// Linkage asked for against linkage got: the flags promise, the file tells (facts/claims.md C8, C22b).
import type { Elf } from '../../shared/domain/elf.ts';
import type { Cell } from '../../shared/domain/run.ts';

/** `static`, `static-pie`, `dynamic`, `pie`; the machine's word where the file is no executable ELF. */
export const linkageGot = (elf: Elf): string => elf.linkage ?? elf.format;

/** True where the file is what was asked for. */
function linkageAsAsked(linkage: Cell['linkage']): boolean {
  return linkage.got === null || linkage.got === linkage.asked;
}

/** One sentence where the linker did something else than it was asked. */
export function linkageNote(cell: Pick<Cell, 'linkage' | 'elf'>): string | null {
  if (linkageAsAsked(cell.linkage)) return null;
  const loader = cell.elf?.interp ? `, it needs the loader ${cell.elf.interp}` : '';
  return `asked for ${cell.linkage.asked}, got ${cell.linkage.got}${loader}`;
}
