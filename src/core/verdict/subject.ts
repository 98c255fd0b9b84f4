// What the kernel loads in the end: the binary itself, or the interpreter that a script names. As a loader sees it.
import type { Elf } from '../../shared/domain/elf.ts';
import type { ElfBrief } from '../image/types.ts';

export interface Subject {
  /** Its path in the image; `at` for the binary itself. */
  readonly path: string;
  /** What sentences call it: `the binary`, `/bin/sh`. */
  readonly called: string;
  readonly brief: ElfBrief;
  /** The whole document; null for a file of the image. */
  readonly elf: Elf | null;
}

const ABI_TAG = /^Linux (\d+\.\d+\.\d+)$/;

/** The binary as an entry of an image's index would be. What it defines itself is not known of `elf@1`. */
export const briefOf = (elf: Elf): ElfBrief => ({
  class: elf.class,
  data: elf.data,
  machine: elf.machine,
  type: elf.type,
  osabi: elf.osabi,
  flags: elf.flags,
  linkage: elf.linkage,
  libc: elf.libc,
  interp: elf.interp,
  needed: elf.needed,
  soname: elf.soname,
  rpath: elf.rpath,
  runpath: elf.runpath,
  versionsNeeded: elf.versionsNeeded,
  versionsDefined: [],
  exports: null,
  abiKernel:
    elf.notes.map(({ name, type, text }) => (name === 'GNU' && type === 1 && text !== null ? (ABI_TAG.exec(text)?.[1] ?? null) : null)).find((each) => each !== null) ?? null,
  goVersion: elf.go?.version ?? null,
  damaged: elf.warnings.length > 0,
});
