// Which cells a person means who types into the picker's filter. Pure.
import { AXES, NONE, matches, parseExpression, type Axes } from '../../../shared/domain/axes.ts';
import { InputError } from '../../../shared/domain/errors.ts';
import { outcomeText, type Cell } from '../../../shared/domain/run.ts';

const axesOf = (cell: Cell): Axes => Object.fromEntries(AXES.map((axis) => [axis, cell.axes[axis] ?? NONE])) as Axes; // every axis is named

/** The words of a cell that a filter is matched with, in lower case. */
const words = (cell: Cell): string =>
  [
    `#${cell.number}`,
    ...AXES.map((axis) => `${axis}=${cell.axes[axis] ?? NONE}`),
    outcomeText(cell),
    cell.green === null ? 'grey' : cell.green ? 'green' : 'red',
    cell.reason ?? '',
  ]
    .join(' ')
    .toLowerCase();

/**
 * Cells that fit a filter: an expression of the matrix (`cgo=1 !libc=musl`) where it reads as one, else every word must occur somewhere
 * (axes, outcome, colour, reason). Half an expression (`cgo=`) is words.
 */
export function filterCells(cells: readonly Cell[], filter: string): readonly Cell[] {
  const text = filter.trim();
  if (text === '') return cells;
  if (text.includes('=')) {
    try {
      const conditions = parseExpression(text);
      const found = cells.filter((cell) => matches(conditions, axesOf(cell)));
      // `libc=mu` is an expression that nothing fits, and the beginning of a word that something does.
      if (found.length > 0) return found;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  const wanted = text.toLowerCase().split(/\s+/);
  return cells.filter((cell) => {
    const own = words(cell);
    return wanted.every((word) => own.includes(word));
  });
}
