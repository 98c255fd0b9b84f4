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

/** What a loader looks at, of a whole document. What the file defines itself is not known of `elf@1`. */
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
  abiKernel: abiKernelOf(elf.notes),
  goVersion: elf.go?.version ?? null,
  damaged: elf.warnings.length > 0,
});

/** `NT_GNU_ABI_TAG`: the OS, then three numbers of the oldest kernel. Byte order is the file's, and its text says it decoded. */
function abiKernelOf(notes: Elf['notes']): string | null {
  for (const { name, type, text } of notes) {
    const kernel = name === 'GNU' && type === 1 ? /^Linux (\d+\.\d+\.\d+)$/.exec(text ?? '')?.[1] : undefined;
    if (kernel !== undefined) return kernel;
  }
  return null;
}
