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

export interface SplitLine {
  words: string[];
  /** What a shell would have done something with, and nobody does here: `|`, `$HOME`, `*.go`. In the order of the text, each once. */
  unread: string[];
}

/** Where a line can't be taken apart: `at` in UTF-16 units. */
export interface SplitError {
  wrong: 'open-quote' | 'open-escape';
  at: number;
}

/**
 * Words of a line as POSIX quotes them (Shell Command Language, 2.2): blanks part them, single quotes keep everything, double quotes everything but a backslash before `$`, a backtick, `"`,
 * `\` and a newline, a backslash keeps the next character; `$'…'` with the escapes of C. No shell is there: nothing is expanded, piped or redirected, and what would have been is named.
 */
export function splitCommandLine(line: string): SplitLine | SplitError {
  const words: string[] = [];
  const unread = new Set<string>();
  let word: string | null = null;
  let at = 0;
  const add = (text: string): void => {
    word = (word ?? '') + text;
  };
  while (at < line.length) {
    const char = line.charAt(at);
    if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
      at += 1;
    } else if (char === "'") {
      const end = line.indexOf("'", at + 1);
      if (end < 0) return { wrong: 'open-quote', at };
      add(line.slice(at + 1, end));
      at = end + 1;
    } else if (line.startsWith("$'", at)) {
      const read = readAnsi(line, at + 2);
      if (read === null) return { wrong: 'open-quote', at };
      add(read.text);
      at = read.end;
    } else if (char === '"') {
      const start = at;
      at += 1;
      add('');
      while (at < line.length && line.charAt(at) !== '"') {
        if (line.charAt(at) === '\\' && /[$`"\\\n]/.test(line.charAt(at + 1))) {
          if (line.charAt(at + 1) !== '\n') add(line.charAt(at + 1));
          at += 2;
          continue;
        }
        const expanded = EXPANDED.exec(line.slice(at, at + 80))?.[0];
        if (expanded !== undefined) unread.add(expanded);
        add(line.charAt(at));
        at += 1;
      }
      if (at >= line.length) return { wrong: 'open-quote', at: start };
      at += 1;
    } else if (char === '\\') {
      if (at + 1 >= line.length) return { wrong: 'open-escape', at };
      if (line.charAt(at + 1) !== '\n') add(line.charAt(at + 1));
      at += 2;
    } else {
      const operator = OPERATOR.exec(line.slice(at, at + 2))?.[0];
      const said = operator ?? EXPANDED.exec(line.slice(at, at + 80))?.[0] ?? (GLOB.test(char) || (char === '~' && word === null) ? char : undefined);
      if (said !== undefined) unread.add(said);
      add(operator ?? char);
      at += operator?.length ?? 1;
    }
  }
  if (word !== null) words.push(word);
  return { words, unread: [...unread] };
}

const EXPANDED = /^(?:\$[A-Za-z_]\w*|\$\{[^}]*\}?|\$\(|\$[0-9?#@*!$-]|`)/;
const OPERATOR = /^(?:\|\||&&|>>|<<|[|&;<>()])/;
const GLOB = /[*?[]/;

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', e: '\x1b', f: '\f', v: '\v' };

/** The inside of `$'…'`, bytes in octal and hexadecimal read as UTF-8. */
function readAnsi(line: string, from: number): { text: string; end: number } | null {
  const bytes: number[] = [];
  let at = from;
  while (at < line.length && line.charAt(at) !== "'") {
    if (line.charAt(at) !== '\\') {
      const char = String.fromCodePoint(line.codePointAt(at) ?? 0);
      bytes.push(...utf8.encode(char));
      at += char.length;
      continue;
    }
    const number = /^(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2})/.exec(line.slice(at + 1, at + 4))?.[0];
    if (number === undefined) {
      const char = String.fromCodePoint(line.codePointAt(at + 1) ?? 0x5c);
      bytes.push(...utf8.encode(ESCAPES[char] ?? char));
      at += 1 + char.length;
    } else {
      bytes.push((number.startsWith('x') ? Number.parseInt(number.slice(1), 16) : Number.parseInt(number, 8)) & 0xff);
      at += 1 + number.length;
    }
  }
  return at >= line.length ? null : { text: new TextDecoder().decode(new Uint8Array(bytes)), end: at + 1 };
}
