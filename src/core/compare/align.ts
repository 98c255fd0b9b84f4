// Aligns two sequences of numbers (lines by their class): equal ends, then lines that are unique on both sides (patience), then the shortest edit
// (Myers, "An O(ND) difference algorithm and its variations", 1986) where that is cheap. Bounded: what would cost too much stays unaligned. Pure.

/** Steps of Myers' algorithm over the whole alignment, and the longest edit that it looks for at once. */
const MOST_STEPS = 40_000_000;
const MOST_EDITS = 2_000;
/** A region of no more lines than this is not split at unique lines first: the shortest edit reads better. */
const SMALL = 64;

/** What the search for shortest edits may take: steps of the whole alignment, and the longest edit that is looked for at once. */
export interface Effort {
  steps: number;
  edits: number;
}

interface Region {
  a0: number;
  a1: number;
  b0: number;
  b1: number;
}

/** For every place of `a` the place of `b` it stands beside, or -1. Places ascend on both sides; those that stand together are equal. */
export function* alignSteps(a: Int32Array, b: Int32Array, effort: Effort = { steps: MOST_STEPS, edits: MOST_EDITS }): Generator<void, Int32Array, undefined> {
  const match = new Int32Array(a.length).fill(-1);
  const budget = { ...effort };
  const regions: Region[] = [{ a0: 0, a1: a.length, b0: 0, b1: b.length }];
  for (let region = regions.pop(); region !== undefined; region = regions.pop()) {
    trim(a, b, region, match);
    const { a0, a1, b0, b1 } = region;
    if (a0 === a1 || b0 === b1) continue;
    const anchors = a1 - a0 + (b1 - b0) <= SMALL ? [] : uniqueLines(a, b, region);
    if (anchors.length === 0) shortestEdit(a, b, region, match, budget);
    else {
      let from = { a: a0, b: b0 };
      for (const at of anchors) {
        match[at.a] = at.b;
        regions.push({ a0: from.a, a1: at.a, b0: from.b, b1: at.b });
        from = { a: at.a + 1, b: at.b + 1 };
      }
      regions.push({ a0: from.a, a1, b0: from.b, b1 });
    }
    yield;
  }
  return match;
}

/** Takes equal lines off both ends of a region. */
function trim(a: Int32Array, b: Int32Array, region: Region, match: Int32Array): void {
  while (region.a0 < region.a1 && region.b0 < region.b1 && a[region.a0] === b[region.b0]) match[region.a0++] = region.b0++;
  while (region.a0 < region.a1 && region.b0 < region.b1 && a[region.a1 - 1] === b[region.b1 - 1]) match[--region.a1] = --region.b1;
}

/** Lines that stand once on each side of the region: the longest chain of them in the same order. */
function uniqueLines(a: Int32Array, b: Int32Array, { a0, a1, b0, b1 }: Region): { a: number; b: number }[] {
  const TWICE = -1;
  const inB = new Map<number, number>();
  for (let j = b0; j < b1; j += 1) {
    const id = b[j] ?? 0;
    inB.set(id, inB.has(id) ? TWICE : j);
  }
  const inA = new Map<number, number>();
  for (let i = a0; i < a1; i += 1) {
    const id = a[i] ?? 0;
    inA.set(id, inA.has(id) ? TWICE : i);
  }
  const pairs: { a: number; b: number; before: number }[] = [];
  // Patience sorting: tops[k] is the pair with the smallest place in b that ends a chain of k + 1.
  const tops: number[] = [];
  for (const [id, i] of inA) {
    const j = inB.get(id);
    if (i === TWICE || j === undefined || j === TWICE) continue;
    let low = 0;
    let high = tops.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tops[middle] ?? 0]?.b ?? 0) < j) low = middle + 1;
      else high = middle;
    }
    tops[low] = pairs.push({ a: i, b: j, before: low === 0 ? -1 : (tops[low - 1] ?? -1) }) - 1;
  }
  const chain: { a: number; b: number }[] = [];
  for (let at = tops.at(-1) ?? -1; at >= 0;) {
    const pair = pairs[at];
    if (pair === undefined) break;
    chain.push({ a: pair.a, b: pair.b });
    at = pair.before;
  }
  return chain.reverse();
}

/** Myers' greedy algorithm; leaves the region unaligned where its edit is too long or the budget is spent. */
function shortestEdit(a: Int32Array, b: Int32Array, { a0, a1, b0, b1 }: Region, match: Int32Array, budget: Effort): void {
  const n = a1 - a0;
  const m = b1 - b0;
  const most = Math.min(n + m, budget.edits);
  const furthest = new Int32Array(2 * most + 3);
  const middle = most + 1;
  /** The furthest places of every round, for the way back. */
  const rounds: Int32Array[] = [];
  for (let d = 0; d <= most; d += 1) {
    if (budget.steps <= 0) return;
    rounds.push(furthest.slice(middle - d - 1, middle + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (furthest[middle + k - 1] ?? 0) < (furthest[middle + k + 1] ?? 0));
      let x = down ? (furthest[middle + k + 1] ?? 0) : (furthest[middle + k - 1] ?? 0) + 1;
      const began = x;
      while (x < n && x - k < m && x - k >= 0 && a[a0 + x] === b[b0 + x - k]) x += 1;
      budget.steps -= x - began + 1;
      furthest[middle + k] = x;
      if (x >= n && x - k >= m) {
        walkBack(rounds, n, m, (i, j) => (match[a0 + i] = b0 + j));
        return;
      }
    }
  }
}

function walkBack(rounds: Int32Array[], n: number, m: number, take: (i: number, j: number) => void): void {
  let x = n;
  let y = m;
  for (let d = rounds.length - 1; d >= 0; d -= 1) {
    const round = rounds[d];
    const at = (k: number) => round?.[k + d + 1] ?? 0;
    const k = x - y;
    const down = k === -d || (k !== d && at(k - 1) < at(k + 1));
    const fromK = down ? k + 1 : k - 1;
    const fromX = d === 0 ? 0 : at(fromK);
    const fromY = d === 0 ? 0 : fromX - fromK;
    const stepX = d === 0 ? 0 : down ? fromX : fromX + 1;
    const stepY = d === 0 ? 0 : down ? fromY + 1 : fromY;
    while (x > stepX && y > stepY) take(--x, --y);
    x = fromX;
    y = fromY;
  }
}
