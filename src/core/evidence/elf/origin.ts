// What was linked in: the C library, and whether cgo is in it. Decided by evidence that is cheap to look up; each word of it is returned.
import type { Elf, GoInfo } from '../../../shared/domain/elf.ts';
import type { Input } from './input.ts';
import type { Section, Segment } from './header.ts';
import { findAll } from './search.ts';

export interface Origin {
  libc: Elf['libc'];
  cgo: Elf['cgo'];
}

interface Known {
  interp: string | null;
  needed: string[];
  versionsNeeded: Elf['versionsNeeded'];
  android: boolean;
  linkage: Elf['linkage'];
  go: GoInfo | null;
  goBuildId: string | null;
  sections: Section[];
  segments: Segment[];
}

/**
 * The C library whose files the program asks for at its start (by its loader, what it needs, the versions it needs), or, where it asks for none,
 * the one linked into it. `none` is said of Go programs only, and only where nothing of a C library was found; `unknown` is the answer for the rest.
 */
export function readOrigin(input: Input, known: Known): Origin {
  const asked = libcAskedFor(known);
  const cgoSetting = known.go?.settings['CGO_ENABLED'];
  const evidence: string[] = [];
  if (cgoSetting !== undefined) evidence.push(`build info: CGO_ENABLED=${cgoSetting}`);
  // Without cgo no C is in it, and the file need not be searched.
  const isGo = known.go !== null || known.goBuildId !== null || known.sections.some(({ name }) => name === '.gopclntab');
  if (isGo && cgoSetting === '0') return { libc: asked ?? 'none', cgo: { enabled: false, evidence } };

  const symbols = isGo || asked === null ? findInSymbolNames(input, known.sections, asked === null) : new Set<string>();
  const functions = isGo ? findInFunctionNames(input, known.sections) : new Set<string>();
  if (isGo) {
    if (symbols.has(CGO_SYMBOL)) evidence.push('symbol x_cgo_init');
    if (functions.has('_Cfunc_')) evidence.push('functions _Cfunc_… in .gopclntab');
    if (functions.has('_cgoexp_')) evidence.push('functions _cgoexp_… in .gopclntab');
    for (const file of known.needed) evidence.push(`needs ${file}`);
  }
  const inside = evidence.some((line) => !line.startsWith('build info'));
  const enabled = !isGo ? null : cgoSetting !== undefined ? cgoSetting === '1' : inside ? true : null;
  const cgo = { enabled, evidence };
  if (asked !== null) return { libc: asked, cgo };
  if (known.linkage === 'relocatable') return { libc: 'unknown', cgo };

  const linked = libcLinkedIn(input, known, symbols);
  if (linked !== null) return { libc: linked, cgo };
  return { libc: isGo && !inside && known.needed.length === 0 ? 'none' : 'unknown', cgo };
}

function libcAskedFor({ interp, needed, versionsNeeded, android }: Known): Elf['libc'] | null {
  if (versionsNeeded.some(({ version }) => version.startsWith('GLIBC_'))) return 'glibc';
  if (interp !== null) {
    if (/(^|\/)ld-musl-[^/]*$/.test(interp)) return 'musl';
    // ld-linux-x86-64.so.2, ld-linux-aarch64.so.1, ld-linux.so.2, and ld64.so.1/2 or ld.so.1 of ppc64, s390x, mips
    if (/(^|\/)(ld-linux[^/]*\.so\.\d+|ld64\.so\.[12]|ld\.so\.1)$/.test(interp)) return 'glibc';
    return 'unknown'; // Android's linker64, uClibc, the BSDs, Nix stores keep the file name of the first case
  }
  if (needed.includes('libc.so.6')) return 'glibc';
  if (needed.some((file) => /^libc\.musl-.*\.so\.1$/.test(file))) return 'musl';
  if (needed.includes('libc.so')) return android ? 'unknown' : 'musl';
  return needed.length > 0 ? 'unknown' : null;
}

