// A foreign program that is meant to be emulated, and no handler of binfmt_misc that a container can use.
import { byHand, forPlatform } from '../../fixes.ts';
import type { Case, Draft, DraftFix, Rule } from '../../types.ts';
import { drafted, linesOf, said, emulationOf, hostOf, imageOf, judged, programOf, qemuName, ran, runsOn, see, askedPlatform } from './known.ts';
import { SESSION } from './session.ts';
import { CACHE_RESTORED } from '../go/signals.ts';
import {
  BINFMT_MENDED,
  RETURNS_MENDED,
  REGISTER_REFUSED,
  BASE_SAYS,
  ENTRY_SCRIPT,
  EXEC_FORMAT,
  FILE_SAYS,
  HOST_SAYS,
  NO_EMULATOR,
  LAUNCHER_ENOENT,
  PLATFORM_ASKED,
  PLATFORM_WARNING,
  REQUIRED_FILE,
  RUNTIME_ENOENT,
  SHELL_ENOENT,
  SHELL_NOT_FOUND,
} from './signals.ts';
import { weighEnoent, weighEnoexec } from './weigh.ts';

export const binfmtMissing: Rule = {
  id: 'binfmt-missing',
  cause: 'binfmt-missing',
  needs: 'that program and image are of another machine than the host, and the entries of /proc/sys/fs/binfmt_misc with their flags',
  contradictedBy: 'a handler with the F flag; an image of the host’s own machine',
  signals: [
    SESSION,
    BINFMT_MENDED,
    RETURNS_MENDED,
    REGISTER_REFUSED,
    NO_EMULATOR,
    CACHE_RESTORED,
    EXEC_FORMAT,
    RUNTIME_ENOENT,
    LAUNCHER_ENOENT,
    SHELL_ENOENT,
    SHELL_NOT_FOUND,
    REQUIRED_FILE,
    PLATFORM_WARNING,
    PLATFORM_ASKED,
    FILE_SAYS,
    HOST_SAYS,
    BASE_SAYS,
    ENTRY_SCRIPT,
  ],
  find(seen) {
    if (ran(seen)) return null;
    const arch = programOf(seen).arch ?? imageOf(seen).arch ?? askedPlatform(seen).arch;
    const base = { fixes: fixesFor(seen, arch), see: see('binfmt-missing', 'https://docs.kernel.org/admin-guide/binfmt-misc.html') };
    const verdict = judged(seen, 'binfmt-missing');
    const refused = weighEnoexec(seen);
    const enoent = weighEnoent(seen);
    const absent = said(seen, NO_EMULATOR);
    if (verdict !== null) return drafted({ ...base, title: verdict.reason, confidence: 0.97, evidence: [...(refused?.lines ?? enoent?.lines ?? []), ...verdict.evidence] });
    if (absent.length > 0) {
      const emulation = arch === null ? null : emulationOf(seen, arch);
      return drafted({
        ...base,
        title: sentence(arch, hostOf(seen).arch, emulation?.text ?? 'the emulator is not there'),
        confidence: emulation?.handler === 'ok' ? 0.4 : 0.92,
        evidence: [...linesOf(absent), ...(refused?.lines ?? []), ...(emulation?.handler === 'ok' ? [] : (emulation?.evidence ?? []))],
        against: emulation?.handler === 'ok' ? emulation.evidence : [],
        next: emulation === null || emulation.handler === 'unknown' ? NEXT : null,
      });
    }
    if (refused !== null && refused.handler >= 0.15) {
      const { emulation, program, host, image, asked } = refused;
      const draft: Draft = {
        ...base,
        title: sentence(arch, hostOf(seen).arch, emulation?.text ?? ''),
        confidence: refused.handler,
        evidence: [
          ...refused.lines,
          ...program.evidence,
          ...image.evidence,
          ...asked.evidence,
          ...host.evidence,
          ...(emulation?.handler === 'ok' ? [] : (emulation?.evidence ?? [])),
        ],
        against: emulation?.handler === 'ok' ? emulation.evidence : [],
        next: emulation === null || emulation.handler === 'unknown' ? NEXT : null,
      };
      return drafted(draft);
    }
    if (enoent !== null && enoent.handler >= 0.15) {
      const text = arch === null ? '' : emulationOf(seen, arch).text;
      return drafted({ ...base, title: sentence(arch, hostOf(seen).arch, text), confidence: enoent.handler, evidence: [...enoent.lines, ...enoent.facts.handler] });
    }
    if (refused === null && enoent === null) return byFacts(seen, base);
    return null;
  },
};

const NEXT = 'Whether the host has a handler, and its flags: on the host: cat /proc/sys/fs/binfmt_misc/qemu-* (flags must hold F); or: cgoscope doctor';

function byFacts(seen: Case, base: Pick<Draft, 'fixes' | 'see'>): Draft | null {
  const program = programOf(seen);
  const image = imageOf(seen);
  const host = hostOf(seen);
  const { run } = seen.facts;
  if (run?.outcome !== undefined && run.outcome !== 'start-failed' && !(run.outcome === 'exit' && [1, 126, 127, 255].includes(run.code ?? 0))) return null;
  const arch = program.arch ?? image.arch;
  if (arch === null || runsOn(arch, host.arch) !== false) return null;
  const emulation = emulationOf(seen, arch);
  if (emulation.handler === 'ok' || emulation.handler === 'unknown') return null;
  // A foreign file in an image of the host's own machine is a wrong file, not a missing emulator.
  const confidence =
    image.arch !== null && image.arch !== arch ? 0.3 : image.arch === arch || emulation.handler === 'no-f' ? 0.93 : (seen.facts.host?.binfmt ?? []).length > 0 ? 0.88 : 0.55;
  return drafted({
    ...base,
    title: sentence(arch, host.arch, emulation.text),
    confidence,
    evidence: [...program.evidence, ...image.evidence, ...host.evidence, ...emulation.evidence],
  });
}

const sentence = (arch: string | null, host: string | null, why: string): string =>
  `${arch ?? 'A foreign machine'} has to be emulated${host === null || host === arch ? '' : ` on ${host}`}, and ${why === '' ? 'no handler of binfmt_misc does it' : why}`;

function fixesFor(seen: Case, arch: string | null): DraftFix[] {
  const host = hostOf(seen).arch;
  const name = arch === null ? '<machine>' : qemuName(arch);
  return [
    byHand('register-emulator', `Register qemu${arch === null ? '' : ` for ${arch}`} on the host, with the F flag`, [
      `Debian, Ubuntu: apt-get install qemu-user-static binfmt-support && update-binfmts --enable qemu-${name} (stays after a reboot)`,
      `anywhere: docker run --privileged --rm tonistiigi/binfmt --install ${arch ?? 'all'} (gone after a reboot)`,
      `cat /proc/sys/fs/binfmt_misc/qemu-${name} must show F among the flags: without it the emulator is looked for inside each container`,
    ]),
    ...(host === null || host === arch ? [] : [forPlatform(`linux/${host}`)]),
    byHand('cross-compile', 'Compile across instead of emulating the compiler', [
      'FROM --platform=$BUILDPLATFORM golang AS build, with ARG TARGETOS TARGETARCH in it: stages without RUN for the target need no emulator',
    ]),
  ];
}
