// The filter language of traces: `call:openat,stat* error:ENOENT -path:/proc/* "two words"`. Terms with blanks between, all must hold; a comma inside a value
// means or; `-` negates; `*` and `?` stand for any characters. Parsed here for every side; core/evidence/trace/filter evaluates it, docs/traces.md tells of it.
import { InputError } from './errors.ts';
import { SOUGHT_KINDS, TRACE_EVENT_KINDS } from './trace-detail.ts';
import { lexFilter, type RawTerm, type RawValue } from './trace-filter-lex.ts';
import { numbersOf, type NumberKind, type NumberRange } from './trace-filter-numbers.ts';

/** Classes of calls as strace's own `-e trace=%…` has them. */
export const CALL_CLASSES = ['file', 'network', 'process', 'signal', 'memory', 'desc', 'ipc'] as const;
export type CallClass = (typeof CALL_CLASSES)[number];
export const EVENT_MARKS = ['unfinished', 'restarted', 'cut', 'noise', 'failed'] as const;

/** With `*`: any of them. */
export const SOUGHT_WORDS = [...SOUGHT_KINDS, '*'] as const;

const GLOBS = ['call', 'error', 'path', 'address', 'program'] as const;
const WORDS = { class: CALL_CLASSES, kind: TRACE_EVENT_KINDS, sought: SOUGHT_WORDS, is: EVENT_MARKS } as const;
const NUMBERS = {
  fd: 'count',
  pid: 'count',
  task: 'number',
  event: 'number',
  line: 'count',
  at: 'time',
  took: 'time',
  result: 'integer',
  made: 'number',
} as const satisfies Record<string, NumberKind>;

export type GlobKey = (typeof GLOBS)[number];
export type WordKey = keyof typeof WORDS;
export type NumberKey = keyof typeof NUMBERS;
export type FilterKey = GlobKey | WordKey | NumberKey;

/** In the order in which they are offered. */
export const FILTER_KEYS: readonly FilterKey[] = [
  'call',
  'error',
  'path',
  'address',
  'class',
  'is',
  'took',
  'result',
  'fd',
  'made',
  'pid',
  'task',
  'program',
  'sought',
  'kind',
  'at',
  'event',
  'line',
];

/** `from`, `to`: where it stands in the text, in UTF-16 units. */
export type FilterTerm = { negated: boolean; from: number; to: number } & (
  | { key: 'text'; text: string }
  /** Bare `*` and `?` are wild; `\*`, `\?` and `\\` are the characters themselves. `error:none` is `none`. */
  | { key: GlobKey; globs: string[] }
  | { key: WordKey; words: string[] }
  /** Whole numbers, both ends included; times in nanoseconds. Events count from 1 and tasks from 0, as in documents. */
  | { key: NumberKey; ranges: NumberRange[] }
);

export interface TraceFilter {
  terms: FilterTerm[];
}

export interface FilterError {
  /** One sentence without the place. */
  message: string;
  expected: string;
  from: number;
  to: number;
}

export interface FilterToken {
  from: number;
  to: number;
  /** `wrong`: here is what the error is about. */
  what: 'not' | 'key' | 'value' | 'text' | 'wrong';
}

export type ParsedFilter = { ok: true; filter: TraceFilter } | { ok: false; error: FilterError };

/** Never throws; of several errors the first. */
export function parseTraceFilter(text: string): ParsedFilter {
  const terms: FilterTerm[] = [];
  for (const raw of lexFilter(text)) {
    const read = readTerm(raw);
    if ('message' in read) return { ok: false, error: read };
    terms.push(read);
  }
  return { ok: true, filter: { terms } };
}

/** As {@link parseTraceFilter}; throws InputError with the place (counted from 1, in characters) in its words. */
export function readTraceFilter(text: string): TraceFilter {
  const parsed = parseTraceFilter(text);
  if (parsed.ok) return parsed.filter;
  const { message, expected, from } = parsed.error;
  const place = `character ${from + 1}`;
  throw new InputError(`the filter at ${place}: ${message}; expected ${expected}`, { input: text, place, expected });
}

