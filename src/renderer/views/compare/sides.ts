// What is compared, as it stands in the address: up to four cells (RUN/CELL) or two runs (RUN). Pure; used by the view and its picker.
import { BASKET_MOST } from '../../app/basket.ts';

export interface Side {
  /** As in the address: `last/3`. What the api and the command line take. */
  item: string;
  run: string;
  /** Null: the whole run. */
  cell: string | null;
}

/** Names of the sides, in reading order. */
export const LETTERS = ['A', 'B', 'C', 'D'] as const;
export const letterOf = (index: number): string => LETTERS[index] ?? String(index + 1);

/** Two runs at most: a third has nothing to be aligned with. */
const RUNS_MOST = 2;

/** `last/cgo=1,platform=linux/amd64` splits at its first slash: the rest belongs to the cell. Null for what names nothing. */
export function parseSide(item: string): Side | null {
  const at = item.indexOf('/');
  const run = (at < 0 ? item : item.slice(0, at)).trim();
  const cell = at < 0 ? null : item.slice(at + 1).trim();
  return run === '' || cell === '' ? null : { item, run, cell };
}

const isCellItem = (item: string): boolean => item.includes('/');
export const cellItem = (run: string, cell: number): string => `${run}/${cell}`;
const most = (item: string): number => (isCellItem(item) ? BASKET_MOST : RUNS_MOST);

/** One more side. The other kind makes room whole; beyond the most, the newest pick gives way. */
export function addSide(items: readonly string[], item: string): readonly string[] {
  if (items.includes(item)) return items;
  const alike = items.filter((each) => isCellItem(each) === isCellItem(item));
  return [...alike.slice(0, most(item) - 1), item];
}

/** Another item on one side. Where it stands on another side already, the two change places. */
export function replaceSide(items: readonly string[], index: number, item: string): readonly string[] {
  const elsewhere = items.indexOf(item);
  const before = items[index];
  if (before === undefined) return addSide(items, item);
  return items.map((each, at) => (at === index ? item : at === elsewhere ? before : each));
}

/** The first side, which the others are compared with, goes to the end of the line; two sides change places. */
export const swapSides = (items: readonly string[]): readonly string[] => (items.length < 2 ? items : [...items.slice(1), ...items.slice(0, 1)]);

export const removeSide = (items: readonly string[], index: number): readonly string[] => items.filter((_, at) => at !== index);

export type Comparison =
  | { kind: 'none' }
  | { kind: 'one'; side: Side }
  | { kind: 'cells'; sides: readonly Side[] }
  | { kind: 'runs'; a: Side; b: Side }
  /** A run beside a cell, or the same thing twice: said, not guessed. */
  | { kind: 'mixed' };

/** What an address asks for. Doubles and empty items do not count. */
export function comparisonOf(items: readonly string[]): Comparison {
  const sides = [...new Set(items)].flatMap((item) => parseSide(item) ?? []);
  const [a, b] = sides;
  if (a === undefined) return { kind: 'none' };
  if (b === undefined) return { kind: 'one', side: a };
  const cells = sides.filter(({ cell }) => cell !== null);
  if (cells.length === sides.length) return { kind: 'cells', sides: sides.slice(0, BASKET_MOST) };
  return cells.length === 0 ? { kind: 'runs', a, b } : { kind: 'mixed' };
}
