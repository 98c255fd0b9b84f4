// What e_flags says of the ABI, on the machines where it says anything: floating point in registers or not decides which libraries fit. Sources: elf.h of
// glibc, the ELF supplements of ARM (AAELF32), RISC-V, PowerPC 64 and LoongArch. x86 and AArch64 define no flags at all (C43).

/** Words for the part of the flags that has to be the same in a program and its libraries; null where the machine defines none, or nothing is set. */
export function abiOfFlags(machine: string | null, flags: string | null): string | null {
  const bits = flags === null || !/^\d{1,10}$/.test(flags) ? null : Number(flags);
  if (bits === null) return null;
  switch (machine) {
    case 'EM_ARM': {
      const version = bits >>> 24;
      const float = (bits & 0x400) !== 0 ? 'hard float' : (bits & 0x200) !== 0 ? 'soft float' : null;
      // Go's own linker sets no float bit, and a program without libraries needs none.
      return float === null ? `EABI${version}` : `EABI${version}, ${float}`;
    }
    case 'EM_RISCV':
      return ['soft float', 'single float', 'double float', 'quad float'][(bits >>> 1) & 3] ?? null;
    case 'EM_PPC64':
      return (bits & 3) === 0 ? null : `ELFv${bits & 3}`;
    case 'EM_LOONGARCH':
      return ['', 'soft float', 'single float', 'double float'][bits & 7] ?? null;
    case 'EM_MIPS':
      return (bits & 0x20) !== 0 ? 'N32' : (bits & 0xf000) === 0x1000 ? 'O32' : null;
    default:
      return null;
  }
}
