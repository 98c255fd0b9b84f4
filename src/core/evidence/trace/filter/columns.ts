// From a column to the set of events that it picks: 32 events make a word. The loops are the filter's speed, so they do nothing else. Called by terms.ts.
import type { EventSet } from '../types.ts';

type Numbers = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

/** Events between two steps. */
const STEP = 1 << 17;

/** Runs `fill(set, from, to)` over all events, a step at a time; `from` and `to` are multiples of 32, but the last. */
export function* inSteps(count: number, fill: (set: EventSet, from: number, to: number) => void): Generator<void, EventSet, undefined> {
  const set: EventSet = new Uint32Array((count + 31) >>> 5);
  for (let from = 0; from < count; from += STEP) {
    fill(set, from, Math.min(count, from + STEP));
    yield;
  }
  return set;
}

/** Events whose entry of the table is marked with 1 in `marks`. */
export const marked =
  (column: Uint8Array | Uint16Array | Uint32Array, marks: Uint8Array) =>
  (set: EventSet, from: number, to: number): void => {
    for (let word = from >>> 5, event = from; event < to; word += 1) {
      const end = event + 32 < to ? event + 32 : to;
      let bits = 0;
      for (let bit = 0; event < end; event += 1, bit += 1) bits |= (marks[column[event] as number] as number) << bit;
      set[word] = bits;
    }
  };

/** Events whose number is within. NaN is within nothing. */
export const within =
  (column: Numbers, least: number, most: number) =>
  (set: EventSet, from: number, to: number): void => {
    for (let word = from >>> 5, event = from; event < to; word += 1) {
      const end = event + 32 < to ? event + 32 : to;
      let bits = 0;
      for (let bit = 0; event < end; event += 1, bit += 1) {
        const value = column[event] as number;
        if (value >= least && value <= most) bits |= 1 << bit;
      }
      set[word] = (set[word] as number) | bits;
    }
  };

/** Events that have one of the flags. */
export const flagged =
  (column: Uint8Array, mask: number) =>
  (set: EventSet, from: number, to: number): void => {
    for (let word = from >>> 5, event = from; event < to; word += 1) {
      const end = event + 32 < to ? event + 32 : to;
      let bits = 0;
      for (let bit = 0; event < end; event += 1, bit += 1) if (((column[event] as number) & mask) !== 0) bits |= 1 << bit;
      set[word] = bits;
    }
  };

/** `a` without what is not in `b` too; changes `a`. */
export function intersect(a: EventSet, b: EventSet): void {
  for (let word = 0; word < a.length; word += 1) a[word] = (a[word] as number) & (b[word] as number);
}

/** `a` without what is in `b`; changes `a`. */
export function subtract(a: EventSet, b: EventSet): void {
  for (let word = 0; word < a.length; word += 1) a[word] = (a[word] as number) & ~(b[word] as number);
}

export function unite(a: EventSet, b: EventSet): void {
  for (let word = 0; word < a.length; word += 1) a[word] = (a[word] as number) | (b[word] as number);
}

/** All events of a trace of `count`. */
export function everyEvent(count: number): EventSet {
  const set: EventSet = new Uint32Array((count + 31) >>> 5).fill(0xffff_ffff);
  if ((count & 31) !== 0) set[set.length - 1] = (1 << (count & 31)) - 1;
  return set;
}
