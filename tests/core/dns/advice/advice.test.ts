// Advice against the table of facts/dns-resolvers.md 6, the deadly settings, and files of every shape.
import { describe, expect, it } from 'vitest';
import { KNOWN_VERSIONS } from '../../../../src/core/dns/conf/index.ts';
import { adviseOn } from '../../../../src/core/dns/advice/index.ts';
import { advise, MODELS, requestOf } from './ask.ts';

const ALL = ['go', 'glibc', 'musl'] as const;
const TWO = 'nameserver 10.0.0.2\nnameserver 10.0.0.3\n';
const CLUSTER = `${TWO}search prod.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5\n`;

describe('advice', () => {
  it('leaves a file that is good as it is', () => {
    const { now, recommendation, impossible } = advise(`${TWO}options timeout:1 attempts:1\n`, ALL, { budget: 2, failover: 1 });
    expect(now).toMatchObject({ meets: true, worstNs: 2e9, failoverNs: 1e9, why: [] });
    expect(recommendation).toMatchObject({ diff: '', edits: [], worstNs: 2e9 });
    expect(impossible).toEqual([]);
  });

  it('says what the defaults cost, per resolver', () => {
    const { now } = advise(TWO, ALL, { budget: 2, failover: 1 });
    expect(now.perResolver).toEqual({ go: 20e9, glibc: 20e9, musl: 5e9 });
    expect(now.why).toEqual([
      'When every name server is silent, a lookup of Go takes 20 s; the budget is 2 s.',
      'When one name server is silent, an answer takes 5 s; the budget is 1 s.',
    ]);
  });

  it.each([
    // Budget in seconds, file, worst time of what is recommended (facts 6; null: the file as it is cannot).
    ['go', 2, TWO, 2],
    ['go', 5, TWO, 4],
    ['go', 10, TWO, 8],
    ['glibc', 2, TWO, 2],
    ['go', 2, CLUSTER, null],
    ['go', 5, CLUSTER, null],
    ['glibc', 2, CLUSTER, null],
    ['glibc', 5, CLUSTER, 4],
    ['go', 10, CLUSTER, 8],
    ['musl', 2, CLUSTER, 2],
    ['musl', 3, `${CLUSTER}nameserver 10.0.0.4\n`, 3],
  ] as const)('%s within %i s', (kind, budget, file, expected) => {
    const { recommendation, impossible } = advise(file, [kind], { budget, failover: 10 });
    expect(recommendation === null ? null : (recommendation.worstNs ?? 0) / 1e9).toBe(expected);
    expect(impossible.length > 0).toBe(expected === null);
  });

  it('takes the worst where several read one file', () => {
    const { recommendation } = advise(`${TWO}search a.example\n`, ALL, { budget: 4, failover: 1 });
    expect(recommendation?.worstNs).toBe(4e9);
    expect(recommendation?.resolvConf).toBe(`${TWO}search a.example\noptions timeout:1 attempts:1\n`);
  });

  it('keeps musl out of its race', () => {
    // With attempts:3 two seconds may become 2.66.
    expect(advise('nameserver 10.0.0.2\noptions timeout:2 attempts:3\n', ['musl'], { budget: 2 }).recommendation?.resolvConf).toBe(
      'nameserver 10.0.0.2\noptions timeout:2 attempts:5\n',
    );
    expect(advise('nameserver 10.0.0.2\noptions timeout:2 attempts:3\n', ['musl'], { budget: 2 }).now).toMatchObject({ meets: false, worstNs: 2_664_000_000 });
  });

  it('keeps the timeout above what a healthy answer takes', () => {
    const { recommendation, now } = advise('nameserver 10.0.0.2\noptions timeout:1\n', ['go'], { budget: 4, latency: 1.5 });
    expect(now).toMatchObject({ meets: false, why: ['Lookups of Go fail when healthy name servers answer after 1.5 s.'] });
    expect(recommendation?.resolvConf).toBe('nameserver 10.0.0.2\noptions timeout:2\n');
  });

  it('asks more often where packets get lost', () => {
    const { recommendation } = advise('nameserver 10.0.0.2\noptions timeout:1 attempts:1\n', ['go'], { budget: 10, loss: 0.05, lossBudget: 0.001 });
    expect(recommendation?.edits).toMatchObject([{ line: 2, before: 'options timeout:1 attempts:1' }]);
    expect(1 - (recommendation?.lossSurvival ?? 0)).toBeLessThanOrEqual(0.001);
  });

  it('lets a spare name server go only when nothing smaller helps', () => {
    const three = `${TWO}nameserver 10.0.0.4\n`;
    expect(advise(three, ['go'], { budget: 3, failover: 1 }).recommendation?.resolvConf).toBe(`${three}options timeout:1 attempts:1\n`);
    expect(advise(three, ['go'], { budget: 2, failover: 1 }).recommendation?.resolvConf).toBe(`${TWO}options timeout:1 attempts:1\n`);
  });

  it('takes name servers that were never asked along with those that go, lest they move up', () => {
    const five = `${TWO}nameserver 10.0.0.4\nnameserver 10.0.0.5\nnameserver 10.0.0.6\n`;
    expect(advise(five, ALL, { budget: 2, failover: 1 }).recommendation?.resolvConf).toBe(`${TWO}options timeout:1 attempts:1\n`);
  });

  it('touches names only where it is known which exist', () => {
    expect(advise(CLUSTER, ['go'], { budget: 2, failover: 1 }).recommendation).toBeNull();
    const known = advise(CLUSTER, ['go'], { budget: 2, failover: 1, scenario: { exists: ['db.internal'] } });
    expect(known.recommendation?.resolvConf).not.toContain('search');
    // The name stands behind a search domain: that list must stay.
    expect(advise(CLUSTER, ['go'], { budget: 2, scenario: { name: 'db', exists: ['db.svc.cluster.local'] } }).recommendation).toBeNull();
  });

  it('says what would have to change where nothing in the file helps', () => {
    const { impossible } = advise(CLUSTER, ['go'], { budget: 2, failover: 1 });
    expect(impossible.join('\n')).toContain('Names written in full, with a dot at their end (db.internal.)');
    expect(impossible.join('\n')).toContain('without its search list');
    expect(impossible.join('\n')).toContain('127.0.0.1');
    expect(advise(TWO, ['glibc'], { budget: 2, failover: 2, scenario: { env: { RES_OPTIONS: 'timeout:7' } } }).impossible[0]).toContain(
      'The environment decides timeout for glibc',
    );
    expect(advise(TWO, ['go'], { budget: 1, failover: 1 }).impossible.join('\n')).toContain('nothing left to fail over to');
  });

  it('warns of what is deadly', () => {
    const codes = (text: string, kinds: Parameters<typeof advise>[1]) => advise(text, kinds, { budget: 2, failover: 1 }).warnings.map(({ code }) => code);
    expect(codes(`${TWO}options attempts:0\n`, ['musl'])).toContain('attempts-0-musl-crash');
    expect(codes(`${TWO}options rotate\n`, ['go'])).toContain('rotate-go-two-servers');
    expect(codes(`${TWO}options single-request\n`, ['go'])).toContain('single-request-go');
    expect(codes(TWO, ['glibc'])).toContain('tcp-dropped-glibc');
    expect(codes('nameserver 10.0.0.2\n', ['go'])).toContain('nothing-to-fail-over-to');
  });

  it('repairs a file that kills', () => {
    const { now, recommendation } = advise(`${TWO}options attempts:0 rotate single-request use-vc\n`, ALL, { budget: 2, failover: 1 });
    expect(now.meets).toBe(false);
    expect(now.why[0]).toBe('Lookups of glibc and musl fail even when every name server is well.');
    expect(recommendation?.resolvConf).toBe(`${TWO}options attempts:1 timeout:1\n`);
    expect(advise(`${TWO}options use-vc\n`, ['glibc'], { budget: 5 }).now).toMatchObject({ meets: false, worstNs: null });
  });

  it('mends a file that ends whoever reads it', () => {
    const hangs = advise('sortlist 10.0.0.0\r\nnameserver 10.0.0.2\n', ['glibc'], { budget: 10 });
    expect(hangs.now).toMatchObject({ meets: false, worstNs: null });
    expect(hangs.recommendation?.edits).toMatchObject([{ line: 1, after: '# sortlist 10.0.0.0' }]);
    // glibc as it was released; newer packages of 2.41 and later are mended.
    const asked = requestOf(`search ${'x'.repeat(250)}.example good.example\nnameserver 10.0.0.2\n`, ['glibc'], { budget: 20 });
    const aborts = adviseOn({ ...asked, resolvers: [{ kind: 'glibc', version: '2.36' }] }, MODELS);
    expect(aborts.now).toMatchObject({ meets: false, why: ['Lookups of glibc fail even when every name server is well.'] });
    expect(aborts.recommendation?.resolvConf).toBe('search good.example\nnameserver 10.0.0.2\n');
  });

  it('makes resolvers read alike what they read differently', () => {
    const crlf = advise('nameserver 10.0.0.2\r\n nameserver 10.0.0.3\r\noptions timeout:1\r\n', ALL, { budget: 4 });
    expect(crlf.recommendation?.resolvConf).toBe('nameserver 10.0.0.2\nnameserver 10.0.0.3\noptions timeout:1\n');
    expect(crlf.recommendation?.edits[0]?.reason).toContain('no carriage return');
    // One reader alone has nobody to disagree with.
    expect(advise('nameserver 10.0.0.2\r\noptions timeout:1 attempts:2\r\n', ['go'], { budget: 4 }).recommendation?.diff).toBe('');
    expect(advise('', ALL, { budget: 2 }).recommendation?.resolvConf).toContain('nameserver 127.0.0.1\n');
    // 40 s and ten attempts are clamped by some.
    expect(advise('nameserver 10.0.0.2\noptions timeout:40 attempts:10\n', ALL, { budget: 1_000 }).recommendation?.diff).not.toBe('');
  });

  it('has a front on which more time buys more survival', () => {
    const { front } = advise(CLUSTER, ALL, { budget: 30, failover: 5 });
    expect(front.length).toBeGreaterThan(2);
    front.slice(1).forEach((point, index) => {
      expect(point.worstNs ?? 0).toBeGreaterThan(front[index]?.worstNs ?? 0);
      expect(point.lossSurvival).toBeGreaterThan(front[index]?.lossSurvival ?? 1);
    });
    expect(front[0]).toMatchObject({ timeout: 1, attempts: 1, search: 3, ndots: 5, meets: true });
  });

  it('knows every version', () => {
    for (const kind of ALL)
      for (const version of KNOWN_VERSIONS[kind]) {
        const request = { ...requestOf(TWO, [kind], { budget: 2, failover: 1 }), resolvers: [{ kind, version }] };
        expect(adviseOn(request, MODELS).recommendation?.worstNs).toBe(2e9);
      }
  });

  it('looks at every setting of a long file with every flag, too', () => {
    const long = `${CLUSTER}options rotate single-request use-vc single-request-reopen\nsearch ${Array.from({ length: 30 }, (_, index) => `d${index}.example`).join(' ')}\n`;
    expect(advise(long, ALL, { budget: 3_600, failover: 3_600, scenario: { exists: ['db.internal'] } }).front.length).toBeGreaterThan(0);
  });
});
