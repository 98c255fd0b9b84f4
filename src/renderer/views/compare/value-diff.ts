// Where values differ, for the eye: the part of a text that is not the same, and the items of a set that others lack. Pure.

/** A piece of a text, in order; `differs` is what one has to look at. The pieces together are the text. */
export interface Piece {
  text: string;
  differs: boolean;
}

/** Common ends shorter than this say nothing: texts that have just them in common are different altogether, and nothing in them is marked. */
const TELLING_UNITS = 4;

const isHigh = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;
const isLow = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;
/** True where a cut before `at` would go through one character. */
const splits = (text: string, at: number): boolean => at > 0 && at < text.length && isHigh(text.charCodeAt(at - 1)) && isLow(text.charCodeAt(at));

function commonStart(texts: readonly string[]): number {
  const [first = '', ...rest] = texts;
  let at = 0;
  while (at < first.length && rest.every((text) => text.charCodeAt(at) === first.charCodeAt(at))) at += 1;
  while (at > 0 && texts.some((text) => splits(text, at))) at -= 1;
  return at;
}

/** Units that all texts end with; `spare` at the start of the shortest belong to the common start. */
function commonEnd(texts: readonly string[], spare: number): number {
  const [first = ''] = texts;
  const room = Math.min(...texts.map((text) => text.length)) - spare;
  let count = 0;
  while (count < room && texts.every((text) => text.charCodeAt(text.length - 1 - count) === first.charCodeAt(first.length - 1 - count))) count += 1;
  while (count > 0 && texts.some((text) => splits(text, text.length - count))) count -= 1;
  return count;
}

const IN_WORD = /[\p{L}\p{N}._]/u;
const inWord = (text: string, at: number): boolean => at >= 0 && at < text.length && IN_WORD.test(text.charAt(at));

/** No word or number is cut by a mark: `2.31` and `2.41` differ as a whole. */
function wordStart(texts: readonly string[], start: number): number {
  let at = start;
  while (at > 0 && inWord(texts[0] ?? '', at - 1) && texts.some((text) => inWord(text, at))) at -= 1;
  return at;
}
function wordEnd(texts: readonly string[], end: number): number {
  let count = end;
  while (count > 0 && inWord(texts[0] ?? '', (texts[0] ?? '').length - count) && texts.some((text) => inWord(text, text.length - count - 1))) count -= 1;
  return count;
}

const pieces = (parts: readonly [string, boolean][]): Piece[] => parts.filter(([text]) => text !== '').map(([text, differs]) => ({ text, differs }));

/**
 * The middle of each text that is not the same in all. Equal texts, and texts that have too little in common to be read together, come back whole
 * and unmarked.
 */
export function markMiddle(texts: readonly string[]): Piece[][] {
  const whole = texts.map((text) => pieces([[text, false]]));
  if (new Set(texts).size < 2) return whole;
  const start = wordStart(texts, commonStart(texts));
  const end = wordEnd(texts, commonEnd(texts, start));
  const longest = Math.max(...texts.map((text) => text.length));
  if (start + end < TELLING_UNITS || (start + end) * 5 < longest) return whole;
  return texts.map((text) =>
    pieces([
      [text.slice(0, start), false],
      [text.slice(start, text.length - end), true],
      [text.slice(text.length - end), false],
    ]),
  );
}

const TOKEN = /[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu;
/** Products of token counts beyond this are compared by their middle alone. */
const MOST_STEPS = 60_000;

/** Two lines, word by word: what is in one and not in the other, in the order of a longest common sequence. */
export function markWords(a: string, b: string): [Piece[], Piece[]] {
  const start = wordStart([a, b], commonStart([a, b]));
  const end = wordEnd([a, b], commonEnd([a, b], start));
  const wordsA = a.slice(start, a.length - end).match(TOKEN) ?? [];
  const wordsB = b.slice(start, b.length - end).match(TOKEN) ?? [];
  if (wordsA.length * wordsB.length > MOST_STEPS)
    return [outer(a, start, end, [[a.slice(start, a.length - end), true]]), outer(b, start, end, [[b.slice(start, b.length - end), true]])];
  const [inA, inB] = withoutChance(wordsA, wordsB, commonWords(wordsA, wordsB));
  return [outer(a, start, end, merged(wordsA, inA)), outer(b, start, end, merged(wordsB, inB))];
}

const outer = (text: string, start: number, end: number, middle: readonly [string, boolean][]): Piece[] =>
  pieces([[text.slice(0, start), false], ...middle, [text.slice(text.length - end), false]]);

/** Words of one kind in a row become one piece. */
function merged(words: readonly string[], common: readonly boolean[]): [string, boolean][] {
  const runs: [string, boolean][] = [];
  words.forEach((word, index) => {
    const differs = common[index] !== true;
    const last = runs.at(-1);
    if (last !== undefined && last[1] === differs) last[0] += word;
    else runs.push([word, differs]);
  });
  return runs;
}

const SIGN = /^[^\p{L}\p{N}_\s]$/u;

/** A single sign that parts two differences in one line and does not in the other is the same by chance: the `-` of `-1` and of `ca-certificates`. */
function withoutChance(a: readonly string[], b: readonly string[], [inA, inB]: readonly [readonly boolean[], readonly boolean[]]): [boolean[], boolean[]] {
  const placesA = inA.flatMap((common, index) => (common ? [index] : []));
  const placesB = inB.flatMap((common, index) => (common ? [index] : []));
  const parts = (common: readonly boolean[], at: number): boolean => common[at - 1] === false && common[at + 1] === false;
  const chance = placesA.map((place, index) => SIGN.test(a[place] ?? '') && parts(inA, place) !== parts(inB, placesB[index] ?? -1));
  const [keptA, keptB] = [placesA, placesB].map((places) => new Set(places.filter((_, index) => chance[index] === false)));
  return [a.map((_, index) => keptA?.has(index) === true), b.map((_, index) => keptB?.has(index) === true)];
}

/** Which words of each belong to a longest common sequence. */
function commonWords(a: readonly string[], b: readonly string[]): [boolean[], boolean[]] {
  const width = b.length + 1;
  const length = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => length[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1) length[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const inA = a.map(() => false);
  const inB = b.map(() => false);
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) {
      inA[i] = true;
      inB[j] = true;
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return [inA, inB];
}

/** What one side of a difference of lists holds. */
export interface ListDifference {
  /** Items that only the first side has, and that only the other has. */
  a: readonly string[];
  b: readonly string[];
}

/**
 * Lists of several sides as sets, from the differences of each with the first (null: the two are the same). For each side: the items that it has
 * and that not all have. As the first side is in every difference, nothing is guessed: what the first has and a difference does not name, both have.
 */
export function itemsOfSides(differences: readonly (ListDifference | null)[]): string[][] {
  const ofFirst = new Set(differences.flatMap((difference) => difference?.a ?? []));
  const others = differences.map((difference) => {
    const lacks = new Set(difference?.a ?? []);
    return [...[...ofFirst].filter((item) => !lacks.has(item)), ...new Set(difference?.b ?? [])];
  });
  return [[...ofFirst], ...others];
}
