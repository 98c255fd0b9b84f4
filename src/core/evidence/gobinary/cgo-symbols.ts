// Symbols that cgo makes, by kind: from the table of Go functions (which stays in stripped files) and from both symbol tables.
import type { GoDetail } from '../../../shared/domain/elf-detail.ts';
import { nameEnd, type GoFunctions } from './functions.ts';
import { packageEnd } from './symbol-name.ts';

export type CgoKind = GoDetail['cgoSymbols'][number]['kind'];

/** In the order of the document. `_cgo_` is what is left of those that begin so; `_cgo_init` alone is the runtime's variable, in pure programs too. */
const KINDS: readonly CgoKind[] = ['_cgoexp_', '_Cfunc_', '_cgo_', 'x_cgo_', '_cgo_init'];
/** Names that are shown of a kind, and names that are told apart; further ones are counted as they come. */
const SHOWN = 20;
const MAX_NAMES = 100_000;

const UNDERSCORE = 0x5f;
const X = 0x78;

export class CgoSymbols {
  private readonly kinds = new Map<CgoKind, Set<string>>(KINDS.map((kind) => [kind, new Set()]));
  private readonly decoder = new TextDecoder('utf-8');

  /** Looks at one name in place; most are passed by their first bytes. */
  add(bytes: Uint8Array, at: number, end: number): void {
    const afterPackage = packageEnd(bytes, at, end) + 1;
    const local = afterPackage > 0 ? afterPackage : at;
    if ((bytes[local] !== UNDERSCORE && bytes[local] !== X) || end - local > 1024) return;
    const kind = kindOf(this.decoder.decode(bytes.subarray(local, Math.min(end, local + 10))));
    const names = kind && this.kinds.get(kind);
    // One function stands in the tables with and without the mark of its calling convention.
    if (names && names.size < MAX_NAMES) names.add(this.decoder.decode(bytes.subarray(at, end)).replace(/\.abi(0|internal)$/, ''));
  }

  addFunctions({ table, nameAt, count }: GoFunctions): void {
    for (let i = 0; i < count; i++) {
      const at = nameAt[i] ?? table.bytes.length;
      this.add(table.bytes, at, nameEnd(table.bytes, at));
    }
  }

  has(kind: CgoKind): boolean {
    return (this.kinds.get(kind)?.size ?? 0) > 0;
  }

  /** Kinds that occur. */
  list(): GoDetail['cgoSymbols'] {
    return [...this.kinds].filter(([, names]) => names.size > 0).map(([kind, names]) => ({ kind, count: names.size, names: [...names].sort().slice(0, SHOWN) }));
  }
}

function kindOf(start: string): CgoKind | null {
  if (start.startsWith('_cgoexp_')) return '_cgoexp_';
  if (start.startsWith('_Cfunc_')) return '_Cfunc_';
  if (start === '_cgo_init') return '_cgo_init';
  if (start.startsWith('_cgo_')) return '_cgo_';
  return start.startsWith('x_cgo_') ? 'x_cgo_' : null;
}
