// Docker's ignore patterns (.dockerignore), matched exactly: https://docs.docker.com/build/concepts/context/#dockerignore-files
// Also the grammar of `sources.exclude` in the matrix file. Own matcher: time is linear in pattern times path, whatever the pattern.
import { InputError } from '../../shared/domain/errors.ts';

type Token =
  | { kind: 'char'; char: string }
  | { kind: 'question' }
  | { kind: 'star' }
  /** `**` in the middle: nothing, or anything up to and with a slash. */
  | { kind: 'folders' }
  /** Anything, slashes included. */
  | { kind: 'any' }
  | { kind: 'class'; negated: boolean; ranges: [string, string][] };

interface Pattern {
  keep: boolean;
  tokens: Token[];
}

/** Reads the lines of an ignore file: comments, blank lines and a byte order mark are dropped; a `!` keeps. */
export function readIgnoreLines(text: string): { pattern: string; line: number }[] {
  return text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((raw, index) => ({ pattern: raw.startsWith('#') ? '' : raw.trim(), line: index + 1 }))
    .filter(({ pattern }) => pattern !== '');
}

export interface IgnoreMatcher {
  /** True where the path (relative, with `/`) or a folder above it is excluded, the last matching pattern deciding. */
  excludes(path: string): boolean;
  /** False where nothing below an excluded folder can be kept, so that it need not be read. */
  readonly mayKeepBelow: boolean;
}

/** Compiles patterns. Throws InputError naming the source and line of a malformed one. */
export function compileIgnore(lines: { pattern: string; line: number; source: string }[]): IgnoreMatcher {
  const patterns: Pattern[] = [];
  for (const { pattern, line, source } of lines) {
    const keep = pattern.startsWith('!');
    const bare = cleanPath((keep ? pattern.slice(1) : pattern).trim());
    const fail = (why: string): never => {
      throw new InputError(`${source}:${line}: "${pattern}" ${why}`, { input: source, place: `line ${line}`, expected: 'a pattern such as build/, **/*.o or !keep.txt' });
    };
    if (keep && pattern.trim() === '!') fail('keeps nothing: a pattern must follow the "!"');
    if (bare === '') continue;
    patterns.push({ keep, tokens: tokenise(bare, fail) });
  }
  return {
    mayKeepBelow: patterns.some((pattern) => pattern.keep),
    excludes(path) {
      let excluded = false;
      for (const pattern of patterns) {
        // A pattern that can't change the verdict need not be tried.
        if (pattern.keep === excluded && matchesPathOrParent(pattern.tokens, path)) excluded = !pattern.keep;
      }
      return excluded;
    },
  };
}

/** As Go's path.Clean, with a leading slash dropped: `/a//b/../c/` is `a/c`. A pattern that cleans to `.` excludes nothing. */
function cleanPath(pattern: string): string {
  const rooted = pattern.startsWith('/');
  const parts: string[] = [];
  for (const part of pattern.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part === '..' && rooted) continue;
    else parts.push(part);
  }
  return parts.join('/');
}

function tokenise(pattern: string, fail: (why: string) => never): Token[] {
  const chars = Array.from(pattern); // code points, as the matcher reads paths
  const tokens: Token[] = [];
  for (let at = 0; at < chars.length; at += 1) {
    const char = chars[at] ?? '';
    if (char === '*' && chars[at + 1] === '*') {
      const first = at === 0;
      at += 1;
      if (chars[at + 1] === '/') at += 1;
      const last = at + 1 >= chars.length;
      if (last) tokens.push({ kind: 'any' });
      // At the start, before plain text only, Docker compares ends: `**foo` also matches `barfoo`, `**/foo` does not.
      else if (first && chars[at] !== '/' && !chars.slice(at + 1).some((c) => '*?[]\\'.includes(c))) tokens.push({ kind: 'any' });
      else if (tokens.at(-1)?.kind !== 'folders') tokens.push({ kind: 'folders' });
    } else if (char === '*') {
      tokens.push({ kind: 'star' });
    } else if (char === '?') {
      tokens.push({ kind: 'question' });
    } else if (char === '\\') {
      at += 1;
      const next = chars[at];
      if (next === undefined) fail('ends in a backslash');
      tokens.push({ kind: 'char', char: next ?? '' });
    } else if (char === '[') {
      const set = readClass(chars, at, fail);
      tokens.push(set.token);
      at = set.end;
    } else {
      tokens.push({ kind: 'char', char });
    }
  }
  return tokens;
}

function readClass(chars: string[], from: number, fail: (why: string) => never): { token: Token; end: number } {
  let at = from + 1;
  const negated = chars[at] === '^';
  if (negated) at += 1;
  const ranges: [string, string][] = [];
  const take = (): string => {
    if (chars[at] === '\\') at += 1;
    const char = chars[at];
    if (char === undefined) return fail('has a "[" without its "]"');
    at += 1;
    return char;
  };
  while (chars[at] !== ']' || ranges.length === 0) {
    if (chars[at] === undefined || (chars[at] === ']' && ranges.length === 0)) fail('has a "[" without its "]", or nothing between them');
    const low = take();
    let high = low;
    if (chars[at] === '-' && chars[at + 1] !== ']') {
      at += 1;
      high = take();
    }
    ranges.push([low, high]);
  }
  return { token: { kind: 'class', negated, ranges }, end: at };
}

/** Runs the pattern over the path as a set of states; a match that ends at the path's end or before a slash counts. */
function matchesPathOrParent(tokens: Token[], path: string): boolean {
  const end = tokens.length;
  let states = new Set<number>();
  // A state is a position in tokens; end + 1 + n means: inside the `folders` at n.
  const add = (set: Set<number>, state: number): void => {
    if (set.has(state)) return;
    set.add(state);
    const kind = tokens[state]?.kind;
    if (kind === 'star' || kind === 'any') add(set, state + 1);
    else if (kind === 'folders') {
      add(set, state + 1);
      add(set, end + 1 + state);
    }
  };
  add(states, 0);
  for (const char of path) {
    if (char === '/' && states.has(end)) return true; // a folder above the path matches
    const next = new Set<number>();
    for (const state of states) {
      if (state > end) {
        add(next, state);
        if (char === '/') add(next, state - end);
        continue;
      }
      const token = tokens[state];
      if (token === undefined) continue;
      switch (token.kind) {
        case 'char':
          if (token.char === char) add(next, state + 1);
          break;
        case 'question':
          if (char !== '/') add(next, state + 1);
          break;
        case 'star':
          if (char !== '/') add(next, state);
          break;
        case 'any':
          add(next, state);
          break;
        case 'class':
          if (token.ranges.some(([low, high]) => low <= char && char <= high) !== token.negated) add(next, state + 1);
          break;
        case 'folders':
          break; // its inside is a state of its own
      }
    }
    if (next.size === 0) return false;
    states = next;
  }
  return states.has(end);
}
