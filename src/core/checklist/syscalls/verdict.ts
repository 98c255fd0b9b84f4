// Who says no: the kernel, seccomp or the emulator. Pure; three answers to the same call in, a verdict out (claims C46 to C48).
import type { SyscallRow } from '../../../shared/domain/checklist.ts';
import { REFUSALS, type Answer } from './answers.ts';

export interface Answers {
  /** Where the image will run: its platform, the engine's default seccomp profile. */
  target: Answer | null;
  /** The same without seccomp. */
  unconfined: Answer | null;
  /** The host's own platform without seccomp and without an emulator; null where the image's platform is the host's. */
  native: Answer | null;
}

/** ENOSYS, EPERM, or what is no errno at all: the call ended the probe. */
const refusal = ({ errno }: Answer): boolean => errno !== null && (REFUSALS.some((each) => each === errno) || !/^(E[A-Z0-9]+|errno \d+)$/.test(errno));

/** `emulated`: another program stands between the target's calls and the kernel. */
export function verdictOf({ target, unconfined, native }: Answers, emulated: boolean): SyscallRow['verdict'] {
  if (target === null) return 'unknown';
  if (!refusal(target)) return 'available';
  if (unconfined === null) return 'unknown';
  if (!refusal(unconfined)) return 'refused-by-seccomp';
  // Not ENOSYS any more once seccomp is off: the filter stood before the kernel's own refusal.
  if (unconfined.errno !== 'ENOSYS') return target.errno === unconfined.errno ? 'refused-by-kernel' : 'refused-by-seccomp';
  if (!emulated) return 'missing-in-kernel';
  if (native === null) return 'unknown';
  return native.errno === 'ENOSYS' ? 'missing-in-kernel' : 'hidden-by-emulator';
}

/** As the document shows an answer: an errno that only says that the arguments were looked at is no error. */
export const shownAnswer = (answer: Answer | null): SyscallRow['target'] =>
  answer === null ? null : { result: answer.errno === null ? answer.result : answer.errno, error: refusal(answer) ? answer.errno : null };

/** Whether a kernel of this release is old enough to lack a call that came with `since`; null where either is no version. */
export function olderThan(release: string, since: string): boolean | null {
  const [have, need] = [release, since].map((text) =>
    /^(\d+)\.(\d+)(?:\.(\d+))?/
      .exec(text)
      ?.slice(1)
      .map((part) => Number(part ?? 0)),
  );
  if (have === undefined || need === undefined) return null;
  for (let i = 0; i < 3; i++) {
    const difference = (have[i] ?? 0) - (need[i] ?? 0);
    if (difference !== 0 && !Number.isNaN(difference)) return difference < 0;
  }
  return false;
}
