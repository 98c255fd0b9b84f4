import { describe, expect, it } from 'vitest';
import { linear, logarithmic, logTicks, ticks, timeText } from '../../../src/shared/charts/scale.ts';

describe('scales', () => {
  it('lead from values to places and back', () => {
    const scale = linear([0, 8e9], [100, 900]);
    expect(scale.at(4e9)).toBe(500);
    expect(scale.value(300)).toBe(2e9);
    const log = logarithmic([1e6, 1e10], [0, 400]);
    expect(log.at(1e8)).toBeCloseTo(200);
    expect(log.value(100)).toBeCloseTo(1e7);
  });

  it('keep what lies below a logarithm at its start', () => {
    expect(logarithmic([1e6, 1e9], [0, 300]).at(0)).toBe(0);
  });

  it('put a domain of no width in the middle', () => {
    expect(linear([5, 5], [0, 10]).at(5)).toBe(5);
  });

  it.each([
    [[0, 8e9], 10, [0, 1e9, 2e9, 3e9, 4e9, 5e9, 6e9, 7e9, 8e9]],
    [[0, 1e9], 5, [0, 2e8, 4e8, 6e8, 8e8, 1e9]],
    [[0, 0.3], 3, [0, 0.1, 0.2, 0.3]],
    [[0, 0], 5, [0]],
  ] as const)('tick %j at round values', (domain, most, expected) => {
    expect(ticks(domain, most)).toEqual([...expected]);
  });

  it('tick a logarithm at 1, 2 and 5, and only at tens where it is long', () => {
    expect(logTicks([1e9, 1e10], 10)).toEqual([1e9, 2e9, 5e9, 1e10]);
    expect(logTicks([1e6, 1e10], 6)).toEqual([1e6, 1e7, 1e8, 1e9, 1e10]);
  });

  it('name the times of one axis in one unit', () => {
    expect([0, 5e8, 1e9].map((ns) => timeText(ns, 1e9))).toEqual(['0', '0.5 s', '1 s']);
    expect(timeText(2e6, 5e6)).toBe('2 ms');
    expect(timeText(3e3, 5e3)).toBe('3 µs');
  });
});
