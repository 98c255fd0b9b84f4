// dns.predict, dns.lint and dns.grid through the contract's own checks: what only the composition knows, on top of the models.
import { describe, expect, it } from 'vitest';
import { callHandler } from '../../../../src/core/procedures.ts';
import { predictionProcedures } from '../../../../src/core/dns/procedures.ts';
import type { ProcedureInput } from '../../../../src/shared/api/contract.ts';
import type { DnsPrediction, Resolver } from '../../../../src/shared/domain/dns.ts';
import { DNS_PRESETS } from '../../../../src/shared/domain/dns-presets.ts';
import { CancelledError, InputError } from '../../../../src/shared/domain/errors.ts';

type Scenario = Partial<ProcedureInput<'dns.predict'>['scenario']>;

const handlers = predictionProcedures();
const context = { signal: new AbortController().signal, client: null };
const S = 1e9;

const conf = (servers: number, options = 'timeout:1 attempts:2', more = ''): string =>
  Array.from({ length: servers }, (_, index) => `nameserver 10.0.0.${index + 1}\n`).join('') + more + `options ${options}\n`;

async function predict(resolver: Resolver, scenario: Scenario, version: string | null = null): Promise<DnsPrediction> {
  const { predictions } = await callHandler(handlers, 'dns.predict', { scenario: { resolvConf: conf(1), ...scenario }, resolvers: [{ resolver, version }] }, context);
  const [prediction] = predictions;
  if (prediction === undefined) throw new Error('no prediction');
  return prediction;
}
const codes = ({ warnings }: DnsPrediction): string[] => warnings.map(({ code }) => code);
const only = ({ outcomes }: DnsPrediction) => {
  expect(outcomes).toHaveLength(1);
  return outcomes[0]!;
};
const silent = (count: number) => Array.from({ length: count }, () => ({ fault: 'silent' }));

describe('a prediction', () => {
  it.each([
    ['go', 4, 8],
    ['glibc', 4, 8],
    ['musl', 1, 8],
  ] as const)('of %s, two silent name servers: %d s, %d packets', async (resolver, seconds, packets) => {
    const outcome = only(await predict(resolver, { resolvConf: conf(2), servers: silent(2) }));
    expect(outcome).toMatchObject({ wallNs: seconds * S, packets, result: 'fail', addresses: 0, names: ['db.internal.'] });
  });

  it('takes the names that exist with or without their dot, in any case', async () => {
    for (const exists of ['db.internal', 'DB.Internal.']) expect(only(await predict('go', { exists: [exists] }))).toMatchObject({ result: 'ok', addresses: 2 });
    expect(only(await predict('go', { exists: ['other'] }))).toMatchObject({ result: 'fail', wallNs: 0 });
  });

  it('lets a server know names of its own', async () => {
    const servers = [{ exists: ['db.internal'] }, { exists: [] }];
    const prediction = await predict('musl', { resolvConf: conf(2), servers });
    expect(prediction.outcomes.map(({ result }) => result).sort()).toEqual(expect.arrayContaining(['fail', 'ok']));
    expect(codes(prediction)).toContain('musl-first-answer-wins');
    expect(codes(await predict('go', { resolvConf: conf(2), servers }))).not.toContain('musl-first-answer-wins');
  });

  it('meets the built-in name servers where the file has none: two in Go', async () => {
    const outcome = only(await predict('go', { resolvConf: '', servers: silent(2) }));
    expect(outcome).toMatchObject({ wallNs: 20 * S });
    expect(only(await predict('glibc', { resolvConf: '', servers: silent(2) }))).toMatchObject({ wallNs: 10 * S });
    expect(only(await predict('musl', { resolvConf: '', servers: silent(2) }))).toMatchObject({ wallNs: 5 * S });
  });

  it('has the metrics of its resolver', async () => {
    const { metrics } = await predict('go', { resolvConf: conf(2), servers: [{ fault: 'silent' }, { fault: 'ok' }] });
    expect(metrics).toMatchObject({ stallNs: S, allSilentNs: 4 * S, allSilentAmplification: 4, failoverNs: [S] });
  });

  it('of an unknown version is that of the nearest, and says so; of no version is refused', async () => {
    const prediction = await predict('musl', {}, '1.2.4');
    expect(prediction.version).toBe('1.2.5');
    expect(codes(prediction)).toContain('version-nearest');
    await expect(predict('go', {}, 'latest')).rejects.toThrow(InputError);
  });

  it('is refused for what no model covers, in a sentence', async () => {
    for (const scenario of [{ api: 'dial' as const }, { api: 'prefer-go-dial' as const }, { parallel: 2 }])
      await expect(predict('go', scenario)).rejects.toThrow(/no model covers/);
    await expect(predict('go', { servers: [{ fault: 'dead' }] })).rejects.toThrow(/is no fault/);
  });
});

