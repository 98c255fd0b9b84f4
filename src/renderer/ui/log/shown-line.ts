// A raw line of a log as it is shown: controls made visible, tabs as spaces, colour codes left out; and where each place of the raw line went.
// Matches and columns count in UTF-16 units of the raw line.
import { shown } from '../../../shared/domain/text.ts';

export interface ShownLine {
  text: string;
  /** True where colour codes were left out. */
  codes: boolean;
  /** The place in `text` of a place in the raw line, `0 … raw.length`. Never decreases. */
  at: (raw: number) => number;
}

/** Select Graphic Rendition (ECMA-48 8.3.117), and the Erase in Line that GCC writes beside each. */
const COLOUR = /\u001b\[[0-9;:]*[mK]/g;
const PLAIN = /^[\x20-\x7e]*$/;
const TAB = '    ';

/** `keepCodes`: colour codes are shown as the escapes they are. */
export function shownLine(raw: string, keepCodes = false): ShownLine {
  if (PLAIN.test(raw)) return { text: raw, codes: false, at: (place) => Math.min(Math.max(0, place), raw.length) };
  const places = new Uint32Array(raw.length + 1);
  let text = '';
  const take = (from: number, to: number): void => {
    for (let i = from; i < to;) {
      const char = String.fromCodePoint(raw.codePointAt(i) ?? 0);
      // Both halves of a pair point to its beginning.
      places.fill(text.length, i, i + char.length);
      text += char === '\t' ? TAB : shown(char);
      i += char.length;
    }
  };
  let done = 0;
  let codes = false;
  if (!keepCodes)
    for (const match of raw.matchAll(COLOUR)) {
      take(done, match.index);
      done = match.index + match[0].length;
      places.fill(text.length, match.index, done);
      codes = true;
    }
  take(done, raw.length);
  places[raw.length] = text.length;
  return { text, codes, at: (place) => places[Math.min(Math.max(0, place), raw.length)] ?? text.length };
}

/** A part of a line, in UTF-16 units from `start` to before `end`. */
export interface Range {
  start: number;
  end: number;
}

export interface Piece {
  text: string;
  /** Which of the ranges it is; null between them. */
  range: number | null;
}

/** A shown line cut at ranges of the raw line; ranges ascend and don't overlap. Together the pieces are the whole text. */
export function piecesOf(line: ShownLine, ranges: readonly Range[]): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  ranges.forEach(({ start, end }, range) => {
    const from = Math.max(done, line.at(start));
    const to = Math.max(from, line.at(end));
    if (to === from) return;
    if (from > done) pieces.push({ text: line.text.slice(done, from), range: null });
    pieces.push({ text: line.text.slice(from, to), range });
    done = to;
  });
  if (done < line.text.length || pieces.length === 0) pieces.push({ text: line.text.slice(done), range: null });
  return pieces;
}
