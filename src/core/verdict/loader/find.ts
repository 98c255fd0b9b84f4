// The loader that PT_INTERP names, as it stands in the image, and whose it is.
import { basename, dirname } from './look.ts';
import { mismatch } from '../machine.ts';
import type { Subject } from '../subject.ts';
import type { ElfBrief, ImageIndex, Resolved } from '../../image/types.ts';

type LoaderKind = 'glibc' | 'musl' | 'gcompat' | 'unknown';

export type Loader =
  | { readonly is: 'none' }
  | { readonly is: 'missing'; readonly interp: string; readonly resolved: Extract<Resolved, { found: false }>; readonly elsewhere: string | null }
  | { readonly is: 'unusable'; readonly interp: string; readonly path: string; readonly why: string; readonly cause: string | null }
  | {
      readonly is: 'found';
      readonly interp: string;
      readonly path: string;
      readonly through: readonly string[];
      readonly brief: ElfBrief;
      readonly kind: LoaderKind;
      /** Of gcompat: the musl loader that it starts, and what it preloads. */
      readonly starts: { readonly path: string; readonly brief: ElfBrief } | null;
    };

/** gcompat's library (its Makefile): the loader of that name starts musl's with it preloaded. */
export const GCOMPAT = '/lib/libgcompat.so.0';

export function findLoader(image: ImageIndex, { brief }: Subject): Loader {
  const { interp } = brief;
  if (interp === null) return { is: 'none' };
  // The kernel opens a relative one from the working folder.
  const asked = interp.startsWith('/') ? interp : `${image.config.workdir || '/'}/${interp}`;
  const resolved = image.resolve(asked);
  if (!resolved.found) return { is: 'missing', interp, resolved, elsewhere: elsewhere(image, interp) };
  const { entry, path } = resolved;
  const unusable = (why: string, cause: string | null): Loader => ({ is: 'unusable', interp, path, why, cause });
  if (entry.kind !== 'file') return unusable(`it is a ${entry.kind}`, null);
  if ((entry.mode & 0o111) === 0) return unusable('it has no execute bit', 'not-executable');
  const found = image.elf(path);
  if (found === null || found.class === null) return unusable('it is no ELF file', null);
  const wrong = mismatch(found, brief);
  if (wrong !== null) return unusable(`it is ${wrong.text}`, 'arch-mismatch');
  const starts = gcompatStarts(image, found);
  return { is: 'found', interp, path, through: resolved.through, brief: found, kind: starts !== null ? 'gcompat' : kindOf(path, found), starts };
}

/** By its own text first: a link or a copy may carry the name of another. */
function kindOf(path: string, brief: ElfBrief): LoaderKind {
  if (brief.libc === 'glibc' || brief.libc === 'musl') return brief.libc;
  const name = basename(path);
  if (/^ld-musl-|^libc\.musl-/.test(name) || (name === 'libc.so' && /musl/.test(path))) return 'musl';
  if (/^ld-(?:linux|\d)|^ld64\.so|^ld\.so\.1$/.test(name)) return 'glibc';
  return 'unknown';
}

/** gcompat's loader is a small static program: no C library's loader is one. */
function gcompatStarts(image: ImageIndex, brief: ElfBrief): { path: string; brief: ElfBrief } | null {
  if ((brief.linkage !== 'static' && brief.linkage !== 'static-pie') || brief.libc === 'glibc' || !image.resolve(GCOMPAT).found) return null;
  for (const { path } of image.list(dirname('/lib/x')).slice(0, 5_000)) {
    if (!/\/ld-musl-[^/]+\.so\.1$/.test(path)) continue;
    const resolved = image.resolve(path);
    const musl = resolved.found ? image.elf(resolved.path) : null;
    if (resolved.found && musl !== null && mismatch(musl, brief) === null) return { path: resolved.path, brief: musl };
  }
  return null;
}

/** The same file name elsewhere: in the other half of a merged /usr whose links are missing, or of another libc's habits. */
function elsewhere(image: ImageIndex, interp: string): string | null {
  const name = basename(interp);
  const twin = interp.startsWith('/usr/') ? interp.slice(4) : `/usr${interp}`;
  for (const path of [twin, `/lib/${name}`, `/lib64/${name}`, `/usr/lib/${name}`, `/usr/lib64/${name}`]) if (path !== interp && image.resolve(path).found) return path;
  return null;
}
