// Rows side by side, with runs of equal ones folded: which rows of the unfolded view a page shows.
import type { Rows } from './matching.ts';
import type { SideTokens } from './tokens.ts';

/** Rows of the unfolded view `from` to `to`: shown one by one, or as one fold. */
export interface Piece {
  fold: boolean;
  from: number;
  to: number;
}

export const isEqualRow = (a: SideTokens, b: SideTokens, rows: Rows, row: number): boolean => {
  const eventA = rows.a[row] ?? -1;
  const eventB = rows.b[row] ?? -1;
  return eventA >= 0 && eventB >= 0 && a.whole[eventA] === b.whole[eventB];
};

/** In order, without gaps. A fold of a single row would be no shorter than the row. */
export function piecesOf(a: SideTokens, b: SideTokens, rows: Rows, context: number): Piece[] {
  const count = rows.a.length;
  const pieces: Piece[] = [];
  let shownFrom = 0;
  for (let row = 0; row < count;) {
    if (!isEqualRow(a, b, rows, row)) {
      row++;
      continue;
    }
    let end = row;
    while (end < count && isEqualRow(a, b, rows, end)) end++;
    const from = row === 0 ? 0 : row + context;
    const to = end === count ? count : end - context;
    if (to - from > 1) {
      if (from > shownFrom) pieces.push({ fold: false, from: shownFrom, to: from });
      pieces.push({ fold: true, from, to });
      shownFrom = to;
    }
    row = end;
  }
  if (shownFrom < count) pieces.push({ fold: false, from: shownFrom, to: count });
  return pieces;
}

/** Rows of the folded view. */
export const foldedLength = (pieces: readonly Piece[]): number => pieces.reduce((sum, { fold, from, to }) => sum + (fold ? 1 : to - from), 0);
