// What facts say of machines, loaders and emulators, in the few words that the rules of this group compare. Facts of a file, of a user's JSON and of a cell alike.
import { fact, fromHit } from '../../evidence.ts';
import { isQuoted } from '../../quoted.ts';
import type { Case, Draft, Hit, Signal } from '../../types.ts';
import type { Cause } from '../../../../shared/domain/causes.ts';
import type { FindingEvidence } from '../../../../shared/domain/explain.ts';
import { sessionOf } from './session.ts';
import { FILE_SAYS, HOST_SAYS, PLATFORM_ASKED, PLATFORM_WARNING } from './signals.ts';

/** Words of elf.h, of `uname -m`, of Go, of Docker and of `file` for the same machine. */
const ARCHITECTURES: readonly (readonly [RegExp, string])[] = [
  [/^(?:em_x86_64|x86[-_]64|amd64|x64)(?:$|\/)/, 'amd64'],
  [/^(?:em_386|i[3-6]86|386|x86|intel 80386|intel i386)$/, '386'],
  [/^(?:em_aarch64|aarch64|arm64|armv8\w*|arm aarch64)(?:$|\/)/, 'arm64'],
  [/^(?:em_arm|arm|armhf|armel|armv[567]\w*)(?:$|\/)/, 'arm'],
  [/^(?:em_riscv|riscv64|riscv|ucb risc-v)$/, 'riscv64'],
  [/^(?:em_ppc64|ppc64le|ppc64el|powerpc64le|64-bit powerpc.*)$/, 'ppc64le'],
  [/^(?:em_s390|s390x|ibm s\/390)$/, 's390x'],
  [/^(?:em_mips|mips\w*)$/, 'mips'],
  [/^(?:em_loongarch|loong64|loongarch64?)$/, 'loong64'],
];
/** `EM_X86_64`, `x86_64`, `linux/amd64/v2` -> `amd64`; null for what is not known. */
export function architecture(word: string | null | undefined): string | null {
  if (word === null || word === undefined) return null;
  const low = word
    .trim()
    .toLowerCase()
    .replace(/^(?:linux|darwin|windows)\//, '');
  return ARCHITECTURES.find(([pattern]) => pattern.test(low))?.[1] ?? null;
}

/** qemu's own names, where they differ from Go's. */
const QEMU: Readonly<Record<string, string>> = { amd64: 'x86_64', '386': 'i386', arm64: 'aarch64', mips: 'mips', loong64: 'loongarch64' };
export const qemuName = (arch: string): string => QEMU[arch] ?? arch;

/** A kernel of 64 bits runs its own 32-bit half, mostly. */
const HALF: Readonly<Record<string, string>> = { amd64: '386', arm64: 'arm' };

/** Of the program: from the facts, or from what `file` printed into the log. */
export interface Program {
  arch: string | null;
  /** undefined: not known; null: it asks for none. */
  interp: string | null | undefined;
  evidence: FindingEvidence[];
}
export function programOf(seen: Case): Program {
  const { elf } = seen.facts;
  if (elf !== undefined && (elf.machine !== undefined || elf.interp !== undefined || elf.linkage !== undefined)) {
    const interp = elf.interp !== undefined ? elf.interp : elf.linkage === 'static' || elf.linkage === 'static-pie' ? null : undefined;
    return {
      arch: architecture(elf.machine),
      interp,
      evidence: [...fact(seen, 'elf', 'machine'), ...fact(seen, 'elf', 'interp'), ...(interp === null ? fact(seen, 'elf', 'linkage') : [])],
    };
  }
  const said = seen.hits(FILE_SAYS.id)[0];
  if (said === undefined) return { arch: null, interp: undefined, evidence: [] };
  return { arch: architecture(said.match[1]), interp: said.match[3] ?? (said.match[2]?.toLowerCase() === 'statically' ? null : undefined), evidence: [fromHit(said)] };
}

export interface Known {
  arch: string | null;
  evidence: FindingEvidence[];
}
export function hostOf(seen: Case): Known {
  const arch = architecture(seen.facts.host?.arch);
  if (arch !== null) return { arch, evidence: fact(seen, 'host', 'arch') };
  const warned = seen.hits(PLATFORM_WARNING.id)[0];
  if (warned !== undefined) return { arch: architecture(warned.match[2]), evidence: [fromHit(warned)] };
  const said = seen.hits(HOST_SAYS.id)[0];
  const { machine } = sessionOf(seen);
  if (said === undefined && machine !== null) return { arch: architecture(machine.word), evidence: [machine.evidence] };
  return said === undefined ? { arch: null, evidence: [] } : { arch: architecture(said.match[1] ?? said.match[2]), evidence: [fromHit(said)] };
}
export function imageOf(seen: Case): Known {
  const arch = architecture(seen.facts.image?.platform);
  if (arch !== null) return { arch, evidence: fact(seen, 'image', 'platform') };
  const warned = seen.hits(PLATFORM_WARNING.id)[0];
  return warned === undefined ? { arch: null, evidence: [] } : { arch: architecture(warned.match[1]), evidence: [fromHit(warned)] };
}

/** Whether the host's kernel executes it without help; null: not known. */
export const runsOn = (program: string | null, host: string | null): boolean | null => (program === null || host === null ? null : program === host || HALF[host] === program);

export interface Emulation {
  /** `unknown`: nobody asked binfmt_misc. `none`: no handler of that machine. `no-f`: one that looks for its emulator inside the container. */
  handler: 'ok' | 'none' | 'no-f' | 'unknown';
  evidence: FindingEvidence[];
  text: string;
}
/** What binfmt_misc of the host has for a machine. */
export function emulationOf(seen: Case, arch: string): Emulation {
  const entries = seen.facts.host?.binfmt;
  if (entries === undefined) return { handler: 'unknown', evidence: [], text: '' };
  const names = new Set([qemuName(arch), arch]);
  const words = (text: string): string[] => text.toLowerCase().split(/[^a-z0-9_]+/);
  const fitting = entries.filter(
    ({ name, interpreter }) => [...words(name), ...words(interpreter)].some((word) => names.has(word)) || (arch === 'amd64' && /rosetta/i.test(name + interpreter)),
  );
  const evidence = fact(seen, 'host', 'binfmt');
  if (fitting.length === 0)
    return { handler: 'none', evidence, text: entries.length === 0 ? 'binfmt_misc has no handler at all' : `binfmt_misc has no handler for ${qemuName(arch)}` };
  const good = fitting.find(({ flags }) => flags.includes('F'));
  if (good !== undefined) return { handler: 'ok', evidence, text: `${good.name} is registered with the F flag` };
  const { name, flags, interpreter } = fitting[0] ?? { name: '', flags: '', interpreter: '' };
  return {
    handler: 'no-f',
    evidence,
    text: `${name} is registered with flags ${flags === '' ? '(none)' : flags}, without F: the kernel looks for ${interpreter} inside the container`,
  };
}

/** Platforms that somebody asked for: a cell's axis, `--platform`, the name of a step of buildx. */
export function askedPlatform(seen: Case): Known {
  const axis = seen.cell?.axes.platform;
  if (axis !== undefined && architecture(axis) !== null) return { arch: architecture(axis), evidence: [{ source: 'facts', path: 'cell.axes.platform', text: axis }] };
  const said = seen.hits(PLATFORM_ASKED.id)[0];
  return said === undefined ? { arch: null, evidence: [] } : { arch: architecture(said.match[1] ?? said.match[2]), evidence: [fromHit(said)] };
}

/** What the program was called, where a message names it: the path before what was said of it. */
const NAMED =
  /["'\\]*([^\s"'\\:(),=]{1,400})["'\\]*:?,? (?:failed: )?(?:no such file|does not exist or could|exec format error|permission denied|not found|cannot execute|is a directory|executable file not found|stat |ENOENT|EACCES|bad interpreter)/i;
const NO_NAMES = new Set([
  'caused',
  'process',
  'command',
  'error',
  'file',
  'denied',
  'interpreter',
  'executable',
  'init',
  'container',
  'exec',
  'run',
  'info',
  'warn',
  'warning',
  'fatal',
  'panic',
  'debug',
  'notice',
  'trace',
  'crit',
  'critical',
  'err',
]);
export function namedIn(text: string): string | null {
  const called = NAMED.exec(text)?.[1] ?? null;
  return called === null || NO_NAMES.has(called.toLowerCase()) ? null : called;
}
export const looksLikeScript = (path: string | null): boolean => path !== null && (/\.(?:sh|bash|ash|ksh|py|pl|rb|js|mjs)$/i.test(path) || /(?:^|\/)docker-entrypoint$/.test(path));

/** Something that was said: on a line of a log, or in the facts of a run (`run.error`, `run.stderr`, `build.errors`), where no log is at hand. */
export interface Said {
  text: string;
  match: RegExpMatchArray;
  evidence: FindingEvidence;
}
export function said(seen: Case, ...signals: readonly Signal[]): Said[] {
  const found: Said[] = [];
  for (const signal of signals)
    for (const hit of seen.hits(signal.id)) if (!isQuoted(hit) && !looksThrough(hit)) found.push({ text: hit.line.text, match: hit.match, evidence: fromHit(hit) });
  if (found.length > 0) return found;
  const { run, build } = seen.facts;
  const texts: [string, string][] = [
    ...(typeof run?.error === 'string' ? [['run.error', run.error] as [string, string]] : []),
    ...(run?.stderr ?? []).map((text): [string, string] => ['run.stderr', text]),
    ...(run?.stdout ?? []).slice(-50).map((text): [string, string] => ['run.stdout', text]),
    ...(build?.errors ?? []).map((text): [string, string] => ['build.errors', text]),
  ];
  for (const [path, raw] of texts)
    for (const { pattern } of signals) {
      const text = raw
        .slice(0, 4_000)
        .replace(/[‘’´`]/g, "'")
        .replace(/[“”]/g, '"');
      const match = pattern.exec(text);
      if (match !== null) found.push({ text, match, evidence: { source: 'facts', path, text: raw } });
    }
  return found;
}
/** A call in a trace that looks through PATH, or one that was tried again: only the very first one, and none that worked after it, is the start. */
const looksThrough = ({ line, after }: Hit): boolean =>
  line.text.includes('execve(') && (line.number > 5 || after.some(({ text }) => /\bexecve\([^\n]{0,1000}\) = 0\b/.test(text)));
export const nameSaid = (all: readonly Said[]): string | null => {
  for (const { text } of all) {
    const named = namedIn(text);
    if (named !== null) return named;
  }
  return null;
};
/** At most three lines: the first ones. */
export const linesOf = (all: readonly Said[], most = 3): FindingEvidence[] => all.slice(0, most).map(({ evidence }) => evidence);

/** The judgement of binary and image, where it names this cause; a cell that ran proves it wrong. */
export function judged(seen: Case, cause: Cause): { reason: string; evidence: FindingEvidence[] } | null {
  const { verdict } = seen;
  if (verdict === null || verdict.runs !== 'no' || verdict.cause !== cause || ran(seen)) return null;
  const failed = verdict.checks.find(({ status, cause: why }) => status === 'fail' && why === cause);
  return {
    reason: verdict.reason,
    evidence: (failed?.evidence ?? []).map(({ source, text, path, byteOffset, length }) => ({
      source,
      text,
      path: path ?? `verdict.${failed?.id ?? 'checks'}`,
      ...(byteOffset === null ? {} : { byteOffset }),
      ...(length === null ? {} : { length }),
    })),
  };
}
/** The program got going, so that nothing of its start failed. */
export const ran = (seen: Case): boolean => seen.cell?.outcome === 'pass' || seen.facts.run?.outcome === 'pass';
/** Whether binary and image were judged to fit: then no message of the start is about them. */
export const judgedFit = (seen: Case): boolean => seen.verdict?.runs === 'yes';

export const see = (cause: Cause, ...more: string[]): string[] => [`docs/causes.md#${cause}`, ...more];
/** A draft without doubled pieces of evidence: the same line may be read for two reasons. */
export const drafted = (draft: Draft): Draft => ({ ...draft, evidence: unique(draft.evidence) });
function unique(all: readonly FindingEvidence[]): FindingEvidence[] {
  const keys = new Set<string>();
  return all.filter((each) => {
    const key = JSON.stringify(each);
    return keys.has(key) ? false : (keys.add(key), true);
  });
}
