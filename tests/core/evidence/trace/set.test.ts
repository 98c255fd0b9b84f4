// Sets of events.
import { describe, expect, it } from 'vitest';
import { addEvent, countEvents, eventsWhere, forEachEvent, hasEvent, noEvents, nthEvent, rankOf } from '../../../../src/core/evidence/trace/index.ts';

const list = (set: Uint32Array | null, count: number): number[] => {
  const all: number[] = [];
  forEachEvent(set, count, (event) => void all.push(event));
  return all;
};

describe('a set of events', () => {
  it.each([0, 1, 31, 32, 33, 64, 1_000])('of %i events knows what is in it, how many, and at which place', (count) => {
    const set = eventsWhere(count, (event) => event % 3 === 1 || event === 31);
    const expected = Array.from({ length: count }, (_, event) => event).filter((event) => event % 3 === 1 || event === 31);
    expect(list(set, count)).toEqual(expected);
    expect(countEvents(set, count)).toBe(expected.length);
    expect(expected.map((_, place) => nthEvent(set, place, count))).toEqual(expected);
    expect(expected.map((event) => rankOf(set, event))).toEqual(expected.map((_, place) => place));
    expect(nthEvent(set, expected.length, count)).toBe(-1);
    expect(expected.every((event) => hasEvent(set, event))).toBe(true);
  });

  it('null is all of them', () => {
    expect(list(null, 3)).toEqual([0, 1, 2]);
    expect(countEvents(null, 3)).toBe(3);
    expect([nthEvent(null, 2, 3), nthEvent(null, 3, 3), nthEvent(null, -1, 3)]).toEqual([2, -1, -1]);
    expect(hasEvent(null, 7)).toBe(true);
  });

  it('bits behind the last event are none', () => {
    const set = noEvents(40).fill(0xffffffff);
    expect(countEvents(set, 40)).toBe(40);
    expect(list(set, 40)).toHaveLength(40);
    expect(nthEvent(set, 39, 40)).toBe(39);
    expect(nthEvent(set, 40, 40)).toBe(-1);
  });

  it('a walk ends when it is told to', () => {
    const set = noEvents(100);
    for (const event of [5, 50, 99]) addEvent(set, event);
    const seen: number[] = [];
    forEachEvent(set, 100, (event) => {
      seen.push(event);
      return event !== 50;
    });
    expect(seen).toEqual([5, 50]);
  });
});
