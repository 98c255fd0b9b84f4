// All undefined symbols of a case, whichever linker named them.
import type { Case, Hit, Signal } from '../../types.ts';
import { appleUndefined, goUndefined, groupOf, relocationTarget, undefinedReference, undefinedSymbol, unresolvedExternal } from './signals.ts';
import { heard } from './seen.ts';
import { kindOfSymbol, plainName, type SymbolKind } from './symbols.ts';

export const UNDEFINED_SIGNALS: readonly Signal[] = [undefinedReference, undefinedSymbol, relocationTarget, goUndefined, appleUndefined, unresolvedExternal];

export interface Undefined {
  /** Without its version. */
  name: string;
  /** As the linker wrote it: `fcntl64@GLIBC_2.28`. */
  symbol: string;
  kind: SymbolKind;
  hit: Hit;
}

/** In the order of the log. What a program's loader says of missing symbols at its start is not among them. */
export function undefinedSymbols(seen: Case): Undefined[] {
  const found: Undefined[] = [];
  for (const { id } of UNDEFINED_SIGNALS)
    for (const hit of heard(seen, id)) {
      const symbol = groupOf(hit.match).trim();
      if (symbol === '') continue;
      const kind = kindOfSymbol(symbol);
      // The old wording of Go's linker is also that of its compiler for a Go name.
      if (id === goUndefined.id && kind.kind === 'unknown') continue;
      found.push({ name: plainName(symbol), symbol, kind, hit });
    }
  return found.sort((a, b) => a.hit.line.number - b.hit.line.number);
}

export const ofKind = (all: readonly Undefined[], ...kinds: SymbolKind['kind'][]): Undefined[] => all.filter(({ kind }) => kinds.includes(kind.kind));
