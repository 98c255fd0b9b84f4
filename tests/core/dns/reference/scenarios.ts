// Scenarios for the models' test against the wire: a covering sample, and as many drawn at random as one likes. Short settings (T 1 and 2) show every effect
// within twenty seconds (facts/dns-resolvers.md 7).
import { Random } from '../../../../scripts/fuzz/random.ts';
import type { DnsScenario, LabSubject } from '../../../../src/shared/domain/dns.ts';
import { pairwise, type Factors, type Row } from './pairwise.ts';

export interface ReferenceCase {
  scenario: DnsScenario;
  subject: LabSubject;
}

/** Server 1 meets each of the faults; what stands beside it is shorter. `loss` is left to statistics, `arp-fail` takes the kernel's own time. */
const FIRST = [
  ...['ok', 'silent', 'delay:300', 'delay:1300', 'delay:2500', 'drop-first:1', 'drop-first:2', 'drop-a', 'drop-aaaa', 'servfail', 'refused', 'formerr', 'notimp'],
  ...['nxdomain', 'nodata', 'lame', 'garbage', 'short', 'wrong-id', 'servfail-aaaa', 'refused-aaaa', 'nxdomain-aaaa', 'truncate', 'truncate-delay:800'],
  ...['truncate-tcp-silent', 'truncate-tcp-closed', 'closed', 'arp-fail', 'no-route', '0s=silent,1500ms=ok', '0s=ok,500ms=silent'],
];
const OTHERS = ['ok', 'silent', 'silent', 'servfail', 'refused', 'nxdomain', 'closed', 'drop-aaaa', 'delay:1200'];

export const FACTORS: Factors = {
  subject: ['go', 'go-cgo-glibc', 'c-glibc', 'go-cgo-musl', 'c-musl'],
  timeout: ['1', '2'],
  attempts: ['1', '2', '3'],
  servers: ['1', '2', '3'],
  search: ['0', '1', '2'],
  ndots: ['1', '5'],
  options: ['', 'rotate', 'single-request', 'single-request-reopen', 'use-vc', 'edns0'],
  first: FIRST,
  others: [...new Set(OTHERS)],
  name: ['db', 'db.lab', 'db.lab.test.'],
  exists: ['all', 'as-is', 'last', 'none'],
  api: ['host', 'ip4', 'ip6'],
  family: ['4', '6', 'mixed'],
};

/** Every pair of values of every two factors; the same for the same seed. */
export const coveringSample = (seed: number): ReferenceCase[] => {
  const random = new Random(seed, 0);
  return pairwise(FACTORS, random).map((row) => caseOf(row));
};

/** Values drawn at random, one case after the other. */
export function* randomCases(seed: number): Generator<ReferenceCase, never, undefined> {
  for (let i = 0; ; i++) {
    const random = new Random(seed, i + 1);
    yield caseOf(Object.fromEntries(Object.entries(FACTORS).map(([name, values]) => [name, pick(values, random)])));
  }
}

const pick = (values: readonly string[], random: Random): string => random.pick(values);

export function caseOf(row: Row): ReferenceCase {
  const count = Number(row['servers']);
  const domains = ['one.test', 'two.test', 'three.test'].slice(0, Number(row['search']));
  const name = row['name'] ?? '';
  const asIs = name.endsWith('.') ? name : `${name}.`;
  const last = domains.at(-1);
  const exists =
    { all: [], 'as-is': [asIs], last: [last === undefined || name.endsWith('.') ? asIs : `${name}.${last}.`], none: ['elsewhere.test.'] }[row['exists'] ?? 'all'] ?? [];
  const options = [`timeout:${row['timeout']}`, `attempts:${row['attempts']}`, `ndots:${row['ndots']}`, ...(row['options'] === '' ? [] : [row['options']])];
  return {
    subject: row['subject'] as LabSubject, // a value of FACTORS
    scenario: {
      title: Object.entries(row)
        .map(([factor, value]) => `${factor}=${value}`)
        .join(' '),
      resolvConf: [
        ...Array.from({ length: count }, (_, i) => `nameserver ${row['family'] === '6' || (row['family'] === 'mixed' && i % 2 === 0) ? `fd00::${i + 1}` : `10.0.0.${i + 1}`}`),
        ...(domains.length === 0 ? [] : [`search ${domains.join(' ')}`]),
        `options ${options.join(' ')}`,
        '',
      ].join('\n'),
      nsswitch: 'hosts: files dns\n',
      hosts: null,
      env: {},
      servers: Array.from({ length: count }, (_, i) => ({ fault: (i === 0 ? row['first'] : row['others']) ?? 'ok', exists: null })),
      exists,
      name,
      api: row['api'] as 'host' | 'ip4' | 'ip6', // a value of FACTORS
      repeat: 1,
      parallel: 1,
      deadlineMs: null,
    },
  };
}
