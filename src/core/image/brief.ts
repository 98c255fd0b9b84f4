// What is kept of an ELF file in an image: what a loader looks at. Called by layer.ts for every file that begins with ELF's magic.
import { readElf, readExports, readVersionsDefined, type ByteSource } from '../evidence/index.ts';
import { briefOf } from '../verdict/index.ts';
import { libcVersionOf } from './libc-version.ts';
import { loaderFoldersOf } from './loader-folders.ts';
import type { ElfBrief } from './types.ts';

/** More symbols than any C library or C++ runtime exports; of a library with more, none are kept. */
const MAX_EXPORTS = 60_000;

export function readBrief(source: ByteSource, path: string): ElfBrief {
  const elf = readElf(source, path);
  const library = elf.linkage === 'shared' && elf.symbols.dynamic <= MAX_EXPORTS;
  return {
    ...briefOf(elf),
    versionsDefined: elf.linkage === 'shared' ? readVersionsDefined(source) : [],
    exports: library ? readExports(source) : null,
    libcVersion: library ? libcVersionOf(source, elf.soname, path.slice(path.lastIndexOf('/') + 1)) : null,
    loaderFolders: library ? loaderFoldersOf(source, elf.soname) : null,
  };
}
