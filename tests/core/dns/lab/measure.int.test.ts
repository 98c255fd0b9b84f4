// The lab on a real engine: every subject of it, cancelling, and an owner that is killed.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dnsMeasurementSchema, dnsScenarioSchema, LAB_SUBJECTS } from '../../../../src/shared/domain/dns.ts';
import { LAB_READY_MS, makeLab } from '../../../helpers/dns-lab.ts';
import { engineReason } from '../../../helpers/engine-reason.ts';
import { shellEnv, startOwner, temporaryFolder } from '../../../helpers/owner.ts';

const reason = await engineReason();
const install = (data: string): string => readFileSync(join(data, 'install'), 'utf8').trim();

/** Containers and networks of measurements; the image of the lab stays. */
const leftovers = (data: string): string[] =>
  [
    ['ps', '-aq'],
    ['network', 'ls', '-q'],
  ].flatMap((argv) =>
    execFileSync('docker', [...argv, '--filter', `label=io.cgoscope.install=${install(data)}`, '--filter', 'label=io.cgoscope.role=run'])
      .toString('utf8')
      .split('\n')
      .filter(Boolean),
  );

/** A real program that looks a name up through glibc. */
const GETENT = '/usr/bin/getent';
const TWO_DEAD = 'nameserver 10.0.0.1\nnameserver 10.0.0.2\noptions timeout:1 attempts:1\n';
const silent = [{ fault: 'silent' }, { fault: 'silent' }];
const FOREVER = {
  scenarios: [{ resolvConf: 'nameserver 10.0.0.1\noptions timeout:30 attempts:2\n', servers: [{ fault: 'silent' }] }],
  subjects: [{ kind: 'lab' as const, id: 'go' as const }],
};

