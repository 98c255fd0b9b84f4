// Matches in the lines that are seen. The workbench finds them all and gives the first; a plain text is found again here in the lines beyond those.
// A regular expression never runs in the window: on a cut line it could take forever.
import type { LogSearch } from '../../../shared/api/views.ts';
import type { Range } from './shown-line.ts';

export interface LogQuery {
  text: string;
  regex: boolean;
  matchCase: boolean;
}
export const NO_QUERY: LogQuery = { text: '', regex: false, matchCase: false };

export type Match = LogSearch['matches'][number];

/** The index of the first match at or after a line; `matches.length` where there is none. */
export function firstMatchFrom(matches: readonly Match[], line: number): number {
  let low = 0;
  let high = matches.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((matches[middle]?.line ?? 0) < line) low = middle + 1;
    else high = middle;
  }
  return low;
}

const SPECIAL = /[\\^$.*+?()[\]{}|/-]/g;

/** Ranges of the raw line that match, in reading order. */
export type Matcher = (line: number, raw: string) => readonly Range[];

const NONE: readonly Range[] = [];
/** Marks in one line beyond which it is only a colour. */
const MOST_IN_LINE = 200;

export function createMatcher(query: LogQuery, matches: readonly Match[]): Matcher {
  if (query.text === '') return () => NONE;
  if (query.regex)
    return (line) => {
      const ranges: Range[] = [];
      for (let i = firstMatchFrom(matches, line); ranges.length < MOST_IN_LINE; i += 1) {
        const match = matches[i];
        if (match?.line !== line) break;
        ranges.push({ start: match.column, end: match.column + match.length });
      }
      return ranges;
    };
  const pattern = new RegExp(query.text.replace(SPECIAL, String.raw`\$&`), query.matchCase ? 'g' : 'gi');
  return (_line, raw) => {
    const ranges: Range[] = [];
    for (const match of raw.matchAll(pattern)) {
      ranges.push({ start: match.index, end: match.index + match[0].length });
      if (ranges.length >= MOST_IN_LINE) break;
    }
    return ranges;
  };
}

/** The index of the match after (or before) the one at `now`, around the ends; `from` is the line to begin at where there is no current one. */
export function stepMatch(matches: readonly Match[], now: number | null, by: 1 | -1, from: number): number | null {
  if (matches.length === 0) return null;
  if (now === null) {
    const next = firstMatchFrom(matches, from);
    return by === 1 ? next % matches.length : (next - 1 + matches.length) % matches.length;
  }
  return (now + by + matches.length) % matches.length;
}
