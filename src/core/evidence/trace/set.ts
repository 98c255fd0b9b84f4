// Sets of events as bits: what a filter leaves. Null stands for all events wherever an EventSet is asked for.
import type { EventSet, TraceIndex } from './types.ts';
import { FLAG } from './types.ts';

/** An empty set that has room for `count` events. */
export const noEvents = (count: number): EventSet => new Uint32Array((count + 31) >>> 5);

/** The set of the events that `test` says yes to. */
export function eventsWhere(count: number, test: (event: number) => boolean): EventSet {
  const set = noEvents(count);
  for (let event = 0; event < count; event++) if (test(event)) addEvent(set, event);
  return set;
}

export function addEvent(set: EventSet, event: number): void {
  set[event >>> 5] = (set[event >>> 5] ?? 0) | (1 << (event & 31));
}

export const hasEvent = (set: EventSet | null, event: number): boolean => set === null || (((set[event >>> 5] ?? 0) >>> (event & 31)) & 1) === 1;

/** How many events are in it; `count` is how many there are at all (bits behind it don't count). */
export function countEvents(set: EventSet | null, count: number): number {
  if (set === null) return count;
  let sum = 0;
  const whole = count >>> 5;
  for (let word = 0; word < whole; word++) sum += ones(set[word] ?? 0);
  return (count & 31) === 0 ? sum : sum + ones((set[whole] ?? 0) & ((1 << (count & 31)) - 1));
}

/** The event at place `n` (from 0) of the set; -1 where it has fewer. */
export function nthEvent(set: EventSet | null, n: number, count: number): number {
  if (n < 0 || n >= count) return -1;
  if (set === null) return n;
  let left = n;
  for (let word = 0; word < set.length; word++) {
    let bits = set[word] ?? 0;
    const here = ones(bits);
    if (left >= here) {
      left -= here;
      continue;
    }
    for (; left > 0; left--) bits &= bits - 1;
    const event = word * 32 + (31 - Math.clz32(bits & -bits));
    return event < count ? event : -1;
  }
  return -1;
}

/** How many events of the set come before `event`: its place in the list, where it is in it. */
export const rankOf = (set: EventSet | null, event: number): number => countEvents(set, Math.max(0, event));

/** Every event of the set in order; `visit` may return false to end it. */
export function forEachEvent(set: EventSet | null, count: number, visit: (event: number) => boolean | undefined): void {
  if (set === null) {
    for (let event = 0; event < count; event++) if (visit(event) === false) return;
    return;
  }
  const words = Math.min(set.length, (count + 31) >>> 5);
  for (let word = 0; word < words; word++) {
    for (let bits = set[word] ?? 0; bits !== 0; bits &= bits - 1) {
      const event = word * 32 + (31 - Math.clz32(bits & -bits));
      if (event >= count) return;
      if (visit(event) === false) return;
    }
  }
}

/** What is the program's own: events without the emulator's. Null where there is no such noise. */
export function withoutNoise(index: TraceIndex): EventSet | null {
  const { count, flags } = index;
  let some = false;
  for (let event = 0; event < count && !some; event++) some = ((flags[event] ?? 0) & FLAG.noise) !== 0;
  return some ? eventsWhere(count, (event) => ((flags[event] ?? 0) & FLAG.noise) === 0) : null;
}

function ones(bits: number): number {
  let n = bits - ((bits >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
