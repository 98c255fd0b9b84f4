// A file of another machine or another system than the kernel executes.
import { byHand, forPlatform } from '../../fixes.ts';
import { fact } from '../../evidence.ts';
import type { Case, Draft, DraftFix, Rule } from '../../types.ts';
import { architecture, drafted, emulationOf, hostOf, imageOf, judged, linesOf, nameSaid, programOf, ran, runsOn, said, see } from './known.ts';
import { SESSION } from './session.ts';
import { CACHE_RESTORED } from '../go/signals.ts';
import { BINFMT_MENDED, REGISTER_REFUSED, ENTRY_SCRIPT, EXEC_FORMAT, FILE_SAYS, HOST_SAYS, PLATFORM_ASKED, PLATFORM_WARNING, WRONG_MACHINE } from './signals.ts';
import { FOREIGN_FORMATS, weighEnoexec } from './weigh.ts';

export const archMismatch: Rule = {
  id: 'arch-mismatch',
  cause: 'arch-mismatch',
  needs: 'e_machine of the file (or that it is Mach-O or PE), the machine of the host, and the platform of the image',
  contradictedBy: 'a file of the host’s own machine; a script',
  signals: [SESSION, BINFMT_MENDED, REGISTER_REFUSED, CACHE_RESTORED, EXEC_FORMAT, WRONG_MACHINE, PLATFORM_WARNING, PLATFORM_ASKED, FILE_SAYS, HOST_SAYS, ENTRY_SCRIPT],
  find(seen) {
    if (ran(seen)) return null;
    const verdict = judged(seen, 'arch-mismatch');
    const weights = weighEnoexec(seen);
    const outright = said(seen, WRONG_MACHINE);
    const program = programOf(seen);
    const host = hostOf(seen);
    const image = imageOf(seen);
    const base = { fixes: fixesFor(seen), see: see('arch-mismatch') };
    const sides = [...fact(seen, 'elf', 'format'), ...program.evidence, ...image.evidence, ...host.evidence];
    if (verdict !== null) return drafted({ ...base, title: verdict.reason, confidence: 0.97, evidence: [...(weights?.lines ?? []), ...linesOf(outright), ...verdict.evidence] });
    const same = program.arch !== null && runsOn(program.arch, host.arch) === true;
    if (outright.length > 0) {
      const shell = outright.every(({ text }) => /syntax error/i.test(text));
      return drafted({
        ...base,
        title: sentence(seen, nameSaid(outright)),
        confidence: same ? 0.2 : shell ? 0.7 : 0.92,
        evidence: [...linesOf(outright), ...(same ? [] : sides)],
        against: same ? sides : [],
        next: shell && !same ? NEXT : null,
      });
    }
    if (weights !== null) {
      if (weights.machine < 0.15) return null;
      const binary = weights.texts.some(({ text }) => /cannot execute binary file/i.test(text)) && !weights.decided;
      const asked: Draft = {
        ...base,
        title: sentence(seen, weights.path),
        confidence: binary ? Math.max(0.78, weights.machine) : weights.machine,
        evidence: [...weights.lines, ...(weights.decided || program.arch !== null ? sides : [])],
        against: weights.against,
        next: weights.decided ? null : NEXT,
      };
      return drafted(asked);
    }
    return byFacts(seen, base);
  },
};

const NEXT =
  'The machine of the file beside that of the host: cgoscope elf FILE (or: file FILE), docker version --format {{.Server.Arch}}, docker image inspect --format {{.Os}}/{{.Architecture}} IMAGE';

/** Without any message: the file, the image and the host alone. */
function byFacts(seen: Case, base: Pick<Draft, 'fixes' | 'see'>): Draft | null {
  const { elf, image, host, run } = seen.facts;
  const known = { program: programOf(seen), host: hostOf(seen), image: imageOf(seen) };
  if (elf?.format !== undefined && FOREIGN_FORMATS[elf.format] !== undefined && (image !== undefined || host !== undefined))
    return drafted({ ...base, title: sentence(seen, null), confidence: 0.93, evidence: [...fact(seen, 'elf', 'format'), ...known.image.evidence, ...known.host.evidence] });
  if (run?.outcome !== undefined && run.outcome !== 'start-failed' && !(run.outcome === 'exit' && [1, 126, 255].includes(run.code ?? 0))) return null;
  const { arch } = known.program;
  if (arch === null) return null;
  const evidence = [...known.program.evidence, ...known.image.evidence, ...known.host.evidence];
  const runs = runsOn(arch, known.host.arch);
  if (runs === true) return null;
  if (known.image.arch !== null && known.image.arch !== arch && runsOn(arch, known.image.arch) !== true) {
    const works = runs === false && emulationOf(seen, arch).handler === 'ok';
    return drafted({ ...base, title: sentence(seen, null), confidence: works ? 0.4 : 0.93, evidence });
  }
  if (runs !== false) return null;
  const emulation = emulationOf(seen, arch);
  if (emulation.handler === 'ok') return null;
  // Of the image's own machine: somebody wants the emulator, see binfmt-missing.
  return drafted({ ...base, title: sentence(seen, null), confidence: known.image.arch === arch ? 0.4 : 0.85, evidence: [...evidence, ...emulation.evidence] });
}

function sentence(seen: Case, path: string | null): string {
  const { elf } = seen.facts;
  const foreign = FOREIGN_FORMATS[elf?.format ?? ''];
  if (foreign !== undefined) return `${path ?? 'The file'} is ${foreign}, and no kernel of Linux executes it`;
  const program = programOf(seen).arch;
  const host = hostOf(seen).arch;
  const image = imageOf(seen).arch;
  const other = host !== null && host !== program ? `the host is ${host}` : image !== null && image !== program ? `the image is for ${image}` : null;
  if (program !== null && other !== null) return `${path ?? 'The program'} is for ${program}, and ${other}`;
  if (image !== null && host !== null && image !== host) return `The image is for ${image}, and the host is ${host}`;
  return `${path ?? 'The program'} is for another machine than the one it is started on`;
}

function fixesFor(seen: Case): DraftFix[] {
  // What executes it decides: the image's platform where it is meant to run there, else the host's.
  const image = architecture(seen.facts.image?.platform);
  const host = hostOf(seen).arch;
  const program = programOf(seen).arch;
  const target = image !== null && image !== program ? image : host !== program ? host : null;
  return [
    ...(target === null ? [] : [forPlatform(`linux/${target}`)]),
    byHand('goarch', 'Build for the machine that runs it', [
      `GOOS=linux GOARCH=${target ?? '…'} go build, or docker build --platform linux/${target ?? '…'}`,
      'In a Dockerfile: FROM --platform=$BUILDPLATFORM golang AS build; ARG TARGETOS TARGETARCH inside that stage; GOOS=$TARGETOS GOARCH=$TARGETARCH go build',
      'With cgo a C compiler for that machine is needed as well: CC=aarch64-linux-gnu-gcc, or the like',
    ]),
    byHand('both-platforms', 'Publish the image for both platforms', ['docker buildx build --platform linux/amd64,linux/arm64 --push .']),
  ];
}
