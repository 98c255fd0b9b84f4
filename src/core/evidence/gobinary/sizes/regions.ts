// The file's bytes, each counted once: headers, sections (or segments where there are none), and what neither covers.
import type { ElfSkeleton } from '../../elf/skeleton.ts';

export interface Region {
  name: string;
  kind: 'header' | 'section';
  /** Index of the section; null for headers and segments. */
  section: number | null;
  start: number;
  /** End in the file, cut where the file ends. */
  end: number;
  /** Bytes that no region before it holds. */
  bytes: number;
}

export interface Regions {
  regions: Region[];
  /** Region of a section by its index. */
  bySection: Map<number, Region>;
  /** Bytes of the file in no region: padding, and what is hidden behind the last section. */
  rest: number;
}

export function readRegions(skeleton: ElfSkeleton): Regions {
  const { input, header, sections, segments } = skeleton;
  const regions: Region[] = [];
  const add = (name: string, kind: Region['kind'], section: number | null, start: number, length: number): void => {
    const end = Math.min(input.size, start + length);
    if (end > start) regions.push({ name, kind, section, start, end, bytes: 0 });
  };
  add('ELF header', 'header', null, 0, input.is64 ? 64 : 52);
  if (segments.length > 0) add('program headers', 'header', null, header.phoff, segments.length * header.phentsize);
  if (sections.length > 0) add('section headers', 'header', null, header.shoff, sections.length * header.shentsize);
  const headers = regions.length;
  for (const [index, { name, type, offset, size }] of sections.entries()) {
    if (type !== 'SHT_NOBITS' && type !== 'SHT_NULL') add(name === '' ? `section ${index}` : name, 'section', index, offset, size);
  }
  if (regions.length === headers) {
    for (const [index, { type, offset, filesz, flags }] of segments.entries()) {
      if (type === 'PT_LOAD') add(`segment ${index} (${flags & 4 ? 'r' : '-'}${flags & 2 ? 'w' : '-'}${flags & 1 ? 'x' : '-'})`, 'section', null, offset, filesz);
    }
  }
  const rest = input.size - share(regions, headers);
  const bySection = new Map(regions.flatMap((region) => (region.section === null ? [] : [[region.section, region] as const])));
  return { regions, bySection, rest };
}

/** Gives each byte to one region: headers first, then whoever begins first. Answers how many bytes were given. */
function share(regions: Region[], headers: number): number {
  const headerPieces = regions.slice(0, headers);
  // A segment holds the headers too: it is cut around them.
  const pieces = regions.flatMap((region, index) => (index < headers ? [{ region, start: region.start, end: region.end }] : around(region, headerPieces)));
  pieces.sort((a, b) => a.start - b.start || Number(b.region.kind === 'header') - Number(a.region.kind === 'header') || b.end - a.end);
  let cursor = 0;
  let given = 0;
  for (const { region, start, end } of pieces) {
    const from = Math.max(start, cursor);
    if (end <= from) continue;
    region.bytes += end - from;
    given += end - from;
    cursor = end;
  }
  return given;
}

function around(region: Region, holes: Region[]): { region: Region; start: number; end: number }[] {
  let pieces = [{ region, start: region.start, end: region.end }];
  for (const hole of holes) {
    pieces = pieces.flatMap((piece) =>
      hole.end <= piece.start || hole.start >= piece.end
        ? [piece]
        : [
            { ...piece, end: hole.start },
            { ...piece, start: hole.end },
          ].filter(({ start, end }) => end > start),
    );
  }
  return pieces;
}
