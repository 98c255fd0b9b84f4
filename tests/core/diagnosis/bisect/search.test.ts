import { describe, expect, it } from 'vitest';
import { nextStep } from '../../../../src/core/diagnosis/bisect/search.ts';

/** Runs a whole search over what each step would be; the answer and how many were tried. */
function search(truth: readonly (boolean | null)[]): { end: ReturnType<typeof nextStep>; tried: number } {
  const known: (boolean | null | undefined)[] = truth.map(() => undefined);
  for (let tried = 0; ; tried += 1) {
    const next = nextStep(known);
    if (next.kind !== 'try') return { end: next, tried };
    if (known[next.index] !== undefined) throw new Error('tried twice');
    known[next.index] = truth[next.index] ?? null;
  }
}

describe('the search between a green and a red cell', () => {
  it('finds every single step, in about as many tries as the logarithm', () => {
    for (let length = 2; length <= 70; length += 1)
      for (let flip = 1; flip < length; flip += 1) {
        const { end, tried } = search(Array.from({ length }, (_, index) => index < flip));
        expect(end).toEqual({ kind: 'found', index: flip });
        expect(tried).toBeLessThanOrEqual(2 + Math.ceil(Math.log2(length)));
      }
  });

  it('names a true step where red and green alternate', () => {
    const truth = [true, false, true, true, false, true, false];
    const { end } = search(truth);
    expect(end.kind).toBe('found');
    if (end.kind === 'found') expect([truth[end.index - 1], truth[end.index]]).toEqual([true, false]);
  });

  it('goes around grey cells, and says where only they are left', () => {
    expect(search([true, null, true, null, false]).end).toEqual({ kind: 'hidden', green: 2, red: 4 });
    expect(search([true, null, null, true, false]).end).toEqual({ kind: 'found', index: 4 });
  });

  it('says which end is not what it was taken for', () => {
    expect(search([false, false]).end).toEqual({ kind: 'no-green' });
    expect(search([null, false]).end).toEqual({ kind: 'no-green' });
    expect(search([true, true]).end).toEqual({ kind: 'no-red' });
  });
});
