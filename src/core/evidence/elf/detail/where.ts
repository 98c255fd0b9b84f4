// Where things stand in the file: entries of the header tables and of the dynamic table.
import type { ByteRange } from '../../../../shared/domain/elf-detail.ts';
import type { Segment } from '../header.ts';
import type { ElfSkeleton } from '../skeleton.ts';

export const segmentPlace = ({ input, header }: ElfSkeleton, index: number): ByteRange => ({ offset: header.phoff + index * header.phentsize, length: input.is64 ? 56 : 32 });
export const sectionPlace = ({ input, header }: ElfSkeleton, index: number): ByteRange => ({ offset: header.shoff + index * header.shentsize, length: input.is64 ? 64 : 40 });

export function firstSegment(elf: ElfSkeleton, type: string): { segment: Segment; place: ByteRange } | null {
  const index = elf.segments.findIndex((segment) => segment.type === type);
  const segment = elf.segments[index];
  return segment ? { segment, place: segmentPlace(elf, index) } : null;
}

/** The entry of the dynamic table with that tag; null without it. */
export function dynamicPlace({ dynamic }: ElfSkeleton, tag: string): ByteRange | null {
  if (!dynamic) return null;
  const index = dynamic.entries.findIndex((entry) => entry.tag === tag);
  return index < 0 ? null : { offset: dynamic.place.offset + index * dynamic.entrySize, length: dynamic.entrySize };
}
