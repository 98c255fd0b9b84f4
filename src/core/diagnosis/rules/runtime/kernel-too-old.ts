// ENOSYS: the kernel does not know a call that the program cannot do without.
import type { FindingEvidence } from '../../../../shared/domain/explain.ts';
import { fact, fromHit } from '../../evidence.ts';
import { byHand, runOn, withGo } from '../../fixes.ts';
import type { Case, DraftFix, Hit, Rule } from '../../types.ts';
import { clamp, compareVersions, goVersionOf } from './facts.ts';
import { ENOSYS, GO_RUNTIME_38, KERNEL_VERSION, TOO_OLD } from './kernel-signals.ts';
import { lines } from './signals.ts';
import { namedCall, SINCE } from './syscalls.ts';

/** Oldest kernel that a Go of this version runs on (release notes of 1.18 and 1.24; the wiki's MinimumRequirements before). */
const goFloor = (go: string): string => ((compareVersions(go, '1.24') ?? -1) >= 0 ? '3.2' : (compareVersions(go, '1.18') ?? -1) >= 0 ? '2.6.32' : '2.6.23');

/** ENOSYS of these is not the kernel's age: a file system, a device or an emulator says no. */
const OTHER_ENOSYS =
  /\bptrace|PTRACE|inotify|fuse|mount|overlay|symlink|readlink|chmod|xattr|flock|lock|gvisor|runsc|quota|sendfile|fsync|qemu|wsl|\/proc\/|keyctl|rosetta|setns|mkfifo|mknod|link |rename /i;

export const kernelTooOld: Rule = {
  id: 'kernel-too-old',
  cause: 'kernel-too-old',
  needs: 'a call that fails with ENOSYS, or a C library that refuses to start, on a kernel older than the first that has it',
  contradictedBy: 'a kernel new enough for the call: then a seccomp profile or an emulator answers ENOSYS',
  signals: [TOO_OLD, GO_RUNTIME_38, ENOSYS, KERNEL_VERSION],
  find(seen) {
    const said = seen.hits(TOO_OLD.id);
    const numbers = seen.hits(GO_RUNTIME_38.id);
    const words = seen.hits(ENOSYS.id);
    const kernel = kernelOf(seen);
    const judged = seen.verdict?.checks.find(({ id, status }) => id === 'kernel' && status === 'fail');
    if (said.length + numbers.length + words.length === 0) return judged === undefined ? fromFacts(seen, kernel) : byVerdict(seen, judged.text, kernel);
    const call =
      [...numbers, ...words].map(({ line }) => namedCall(line.text)).find((name) => name !== null) ??
      (numbers.some(({ line }) => /epoll/.test(line.text)) ? 'epoll_create1' : null);
    const floor = call === null ? null : (SINCE[call] ?? null);
    const older = kernel.release === null || floor === null ? null : (compareVersions(kernel.release, floor) ?? 0) < 0;
    const refusal = [...said, ...numbers, ...words];
    if (said.length === 0 && (seen.cell?.emulated === true || /qemu|rosetta/i.test(refusal.map(({ line }) => line.text).join(' ')))) return null;
    const confidence = confidenceOf(seen, { said: said.length > 0, numbers: numbers.length > 0, words, older, call, kernel: kernel.release });
    if (confidence === null) return null;
    return {
      title: titleOf(call, floor, kernel.release, said.length > 0, older),
      confidence,
      evidence: [...lines(refusal, 5).map(fromHit), ...kernel.evidence],
      fixes: fixes(said.length > 0),
      see: ['docs/causes.md#kernel-too-old', 'https://go.dev/wiki/MinimumRequirements', 'https://man7.org/linux/man-pages/man2/syscalls.2.html'],
      next: kernel.release === null ? `the host's kernel: uname -r on the host${floor === null ? '' : ` (${call} is there since Linux ${floor})`}` : null,
      against: older === false ? kernel.evidence : [],
    };
  },
};

interface Kernel {
  release: string | null;
  evidence: FindingEvidence[];
}

