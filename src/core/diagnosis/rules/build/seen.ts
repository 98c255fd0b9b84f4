// What the rules of this folder ask of a case: which libc, which target, cgo on or off. Facts first, then what the lines themselves say; null where neither tells.
import type { FindingEvidence } from '../../../../shared/domain/explain.ts';
import { fact, fromHit } from '../../evidence.ts';
import { isQuoted } from '../../quoted.ts';
import type { Case, Hit } from '../../types.ts';

export type Libc = 'glibc' | 'musl';

/** A libc, and what says so. `sure` is false where only a path in a line says it. */
export interface LibcSeen {
  libc: Libc;
  sure: boolean;
  evidence: FindingEvidence[];
}

/** `/usr/lib/gcc/x86_64-alpine-linux-musl/12.2.1/…`, `musl-gcc`, `apk add`: a build against musl. Also the compiler's own target in a line. */
const MUSL_IN_TEXT = /(?:redirecting incorrect #include|-linux-musl|musl-gcc|\/lib\/ld-musl-|-alpine-linux|linux-musleabi)/;
const GLIBC_IN_TEXT = /(?:-linux-gnu(?:eabi|eabihf|x32|abi64)?[/-]|-redhat-linux|-suse-linux|-pc-linux-gnu|x86_64-amazon-linux)/;

/** The libc that C is compiled and linked against. `lines` are the hits that a rule looks at: paths of the linker name its target. */
export function libcOf(seen: Case, lines: readonly Hit[] = []): LibcSeen | null {
  const axis = seen.cell?.axes.libc;
  if (axis === 'glibc' || axis === 'musl') return { libc: axis, sure: true, evidence: [{ source: 'facts', path: 'cell.axes.libc', text: axis }] };
  const cc = seen.facts.build?.cc;
  if (cc) {
    if (/musl/.test(cc)) return { libc: 'musl', sure: true, evidence: fact(seen, 'build', 'cc') };
    if (/-linux-gnu/.test(cc)) return { libc: 'glibc', sure: true, evidence: fact(seen, 'build', 'cc') };
  }
  for (const hit of lines) {
    const around = [hit.line, ...hit.before, ...hit.after];
    const musl = around.find(({ text }) => MUSL_IN_TEXT.test(text));
    if (musl) return { libc: 'musl', sure: false, evidence: [] };
    const glibc = around.find(({ text }) => GLIBC_IN_TEXT.test(text));
    if (glibc) return { libc: 'glibc', sure: false, evidence: [] };
  }
  const image = seen.facts.image?.libc;
  if (image && /^musl/.test(image)) return { libc: 'musl', sure: false, evidence: fact(seen, 'image', 'libc') };
  if (image && /^glibc/.test(image)) return { libc: 'glibc', sure: false, evidence: fact(seen, 'image', 'libc') };
  return null;
}

/** Whether cgo was on; from the facts, else from the axis, else from what Go wrote into the binary. */
export function cgoOf(seen: Case): boolean | null {
  if (seen.facts.build?.cgo !== undefined) return seen.facts.build.cgo;
  const axis = seen.cell?.axes.cgo;
  if (axis === '0' || axis === '1') return axis === '1';
  const setting = seen.facts.elf?.goSettings?.CGO_ENABLED;
  return setting === '0' ? false : setting === '1' ? true : null;
}

/** Flags of the build in one text; of the binary, where the build is not known. */
export function buildFlags(seen: Case): string {
  const settings = seen.facts.elf?.goSettings ?? {};
  return [...(seen.facts.build?.flags ?? []), ...Object.entries(settings).flatMap(([name, value]) => (name.startsWith('-') ? [`${name}=${value}`] : []))].join(' ');
}

export const flagsEvidence = (seen: Case): FindingEvidence[] => [
  ...fact(seen, 'build', 'flags'),
  ...(seen.facts.build?.flags === undefined ? fact(seen, 'elf', 'goSettings') : []),
];

/** Names of CPUs as compilers write them, in Go's words. */
function goarchOfTriple(text: string): string | null {
  const cpu = /(?:^|[\s/"'=])(x86_64|amd64|i[3-6]86|aarch64|arm64|arm|armv[5-8]\w*|riscv64|powerpc64le|ppc64le|s390x|mips64el|mipsel|mips|loongarch64)(?=-)/.exec(text)?.[1];
  if (cpu === undefined) return null;
  if (cpu === 'x86_64' || cpu === 'amd64') return 'amd64';
  if (/^i\d86$/.test(cpu)) return '386';
  if (cpu === 'aarch64' || cpu === 'arm64') return 'arm64';
  if (cpu.startsWith('arm')) return 'arm';
  if (cpu === 'powerpc64le' || cpu === 'ppc64le') return 'ppc64le';
  if (cpu === 'loongarch64') return 'loong64';
  if (cpu === 'mips64el') return 'mips64le';
  return cpu === 'mipsel' ? 'mipsle' : cpu;
}

/** The machine that the named C compiler builds for, by its name alone; null for plain `gcc`. */
export const goarchOfCompiler = (seen: Case): string | null => (seen.facts.build?.cc ? goarchOfTriple(seen.facts.build.cc) : null);

/** A build that is known to have ended well: nothing in its log made it fail. */
export const buildPassed = (seen: Case): boolean =>
  seen.facts.build?.exitStatus === 0 || (seen.cell !== null && seen.cell.outcome !== null && seen.cell.outcome !== 'build-failed');

/** Hits of a signal that a tool printed. */
export const heard = (seen: Case, signal: string): Hit[] => seen.hits(signal).filter((hit) => !isQuoted(hit));

/** The first few lines that say it, each once. */
export function lines(hits: readonly Hit[], most = 4): FindingEvidence[] {
  const seen = new Set<string>();
  return hits
    .filter(({ line }) => {
      const key = `${line.log}:${line.number}`;
      return !seen.has(key) && seen.add(key);
    })
    .slice(0, most)
    .map(fromHit);
}

/** `a`, `b` and 3 more. */
export function some(names: readonly string[], most = 3): string {
  const unique = [...new Set(names)];
  const shown = unique.slice(0, most).join(', ');
  return unique.length > most ? `${shown} and ${unique.length - most} more` : shown;
}
