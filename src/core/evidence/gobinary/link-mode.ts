// What really linked a Go binary: Go's own linker alone, or a C compiler's. They differ in the entry point and in what C start-up objects leave
// (facts/claims.md C53): `net` with cgo links internally, an `import "C"` of one's own externally.
import type { GoInfo } from '../../../shared/domain/elf.ts';
import type { GoDetail } from '../../../shared/domain/elf-detail.ts';
import type { ElfSkeleton } from '../elf/skeleton.ts';
import { functionName } from './functions.ts';
import type { SymbolFacts } from './symbols.ts';
import type { GoText } from './text.ts';

type LinkMode = GoDetail['linkMode'];

/** Go's own linker copies no such section: they come from crt1.o, crti.o and the objects of a C compiler. */
const FOREIGN_SECTIONS = ['.comment', '.note.ABI-tag', '.init', '.fini', '.eh_frame_hdr', '.init_array', '.fini_array', '.tm_clone_table'];

export function linkModeOf(skeleton: ElfSkeleton, text: GoText | null, symbols: SymbolFacts, go: GoInfo | null): LinkMode {
  const external: string[] = [];
  const internal: string[] = [];
  const buildMode = go?.settings['-buildmode'];
  if (buildMode !== undefined && /^(c-shared|c-archive|plugin|shared)$/.test(buildMode)) external.push(`build info: -buildmode=${buildMode}, which is always linked externally`);
  const asked = /(?:^|\s)['"]?--?linkmode[= ]['"]?(internal|external)/.exec(go?.settings['-ldflags'] ?? '')?.[1];
  if (asked) (asked === 'external' ? external : internal).push(`build info: -ldflags with -linkmode=${asked}`);

  const entry = entryFunction(skeleton, text, symbols);
  if (entry?.startsWith('_rt0_')) internal.push(`entry point is ${entry}, of Go's runtime`);
  else if (entry !== null) external.push(`entry point is ${entry}, of the C start-up code`);
  if (symbols.crt.length > 0) external.push(`symbols of C start-up objects: ${symbols.crt.slice(0, 4).join(', ')}`);
  const sections = FOREIGN_SECTIONS.filter((name) => skeleton.sections.some((section) => section.name === name && section.size > 0));
  if (sections.length > 0) external.push(`sections of a C linker: ${sections.join(', ')}`);
  const compiler = commentOf(skeleton);
  if (compiler !== null) external.push(`.comment: ${compiler}`);

  // The entry point is where the kernel or the loader goes: nothing outweighs it.
  if (entry?.startsWith('_rt0_')) return { mode: 'internal', evidence: internal };
  if (external.length > 0) return { mode: 'external', evidence: external };
  if (internal.length > 0) return { mode: 'internal', evidence: internal };
  if (skeleton.sections.length > 0 && text) return { mode: 'internal', evidence: ['no section or symbol of a C linker is in it'] };
  return { mode: 'unknown', evidence: [] };
}

/** By the symbol tables; in a stripped file by the table of Go functions, where Go's entry stands and C's does not. */
function entryFunction({ header, sections, segments }: ElfSkeleton, text: GoText | null, symbols: SymbolFacts): string | null {
  if (symbols.entry !== null) return symbols.entry;
  if (!text || header.entry === 0n || header.entry > BigInt(Number.MAX_SAFE_INTEGER)) return null;
  const textSection = sections.find(({ name }) => name === '.text');
  // Without sections: Go's linker puts the code behind the headers, at the beginning of the first page of 4 or 64 kB, or of a segment of its own.
  const executable = segments.filter(({ type, flags }) => type === 'PT_LOAD' && (flags & 1) !== 0).slice(0, 2);
  const guesses = executable.flatMap(({ vaddr }) => [0, 0x1000, 0x10000].map((step) => Number(vaddr) + step));
  const bases = [text.table.textStart, textSection ? Number(textSection.addr) : null, ...guesses];
  for (const base of bases) {
    if (base === null) continue;
    const name = functionAt(text, Number(header.entry) - base);
    // The base may be a guess; a name of this kind exactly at the entry is none.
    if (name?.startsWith('_rt0_')) return name;
  }
  return null;
}

function functionAt({ functions }: GoText, entry: number): string | null {
  let low = 0;
  let high = functions.count - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const at = functions.entry[middle] ?? 0;
    if (at === entry) return functionName(functions, middle);
    if (at < entry) low = middle + 1;
    else high = middle - 1;
  }
  return null;
}

/** `GCC: (Debian 14.2.0-19) 14.2.0`: the first word of who compiled the C in it. */
function commentOf(skeleton: ElfSkeleton): string | null {
  const section = skeleton.sectionNamed('.comment');
  if (!section || section.type === 'SHT_NOBITS' || section.size === 0) return null;
  const text = skeleton.input.text(section.offset, Math.min(200, section.size)) ?? '';
  return text === '' ? null : text;
}
