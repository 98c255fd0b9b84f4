// Documents of the DNS lab as tests need them: a prediction, a lint, a measurement, each with what the test changes.
import { dnsScenarioSchema, type DnsLint, type DnsMeasurement, type DnsOutcome, type DnsPrediction, type DnsSample, type DnsScenario } from '../../src/shared/domain/dns.ts';

export const S = 1_000_000_000;

export const aScenario = (change: Partial<DnsScenario> = {}): DnsScenario => ({
  ...dnsScenarioSchema.parse({ resolvConf: 'nameserver 10.0.0.53\nnameserver 10.0.1.53\noptions timeout:1\n', servers: [{ fault: 'silent' }, { fault: 'ok' }] }),
  ...change,
});

export const anOutcome = (change: Partial<DnsOutcome> = {}): DnsOutcome => ({
  wallNs: S,
  packets: 4,
  result: 'ok',
  addresses: 2,
  names: ['db.internal.'],
  timeline: [
    { tNs: 0, endNs: S, server: 1, protocol: 'udp', type: 'A', name: 'db.internal.', outcome: 'timeout' },
    { tNs: S, endNs: S, server: 2, protocol: 'udp', type: 'A', name: 'db.internal.', outcome: 'answer' },
  ],
  error: null,
  probability: 1,
  ...change,
});

export const aPrediction = (change: Partial<DnsPrediction> = {}): DnsPrediction => ({
  schema: 'cgoscope/dns-prediction@1',
  resolver: 'go',
  version: '1.24',
  outcomes: [anOutcome()],
  metrics: {
    stallNs: S,
    amplification: 1,
    budgetAmplification: 0.5,
    queryAmplification: 2,
    nameAmplification: 1,
    allSilentNs: 4 * S,
    allSilentAmplification: 4,
    failoverNs: [S],
    patienceNs: S,
    lossSurvival: [{ loss: 0.01, success: 0.9999 }],
  },
  warnings: [],
  ...change,
});

type Notes = DnsLint['resolvers'][number]['notes'];

export const aLint = (notes: Partial<Record<'go' | 'glibc' | 'musl', Notes>> = {}): DnsLint => ({
  schema: 'cgoscope/dns-lint@0',
  resolvers: (['go', 'glibc', 'musl'] as const).map((resolver) => ({
    resolver,
    version: resolver === 'go' ? '1.24' : '2.36',
    settings: { servers: ['10.0.0.53', '10.0.1.53'], builtInServers: false, search: [], ndots: 1, timeoutS: 1, attempts: 2, flags: [] },
    notes: notes[resolver] ?? [],
  })),
  goChoice: { resolver: 'go', rule: 'hosts: of nsswitch.conf names files and dns alone' },
});

export const aSample = (change: Partial<DnsSample> = {}): DnsSample => ({
  scenario: 0,
  subject: 0,
  round: 0,
  state: 'done',
  reason: null,
  lookups: [{ startNs: 0, wallNs: S + 1_000_000, result: 'ok', addresses: ['192.0.2.1'], error: null }],
  packets: 4,
  leak: { packets: 0, untilNs: null },
  names: ['db.internal.'],
  timeline: anOutcome().timeline,
  resolver: { ran: 'go', proof: ['4 packets with an OPT of 1232 from 4 ports'] },
  exit: { code: 0, signal: null },
  stderr: '',
  ...change,
});

export const aMeasurement = (change: Partial<DnsMeasurement> = {}): DnsMeasurement => ({
  schema: 'cgoscope/dns-measurement@0',
  id: 'M1',
  title: 'one is dead',
  state: 'done',
  reason: null,
  startedAt: '2026-11-23T10:00:00Z',
  endedAt: '2026-11-23T10:00:05Z',
  endpoint: 'default',
  engine: { version: '20.10', platform: 'linux/amd64', kernel: '6.1', cpus: 2 },
  scenarios: [aScenario()],
  subjects: [{ name: 'go', subject: { kind: 'lab', id: 'go' }, resolver: 'go', version: '1.24', origin: 'Go 1.24' }],
  rounds: 1,
  planned: 1,
  samples: [aSample()],
  agreement: [{ scenario: 0, subject: 0, prediction: aPrediction(), why: null, agrees: true, worstNs: 1_000_000 }],
  calibration: {
    delays: [{ expectedNs: S, measuredNs: [S + 500_000] }],
    lagNs: { p50: 100_000, p99: 900_000, max: 1_000_000 },
    overloaded: false,
    text: '1 known delay within 1 ms',
  },
  notes: [],
  timesNs: { prepare: S, longest: S, whole: 2 * S },
  ...change,
});
