// Finds a program in an image the way runc does: with a slash at that path, seen from the working directory; without one in the folders of PATH.
import { pathOf } from '../../../verdict/index.ts';
import { envOf } from '../../env.ts';
import type { Entry, ImageIndex } from '../../types.ts';
import { PATH_MAX } from '../../limits.ts';
import { closedFolder, mayExecute, type Credentials } from './permissions.ts';

/** Folders of PATH that are looked into. */
const MAX_FOLDERS = 100;

export interface Where {
  readonly index: ImageIndex;
  readonly path: string;
  readonly workdir: string;
  readonly who: Credentials;
}

export type FoundProgram =
  | { readonly found: true; /** As it was found. */ readonly path: string; /** Symlinks followed. */ readonly real: string; readonly entry: Entry }
  | {
      readonly found: false;
      readonly why: 'missing' | 'not-executable';
      /** One sentence without the subject's cause in it. */ readonly text: string;
      readonly path: string | null;
    };

export function whereOf(index: ImageIndex, who: Credentials): Where {
  return { index, path: pathOf(envOf(index.config)), workdir: index.config.workdir.startsWith('/') ? index.config.workdir : '/', who };
}

/** `a/b` seen from a folder; `.` and `..` stay for the index, which knows the links. */
export const absolute = (workdir: string, path: string): string => (path.startsWith('/') ? path : `${workdir === '/' ? '' : workdir}/${path}`);

export function findProgram(where: Where, word: string): FoundProgram {
  return word.includes('/') ? atPath(where, absolute(where.workdir, word), word) : inPath(where, word);
}

function atPath({ index, who }: Where, path: string, word: string): FoundProgram {
  const resolved = index.resolve(path);
  const asked = word === path ? word : `${word} (${path}, seen from the working directory)`;
  if (!resolved.found) return { found: false, why: 'missing', path: resolved.at, text: missingText(index, asked, path, resolved) };
  const { entry, path: real } = resolved;
  const leads = real === path ? asked : `${asked}, which leads to ${real},`;
  if (entry.kind === 'directory') return { found: false, why: 'not-executable', path: real, text: `${leads} is a directory` };
  if (entry.kind !== 'file') return { found: false, why: 'not-executable', path: real, text: `${leads} is a ${entry.kind} node, no file` };
  const closed = closedFolder(index, real, who);
  if (closed !== null)
    return { found: false, why: 'not-executable', path: real, text: `${leads} can't be reached by user ${who.uid}: the folder ${closed.path} has mode ${octal(closed.mode)}` };
  if (!mayExecute(entry, who)) return { found: false, why: 'not-executable', path: real, text: notExecutableText(leads, entry, who) };
  return { found: true, path, real, entry };
}

const octal = (mode: number): string => mode.toString(8).padStart(4, '0');

const notExecutableText = (what: string, entry: Entry, who: Credentials): string =>
  (entry.mode & 0o111) === 0
    ? `${what} has no execute bit (mode ${octal(entry.mode)})`
    : `${what} is not executable for user ${who.uid}:${who.gid} (mode ${octal(entry.mode)}, owner ${entry.uid}:${entry.gid})`;

function missingText(index: ImageIndex, asked: string, path: string, stopped: { at: string; why: 'absent' | 'loop' | 'not-a-directory' }): string {
  const link = index.get(path);
  switch (stopped.why) {
    case 'loop':
      return `${asked} runs into a circle of symbolic links at ${stopped.at}`;
    case 'not-a-directory':
      return `${asked} goes through ${stopped.at}, which is no directory`;
    case 'absent':
      return link?.kind === 'symlink' ? `${asked} is a symbolic link to ${link.target ?? ''}, which is not in the image` : `${asked} is not in the image`;
  }
}

/** Go's exec.LookPath, which runc uses: goes on after a file that is not executable, and a relative folder of PATH finds nothing. */
function inPath(where: Where, word: string): FoundProgram {
  const folders = where.path.split(':', MAX_FOLDERS);
  let closest: FoundProgram | null = null;
  for (const folder of folders) {
    if (!folder.startsWith('/') || folder.length > PATH_MAX) continue;
    const path = `${folder === '/' ? '' : folder.replace(/\/+$/, '')}/${word}`;
    const there = atPath(where, path, path);
    if (there.found) return there;
    if (there.why === 'not-executable' || where.index.get(path) !== null) closest ??= there;
  }
  if (closest !== null && !closest.found) return { ...closest, text: `"${word}" is not found in PATH: ${closest.text}` };
  if (where.path === '') return { found: false, why: 'missing', path: null, text: `"${word}" can't be found: PATH is empty` };
  return { found: false, why: 'missing', path: null, text: `"${word}" is in no folder of PATH (${where.path.length > 500 ? `${where.path.slice(0, 500)}…` : where.path})` };
}
