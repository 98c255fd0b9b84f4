// What a reader of resolv.conf gathers while it goes through the lines: settings, and a note for everything that the file says.
import type { LINT_VERDICTS } from '../../../shared/domain/dns.ts';
import { capped, shown } from '../../../shared/domain/text.ts';

export type Verdict = (typeof LINT_VERDICTS)[number];

/** One finding of the lint. `line` counts from 1; null: the environment, another file, or what is missing. */
export interface Note {
  line: number | null;
  word: string | null;
  verdict: Verdict;
  code: string;
  text: string;
}

/** Options that are on or off. */
export const FLAGS = ['rotate', 'single-request', 'single-request-reopen', 'use-vc', 'edns0', 'trust-ad', 'no-aaaa', 'no-reload', 'no-tld-query', 'strict-error'] as const;
export type Flag = (typeof FLAGS)[number];

/** What the file (and the environment, where it counts) came to. */
export interface Reading {
  servers: string[];
  /** Words as they stand but for one trailing dot; null: the file says nothing. */
  search: string[] | null;
  ndots: number;
  timeout: number;
  attempts: number;
  flags: Set<Flag>;
  /** The first thing that Go does not know: a program that was built with cgo asks libc then. */
  unknown: { line: number; word: string } | null;
  /** What the reading itself does to the program: it dies, or it never ends. */
  fatal: 'SIGABRT' | 'endless' | null;
  notes: Note[];
}

/** Servers beyond are dropped by all three (MAXNS). */
export const MOST_SERVERS = 3;

/** Notes of a file that is longer than any real one stop here. */
const MOST_NOTES = 500;

export interface Gatherer {
  reading: Reading;
  note: (note: Note) => void;
  /** A note about what a later line may replace: the earlier one of the same key then is ignored. */
  settle: (key: string, note: Note) => void;
  server: (line: number, word: string, address: string | null) => void;
}

export function createGatherer(who: string): Gatherer {
  const reading: Reading = { servers: [], search: null, ndots: 1, timeout: 5, attempts: 2, flags: new Set(), unknown: null, fatal: null, notes: [] };
  const settled = new Map<string, Note>();
  const note = (each: Note): void => {
    if (reading.notes.length < MOST_NOTES) reading.notes.push(each);
  };
  return {
    reading,
    note,
    settle(key, each) {
      const before = settled.get(key);
      if (before !== undefined && before.verdict !== 'ignored') {
        before.verdict = 'ignored';
        before.code = 'superseded';
        before.text = each.line === null ? `The environment says otherwise, and ${who} takes that.` : `Line ${each.line} says it again, and ${who} takes the last.`;
      }
      settled.set(key, each);
      note(each);
    },
    server(line, word, address) {
      if (address === null) note({ line, word, verdict: 'ignored', code: 'nameserver-no-address', text: `${quoted(word)} is no address to ${who}.` });
      else if (reading.servers.length >= MOST_SERVERS)
        note({ line, word, verdict: 'ignored', code: 'nameserver-beyond-three', text: `${who} keeps three name servers; this one is never asked.` });
      else {
        reading.servers.push(address);
        note({ line, word, verdict: 'honoured', code: 'nameserver', text: `Name server ${reading.servers.length}${address === word ? '' : `, read as ${address}`}.` });
      }
    },
  };
}

export const quoted = (word: string): string => `"${capped(shown(word), 60)}"`;

/** One trailing dot means the same as none; `.` alone stays, and what is no domain. */
export const withoutDot = (domain: string): string => (/[^.]\.$/.test(domain) ? domain.slice(0, -1) : domain);

/** Bytes of a line as UTF-8. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code >= 0xd800 && code < 0xe000 ? 2 : 3;
  }
  return bytes;
}

/** What a value came to, as a note: taken as it stands, or clamped. */
export function numberNote(who: string, line: number | null, word: string, key: string, value: number, clamped: boolean, unit: string): Note {
  const amount = unit === '' ? String(value) : `${value} ${unit}`;
  return clamped
    ? { line, word, verdict: 'clamped', code: `${key}-clamped`, text: `${who} makes ${amount} of it.` }
    : { line, word, verdict: 'honoured', code: key, text: `${key}: ${amount}.` };
}
