import { describe, expect, it } from 'vitest';
import { gridOf } from '../../src/shared/domain/grid.ts';
import { bareCell } from '../builders/cell.ts';

const cells = ['linux/amd64', 'linux/arm64'].flatMap((platform, p) => ['glibc', 'musl'].map((libc, l) => bareCell(p * 2 + l + 1, { platform, libc })));
const numbers = (grid: ReturnType<typeof gridOf<(typeof cells)[number]>>): (number | undefined)[][] => grid.rows.map((row) => row.cells.map((cell) => cell?.number));

describe('a grid whose columns a person chose', () => {
  it('has the axes asked for as columns and the others as rows', () => {
    const grid = gridOf(cells, { columns: ['libc'] });
    expect(grid.columnAxes).toEqual(['libc']);
    expect(grid.rowAxes).toEqual(['platform']);
    expect(numbers(grid)).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('is one column where none is asked for, one row where all are', () => {
    expect(numbers(gridOf(cells, { columns: [] }))).toEqual([[1], [2], [3], [4]]);
    expect(numbers(gridOf(cells, { columns: ['platform', 'libc'] }))).toEqual([[1, 2, 3, 4]]);
  });

  it('leaves out axes that do not vary, and takes each once', () => {
    expect(gridOf(cells, { columns: ['cgo', 'libc', 'libc'] }).columnAxes).toEqual(['libc']);
  });

  it('keeps its headers while a filter takes cells away', () => {
    const some = cells.filter((cell) => cell.axes['libc'] === 'musl');
    const grid = gridOf(some, { columns: ['platform'], vary: ['platform', 'libc'] });
    expect(grid.rowAxes).toEqual(['libc']);
    expect(grid.rows.map((row) => row.values)).toEqual([['musl']]);
    expect(numbers(grid)).toEqual([[2, 4]]);
  });
});