describe('/etc/hosts', () => {
  const hosts = '10.0.0.9 db.internal\n';
  it('answers without a packet where it comes first', async () => {
    for (const resolver of ['go', 'glibc', 'musl'] as const)
      expect(only(await predict(resolver, { hosts, servers: silent(1) }))).toMatchObject({ wallNs: 0, packets: 0, result: 'ok', addresses: 1, names: [] });
  });

  it('helps after the name servers have failed, where it comes last', async () => {
    const outcome = only(await predict('go', { hosts, nsswitch: 'hosts: dns files\n', servers: silent(1) }));
    expect(outcome).toMatchObject({ wallNs: 2 * S, packets: 4, result: 'ok', addresses: 1 });
    expect(only(await predict('musl', { hosts, nsswitch: 'hosts: dns files\n', servers: silent(1) }))).toMatchObject({ wallNs: 0 });
  });

  it('of the other family ends the lookup in Go and musl, not in glibc', async () => {
    expect(only(await predict('go', { hosts, api: 'ip6' }))).toMatchObject({ result: 'fail', packets: 0 });
    expect(only(await predict('musl', { hosts, api: 'ip6' }))).toMatchObject({ result: 'fail', packets: 0 });
    expect(only(await predict('glibc', { hosts, api: 'ip6' }))).toMatchObject({ result: 'ok', packets: 1 });
  });

  it('alone decides where nsswitch.conf names no dns', async () => {
    const prediction = await predict('glibc', { nsswitch: 'hosts: files\n' });
    expect(only(prediction)).toMatchObject({ result: 'fail', packets: 0, wallNs: 0 });
    expect(codes(prediction)).toContain('nss-no-dns');
  });
});

describe('calls of Go in a program built with cgo', () => {
  it('ask twice for LookupCNAME: 4 s instead of 2 s, as measured', async () => {
    expect(only(await predict('go', { api: 'cname', servers: silent(1) }))).toMatchObject({ wallNs: 2 * S, packets: 6 });
    const prediction = await predict('glibc', { api: 'cname', servers: silent(1) });
    expect(only(prediction)).toMatchObject({ wallNs: 4 * S, packets: 8, result: 'fail' });
    expect(prediction.metrics).toMatchObject({ stallNs: 4 * S, allSilentNs: 4 * S });
    expect(codes(prediction)).toContain('cname-asks-twice');
    expect(only(await predict('musl', { api: 'cname', servers: silent(1) }))).toMatchObject({ wallNs: 3 * S, packets: 8 });
  });

  it('get an answer from Go where libc finds no CNAME, later steps of a schedule included', async () => {
    expect(only(await predict('glibc', { api: 'cname' }))).toMatchObject({ result: 'ok', wallNs: 0, packets: 4 });
    expect(only(await predict('glibc', { api: 'cname', servers: [{ fault: '0s=silent,1500ms=ok' }] }))).toMatchObject({ result: 'ok' });
  });

  it('end at the deadline, wherever they are by then', async () => {
    expect(only(await predict('glibc', { api: 'cname', servers: silent(1), deadlineMs: 500 }))).toMatchObject({ wallNs: 0.5 * S, result: 'fail' });
    expect(only(await predict('glibc', { api: 'cname', servers: silent(1), deadlineMs: 2_500 }))).toMatchObject({ wallNs: 2.5 * S, result: 'fail' });
  });

  it('use Go’s resolver for TXT, MX and SRV, and the document says so', async () => {
    for (const api of ['txt', 'mx', 'srv'] as const) {
      const prediction = await predict('musl', { api, servers: silent(1) });
      expect(only(prediction)).toMatchObject({ wallNs: 2 * S, packets: 2 });
      expect(codes(prediction)).toContain('always-go');
    }
  });

  it('take libc by a rule that the prediction of Go’s resolver names', async () => {
    const prediction = await predict('go', { resolvConf: conf(1, 'timeout:1 no-aaaa') });
    expect(prediction.warnings).toContainEqual(expect.objectContaining({ code: 'cgo-takes-libc', text: expect.stringContaining('"no-aaaa"') }));
    expect(codes(await predict('glibc', { resolvConf: conf(1, 'timeout:1 no-aaaa') }))).not.toContain('cgo-takes-libc');
  });
});

