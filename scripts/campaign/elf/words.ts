// How readelf and pyelftools spell what elf.h (glibc) and the psABI documents, whose spelling elf@1 uses, spell otherwise. The numbers are the same: only words stand here.

export const MACHINES: Record<string, string> = {
  'Advanced Micro Devices X86-64': 'EM_X86_64',
  'Intel 80386': 'EM_386',
  AArch64: 'EM_AARCH64',
  ARM: 'EM_ARM',
  'RISC-V': 'EM_RISCV',
  'MIPS R3000': 'EM_MIPS',
  'IBM S/390': 'EM_S390',
  PowerPC: 'EM_PPC',
  PowerPC64: 'EM_PPC64',
  'Sparc v9': 'EM_SPARCV9',
  'Sparc v8+': 'EM_SPARC32PLUS',
  Sparc: 'EM_SPARC',
  MC68000: 'EM_68K',
  HPPA: 'EM_PARISC',
  Alpha: 'EM_ALPHA',
  'Renesas / SuperH SH': 'EM_SH',
  LoongArch: 'EM_LOONGARCH',
  ARCv2: 'EM_ARCV2',
  'Linux BPF': 'EM_BPF',
  EM_ARC_COMPACT2: 'EM_ARCV2',
  '36902': 'EM_ALPHA',
};

/** readelf's words of e_ident[EI_OSABI], and pyelftools' constants. */
export const OSABIS: Record<string, string> = {
  'UNIX - System V': 'ELFOSABI_NONE',
  'UNIX - GNU': 'ELFOSABI_GNU',
  ARM: 'ELFOSABI_ARM',
  'Standalone App': 'ELFOSABI_STANDALONE',
  ELFOSABI_SYSV: 'ELFOSABI_NONE',
  ELFOSABI_LINUX: 'ELFOSABI_GNU',
};

/** Section types without `SHT_`. */
export const SECTION_TYPES: Record<string, string> = {
  VERSYM: 'GNU_versym',
  VERNEED: 'GNU_verneed',
  VERDEF: 'GNU_verdef',
  GNU_VERSYM: 'GNU_versym',
  GNU_VERNEED: 'GNU_verneed',
  GNU_VERDEF: 'GNU_verdef',
};

/** Relocation types: binutils names some as an older or another document does. */
export const RELOCATIONS: Record<string, string> = {
  R_386_JUMP_SLOT: 'R_386_JMP_SLOT',
  R_AARCH64_TLS_TPREL64: 'R_AARCH64_TLS_TPREL',
  R_AARCH64_TLS_DTPMOD64: 'R_AARCH64_TLS_DTPMOD',
  R_AARCH64_TLS_DTPREL64: 'R_AARCH64_TLS_DTPREL',
  R_ARM_THM_CALL: 'R_ARM_THM_PC22',
  R_ARM_BASE_PREL: 'R_ARM_GOTPC',
  R_ARM_GOT_BREL: 'R_ARM_GOT32',
  R_PARISC_DLTIND14R: 'R_PARISC_LTOFF14R',
  R_PARISC_DLTIND21L: 'R_PARISC_LTOFF21L',
};

export const RELATIVE: Record<string, string> = {
  EM_X86_64: 'R_X86_64_RELATIVE',
  EM_386: 'R_386_RELATIVE',
  EM_AARCH64: 'R_AARCH64_RELATIVE',
  EM_ARM: 'R_ARM_RELATIVE',
  EM_RISCV: 'R_RISCV_RELATIVE',
  EM_PPC64: 'R_PPC64_RELATIVE',
  EM_PPC: 'R_PPC_RELATIVE',
  EM_S390: 'R_390_RELATIVE',
  EM_LOONGARCH: 'R_LARCH_RELATIVE',
};

/** Types of notes by pyelftools' names for them. */
export const NOTE_TYPES: Record<string, number> = {
  NT_GNU_ABI_TAG: 1,
  NT_GNU_HWCAP: 2,
  NT_GNU_BUILD_ID: 3,
  NT_GNU_GOLD_VERSION: 4,
  NT_GNU_PROPERTY_TYPE_0: 5,
  NT_STAPSDT: 3,
};

/** Types of segments that readelf prints without the machine's name, by machine. */
export const SEGMENT_TYPES: Record<string, Record<string, string>> = {
  EM_MIPS: { REGINFO: 'MIPS_REGINFO', RTPROC: 'MIPS_RTPROC', OPTIONS: 'MIPS_OPTIONS', ABIFLAGS: 'MIPS_ABIFLAGS' },
  EM_ARM: { EXIDX: 'ARM_EXIDX' },
  EM_RISCV: { RISCV_ATTRIBUT: 'RISCV_ATTRIBUTES' },
};

/** Numbers that one of them has no name for, or the name of a range; elf.h's name for each, by machine and kind. */
const NUMBERED: Record<string, Record<string, string>> = {
  EM_X86_64: {
    DT_1879048192: 'DT_X86_64_PLT',
    DT_1879048193: 'DT_X86_64_PLTSZ',
    DT_1879048195: 'DT_X86_64_PLTENT',
    DT_LOPROC: 'DT_X86_64_PLT',
    SHT_AMD64_UNWIND: 'SHT_X86_64_UNWIND',
  },
  EM_PPC64: { DT_LOPROC: 'DT_PPC64_GLINK', DT_1879048193: 'DT_PPC64_OPD', DT_1879048194: 'DT_PPC64_OPDSZ', DT_1879048195: 'DT_PPC64_OPT' },
  EM_PPC: { DT_LOPROC: 'DT_PPC_GOT', DT_1879048193: 'DT_PPC_OPT' },
  EM_SPARCV9: { DT_1879048193: 'DT_SPARC_REGISTER' },
  EM_ALPHA: { DT_LOPROC: 'DT_ALPHA_PLTRO', DT_1879048192: 'DT_ALPHA_PLTRO' },
  EM_MIPS: { PT_1879048192: 'PT_MIPS_REGINFO', PT_1879048193: 'PT_MIPS_RTPROC', PT_1879048194: 'PT_MIPS_OPTIONS', SHT_1879048235: 'SHT_MIPS_XHASH' },
  EM_ARCV2: { SHT_1879048193: 'SHT_ARC_ATTRIBUTES' },
  EM_PARISC: { SHT_1879048192: 'SHT_PARISC_EXT', SHT_1879048193: 'SHT_PARISC_UNWIND' },
};

/** A name of theirs, or `PT_<number>` where they have none, as elf.h has it. */
export const named = (machine: string | null, name: string): string => NUMBERED[machine ?? '']?.[name] ?? name;
