import { describe, expect, it } from 'vitest';
import type { Foreseers } from '../../../../src/core/dns/lab/foresight.ts';
import { environmentOf, makespanNs, planMeasurement, refuseTooLong, samplesOf, type PlanInput } from '../../../../src/core/dns/lab/plan.ts';
import type { DnsSubject, LabSubject } from '../../../../src/shared/domain/dns.ts';
import { InputError } from '../../../../src/shared/domain/errors.ts';
import { lintOf, outcomeOf, predictionOf, scenarioOf } from './builders.ts';

const lab = (id: LabSubject): { subject: DnsSubject; program: null } => ({ subject: { kind: 'lab', id }, program: null });

const foreseers = (wallNs: (name: string) => number | null): Foreseers => ({
  lint: lintOf,
  predict: (scenario) => predictionOf(outcomeOf(wallNs(scenario.name), 4)),
  varied: (scenario) => [scenario],
});

const inputOf = (more: Partial<PlanInput> = {}): PlanInput => ({
  scenarios: [scenarioOf()],
  subjects: [lab('go')],
  rounds: 1,
  sampleLimitMs: null,
  foreseers: foreseers(() => 4e9),
  versions: { go: '1.27.4', glibc: '2.41', musl: '1.2.5' },
  missing: () => null,
  ...more,
});

describe('the plan of a measurement', () => {
  it('gives every server of every sample an address of its own, in the text and in the job', async () => {
    const input = inputOf({ subjects: [lab('go'), lab('c-musl')], rounds: 2 });
    const { pairs } = await planMeasurement(input);
    const samples = samplesOf(pairs, input, null).map(({ sample }) => sample);
    const addresses = samples.flatMap(({ servers }) => servers.map(({ address }) => address));
    expect(addresses).toHaveLength(8);
    expect(new Set(addresses).size).toBe(8);
    for (const { files, servers } of samples)
      expect(files.resolvConf).toBe(`nameserver ${servers[0]?.address ?? ''}\nnameserver ${servers[1]?.address ?? ''}\noptions timeout:1 attempts:2\n`);
    expect(samples.map(({ id }) => id)).toEqual([0, 1, 2, 3]);
  });

  it('tells servers what exists, fully qualified', async () => {
    const input = inputOf({ scenarios: [scenarioOf({ exists: ['DB.internal', 'a.b.'], servers: [{ fault: 'ok' }, { fault: 'silent', exists: ['x'] }] })] });
    const [planned] = samplesOf((await planMeasurement(input)).pairs, input, null);
    expect(planned?.sample.servers.map(({ exists }) => exists)).toEqual([['db.internal.', 'a.b.'], ['x.']]);
  });

  it('starts the longest first, and knows how long all of it takes with so many at once', async () => {
    const input = inputOf({ scenarios: ['1', '9', '4', '6'].map((name) => scenarioOf({ name })), foreseers: foreseers((name) => Number(name) * 1e9) });
    const { pairs } = await planMeasurement(input);
    expect(samplesOf(pairs, input, null).map(({ sample }) => sample.lookup.name)).toEqual(['9', '6', '4', '1']);
    expect(makespanNs(pairs, 1)).toBe(9e9);
    expect(makespanNs(pairs, 1, 2)).toBe(10e9);
    expect(makespanNs(pairs, 2, 1)).toBe(40e9);
  });

  it('counts a call that never returns as long as it is waited for', async () => {
    const hang = inputOf({ foreseers: foreseers(() => null) });
    expect((await planMeasurement(hang)).pairs[0]?.expectedNs).toBe(10e9);
    expect((await planMeasurement({ ...hang, sampleLimitMs: 2_000 })).pairs[0]).toMatchObject({ expectedNs: 2e9, limitMs: 2_000 });
  });

  it('lets samples with built-in servers follow each other: they have one address', async () => {
    const input = inputOf({ scenarios: [scenarioOf({ resolvConf: 'options timeout:1\n' })], rounds: 3 });
    const { pairs } = await planMeasurement(input);
    expect(makespanNs(pairs, 3)).toBe(12e9);
    expect(samplesOf(pairs, input, null)[0]?.sample.servers.map(({ address }) => address)).toEqual(['127.0.0.1', '::1']);
    expect(pairs[0]?.shape).toBe('ipv6');
  });

  it('is refused with the time where it is longer than the limit', async () => {
    const { pairs } = await planMeasurement(inputOf());
    expect(() => refuseTooLong(4e9, 3_000, pairs)).toThrow(/would last 4\.00 s .* longer than the limit of 3\.00 s/);
    expect(() => refuseTooLong(4e9, 4_000, pairs)).not.toThrow();
  });

  it('leaves out what a subject has no call for, or is not there, and says so; with nothing left it is refused', async () => {
    const txt = { scenarios: [scenarioOf({ api: 'txt' as const })] };
    const both = await planMeasurement(inputOf({ ...txt, subjects: [lab('go'), lab('c-glibc')] }));
    expect(both.pairs).toHaveLength(1);
    expect(both.notes).toEqual([expect.stringContaining('c-glibc has no such call as "txt"')]);
    await expect(planMeasurement(inputOf({ ...txt, subjects: [lab('c-glibc')] }))).rejects.toThrow(InputError);
    await expect(planMeasurement(inputOf({ missing: () => 'no musl for this machine' }))).rejects.toThrow(/no musl for this machine/);
  });

  it('gives missing neighbours a network of their own', async () => {
    const input = inputOf({ scenarios: [scenarioOf({ servers: [{ fault: 'arp-fail' }, { fault: 'ok' }] })] });
    const { pairs } = await planMeasurement(input);
    expect(pairs[0]?.shape).toBe('neighbour');
    expect(samplesOf(pairs, input, { address: '172.19.0.2', bits: 16 })[0]?.sample.servers.map(({ address }) => address)).toEqual(['172.19.255.254', '127.1.0.1']);
  });

  it('says what no model covers, and waits for it all the same as long as a lookup takes', async () => {
    const { pairs } = await planMeasurement(inputOf({ scenarios: [scenarioOf({ api: 'dial' })] }));
    expect(pairs[0]).toMatchObject({ forecast: { prediction: null, why: expect.stringContaining('measured') as string }, expectedNs: 4e9 });
  });

  it('refuses more samples than anybody looks at', async () => {
    await expect(planMeasurement(inputOf({ rounds: 20_001 }))).rejects.toThrow(/at most 20000/);
  });
});

describe('the environment of a sample', () => {
  const of = (id: LabSubject, GODEBUG?: string): string | undefined => environmentOf({ kind: 'lab', id }, null, GODEBUG === undefined ? {} : { GODEBUG })['GODEBUG'];

  it('says which resolver Go is to take, and asks for its trace', () => {
    expect([of('go'), of('go-cgo-musl'), of('go-auto-glibc'), of('c-glibc')]).toEqual(['netdns=go+2', 'netdns=cgo+2', 'netdns=2', undefined]);
  });

  it('keeps what the user has in GODEBUG; whose netdns counts where the choice is free', () => {
    expect(of('go', 'netedns0=0,netdns=cgo')).toBe('netedns0=0,netdns=go+2');
    expect(of('go-auto-glibc', 'netdns=cgo+1,x=1')).toBe('x=1,netdns=cgo+2');
  });
});
