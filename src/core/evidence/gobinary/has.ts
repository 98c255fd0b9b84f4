// The packages that decide where a Go program can run: whether they are in it, and by what that is known. The table of functions stays in stripped files;
// a package whose functions were all removed as unreachable is not in it.
import type { GoInfo } from '../../../shared/domain/elf.ts';
import type { GoDetail } from '../../../shared/domain/elf-detail.ts';
import type { SymbolFacts } from './symbols.ts';
import type { GoText } from './text.ts';

type Has = GoDetail['has'][number];

const PACKAGES: readonly Has['package'][] = ['runtime/cgo', 'net', 'os/user', 'crypto/x509', 'time/tzdata', 'plugin'];

export function packagesThatDecide(text: GoText | null, symbols: SymbolFacts, plainNames: ReadonlySet<string>, go: GoInfo | null): Has[] {
  return PACKAGES.map((name): Has => {
    if (name === 'runtime/cgo') {
      const found = cgoRuntime(symbols, plainNames);
      if (found) return { package: name, present: true, evidence: found };
    }
    const sum = text?.packages.sums.find(({ path }) => path === name);
    if (sum) return { package: name, present: true, evidence: `${sum.functions} ${sum.functions === 1 ? 'function' : 'functions'} of ${name} in the pclntab` };
    if (name === 'runtime/cgo' && go?.settings['CGO_ENABLED'] === '0') return { package: name, present: false, evidence: 'build info: CGO_ENABLED=0' };
    if (!text || text.table.version === 'unknown') return { package: name, present: null, evidence: 'no table of Go functions could be read' };
    return { package: name, present: false, evidence: `none of the ${text.functions.count} functions in the pclntab is of ${name}` };
  });
}

/** Its C half and its assembly have names without a package. */
function cgoRuntime(symbols: SymbolFacts, plainNames: ReadonlySet<string>): string | null {
  const c = symbols.cgo.list().find(({ kind }) => kind === 'x_cgo_');
  if (c?.names[0] !== undefined) return `symbol ${c.names.includes('x_cgo_init') ? 'x_cgo_init' : c.names[0]}`;
  return plainNames.has('crosscall2') ? 'function crosscall2 in the pclntab' : null;
}
