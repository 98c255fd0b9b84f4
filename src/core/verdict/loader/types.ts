// What the two loaders have in common: a program, the files that it ends up with, and every look on the way.
import type { ResolvedLibrary } from '../../../shared/domain/verdict.ts';
import type { ElfBrief, ImageIndex } from '../../image/types.ts';

export type How = ResolvedLibrary['how'];

/** One file of the process. */
export interface Loaded {
  /** As it was asked for; for the program its path. */
  readonly name: string;
  /** As the loader opened it: what $ORIGIN of a library stands for. */
  readonly path: string;
  readonly real: string;
  readonly brief: ElfBrief;
  /** Who asked for it first; null for the program. */
  readonly by: Loaded | null;
}

export interface Resolution {
  readonly libraries: readonly ResolvedLibrary[];
  /** The program first, then in the order of loading. */
  readonly loaded: readonly Loaded[];
  /** What ends the search where the loader itself would stop at once: a file that is there and can't be used. */
  readonly fatal: { readonly name: string; readonly path: string; readonly why: string } | null;
  /** Why an answer is not sure: something that decides is not known. */
  readonly unsure: readonly string[];
  /** The file that a name asked by `by` ended at; null where it was not found. */
  of(by: Loaded, name: string): Loaded | null;
}

export interface Program {
  readonly image: ImageIndex;
  /** Where the program stands in the image, links followed: what $ORIGIN of it stands for. */
  readonly path: string;
  readonly brief: ElfBrief;
  readonly env: Readonly<Record<string, string>>;
  /** The loader as it stands in PT_INTERP, its real path, and what it is. */
  readonly interp: string;
  readonly loaderPath: string;
  readonly loader: ElfBrief | null;
  /** Levels of glibc-hwcaps that the CPU has, the best first; null: not known. */
  readonly hwcaps: readonly string[] | null;
  /** DF_1_NODEFLIB of the program: default folders are not for it. */
  readonly noDefault: boolean;
}

/** No process has more; a ring of hostile NEEDED entries ends here. */
export const MAX_LOADED = 2_000;
/** Questions of all of them together: names that are answered already cost no look. */
export const MAX_ASKED = 100_000;
/** Folders of one search path that are looked at. */
export const MAX_FOLDERS = 256;
/** Files that are looked for in all: 2,000 libraries in 40 folders. */
export const MAX_LOOKS = 80_000;
export const MAX_TRIED = 40;
