// What is kept of an ELF file in an image: what a loader looks at. Called by layer.ts for every file that begins with ELF's magic.
import { readElf, readExports, readVersionsDefined, type ByteSource } from '../evidence/index.ts';
import { libcVersionOf } from './libc-version.ts';
import { loaderFoldersOf } from './loader-folders.ts';
import type { ElfBrief } from './types.ts';

/** More symbols than any C library or C++ runtime exports; of a library with more, none are kept. */
const MAX_EXPORTS = 60_000;

export function readBrief(source: ByteSource, path: string): ElfBrief {
  const elf = readElf(source, path);
  const library = elf.linkage === 'shared' && elf.symbols.dynamic <= MAX_EXPORTS;
  return {
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
    versionsDefined: elf.linkage === 'shared' ? readVersionsDefined(source) : [],
    exports: library ? readExports(source) : null,
    abiKernel: abiKernelOf(elf.notes),
    goVersion: elf.go?.version ?? null,
    libcVersion: library ? libcVersionOf(source, elf.soname, path.slice(path.lastIndexOf('/') + 1)) : null,
    loaderFolders: library ? loaderFoldersOf(source, elf.soname) : null,
    damaged: elf.warnings.length > 0,
  };
}

/** `NT_GNU_ABI_TAG`: the OS, then three numbers of the oldest kernel. Byte order is the file's, and its text says it decoded. */
function abiKernelOf(notes: readonly { name: string; type: number; text: string | null }[]): string | null {
  const tag = notes.find(({ name, type }) => name === 'GNU' && type === 1);
  return /Linux (\d+\.\d+\.\d+)/.exec(tag?.text ?? '')?.[1] ?? null;
}
