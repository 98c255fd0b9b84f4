// The command line that does the same as what is shown, quoted for a shell. Used by the window and by reports.
import { shown } from './text.ts';

const PLAIN = /^[A-Za-z0-9_./:=@%+,-]+$/;

/**
 * One word: as it is where no shell would see more in it, else in single quotes. What a terminal would obey or hide (a folder of somebody else's bundle
 * can be named with the end of a bracketed paste and a newline) is written as bytes in `$'…'`, which bash, zsh, ksh and POSIX of 2024 read.
 */
export function shellWord(word: string): string {
  if (PLAIN.test(word)) return word;
  if (shown(word) === word) return `'${word.replaceAll("'", String.raw`'\''`)}'`;
  return `$'${Array.from(word, escaped).join('')}'`;
}

const utf8 = new TextEncoder();

function escaped(char: string): string {
  if (char === "'" || char === '\\') return `\\${char}`;
  if (shown(char) === char) return char;
  // each byte in three octal digits: hexadecimal ones would run on into the text behind
  return [...utf8.encode(char)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}

/** A word, or a file of which only the text is known: it is given as `<(printf %s …)`, which bash and zsh read as the path of a file that holds it. */
export type CommandWord = string | { fileText: string };

/** `cgoscope show last/3` from `['show', 'last/3']`. */
export const commandLine = (argv: readonly CommandWord[]): string =>
  ['cgoscope', ...argv.map((word) => (typeof word === 'string' ? shellWord(word) : `<(printf %s ${shellWord(word.fileText)})`))].join(' ');
