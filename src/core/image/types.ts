// The face of the image room: the file system of an image as it will be seen in a container, read once from its tar stream, nothing unpacked.
// Used by audits, by the judgement whether a binary will run there, by cells before they start, and by the window's file tree.
import type { Elf } from '../../shared/domain/elf.ts';
import type { ImageConfig, LAYER_COMPRESSIONS } from '../../shared/domain/image.ts';

export type EntryKind = 'file' | 'directory' | 'symlink' | 'char' | 'block' | 'fifo';

/** One path of the merged file system. Hard links are files of their own here, with the content of what they link to. */
export interface Entry {
  /** Absolute, without `.`, `..`, double or closing slashes: `/usr/bin/env`; the root is `/`. */
  readonly path: string;
  readonly kind: EntryKind;
  /** Permission bits with setuid, setgid and sticky (07777). */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of a file; 0 for the rest. */
  readonly size: number;
  /** Where a symlink leads, as it stands in it. */
  readonly target: string | null;
  /** The layer that this entry came from, counted from 0. */
  readonly layer: number;
}

/** What is kept of every ELF file of an image: what a loader looks at. */
export interface ElfBrief {
  readonly class: 32 | 64 | null;
  readonly data: 'lsb' | 'msb' | null;
  readonly machine: string | null;
  readonly type: string | null;
  readonly osabi: string | null;
  readonly flags: string | null;
  readonly linkage: Elf['linkage'];
  readonly libc: Elf['libc'];
  readonly interp: string | null;
  readonly needed: readonly string[];
  readonly soname: string | null;
  readonly rpath: readonly string[];
  readonly runpath: readonly string[];
  readonly versionsNeeded: Elf['versionsNeeded'];
  /** Version nodes that it defines (`GLIBC_2.34`), the base name left out. */
  readonly versionsDefined: readonly string[];
  /** Names of the dynamic symbols that it defines, with the version (`name@VERSION`) where they have one; null where it is no library or has too many to keep. */
  readonly exports: readonly string[] | null;
  /** Minimum kernel of the ABI tag, `3.2.0`. */
  readonly abiKernel: string | null;
  readonly goVersion: string | null;
  /** The version that a C library states in its own text: `2.41` of "GNU C Library … release version 2.41", `1.2.5` of musl's loader; absent where it is none or was not read. */
  readonly libcVersion?: string | null;
  /** Of glibc's loader: the default folders that it was built with, in its order; absent or null where it is none or was not read. */
  readonly loaderFolders?: readonly string[] | null;
  readonly damaged: boolean;
}

/** How a path is found in the image's own root. */
export type Resolved =
  | { readonly found: true; readonly entry: Entry; /** The real path. */ readonly path: string; /** Symlinks that were followed, in order. */ readonly through: readonly string[] }
  | { readonly found: false; /** Where it stopped. */ readonly at: string; readonly why: 'absent' | 'loop' | 'not-a-directory' };

export interface Layer {
  readonly digest: string;
  readonly bytes: number;
  readonly compression: (typeof LAYER_COMPRESSIONS)[number];
  readonly entries: number;
  readonly whiteouts: number;
  readonly createdBy: string | null;
  /** Where its bytes stand in the archive that was read: `<id>/layer.tar`, `blobs/sha256/…`. */
  readonly blob: string;
}

export interface ImageIndex {
  /** As it was asked for; the id is `sha256:…` of the config. */
  readonly ref: string;
  readonly id: string;
  readonly config: ImageConfig;
  readonly layers: readonly Layer[];
  /** History steps without a layer (ENV, CMD …), as `created_by` says them. */
  readonly steps: readonly string[];
  readonly bytes: number;
  readonly warnings: readonly { code: string; text: string; path: string | null }[];
  /** Follows every symlink, the last component too, inside the image's root; `..` of the root is the root. At most 40 links, as Linux. `path` is absolute. */
  resolve(path: string): Resolved;
  /** The entry at exactly this path (parents' links are followed, its own is not). */
  get(path: string): Entry | null;
  /** Children of a real directory, by name. */
  list(path: string): Entry[];
  /** Every entry of the merged file system, the root first: a folder before what is in it, siblings by the bytes of their names. */
  entries(): Iterable<Entry>;
  /** The text of a file that is kept whole (core/image/kept.ts says which: passwd, os-release, ld.so.conf, certificates' heads …), symlinks followed; null where it is not kept or not there. */
  text(path: string): string | null;
  /** The same, or what `head` has, as bytes (ld.so.cache, Mach-O). */
  bytesOf(path: string): Uint8Array | null;
  /** First bytes of a script or of a small executable that is no ELF; null else. */
  head(path: string): string | null;
  /** How many certificates a bundle (or a single `.pem`) of the usual places holds, symlinks followed; null where it is none that is looked into. */
  certificates(path: string): number | null;
  /** Of the file at this path, symlinks followed. */
  elf(path: string): ElfBrief | null;
  /** Every ELF file by its real path. */
  elves(): Iterable<readonly [path: string, elf: ElfBrief]>;
}
