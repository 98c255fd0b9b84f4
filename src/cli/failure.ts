// What is said and which code is returned when a command throws. Words for people are made here, at the edge.
import { CancelledError, EngineUnavailableError, InputError, UnsupportedError, errorText } from '../shared/domain/errors.ts';
import { shown } from '../shared/domain/text.ts';
import { EXIT, type ExitCode } from './exit.ts';

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

export function failureOf(error: unknown): Failure {
  if (is(error, InputError, 'InputError')) return { code: EXIT.badInput, text: sentence(errorText(error)), bug: false };
  if (is(error, EngineUnavailableError, 'EngineUnavailableError')) {
    const fix = error instanceof Error && 'fix' in error && typeof error.fix === 'string' ? error.fix : '';
    return { code: EXIT.noEngine, text: [sentence(errorText(error)), fix && sentence(fix)].filter(Boolean).join('\n'), bug: false };
  }
  if (is(error, CancelledError, 'CancelledError')) return { code: EXIT.interrupted, text: sentence(errorText(error)), bug: false };
  if (is(error, UnsupportedError, 'UnsupportedError')) return { code: EXIT.badInput, text: sentence(errorText(error)), bug: false };
  // The store's own words for a full disk: as little a bug of ours as the code would be.
  if (error instanceof Error && error.name === 'DiskFullError') return { code: EXIT.badInput, text: sentence(error.message), bug: false };
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && 'path' in error && typeof error.path === 'string') {
    const why = MACHINE[error.code];
    if (why !== undefined) return { code: EXIT.badInput, text: sentence(`${error.path}: ${why}`), bug: false };
  }
  return { code: EXIT.bug, text: sentence(errorText(error).split('\n', 1)[0] ?? 'unknown'), bug: true };
}

/** Several errors of one file stay on several lines; each is shown, never raw. */
const sentence = (text: string): string => text.split('\n').map(shown).join('\n').trimEnd();
