import { describe, expect, it } from 'vitest';
import type { Mark } from '../../../src/shared/charts/scene.ts';
import { allowedNs, nearest, scatter, type ScatterPoint } from '../../../src/shared/charts/scatter.ts';

const words = { predicted: 'predicted', measured: 'measured', residual: 'rest', never: 'never' };
const point = (predictedNs: number | null, measuredNs: number | null, more: Partial<ScatterPoint> = {}): ScatterPoint => ({
  predictedNs,
  measuredNs,
  subject: 0,
  agrees: true,
  nondeterministic: false,
  ...more,
});
const frames = (marks: readonly Mark[]): number => marks.filter((mark) => mark.kind === 'rect' && mark.fill === null && mark.stroke?.paint === 'red').length;

describe('predicted against measured', () => {
  it('counts 50 ms or 2 % as the same time, whichever is more', () => {
    expect(allowedNs(1e9)).toBe(50e6);
    expect(allowedNs(10e9)).toBe(200e6);
  });

  it('puts what agrees on the diagonal and what is slower above it', () => {
    const { placed } = scatter([point(1e9, 1e9), point(8e9, 8e9), point(1e9, 8e9)], words, 700);
    const [low, high, off] = placed;
    expect(off?.x).toBe(low?.x);
    expect(off?.y).toBe(high?.y);
    expect(high?.x).toBeGreaterThan(low?.x ?? Infinity);
    expect(high?.y).toBeLessThan(low?.y ?? 0);
  });

  it('frames what disagrees, in both pictures', () => {
    expect(frames(scatter([point(1e9, 1e9)], words, 700).scene.marks)).toBe(0);
    expect(frames(scatter([point(1e9, 3e9, { agrees: false })], words, 700).scene.marks)).toBe(2);
  });

  it('has a place apart for what never returns', () => {
    const { placed, scene } = scatter([point(1e9, 1e9), point(null, null), point(2e9, null)], words, 700);
    expect(placed[1]?.x).toBeGreaterThan(placed[0]?.x ?? Infinity);
    expect(placed[2]?.y).toBeLessThan(placed[0]?.y ?? 0);
    expect(scene.marks.some((mark) => mark.kind === 'text' && mark.text === 'never')).toBe(true);
  });

  it('makes nondeterministic marks hollow', () => {
    const of = (nondeterministic: boolean) =>
      scatter([point(1e9, 1e9, { nondeterministic })], words, 700)
        .scene.marks.filter((mark) => mark.kind === 'circle')
        .map((mark) => mark.kind === 'circle' && mark.fill?.paint);
    expect(of(false)).toEqual(['accent', 'accent']);
    expect(of(true)).toEqual(['panel', 'panel']);
  });

  it('finds the mark that is pointed at', () => {
    const { placed } = scatter([point(1e9, 1e9), point(8e9, 8e9)], words, 700);
    expect(nearest(placed, (placed[1]?.x ?? 0) + 3, placed[1]?.y ?? 0)?.index).toBe(1);
    expect(nearest(placed, 0, 0)).toBeNull();
  });

  it('draws answers at once and nothing at all', () => {
    expect(scatter([point(0, 0)], words, 700).placed).toHaveLength(1);
    expect(scatter([], words, 40).scene.marks.length).toBeGreaterThan(0);
  });
});
