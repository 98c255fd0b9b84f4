// Thread-local storage that was compiled for a program, in a library that is loaded later.
import type { FindingEvidence } from '../../../../shared/domain/explain.ts';
import { fact } from '../../evidence.ts';
import * as fixes from '../../fixes.ts';
import type { Case, Rule, Signal } from '../../types.ts';
import { lines, heard } from './seen.ts';

/** glibc's, musl's, bionic's and FreeBSD's loaders. */
const atLoad: Signal = {
  id: 'tls-at-load',
  keywords: ['static tls', 'initial-exec tls', 'thread local storage', 'tls symbol', 'tls_tprel', 'unexpected tls', 'tls segment', 'static thread'],
  pattern:
    /(?:cannot allocate memory in static TLS block|cannot load any more object with static TLS|initial-exec TLS resolves to dynamic definition|No space available for static Thread Local Storage|TLS symbol "[^"]{0,200}" in dlopened .{0,200} using IE access model|unexpected TLS reloc type|has bad alignment: [\w ]{0,80}TLS|shared object cannot be dlopen\(\)ed: static TLS memory too small|TLS segment is underaligned)/i,
};
/** Linkers on an object that was compiled for a program: the local-exec and initial-exec models in a shared object. */
const atLink: Signal = {
  id: 'tls-at-link',
  keywords: ['tpoff', 'tprel', 'tlsle', 'tls_le', 'tls transition', 'tls definition', 'mismatches tls', 'mismatches non-tls', 'tlsgd', 'tlsie'],
  pattern:
    /(?:relocation R_\w{0,40}(?:TPOFF|TPREL|TLSLE|TLS_LE|GOTTPOFF|TLSIE)\w{0,40}(?: against .{1,300}?)? can ?not be used (?:when making a|with -shared|for)|TLS transition from R_\w{1,60} to R_\w{1,60} against .{1,300} failed|TLS (?:definition|reference) in .{1,300} mismatches non-TLS|relocation R_\w{0,40}(?:TPOFF|TPREL|TLSLE|TLS_LE)\w{0,40}.{0,200}recompile with -fPIC)/i,
};

export const tlsModel: Rule = {
  id: 'tls-model',
  cause: 'tls-model',
  needs: "the loader's or linker's word on static TLS; or a shared object with the flag STATIC_TLS and an image with musl",
  contradictedBy: 'a program that is linked with the library instead of loading it later: there static TLS works',
  signals: [atLoad, atLink],
  find(seen) {
    const load = heard(seen, atLoad.id);
    const link = heard(seen, atLink.id);
    if (load.length > 0)
      return {
        title: load.some(({ line }) => /initial-exec/.test(line.text))
          ? 'The library keeps its thread-local data as a program does (initial-exec): musl does not load such a library with dlopen'
          : "The library wants room in the block of thread-local data that is laid out at the program's start, and none is left for libraries that are loaded later",
        confidence: 0.95,
        evidence: [...lines(load), ...staticTls(seen)],
        fixes: [
          ...(load.some(({ line }) => /initial-exec/.test(line.text)) ? [fixes.buildFor('glibc', 'glibc')] : []),
          fixes.byHand('load-early', 'Have the library there from the start', [
            'link the program with it (-lNAME), or LD_PRELOAD=/path/of/the/library.so; import or load it before other large libraries',
          ]),
          fixes.change('glibc-tls-surplus', 'Leave more room at the start: GLIBC_TUNABLES', { run: { env: { GLIBC_TUNABLES: 'glibc.rtld.optional_static_tls=16384' } } }, [
            'glibc 2.32 and later; musl has no such room',
          ]),
          fixes.byHand('separate-process', 'Run the Go code as a process of its own instead of a c-shared library', [
            'Go writes c-shared libraries with initial-exec TLS in every version up to 1.27',
          ]),
        ],
        see: ['docs/causes.md#tls-model', 'https://github.com/golang/go/issues/54805', 'https://github.com/golang/go/issues/48596'],
      };
    if (link.length > 0)
      return {
        title: 'An object in this shared library was compiled for a program: its thread-local data can only stand in one (local-exec)',
        confidence: 0.9,
        evidence: lines(link),
        fixes: [
          fixes.change('fpic', 'Compile the C for a shared object: CGO_CFLAGS=-fPIC -ftls-model=global-dynamic', {
            env: { CGO_CFLAGS: '-O2 -g -fPIC -ftls-model=global-dynamic' },
          }),
          fixes.byHand('build-as-archive', 'Build the Go part for the object that it ends in', [
            'a c-archive that goes into a shared object is built with -buildmode=c-shared instead, or with go build -buildmode=c-archive -gcflags=all=-shared -asmflags=all=-shared',
          ]),
          fixes.linkAs('dynamic'),
        ],
        see: ['docs/causes.md#tls-model', 'https://github.com/golang/go/issues/48596'],
      };
    return byFacts(seen);
  },
};

const staticTls = (seen: Case): FindingEvidence[] => (seen.facts.elf?.flags?.includes('STATIC_TLS') ? fact(seen, 'elf', 'flags') : []);

/** A shared object of Go in an image with musl: whoever loads it with dlopen fails. Checked by the verdict where both files were read. */
function byFacts(seen: Case) {
  const failed = seen.verdict?.checks.find(({ id, status, cause }) => id === 'tls' && cause === 'tls-model' && (status === 'fail' || status === 'warn'));
  const shared = seen.facts.elf?.linkage === 'shared' && seen.facts.elf.flags?.includes('STATIC_TLS') === true && (seen.facts.image?.libc ?? '').startsWith('musl');
  if (failed === undefined && !shared) return null;
  return {
    title: failed?.text ?? 'This shared object wants static TLS, and musl gives none to what dlopen loads',
    confidence: failed?.status === 'fail' ? 0.85 : 0.7,
    evidence: [...fact(seen, 'elf', 'linkage'), ...fact(seen, 'elf', 'flags'), ...fact(seen, 'image', 'libc')],
    fixes: [fixes.buildFor('glibc', 'glibc'), fixes.byHand('load-early', 'Have the library there from the start', ['link the program with it, or LD_PRELOAD it'])],
    see: ['docs/causes.md#tls-model', 'https://github.com/golang/go/issues/54805'],
  };
}
