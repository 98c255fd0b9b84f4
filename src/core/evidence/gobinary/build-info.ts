// Where Go's build info stands in an ELF file.
import { locateGoBuildInfo, type BuildInfoPlace, type LocatedBuildInfo } from '../buildinfo/index.ts';
import type { ElfSkeleton } from '../elf/skeleton.ts';

/** Null where the file has none. Damage goes to the warnings of the skeleton's input. */
export const findBuildInfo = (skeleton: ElfSkeleton): LocatedBuildInfo | null => locateGoBuildInfo(skeleton.input.source, buildInfoPlace(skeleton));

/** Go's linker writes a section `.go.buildinfo`; in a file without sections, or one that ends before their names, it stands at the beginning of a writable segment. */
function buildInfoPlace(skeleton: ElfSkeleton): BuildInfoPlace {
  const { input, sections, segments } = skeleton;
  const named = sections.filter(({ name, type }) => name === '.go.buildinfo' && type !== 'SHT_NOBITS').slice(0, 1);
  const writable = segments.filter(({ type, flags, filesz }) => type === 'PT_LOAD' && (flags & 3) === 2 && filesz > 0).map(({ offset, filesz }) => ({ offset, size: filesz }));
  return {
    ranges:
      named.length > 0
        ? named.map(({ offset, size }) => ({ offset, size }))
        : sections.some(({ name }) => name !== '') && !sections.some(({ name }) => name.startsWith('.go') || name === '.text')
          ? []
          : writable.slice(0, 4),
    offsetOf: (address) => skeleton.offsetOf(address),
    warn: (code, text, offset) => input.warn(code, text, offset),
  };
}
