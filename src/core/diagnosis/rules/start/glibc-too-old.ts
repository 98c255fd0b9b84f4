// The binary was linked against a newer glibc (or libstdc++) than the image has: versions of symbols say so before main.
import { change, cgoOff, linkStatic, runOn } from '../../fixes.ts';
import { fact } from '../../evidence.ts';
import type { Case, Draft, DraftFix, Rule } from '../../types.ts';
import { drafted, judged, linesOf, ran, said, see, type Said } from './known.ts';
import { LOOKUP_FAILED, VERSION_MISSING } from './signals.ts';

export const glibcTooOld: Rule = {
  id: 'glibc-too-old',
  cause: 'glibc-too-old',
  needs: 'the versions of glibc symbols that the file needs (glibcFloor), and the version of glibc in the image',
  contradictedBy: 'an image whose glibc is as new',
  signals: [VERSION_MISSING, LOOKUP_FAILED],
  find(seen) {
    if (ran(seen)) return null;
    const verdict = judged(seen, 'glibc-too-old');
    // GLIBC_PRIVATE is no version: two builds of glibc that are mixed, see libc-mix-symbols.
    const versions = said(seen, VERSION_MISSING).filter((each) => versionOf(each)?.toUpperCase() !== 'GLIBC_PRIVATE');
    const lookups = said(seen, LOOKUP_FAILED).filter(({ match }) => /^GLIBC_\d/.test(match[3] ?? match[6] ?? ''));
    const floor = seen.facts.elf?.glibcFloor ?? null;
    const has = seen.facts.image?.libcVersion ?? null;
    const sides = [...fact(seen, 'elf', 'glibcFloor'), ...fact(seen, 'image', 'libcVersion')];
    const base = { fixes: fixesFor(versions), see: see('glibc-too-old', 'https://sourceware.org/glibc/wiki/Release') };
    if (versions.length > 0 || lookups.length > 0) {
      const all = [...versions, ...lookups];
      const wanted = highest([...all.map(versionOf), ...(floor === null ? [] : [`GLIBC_${floor}`])]);
      // The facts may be of another image than the log.
      const enough =
        floor !== null &&
        has !== null &&
        isGlibc(seen) &&
        older(has, floor) === false &&
        versions.every((each) => older(has, versionOf(each)?.replace(/^GLIBC_/, '') ?? '') === false);
      return drafted({
        ...base,
        title: `${who(versions)} needs ${wanted ?? 'a newer glibc'}, and the C library of the image ${has === null ? 'has no such version' : `is ${has}`}`,
        confidence: verdict !== null ? 0.99 : enough ? 0.6 : versions.length > 0 ? 0.97 : 0.8,
        evidence: [...linesOf(all), ...(enough ? [] : sides), ...(verdict?.evidence ?? [])],
        against: enough ? sides : [],
      });
    }
    if (verdict !== null) return drafted({ ...base, title: verdict.reason, confidence: 0.97, evidence: [...verdict.evidence, ...sides] });
    return byFacts(seen, floor, has, base);
  },
};

function byFacts(seen: Case, floor: string | null, has: string | null, base: Pick<Draft, 'fixes' | 'see'>): Draft | null {
  const { elf, run } = seen.facts;
  if (floor === null || has === null || !isGlibc(seen) || older(has, floor) !== true) return null;
  if (elf?.linkage === 'static' || elf?.linkage === 'static-pie' || (elf?.interp === null && (elf.needed ?? []).length === 0)) return null;
  if (run?.outcome !== undefined && run.outcome !== 'start-failed' && !(run.outcome === 'exit' && run.code === 1)) return null;
  return drafted({
    ...base,
    title: `The program needs GLIBC_${floor}, and the glibc of the image is ${has}`,
    confidence: 0.95,
    evidence: [...fact(seen, 'elf', 'glibcFloor'), ...fact(seen, 'image', 'libc'), ...fact(seen, 'image', 'libcVersion')],
  });
}

const isGlibc = (seen: Case): boolean => {
  const libc = seen.facts.image?.libc?.toLowerCase() ?? 'glibc';
  return libc.startsWith('glibc') || libc === 'gnu' || libc === 'both';
};
/** `2.31` and `2.4`: numbers, not text. Null where one is no version. */
export function older(a: string, b: string): boolean | null {
  const [left, right] = [a, b].map((each) => /(\d+(?:\.\d+)*)/.exec(each)?.[1]?.split('.').map(Number) ?? null);
  if (!left || !right) return null;
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

const versionOf = ({ match }: Said): string | null => match.slice(1).find((group) => group !== undefined && /^(?:GLIBC|GLIBCXX|CXXABI|GCC)_|^libc6/i.test(group)) ?? null;
const highest = (all: readonly (string | null)[]): string | null =>
  all.reduce((best, each) => (each === null ? best : best === null || (each.split('_')[0] === best.split('_')[0] && older(best, each) === true) ? each : best), null);
const who = (versions: readonly Said[]): string => {
  const by = versions.find(({ match }) => match[2] !== undefined)?.match[2];
  return by ?? 'The program';
};

function fixesFor(versions: readonly Said[]): DraftFix[] {
  const cxx = versions.some((each) => /GLIBCXX|CXXABI/i.test(versionOf(each) ?? ''));
  return [
    runOn('glibc'),
    cgoOff(),
    linkStatic('musl'),
    change('older-build-base', 'Build on a distribution that is no newer than where it runs', {
      manual: [
        'golang:1.N-bullseye has glibc 2.31, -bookworm 2.36, -trixie 2.41: take the one of the run image, or an older one',
        ...(cxx ? ["C++: CGO_LDFLAGS='-static-libstdc++ -static-libgcc' takes libstdc++ into the binary"] : []),
        'zig cc -target x86_64-linux-gnu.2.31 links against an older glibc on any system',
      ],
    }),
  ];
}
