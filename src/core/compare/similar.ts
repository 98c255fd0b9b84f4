// Which of the lines that went and the lines that came in one place are the same line, changed. Pure and bounded.

/** Words of a line that are looked at. */
const WORDS = 200;
/** Pairs of lines that one comparison of logs may look at. */
const MOST_PAIRS = 300_000;
/** Up to this many pairs in one place, the best pairing is found; beyond, the nearest. */
const BEST = 2_500;
/** How far the nearest is looked for. */
const NEAR = 24;
/** Lines with this part of their words in common are one line, changed. */
const ALIKE = 0.5;

export interface Pairing {
  /** Pairs of places in `removed` and `added`, ascending on both sides. */
  pair(removed: readonly string[], added: readonly string[]): [number, number][];
}

export function createPairing(): Pairing {
  let left = MOST_PAIRS;
  return {
    pair(removed, added) {
      const count = removed.length * added.length;
      if (count === 0 || left <= 0) return [];
      const a = removed.map(wordsOf);
      const b = added.map(wordsOf);
      if (count <= BEST) {
        left -= count;
        return best(a, b);
      }
      const pairs: [number, number][] = [];
      for (let i = 0, j = 0; i < a.length && left > 0; i += 1) {
        for (let at = j; at < Math.min(b.length, j + NEAR); at += 1) {
          left -= 1;
          if (likeness(a[i], b[at]) < ALIKE) continue;
          pairs.push([i, at]);
          j = at + 1;
          break;
        }
      }
      return pairs;
    },
  };
}

type Words = ReadonlyMap<string, number> & { readonly size: number };

function wordsOf(line: string): Words {
  const words = new Map<string, number>();
  let count = 0;
  for (const [word] of line.slice(0, WORDS * 12).matchAll(/[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu)) {
    words.set(word, (words.get(word) ?? 0) + 1);
    if (++count >= WORDS) break;
  }
  return words;
}

/** Dice's coefficient of two bags of words: 1 for the same, 0 for nothing in common. */
function likeness(a: Words | undefined, b: Words | undefined): number {
  if (a === undefined || b === undefined) return 0;
  let all = 0;
  let common = 0;
  for (const [word, count] of a) {
    all += count;
    common += Math.min(count, b.get(word) ?? 0);
  }
  for (const count of b.values()) all += count;
  return all === 0 ? 0 : (2 * common) / all;
}

/** The pairing in order whose likenesses sum up highest. */
function best(a: Words[], b: Words[]): [number, number][] {
  const width = b.length + 1;
  const sums = new Float64Array((a.length + 1) * width);
  const alike = new Float64Array(a.length * b.length);
  const at = (i: number, j: number) => sums[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const like = likeness(a[i], b[j]);
      alike[i * b.length + j] = like;
      sums[i * width + j] = Math.max(at(i + 1, j), at(i, j + 1), like >= ALIKE ? at(i + 1, j + 1) + like : 0);
    }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const like = alike[i * b.length + j] ?? 0;
    if (like >= ALIKE && at(i, j) === at(i + 1, j + 1) + like) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}
