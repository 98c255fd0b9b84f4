// Built for a CPU with more instructions than this one has.
import { byHand, withLevel } from '../../fixes.ts';
import { fact } from '../../evidence.ts';
import type { Case, DraftFix, Rule } from '../../types.ts';
import type { FindingEvidence } from '../../../../shared/domain/explain.ts';
import { architecture, drafted, hostOf, judged, linesOf, programOf, ran, runsOn, said, see } from './known.ts';
import { CPU_LEVEL, EMULATED, EMULATOR_CRASHED, ILLEGAL_INSTRUCTION } from './signals.ts';

export const cpuBaseline: Rule = {
  id: 'cpu-baseline',
  cause: 'cpu-baseline',
  needs: 'GOAMD64, GOARM or GOARM64 of the build (or the ISA note of the file), and the level of the CPU',
  contradictedBy: 'a CPU of that level; an emulator, which has a CPU of its own',
  signals: [CPU_LEVEL, ILLEGAL_INSTRUCTION, EMULATED, EMULATOR_CRASHED],
  find(seen) {
    if (ran(seen)) return null;
    const base = { see: see('cpu-baseline', 'https://go.dev/wiki/MinimumRequirements#amd64'), fixes: fixesFor(seen) };
    const verdict = judged(seen, 'cpu-baseline');
    const said_ = said(seen, CPU_LEVEL);
    const asked = levelAsked(seen);
    const has = levelOf(seen);
    const sides: FindingEvidence[] = [...(asked === null ? [] : [asked.evidence]), ...fact(seen, 'host', 'cpu')];
    const tooHigh = asked !== null && has !== null && asked.level > has;
    if (said_.length > 0) return drafted({ ...base, title: sentence(asked?.text ?? null), confidence: 0.97, evidence: [...linesOf(said_), ...(tooHigh ? sides : [])] });
    const illegal = said(seen, ILLEGAL_INSTRUCTION).filter(({ text }) => !/qemu|rosetta/i.test(text));
    // An emulator has a CPU of its own, and says what it met: where the build asked for more than the base, that is why.
    const emulatorMet = said(seen, EMULATOR_CRASHED).filter(({ match }) => match[1] === '4');
    if (emulatorMet.length > 0 && asked !== null && asked.level > 1 && verdict === null)
      return drafted({ ...base, title: sentence(asked.text), confidence: 0.94, evidence: [...linesOf(emulatorMet), asked.evidence] });
    const signal = seen.facts.run?.signal ?? seen.cell?.exit?.signal ?? null;
    const byRun = signal === 'SIGILL' || seen.facts.run?.code === 132 ? [...fact(seen, 'run', 'signal'), ...fact(seen, 'run', 'code')] : [];
    if (verdict !== null) return drafted({ ...base, title: verdict.reason, confidence: 0.97, evidence: [...linesOf(illegal), ...byRun, ...verdict.evidence] });
    if (illegal.length === 0 && byRun.length === 0 && signal !== 'SIGILL') {
      if (!tooHigh || started(seen)) return null;
      return drafted({ ...base, title: sentence(asked?.text ?? null), confidence: 0.9, evidence: sides });
    }
    const host = hostOf(seen);
    const program = programOf(seen);
    const emulated = seen.cell?.emulated === true || said(seen, EMULATED, EMULATOR_CRASHED).length > 0 || runsOn(program.arch, host.arch) === false;
    const enough = asked !== null && has !== null && asked.level <= has;
    return drafted({
      ...base,
      title: sentence(asked?.text ?? null),
      confidence: tooHigh ? 0.96 : asked !== null && asked.level > 1 && !enough ? 0.88 : emulated ? 0.3 : enough ? 0.4 : 0.72,
      evidence: [
        ...linesOf(illegal),
        ...byRun,
        ...(enough ? [] : sides),
        ...(illegal.length === 0 && byRun.length === 0 ? [{ source: 'facts' as const, path: 'cell.exit.signal', text: 'SIGILL' }] : []),
      ],
      against: enough ? sides : [],
      next: tooHigh
        ? null
        : 'The level it was built for: go version -m FILE | grep -E "GOAMD64|GOARM" (or: cgoscope elf FILE); that of the CPU: /lib64/ld-linux-x86-64.so.2 --help, or the flags in /proc/cpuinfo',
    });
  },
};

