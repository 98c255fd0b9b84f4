// Sorts a large column in slices: a folder with a million files must not hold up everything else. Called by freeze.ts.

const RUN = 2048;

/** Merge sort from runs upwards, in place; yields after every few thousand values. Stable. */
export function* sortSlowly(values: Uint32Array, compare: (a: number, b: number) => number): Generator<undefined, void, undefined> {
  for (let start = 0; start < values.length; start += RUN) {
    values.subarray(start, start + RUN).sort(compare);
    yield;
  }
  let from: Uint32Array = values;
  let to: Uint32Array = new Uint32Array(values.length);
  for (let width = RUN; width < values.length; width *= 2) {
    let done = 0;
    for (let start = 0; start < values.length; start += 2 * width) {
      const middle = Math.min(values.length, start + width);
      const end = Math.min(values.length, start + 2 * width);
      let a = start;
      let b = middle;
      for (let at = start; at < end; at += 1) {
        const takeA = a < middle && (b >= end || compare(from[a] as number, from[b] as number) <= 0);
        to[at] = (takeA ? from[a] : from[b]) as number;
        if (takeA) a += 1;
        else b += 1;
        done += 1;
        if ((done & 0x1fff) === 0) yield;
      }
    }
    [from, to] = [to, from];
  }
  if (from !== values) values.set(from);
}
