// resolv.conf as musl reads it, on every lookup. Source: src/network/resolvconf.c __get_resolv_conf, the same in 1.2.3, 1.2.5 and 1.2.6.
import { muslAddress } from './address.ts';
import { byteLength, createGatherer, numberNote, quoted, withoutDot, type Gatherer, type Note, type Reading } from './reading.ts';

const WHO = 'musl';
/** What fits into its buffer of 256 bytes with a newline and a NUL. */
const LONGEST_LINE = 254;
const MOST = { ndots: 15, attempts: 10, timeout: 60 } as const;
/** isspace of the C locale. */
const SPACE = /[ \t\n\v\f\r]/;

export function readMusl(text: string): Reading {
  const gatherer = createGatherer(WHO);
  const { reading, note, settle } = gatherer;
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const raw = lines[index] ?? '';
    const line = index + 1;
    const last = index === lines.length - 1;
    if (last && raw === '') break;
    if (byteLength(raw) > LONGEST_LINE) {
      note({ line, word: null, verdict: 'ignored', code: 'line-too-long', text: `${WHO} drops a line of more than ${LONGEST_LINE} bytes.` });
      continue;
    }
    if (raw.includes('\0') && !last) {
      // It looks for the newline with strchr, finds none before the NUL, and skips to the end of what it takes for the same line: the next one.
      note({ line, word: null, verdict: 'ignored', code: 'nul-byte', text: `${WHO} drops a line with a NUL byte, and the line after it.` });
      index += 1;
      continue;
    }
    // Where a newline follows, the buffer holds it: a keyword alone on its line is followed by white space.
    const said = (raw.split('\0', 1)[0] ?? '') + (last ? '' : '\n');
    const keyword = /^(options|nameserver|domain|search)[ \t\n\v\f\r]/.exec(said)?.[1];
    if (keyword === undefined) {
      if (/^[^#;\s]/.test(said) || (/^\s+\S/.test(said) && !/^\s+[#;]/.test(said))) note(notRead(line, said));
      continue;
    }
    const rest = said.slice(keyword.length + 1);
    const words = rest.split(new RegExp(`${SPACE.source}+`)).filter((word) => word !== '');
    if (keyword === 'options') options(gatherer, line, rest, words);
    else if (keyword === 'nameserver') gatherer.server(line, words[0] ?? '', muslAddress(words[0] ?? ''));
    else {
      reading.search = words.map(withoutDot);
      const empty = words.length === 0;
      settle('search', {
        line,
        word: null,
        verdict: 'honoured',
        code: keyword,
        text: empty
          ? 'It names no domain: there is no search list.'
          : `The search list: ${words.map(quoted).join(' ')}.${keyword === 'domain' && words.length > 1 ? ` To ${WHO}, domain is the same as search.` : ''}`,
      });
    }
  }
  return reading;
}

function notRead(line: number, said: string): Note {
  const word = /^\s*(\S+)/.exec(said)?.[1] ?? '';
  const known = /^(?:options|nameserver|domain|search)$/.test(word);
  if (known) return { line, word, verdict: 'ignored', code: 'leading-space', text: `${WHO} knows a keyword only at the very beginning of a line.` };
  return { line, word, verdict: 'ignored', code: 'keyword-unknown', text: `${WHO} knows no keyword ${quoted(word)}.` };
}

/** By the first place where `ndots:` and its like occur, in whatever word; a value that begins with no digit changes nothing. */
function options({ reading, note, settle }: Gatherer, line: number, rest: string, words: readonly string[]): void {
  /** Words that decide something, by where they begin. */
  const taken = new Set<string>();
  for (const key of ['ndots', 'attempts', 'timeout'] as const) {
    const at = rest.indexOf(`${key}:`);
    if (at < 0) continue;
    const digits = /^\d+/.exec(rest.slice(at + key.length + 1))?.[0];
    const word = wordAt(rest, at);
    taken.add(word);
    if (digits === undefined) {
      note({ line, word, verdict: 'ignored', code: `${key}-no-number`, text: `No number follows: ${key} stays ${reading[key]}.` });
      continue;
    }
    const value = Math.min(Number(digits), MOST[key]);
    reading[key] = value;
    settle(key, valueNote(line, word, key, value, word !== `${key}:${value}`));
    const again = words.find((each, index) => each.includes(`${key}:`) && index !== words.indexOf(word));
    if (again !== undefined) {
      taken.add(again);
      note({ line, word: again, verdict: 'ignored', code: 'first-wins', text: `Of several on one line ${WHO} takes the first.` });
    }
  }
  for (const word of new Set(words)) {
    if (!taken.has(word)) note({ line, word, verdict: 'ignored', code: 'option-ignored', text: `${WHO} knows ndots, timeout and attempts, and no other option.` });
  }
}

function wordAt(text: string, at: number): string {
  let from = at;
  while (from > 0 && !SPACE.test(text[from - 1] ?? '')) from -= 1;
  return text.slice(from).split(SPACE, 1)[0] ?? '';
}

function valueNote(line: number, word: string, key: keyof typeof MOST, value: number, clamped: boolean): Note {
  if (key === 'attempts' && value === 0)
    return { line, word, verdict: 'dangerous', code: 'attempts-0-musl-crash', text: 'musl divides by attempts: the program dies of SIGFPE at its first lookup.' };
  if (key === 'timeout' && value === 0)
    return { line, word, verdict: 'dangerous', code: 'timeout-0-musl-fails', text: 'With timeout:0 every lookup of musl fails at once, without a packet.' };
  return numberNote(WHO, line, word, key, value, clamped, key === 'timeout' ? 's' : '');
}
