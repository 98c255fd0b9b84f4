import { describe, expect, it } from 'vitest';
import { addSide, comparisonOf, parseSide, removeSide, replaceSide, swapSides } from '../../../src/renderer/views/compare/sides.ts';

describe('what an address asks to be compared', () => {
  it('splits at the first slash: a cell may be named by axes that have slashes of their own', () => {
    expect(parseSide('last/cgo=1,platform=linux/amd64')).toEqual({ item: 'last/cgo=1,platform=linux/amd64', run: 'last', cell: 'cgo=1,platform=linux/amd64' });
    expect(parseSide('last')).toEqual({ item: 'last', run: 'last', cell: null });
    expect([parseSide(''), parseSide('last/'), parseSide('/3')]).toEqual([null, null, null]);
  });

  it.each([
    [[], 'none'],
    [[''], 'none'],
    [['last/1'], 'one'],
    [['last/1', 'last/1'], 'one'],
    [['last/1', 'last/2'], 'cells'],
    [['last', '01J'], 'runs'],
    [['last', 'last/2'], 'mixed'],
  ] as const)('%j is %s', (items, kind) => expect(comparisonOf(items).kind).toBe(kind));

  it('takes four cells and no more', () => {
    const comparison = comparisonOf(['r/1', 'r/2', 'r/3', 'r/4', 'r/5']);
    expect(comparison.kind === 'cells' ? comparison.sides.map(({ item }) => item) : comparison.kind).toEqual(['r/1', 'r/2', 'r/3', 'r/4']);
  });
});

describe('choosing sides', () => {
  it('adds up to four cells, then the newest gives way', () => {
    expect(addSide(['r/1', 'r/2', 'r/3', 'r/4'], 'r/5')).toEqual(['r/1', 'r/2', 'r/3', 'r/5']);
    expect(addSide(['a', 'b'], 'c')).toEqual(['a', 'c']);
  });

  it('never puts a run beside a cell', () => {
    expect(addSide(['r/1'], 'r')).toEqual(['r']);
    expect(addSide(['r'], 'r/1')).toEqual(['r/1']);
  });

  it('replaces a side; what stands on another side already changes places with it', () => {
    expect(replaceSide(['r/1', 'r/2'], 1, 'r/9')).toEqual(['r/1', 'r/9']);
    expect(replaceSide(['r/1', 'r/2', 'r/3'], 0, 'r/3')).toEqual(['r/3', 'r/2', 'r/1']);
  });

  it('swaps two, and turns more', () => {
    expect(swapSides(['a', 'b'])).toEqual(['b', 'a']);
    expect(swapSides(swapSides(swapSides(['a', 'b', 'c'])))).toEqual(['a', 'b', 'c']);
    expect(removeSide(['a', 'b', 'c'], 1)).toEqual(['a', 'c']);
  });
});
