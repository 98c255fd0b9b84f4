// Programs and images as a judgement sees them, in a few words: the image's tree goes through the real reader, its ELF files are given as facts.
import { emptyElf } from '../../src/core/evidence/index.ts';
import type { ElfBrief, ImageIndex } from '../../src/core/image/index.ts';
import { judge, type JudgeInput } from '../../src/core/verdict/index.ts';
import type { Elf } from '../../src/shared/domain/elf.ts';
import type { CheckId, CheckResult, HostFacts, Verdict } from '../../src/shared/domain/verdict.ts';
import { imageIndex, type FileSpec, type ImageSpec } from './image.ts';

const AMD64 = { class: 64, data: 'lsb', machine: 'EM_X86_64', osabi: 'ELFOSABI_NONE', flags: '0' } as const;

/** An x86-64 library of glibc without anything; `soname` is what it is asked for. */
export const library = (soname: string, more: Partial<ElfBrief> = {}): ElfBrief => ({
  ...AMD64,
  type: 'ET_DYN',
  linkage: 'shared',
  libc: 'glibc',
  interp: null,
  needed: [],
  soname,
  rpath: [],
  runpath: [],
  versionsNeeded: [],
  versionsDefined: [],
  exports: [],
  abiKernel: null,
  goVersion: null,
  damaged: false,
  ...more,
});

/** A program in the image. */
export const shell = (more: Partial<ElfBrief> = {}): ElfBrief => library('', { linkage: 'static', libc: 'musl', soname: null, exports: null, ...more });

/** An x86-64 program, static, that asks for nothing. */
export const program = (more: Partial<Elf> = {}): Elf => ({
  ...emptyElf('/home/somebody/app', 100_000, 'elf'),
  ...AMD64,
  type: 'ET_EXEC',
  abiVersion: 0,
  entry: '4198400',
  libc: 'none',
  linkage: 'static',
  segments: [{ type: 'PT_LOAD', flags: '5', offset: 0, vaddr: '4194304', paddr: '4194304', filesz: 90_000, memsz: '90000', align: '4096' }],
  ...more,
});

export const GLIBC = '/lib64/ld-linux-x86-64.so.2';
export const MUSL = '/lib/ld-musl-x86_64.so.1';

/** Asks for glibc's loader and for these libraries. */
export const dynamic = (needed: string[], more: Partial<Elf> = {}): Elf => program({ type: 'ET_DYN', linkage: 'pie', libc: 'glibc', interp: GLIBC, needed, ...more });
export const dynamicMusl = (needed: string[], more: Partial<Elf> = {}): Elf => dynamic(needed, { libc: 'musl', interp: MUSL, ...more });

/** A build by Go, with what build info says. */
export const goInfo = (settings: Record<string, string> = {}): NonNullable<Elf['go']> => ({ version: 'go1.24.4', path: 'example.test/app', main: null, deps: [], settings });

export const HOST: HostFacts = { platform: 'linux/amd64', kernel: '6.1.0-18-amd64', cpu: { model: 'some CPU', flags: [], level: 'v3' }, compat32: true, emulators: [] };
export const QEMU = (flags: string, enabled = true, platform = 'linux/arm64'): NonNullable<HostFacts['emulators']>[number] => ({
  name: 'qemu-aarch64',
  enabled,
  flags,
  interpreter: '/usr/libexec/qemu-binfmt/aarch64-binfmt-P',
  platform,
});

/** A path is an ELF file, a link (`-> target`), or a file as the image builder has them. */
export type Tree = Record<string, ElfBrief | FileSpec>;

const isElf = (file: ElfBrief | FileSpec): file is ElfBrief => typeof file === 'object' && 'versionsNeeded' in file;

export async function image(tree: Tree = {}, spec: Omit<ImageSpec, 'files'> = {}): Promise<ImageIndex> {
  const briefs = new Map<string, ElfBrief>();
  const files: Record<string, FileSpec> = {};
  for (const [path, file] of Object.entries(tree)) {
    const name = path.replace(/^\//, '');
    if (isElf(file)) {
      briefs.set(path, file);
      files[name] = { content: 'an ELF file', mode: 0o755 };
    } else files[name] = typeof file === 'string' && file.startsWith('-> ') ? { link: file.slice(3) } : file;
  }
  const index = await imageIndex({ ...spec, files });
  return {
    ...index,
    elf: (path) => {
      const found = index.resolve(path);
      return found.found ? (briefs.get(found.path) ?? null) : null;
    },
    elves: () => briefs.entries(),
  };
}

/** Debian's glibc: the loader, its link, and libc.so.6 with these version nodes. */
export const debian = (versions: string[] = ['GLIBC_2.2.5', 'GLIBC_2.34'], exports: string[] = ['puts@GLIBC_2.2.5']): Tree => ({
  '/lib64/ld-linux-x86-64.so.2': '-> ../lib/x86_64-linux-gnu/ld-linux-x86-64.so.2',
  '/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2': library('ld-linux-x86-64.so.2', { loaderFolders: ['/lib/x86_64-linux-gnu', '/usr/lib/x86_64-linux-gnu', '/lib', '/usr/lib'] }),
  '/lib/x86_64-linux-gnu/libc.so.6': library('libc.so.6', { interp: GLIBC, versionsDefined: versions, exports, libcVersion: '2.41' }),
});

/** musl: the loader, which is its libc. */
export const musl = (exports: string[] = ['puts']): Tree => ({ [MUSL]: library('', { soname: null, libc: 'musl', exports }) });

export async function judged(
  elf: Elf,
  tree: Tree = {},
  { config, platform, ...more }: Partial<JudgeInput> & { config?: Record<string, unknown>; platform?: string } = {},
): Promise<Verdict> {
  const index = await image(tree, { ...(config && { config }), ...(platform !== undefined && { platform }) });
  return judge({ elf, undefinedSymbols: [], scriptHead: null, image: index, host: HOST, at: '/app', env: {}, mode: 0o755, ...more });
}

export function check(verdict: Verdict, id: CheckId): CheckResult {
  const found = verdict.checks.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no check ${id}`);
  return found;
}
