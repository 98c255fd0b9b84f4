import { describe, expect, it } from 'vitest';
import { agreementOf } from '../../../../src/core/dns/lab/agreement.ts';
import { sampleWall } from '../../../../src/shared/domain/dns-pairs.ts';
import { outcomeOf, predictionOf, sampleOfPair } from './builders.ts';

const lookup = (startNs: number, wallNs: number | null) => ({ startNs, wallNs, result: wallNs === null ? ('hang' as const) : ('fail' as const), addresses: [], error: null });

describe('agreement', () => {
  it('holds for equal packets within 50 ms', () => {
    expect(agreementOf([sampleOfPair({ lookups: [lookup(0, 1_049_000_000)] })], predictionOf(outcomeOf(1e9, 4)))).toEqual({ agrees: true, worstNs: 49_000_000 });
    expect(agreementOf([sampleOfPair({ lookups: [lookup(0, 1_051_000_000)] })], predictionOf(outcomeOf(1e9, 4)))).toEqual({ agrees: false, worstNs: 51_000_000 });
  });

  it('of long lookups holds within 2 %', () => {
    expect(agreementOf([sampleOfPair({ lookups: [lookup(0, 10.19e9)] })], predictionOf(outcomeOf(10e9, 4))).agrees).toBe(true);
    expect(agreementOf([sampleOfPair({ lookups: [lookup(0, 10.21e9)] })], predictionOf(outcomeOf(10e9, 4))).agrees).toBe(false);
  });

  it('needs exactly as many packets', () => {
    expect(agreementOf([sampleOfPair({ packets: 5 })], predictionOf(outcomeOf(1e9, 4)))).toEqual({ agrees: false, worstNs: null });
  });

  it('is with any one of the outcomes that can occur', () => {
    const race = predictionOf(outcomeOf(1e9, 6), outcomeOf(1_332_000_000, 8));
    expect(agreementOf([sampleOfPair({ packets: 6 }), sampleOfPair({ packets: 8, lookups: [lookup(0, 1_333_000_000)] })], race)).toEqual({ agrees: true, worstNs: 1_000_000 });
  });

  it('of a call that never returns is with an outcome that never does', () => {
    const hang = sampleOfPair({ lookups: [lookup(0, null)] });
    expect(agreementOf([hang], predictionOf(outcomeOf(null, 4)))).toEqual({ agrees: true, worstNs: 0 });
    expect(agreementOf([hang], predictionOf(outcomeOf(1e9, 4)))).toEqual({ agrees: false, worstNs: null });
    expect(agreementOf([sampleOfPair()], predictionOf(outcomeOf(null, 4))).agrees).toBe(false);
  });

  it('is unknown of a sample that was ended before what is predicted could come', () => {
    const ended = sampleOfPair({ lookups: [lookup(0, null)] });
    expect(agreementOf([ended], predictionOf(outcomeOf(120e9, 8)), 8e9)).toEqual({ agrees: null, worstNs: null });
    expect(agreementOf([ended], predictionOf(outcomeOf(5e9, 8)), 8e9)).toEqual({ agrees: false, worstNs: null });
    expect(agreementOf([ended, sampleOfPair()], predictionOf(outcomeOf(1e9, 4), outcomeOf(120e9, 8)), 8e9).agrees).toBe(true);
  });

  it('is unknown where nothing was measured or predicted', () => {
    expect(agreementOf([sampleOfPair()], null)).toEqual({ agrees: null, worstNs: null });
    expect(agreementOf([sampleOfPair({ state: 'failed' })], predictionOf(outcomeOf(1e9, 4)))).toEqual({ agrees: null, worstNs: null });
  });

  it('takes lookups of one process together', () => {
    expect(sampleWall({ lookups: [lookup(0, 1e9), lookup(1e9, 2e9)] })).toBe(3e9);
    expect(sampleWall({ lookups: [lookup(0, 1e9), lookup(1e9, null)] })).toBeNull();
  });
});
