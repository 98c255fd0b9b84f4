// Which system calls look for a file, what path a call names, and what it starts.
import { decorationEnd, literal, unescape } from './text.ts';

interface PathCall {
  /** A success means the file was opened, not only seen. */
  opens: boolean;
}

/** Calls that look for a file that should be there. Calls that make or remove one are left out: a failure of theirs says nothing of what is missing. */
const CALLS = new Map<string, PathCall>([
  ...['open', 'openat', 'openat2'].map((name) => [name, { opens: true }] as const),
  // Looked for like the others, but only open calls open: what was started is no entry of `filesOpened`.
  ...['execve', 'execveat'].map((name) => [name, { opens: false }] as const),
  ...['stat', 'lstat', 'stat64', 'lstat64', 'access', 'readlink', 'chdir', 'statfs', 'statfs64'].map((name) => [name, { opens: false }] as const),
  ...['newfstatat', 'fstatat64', 'fstatat', 'statx', 'faccessat', 'faccessat2', 'readlinkat'].map((name) => [name, { opens: false }] as const),
]);

export const pathCall = (name: string): PathCall | undefined => CALLS.get(name);

/** The path of a call: `"x"` as strace printed it, joined below the folder of `3</etc>` where one is given. */
export function pathText(dir: string, argument: string): string {
  const path = literal(argument) ?? '';
  if (dir === '' || path.startsWith('/')) return path;
  const open = dir.indexOf('<');
  const folder = open < 0 ? '' : unescape(dir.slice(open + 1, decorationEnd(dir, open) - 1));
  return folder.startsWith('/') ? `${folder.replace(/\/$/, '')}/${path}` : path;
}

/** The argv of an execve, `["/app", "-v"]`, at most 256 words; a list that strace cut ends in `...`. */
export function argvOf(argument: string): string[] {
  const words: string[] = [];
  for (let i = 1; i < argument.length && words.length < 256;) {
    if (argument[i] === '"') {
      const word = literal(argument.slice(i)) ?? '';
      words.push(word);
      i = skipLiteral(argument, i);
    } else if (argument.startsWith('...', i)) {
      words.push('...');
      break;
    } else i++;
  }
  return words;
}

function skipLiteral(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return text.startsWith('...', i + 1) ? i + 4 : i + 1;
  }
  return text.length;
}
