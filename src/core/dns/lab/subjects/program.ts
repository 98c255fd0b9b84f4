// A binary of the user's as a subject: read and looked at before anything is started. What can't run in the small root of a sample is refused with the fact.
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { Elf } from '../../../../shared/domain/elf.ts';
import { InputError } from '../../../../shared/domain/errors.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { formatBytes } from '../../../../shared/domain/units.ts';
import { bytesSource, readElf } from '../../../evidence/index.ts';
import { fileErrorWhy } from '../../../file-errors.ts';
import type { ProgramFile } from '../plan.ts';

/** As large as an artefact of a cell may be would fill the memory of many samples' engine; a Go program has some ten MB. */
const MOST_BYTES = 256 << 20;

const MACHINES: Record<string, string> = { 'linux/amd64': 'EM_X86_64', 'linux/arm64': 'EM_AARCH64', 'linux/386': 'EM_386', 'linux/riscv64': 'EM_RISCV', 'linux/arm/v7': 'EM_ARM' };

/** Libraries that are part of glibc, which the root of a sample has. */
const OF_GLIBC = /^(?:ld-linux[\w.-]*|ld64|lib(?:c|m|dl|rt|pthread|resolv|util|anl|nsl|nss_\w+|BrokenLocale))\.so\.\d+$/;
const OF_MUSL = /^(?:libc\.musl-[\w]+\.so\.1|libc\.so|ld-musl-[\w]+\.so\.1)$/;

export interface ReadProgram extends ProgramFile {
  content: Buffer;
  /** Version, if it says one. */
  version: string | null;
  /** `go1.24.4, dynamic, glibc`. */
  origin: string;
}

/** Throws InputError with what is wrong with the file. `glibc`: the version of the lab's, null where it has none or that is not known yet. */
export async function readProgram(file: string, name: string, platform: string, glibc: string | null): Promise<ReadProgram> {
  const refuse = (why: string, expected: string): InputError => new InputError(`${shown(file)} ${why}; expected ${expected}`, { input: file, expected });
  let content: Buffer;
  try {
    await using handle = await open(file);
    const found = await handle.stat();
    if (!found.isFile() && !found.isDirectory()) throw refuse('is no file but a device or a pipe', 'a program'); // reading it might never end
    const { size } = found;
    if (size > MOST_BYTES) throw refuse(`is ${formatBytes(size)} long`, `a program of at most ${formatBytes(MOST_BYTES)}`);
    content = await handle.readFile();
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw refuse(`can't be read: ${fileErrorWhy(error)}`, 'a program, or one of the lab: go, c-glibc, c-musl …');
  }
  const elf = readElf(bytesSource(content), file);
  const problem = unfit(elf, platform, glibc);
  if (problem !== null) throw refuse(problem.fact, problem.expected);
  const libc = elf.libc === 'glibc' || elf.libc === 'musl' ? elf.libc : null;
  const isGo = elf.go !== null;
  const pure = isGo && (elf.cgo.enabled === false || libc === null);
  const version = elf.go?.version.replace(/^go/, '') ?? null;
  return {
    name,
    libc,
    go: isGo,
    resolver: pure ? 'go' : isGo ? null : libc,
    content,
    version: pure ? version : null,
    origin: [elf.go?.version ?? null, elf.linkage, libc ?? 'no libc', path.basename(file)].filter((part) => part !== null).join(', '),
  };
}

/** Why a binary can't run in the root of a sample; null where it can. */
export function unfit(elf: Elf, platform: string, glibc: string | null): { fact: string; expected: string } | null {
  if (elf.format !== 'elf') return { fact: `is no ELF program but ${elf.format === 'unknown' ? 'a file of an unknown kind' : elf.format}`, expected: `a program for ${platform}` };
  if (elf.linkage === 'shared' || elf.linkage === 'relocatable' || elf.linkage === null)
    return { fact: `is no program: ${elf.linkage ?? elf.type ?? 'of no type'}`, expected: 'an executable file' };
  const machine = MACHINES[platform];
  if (machine !== undefined && elf.machine !== machine) return { fact: `is for ${elf.machine ?? 'no machine'}`, expected: `one for ${machine} (${platform}, the engine's own)` };
  if (elf.interp !== null && !/\/ld-(?:linux|musl)[\w.-]*$|\/ld64\.so/.test(elf.interp))
    return { fact: `asks for the loader ${shown(elf.interp)}, and a sample's root has glibc's and musl's alone`, expected: "glibc's or musl's loader, or a static program" };
  const known = elf.libc === 'musl' ? OF_MUSL : OF_GLIBC;
  const foreign = elf.needed.filter((library) => !known.test(library));
  if (foreign.length > 0)
    return { fact: `needs ${foreign.map(shown).join(', ')}, and a sample's root has libc alone`, expected: 'a program that needs libc alone, or its whole image as the subject' };
  if (glibc !== null && elf.libc === 'glibc' && elf.glibcFloor !== null && newer(elf.glibcFloor, glibc))
    return { fact: `needs glibc ${elf.glibcFloor}, and the lab's is ${glibc}`, expected: `glibc ${glibc} or older` };
  return null;
}

function newer(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) =>
    text
      .replace(/^GLIBC_/, '')
      .split('.')
      .map(Number),
  );
  for (let at = 0; at < 3; at += 1) {
    const difference = (left?.[at] ?? 0) - (right?.[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
