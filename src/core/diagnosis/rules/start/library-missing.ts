// A library that the loader does not find at the start. No word of its own in the vocabulary: it is a needed library that the image lacks.
import { byHand, cgoOff, linkStatic, runOn } from '../../fixes.ts';
import { fact } from '../../evidence.ts';
import type { Case, DraftFix, Rule } from '../../types.ts';
import { drafted, judged, linesOf, ran, said, see } from './known.ts';
import { GLIBC_LIBRARY, MUSL_LIBRARY } from './libc-mix-symbols.ts';
import { LIBRARY_MISSING } from './signals.ts';

export const libraryMissing: Rule = {
  id: 'library-missing-at-start',
  cause: 'link-lib-missing',
  needs: 'NEEDED of the file, and the libraries of the image',
  contradictedBy: 'an image that has the library; a library of the other libc (see libc-mix-symbols)',
  signals: [LIBRARY_MISSING],
  find(seen) {
    if (ran(seen)) return null;
    const verdict = judged(seen, 'link-lib-missing');
    const libraries = said(seen, LIBRARY_MISSING).filter(({ text, match }) => !/cannot be preloaded|LD_PRELOAD/i.test(text) && !otherLibc(text, nameOf(match)));
    const base = { see: see('link-lib-missing'), fixes: fixesFor(libraries[0] === undefined ? null : nameOf(libraries[0].match)) };
    if (libraries.length > 0) {
      const names = [...new Set(libraries.map(({ match }) => nameOf(match)))];
      const atStart = libraries.some(({ text }) => /error (?:while )?loading shared librar/i.test(text));
      return drafted({
        ...base,
        title: `${names.slice(0, 3).join(', ')} ${names.length === 1 ? 'is' : 'are'} needed at the start, and not in the image`,
        confidence: verdict !== null ? 0.98 : atStart ? 0.93 : 0.75,
        evidence: [...linesOf(libraries), ...lacking(seen, names), ...(verdict?.evidence ?? [])],
        next: atStart ? null : 'Whether the image has it: cgoscope elf FILE --against IMAGE',
      });
    }
    if (verdict !== null) return drafted({ ...base, title: verdict.reason, confidence: 0.95, evidence: [...verdict.evidence, ...fact(seen, 'elf', 'needed')] });
    const missing = (seen.facts.elf?.needed ?? []).filter((name) => !GLIBC_LIBRARY.test(name) && !MUSL_LIBRARY.test(name) && lists(seen, name));
    if (missing.length === 0) return null;
    return drafted({
      ...base,
      fixes: fixesFor(missing[0] ?? null),
      title: `${missing.join(', ')} is needed, and not in the image`,
      confidence: 0.85,
      evidence: [...fact(seen, 'elf', 'needed'), ...lacking(seen, missing)],
    });
  },
};

const nameOf = (match: RegExpMatchArray): string => (match[1] ?? match[3] ?? '').split('/').at(-1) ?? '';
const otherLibc = (text: string, name: string): boolean => (/error loading shared library/i.test(text) ? GLIBC_LIBRARY : MUSL_LIBRARY).test(name);
const lists = (seen: Case, name: string): boolean => (seen.facts.image?.missing ?? []).some((path) => path === name || path.endsWith(`/${name}`));
const lacking = (seen: Case, names: readonly string[]): { source: 'image'; path: string; text: string }[] =>
  names.filter((name) => lists(seen, name)).map((text) => ({ source: 'image', path: 'image.missing', text }));

export const fixesFor = (name: string | null): DraftFix[] => [
  byHand('install-library', `Put ${name ?? 'the library'} into the image`, [
    'apt-get install the package without -dev (apt-file search NAME), apk add on Alpine (apk search -x so:NAME)',
    'or COPY --from=build the file, and what ldd shows beside it, and run ldconfig where it stands in a folder of its own',
  ]),
  linkStatic('musl'),
  runOn('glibc'),
  cgoOff(),
];
