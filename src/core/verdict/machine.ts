// Machines and platforms: what a kernel and a loader compare. Facts of elf.h and the psABI documents; names of platforms as Docker and Go write them.
import type { ElfBrief } from '../image/types.ts';

export type Abi = Pick<ElfBrief, 'class' | 'data' | 'machine' | 'flags'>;

/** e_machine/class/data -> GOARCH, or a name of ours where Go knows none. */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  'EM_X86_64/64/lsb': 'amd64',
  'EM_X86_64/32/lsb': 'x32',
  'EM_386/32/lsb': '386',
  'EM_AARCH64/64/lsb': 'arm64',
  'EM_AARCH64/64/msb': 'arm64be',
  'EM_AARCH64/32/lsb': 'arm64ilp32',
  'EM_ARM/32/lsb': 'arm',
  'EM_ARM/32/msb': 'armbe',
  'EM_RISCV/64/lsb': 'riscv64',
  'EM_RISCV/32/lsb': 'riscv',
  'EM_PPC64/64/lsb': 'ppc64le',
  'EM_PPC64/64/msb': 'ppc64',
  'EM_PPC/32/msb': 'ppc',
  'EM_S390/64/msb': 's390x',
  'EM_S390/32/msb': 's390',
  'EM_MIPS/64/lsb': 'mips64le',
  'EM_MIPS/64/msb': 'mips64',
  'EM_MIPS/32/lsb': 'mipsle',
  'EM_MIPS/32/msb': 'mips',
  'EM_LOONGARCH/64/lsb': 'loong64',
  'EM_SPARCV9/64/msb': 'sparc64',
  'EM_SPARC/32/msb': 'sparc',
  'EM_68K/32/msb': 'm68k',
  'EM_SH/32/lsb': 'sh4',
  'EM_PARISC/32/msb': 'hppa',
  'EM_ALPHA/64/lsb': 'alpha',
};

/** Debian's triple, as in /usr/lib/<triple>; by architecture. */
const TRIPLES: Readonly<Record<string, string>> = {
  amd64: 'x86_64-linux-gnu',
  x32: 'x86_64-linux-gnux32',
  '386': 'i386-linux-gnu',
  arm64: 'aarch64-linux-gnu',
  arm: 'arm-linux-gnueabihf',
  riscv64: 'riscv64-linux-gnu',
  ppc64le: 'powerpc64le-linux-gnu',
  ppc64: 'powerpc64-linux-gnu',
  ppc: 'powerpc-linux-gnu',
  s390x: 's390x-linux-gnu',
  mips64le: 'mips64el-linux-gnuabi64',
  mips64: 'mips64-linux-gnuabi64',
  mipsle: 'mipsel-linux-gnu',
  mips: 'mips-linux-gnu',
  loong64: 'loongarch64-linux-gnu',
  sparc64: 'sparc64-linux-gnu',
  m68k: 'm68k-linux-gnu',
  sh4: 'sh4-linux-gnu',
  hppa: 'hppa-linux-gnu',
  alpha: 'alpha-linux-gnu',
};

/** AT_PLATFORM, which $PLATFORM stands for; musl's own names of machines in `/etc/ld-musl-<name>.path`. */
const PLATFORM_WORDS: Readonly<Record<string, { at: string; musl: string }>> = {
  amd64: { at: 'x86_64', musl: 'x86_64' },
  x32: { at: 'x86_64', musl: 'x32' },
  '386': { at: 'i686', musl: 'i386' },
  arm64: { at: 'aarch64', musl: 'aarch64' },
  arm: { at: 'v7l', musl: 'armhf' },
  riscv64: { at: 'riscv64', musl: 'riscv64' },
  ppc64le: { at: 'power8', musl: 'powerpc64le' },
  s390x: { at: 'z900', musl: 's390x' },
  loong64: { at: 'loongarch64', musl: 'loongarch64' },
};

