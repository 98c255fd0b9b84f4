// resolv.conf as glibc reads it, with RES_OPTIONS and LOCALDOMAIN. Source: resolv/res_init.c (res_vinit_1, res_setoptions), resolv/resolv_conf.c, 2.36 to 2.43.
import { glibcAddress } from './address.ts';
import { byteLength, createGatherer, MOST_SERVERS, numberNote, quoted, withoutDot, type Flag, type Gatherer, type Note, type Reading } from './reading.ts';
import { since } from './versions.ts';

const WHO = 'glibc';
/** RES_MAXNDOTS, RES_MAXRETRANS, RES_MAXRETRY. */
const MOST = { ndots: 15, timeout: 30, attempts: 5 } as const;

/** By their beginning, in this order: `single-request-reopen` is not also `single-request`. */
const FLAG_PREFIXES: readonly [string, Flag, string | null][] = [
  ['rotate', 'rotate', null],
  ['edns0', 'edns0', null],
  ['single-request-reopen', 'single-request-reopen', null],
  ['single-request', 'single-request', null],
  ['no_tld_query', 'no-tld-query', null],
  ['no-tld-query', 'no-tld-query', null],
  ['no-reload', 'no-reload', null],
  ['use-vc', 'use-vc', null],
  ['trust-ad', 'trust-ad', null],
  ['no-aaaa', 'no-aaaa', null],
  ['strict-error', 'strict-error', '2.41'],
];

const KEYWORD = /^(domain|search|nameserver|sortlist|options)[ \t]/;

export function readGlibc(text: string, version: string, env: Readonly<Record<string, string>>): Reading {
  const gatherer = createGatherer(WHO);
  const { reading, note, settle } = gatherer;
  const localDomain = Object.hasOwn(env, 'LOCALDOMAIN') ? env['LOCALDOMAIN'] : undefined;
  if (localDomain !== undefined) {
    const words = (localDomain.split('\n', 1)[0] ?? '').split(/[ \t]+/);
    // An empty word (the variable is set to nothing, or begins with a space) asks for the name as it is: the same as the root on the list.
    reading.search = words.filter((word, index) => word !== '' || index === 0).map((word) => (word === '' ? '.' : withoutDot(word)));
    settle('search', {
      line: null,
      word: 'LOCALDOMAIN',
      verdict: 'honoured',
      code: 'localdomain',
      text: `LOCALDOMAIN replaces domain and search of the file: ${reading.search.map(quoted).join(' ')}.`,
    });
  }
  for (const [index, raw] of text.split('\n').entries()) {
    const line = index + 1;
    if (raw.startsWith(';') || raw.startsWith('#')) continue;
    // A C string ends at its first NUL.
    const said = raw.split('\0', 1)[0] ?? '';
    const keyword = KEYWORD.exec(said)?.[1];
    if (keyword === undefined) {
      const word = /^\s*(\S+)/.exec(said)?.[1];
      if (word !== undefined) note(notRead(line, said, word));
      continue;
    }
    const rest = said.slice(keyword.length).replace(/^[ \t]+/, '');
    if (keyword === 'options') options(gatherer, version, line, rest);
    else if (keyword === 'sortlist') sortlist(gatherer, line, rest);
    else if (rest === '')
      note({
        line,
        word: keyword,
        verdict: 'ignored',
        code: `${keyword}-empty`,
        text: keyword === 'nameserver' ? 'It names no address.' : 'It names no domain; an earlier list stays.',
      });
    else if (keyword === 'nameserver') server(gatherer, line, rest.split(/[ \t]/, 1)[0] ?? '');
    else if (localDomain !== undefined) note({ line, word: keyword, verdict: 'ignored', code: 'localdomain-set', text: 'LOCALDOMAIN of the environment replaces it.' });
    else {
      const words = rest.split(/[ \t]+/).filter((word) => word !== '');
      reading.search = (keyword === 'domain' ? words.slice(0, 1) : words).map(withoutDot);
      settle('search', { line, word: null, verdict: 'honoured', code: keyword, text: `The search list: ${reading.search.map(quoted).join(' ')}.` });
      if (rest.includes('\r'))
        note({ line, word: null, verdict: 'dangerous', code: 'carriage-return', text: 'The carriage return at the end of the line becomes part of the last search domain.' });
    }
  }
  if (overflows(reading.search ?? [])) {
    const mended = since(version, '2.41');
    if (!mended) reading.fatal ??= 'SIGABRT';
    note({
      line: null,
      word: 'search',
      verdict: 'dangerous',
      code: 'search-too-long-glibc-aborts',
      text: mended
        ? 'A search domain does not fit into 256 bytes: glibc as it was released ends the program with a failed assertion (SIGABRT) at its first lookup; newer packages (Debian 2.41-12+deb13u5) are mended, and predicted is one of those.'
        : 'A search domain does not fit into the 256 bytes that glibc keeps: the first lookup ends the program with a failed assertion (SIGABRT).',
    });
  }
  const resOptions = Object.hasOwn(env, 'RES_OPTIONS') ? env['RES_OPTIONS'] : undefined;
  if (resOptions !== undefined) options(gatherer, version, null, resOptions);
  return reading;
}

/**
 * Its loop skips spaces and tabs only, and steps over nothing but ASCII that is no white space: another white space or a byte beyond 127 holds it for ever
 * (measured with 2.36: `sortlist 10.0.0.0` with a carriage return).
 */