/** What to paint in an input field: everything but blanks, in order. Never throws, whatever is half written. */
export function filterTokens(text: string): FilterToken[] {
  const tokens: FilterToken[] = [];
  for (const raw of lexFilter(text)) {
    const read = readTerm(raw);
    const wrong = 'message' in read ? read : null;
    if (raw.negated) tokens.push({ from: raw.from, to: raw.from + 1, what: 'not' });
    const start = raw.negated ? raw.from + 1 : raw.from;
    const cut = wrong === null ? raw.to : Math.max(start, wrong.from);
    const end = wrong === null ? raw.to : Math.min(raw.to, wrong.to);
    const add = (from: number, to: number, what: FilterToken['what']): void => {
      if (to > from) tokens.push({ from, to, what });
    };
    const plain = (from: number, to: number): void => {
      if (raw.key === null) return add(from, to, 'text');
      add(from, Math.min(to, raw.valuesFrom), 'key');
      add(Math.max(from, raw.valuesFrom), to, 'value');
    };
    plain(start, cut);
    if (wrong !== null) {
      add(cut, end, 'wrong');
      plain(Math.max(cut, end), raw.to);
    }
  }
  return tokens;
}

/** The same filter in one way of writing: terms as they stood, numbers and quotes in their shortest form. Parses to the same terms. */
export const printTraceFilter = ({ terms }: TraceFilter): string => terms.map(printTerm).join(' ');

function printTerm(term: FilterTerm): string {
  const sign = term.negated ? '-' : '';
  if (term.key === 'text') return sign + printText(term.text);
  if ('globs' in term) return `${sign}${term.key}:${term.globs.map(printValue).join(',')}`;
  if ('words' in term) return `${sign}${term.key}:${term.words.join(',')}`;
  return `${sign}${term.key}:${term.ranges.map((range) => printRange(range, NUMBERS[term.key])).join(',')}`;
}

