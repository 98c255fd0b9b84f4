// Types, binds and visibilities of symbols as elf.h names them.
import { table, type Names } from './names.ts';

const TYPES: Names = table('STT_', '0:NOTYPE 1:OBJECT 2:FUNC 3:SECTION 4:FILE 5:COMMON 6:TLS 8:RELC 9:SRELC 10:GNU_IFUNC');
const BINDS: Names = table('STB_', '0:LOCAL 1:GLOBAL 2:WEAK 10:GNU_UNIQUE');
const VISIBILITIES = ['STV_DEFAULT', 'STV_INTERNAL', 'STV_HIDDEN', 'STV_PROTECTED'];
/** 13 to 15 mean something else on every machine. */
const MACHINE_TYPES: Record<string, Names> = {
  EM_ARM: table('STT_ARM_', '13:TFUNC 15:16BIT'),
  EM_SPARC: table('STT_SPARC_', '13:REGISTER'),
  EM_SPARC32PLUS: table('STT_SPARC_', '13:REGISTER'),
  EM_SPARCV9: table('STT_SPARC_', '13:REGISTER'),
  EM_PARISC: table('STT_PARISC_', '13:MILLICODE'),
};

/** `STT_FUNC`; `STT_11` for a number without a name. */
export const symbolTypeName = (machine: string, type: number): string => (type > 12 ? MACHINE_TYPES[machine]?.get(type) : undefined) ?? TYPES.get(type) ?? `STT_${type}`;
export const bindName = (bind: number): string => BINDS.get(bind) ?? `STB_${bind}`;
/** Of st_other, whose upper bits belong to the machine. */
export const visibilityName = (other: number): string => VISIBILITIES[other & 3] ?? 'STV_DEFAULT';
