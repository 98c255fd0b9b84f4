// What the symbol tables say beside the table of Go functions, in one pass over each: cgo's symbols, the name at the entry point, what C compilers and
// sanitizers leave.
import type { ElfSkeleton } from '../elf/skeleton.ts';
import { CgoSymbols } from './cgo-symbols.ts';
import { nameEnd } from './functions.ts';

export interface SymbolFacts {
  cgo: CgoSymbols;
  /** The function at the entry point; null where no table names it. */
  entry: string | null;
  /** Symbols of the C start-up code that only an external linker brings: `_start`, `frame_dummy`, `crtstuff.c`. */
  crt: string[];
  /** `__tsan_init`, `__msan_init`, `__asan_init`. */
  sanitizers: string[];
  /** Address of `runtime.text`: where the Go code begins. */
  textStart: number | null;
  staticSymbols: number;
}

const CRT = new Set(['_start', 'crtstuff.c', 'frame_dummy', '__do_global_dtors_aux', '__libc_csu_init', '_dl_relocate_static_pie', 'crt1.c', 'go.o']);
const SANITIZERS = new Set(['__tsan_init', '__msan_init', '__asan_init']);
const STT_FUNC = 2;
const STT_NOTYPE = 0;
const NAMES_BUDGET = 16 * 1024 * 1024;

export function readSymbolFacts(skeleton: ElfSkeleton): SymbolFacts {
  const facts: SymbolFacts = { cgo: new CgoSymbols(), entry: null, crt: [], sanitizers: [], textStart: null, staticSymbols: 0 };
  const entry = skeleton.header.entry;
  const entryAt = entry > 0n && entry < BigInt(Number.MAX_SAFE_INTEGER) ? Number(entry) : null;
  for (const kind of ['static', 'dynamic'] as const) {
    // Names that overlap can't make a small file expensive.
    let budget = NAMES_BUDGET + 2 * skeleton.input.size;
    const visited = skeleton.eachSymbol(kind, (symbol): undefined => {
      const bytes = symbol.table.names.bytes();
      const at = symbol.nameAt;
      const first = bytes[at];
      if (first === undefined || first === 0 || budget <= 0) return;
      const end = nameEnd(bytes, at);
      budget -= end - at;
      facts.cgo.add(bytes, at, end);
      // `_…`, `c…`, `f…`, `g…`: only these begin what is looked for below.
      if (first === 0x5f || first === 0x63 || first === 0x66 || first === 0x67) {
        const name = end - at > 24 ? '' : bytes.toString('latin1', at, end);
        if (CRT.has(name) && !facts.crt.includes(name)) facts.crt.push(name);
        if (SANITIZERS.has(name) && !facts.sanitizers.includes(name)) facts.sanitizers.push(name);
      }
      const type = symbol.type;
      if (type !== STT_FUNC && type !== STT_NOTYPE) return;
      if (facts.entry === null && symbol.address === entryAt && symbol.shndx !== 0) facts.entry = bytes.toString('utf8', at, end);
      if (facts.textStart === null && end - at === 12 && bytes.toString('latin1', at, end) === 'runtime.text') facts.textStart = symbol.address;
    });
    if (kind === 'static') facts.staticSymbols = visited;
  }
  return facts;
}
