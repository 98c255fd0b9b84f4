// Which step to try next, and when the search is over. Like git bisect, with cells that can't be judged (grey) skipped. Pure.

/** What is known of a step: true green, false red, null grey, undefined not tried. */
export type Known = readonly (boolean | null | undefined)[];

export type Search =
  | { kind: 'try'; index: number }
  /** `index` is red, the one before it green. */
  | { kind: 'found'; index: number }
  /** Everything between `green` and `red` is grey. */
  | { kind: 'hidden'; green: number; red: number }
  /** An end is not what it was taken for. */
  | { kind: 'no-green' }
  | { kind: 'no-red' };

/** The first step has to be known green and the last one red; then halves between the last green and the first red after it. */
export function nextStep(known: Known): Search {
  const last = known.length - 1;
  if (known[0] !== true) return known[0] === undefined ? { kind: 'try', index: 0 } : { kind: 'no-green' };
  if (known[last] !== false) return known[last] === undefined ? { kind: 'try', index: last } : { kind: 'no-red' };
  let green = 0;
  let red = last;
  for (;;) {
    if (red - green === 1) return { kind: 'found', index: red };
    const middle = (green + red) / 2;
    const between = Array.from({ length: red - green - 1 }, (_, offset) => green + 1 + offset).sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle) || a - b);
    const judged = between.find((index) => typeof known[index] === 'boolean');
    if (judged !== undefined) {
      if (known[judged] === true) green = judged;
      else red = judged;
      continue;
    }
    const open = between.find((index) => known[index] === undefined);
    return open === undefined ? { kind: 'hidden', green, red } : { kind: 'try', index: open };
  }
}