/** What runtime/cgo's C part is known by. */
const CGO_SYMBOL = '\0x_cgo_init\0';
/** Names that only one C library brings; the first group stands in symbol tables, the second in the data of stripped files too. */
const GLIBC_SYMBOLS = ['\0__libc_csu_init\0', '\0_dl_relocate_static_pie\0', '\0__libc_early_init\0', '\0__libc_setup_tls\0'];
const MUSL_SYMBOLS = ['\0__init_libc\0', '\0__libc_start_init\0', '\0__musl_'];
const GLIBC_DATA = ['GLIBC_TUNABLES', 'LIBC_FATAL_STDERR_', 'glibc.malloc.check', 'GNU C Library'];
/** Read-only data of a C library, in bytes, with room to spare. */
const MAX_LIBRARY = 4 * 1024 * 1024;
const MUSL_DATA = ['No error information\0', '/etc/ld-musl-', '\0/etc/TZ\0'];

function libcLinkedIn(input: Input, { sections, segments, linkage, go }: Known, symbols: Set<string>): Elf['libc'] | null {
  if (sections.some(({ name }) => name === '__libc_IO_vtables' || name === '__libc_freeres_fn' || name === '__libc_atexit')) return 'glibc';
  if (GLIBC_SYMBOLS.some((name) => symbols.has(name))) return 'glibc';
  if (MUSL_SYMBOLS.some((name) => symbols.has(name))) return 'musl';
  const rodata = sections.find(({ name, type }) => name === '.rodata' && type === 'SHT_PROGBITS');
  const ranges = rodata ? [rodata] : segments.filter(({ type, flags }) => type === 'PT_LOAD' && (flags & 2) === 0).map(({ offset, filesz }) => ({ offset, size: filesz }));
  let left = input.size; // segments that overlap are not searched again and again
  // A library that asks for no C library is that library, which is small, or data (ICU's is 31 MB), which is not worth the time.
  const most = linkage === 'shared' && go === null ? MAX_LIBRARY : input.size;
  for (const { offset, size } of ranges.slice(0, 16)) {
    if (size > left) break;
    left -= size;
    const found = findAll(input, offset, Math.min(size, most), [...GLIBC_DATA, ...MUSL_DATA]);
    if (GLIBC_DATA.some((text) => found.has(text))) return 'glibc';
    if (MUSL_DATA.some((text) => found.has(text))) return 'musl';
  }
  return null;
}

function findInSymbolNames(input: Input, sections: Section[], libraries: boolean): Set<string> {
  const symtab = sections.find(({ type }) => type === 'SHT_SYMTAB');
  const names = symtab ? sections[symtab.link] : undefined;
  if (!names || names.type !== 'SHT_STRTAB') return new Set();
  return findAll(input, names.offset, names.size, libraries ? [CGO_SYMBOL, ...GLIBC_SYMBOLS, ...MUSL_SYMBOLS] : [CGO_SYMBOL]);
}

/** Go keeps the names of its functions in a stripped file too. `_cgo_init` is no evidence: a pure program has that variable as well. */
function findInFunctionNames(input: Input, sections: Section[]): Set<string> {
  const table = sections.find(({ name, type }) => (name === '.gopclntab' || name === '.data.rel.ro.gopclntab') && type !== 'SHT_NOBITS');
  if (!table) return new Set();
  const { offset, size } = functionNames(input, table);
  return findAll(input, offset, size, ['_Cfunc_', '_cgoexp_']);
}

/** By the magic of 1.16, 1.18 and 1.20. Since 1.18 the start of the text stands before the offsets. */
const WORD_OF_NAMES: Record<number, number> = { 0xfffffffa: 2, 0xfffffff0: 3, 0xfffffff1: 3 };

/** The names' part of a pclntab, a third of it: since Go 1.16 its header says where it is. Source: Go's runtime/symtab.go. */
function functionNames(input: Input, table: Section): { offset: number; size: number } {
  const wide = input.is64 ? 8 : 4;
  const length = 8 + 5 * wide;
  const head = table.size < length ? null : input.view(table.offset, length);
  const word = head === null ? undefined : WORD_OF_NAMES[input.u32(head, 0)];
  if (head === null || word === undefined || head.getUint8(7) !== wide) return table;
  const begin = input.offset(head, 8 + word * wide);
  const end = input.offset(head, 8 + (word + 1) * wide);
  return begin < end && end <= table.size ? { offset: table.offset + begin, size: end - begin } : table;
}
