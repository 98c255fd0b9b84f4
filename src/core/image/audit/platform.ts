// Which platform an ELF file is of, in Docker's words, and which platforms run each other's programs. Used by every part of the audit.
import { architectureOf, architectureOfPlatform, compatible } from '../../verdict/index.ts';
import type { ElfBrief } from '../types.ts';

/** EI_OSABI of what no Linux kernel executes. Programs for Linux have NONE or GNU; anything else says nothing sure. */
const OTHER_SYSTEMS: Record<string, string> = {
  ELFOSABI_FREEBSD: 'freebsd',
  ELFOSABI_NETBSD: 'netbsd',
  ELFOSABI_OPENBSD: 'openbsd',
  ELFOSABI_SOLARIS: 'solaris',
  ELFOSABI_HPUX: 'hpux',
  ELFOSABI_AIX: 'aix',
};

/** `linux/arm64`, without a variant, as an ELF header names none; null for machines that nothing here runs on (BPF, GPUs …). */
export function platformOfElf(elf: Pick<ElfBrief, 'machine' | 'class' | 'data' | 'flags' | 'osabi'>): string | null {
  const architecture = architectureOf(elf);
  return architecture === null ? null : `${OTHER_SYSTEMS[elf.osabi ?? ''] ?? 'linux'}/${architecture}`;
}

/** The variant counts for nothing: `linux/arm/v7` is `linux/arm`. */
export const samePlatform = (a: string, b: string): boolean => systemOf(a) === systemOf(b) && architectureOfPlatform(a) === architectureOfPlatform(b);

const systemOf = (platform: string): string => platform.split('/')[0] ?? '';

/** What kernels of `host` run without an emulator although it is of another platform: 32 bit on 64. */
export const runsToo = (host: string, program: string): boolean =>
  systemOf(host) === systemOf(program) && compatible(architectureOfPlatform(host), architectureOfPlatform(program));

/** Of a claimed platform; what names no system at all counts as Linux. */
export const isLinux = (platform: string): boolean => ['linux', 'unknown', ''].includes(platform.split('/')[0] ?? '');
