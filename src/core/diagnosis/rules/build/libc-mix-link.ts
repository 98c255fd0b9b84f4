// Objects or archives that were compiled against another libc, or against a newer one, than the libc they are linked with.
import * as fixes from '../../fixes.ts';
import type { Draft, DraftFix, Rule } from '../../types.ts';
import { libcOf, lines, some } from './seen.ts';
import { isLibcName, muslLibraryOf } from './symbols.ts';
import { ofKind, UNDEFINED_SIGNALS, undefinedSymbols, type Undefined } from './undefined.ts';

export const libcMixLink: Rule = {
  id: 'libc-mix-link',
  cause: 'libc-mix-link',
  needs: 'undefined symbols that only glibc has (__memcpy_chk, __isoc23_strtol, fcntl64, backtrace), and the libc that the link is against',
  contradictedBy: 'a link against the very libc that has the symbols; symbols that a library of the project should hold',
  signals: UNDEFINED_SIGNALS,
  find(seen) {
    const all = undefinedSymbols(seen);
    const plain = ofKind(all, 'glibc');
    const large = ofKind(all, 'lfs64');
    const versioned = ofKind(all, 'glibc-version');
    const found = [...plain, ...large, ...versioned];
    const foreign = ofKind(all, 'foreign');
    if (foreign.length > 0 && foreign.length >= found.length) return madeFor(foreign);
    // What musl never had, and glibc keeps in a library of its own: the latter is a library that is not named.
    const resolver = all.filter(({ name }) => /^res_n(?:init|search|query|mkquery|send|close)$/.test(name));
    if (
      resolver.length > 0 &&
      libcOf(
        seen,
        resolver.map(({ hit }) => hit),
      )?.libc === 'musl'
    )
      found.push(...resolver);
    if (found.length === 0) return null;
    // A link without any libc misses all of it, these among the rest.
    const libcNames = all.filter(({ name }) => isLibcName(name)).length;
    if (libcNames > found.length * 2) return null;

    const libc = libcOf(
      seen,
      found.map(({ hit }) => hit),
    );
    const names = some(found.map(({ name }) => name));
    const asked = versioned.find(({ symbol }) => /@GLIBC/.test(symbol))?.symbol ?? null;
    const draft = { evidence: [...lines(found.map(({ hit }) => hit)), ...(libc?.evidence ?? [])], see: ['docs/causes.md#libc-mix-link'] };
    const byTag = fixes.withTags('musl', 'Build with -tags musl, where the package brings a library for musl (confluent-kafka-go, go-fitz and others do)');

    // Compiled here, against musl, so its header was there: what musl keeps in packages of their own is then a library that nobody named (link-lib-missing).
    const apart = libc?.libc === 'musl' && found.every(({ name }) => muslLibraryOf(name) !== null) && !found.some(({ hit }) => /\.a\(|\.so\b|\.a:/.test(hit.line.text));
    if (apart) return null;
    if (libc?.libc === 'musl')
      return {
        ...draft,
        title: `A library in this link was compiled for glibc: ${names} ${found.length === 1 ? 'is' : 'are'} not in musl`,
        confidence: libc.sure ? 0.95 : 0.92,
        fixes: [fixes.buildForCell(seen, 'glibc'), byTag, rebuild('musl'), fixes.cgoOff()],
      };
    if (libc?.libc === 'glibc') {
      const newer = versioned.length > 0 || large.length > 0;
      return {
        ...draft,
        title: newer
          ? `A library in this link was compiled for another version of glibc: ${asked ?? names} ${found.length === 1 ? 'is' : 'are'} not in the glibc it is linked with`
          : `${names} ${found.length === 1 ? 'is a name' : 'are names'} of glibc, and not in the libc of this link`,
        confidence: newer ? (libc.sure ? 0.88 : 0.82) : 0.6,
        fixes: [
          fixes.byHand('newer-glibc', 'Link on a distribution whose glibc is as new as the one the library was made on', [
            'build in an image with a newer glibc (a newer base of the golang image), or rebuild the library in the image that links it',
          ]),
          rebuild('glibc'),
          fixes.cgoOff(),
        ],
        next: 'Which glibc links: `ldd --version` in the image that builds; which version the library wants: `nm -D FILE` or `nm FILE.a | grep " U "`',
        against: newer ? [] : (libc.evidence ?? []),
      };
    }
    return {
      ...draft,
      title: `A library in this link was compiled for glibc (${names}), and the link does not find it there: another libc, or an older glibc`,
      confidence: asked !== null ? 0.85 : plain.length > 0 ? 0.85 : large.length > 0 ? 0.8 : 0.78,
      fixes: [fixes.buildForCell(seen, 'glibc'), byTag, rebuild('musl'), fixes.cgoOff()],
      next: 'Which libc the compiler links: `$(go env CC) -dumpmachine` (…-linux-musl or …-linux-gnu), and for glibc `ldd --version`',
    };
  },
};

function madeFor(foreign: Undefined[]): Draft {
  const [first] = foreign;
  const libc = first?.kind.kind === 'foreign' ? first.kind.libc : '';
  return {
    title: `A library in this link was compiled for ${libc}: ${some(foreign.map(({ name }) => name))}`,
    confidence: 0.85,
    evidence: lines(foreign.map(({ hit }) => hit)),
    fixes: [rebuild('glibc'), fixes.cgoOff()],
    see: ['docs/causes.md#libc-mix-link'],
  };
}

const rebuild = (libc: 'glibc' | 'musl'): DraftFix =>
  fixes.byHand(`rebuild-for-${libc}`, `Rebuild the C library in the image that links it (${libc})`, [
    `compile the .a, .o or .syso from source with the compiler that links the program; for musl with CFLAGS='-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=0'`,
  ]);