function sortlist({ reading, note }: Gatherer, line: number, rest: string): void {
  const endless = /^[^;]*?[\r\v\f\u0080-\uffff]/.test(rest);
  if (endless) reading.fatal ??= 'endless';
  note({
    line,
    word: 'sortlist',
    verdict: endless ? 'dangerous' : 'honoured',
    code: endless ? 'sortlist-glibc-hangs' : 'sortlist',
    text: endless
      ? 'glibc never gets past a carriage return (or other odd white space, or a letter beyond ASCII) in this line: every lookup spins for ever.'
      : 'It sorts addresses for gethostbyname; the time of a lookup is the same.',
  });
}

/**
 * Of up to six domains the first that does not fit into 256 bytes ends the copying (update_from_conf), which resolv_conf_matches accepts only when more than
 * 56 bytes (the size of a table of seven pointers) were copied before: else the assertion that both agree fails. Measured: Debian's 2.36-9+deb12u14 and
 * 2.41-12+deb13u4 abort, 2.41-12+deb13u5 does not.
 */
function overflows(search: readonly string[]): boolean {
  let bytes = 0;
  for (const domain of search.slice(0, 6)) {
    const size = byteLength(domain) + 1;
    if (bytes + size > 256) return bytes <= 56;
    bytes += size;
  }
  return false;
}

function notRead(line: number, said: string, word: string): Note {
  const known = KEYWORD.test(`${word} `);
  if (known && /^\s/.test(said)) return { line, word, verdict: 'ignored', code: 'leading-space', text: `${WHO} knows a keyword only at the very beginning of a line.` };
  if (known) return { line, word, verdict: 'ignored', code: 'keyword-alone', text: 'Nothing follows the keyword.' };
  return { line, word, verdict: 'ignored', code: 'keyword-unknown', text: `${WHO} knows no keyword ${quoted(word)}.` };
}

function server({ reading, server: take, note }: Gatherer, line: number, word: string): void {
  const address = glibcAddress(word);
  if (address === null && word.endsWith('\r') && glibcAddress(word.slice(0, -1)) !== null && reading.servers.length < MOST_SERVERS)
    note({
      line,
      word: word.slice(0, -1),
      verdict: 'dangerous',
      code: 'carriage-return',
      text: 'The carriage return at the end of the line makes it no address: this name server is never asked.',
    });
  else take(line, word, address);
}

/** A number may stand behind spaces (`timeout: 3`), so this walks through the text as res_setoptions does. `line` null: RES_OPTIONS. */
function options({ reading, note, settle }: Gatherer, version: string, line: number | null, text: string): void {
  for (const { index } of text.matchAll(/[^ \t]+/g)) {
    const rest = text.slice(index, index + 4_000);
    const word = (/^[^ \t]+/.exec(rest)?.[0] ?? '').replace(/[\r\n]+$/, '');
    if (word === '') continue;
    const key = (['ndots', 'timeout', 'attempts'] as const).find((each) => word.startsWith(`${each}:`));
    if (key !== undefined) {
      const said = strtol(rest.slice(key.length + 1));
      const capped = Math.min(said, MOST[key]);
      // ndots has four bits, without a sign; a time or a count below 0 acts as 0.
      const value = key === 'ndots' && capped < 0 ? ((capped % 16) + 16) % 16 : Math.max(capped, 0);
      reading[key] = value;
      settle(key, valueNote(line, word, key, value, `${key}:${value}` !== word));
      continue;
    }
    const negated = since(version, '2.41') && word.startsWith('-');
    const bare = negated ? word.slice(1) : word;
    const found = FLAG_PREFIXES.find(([prefix, , first]) => bare.startsWith(prefix) && (first === null || since(version, first)));
    if (found === undefined) {
      note({ line, word, verdict: 'ignored', code: 'option-unknown', text: `${WHO} knows no option ${quoted(word)}.` });
      continue;
    }
    const [prefix, flag] = found;
    if (negated) reading.flags.delete(flag);
    else reading.flags.add(flag);
    note({ line, word, verdict: 'honoured', code: 'option', text: `${flag}: ${negated ? 'off' : 'on'}${bare === prefix ? '' : '; only the beginning of the word is read'}.` });
  }
}

function valueNote(line: number | null, word: string, key: keyof typeof MOST, value: number, clamped: boolean): Note {
  if (key === 'attempts' && value === 0)
    return { line, word, verdict: 'dangerous', code: 'attempts-0-glibc-fails', text: 'With no attempts every lookup of glibc fails at once, without a packet.' };
  if (key === 'timeout' && value === 0) return { line, word, verdict: 'clamped', code: 'timeout-clamped', text: 'glibc waits a second for each name server instead.' };
  return numberNote(WHO, line, word, key, value, clamped, key === 'timeout' ? 's' : '');
}

/** strtol in base 10, then an int of 32 bits: white space and a sign before the digits; 0 without digits; what is too long for a long is its largest. */
function strtol(text: string): number {
  const found = /^[ \t\n\v\f\r]*([+-]?)(\d+)/.exec(text);
  if (found?.[2] === undefined) return 0;
  const most = 2n ** 63n;
  const digits = found[2].length > 20 ? most : BigInt(found[2]);
  const long = found[1] === '-' ? (digits > most ? -most : -digits) : digits >= most ? most - 1n : digits;
  return Number(BigInt.asIntN(32, long));
}
