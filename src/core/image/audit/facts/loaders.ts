// The loaders of an image, which C library each belongs to, and whether the image has one library, two or none.
import type { ImageFacts } from '../../../../shared/domain/image.ts';
import type { ElfBrief, ImageIndex } from '../../types.ts';
import { LOADERS } from '../../wanted.ts';
import { platformOfElf, samePlatform } from '../platform.ts';
import { nameOf, type Survey } from '../survey.ts';

type Loader = ImageFacts['loaders'][number];

const MAX = 50;

/** Known loader paths, and those that programs in the image ask for, where an entry stands (a link that leads nowhere too). */
export function loadersOf({ index, elves }: Survey): Loader[] {
  const paths = new Set(LOADERS.map(({ path }) => path));
  for (const { elf } of elves) if (elf.interp?.startsWith('/') === true && paths.size < 1_000) paths.add(elf.interp);
  const loaders: Loader[] = [];
  for (const path of [...paths].sort()) {
    if (loaders.length >= MAX || index.get(path) === null) continue;
    const resolved = index.resolve(path);
    const real = resolved.found && resolved.entry.kind === 'file' ? resolved.path : null;
    const elf = real === null ? null : index.elf(real);
    loaders.push({ path, real, libc: real === null ? claimedBy(path) : libcOfLoader(real, elf), machine: elf?.machine ?? null });
  }
  return loaders;
}

const claimedBy = (path: string): Loader['libc'] => LOADERS.find((known) => known.path === path)?.libc ?? 'unknown';

/** By what the file is, not by what it is called: glibc's defines GLIBC_ version nodes, musl's is the C library itself and defines none. */
function libcOfLoader(real: string, elf: ElfBrief | null): Loader['libc'] {
  if (elf === null) return 'unknown';
  if (elf.versionsDefined.some((node) => node.startsWith('GLIBC_'))) return 'glibc';
  const names = [elf.soname ?? '', nameOf(real)];
  if (names.some((name) => /^(ld-musl-|libc\.musl-)/.test(name))) return 'musl';
  if (elf.exports?.includes('__libc_start_main') === true) return 'musl';
  // Alpine's gcompat stands at glibc's path and starts musl's loader.
  if (elf.needed.some((name) => /musl|gcompat/.test(name)) || names.some((name) => name.includes('gcompat')) || /ld-musl/.test(elf.interp ?? '')) return 'musl';
  if (names.some((name) => /^ld-linux|^ld64\.so|^ld-2\./.test(name))) return 'glibc';
  return 'unknown';
}

/** Of the claimed platform where one of those is there; an image of a foreign platform is told by what it has. */
export function libcOf(survey: Survey, loaders: readonly Loader[]): ImageFacts['libc'] {
  const there = loaders.filter(({ real }) => real !== null);
  const own = there.filter(({ real }) => real !== null && isOwn(survey.index, real, survey.platform));
  const chosen = own.length > 0 ? own : there;
  const glibc = chosen.some(({ libc }) => libc === 'glibc') || (chosen.length === 0 && survey.libraries.has('libc.so.6'));
  const musl = chosen.some(({ libc }) => libc === 'musl');
  if (glibc && musl) return 'both';
  if (glibc) return 'glibc';
  if (musl) return 'musl';
  return chosen.length > 0 ? 'unknown' : 'none';
}

function isOwn(index: ImageIndex, path: string, platform: string): boolean {
  const elf = index.elf(path);
  const own = elf === null ? null : platformOfElf(elf);
  return own !== null && samePlatform(own, platform);
}
