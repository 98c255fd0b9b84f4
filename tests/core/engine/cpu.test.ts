// CPU levels from /proc/cpuinfo: the lists of the x86-64 psABI, and what the kernel says of arm64.
import { describe, expect, it } from 'vitest';
import { parseCpuinfo } from '../../../src/core/engine/index.ts';

const V1 = 'fpu cx8 cmov fxsr mmx syscall lm sse sse2';
const V2 = `${V1} cx16 lahf_lm popcnt pni sse4_1 sse4_2 ssse3`;
const V3 = `${V2} abm avx avx2 bmi1 bmi2 f16c fma movbe xsave`;
const V4 = `${V3} avx512bw avx512cd avx512dq avx512f avx512vl`;
const x86 = (flags: string): string => `processor\t: 0\nmodel name\t: Some CPU @ 2.0 GHz\nflags\t\t: ${flags}\nbugs\t\t:\n\nprocessor\t: 1\nmodel name\t: Other\nflags\t\t: fpu\n`;
const arm = (features: string): string => `processor\t: 0\nBogoMIPS\t: 50.00\nFeatures\t: ${features}\nCPU implementer\t: 0x41\nCPU part\t: 0xd49\n\n`;

describe('the level of a CPU', () => {
  it.each([
    [V1, 'v1'],
    [V2, 'v2'],
    [V3, 'v3'],
    [V4, 'v4'],
    [V4.replace(' movbe', ''), 'v2'],
    ['fpu cx8 cmov fxsr mmx sse sse2', null],
  ])('x86-64 %#: every flag of the level and of those below', (flags, level) => {
    expect(parseCpuinfo(x86(flags))).toMatchObject({ model: 'Some CPU @ 2.0 GHz', level });
  });

  it.each([
    ['fp asimd', 'v8.0'],
    ['fp asimd atomics asimdrdm crc32', 'v8.1'],
    ['fp asimd atomics asimdrdm crc32 dcpop fcma jscvt lrcpc asimddp flagm dit ilrcpc uscat flagm2 frint sb dcpodp sve2 i8mm bf16', 'v9.1'],
    ['fp asimd crc32 dcpop', 'v8.0'],
  ])('arm64 %#', (features, level) => {
    expect(parseCpuinfo(arm(features))).toMatchObject({ model: 'implementer 0x41, part 0xd49', level });
  });

  it('is not known of other machines, and of nothing at all', () => {
    expect(parseCpuinfo('processor\t: 0\nhart\t: 0\nisa\t: rv64imafdc\nuarch\t: sifive,u74\n')).toMatchObject({ model: 'sifive,u74', level: null });
    expect(parseCpuinfo('')).toBeNull();
    expect(parseCpuinfo('nothing of that kind')).toBeNull();
  });
});
