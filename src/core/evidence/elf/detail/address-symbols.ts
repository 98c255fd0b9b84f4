// Which symbol stands at exactly an address. Asked for a handful of addresses (initialisers, resolvers), answered by one walk over the tables.
import type { ElfSkeleton } from '../skeleton.ts';
import type { SymbolCursor } from '../symbol-table.ts';

const STT_SECTION = 3;
const STT_FILE = 4;
/** `$x`, `$d.12`: what the tools of ARM, AArch64 and RISC-V mark code and data with. */
export const MAPPING = /^\$[a-z](\.|$)/;

/** The lowest bit of a function's address says on ARM that it is Thumb code. */
const codeAddress = (elf: ElfSkeleton, address: number): number => (elf.header.machine === 'EM_ARM' ? address - (address % 2) : address);

/** Better names win: functions over the rest, global over local, the static table over the dynamic one (it comes first). */
const rank = (symbol: SymbolCursor): number => (symbol.type === 2 || symbol.type === 10 ? 4 : 0) + (symbol.bind !== 0 ? 2 : 0) + (symbol.table.kind === 'static' ? 1 : 0);

/** Symbols by the addresses asked for; those without a symbol are left out. Addresses beyond 2^53 have none. */
export function symbolsByAddress(elf: ElfSkeleton, addresses: Iterable<bigint>): (address: bigint) => string | null {
  const wanted = new Set<number>();
  for (const address of addresses) if (address > 0n && address <= BigInt(Number.MAX_SAFE_INTEGER)) wanted.add(codeAddress(elf, Number(address)));
  const found = new Map<number, { name: string; rank: number }>();
  if (wanted.size > 0)
    for (const kind of ['static', 'dynamic'] as const)
      elf.eachSymbol(kind, (symbol) => {
        if (symbol.shndx === 0) return;
        const address = codeAddress(elf, symbol.address);
        if (!wanted.has(address) || symbol.type === STT_SECTION || symbol.type === STT_FILE || symbol.nameAt === 0) return;
        const own = rank(symbol);
        if (own <= (found.get(address)?.rank ?? -1)) return;
        const name = symbol.name;
        if (name !== '' && !MAPPING.test(name)) found.set(address, { name, rank: own });
      });
  return (address) => (address > BigInt(Number.MAX_SAFE_INTEGER) ? null : (found.get(codeAddress(elf, Number(address)))?.name ?? null));
}
