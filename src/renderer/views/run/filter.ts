// The filter over cells that a person types: conditions on axes in the grammar of --only, words for colour, state, outcome and marks, and plain text.
// `cgo=1 !libc=musl red "cannot find"`: all must hold; a comma means "or" inside a word; `!` negates. Pure.
import { isAxis, matches, parseExpression } from '../../../shared/domain/axes.ts';
import { colourOf, OUTCOMES, outcomeText, STATES, type Cell } from '../../../shared/domain/run.ts';
import { cellLabel, linkageBroken } from '../../../shared/domain/summary.ts';
import { firstFinding } from '../findings/order.ts';

export type CellTest = (cell: Cell) => boolean;

export interface Filter {
  test: CellTest;
  /** The first word that says nothing yet, as typed; null where every word holds. What it would add is left out. */
  unfinished: string | null;
}

const COLOURS = ['green', 'red', 'grey'] as const;
const MARKS: Record<string, CellTest> = {
  emulated: (cell) => cell.emulated,
  cached: (cell) => cell.cached,
  truncated: (cell) => cell.truncated.length > 0,
  'linkage!': (cell) => linkageBroken(cell.linkage),
  expected: (cell) => cell.expected !== 'pass',
};

const isOneOf = <T extends string>(list: readonly T[], text: string): text is T => (list as readonly string[]).includes(text);

/** What the likeliest finding of a cell says it is; `none`: red, and no finding. */
export const causeOf = (cell: Pick<Cell, 'green' | 'findings'>): string | null => firstFinding(cell.findings)?.cause ?? (cell.green === false ? NO_CAUSE : null);
export const NO_CAUSE = 'none';

/** A word that is a name of something: its test; null for plain text. */
function named(word: string): CellTest | null {
  if (isOneOf(COLOURS, word)) return (cell) => colourOf(cell) === word && (word !== 'grey' || ended(cell));
  if (isOneOf(STATES, word)) return (cell) => cell.state === word;
  if (isOneOf(OUTCOMES, word)) return (cell) => cell.state === 'done' && cell.outcome === word;
  if (/^#\d+$/.test(word)) return (cell) => cell.number === Number(word.slice(1));
  const cause = /^cause=(.+)$/.exec(word)?.[1];
  if (cause !== undefined) return (cell) => causeOf(cell) === cause;
  return MARKS[word] ?? null;
}

/** Grey is a result; a cell that has none yet is not grey, it is not there yet. */
const ended = (cell: Cell): boolean => cell.state !== 'planned' && cell.state !== 'running';

/** Words, with quotes keeping spaces together: `a "b c"` is `a`, `b c`. A quote without an end takes the rest. */
function words(text: string): { text: string; quoted: boolean; negated: boolean }[] {
  return [...text.matchAll(/(!?)"([^"]*)"?|\S+/g)].map(([all, not, quoted]) =>
    quoted === undefined ? { text: all, quoted: false, negated: false } : { text: quoted, quoted: true, negated: not === '!' },
  );
}

/** What a plain word is looked for in: everything the tile and its panel say. */
const haystack = (cell: Cell): string =>
  [
    cellLabel(cell.axes, []),
    outcomeText(cell),
    cell.reason ?? '',
    cell.expected,
    cell.linkage.asked,
    cell.linkage.got ?? '',
    cell.elf?.glibcFloor ?? '',
    cell.elf?.interp ?? '',
    cell.stage ?? '',
    ...cell.findings.flatMap(({ cause, title }) => [cause, title]),
  ]
    .join('\n')
    .toLowerCase();

const finds =
  (needle: string): CellTest =>
  (cell) =>
    haystack(cell).includes(needle.toLowerCase());

/** Never throws: while a person types, the words that hold already count. */
export function parseFilter(text: string): Filter {
  const tests: CellTest[] = [];
  let unfinished: string | null = null;
  for (const word of words(text)) {
    const one = word.quoted ? (word.text === '' ? null : negate(finds(word.text), word.negated)) : wordTest(word.text);
    if (one === null) unfinished ??= word.text;
    else tests.push(one);
  }
  return { test: (cell) => tests.every((test) => test(cell)), unfinished };
}

const negate = (test: CellTest, negated: boolean): CellTest => (negated ? (cell) => !test(cell) : test);

function wordTest(word: string): CellTest | null {
  const negated = word.startsWith('!');
  const bare = negated ? word.slice(1) : word;
  if (bare === '') return null;
  const axis = /^(\w+)!?=/.exec(bare)?.[1];
  if (axis !== undefined && isAxis(axis)) {
    try {
      const conditions = parseExpression(word);
      // Cells carry every axis; the schema says only that they are text.
      return (cell) => matches(conditions, cell.axes as Parameters<typeof matches>[1]);
    } catch {
      return null; // `libc=`: still being typed
    }
  }
  const alternatives = bare.split(',').filter((each) => each !== '');
  if (alternatives.length === 0) return null;
  const tests = alternatives.map((each) => named(each) ?? finds(each));
  return negate((cell) => tests.some((test) => test(cell)), negated);
}

/** What the colour buttons pick: the colours of ended cells, and what is not at its end. */
export const SHOWN = ['green', 'red', 'grey', 'going'] as const;
export type ShownKind = (typeof SHOWN)[number];

export const kindOf = (cell: Pick<Cell, 'state' | 'green'>): ShownKind => (cell.state === 'planned' || cell.state === 'running' ? 'going' : colourOf(cell));

/** How many cells each button stands for. */
export function countKinds(cells: readonly Pick<Cell, 'state' | 'green'>[]): Record<ShownKind, number> {
  const counts: Record<ShownKind, number> = { green: 0, red: 0, grey: 0, going: 0 };
  for (const cell of cells) counts[kindOf(cell)] += 1;
  return counts;
}

/** `red,grey` as the address has it; empty: all. */
export const kindsFromText = (text: string): ShownKind[] => SHOWN.filter((kind) => text.split(',').includes(kind));
