// A measurement of two subjects under one scenario, to be changed by tests.
import { dnsScenarioSchema, type DnsMeasurement, type DnsSample, type DnsScenario } from '../../../../src/shared/domain/dns.ts';
import { outcomeOf, predictionOf, sampleOfPair } from '../lab/builders.ts';
import { S, stairs } from '../../../shared/charts/builders.ts';

export const scenario = (more: Partial<DnsScenario> = {}): DnsScenario =>
  dnsScenarioSchema.parse({ resolvConf: 'nameserver 10.0.0.1\nnameserver 10.0.0.2\noptions timeout:1 attempts:2\n', servers: [{ fault: 'silent' }, { fault: 'silent' }], ...more });

/** `subject` 0 is go, 1 is c-musl. */
export const sample = (subject: number, wallNs: number | null, packets: number, more: Partial<DnsSample> = {}): DnsSample =>
  sampleOfPair({
    subject,
    packets,
    lookups: [{ startNs: 0, wallNs, result: wallNs === null ? 'hang' : 'fail', addresses: [], error: wallNs === null ? null : 'timeout' }],
    timeline: stairs().map((exchange) => ({ ...exchange, endNs: null })),
    resolver: { ran: subject === 0 ? 'go' : 'musl', proof: ['an OPT of 1232'] },
    ...more,
  });

export function measurement(more: Partial<DnsMeasurement> = {}): DnsMeasurement {
  const samples = more.samples ?? [sample(0, 4_001_000_000, 8), sample(1, 1_001_000_000, 8)];
  const scenarios = more.scenarios ?? [scenario()];
  return {
    schema: 'cgoscope/dns-measurement@0',
    id: '01M84EQ7HT5KQNGWQ6J6KC4XKG',
    title: 'both servers silent',
    state: 'done',
    reason: null,
    startedAt: '2026-11-23T15:00:00.000Z',
    endedAt: '2026-11-23T15:00:09.000Z',
    endpoint: 'default',
    engine: { version: '20.10.24', platform: 'linux/amd64', kernel: '6.18.44', cpus: 2 },
    scenarios,
    subjects: [
      { name: 'go', subject: { kind: 'lab', id: 'go' }, resolver: 'go', version: '1.27.4', origin: 'Go 1.27.4' },
      { name: 'c-musl', subject: { kind: 'lab', id: 'c-musl' }, resolver: 'musl', version: '1.2.5', origin: 'C, musl 1.2.5' },
    ],
    rounds: 1,
    planned: samples.length,
    samples,
    agreement: scenarios.flatMap((_, place) => [
      { scenario: place, subject: 0, prediction: predictionOf(outcomeOf(4 * S, 8, { timeline: stairs() })), why: null, agrees: true, worstNs: 1e6 },
      { scenario: place, subject: 1, prediction: null, why: 'no model covers it', agrees: null, worstNs: null },
    ]),
    calibration: {
      delays: [{ expectedNs: 1e8, measuredNs: [1e8, 1.01e8] }],
      lagNs: { p50: 1e5, p99: 1e6, max: 2e6 },
      overloaded: false,
      text: 'known delays were measured within 1 ms',
    },
    notes: ['nothing was skipped'],
    timesNs: { prepare: 5e8, longest: 4_001_000_000, whole: 9 * S },
    ...more,
  };
}
