// What a start showed of the judgement before it: did the kernel and the loader get the program going? Facts of the run in, one word out. Called by cells.
import type { CheckId } from '../../shared/domain/verdict.ts';

export interface Started {
  /** As in a cell: `start-failed`, `exit`, `signal`, `pass` … */
  outcome: string;
  code: number | null;
  signal: string | null;
  /** What the engine or runc said; null where it said nothing. */
  error: string | null;
  stderr: string;
}

export interface Happened {
  /** null: how it ended tells nothing about its start (out of memory, killed by us). */
  started: boolean | null;
  /** The line that says so; null where it just ran. */
  line: string | null;
  /** The check that it speaks of, as far as the line tells. */
  check: CheckId | null;
}

/**
 * What loaders, emulators and Go's own start-up print when they give up, one pattern per wording. glibc: elf/dl-load.c, dl-version.c, dl-lookup.c, dl-hwcaps; musl:
 * ldso/dynlink.c; qemu-user: linux-user/elfload.c, main.c; Go: runtime/asm_amd64.s. Facts/docker.md 4 and 5 have the texts as they were seen.
 */
const GAVE_UP: readonly (readonly [RegExp, CheckId])[] = [
  // runc's own words on stderr, where the program was found and execve refused it.
  [/^exec [^\n]*: no such file or directory$/, 'interp'],
  [/^exec [^\n]*: exec format error$/, 'machine'],
  [/^exec [^\n]*: (?:permission denied|accessing a corrupted shared library)$/, 'permission'],
  [/: error while loading shared libraries: .*wrong ELF class|cannot open shared object file|error while loading shared libraries/, 'needed'],
  [/version [`'"][^'"`]+['"`] not found \(required by /, 'versions'],
  [/: symbol lookup error: |undefined symbol: /, 'symbols'],
  [/^Error loading shared library /, 'needed'],
  [/^Error relocating .*: (?:symbol not found|unsupported relocation)/, 'symbols'],
  [/: Could not open '[^']*': No such file or directory/, 'interp'],
  [/(?:Invalid|Unsupported) ELF image for this architecture|: Exec format error|Error while loading /, 'machine'],
  [/FATAL: kernel too old/, 'kernel'],
  [/CPU ISA level is lower than required/, 'cpu'],
  [/This program can only be run on AMD64 processors with v[234] microarchitecture support/, 'cpu'],
  [/runtime: this CPU has no (?:VFPv|floating|vector)|this CPU is missing/, 'cpu'],
];

/** Loaders give up with these codes: 127 glibc's and musl's, 1 older ones and Go's start-up, 255 qemu's, 126 shells'. */
const LOADER_CODES: ReadonlySet<number> = new Set([1, 126, 127, 255]);

export function whatHappened({ outcome, code, signal, error, stderr }: Started): Happened {
  if (outcome === 'start-failed') return { started: false, line: error, check: null };
  if (outcome === 'oom' || outcome === 'timed-out') return { started: outcome === 'timed-out' ? true : null, line: null, check: null };
  if (outcome === 'signal') {
    // An instruction that this CPU does not have ends most programs of a wrong level before they print a line.
    if (signal === 'SIGILL') return { started: false, line: `${signal}${code === null ? '' : ` (exit code ${code})`}`, check: 'cpu' };
    return { started: null, line: signal, check: null };
  }
  if (outcome !== 'exit' && outcome !== 'pass') return { started: null, line: null, check: null };
  if (code === null || !LOADER_CODES.has(code)) return { started: true, line: null, check: null };
  // A loader speaks before anything else does: its words stand in the first lines.
  for (const line of stderr.slice(0, 8_192).split('\n').slice(0, 40)) {
    const found = GAVE_UP.find(([pattern]) => pattern.test(line));
    if (found) return { started: false, line: line.slice(0, 500), check: found[1] };
  }
  return { started: true, line: null, check: null };
}

/** Whether a judgement was right; null where one of the two tells nothing. */
export function agrees(runs: 'yes' | 'no' | 'unknown', happened: Happened): boolean | null {
  if (runs === 'unknown' || happened.started === null) return null;
  return (runs === 'yes') === happened.started;
}