describe('warnings of what is deadly', () => {
  it.each([
    ['musl', 'attempts:0', 'attempts-0-musl-crash', 1],
    ['glibc', 'attempts:0', 'attempts-0-glibc-fails', 1],
    ['musl', 'timeout:0', 'timeout-0-musl-fails', 1],
    ['glibc', 'use-vc', 'tcp-no-timeout-glibc', 1],
    ['go', 'rotate', 'rotate-go-two-servers', 2],
    ['go', 'single-request', 'single-request-go', 1],
    ['musl', 'timeout:1 attempts:3', 'attempts-uneven-musl', 1],
  ] as const)('%s, options %s: %s', async (resolver, options, code, servers) => {
    const prediction = await predict(resolver, { resolvConf: conf(servers, options) });
    expect(prediction.warnings.filter((each) => each.code === code)).toEqual([expect.objectContaining({ line: servers + 1 })]);
  });

  it('are silent for a plain file', async () => {
    for (const resolver of ['go', 'glibc', 'musl'] as const) expect((await predict(resolver, {})).warnings).toEqual([]);
  });

  it('tell of a name server that is never asked', async () => {
    const prediction = await predict('glibc', { servers: [{ fault: 'ok' }, { fault: 'silent' }, { fault: 'ok' }] });
    expect(prediction.warnings.map(({ text }) => text)).toEqual([expect.stringContaining('Server 2 is never asked'), expect.stringContaining('Server 3 is never asked')]);
  });

  it('come with the outcome: a crash and a lookup without end', async () => {
    expect(only(await predict('musl', { resolvConf: conf(1, 'attempts:0') }))).toMatchObject({ result: 'fail', error: 'SIGFPE', packets: 0 });
    expect(only(await predict('glibc', { resolvConf: `search ${'a'.repeat(300)}\n` }, '2.36'))).toMatchObject({ result: 'fail', error: 'SIGABRT', packets: 0 });
    const endless = await predict('glibc', { resolvConf: 'nameserver 10.0.0.1\nsortlist 10.0.0.0\r\n' });
    expect(only(endless)).toMatchObject({ result: 'hang', wallNs: null, packets: 0 });
    expect(endless.metrics.stallNs).toBeNull();
  });
});

describe('a grid', () => {
  const grid = (vary: ProcedureInput<'dns.grid'>['vary'], resolvers: Resolver[] = ['go'], signal = context.signal) =>
    callHandler(
      handlers,
      'dns.grid',
      { scenario: { resolvConf: conf(2), servers: silent(2) }, vary, resolvers: resolvers.map((resolver) => ({ resolver })) },
      { signal, client: null },
    );

  it('has a point for each combination and resolver, as the single predictions say', async () => {
    const { points } = await grid({ timeout: [1, 2], attempts: [1, 3], servers: [1, 2, 3], faults: ['silent'] }, ['go', 'glibc', 'musl']);
    expect(points).toHaveLength(36);
    for (const { resolver, timeout, attempts, servers, maxNs } of points.filter((each) => each.resolver === 'go'))
      expect([resolver, maxNs]).toEqual(['go', timeout * attempts * servers * S]);
    expect(points.filter(({ resolver }) => resolver === 'musl').every(({ timeout, minNs }) => minNs === timeout * S)).toBe(true);
  });

  it('varies faults, options and search domains too', async () => {
    const { points } = await grid({ faults: ['silent', '1=silent 2=ok', 'ok'], options: ['', 'single-request'], search: [0, 2] });
    expect(points.map(({ faults, maxNs }) => [faults, maxNs])).toEqual([
      ['silent', 4 * S],
      ['1=silent 2=ok', S],
      ['ok', 0],
      ['silent', 8 * S],
      ['1=silent 2=ok', 2 * S],
      ['ok', 0],
      ['silent', 12 * S],
      ['1=silent 2=ok', S],
      ['ok', 0],
      ['silent', 24 * S],
      ['1=silent 2=ok', 2 * S],
      ['ok', 0],
    ]);
  });

  it('of more than 20,000 points is refused before it begins', async () => {
    const many = Array.from({ length: 60 }, (_, index) => index + 1);
    await expect(grid({ timeout: many, attempts: many, ndots: [1, 2, 3, 4, 5, 6] })).rejects.toThrow(/21600 points/);
  });

  it('of 10,000 points is answered, and can be cancelled', async () => {
    const many = Array.from({ length: 50 }, (_, index) => index + 1);
    const { points } = await grid({ timeout: many, attempts: many, servers: [1, 2], ndots: [1, 5] });
    expect(points).toHaveLength(10_000);
    const cancel = new AbortController();
    const going = grid({ timeout: many, attempts: many, servers: [1, 2, 3], search: [0, 1] }, ['go'], cancel.signal);
    cancel.abort();
    await expect(going).rejects.toThrow(CancelledError);
  });
});

describe('presets', () => {
  it.each(DNS_PRESETS.map(({ id, scenario }) => [id, scenario] as const))('%s is predicted for every resolver, and every server of it is asked', async (_id, scenario) => {
    for (const resolver of ['go', 'glibc', 'musl'] as const) {
      const prediction = await predict(resolver, scenario);
      expect(prediction.outcomes.length).toBeGreaterThan(0);
      expect(codes(prediction)).not.toContain('server-never-asked');
    }
  });

  it('have an id of their own each, and a title', () => {
    expect(new Set(DNS_PRESETS.map(({ id }) => id)).size).toBe(DNS_PRESETS.length);
    expect(DNS_PRESETS.every(({ scenario }) => scenario.title !== '')).toBe(true);
  });
});
