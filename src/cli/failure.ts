// What is said and which code is returned when a command throws. Words for people are made here, at the edge.
import { assertNever, CancelledError, EngineUnavailableError, InputError, UnsupportedError, errorText } from '../shared/domain/errors.ts';
import { shown } from '../shared/domain/text.ts';
import { DisconnectedError } from '../shared/api/wire-errors.ts';
import { EXIT, type ExitCode } from './exit.ts';
import type { Work } from './shell.ts';

export interface Failure {
  code: ExitCode;
  /** Without a newline at the end. */
  text: string;
  /** True for what nobody foresaw: the stack goes into a file. */
  bug: boolean;
}

/** Errors that crossed a process boundary keep their name but not their class, so the name decides too. */
const is = (error: unknown, kind: { name: string; prototype: Error }, name: string): boolean =>
  error instanceof Error && (Object.prototype.isPrototypeOf.call(kind.prototype, error) || error.name === name);

/** Bad disks and missing rights are facts about the machine, not bugs of ours. */
const MACHINE: Record<string, string> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  EMFILE: 'too many open files',
  EDQUOT: 'the disk quota is used up',
};

/** `work`: what the command had under way. */
export function failureOf(error: unknown, work: Work | null = null): Failure {
  if (is(error, InputError, 'InputError')) return { code: EXIT.badInput, text: sentence(errorText(error)), bug: false };
  if (is(error, EngineUnavailableError, 'EngineUnavailableError')) {
    const fix = error instanceof Error && 'fix' in error && typeof error.fix === 'string' ? error.fix : '';
    return { code: EXIT.noEngine, text: [sentence(errorText(error)), fix && sentence(fix)].filter(Boolean).join('\n'), bug: false };
  }
  if (is(error, CancelledError, 'CancelledError')) return { code: EXIT.interrupted, text: sentence(errorText(error)), bug: false };
  if (is(error, UnsupportedError, 'UnsupportedError')) return { code: EXIT.badInput, text: sentence(errorText(error)), bug: false };
  // The owner was ended from outside: killed, out of memory, told to end. One that crashed, or spoke nonsense, is a bug of ours.
  if (error instanceof DisconnectedError && !error.bug) return { code: EXIT.interrupted, text: sentence(`${error.message} ${cutOff(work)}`), bug: false };
  // The store's own words for a full disk: as little a bug of ours as the code would be.
  if (error instanceof Error && error.name === 'DiskFullError') return { code: EXIT.badInput, text: sentence(error.message), bug: false };
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && 'path' in error && typeof error.path === 'string') {
    const why = MACHINE[error.code];
    if (why !== undefined) return { code: EXIT.badInput, text: sentence(`${error.path}: ${why}`), bug: false };
  }
  return { code: EXIT.bug, text: sentence(errorText(error).split('\n', 1)[0] ?? 'unknown'), bug: true };
}

/** What is lost when the owner of the data folder ends, what is not, and where to look. */
function cutOff(work: Work | null): string {
  if (work === null) return 'before it answered; what is stored is whole: give the command again';
  const { what, look } = work;
  switch (work.state) {
    case 'asked':
      return `before it said that ${what} had begun; what is stored is whole, and \`${look}\` shows whether it is there`;
    case 'running':
      return `and ${what} was cut off; what it had finished is kept: \`${look}\` shows it`;
    case 'ended':
      return `after ${what} had ended, which is whole: \`${look}\` shows it; what was to be done with it here was not done`;
    default:
      return assertNever(work.state);
  }
}

/** Several errors of one file stay on several lines; each is shown, never raw. */
const sentence = (text: string): string => text.split('\n').map(shown).join('\n').trimEnd();
