import { describe, expect, it } from 'vitest';
import { changeText, compareMeasurements, pairScenarios } from '../../../src/core/dns/compare.ts';
import { dnsComparisonSchema } from '../../../src/shared/domain/dns.ts';
import { S } from '../../shared/charts/builders.ts';
import { measurement, sample, scenario } from './report/builders.ts';

const side = (wallNs: (number | null)[], packets: number[], result = 'fail') => ({ wallNs, packets, result });

describe('what changed between two measurements', () => {
  it('is said in times, packets and results', () => {
    expect(changeText(side([4 * S], [8]), side([S], [4], 'ok'))).toBe('fails → succeeds, 4.00 s → 1.00 s, 8 → 4 packets');
  });

  it('says once what is the same: within 50 ms or 2 %', () => {
    expect(changeText(side([4 * S], [8]), side([4.06 * S], [8]))).toBe('4.06 s as before, 8 packets, fails');
    expect(changeText(side([4 * S], [8]), side([4.2 * S], [8]))).toBe('4.00 s → 4.20 s, 8 packets, fails');
  });

  it('keeps every value of repeated lookups, and those that never return', () => {
    expect(changeText(side([1.333 * S, S], [6, 8]), side([null, S], [6, 6], 'varies'))).toBe('fails → varies, 1.00 s … 1.33 s → 1.00 s (1 of 2 never), 6 … 8 → 6 packets');
    expect(changeText(side([null], [1], 'hang'), side([S], [1]))).toBe('hangs → fails, never → 1.00 s, 1 packet');
  });

  it('says what only one of the two has', () => {
    expect(changeText(null, side([S], [1], 'ok'))).toBe('only in B: 1.00 s, 1 packet, succeeds');
    expect(changeText(side([S], [2]), null)).toBe('only in A: 1.00 s, 2 packets, fails');
  });
});

describe('scenarios that belong together', () => {
  const named = (title: string, resolvConf = 'nameserver 10.0.0.1\n') => scenario({ title, resolvConf });

  it('are equal ones first, then those of one title', () => {
    expect(pairScenarios([named('a'), named('b')], [named('b', 'nameserver 10.9.9.9\n'), named('a')])).toEqual([
      { inA: 0, inB: 1 },
      { inA: 1, inB: 0 },
    ]);
  });

  it('are the ones in the same place, where as many are left on both sides', () => {
    expect(pairScenarios([named(''), named('', '')], [named('', 'search x\n'), named('')])).toEqual([
      { inA: 0, inB: 1 },
      { inA: 1, inB: 0 },
    ]);
  });

  it('stand alone where the other side has none', () => {
    expect(pairScenarios([named('a')], [named('a'), named('new')])).toEqual([
      { inA: 0, inB: 0 },
      { inA: null, inB: 1 },
    ]);
  });
});

describe('two measurements', () => {
  const before = measurement();
  const after = measurement({
    id: 'B',
    title: 'after',
    scenarios: [scenario({ resolvConf: 'nameserver 10.0.0.1\nnameserver 10.0.0.2\noptions timeout:1 attempts:1\n' })],
    samples: [sample(0, 2 * S, 4)],
  });

  it('stand side by side by scenario and subject, with the difference of their files', () => {
    const compared = compareMeasurements(before, after);
    expect(dnsComparisonSchema.parse(compared)).toEqual(compared);
    expect(compared.rows.map(({ subject, text }) => [subject, text])).toEqual([
      ['go', '4.00 s → 2.00 s, 8 → 4 packets, fails'],
      ['c-musl', 'only in A: 1.00 s, 8 packets, fails'],
    ]);
    expect(compared.files.map(({ file }) => file)).toEqual(['resolv.conf']);
    expect(compared.files[0]?.diff).toContain('-options timeout:1 attempts:2\n+options timeout:1 attempts:1\n');
  });

  it('say that a file is the same, and show what else of the scenario differs', () => {
    const { files } = compareMeasurements(
      before,
      measurement({ scenarios: [scenario({ servers: [{ fault: 'ok', exists: null }], nsswitch: 'hosts: files dns\n', env: { RES_OPTIONS: 'rotate' } })] }),
    );
    expect(files.map(({ file, diff }) => [file, diff === ''])).toEqual([
      ['resolv.conf', true],
      ['nsswitch.conf', false],
      ['environment', false],
      ['scenario', false],
    ]);
    expect(files.at(-1)?.diff).toContain('-server 1: silent\n');
  });

  it('of grids have no one file', () => {
    const grid = measurement({ scenarios: [scenario({ title: 'a' }), scenario({ title: 'b' })] });
    expect(compareMeasurements(grid, grid)).toMatchObject({
      files: [],
      rows: [
        { title: 'a', subject: 'go' },
        { title: 'a', subject: 'c-musl' },
      ],
    });
  });

  it('leave out samples that were not measured to their end', () => {
    const failed = measurement({ samples: [sample(0, 4 * S, 8, { state: 'failed', reason: 'no address' })] });
    expect(compareMeasurements(failed, failed).rows).toEqual([]);
  });
});
