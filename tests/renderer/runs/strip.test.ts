import { describe, expect, it } from 'vitest';
import { hasChanged, stripOf, trendOf } from '../../../src/renderer/views/runs/strip.ts';
import { cell, redCell, run } from '../../builders/documents.ts';

const musl = { axes: { base: 'musl' } };

describe('cells over runs', () => {
  it('are matched by their key, whatever their number, and regressions come first', () => {
    const newest = run([cell(1), redCell(2)]);
    const before = run([cell(1, musl), cell(2), cell(3, { axes: { base: 'empty' } })]);
    const strip = stripOf([newest, before, null]);
    expect(strip.rows.map(({ trend, axes, cells }) => [trend, axes['base'], cells.map((each) => each && each.number)])).toEqual([
      ['regressed', 'musl', [2, 1, undefined]],
      ['steady', 'glibc', [1, 2, undefined]],
      ['steady', 'empty', [null, 3, undefined]],
    ]);
    expect(strip.columns.map(({ axis }) => axis)).toEqual(['base']);
    expect(strip.common).toContainEqual(['cgo', '1']);
    expect(strip.counts.regressed).toBe(1);
  });

  it('that were red before are not called a regression', () => {
    expect(trendOf([redCell(1), redCell(1)])).toBe('red');
    expect(trendOf([redCell(1)])).toBe('red');
    expect(trendOf([redCell(1), null, undefined, cell(1, musl)])).toBe('regressed');
    expect(trendOf([cell(1, musl), redCell(1)])).toBe('fixed');
  });

  it('that go on, or were cancelled, say nothing', () => {
    expect(trendOf([cell(1, { state: 'running', outcome: null, green: null }), cell(1), redCell(1)])).toBe('fixed');
    expect(trendOf([cell(1, { state: 'cancelled', outcome: null, green: null })])).toBe('steady');
  });

  it('that change back and forth are unstable', () => {
    expect(trendOf([cell(1), cell(1), redCell(1), cell(1)])).toBe('unstable');
    expect(trendOf([cell(1), cell(1), cell(1)])).toBe('steady');
  });

  it('are changed where they did not always end in the same way', () => {
    const row = (cells: Parameters<typeof trendOf>[0]): Parameters<typeof hasChanged>[0] => ({ key: '', label: '', axes: {}, trend: 'steady', cells });
    expect([hasChanged(row([cell(1), redCell(1)])), hasChanged(row([cell(1), null, cell(1)])), hasChanged(row([]))]).toEqual([true, false, false]);
  });
});
