// Every keyword of every signal, looked for in one pass over bytes: the automaton of Aho and Corasick (1975), worked out into one table, so that a byte
// costs one look into it. ASCII letters match in both cases.

/** What else the scan stops at. */
const LF = 0x0a;
const ESC = 0x1b;

export interface Automaton {
  /** Byte -> column of the table. */
  readonly classes: Uint8Array;
  /** `next[state + classes[byte]]` is the next state; states are offsets of rows. 0 is the start. */
  readonly next: Int32Array;
  /** A state from here on is an event: `line`, `escape`, or a keyword ends here. */
  readonly events: number;
  /** After LF: as the start. */
  readonly line: number;
  /** After ESC: what follows is looked at by who scans. */
  readonly escape: number;
  /** What a row takes of `next`: `state / width` counts states from 0. */
  readonly width: number;
  readonly rows: number;
  /** By row: how much of a keyword has been read there. */
  readonly depths: Uint16Array;
  /** Which keywords end in a state: their numbers. */
  endsAt(state: number): readonly number[];
}

const lower = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte);

/**
 * What is looked for of a keyword: its longest part without quotes, as a log may hold those in other forms, or escaped. Empty for one that is nothing but quotes.
 */
export const needleOf = (keyword: string): string =>
  keyword.split(/['"`\u00b4\u2018\u2019\u201c\u201d]/).reduce((best, part) => (part.trim().length > best.trim().length ? part : best), '');

/** Keywords as bytes; an empty one is never found. Throws RangeError for more than a table can hold (16 million entries). */
export function buildAutomaton(keywords: readonly Uint8Array[]): Automaton {
  const classes = new Uint8Array(256);
  let width = 1; // column 0: bytes that no keyword has
  const column = (byte: number): number => {
    const low = lower(byte);
    if (classes[low] === 0) {
      classes[low] = width++;
      if (low >= 0x61 && low <= 0x7a) classes[low - 0x20] = classes[low] ?? 0;
    }
    return classes[low] ?? 0;
  };
  const lineColumn = column(LF);
  const escapeColumn = column(ESC);
  for (const word of keywords) for (const byte of word) column(byte);

  // The trie.
  const children = [new Map<number, number>()];
  const ends: number[][] = [[]];
  const depthOf = [0];
  keywords.forEach((word, index) => {
    if (word.length === 0 || word.includes(LF) || word.includes(ESC)) return;
    let node = 0;
    for (const byte of word) {
      const at = column(byte);
      let child = children[node]?.get(at);
      if (child === undefined) {
        child = children.length;
        children.push(new Map());
        ends.push([]);
        depthOf.push((depthOf[node] ?? 0) + 1);
        children[node]?.set(at, child);
      }
      node = child;
    }
    ends[node]?.push(index);
  });
  const nodes = children.length;
  if ((nodes + 2) * width > 1 << 24) throw new RangeError(`${keywords.length} keywords make too large a table`);

  // Breadth first: where a word goes on from the longest end of it that begins another word.
  const go = new Int32Array(nodes * width);
  const fail = new Int32Array(nodes);
  const queue = [0];
  for (let at = 0; at < queue.length; at += 1) {
    const node = queue[at] ?? 0;
    const back = fail[node] ?? 0;
    const own = children[node];
    if (node !== 0) ends[node]?.push(...(ends[back] ?? []));
    for (let each = 0; each < width; each += 1) {
      const child = own?.get(each);
      const without = node === 0 ? 0 : (go[back * width + each] ?? 0);
      if (child === undefined) go[node * width + each] = without;
      else {
        fail[child] = without;
        go[node * width + each] = child;
        queue.push(child);
      }
    }
  }

  // Rows in the order: those that say nothing, those where a keyword ends, the two events. So one comparison tells an event.
  const order = queue.filter((node) => ends[node]?.length === 0);
  const quiet = order.length;
  order.push(...queue.filter((node) => ends[node]?.length !== 0));
  const rowOf = new Int32Array(nodes);
  order.forEach((node, row) => (rowOf[node] = row));
  const next = new Int32Array((nodes + 2) * width);
  const line = nodes * width;
  const escape = (nodes + 1) * width;
  for (let row = 0; row < nodes + 2; row += 1) {
    const node = order[row] ?? 0;
    for (let each = 0; each < width; each += 1)
      next[row * width + each] = each === lineColumn ? line : each === escapeColumn ? escape : (rowOf[go[node * width + each] ?? 0] ?? 0) * width;
  }
  const depths = new Uint16Array(nodes + 2);
  order.forEach((node, row) => (depths[row] = depthOf[node] ?? 0));
  const found = order.map((node) => ends[node] ?? []);
  return { classes, next, events: quiet * width, line, escape, width, rows: nodes + 2, depths, endsAt: (state) => found[state / width] ?? [] };
}
