import { describe, expect, it } from 'vitest';
import { filterCells } from '../../../src/renderer/views/compare/picker.ts';
import { cell, redCell } from '../../builders/documents.ts';

const cells = [cell(1, { axes: { cgo: '0', libc: '-' } }), cell(2), redCell(3), cell(4, { axes: { libc: 'musl' } })];
const found = (filter: string): number[] => filterCells(cells, filter).map(({ number }) => number);

describe('the filter of the picker', () => {
  it.each([
    ['', [1, 2, 3, 4]],
    ['cgo=1 libc=musl', [4]],
    ['!cgo=0', [2, 3, 4]],
    ['red', [3]],
    ['START-failed', [3]],
    ['loader', [3]],
    ['#2', [2]],
    ['green musl', [4]],
    ['nothing like this', []],
  ] as const)('"%s" finds %j', (filter, numbers) => expect(found(filter)).toEqual(numbers));

  it('takes half an expression as words, while one still types', () => {
    expect(found('libc=mu')).toEqual([4]);
    expect(found('cgo=')).toEqual([1, 2, 3, 4]);
    expect(found('nosuch=1')).toEqual([]);
  });
});
