import { describe, expect, it } from 'vitest';
import { gridOf } from '../../../src/shared/domain/grid.ts';
import { columnsFromText, columnsText, firstPlace, headerWidths, moved, placeOf, repeats } from '../../../src/renderer/views/grid/placement.ts';
import { bareCell } from '../../builders/cell.ts';

//        amd64  arm64
// cgo=0    1      2
// glibc    3      -
// musl     4      5
const cells = [
  bareCell(1, { cgo: '0', libc: '-' }),
  bareCell(2, { cgo: '0', libc: '-', platform: 'linux/arm64' }),
  bareCell(3),
  bareCell(4, { libc: 'musl' }),
  bareCell(5, { libc: 'musl', platform: 'linux/arm64' }),
];
const grid = gridOf(cells, { columns: ['platform'] });
const from = (number: number, key: string, ctrl = false): number | undefined => {
  const to = moved(grid, placeOf(grid, number)!, key, ctrl);
  return to === null ? undefined : grid.rows[to.row]?.cells[to.column]?.number;
};

describe('moving through the grid', () => {
  it('goes with the arrows, and stops at the edge', () => {
    expect(from(1, 'ArrowRight')).toBe(2);
    expect(from(1, 'ArrowDown')).toBe(3);
    expect(from(1, 'ArrowUp')).toBe(1);
    expect(from(5, 'ArrowRight')).toBe(5);
  });

  it('passes over holes', () => {
    expect(from(2, 'ArrowDown')).toBe(5);
    expect(from(5, 'ArrowUp')).toBe(2);
    expect(from(3, 'ArrowRight')).toBe(3);
  });

  it('goes to the ends of a row, and of the grid', () => {
    expect(from(5, 'Home')).toBe(4);
    expect(from(4, 'End')).toBe(5);
    expect(from(5, 'Home', true)).toBe(1);
    expect(from(1, 'End', true)).toBe(5);
  });

  it('passes rows with the page keys, to the last at most', () => {
    expect(from(1, 'PageDown')).toBe(4);
    expect(from(5, 'PageUp')).toBe(2);
    expect(from(2, 'PageDown')).toBe(5);
  });

  it('leaves other keys to others', () => {
    expect(from(1, 'Enter')).toBeUndefined();
    expect(from(1, 'c')).toBeUndefined();
    expect(from(1, 'toString')).toBeUndefined();
  });

  it('starts at the first cell, and finds none in an empty grid', () => {
    expect(firstPlace(grid)).toEqual({ row: 0, column: 0 });
    expect(firstPlace(gridOf([]))).toBeNull();
    expect(placeOf(grid, 99)).toBeNull();
  });
});

describe('headers', () => {
  it('are as wide as their longest value, within bounds', () => {
    expect(grid.rowAxes).toEqual(['cgo', 'libc']);
    expect(headerWidths(grid)).toEqual([4, 5]);
    const wide = gridOf([bareCell(1, { package: './cmd/a-very-long-name-of-a-package' }), bareCell(2)], { columns: [] });
    expect(headerWidths(wide)).toEqual([26]);
  });

  it('are quiet where they repeat, until something left of them changes', () => {
    expect(repeats(['a', 'x'], undefined)).toEqual([false, false]);
    expect(repeats(['a', 'y'], ['a', 'x'])).toEqual([true, false]);
    expect(repeats(['b', 'x'], ['a', 'x'])).toEqual([false, false]);
  });
});

describe('columns in the address', () => {
  it('say nothing, none, or which', () => {
    expect(columnsFromText('')).toBeNull();
    expect(columnsFromText('-')).toEqual([]);
    expect(columnsFromText('link,nonsense,cgo')).toEqual(['link', 'cgo']);
    expect(columnsText(null)).toBe('');
    expect(columnsText([])).toBe('-');
    expect(columnsText(['link', 'cgo'])).toBe('cgo,link');
  });
});