const sentence = (asked: string | null): string => `${asked === null ? 'It was built' : `It was built with ${asked}, that is`} for a CPU with more instructions than this one has`;

const started = ({ facts: { run } }: Case): boolean =>
  run?.outcome !== undefined && run.outcome !== 'start-failed' && run.outcome !== 'signal' && !(run.outcome === 'exit' && run.code === 1);

/** `v3` -> 3; of arm64 only that it is above v8.0 counts: `v8.0` -> 1, `v8.1`, `v9.0,lse` -> 2. Null for anything else. */
function levelNumber(value: string | undefined): number | null {
  const amd64 = /^v([1-4])$/.exec(value ?? '')?.[1];
  if (amd64 !== undefined) return Number(amd64);
  const arm64 = /^v([89])\.(\d)(,.*)?$/.exec(value ?? '');
  return arm64 === null ? null : arm64[1] === '8' && arm64[2] === '0' && arm64[3] === undefined ? 1 : 2;
}

/** What the build asked for: `GOAMD64=v3` -> 3. Go's own settings in the file, else the axis of the cell. */
export function levelAsked(seen: Case): { level: number; text: string; evidence: FindingEvidence } | null {
  const settings = seen.facts.elf?.goSettings ?? {};
  for (const name of ['GOAMD64', 'GOARM64'] as const) {
    const value = settings[name];
    const level = levelNumber(value);
    if (level !== null) return { level, text: `${name}=${value}`, evidence: { source: 'elf', path: 'elf.goSettings', text: `${name}=${value}` } };
  }
  const axis = seen.cell?.axes.level;
  const asked = levelNumber(axis);
  const arch = architecture(seen.cell?.axes.platform);
  if (asked === null || (arch !== 'amd64' && arch !== 'arm64')) return null;
  return { level: asked, text: `${arch === 'amd64' ? 'GOAMD64' : 'GOARM64'}=${axis}`, evidence: { source: 'facts', path: 'cell.axes.level', text: axis ?? '' } };
}

/** The level of an x86-64 CPU, from its name with a level (`… (v2)`, `x86-64-v3`) or from its flags. Null where neither says. */
function levelOf(seen: Case): number | null {
  const cpu = seen.facts.host?.cpu;
  if (cpu === undefined) return null;
  const named = /(?:x86-64-|\b)v([1-4])\b/.exec(cpu)?.[1];
  // `E5-2670 v2` is a generation of Xeon, no level.
  if (named !== undefined && !/xeon|e[357]-\d/i.test(cpu.replace(/\(v[1-4]\)|x86-64-v[1-4]/gi, ''))) return Number(named);
  const exact = /\(v([1-4])\)|x86-64-v([1-4])/i.exec(cpu);
  if (exact !== null) return Number(exact[1] ?? exact[2]);
  const flags = new Set(cpu.toLowerCase().split(/[\s,]+/));
  if (!flags.has('sse2')) return null;
  const all = (...names: string[]): boolean => names.every((name) => flags.has(name));
  if (!all('cx16', 'popcnt', 'sse4_1', 'sse4_2', 'ssse3')) return 1;
  if (!all('avx', 'avx2', 'bmi1', 'bmi2', 'fma', 'movbe')) return 2;
  return all('avx512f', 'avx512bw', 'avx512cd', 'avx512dq', 'avx512vl') ? 4 : 3;
}

export function fixesFor(seen: Case): DraftFix[] {
  const arch = programOf(seen).arch ?? architecture(seen.cell?.axes.platform) ?? 'amd64';
  return [
    ...(arch === 'amd64' ? [withLevel('v1')] : arch === 'arm64' ? [withLevel('v8.0')] : []),
    byHand('lower-level', 'Build for the lowest CPU that it has to run on', [
      'GOAMD64=v1 (the default), GOARM64=v8.0, GOARM=6 or 5; C code: no -march=native in CGO_CFLAGS',
      'an image whose own libc wants x86-64-v2 or v3 (RHEL 9 and 10, and their relatives): take another base image',
      'a virtual machine hides instructions of its host: CPU type host instead of kvm64 or qemu64',
    ]),
  ];
}
