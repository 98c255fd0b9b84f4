// What can't be the name of an image: said here before it becomes a part of a request's path, or by the engine. Called where an image is looked up or saved.
import { InputError } from '../../shared/domain/errors.ts';
import { shown } from '../../shared/domain/text.ts';

/** Every letter of a reference or an id (distribution/reference's grammar is narrower; the engine knows it). `.` and `..` would be other paths of its API. */
const LETTERS = /^[A-Za-z0-9][A-Za-z0-9._/:@-]*$/;

const error = (ref: string, why: string): InputError =>
  new InputError(`"${shown(ref.slice(0, 200))}" can't be the name of an image${why}`, { input: ref, expected: 'a name like debian:12, or the id of a local image' });

/** Throws InputError. */
export function checkImageName(ref: string): void {
  if (!LETTERS.test(ref) || ref.split('/').some((part) => part === '.' || part === '..' || part === ''))
    throw error(ref, '; expected one like debian:12, or the id of a local image');
}

/** The engine's own words on a name as bad input; null where they are about something else. */
export const nameRefused = (ref: string, engineText: string): InputError | null =>
  /invalid reference format|must be lowercase|invalid tag|invalid repository name/i.test(engineText)
    ? error(ref, `: ${engineText.replace(/^no such image: [^:]*(?::[^: ]*)?: /, '')}`)
    : null;
