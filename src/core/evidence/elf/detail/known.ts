// What the facts of hardening stand on besides the file itself, and the form they have.
import type { ByteRange, HardeningFact } from '../../../../shared/domain/elf-detail.ts';
import type { Elf } from '../../../../shared/domain/elf.ts';
import type { ElfSkeleton } from '../skeleton.ts';

export type Verdict = [value: HardeningFact['value'], why: string, place?: ByteRange | null];

export const fact = (id: HardeningFact['id'], [value, why, place]: Verdict): HardeningFact => ({ id, value, why, place: place ?? null });

/** What the facts of hardening stand on besides the file itself. */
export type Known = Pick<Elf, 'linkage' | 'needed' | 'interp' | 'libc' | 'cgo' | 'go' | 'goBuildId' | 'rpath' | 'runpath' | 'relocations'>;

/** Go's linker or compiler was at work, and no C code is in the file. */
export const isPureGo = (elf: ElfSkeleton, known: Known): boolean =>
  isGo(elf, known) && (known.cgo.enabled === false || !known.cgo.evidence.some((line) => !line.startsWith('build info')));

export const isGo = (elf: ElfSkeleton, { go, goBuildId }: Known): boolean =>
  go !== null || goBuildId !== null || elf.sections.some(({ name }) => name === '.gopclntab' || name === '.data.rel.ro.gopclntab');
