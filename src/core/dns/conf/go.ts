// resolv.conf as Go's own resolver reads it. Source: net/dnsconfig_unix.go dnsReadConfig, net/parse.go (readLine, getFields, dtoi), Go 1.19 to 1.27.
import { goAddress } from './address.ts';
import { byteLength, createGatherer, numberNote, quoted, withoutDot, type Flag, type Reading } from './reading.ts';
import { since } from './versions.ts';

const WHO = "Go's resolver";
/** The buffer of readLine: a line that does not fit ends the reading. */
const BUFFER = 65_536;
/** dtoi gives up here. */
const BIG = 0xff_ffff;

const SAME: Record<string, Flag> = {
  rotate: 'rotate',
  'single-request': 'single-request',
  'single-request-reopen': 'single-request-reopen',
  'use-vc': 'use-vc',
  usevc: 'use-vc',
  tcp: 'use-vc',
};
/** Unknown before Go 1.20. */
const SINCE_1_20: Record<string, Flag> = { 'trust-ad': 'trust-ad', edns0: 'edns0', 'no-reload': 'no-reload' };

export function readGo(text: string, version: string): Reading {
  const gatherer = createGatherer(WHO);
  const { reading, note, settle } = gatherer;
  const unknown = (line: number, word: string, what: 'keyword' | 'option'): void => {
    reading.unknown ??= { line, word };
    note({ line, word, verdict: 'ignored', code: `${what}-unknown`, text: `${WHO} does not know ${quoted(word)}: a program built with cgo asks libc because of it.` });
  };
  for (const [index, raw] of text.split('\n').entries()) {
    const line = index + 1;
    if (byteLength(raw) >= BUFFER) {
      note({ line, word: null, verdict: 'dangerous', code: 'line-too-long', text: `A line of 64 kB or more ends the reading: ${WHO} sees neither it nor what follows.` });
      break;
    }
    if (raw.startsWith(';') || raw.startsWith('#')) continue;
    const [keyword, ...words] = fields(raw);
    const [first] = words;
    switch (keyword) {
      case undefined:
        break;
      case 'nameserver':
        if (first === undefined) note({ line, word: keyword, verdict: 'ignored', code: 'nameserver-no-address', text: 'It names no address.' });
        else gatherer.server(line, first, goAddress(first));
        break;
      case 'domain':
        if (first === undefined) note({ line, word: keyword, verdict: 'ignored', code: 'domain-empty', text: 'It names no domain; an earlier search list stays.' });
        else {
          // Only of `search` is a lone dot dropped; `domain .` makes a name with two dots at its end, which fits in no message: nobody is asked for it.
          reading.search = [withoutDot(first)];
          settle('search', { line, word: first, verdict: 'honoured', code: 'domain', text: `The search list is ${quoted(first)} alone.` });
        }
        break;
      case 'search':
        // 1.19 keeps a lone dot here, too (measured).
        reading.search = words.filter((domain) => domain !== '.' || !since(version, '1.20')).map(withoutDot);
        settle('search', { line, word: null, verdict: 'honoured', code: 'search', text: `${reading.search.length} search domains.` });
        if (words.includes('.') && since(version, '1.20')) note({ line, word: '.', verdict: 'ignored', code: 'search-root', text: `${WHO} drops the root from a search list.` });
        break;
      case 'options':
        for (const word of words) option(line, word);
        break;
      case 'lookup':
        note({ line, word: keyword, verdict: 'ignored', code: 'keyword-openbsd', text: `${WHO} knows this keyword of OpenBSD and makes nothing of it on Linux.` });
        break;
      default:
        unknown(line, keyword, 'keyword');
    }
  }
  return reading;

  function option(line: number, word: string): void {
    const found = /^(ndots|timeout|attempts):(.*)$/s.exec(word);
    if (found?.[1] !== undefined) {
      const key = found[1] as 'ndots' | 'timeout' | 'attempts'; // as the pattern says
      const said = dtoi(found[2] ?? '');
      const value = key === 'ndots' ? Math.min(said, 15) : Math.max(said, 1);
      reading[key] = value;
      settle(key, numberNote(WHO, line, word, key, value, String(value) !== found[2], key === 'timeout' ? 's' : ''));
      return;
    }
    const flag = Object.hasOwn(SAME, word) ? SAME[word] : since(version, '1.20') && Object.hasOwn(SINCE_1_20, word) ? SINCE_1_20[word] : undefined;
    if (flag === undefined) return unknown(line, word, 'option');
    reading.flags.add(flag);
    note({ line, word, verdict: 'honoured', code: 'option', text: flag === 'edns0' ? `${WHO} sends EDNS0 with or without it.` : `${word}: on.` });
  }
}

/** getFields: apart at spaces, tabs, carriage returns; other white space belongs to a word. */
export const fields = (line: string): string[] => line.split(/[ \r\t\n]+/).filter((word) => word !== '');

/** Digits at the beginning, 0 without any, no more than 0xFFFFFF. */
function dtoi(text: string): number {
  const digits = /^\d+/.exec(text)?.[0] ?? '0';
  return Math.min(Number(digits), BIG);
}
