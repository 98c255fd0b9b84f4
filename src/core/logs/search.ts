// Finds a text or a regular expression in a log. A generator: it stops between slabs, so that who drives it can do other things, or give up.
import { InputError } from '../../shared/domain/errors.ts';
import type { LogSearch } from '../../shared/api/views.ts';
import type { LogText } from './text.ts';

export interface Query {
  query: string;
  regex: boolean;
  matchCase: boolean;
  /** Matches that are given with their places. */
  limit: number;
}

/** Matches that are counted. */
export const MOST_MATCHES = 100_000;
/** Bytes that are looked at between two stops. */
const SLAB = 1 << 20;
/** Characters that mean something in an expression of JavaScript. */
const SPECIAL = /[\\^$.*+?()[\]{}|/-]/g;

/** Runs a step that may take forever; throws when its time is over. Given by the thread that searches. */
export type Guard = <T>(step: () => T) => T;

/**
 * Matches never reach over a line's end, and don't overlap. A match of no characters counts once in a line, and only where the line has no other.
 * Throws InputError for an expression that is none; what `guard` throws passes through.
 */
export function* searchSteps(text: LogText, query: Query, guard: Guard): Generator<void, LogSearch, undefined> {
  const found: LogSearch = { matches: [], total: 0, more: false };
  if (query.regex) return yield* searchLines(text, compile(query), query.limit, guard, found);
  // No line holds a line end.
  if (query.query.includes('\n')) return found;
  // A CR may stand in a line or belong to its end, and U+FFFD may stand for any bad byte: only the lines as text can tell.
  if (/[\r\ufffd]/.test(query.query)) return yield* searchLines(text, literal(query), query.limit, (step) => step(), found);
  if (query.matchCase || !/\p{L}/u.test(query.query)) return yield* searchBytes(text, query, found);
  return yield* (isAscii(query.query) ? searchAscii : searchSlabs)(text, literal(query), query.limit, found);
}

const isAscii = (text: string): boolean => !/[^\0-\x7f]/.test(text);

function compile({ query, matchCase }: Query): RegExp {
  try {
    return new RegExp(query, matchCase ? 'g' : 'gi');
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : String(error);
    throw new InputError(`the search is no regular expression of JavaScript: ${why}`, { input: query, expected: 'a regular expression, or a plain text' });
  }
}

const literal = ({ query, matchCase }: Query): RegExp => new RegExp(query.replace(SPECIAL, '\\$&'), matchCase ? 'g' : 'gi');

/** Counts a match; false when enough were counted. */
function take(found: LogSearch, limit: number, line: number, column: () => number, length: number): boolean {
  if (found.total >= MOST_MATCHES) {
    found.more = true;
    return false;
  }
  found.total += 1;
  if (found.matches.length < limit) found.matches.push({ line, column: column(), length });
  return true;
}

/** Exact text: on the bytes as they stand. */
function* searchBytes(text: LogText, { query, limit }: Query, found: LogSearch): Generator<void, LogSearch, undefined> {
  const bytes = Buffer.from(query, 'utf8');
  const columns = createColumns(text);
  let looked = 0;
  for (let at = text.find(bytes, 0); at >= 0; at = text.find(bytes, at + bytes.length)) {
    const line = text.lineAt(at);
    const place = at;
    if (!take(found, limit, line, () => columns(line, place), query.length)) break;
    if (at - looked > SLAB) {
      looked = at;
      yield;
    }
  }
  return found;
}

/** Columns of ascending places; in a long line each is counted from the one before. */
function createColumns(text: LogText): (line: number, offset: number) => number {
  let last = { line: 0, offset: 0, column: 0 };
  return (line, offset) => {
    const from = last.line === line ? last : { line, offset: text.startOf(line), column: 0 };
    last = { line, offset, column: from.column + text.slice(from.offset, offset).length };
    return last.column;
  };
}

/**
 * A text of ASCII without regard to case: over the bytes as they stand, read as Latin-1, which costs half of what decoding does. Of JavaScript's foldings
 * none leads from another character into ASCII (Canonicalize of ECMA-262, without the u flag), and no byte of a longer character in UTF-8 is ASCII.
 */
function* searchAscii(text: LogText, pattern: RegExp, limit: number, found: LogSearch): Generator<void, LogSearch, undefined> {
  const { total } = text;
  const columns = createColumns(text);
  for (let line = 1; line <= total;) {
    const next = text.slabEnd(line, total, SLAB);
    const from = text.startOf(line);
    const slab = text.latin1(from, text.startOf(next));
    pattern.lastIndex = 0;
    for (let match = pattern.exec(slab); match !== null; match = pattern.exec(slab)) {
      const place = from + match.index;
      const at = text.lineAt(place);
      if (!take(found, limit, at, () => columns(at, place), match[0].length)) return found;
    }
    line = next;
    yield;
  }
  return found;
}

/** A text without regard to case: over slabs of lines, as no match holds a line end. */
function* searchSlabs(text: LogText, pattern: RegExp, limit: number, found: LogSearch): Generator<void, LogSearch, undefined> {
  const { total } = text;
  for (let line = 1; line <= total;) {
    const next = text.slabEnd(line, total, SLAB);
    const slab = text.slice(text.startOf(line), text.startOf(next));
    let at = line;
    let start = 0;
    pattern.lastIndex = 0;
    for (let match = pattern.exec(slab); match !== null; match = pattern.exec(slab)) {
      const { index } = match;
      for (let end = slab.indexOf('\n', start); end >= 0 && end < index; end = slab.indexOf('\n', start)) {
        start = end + 1;
        at += 1;
      }
      const begin = start;
      if (!take(found, limit, at, () => index - begin, match[0].length)) return found;
    }
    line = next;
    yield;
  }
  return found;
}

function* searchLines(text: LogText, pattern: RegExp, limit: number, guard: Guard, found: LogSearch): Generator<void, LogSearch, undefined> {
  const { total } = text;
  for (let line = 1; line <= total;) {
    const first = line;
    const next = text.slabEnd(first, total, SLAB);
    const lines = text.slice(text.startOf(first), text.endOf(next - 1)).split('\n');
    if (!guard(() => lines.every((each, index) => searchLine(each.endsWith('\r') ? each.slice(0, -1) : each, first + index, pattern, limit, found)))) return found;
    line = next;
    yield;
  }
  return found;
}

/** False when enough were counted. */
function searchLine(line: string, number: number, pattern: RegExp, limit: number, found: LogSearch): boolean {
  let any = false;
  let empty: number | null = null;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(line); match !== null; match = pattern.exec(line)) {
    const { index } = match;
    if (match[0] === '') {
      empty ??= index;
      pattern.lastIndex += 1;
      continue;
    }
    any = true;
    if (!take(found, limit, number, () => index, match[0].length)) return false;
  }
  return any || empty === null || take(found, limit, number, () => empty, 0);
}
