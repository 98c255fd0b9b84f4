// The causes of a run's red cells, grouped, and the filter by them.
import { describe, expect, it } from 'vitest';
import { causeGroups, toggledCause } from '../../../src/renderer/views/run/causes.ts';
import { parseFilter } from '../../../src/renderer/views/run/filter.ts';
import { tileText } from '../../../src/renderer/views/run/tile-text.ts';
import { bareCell } from '../../builders/cell.ts';
import { aFinding } from '../../builders/finding.ts';

const red = (number: number, cause: string | null) =>
  bareCell(
    number,
    {},
    {
      outcome: 'exit',
      green: false,
      reason: 'it ended',
      findings: cause === null ? [] : [aFinding({ id: 'less', cause: 'file-missing', confidence: 0.1 }), aFinding({ cause, title: `why ${number}` })],
    },
  );
const cells = [bareCell(1), red(2, null), red(3, 'loader-missing'), red(4, null), red(5, 'glibc-too-old'), red(6, 'glibc-too-old')];

describe('the causes of a run', () => {
  it('are those of the likeliest finding of each red cell, the most cells first, what nothing explains last', () => {
    expect(causeGroups(cells)).toEqual([
      { cause: 'glibc-too-old', cells: [5, 6], title: 'why 5' },
      { cause: 'loader-missing', cells: [3], title: 'why 3' },
      { cause: 'none', cells: [2, 4], title: null },
    ]);
  });

  it('filter the cells, one at a time, beside what is filtered already', () => {
    const kept = (q: string): number[] => cells.filter(parseFilter(q).test).map(({ number }) => number);
    expect(kept('cause=glibc-too-old')).toEqual([5, 6]);
    expect(kept('cause=none')).toEqual([2, 4]);
    expect(kept('!cause=none red')).toEqual([3, 5, 6]);
    expect(toggledCause('red', 'none')).toBe('red cause=none');
    expect(toggledCause('cause=none red', 'loader-missing')).toBe('red cause=loader-missing');
    expect(toggledCause('red cause=none', 'none')).toBe('red');
  });

  it('stand on the tile in place of the bare reason', () => {
    expect(tileText(red(3, 'loader-missing')).finding).toBe('loader-missing: why 3');
    expect(tileText(red(2, null))).toMatchObject({ finding: null, reason: 'it ended' });
  });
});
