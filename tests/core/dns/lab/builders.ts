// Small pieces of a measurement: packets, samples, predictions, scenarios.
import { dnsScenarioSchema, type DnsLint, type DnsOutcome, type DnsPrediction, type DnsSample, type DnsScenario } from '../../../../src/shared/domain/dns.ts';
import type { z } from 'zod';
import type { LabPacket } from '../../../../src/core/dns/lab/protocol.ts';

export const scenarioOf = (more: Partial<z.input<typeof dnsScenarioSchema>> = {}): DnsScenario =>
  dnsScenarioSchema.parse({ resolvConf: 'nameserver 10.0.0.1\nnameserver 10.0.0.2\noptions timeout:1 attempts:2\n', servers: [{ fault: 'silent' }, { fault: 'silent' }], ...more });

export const packetOf = (more: Partial<LabPacket> = {}): LabPacket => ({
  atNs: 0,
  server: 0,
  protocol: 'udp',
  source: '127.0.0.1:40000',
  id: 1,
  name: 'db.internal.',
  type: 'A',
  edns: null,
  ad: false,
  bytes: 29,
  repliedNs: null,
  did: 'nothing',
  ...more,
});

export const sampleOfPair = (more: Partial<DnsSample> = {}): DnsSample => ({
  scenario: 0,
  subject: 0,
  round: 0,
  state: 'done',
  reason: null,
  lookups: [{ startNs: 0, wallNs: 1_000_000_000, result: 'fail', addresses: [], error: 'timeout' }],
  packets: 4,
  leak: { packets: 0, untilNs: null },
  names: ['db.internal.'],
  timeline: [],
  resolver: { ran: 'go', proof: [] },
  exit: { code: 0, signal: null },
  stderr: '',
  ...more,
});

export const outcomeOf = (wallNs: number | null, packets: number, more: Partial<DnsOutcome> = {}): DnsOutcome => ({
  wallNs,
  packets,
  result: wallNs === null ? 'hang' : 'fail',
  addresses: 0,
  names: ['db.internal.'],
  timeline: [],
  ...more,
});

export const predictionOf = (...outcomes: DnsOutcome[]): DnsPrediction => ({
  schema: 'cgoscope/dns-prediction@1',
  resolver: 'go',
  version: '1.27',
  outcomes,
  metrics: {
    stallNs: null,
    amplification: null,
    budgetAmplification: null,
    queryAmplification: 0,
    nameAmplification: 0,
    allSilentNs: null,
    allSilentAmplification: null,
    failoverNs: [],
    patienceNs: null,
    lossSurvival: [],
  },
  warnings: [],
});

/** Reads `nameserver` lines as all three resolvers do where nothing is odd. */
export const lintOf = (scenario: DnsScenario): DnsLint => {
  const taken = scenario.resolvConf.split('\n').flatMap((line, index) => {
    const word = /^nameserver\s+(\S+)/.exec(line)?.[1];
    return word === undefined ? [] : [{ line: index + 1, word }];
  });
  return {
    schema: 'cgoscope/dns-lint@0',
    resolvers: [
      {
        resolver: 'go',
        version: '1.27',
        settings: {
          servers: taken.length === 0 ? ['127.0.0.1', '::1'] : taken.slice(0, 3).map(({ word }) => word),
          builtInServers: taken.length === 0,
          search: [],
          ndots: 1,
          timeoutS: 1,
          attempts: 2,
          flags: [],
        },
        notes: taken.slice(0, 3).map(({ line, word }) => ({ line, word, verdict: 'honoured' as const, code: 'nameserver', text: 'Name server.' })),
      },
    ],
    goChoice: { resolver: 'go', rule: 'nothing speaks against it' },
  };
};
