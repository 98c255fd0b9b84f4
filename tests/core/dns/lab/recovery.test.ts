import { describe, expect, it } from 'vitest';
import { loadForeseers, type Versions } from '../../../../src/core/dns/lab/foresight.ts';
import { readLine, type SampleLine } from '../../../../src/core/dns/lab/lines.ts';
import { lagsOf, planRecovery, recoveryAgrees, recoveryOf, unfitForRepair } from '../../../../src/core/dns/lab/recovery.ts';
import { failedSample } from '../../../../src/core/dns/lab/sample.ts';
import { dnsScenarioSchema, type DnsRepair, type DnsSample, type DnsScenario, type Resolver } from '../../../../src/shared/domain/dns.ts';

const S = 1e9;
const foreseers = await loadForeseers();
const versions: Versions = { go: '1.24', glibc: '2.41', musl: '1.2.5' };

const broken = (more: Partial<DnsScenario> = {}): DnsScenario =>
  dnsScenarioSchema.parse({ resolvConf: 'nameserver 10.0.0.1\noptions timeout:1 attempts:1\n', servers: [{ fault: 'silent' }], ...more });
const plan = (scenario: DnsScenario, resolver: Resolver, repair: DnsRepair = { atMs: 3_000, resolvConf: null }) =>
  planRecovery({ ...scenario, repair }, repair, resolver, foreseers, versions, resolver === 'go');

describe('the lag that is foretold', () => {
  it('is the rest of the running lookup and the pause where the file is read for each lookup', () => {
    // Lookups of 1 s with 0.1 s behind each begin at 0, 1.1, 2.2, 3.3 s.
    const { leastNs, mostNs } = lagsOf({ everyNs: 0, repairNs: 3 * S, old: [S], next: [0] });
    expect(leastNs).toBe(0.3 * S);
    expect(mostNs).toBeLessThan(0.4 * S);
  });

  it('waits for the next look of a resolver that looks every five seconds', () => {
    // Looks at 5.5 s (the first start that is five seconds after the first look), at 11 s, …
    expect(lagsOf({ everyNs: 5 * S, repairNs: 3 * S, old: [S], next: [0.02 * S] }).leastNs).toBe(2.52 * S);
    expect(lagsOf({ everyNs: 5 * S, repairNs: 5.6 * S, old: [S], next: [0] }).mostNs).toBeGreaterThanOrEqual(5.4 * S);
  });

  it('is never more than five seconds, the running lookup and the pause, whenever the file is repaired', () => {
    for (let repair = 1; repair < 120; repair += 1) {
      const { leastNs, mostNs } = lagsOf({ everyNs: 5 * S, repairNs: repair * 0.1 * S, old: [0.7 * S], next: [0] });
      expect(leastNs).toBeGreaterThanOrEqual(0);
      expect(mostNs).toBeLessThanOrEqual((5 + 2 * (0.7 + 0.1 + 0.02)) * S);
    }
  });
});

describe('a repair that is planned', () => {
  it('knows who looks when', () => {
    expect(plan(broken(), 'go').foretold).toMatchObject({ leastNs: 2.5 * S });
    expect(plan(broken(), 'glibc').foretold).toMatchObject({ leastNs: 0.3 * S });
    expect(plan(broken(), 'musl').foretold).toMatchObject({ leastNs: 0.3 * S });
  });

  it('knows who never looks again: no-reload, which musl does not know', () => {
    const fixed = broken({ resolvConf: 'nameserver 10.0.0.1\noptions timeout:1 attempts:1 no-reload\n' });
    expect((['go', 'glibc', 'musl'] as const).map((resolver) => plan(fixed, resolver).foretold)).toEqual([
      'never',
      'never',
      { leastNs: 0.3 * S, mostNs: expect.any(Number) as unknown },
    ]);
  });

  it('foretells nothing of no-reload under Go with cgo: each thread reads the file once, and nobody knows which thread calls', () => {
    const repair = { atMs: 3_000, resolvConf: null };
    const fixed = broken({ resolvConf: 'nameserver 10.0.0.1\noptions timeout:1 attempts:1 no-reload\n', repair });
    expect(planRecovery(fixed, repair, 'glibc', foreseers, versions, true)).toMatchObject({ foretold: null, why: expect.stringContaining('each thread') as unknown });
  });

  it('lasts until everybody who looks at all has looked', () => {
    const { forMs, expectedNs } = plan(broken(), 'go');
    expect(forMs).toBe(3_000 + 5_000 + 1_000 + 2_000);
    expect(expectedNs).toBe(forMs * 1e6 + S);
  });

  it('foretells nothing where no model knows how long a lookup takes, and says so', () => {
    expect(plan(broken({ api: 'dial' }), 'go')).toMatchObject({ foretold: null, why: expect.stringContaining('no model') as unknown });
  });

  it('is refused where the new file names no name server', () => {
    expect(() => plan(broken(), 'go', { atMs: 1_000, resolvConf: 'search example\n' })).toThrow(/names no name server/);
  });

  it('is of the programs of the lab, with one lookup after the other', () => {
    const servers = { addresses: ['10.0.0.1'], builtIn: false, taken: [] };
    const repaired = broken({ repair: { atMs: 1_000, resolvConf: null } });
    expect(unfitForRepair(broken(), false, servers, false)).toBeNull();
    expect(unfitForRepair(repaired, true, servers, false)).toBeNull();
    expect(unfitForRepair(repaired, false, servers, false)).toMatch(/programs of the lab/);
    expect(unfitForRepair({ ...repaired, parallel: 2 }, true, servers, false)).toMatch(/not under several/);
    expect(unfitForRepair(repaired, true, { ...servers, builtIn: true }, false)).toMatch(/of its own/);
  });
});