describe.skipIf(reason !== null)(`the DNS lab${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  const data = temporaryFolder();
  let owner: Awaited<ReturnType<typeof startOwner>>;
  beforeAll(async () => {
    owner = await startOwner(data.path);
    await makeLab(owner.api);
  }, LAB_READY_MS);
  afterAll(async () => {
    await owner.stop();
    data.remove();
  });

  it('measures all its subjects beside their predictions, and proves who ran', async () => {
    const { id, samples } = await owner.api.call('dns.measure', {
      title: 'all subjects',
      scenarios: [
        { resolvConf: TWO_DEAD, servers: silent },
        { resolvConf: TWO_DEAD, servers: [{ fault: 'silent' }, { fault: 'ok' }] },
        // IPv6, and a name that has to be searched for.
        { resolvConf: 'nameserver fd00::1\nsearch corp.example\noptions timeout:1 attempts:1 ndots:2\n', servers: [{ fault: 'ok' }], exists: ['db.internal'] },
      ],
      subjects: LAB_SUBJECTS.map((each) => ({ kind: 'lab', id: each })),
      env: shellEnv(),
      yes: true,
    });
    expect(samples).toBe(3 * LAB_SUBJECTS.length);
    const measured = await owner.api.call('dns.get', { id, wait: true });
    expect(measured).toMatchObject({ state: 'done', reason: null, planned: samples });
    expect(dnsMeasurementSchema.parse(measured)).toEqual(measured);
    expect(measured.samples.map(({ state, reason: why }) => [state, why])).toEqual(measured.samples.map(() => ['done', null]));
    const of = (scenario: number, subject: string) =>
      measured.samples.find((sample) => sample.scenario === scenario && measured.subjects[sample.subject]?.name === subject) ?? expect.fail(`no sample of ${subject}`);
    // What the facts say of two dead servers with T = 1, A = 1; and who asked.
    const ran = { go: 'go', 'go-cgo-glibc': 'glibc', 'go-cgo-musl': 'musl', 'go-auto-glibc': 'go', 'go-auto-musl': 'go', 'c-glibc': 'glibc', 'c-musl': 'musl' } as const;
    for (const [subject, resolver] of Object.entries(ran)) {
      const sample = of(0, subject);
      expect(sample.resolver.ran, subject).toBe(resolver);
      expect(sample.packets, subject).toBe(4);
      expect(sample.lookups[0]?.result, subject).toBe('fail');
      expect(sample.lookups[0]?.wallNs, subject).toBeGreaterThanOrEqual(resolver === 'musl' ? 0.99e9 : 1.99e9);
      expect(of(1, subject).lookups[0], subject).toMatchObject({ result: 'ok', addresses: [expect.any(String), expect.any(String)] });
      expect(of(2, subject).lookups[0]?.result, subject).toBe('ok');
      expect(of(2, subject).names, subject).toContain('db.internal.');
    }
    // Packets are exact on any machine. Times may be late on one that is busy, never early.
    for (const { scenario, subject, prediction } of measured.agreement) {
      const sample = measured.samples.find((each) => each.scenario === scenario && each.subject === subject);
      expect(
        prediction?.outcomes.map(({ packets }) => packets),
        `${scenario} ${measured.subjects[subject]?.name ?? ''}`,
      ).toContain(sample?.packets);
      const soonest = Math.min(...(prediction?.outcomes ?? []).map(({ wallNs }) => wallNs ?? 0));
      expect(sample?.lookups[0]?.wallNs ?? -1).toBeGreaterThanOrEqual(soonest - 50e6);
    }
    expect(leftovers(data.path)).toEqual([]);
    const { measurements } = await owner.api.call('dns.list', {});
    expect(measurements[0]).toMatchObject({ id, state: 'done', done: samples, title: 'all subjects' });
  });

  it('replaces a resolv.conf under processes that live on: who reads it when is measured as predicted', async () => {
    const subjects = ['go', 'c-glibc', 'c-musl', 'go-cgo-glibc'] as const;
    const resolvConf = 'nameserver 10.0.0.1\noptions timeout:1 attempts:1\n';
    const { id } = await owner.api.call('dns.measure', {
      scenarios: [
        { resolvConf, servers: [{ fault: 'silent' }], repair: { atMs: 1_600 } },
        { resolvConf: `${resolvConf}options no-reload\n`, servers: [{ fault: 'refused' }], repair: { atMs: 1_600, resolvConf: 'nameserver fd00::1\n' } },
      ],
      subjects: subjects.map((each) => ({ kind: 'lab', id: each })),
      env: shellEnv(),
      yes: true,
    });
    const measured = await owner.api.call('dns.get', { id, wait: true });
    expect(measured).toMatchObject({ state: 'done', reason: null });
    expect(dnsMeasurementSchema.parse(measured)).toEqual(measured);
    const recoveryOf = (scenario: number, subject: (typeof subjects)[number]) => {
      const sample = measured.samples.find((each) => each.scenario === scenario && measured.subjects[each.subject]?.name === subject);
      expect(sample, `${scenario} ${subject}`).toMatchObject({ state: 'done', reason: null, recovery: expect.any(Object) as unknown });
      return sample?.recovery;
    };
    // Go looks again at the first start that is five seconds after the first: 5.5 s.
    expect(recoveryOf(0, 'go')?.lagNs).toBeGreaterThan(3.3e9);
    // Who reads the file for each lookup begins none with the old one.
    for (const libc of ['c-glibc', 'c-musl', 'go-cgo-glibc'] as const) expect(recoveryOf(0, libc), libc).toMatchObject({ lagNs: expect.any(Number) as unknown, stale: 0 });
    expect([recoveryOf(1, 'go')?.lagNs, recoveryOf(1, 'c-glibc')?.lagNs]).toEqual([null, null]);
    expect(recoveryOf(1, 'c-musl')).toMatchObject({ lagNs: expect.any(Number) as unknown, stale: 0 });
    // Go's next thread reads the file for glibc anew, whenever that is: nothing is foretold.
    const range = expect.objectContaining({ leastNs: expect.any(Number) as unknown }) as unknown;
    expect(measured.agreement.map(({ recovery }) => recovery)).toEqual([range, range, range, range, 'never', 'never', range, null]);
    expect(leftovers(data.path)).toEqual([]);
  });

  it('has what has no neighbour and no route', async () => {
    const { id } = await owner.api.call('dns.measure', {
      scenarios: [
        { resolvConf: 'nameserver 10.0.0.1\noptions timeout:5 attempts:1\n', servers: [{ fault: 'arp-fail' }] },
        { resolvConf: 'nameserver 10.0.0.1\noptions timeout:1 attempts:1\n', servers: [{ fault: 'no-route' }] },
      ],
      subjects: [{ kind: 'lab', id: 'c-glibc' }],
      env: shellEnv(),
      yes: true,
    });
    const { samples, state, calibration } = await owner.api.call('dns.get', { id, wait: true });
    expect(state).toBe('done');
    const [arp, route] = samples.map(({ lookups }) => lookups[0]?.wallNs ?? -1);
    // The kernel's three tries for a neighbour, not T = 5 s; and at once.
    expect(arp).toBeGreaterThan(2.5e9);
    if (calibration?.overloaded === false) {
      expect(arp).toBeLessThan(4.5e9);
      expect(route).toBeLessThan(0.9e9);
    }
    expect(leftovers(data.path)).toEqual([]);
  });

  it('refuses what would last too long, with the time', async () => {
    await expect(owner.api.call('dns.measure', { ...FOREVER, limitMs: 10_000, env: shellEnv(), yes: true })).rejects.toThrow(/would last 1 min 0 s/);
  });

  it('is cancelled at once and leaves nothing', async () => {
    const { id } = await owner.api.call('dns.measure', { ...FOREVER, env: shellEnv(), yes: true });
    await expect.poll(() => leftovers(data.path)).not.toEqual([]);
    expect(await owner.api.call('dns.cancel', { id })).toEqual({ cancelled: true });
    expect(leftovers(data.path)).toEqual([]);
    expect(await owner.api.call('dns.get', { id })).toMatchObject({ state: 'cancelled', reason: 'cancelled', samples: [] });
    expect(await owner.api.call('dns.cancel', { id })).toEqual({ cancelled: false });
    expect(await owner.api.call('dns.remove', { id })).toEqual({ removed: true });
    await expect(owner.api.call('dns.get', { id })).rejects.toThrow(/there is no measurement/);
  });

  it('refuses a program that cannot run in the root of a sample', async () => {
    await expect(
      owner.api.call('dns.measure', { ...FOREVER, subjects: [{ kind: 'program', path: join(import.meta.dirname, 'measure.int.test.ts') }], env: shellEnv(), yes: true }),
    ).rejects.toThrow(/is no ELF program/);
  });

  it.skipIf(!existsSync(GETENT))(`measures a program of the user${existsSync(GETENT) ? '' : ` (skipped: there is no ${GETENT})`}`, async () => {
    const { id } = await owner.api.call('dns.measure', {
      scenarios: [{ resolvConf: TWO_DEAD, servers: [{ fault: 'silent' }, { fault: 'ok' }], exists: ['db.internal'] }],
      subjects: ['db.internal', 'nobody.internal'].map((name) => ({ kind: 'program', path: GETENT, args: ['ahosts', name] })),
      env: shellEnv(),
      yes: true,
    });
    const { samples, agreement } = await owner.api.call('dns.get', { id, wait: true });
    expect(samples[0]).toMatchObject({ state: 'done', packets: 4, names: ['db.internal.'], resolver: { ran: 'glibc' }, exit: { code: 0 }, lookups: [{ result: 'ok' }] });
    expect(samples[0]?.lookups[0]?.wallNs).toBeGreaterThanOrEqual(0.99e9);
    // getent ends with 2 for a name that does not exist.
    expect(samples[1]).toMatchObject({ state: 'done', exit: { code: 2 }, lookups: [{ result: 'fail', error: 'exit code 2' }] });
    expect(agreement.map(({ prediction, agrees }) => [prediction, agrees])).toEqual([
      [null, null],
      [null, null],
    ]);
  });

  it('of an owner that is killed leaves no container, and the measurement is interrupted', async () => {
    const other = temporaryFolder();
    const killed = await startOwner(other.path);
    const { id } = await killed.api.call('dns.measure', { ...FOREVER, env: shellEnv(), yes: true });
    await expect.poll(() => leftovers(other.path)).not.toEqual([]);
    await killed.kill9();
    const next = await startOwner(other.path);
    expect(await next.api.call('dns.get', { id })).toMatchObject({ state: 'interrupted', scenarios: [dnsScenarioSchema.parse(FOREVER.scenarios[0])] });
    // Whatever needs the engine makes the new owner connect, and reap.
    await next.api.call('toolchain.list', { env: shellEnv() });
    await expect.poll(() => leftovers(other.path)).toEqual([]);
    await next.stop();
    other.remove();
  });
});
