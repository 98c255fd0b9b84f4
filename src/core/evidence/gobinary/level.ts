// The CPU level a binary was built for. Build info says it since Go 1.18 (GOARM64 and GORISCV64 since 1.23); before, and without, it is the default.
import type { GoInfo } from '../../../shared/domain/elf.ts';
import type { GoDetail } from '../../../shared/domain/elf-detail.ts';
import type { ElfSkeleton } from '../elf/skeleton.ts';

/** GOARCH -> the variable of its level and its default (internal/buildcfg). */
const LEVELS: Record<string, { variable: string; value: string }> = {
  amd64: { variable: 'GOAMD64', value: 'v1' },
  arm64: { variable: 'GOARM64', value: 'v8.0' },
  arm: { variable: 'GOARM', value: '7' },
  386: { variable: 'GO386', value: 'sse2' },
  mips: { variable: 'GOMIPS', value: 'hardfloat' },
  mipsle: { variable: 'GOMIPS', value: 'hardfloat' },
  mips64: { variable: 'GOMIPS64', value: 'hardfloat' },
  mips64le: { variable: 'GOMIPS64', value: 'hardfloat' },
  ppc64: { variable: 'GOPPC64', value: 'power8' },
  ppc64le: { variable: 'GOPPC64', value: 'power8' },
  riscv64: { variable: 'GORISCV64', value: 'rva20u64' },
};

/** Null for machines without levels (s390x, loong64). */
export function levelOf(skeleton: ElfSkeleton, go: GoInfo | null): GoDetail['level'] {
  const arch = go?.settings['GOARCH'] ?? archOf(skeleton);
  const level = arch === null ? undefined : LEVELS[arch];
  if (!level) return null;
  const said = go?.settings[level.variable];
  return said === undefined ? { ...level, assumed: true } : { variable: level.variable, value: said, assumed: false };
}

/** GOARCH by the header alone. */
export function archOf({ header, input }: Pick<ElfSkeleton, 'header' | 'input'>): string | null {
  const { is64, little } = input;
  switch (header.machine) {
    case 'EM_X86_64':
      return is64 ? 'amd64' : null;
    case 'EM_AARCH64':
      return 'arm64';
    case 'EM_386':
      return '386';
    case 'EM_ARM':
      return 'arm';
    case 'EM_MIPS':
      return `mips${is64 ? '64' : ''}${little ? 'le' : ''}`;
    case 'EM_PPC64':
      return little ? 'ppc64le' : 'ppc64';
    case 'EM_RISCV':
      return is64 ? 'riscv64' : null;
    case 'EM_S390':
      return is64 ? 's390x' : null;
    case 'EM_LOONGARCH':
      return is64 ? 'loong64' : null;
    default:
      return null;
  }
}
