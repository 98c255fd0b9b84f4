import { describe, expect, it } from 'vitest';
import { diffRuns } from '../../../src/core/compare/index.ts';
import { countChanges, pairRows } from '../../../src/renderer/views/compare/two-runs.ts';
import type { Cell, Run } from '../../../src/shared/domain/run.ts';
import { cell, redCell, run } from '../../builders/documents.ts';

const a = run([cell(1), cell(2, { axes: { libc: 'musl' } }), redCell(3), cell(4, { axes: { cgo: '0' } }), cell(5, { axes: { link: 'pie' } })], { id: 'A' });
const worse: Partial<Cell> = { outcome: 'exit', green: false, exit: { code: 1, signal: null, error: null } };
const b = run(
  [
    cell(1),
    { ...cell(2, { axes: { libc: 'musl' } }), ...worse },
    cell(3, { axes: { base: 'musl' } }),
    cell(4, { axes: { cgo: '0' }, profile: 'hardened' }),
    cell(5, { axes: { link: 'static' } }),
  ],
  { id: 'B' },
);
const diff = {
  schema: 'cgoscope/diff@0' as const,
  kind: 'runs' as const,
  a: { run: 'A', cell: null, label: 'A' },
  b: { run: 'B', cell: null, label: 'B' },
  ...diffRuns(a, b, () => ({}), { all: true }),
};
const numbers = (left: Run, right: Run): (readonly [string, number | undefined, number | undefined])[] =>
  pairRows(left, right, diff).map((row) => [row.change, row.a?.number, row.b?.number]);

describe('two runs, cell by cell', () => {
  it('tell what got worse first, then what got better, then the rest', () => {
    expect(numbers(a, b)).toEqual([
      ['regressed', 2, 2],
      ['fixed', 3, 3],
      ['changed', 4, 4],
      ['onlyA', 5, undefined],
      ['onlyB', undefined, 5],
      ['equal', 1, 1],
    ]);
  });

  it('count each kind of change', () => {
    expect(countChanges(pairRows(a, b, diff))).toEqual({ regressed: 1, fixed: 1, outcome: 0, changed: 1, onlyA: 1, onlyB: 1, equal: 1 });
  });

  it('say the weightiest difference beside the outcome', () => {
    expect(pairRows(a, b, diff).find(({ change }) => change === 'changed')?.telling).toBe('profile: docker-default | hardened');
  });
});
