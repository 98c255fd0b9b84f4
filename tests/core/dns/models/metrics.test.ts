// The metrics by their definitions (facts/dns-resolvers.md, 5). Go's model stands for all: what is asked of a model is the same for each.
import { describe, expect, test } from 'vitest';
import { goModel } from '../../../../src/core/dns/models/go/index.ts';
import { lossSurvival, metricsOf } from '../../../../src/core/dns/models/metrics.ts';
import type { Model } from '../../../../src/core/dns/models/types.ts';
import { inputOf, SECOND, settingsOf, type Asked } from './lookups.ts';

const metrics = (asked: Asked, run: Model = goModel) => {
  const input = inputOf('go', '1.27.3', asked);
  return metricsOf(input, run(input), run);
};

describe('metrics', () => {
  test('of three dead servers, T2 A3 and a search list of two', () => {
    expect(metrics({ faults: ['silent', 'silent', 'silent'], settings: { timeout: 2, attempts: 3, search: ['a.', 'b.'] } })).toEqual({
      stallNs: 54 * SECOND,
      amplification: 27,
      budgetAmplification: 9,
      queryAmplification: 27,
      nameAmplification: 3,
      allSilentNs: 54 * SECOND,
      allSilentAmplification: 27,
      failoverNs: [2 * SECOND, 4 * SECOND],
      patienceNs: 2 * SECOND,
      lossSurvival: [0.01, 0.05, 0.2].map((loss) => ({ loss, success: 1 - (1 - (1 - loss) ** 2) ** 9 })),
    });
  });
  test('of healthy servers: nothing is lost, but what it would cost stands beside it', () => {
    expect(metrics({ faults: ['ok', 'ok'], settings: { timeout: 1, attempts: 2 } })).toMatchObject({
      stallNs: 0,
      amplification: 0,
      queryAmplification: 1,
      nameAmplification: 1,
      allSilentNs: 4 * SECOND,
      failoverNs: [SECOND],
      patienceNs: SECOND,
    });
  });
  test('fail-over counts the names that are answered with NXDOMAIN before', () => {
    const settings = { timeout: 1, attempts: 2, ndots: 5, search: ['a.', 'b.'] };
    expect(metrics({ faults: ['ok', 'ok'], settings, exists: ['db.internal'] }).failoverNs).toEqual([3 * SECOND]);
    expect(metrics({ faults: ['ok', 'ok'], settings, exists: ['other'] }).failoverNs).toEqual([null]);
  });
  test('several lookups: W is of all of them, fail-over of one', () => {
    expect(metrics({ faults: ['silent', 'ok'], settings: { timeout: 1, attempts: 2 }, repeat: 3 })).toMatchObject({ stallNs: 3 * SECOND, failoverNs: [SECOND] });
  });
  test('a deadline of the caller bounds W, and nothing else', () => {
    expect(metrics({ faults: ['silent'], settings: { timeout: 5, attempts: 2 }, deadlineNs: SECOND })).toMatchObject({
      stallNs: SECOND,
      amplification: 0.2,
      allSilentNs: 10 * SECOND,
      patienceNs: 5 * SECOND,
    });
  });
  test('one type asked for: as many packets, half the amplification of two', () => {
    expect(metrics({ faults: ['silent'], settings: { timeout: 1, attempts: 2 }, api: 'ip4' })).toMatchObject({ queryAmplification: 2 });
    expect(metrics({ faults: ['silent'], settings: { timeout: 1, attempts: 2 }, api: 'cname' })).toMatchObject({ queryAmplification: 2 });
  });
  test('no name server is asked: no patience, no time', () => {
    expect(metrics({ faults: ['silent'], settings: { asksServers: false } })).toMatchObject({ stallNs: 0, allSilentNs: 0, nameAmplification: 0, patienceNs: null });
  });
  test('over TCP no delay of UDP is met', () => {
    expect(metrics({ faults: ['silent'], settings: { timeout: 1, useVc: true } }).patienceNs).toBeNull();
  });
  test('a call that never returns has no times', () => {
    const hang: Model = () => ({
      outcomes: [{ wallNs: null, packets: 2, result: 'hang', addresses: 0, names: ['db.'], timeline: [] }],
      complete: true,
      warnings: [],
    });
    expect(metrics({ faults: ['silent', 'ok'] }, hang)).toMatchObject({
      stallNs: null,
      amplification: null,
      budgetAmplification: null,
      queryAmplification: 1,
      allSilentNs: null,
      failoverNs: [null],
      patienceNs: null,
    });
  });
  test('settings without a time or an attempt divide by nothing', () => {
    const input = { ...inputOf('go', '1.27.3', { faults: ['silent'] }), settings: settingsOf('musl', '1.2.5', { timeout: 0, attempts: 0 }) };
    const failing: Model = () => ({ outcomes: [{ wallNs: 0, packets: 0, result: 'fail', addresses: 0, names: [], timeline: [] }], complete: true, warnings: [] });
    expect(metricsOf(input, failing(input), failing)).toMatchObject({ amplification: null, budgetAmplification: null, allSilentAmplification: null, patienceNs: null });
    expect(lossSurvival(input.settings, 0.01)).toBe(0);
  });
  test("loss survival is what the simulation says of one type, with both ways of a packet in one server's loss", () => {
    for (const loss of [0.01, 0.05, 0.2])
      for (const attempts of [1, 2, 3])
        for (const servers of [1, 2, 3]) {
          const faults = Array<string>(servers).fill(`loss:${(1 - (1 - loss) ** 2).toFixed(9)}`);
          const input = inputOf('go', '1.27.3', { faults, settings: { timeout: 1, attempts }, api: 'ip4' });
          const success = goModel(input).outcomes.reduce((sum, { result, probability }) => sum + (result === 'ok' ? (probability ?? Number.NaN) : 0), 0);
          expect(lossSurvival(input.settings, loss)).toBeCloseTo(success, 7);
        }
  });
});