function kernelOf(seen: Case): Kernel {
  const fromFact = seen.facts.host?.kernel;
  if (fromFact !== undefined) return { release: fromFact, evidence: fact(seen, 'host', 'kernel') };
  const [hit] = seen.hits(KERNEL_VERSION.id);
  return hit === undefined ? { release: null, evidence: [] } : { release: hit.match[1] ?? null, evidence: [fromHit(hit)] };
}

function confidenceOf(
  seen: Case,
  { said, numbers, words, older, call, kernel }: { said: boolean; numbers: boolean; words: readonly Hit[]; older: boolean | null; call: string | null; kernel: string | null },
): number | null {
  // The kernel of today's machines is not what a C library refuses; a kernel of 4 and more is accepted by all of them but patched ones.
  if (said) return kernel !== null && (compareVersions(kernel, '5.10') ?? -1) >= 0 ? 0.6 : 0.95;
  if (older === true) return 0.96;
  if (older === false) return numbers ? 0.5 : 0.2;
  if (numbers) return kernel !== null && (compareVersions(kernel, '4.0') ?? -1) >= 0 ? 0.4 : 0.88;
  if (call !== null) return 0.62;
  const go = goVersionOf(seen);
  if (kernel !== null && go !== null && (compareVersions(kernel, goFloor(go)) ?? 0) < 0) return 0.9;
  if (words.every(({ line }) => OTHER_ENOSYS.test(line.text))) return null;
  if (kernel !== null) return (compareVersions(kernel, '4.0') ?? 0) < 0 ? clamp(0.75) : 0.3;
  return 0.5;
}

function titleOf(call: string | null, floor: string | null, kernel: string | null, said: boolean, older: boolean | null): string {
  const here = kernel === null ? 'the kernel' : `Linux ${kernel}`;
  if (said) return `The C library of the image refuses to start: ${here} is older than what it was built for`;
  if (call === null || floor === null) return `A system call that the program needs is not in ${here}`;
  return older === false
    ? `${call} is refused as unknown, though ${here} has it (since ${floor}): something between answers`
    : `${here} has no ${call}; it came with Linux ${floor}`;
}

function byVerdict(seen: Case, text: string, kernel: Kernel): ReturnType<Rule['find']> {
  return {
    title: `The binary asks for a newer kernel than this one: ${text}`,
    confidence: seen.cell?.green === true ? 0.3 : 0.93,
    evidence: [{ source: 'elf', text }, ...kernel.evidence],
    fixes: fixes(true),
    see: ['docs/causes.md#kernel-too-old'],
  };
}

/** Calls that failed with ENOSYS in a trace, on a kernel that is older than the call. */
function fromFacts(seen: Case, kernel: Kernel): ReturnType<Rule['find']> {
  const count = seen.facts.trace?.errors?.['ENOSYS'] ?? seen.trace?.errors['ENOSYS'] ?? 0;
  if (count === 0 || kernel.release === null || seen.cell?.green === true) return null;
  const failed = (seen.trace?.syscalls ?? []).filter(({ errors, name }) => errors > 0 && SINCE[name] !== undefined).map(({ name }) => name);
  const missing = failed.find((name) => (compareVersions(kernel.release ?? '', SINCE[name] ?? '0.0') ?? 0) < 0);
  const old = (compareVersions(kernel.release, '3.2') ?? 0) < 0;
  if (missing === undefined && !old) return null;
  return {
    title:
      missing === undefined ? `System calls fail as unknown on Linux ${kernel.release}` : `Linux ${kernel.release} has no ${missing}; it came with Linux ${SINCE[missing] ?? ''}`,
    confidence: missing === undefined ? 0.6 : 0.8,
    evidence: [{ source: 'trace', path: 'trace.errors', text: JSON.stringify({ ENOSYS: count }) }, ...kernel.evidence],
    fixes: fixes(false),
    see: ['docs/causes.md#kernel-too-old'],
  };
}

const fixes = (libc: boolean): DraftFix[] => [
  byHand('newer-kernel', 'Run it on a host with a newer kernel: containers share the one of their host', ['uname -r', 'docker info --format "{{.KernelVersion}}"']),
  ...(libc ? [runOn('glibc-old'), runOn('musl')] : [withGo('1.19')]),
];
