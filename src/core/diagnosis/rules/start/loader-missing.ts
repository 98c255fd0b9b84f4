// The path in PT_INTERP does not exist in the image: execve says ENOENT of a file that is there.
import { change, linkStatic, buildFor, cgoOff, runOn } from '../../fixes.ts';
import type { Case, Draft, DraftFix, Rule } from '../../types.ts';
import { drafted, judged, linesOf, nameSaid, programOf, ran, said, see } from './known.ts';
import { SESSION } from './session.ts';
import {
  BINFMT_MENDED,
  RETURNS_MENDED,
  BASE_SAYS,
  ENTRY_SCRIPT,
  FILE_SAYS,
  LAUNCHER_ENOENT,
  LOADER_NAMED,
  REQUIRED_FILE,
  RUNTIME_ENOENT,
  SHELL_ENOENT,
  SHELL_NOT_FOUND,
} from './signals.ts';
import { loaderIn, weighEnoent } from './weigh.ts';

export const loaderMissing: Rule = {
  id: 'loader-missing',
  cause: 'loader-missing',
  needs: 'the interp of the ELF file, and whether the run image has a file of that path',
  contradictedBy: 'a static ELF file without interp, an image that has the loader, a script',
  signals: [
    SESSION,
    BINFMT_MENDED,
    RETURNS_MENDED,
    RUNTIME_ENOENT,
    LAUNCHER_ENOENT,
    SHELL_ENOENT,
    SHELL_NOT_FOUND,
    REQUIRED_FILE,
    LOADER_NAMED,
    FILE_SAYS,
    BASE_SAYS,
    ENTRY_SCRIPT,
  ],
  find(seen) {
    if (ran(seen)) return null;
    const verdict = judged(seen, 'loader-missing');
    const named = said(seen, LOADER_NAMED);
    const loader = named.map(({ match }) => match.slice(1).find((group) => group !== undefined)).find((path) => path !== undefined && isLoader(path)) ?? null;
    const weights = weighEnoent(seen);
    const program = programOf(seen);
    const interp = loader ?? (typeof program.interp === 'string' ? program.interp : null);
    const fixes = fixesFor(seen, interp);
    const base = { fixes, see: see('loader-missing', 'https://man7.org/linux/man-pages/man2/execve.2.html') };
    if (verdict !== null)
      return drafted({
        ...base,
        title: sentence(interp, weights?.path ?? null),
        confidence: 0.98,
        evidence: [...linesOf(named), ...(weights?.lines ?? []), ...verdict.evidence, ...program.evidence],
      });
    if (loader !== null) {
      const inImage = loaderIn(seen, loader);
      const sure = inImage.is === 'in-image' ? 0.3 : 0.95;
      const path = nameSaid(named);
      return drafted({
        ...base,
        title: sentence(loader, path === loader ? null : path),
        confidence: sure,
        evidence: [...linesOf(named), ...(inImage.is === 'in-image' ? [] : inImage.evidence)],
        against: inImage.is === 'in-image' ? inImage.evidence : [],
      });
    }
    if (weights !== null) {
      if (weights.loader < 0.15) return null;
      const asked: Draft = {
        ...base,
        title: sentence(interp, weights.path),
        confidence: weights.loader,
        evidence: [...weights.lines, ...weights.facts.loader],
        against: weights.against.loader,
        next: weights.decided ? null : next(interp, weights.path),
      };
      return drafted(asked);
    }
    return byFacts(seen, base);
  },
};

/** Without any message: the file and the image alone. */
function byFacts(seen: Case, base: Pick<Draft, 'fixes' | 'see'>): Draft | null {
  const program = programOf(seen);
  if (typeof program.interp !== 'string' || seen.facts.image === undefined || startedAnyway(seen)) return null;
  const found = loaderIn(seen, program.interp);
  const confidence = { missing: 0.95, 'no-libc': 0.93, 'other-libc': 0.85, 'in-image': 0, unknown: 0 }[found.is];
  if (confidence === 0) return null;
  return drafted({ ...base, title: sentence(program.interp, null), confidence, evidence: [...program.evidence, ...found.evidence] });
}
/** It ended in a way that only a program that started can. */
const startedAnyway = ({ facts: { run }, cell }: Case): boolean =>
  (run?.outcome === 'exit' && run.code !== null && run.code !== undefined && ![1, 126, 127, 255].includes(run.code)) ||
  cell?.outcome === 'build-failed' ||
  cell?.outcome === 'timed-out';

const isLoader = (path: string): boolean => /(?:^|\/)(?:ld[-.64]|ld\.so|libc\.)/.test(path) || /\/ld-[^/]*$/.test(path);

const sentence = (interp: string | null, path: string | null): string =>
  `${path ?? 'The program'} is there, and the loader it asks for${interp === null ? '' : `, ${interp},`} is not in the image`;

const next = (interp: string | null, path: string | null): string =>
  interp === null
    ? `Which loader the file asks for, if any: cgoscope elf ${path ?? 'FILE'} (or: readelf -l ${path ?? 'FILE'} | grep interpreter); a script or a static file would rule this out`
    : `Whether the image has ${interp}: cgoscope elf FILE --against IMAGE (or: docker run --rm --entrypoint ls IMAGE -l ${interp})`;

export function fixesFor(seen: Case, interp: string | null): DraftFix[] {
  const musl = interp?.includes('ld-musl') === true;
  const inImage = seen.facts.image?.libc ?? null;
  return [
    ...(musl ? [buildFor('glibc', 'glibc'), runOn('musl')] : [runOn('glibc'), ...(inImage === null || inImage.startsWith('musl') ? [buildFor('musl', 'musl')] : [])]),
    linkStatic('musl'),
    // Last: it builds only where no package of the program is C itself.
    cgoOff(),
    change('copy-loader', 'Bring the loader and its libraries into the image', {
      manual: [
        musl
          ? 'Debian: apt-get install musl; else COPY --from=build /lib/ld-musl-*.so.1 /lib/'
          : 'Alpine: build on Alpine instead of apk add gcompat, which lacks symbols; distroless: base instead of static',
      ],
    }),
  ];
}
