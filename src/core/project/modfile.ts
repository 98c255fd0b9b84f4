// go.mod and go.work, read as the Go modules reference describes them (go.dev/ref/mod#go-mod-file-grammar), without running Go.
import { InputError } from '../../shared/domain/errors.ts';

export interface Replace {
  old: string;
  oldVersion: string | null;
  /** A module path, or a folder when it starts with `./`, `../` or is absolute. */
  target: string;
  targetVersion: string | null;
  line: number;
}

/** What the workbench needs of a go.mod or go.work; verbs it does not know are skipped, as newer Go versions add some. */
export interface ModFile {
  module: string | null;
  go: string | null;
  toolchain: string | null;
  requires: { path: string; version: string; indirect: boolean; line: number }[];
  replaces: Replace[];
  /** Folders of `use` (go.work only). */
  uses: { dir: string; line: number }[];
}

interface Line {
  tokens: string[];
  comment: string;
  number: number;
}

/** Is a replacement a folder (and no module path)? */
export const isLocalPath = (target: string): boolean => /^\.{1,2}([/\\]|$)/.test(target) || target.startsWith('/') || /^[A-Za-z]:[/\\]/.test(target);

/** Reads a go.mod or go.work. `name` stands in the messages. Throws InputError with every faulty line. */
export function parseModFile(text: string, name: string): ModFile {
  const file: ModFile = { module: null, go: null, toolchain: null, requires: [], replaces: [], uses: [] };
  const errors: string[] = [];
  const fail = (line: number, message: string): void => void errors.push(`${name}:${line}: ${message}`);

  let block: { verb: string; line: number } | null = null;
  text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .forEach((source, index) => {
      const line = lex(source, index + 1, fail);
      if (line === null || line.tokens.length === 0) return;
      if (block !== null) {
        if (line.tokens[0] === ')') {
          if (line.tokens.length > 1) fail(line.number, `unexpected "${line.tokens[1] ?? ''}" after the block's ")"`);
          block = null;
        } else take(file, block.verb, line.tokens, line, fail);
        return;
      }
      const [verb = '', ...rest] = line.tokens;
      if (rest.length === 1 && rest[0] === '(') block = { verb, line: line.number };
      else if (rest.length === 2 && rest[0] === '(' && rest[1] === ')') return;
      else take(file, verb, rest, line, fail);
    });
  const open = block as { verb: string; line: number } | null; // assigned in the callback, which the compiler can't see
  if (open !== null) fail(open.line, `the block of "${open.verb}" has no closing ")"`);
  if (errors.length > 0) throw new InputError(errors.slice(0, 20).join('\n'), { input: name, place: errors[0]?.split(': ')[0] ?? name, expected: 'a go.mod or go.work file' });
  return file;
}

function lex(source: string, number: number, fail: (line: number, message: string) => void): Line | null {
  const tokens: string[] = [];
  let comment = '';
  let at = 0;
  while (at < source.length) {
    const char = source[at] ?? '';
    if (/\s/.test(char)) {
      at += 1;
    } else if (source.startsWith('//', at)) {
      comment = source.slice(at + 2).trim();
      break;
    } else if (source.startsWith('=>', at)) {
      tokens.push('=>');
      at += 2;
    } else if ('(),[]'.includes(char)) {
      tokens.push(char);
      at += 1;
    } else if (char === '"' || char === '`') {
      const string = quoted(source, at);
      if (string === null) {
        fail(number, `the string that starts at column ${at + 1} does not end on its line`);
        return null;
      }
      tokens.push(string.value);
      at = string.end;
    } else {
      const end = wordEnd(source, at);
      tokens.push(source.slice(at, end));
      at = end;
    }
  }
  return { tokens, comment, number };
}

/** A bare word ends at white space, a comment, or a character that is a token by itself. */
function wordEnd(source: string, from: number): number {
  let at = from;
  while (at < source.length && !/[\s(),[\]"`]/.test(source[at] ?? '') && !source.startsWith('//', at) && !source.startsWith('=>', at)) at += 1;
  return Math.max(at, from + 1);
}

function quoted(source: string, from: number): { value: string; end: number } | null {
  const quote = source[from];
  let value = '';
  for (let at = from + 1; at < source.length; at += 1) {
    const char = source[at] ?? '';
    if (char === quote) return { value, end: at + 1 };
    if (quote === '"' && char === '\\') {
      at += 1;
      const escape = source[at] ?? '';
      value += { n: '\n', t: '\t', r: '\r' }[escape] ?? escape;
    } else value += char;
  }
  return null;
}

function take(file: ModFile, verb: string, tokens: string[], line: Line, fail: (line: number, message: string) => void): void {
  const first = tokens[0];
  switch (verb) {
    case 'module':
      if (first === undefined || tokens.length !== 1) return fail(line.number, 'expected: module PATH');
      if (file.module !== null) return fail(line.number, `a second module line (the first says ${file.module})`);
      file.module = first;
      return;
    case 'go':
      if (first === undefined || tokens.length !== 1 || !/^[1-9]\d*(\.\d+){0,2}((rc|beta)\d+)?$/.test(first))
        return fail(line.number, `"go ${tokens.join(' ')}" is not a Go version; expected a line such as go 1.24`);
      file.go = first;
      return;
    case 'toolchain':
      if (first === undefined || tokens.length !== 1) return fail(line.number, 'expected: toolchain NAME, such as toolchain go1.24.4');
      file.toolchain = first;
      return;
    case 'require':
      if (first === undefined || tokens.length !== 2) return fail(line.number, 'expected: require PATH VERSION');
      file.requires.push({ path: first, version: tokens[1] ?? '', indirect: /^indirect\b/.test(line.comment), line: line.number });
      return;
    case 'use':
      if (first === undefined || tokens.length !== 1) return fail(line.number, 'expected: use FOLDER');
      file.uses.push({ dir: first, line: line.number });
      return;
    case 'replace': {
      const arrow = tokens.indexOf('=>');
      const [old, oldVersion] = tokens.slice(0, arrow);
      const [target, targetVersion] = tokens.slice(arrow + 1);
      if (arrow < 1 || arrow > 2 || old === undefined || target === undefined || tokens.length - arrow > 3)
        return fail(line.number, 'expected: replace PATH [VERSION] => PATH [VERSION]');
      file.replaces.push({ old, oldVersion: oldVersion ?? null, target, targetVersion: targetVersion ?? null, line: line.number });
      return;
    }
    default: // exclude, retract, tool, godebug, ignore and what comes later: nothing here depends on them
  }
}