/** Text as a term of its own: quoted where it would not be read back otherwise. */
export function printText(text: string): string {
  const bare = text !== '' && !/[\s"]/.test(text) && !text.startsWith('-') && !/^[a-z]+:/.test(text);
  return bare ? text : quoted(text);
}

/** A name as a value that stands for itself alone: its `*`, `?` and backslashes are no signs. For links from a row to a filter. */
export const literalValue = (text: string): string => printValue(text.replace(/[\\*?]/g, '\\$&'));

/** A backslash before any other character than a sign is one itself; afterwards every backslash takes the next character along. */
const wholeGlob = (text: string): string => text.replace(/\\(?:[*?\\]|)/g, (found) => (found.length === 2 ? found : '\\\\'));
const printValue = (glob: string): string => (glob !== '' && !/[\s",]/.test(glob) ? glob : `"${glob.replace(/"/g, '\\"')}"`);
/** A backslash that would take the character behind it along is doubled. */
const quoted = (text: string): string => `"${text.replace(/\\(?=["\\]|$)/g, '\\\\').replace(/"/g, '\\"')}"`;

function printRange({ least, most }: NumberRange, kind: NumberKind): string {
  const one = (value: number): string => (kind === 'time' ? printTime(value) : `${kind === 'number' ? '#' : ''}${value}`);
  if (least === most) return one(least);
  if (most === Infinity) return least === -Infinity ? '..' : `${one(least)}..`;
  return least === -Infinity ? `..${one(most)}` : `${one(least)}..${one(most)}`;
}

function printTime(ns: number): string {
  if (ns === 0) return '0';
  for (const [unit, factor] of [
    ['s', 1e9],
    ['ms', 1e6],
    ['us', 1e3],
  ] as const)
    if (ns % factor === 0) return `${ns / factor}${unit}`;
  return `${ns}ns`;
}

const fail = (message: string, expected: string, { from, to }: { from: number; to: number }): FilterError => ({ message, expected, from, to });
const isGlob = (key: string): key is GlobKey => (GLOBS as readonly string[]).includes(key);
const isWord = (key: string): key is WordKey => Object.hasOwn(WORDS, key);
const isNumber = (key: string): key is NumberKey => Object.hasOwn(NUMBERS, key);

/** What may stand as a value of a key that takes words. */
export const wordsOf = (key: WordKey): readonly string[] => WORDS[key];

function readTerm(raw: RawTerm): FilterTerm | FilterError {
  const { negated, from, to, key, values } = raw;
  const at = { negated, from, to };
  const open = values.find(({ end }) => end === 'open');
  if (open !== undefined) return fail('a quote has no end', 'a closing "', open);
  const glued = values.find(({ end }) => end === 'glued');
  if (glued !== undefined) return fail('something follows right behind the closing quote', key === null ? 'a blank there' : 'a blank or a comma there', { from: glued.to, to });
  if (key === null) {
    const text = values[0]?.text ?? '';
    return text === '' ? fail('an empty text is everywhere', 'a text to look for', raw) : { ...at, key: 'text', text };
  }
  if (!isGlob(key) && !isWord(key) && !isNumber(key))
    return fail(`there is no key ${key}`, `one of ${FILTER_KEYS.join(', ')}; a text with a colon stands in "quotes"`, { from: raw.keyFrom, to: raw.valuesFrom });
  const empty = values.find(({ text }) => text === '');
  if (empty !== undefined) return fail(`a value of ${key} is missing`, exampleOf(key), { from: empty.from === empty.to ? raw.keyFrom : empty.from, to: empty.to });
  if (isGlob(key)) return { ...at, key, globs: values.map(({ text }) => wholeGlob(text)) };
  if (isWord(key)) {
    const known: readonly string[] = WORDS[key];
    const wrong = values.find(({ text }) => !known.includes(text));
    return wrong === undefined ? { ...at, key, words: values.map(({ text }) => text) } : fail(`${key} knows no ${wrong.text}`, `one of ${known.join(', ')}`, wrong);
  }
  return readNumbers(at, key, values);
}

function readNumbers(at: { negated: boolean; from: number; to: number }, key: NumberKey, values: RawValue[]): FilterTerm | FilterError {
  const ranges: NumberRange[] = [];
  for (const value of values) {
    const range = numbersOf(value.text, NUMBERS[key]);
    if (range === null) return fail(`${value.text} is no value of ${key}`, exampleOf(key), value);
    if (range.least > range.most) return fail(`${value.text} ends before it begins`, 'the smaller one first', value);
    ranges.push(range);
  }
  return { ...at, key, ranges };
}

const EXAMPLES: Record<FilterKey, string> = {
  call: 'names of calls, as openat or stat*',
  error: 'names of errors, as ENOENT, * for any or none',
  path: 'a path, as /etc/* or resolv.conf',
  address: 'an address, as 127.0.0.53, *:53 or unix*',
  program: 'a program, as sh or */ld',
  class: `one of ${CALL_CLASSES.join(', ')}`,
  kind: `one of ${TRACE_EVENT_KINDS.join(', ')}`,
  sought: `one of ${SOUGHT_WORDS.join(', ')}`,
  is: `one of ${EVENT_MARKS.join(', ')}`,
  fd: 'a descriptor, as 3 or 3..9',
  pid: 'a process id, as 4711',
  task: 'a task, as #0 or 0..3',
  event: 'a number of an event, as 100 or 100..200',
  line: 'a line, as 10 or 10..20',
  at: 'a time since the first event, as 1.5s..2s',
  took: 'a time with its unit, as >10ms or 1ms..5ms',
  result: 'a whole number, as -1, 0 or >0',
  made: 'a number of an event, as #12',
};
/** What stands behind a key, in words with an example. */
export const exampleOf = (key: FilterKey): string => EXAMPLES[key];
