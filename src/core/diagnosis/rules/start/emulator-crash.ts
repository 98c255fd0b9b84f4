// qemu-user (or Rosetta) crashed, and not the program: the same binary runs on a machine of its own.
import { byHand, forPlatform } from '../../fixes.ts';
import { fact } from '../../evidence.ts';
import type { Case, DraftFix, Rule } from '../../types.ts';
import { drafted, hostOf, imageOf, linesOf, programOf, ran, runsOn, said, see, type Known } from './known.ts';
import { levelAsked } from './cpu-baseline.ts';
import { CRASHED, EMULATED, EMULATOR_CRASHED, FILE_SAYS, HOST_SAYS, ILLEGAL_INSTRUCTION, PLATFORM_ASKED, PLATFORM_WARNING } from './signals.ts';

export const emulatorCrash: Rule = {
  id: 'emulator-crash',
  cause: 'emulator-crash',
  needs: 'that the program ran under qemu-user, and what signal the emulator reports',
  contradictedBy: 'a native run; a crash of the same binary on its own machine',
  signals: [EMULATOR_CRASHED, EMULATED, CRASHED, ILLEGAL_INSTRUCTION, PLATFORM_WARNING, PLATFORM_ASKED, FILE_SAYS, HOST_SAYS],
  find(seen) {
    if (ran(seen)) return null;
    const base = { see: see('emulator-crash', 'https://www.qemu.org/docs/master/user/main.html'), fixes: fixesFor(seen) };
    const crashes = said(seen, EMULATOR_CRASHED);
    if (crashes.length > 0) {
      const told = crashes.find(({ match }) => match[1] !== undefined);
      const number = Number(told?.match[1] ?? 0);
      // A program may abort or be killed of its own accord, and qemu tells of that too.
      const confidence =
        told === undefined
          ? 0.88
          : number === 11 || number === 7
            ? 0.93
            : number === 4 && (levelAsked(seen)?.level ?? 1) > 1
              ? 0.5
              : number === 4 || number === 5
                ? 0.85
                : number === 6
                  ? 0.72
                  : 0.6;
      const native = isNative(seen);
      return drafted({
        ...base,
        title: `The emulator crashed${told === undefined ? '' : ` (${told.match[2] ?? `signal ${number}`})`}, not necessarily the program`,
        confidence: native === null ? confidence : 0.3,
        evidence: [...linesOf(crashes), ...(seen.cell?.emulated === true ? [EMULATED_CELL] : [])],
        against: native ?? [],
        next: number === 11 || told === undefined ? null : 'Whether it crashes without the emulator: run the same image on a machine of that platform',
      });
    }
    // A crash under an emulator: qemu's own, more often than the program's.
    const emulated = said(seen, EMULATED);
    const byFacts = foreign(seen);
    if (seen.cell?.emulated !== true && emulated.length === 0 && byFacts === null) return null;
    const signal = seen.facts.run?.signal ?? seen.cell?.exit?.signal ?? null;
    const crashed = said(seen, CRASHED, ILLEGAL_INSTRUCTION);
    const ended = signal !== null && /SIG(?:SEGV|ILL|BUS|TRAP|ABRT)/.test(signal);
    if (!ended && crashed.length === 0) return null;
    return drafted({
      ...base,
      title: `The program crashed (${signal ?? 'a signal'}) under the emulator`,
      confidence: 0.68,
      evidence: [
        ...linesOf(crashed),
        ...linesOf(emulated, 1),
        ...fact(seen, 'run', 'signal'),
        ...(byFacts?.evidence ?? []),
        ...(seen.cell?.emulated === true ? [EMULATED_CELL] : []),
      ],
      next: 'Whether it crashes without the emulator: run the same image on a machine of that platform',
    });
  },
};

const EMULATED_CELL = { source: 'facts' as const, path: 'cell.emulated', text: 'true' };

/** Program or image are of another machine than the host. */
function foreign(seen: Case): Known | null {
  const host = hostOf(seen);
  const program = programOf(seen);
  const arch = program.arch ?? imageOf(seen).arch;
  return arch !== null && runsOn(arch, host.arch) === false ? { arch, evidence: [...program.evidence, ...imageOf(seen).evidence, ...host.evidence] } : null;
}
/** The evidence that nothing was emulated; null where it may have been. */
function isNative(seen: Case): Known['evidence'] | null {
  const host = hostOf(seen);
  const program = programOf(seen);
  return seen.cell?.emulated !== true && program.arch !== null && program.arch === host.arch ? [...program.evidence, ...host.evidence] : null;
}

export function fixesFor(seen: Case): DraftFix[] {
  const { arch } = hostOf(seen);
  return [
    ...(arch === null ? [] : [forPlatform(`linux/${arch}`)]),
    byHand('no-emulation', 'Run and build without the emulator', [
      'FROM --platform=$BUILDPLATFORM golang AS build, and cross-compile with GOARCH=$TARGETARCH: the compiler itself is then not emulated',
      'a builder of that platform: docker buildx create --append --platform linux/arm64 ssh://HOST; runners of CI with arm64',
    ]),
    byHand('newer-qemu', 'Register a newer qemu', [
      'docker run --privileged --rm tonistiigi/binfmt --uninstall qemu-* && docker run --privileged --rm tonistiigi/binfmt:latest --install all',
      'Docker Desktop on Apple silicon: switch Rosetta on (or off) in Settings, General',
    ]),
  ];
}
