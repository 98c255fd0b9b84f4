// The proof of a recommendation: what is measured, and when it counts.
import { describe, expect, it } from 'vitest';
import { ALL_SILENT, brokenScenarios, FIRST_SILENT, isProven, prove, type MeasureOrder } from '../../../../src/core/dns/proving.ts';
import type { DnsMeasurement, DnsSample } from '../../../../src/shared/domain/dns.ts';
import { scenarioOf, sampleOfPair } from '../lab/builders.ts';
import { advise } from './ask.ts';

const FILE = 'nameserver 10.0.0.2\nnameserver 10.0.0.3\n';
const BUDGET = { totalNs: 2e9, failoverNs: 1e9 };

interface Times {
  silent: number | null;
  first: number | null;
  /** How the lookup with one dead server ends. */
  firstResult?: 'ok' | 'fail';
}

/** A measurement of both scenarios by one subject; milliseconds, null: it did not return. */
function measured({ silent, first, firstResult = 'ok' }: Times, more: Partial<DnsMeasurement> = {}): DnsMeasurement {
  const sample = (scenario: number, ms: number | null, result: 'ok' | 'fail'): DnsSample =>
    sampleOfPair({
      scenario,
      lookups: [{ startNs: 0, wallNs: ms === null ? null : ms * 1e6, result: ms === null ? 'hang' : result, addresses: [], error: null }],
    });
  return {
    schema: 'cgoscope/dns-measurement@0',
    id: 'one',
    title: '',
    state: 'done',
    reason: null,
    startedAt: '2026-11-23T15:00:00.000Z',
    endedAt: '2026-11-23T15:00:10.000Z',
    endpoint: 'here',
    engine: null,
    scenarios: brokenScenarios(scenarioOf({ resolvConf: FILE })),
    subjects: [{ name: 'go', subject: { kind: 'lab', id: 'go' }, resolver: 'go', version: '1.24', origin: '' }],
    rounds: 1,
    planned: 2,
    samples: [sample(0, silent, 'fail'), sample(1, first, firstResult)],
    agreement: [],
    calibration: null,
    notes: [],
    timesNs: { prepare: null, longest: null, whole: null },
    ...more,
  };
}

const BAD = measured({ silent: 20_000, first: 5_000 });

describe('a proof', () => {
  it('measures the file with every name server silent, and with the first one dead', () => {
    const scenarios = brokenScenarios(scenarioOf({ resolvConf: FILE, servers: [{ fault: 'servfail', exists: ['db.internal'] }], repeat: 5, deadlineMs: 100 }));
    expect(scenarios.map(({ title, servers }) => [title, servers.map(({ fault }) => fault)])).toEqual([
      [ALL_SILENT, ['silent', 'silent']],
      [FIRST_SILENT, ['silent', 'ok']],
    ]);
    expect(scenarios[0]).toMatchObject({ repeat: 1, deadlineMs: null });
    expect(scenarios[0]?.servers[0]?.exists).toEqual(['db.internal']);
    expect(brokenScenarios(scenarioOf({ resolvConf: 'nameserver 10.0.0.2\n' })).map(({ title }) => title)).toEqual([ALL_SILENT]);
  });

  it('holds when what was measured is within the budget', () => {
    expect(isProven(BAD, measured({ silent: 2_004, first: 1_003 }), BUDGET)).toBe(true);
    expect(isProven(measured({ silent: null, first: 5_000 }), measured({ silent: 2_004, first: 1_003 }), BUDGET)).toBe(true);
  });

  it('fails for a time beyond the budget, a lookup that fails, or one that never returns', () => {
    expect(isProven(BAD, measured({ silent: 2_100, first: 1_003 }), BUDGET)).toBe(false);
    expect(isProven(BAD, measured({ silent: 2_004, first: 1_100 }), BUDGET)).toBe(false);
    expect(isProven(BAD, measured({ silent: 2_004, first: 1_003, firstResult: 'fail' }), BUDGET)).toBe(false);
    expect(isProven(BAD, measured({ silent: null, first: 1_003 }), BUDGET)).toBe(false);
  });

  it('fails when it became worse, or was not measured to the end', () => {
    const good = measured({ silent: 1_504, first: 503 });
    expect(isProven(measured({ silent: 1_000, first: 500 }), good, BUDGET)).toBe(false);
    expect(isProven(BAD, measured({ silent: 2_004, first: 1_003 }, { state: 'cancelled' }), BUDGET)).toBe(false);
    expect(isProven(BAD, measured({ silent: 2_004, first: 1_003 }, { planned: 3 }), BUDGET)).toBe(false);
  });

  it('measures both files with a subject for each resolver, and waits for no bad file longer than two minutes', async () => {
    const orders: MeasureOrder[] = [];
    const advice = advise(`${FILE}options timeout:30\n`, ['go', 'musl'], { budget: 2, failover: 1 });
    const proof = await prove(
      scenarioOf({ resolvConf: `${FILE}options timeout:30\n` }),
      advice,
      (order) => {
        orders.push(order);
        return Promise.resolve(order.title.endsWith('before') ? BAD : measured({ silent: 2_004, first: 1_003 }, { id: 'two' }));
      },
      new AbortController().signal,
    );
    expect(proof).toMatchObject({ before: 'one', after: 'two', proven: true });
    expect(proof.rows).toHaveLength(2);
    expect(orders.map(({ scenarios, sampleLimitMs }) => [scenarios[0]?.resolvConf, sampleLimitMs])).toEqual([
      [`${FILE}options timeout:30\n`, 120_000],
      [`${FILE}options timeout:1 attempts:1\n`, 5_400],
    ]);
    expect(orders[0]?.subjects).toEqual([
      { kind: 'lab', id: 'go' },
      { kind: 'lab', id: 'c-musl' },
    ]);
  });

  it('refuses where nothing is recommended', async () => {
    const file = `${FILE}search a.example b.example\n`;
    const nothing = prove(
      scenarioOf({ resolvConf: file }),
      advise(file, ['go'], { budget: 1, failover: 1 }),
      () => Promise.reject(new Error('not to be measured')),
      new AbortController().signal,
    );
    await expect(nothing).rejects.toThrow('there is no recommendation to prove');
  });
});