/** `amd64`, `arm64`, `mips64le`; null where elf.h has the machine and no system of ours runs it. */
export const architectureOf = (abi: Abi): string | null => ARCHITECTURES[`${abi.machine}/${abi.class}/${abi.data}`] ?? null;

/** `linux/amd64`; without a variant, which no header tells. */
export const platformOf = (abi: Abi): string | null => {
  const architecture = architectureOf(abi);
  return architecture === null ? null : `linux/${architecture}`;
};

/** `linux/arm/v7` -> `arm`. */
export const architectureOfPlatform = (platform: string): string => platform.split('/')[1] ?? '';

export function tripleOf(abi: Abi): string | null {
  const architecture = architectureOf(abi);
  if (architecture === 'arm' && softFloat(abi)) return 'arm-linux-gnueabi';
  return architecture === null ? null : (TRIPLES[architecture] ?? null);
}

export const atPlatform = (abi: Abi): string => PLATFORM_WORDS[architectureOf(abi) ?? '']?.at ?? '';
export const muslName = (abi: Abi): string | null => PLATFORM_WORDS[architectureOf(abi) ?? '']?.musl ?? null;

/** Machines of 32 bits that kernels of 64 bits can run without an emulator. */
const COMPATIBLE: Readonly<Record<string, readonly string[]>> = {
  amd64: ['386', 'x32'],
  arm64: ['arm'],
  ppc64: ['ppc'],
  s390x: ['s390'],
  mips64: ['mips'],
  mips64le: ['mipsle'],
  sparc64: ['sparc'],
};
export const compatible = (host: string, program: string): boolean => COMPATIBLE[host]?.includes(program) ?? false;

const EF_ARM_ABI_FLOAT_SOFT = 0x200;
const EF_ARM_ABI_FLOAT_HARD = 0x400;
const softFloat = ({ flags }: Abi): boolean => (Number(flags ?? 0) & EF_ARM_ABI_FLOAT_SOFT) !== 0;

/** The part of e_flags that decides which files can live in one process, in words; null where the machine has none, or the file does not say. */
export function abiOf(abi: Abi): string | null {
  const flags = Number(abi.flags ?? 0);
  switch (abi.machine) {
    case 'EM_ARM':
      return (flags & EF_ARM_ABI_FLOAT_HARD) !== 0 ? 'hard-float' : (flags & EF_ARM_ABI_FLOAT_SOFT) !== 0 ? 'soft-float' : null;
    case 'EM_RISCV':
      return ['soft-float', 'single-float', 'double-float', 'quad-float'][(flags >> 1) & 3] ?? null;
    case 'EM_PPC64':
      return [null, 'ELFv1', 'ELFv2'][flags & 3] ?? null;
    case 'EM_MIPS':
      return abi.class === 64 ? 'n64' : (flags & 0x20) !== 0 ? 'n32' : 'o32';
    case 'EM_LOONGARCH':
      return [null, 'soft-float', 'single-float', 'double-float'][flags & 7] ?? null;
    default:
      return null;
  }
}

/** Why `file` can't be in one process with `program`; null where it can. `class`: glibc looks on for that; so it does for `machine`; `data` ends its search. */
export function mismatch(file: Abi, program: Abi): { what: 'class' | 'data' | 'machine' | 'abi'; text: string } | null {
  if (file.class !== program.class) return { what: 'class', text: `${file.class} bit, ${program.class} is wanted` };
  if (file.data !== program.data) return { what: 'data', text: `byte order ${file.data}, ${program.data} is wanted` };
  if (file.machine !== program.machine) return { what: 'machine', text: `of another machine: ${file.machine}, ${program.machine} is wanted` };
  const [a, b] = [abiOf(file), abiOf(program)];
  if (a !== null && b !== null && a !== b) return { what: 'abi', text: `of another ABI: ${a}, ${b} is wanted` };
  return null;
}
