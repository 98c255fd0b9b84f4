// A place in a file as an address names it (`0x318+28`), and what of the file holds it. Pure.
import type { ByteRange } from '../../../shared/domain/elf-detail.ts';
import type { Elf } from '../../../shared/domain/elf.ts';

/** Null for what is no place. The length is 0 where none is given. */
export function parseAt(text: string): ByteRange | null {
  const match = /^(0x[0-9a-f]{1,13}|\d{1,15})(?:\+(\d{1,15}))?$/i.exec(text);
  if (match?.[1] === undefined) return null;
  return { offset: Number(match[1]), length: Number(match[2] ?? 0) };
}

export interface Holders {
  /** Numbers of the section and segment that hold the first byte; null where none does. */
  section: number | null;
  segment: number | null;
}

const holds = (offset: number, size: number, at: number): boolean => at >= offset && at < offset + size;
const index = (found: number): number | null => (found === -1 ? null : found);

/** The smallest that holds it: PT_INTERP lies in a PT_LOAD. What takes no bytes of the file (SHT_NOBITS) holds none. */
export function holdersOf(elf: Pick<Elf, 'sections' | 'segments'>, { offset }: ByteRange): Holders {
  const segments = elf.segments.map((segment, number) => ({ number, ...segment })).filter((segment) => holds(segment.offset, segment.filesz, offset));
  const smallest = segments.sort((a, b) => a.filesz - b.filesz)[0];
  return {
    section: index(elf.sections.findIndex((section) => section.type !== 'SHT_NOBITS' && holds(section.offset, section.size, offset))),
    segment: smallest?.number ?? null,
  };
}
