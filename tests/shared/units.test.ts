import { describe, expect, it } from 'vitest';
import { formatBytes, formatNs } from '../../src/shared/domain/units.ts';

describe('durations for people', () => {
  it.each([
    [1_500, '2 µs'],
    [2_400_000, '2 ms'],
    [1_234_000_000, '1.23 s'],
    [12_340_000_000, '12.3 s'],
    [59_940_000_000, '59.9 s'],
    [59_990_000_000, '1 min 0 s'],
    [119_700_000_000, '2 min 0 s'],
    [201_000_000_000, '3 min 21 s'],
  ])('%d ns read %s', (ns, text) => {
    expect(formatNs(ns)).toBe(text);
  });
});

describe('sizes for people', () => {
  it.each([
    [999, '999 B'],
    [1_000, '1.00 kB'],
    [999_960, '1.00 MB'],
    [9_420_000, '9.42 MB'],
    [20_000_000_000, '20.0 GB'],
  ])('%d bytes read %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
