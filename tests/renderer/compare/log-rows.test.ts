import { describe, expect, it } from 'vitest';
import { blockStarts, logRows, rowOfLine, type DiffRow } from '../../../src/renderer/views/compare/log-rows.ts';

const row = (kind: DiffRow['kind'], a: number | null, b: number | null, count = 1): DiffRow => ({
  kind,
  a,
  b,
  textA: a === null ? '' : `a${a}`,
  textB: b === null ? '' : `b${b}`,
  count,
});
const rows: DiffRow[] = [row('skipped', 1, 1, 10), row('same', 11, 11), row('changed', 12, 12), row('only-b', null, 13), row('same', 13, 14), row('only-a', 14, null)];

describe('rows of two logs', () => {
  it('count neighbouring changes as one', () => {
    const drawn = logRows(rows, new Map());
    expect(drawn.map(({ block }) => block)).toEqual([null, null, 0, 0, null, 1]);
    expect(blockStarts(drawn)).toEqual([2, 5]);
  });

  it('show what was opened of a skipped stretch, and keep the rest folded', () => {
    const drawn = logRows(rows, new Map([[0, { a: ['x', 'y', 'z'], b: ['x', 'y', 'z'] }]]));
    expect(drawn.slice(0, 4).map(({ kind, a, b, count }) => [kind, a, b, count])).toEqual([
      ['same', 1, 1, 1],
      ['same', 2, 2, 1],
      ['same', 3, 3, 1],
      ['skipped', 4, 4, 7],
    ]);
    expect(blockStarts(drawn)).toEqual([5, 8]);
  });

  it('open no further than both sides were read', () => {
    const drawn = logRows(rows, new Map([[0, { a: ['x', 'y'], b: ['x'] }]]));
    expect(drawn.slice(0, 2).map(({ kind, count }) => [kind, count])).toEqual([
      ['same', 1],
      ['skipped', 9],
    ]);
  });

  it('find the row of a line, folded or not', () => {
    const drawn = logRows(rows, new Map());
    expect([rowOfLine(drawn, 'a', 7), rowOfLine(drawn, 'a', 14), rowOfLine(drawn, 'b', 13), rowOfLine(drawn, 'a', 99)]).toEqual([0, 5, 3, -1]);
  });
});
