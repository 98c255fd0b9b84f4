import { describe, expect, it } from 'vitest';
import { calibrationOf } from '../../../../src/core/dns/lab/calibration.ts';

const MS = 1e6;
const line = (errorsMs: number[], p99Ms = 1) => ({
  delays: [{ expectedNs: 100 * MS, measuredNs: errorsMs.map((error) => (100 + error) * MS) }],
  lagNs: { p50: 0, p99: p99Ms * MS, max: p99Ms * 2 * MS },
});

describe('the calibration of a measurement', () => {
  it('says how far known delays were off', () => {
    expect(calibrationOf([line([1, 3, 2])])).toMatchObject({
      overloaded: false,
      text: '3 known delays were measured within 3 ms, timers fired at most 2 ms late (99 % within 1 ms)',
    });
    expect(calibrationOf([])).toBeNull();
  });

  it('reports a machine that is too busy: one late delay of few, or timers that are often late', () => {
    expect(calibrationOf([line([1, 60])])).toMatchObject({ overloaded: true });
    expect(calibrationOf([line([1], 40)])).toMatchObject({ overloaded: true });
  });

  it('takes one late delay of hundreds for what it is, and says both', () => {
    const many = calibrationOf([line([...Array.from({ length: 400 }, () => 1), 170])]);
    expect(many).toMatchObject({ overloaded: false });
    expect(many?.text).toContain('401 known delays were measured within 170 ms (99 % within 1 ms)');
    expect(calibrationOf([line([...Array.from({ length: 400 }, () => 1), ...Array.from({ length: 10 }, () => 170)])])).toMatchObject({ overloaded: true });
  });

  it('puts those of several containers together', () => {
    const both = calibrationOf([line([1], 2), { ...line([2], 9), delays: [...line([2]).delays, { expectedNs: 1_000 * MS, measuredNs: [1_004 * MS] }] }]);
    expect(both?.delays.map(({ expectedNs, measuredNs }) => [expectedNs, measuredNs.length])).toEqual([
      [100 * MS, 2],
      [1_000 * MS, 1],
    ]);
    expect(both?.lagNs.p99).toBe(9 * MS);
  });
});