/** Lookups as [begin, end, whom they asked], in seconds; the old file has server 0, the new one server 1. */
const line = (lookups: [from: number, to: number | null, server: number, result: 'ok' | 'fail'][], repaired: number | null): SampleLine =>
  readLine({
    type: 'sample',
    id: 0,
    startNs: 0,
    endNs: 20 * S,
    lookups: lookups.map(([from, to, , result]) => ({ startNs: from * S, endNs: to === null ? null : to * S, result, addresses: [], error: null })),
    packets: lookups.map(([from, , server]) => ({
      atNs: from * S + 1,
      server,
      protocol: 'udp',
      source: '127.0.0.1:1000',
      id: 1,
      name: 'db.internal.',
      type: 'A',
      edns: null,
      ad: false,
      bytes: 40,
      repliedNs: null,
      did: 'answer',
    })),
    exit: { code: 0, signal: null },
    killed: false,
    stdout: '',
    stderr: '',
    repairedNs: repaired === null ? null : repaired * S,
  }) as SampleLine; // as its type says

describe('the lag that is measured', () => {
  it('ends with the first lookup that a name server of the new file answered, and counts those that began in between', () => {
    const sample = line(
      [
        [1, 2, 0, 'fail'],
        [2, 3, 0, 'fail'],
        [3, 4, 0, 'fail'],
        [4, 5, 0, 'ok'], // an answer of the old file's is none
        [5, 5.5, 1, 'ok'],
        [6, 6.5, 1, 'ok'],
      ],
      2.5,
    );
    expect(recoveryOf(sample, 1, 1 * S)).toEqual({ atNs: 1.5 * S, lagNs: 3 * S, stale: 2 });
  });

  it('is none where no lookup asked them, or none of those was answered', () => {
    expect(
      recoveryOf(
        line(
          [
            [1, 2, 0, 'ok'],
            [3, 4, 0, 'ok'],
          ],
          2.5,
        ),
        1,
        S,
      ),
    ).toEqual({ atNs: 1.5 * S, lagNs: null, stale: 1 });
    expect(recoveryOf(line([[3, 4, 1, 'fail']], 2.5), 1, S)).toEqual({ atNs: 1.5 * S, lagNs: null, stale: 1 });
  });

  it('is no matter where no file was replaced', () => {
    expect(recoveryOf(line([[1, 2, 0, 'ok']], null), 1, S)).toBeUndefined();
  });

  const measured = (...lags: (number | null)[]): DnsSample[] =>
    lags.map((lag, round) => ({
      ...failedSample({ scenario: 0, subject: 0, round }, 'failed', null),
      state: 'done',
      reason: null,
      recovery: { atNs: S, lagNs: lag === null ? null : lag * S, stale: 0 },
    }));

  it('agrees where every sample is within what is foretold', () => {
    const foretold = { leastNs: 2.5 * S, mostNs: 2.6 * S };
    expect(recoveryAgrees(measured(2.5, 2.55, 2.64), foretold)).toBe(true);
    expect(recoveryAgrees(measured(2.5, 3), foretold)).toBe(false);
    expect(recoveryAgrees(measured(null), foretold)).toBe(false);
    expect(recoveryAgrees(measured(null), 'never')).toBe(true);
    expect(recoveryAgrees(measured(1), 'never')).toBe(false);
    expect(recoveryAgrees(measured(1), null)).toBeNull();
    expect(recoveryAgrees([], foretold)).toBeNull();
  });
});
