import { describe, expect, it } from 'vitest';
import { behindForwarder } from '../../../../src/core/dns/lab/fingerprint.ts';
import { dnsSettings, isForwarder, unfitForForwarder } from '../../../../src/core/dns/lab/forwarder.ts';
import { parseFault } from '../../../../src/shared/domain/dns-faults.ts';
import type { DnsSubject } from '../../../../src/shared/domain/dns.ts';
import { makespanNs, planMeasurement, samplesOf, type PlanInput } from '../../../../src/core/dns/lab/plan.ts';
import { lintOf, outcomeOf, predictionOf, scenarioOf } from './builders.ts';

const go: DnsSubject = { kind: 'lab', id: 'go' };
const image = (via: 'exact' | 'docker'): DnsSubject => ({ kind: 'image', image: 'service', args: [], ready: 'exit', via });

describe("Docker's forwarder", () => {
  it('is meant by its very address, alone', () => {
    expect(isForwarder(['127.0.0.11'])).toBe(true);
    expect(isForwarder(['127.0.0.1'])).toBe(false);
    expect(isForwarder(['127.0.0.11', '10.0.0.1'])).toBe(false);
    expect(unfitForForwarder(['127.0.0.11', '10.0.0.1'], [], go)).toMatch(/only alone/);
    expect(unfitForForwarder(['10.0.0.1'], [], go)).toBeNull();
  });

  it('is given no upstream that the engine could not be told of', () => {
    const missing = [parseFault('arp-fail')];
    expect(unfitForForwarder(['127.0.0.11'], missing, go)).toMatch(/arp-fail/);
    expect(unfitForForwarder(['10.0.0.1'], missing, image('docker'))).toMatch(/arp-fail/);
    expect(unfitForForwarder(['fd00::1'], [parseFault('ok')], image('docker'))).toMatch(/IPv6/);
    expect(unfitForForwarder(['fd00::1'], [parseFault('ok')], image('exact'))).toBeNull();
  });

  it("gets a file's options and search list as settings of the container", () => {
    expect(dnsSettings('search a.example b.example\nnameserver 127.0.0.11\noptions ndots:2 rotate\noptions timeout:1 rotate\n', ['127.1.0.1', '127.1.0.2'])).toEqual({
      dns: ['127.1.0.1', '127.1.0.2'],
      dnsOptions: ['ndots:2', 'rotate', 'timeout:1'],
      dnsSearch: ['a.example', 'b.example'],
    });
    expect(dnsSettings('', ['127.1.0.1'])).toEqual({ dns: ['127.1.0.1'], dnsOptions: [], dnsSearch: [] });
  });

  it('hides the fingerprint of who asks: the trace tells, or the libc that a program is linked with', () => {
    expect(behindForwarder('go package net: hostLookupOrder(db.internal) = files,dns\n', 'glibc').ran).toBe('go');
    expect(behindForwarder('go package net: hostLookupOrder(db.internal) = cgo\n', 'glibc')).toMatchObject({
      ran: 'glibc',
      proof: [expect.stringContaining('= cgo'), expect.any(String)],
    });
    expect(behindForwarder('', 'musl').ran).toBe('musl');
    expect(behindForwarder('', null)).toEqual({ ran: 'unknown', proof: [] });
  });

  it('keeps its address in the file, while upstreams get addresses of the lab; an image is given nothing to do but its own', async () => {
    const scenario = scenarioOf({ resolvConf: 'nameserver 127.0.0.11\noptions timeout:1\n', servers: [{ fault: 'silent' }, { fault: 'ok' }, { fault: 'servfail' }] });
    const input: PlanInput = {
      scenarios: [scenario],
      subjects: [go, image('exact')].map((subject) => ({ subject, program: null })),
      rounds: 1,
      sampleLimitMs: null,
      foreseers: { lint: lintOf, predict: () => predictionOf(outcomeOf(2e9, 2)), varied: (each) => [each] },
      versions: { go: '1.27.4', glibc: null, musl: null },
      missing: () => null,
    };
    const { pairs } = await planMeasurement(input);
    expect(pairs.map(({ shape, forwarded }) => [shape, forwarded])).toEqual([
      ['forwarder', true],
      ['image', true],
    ]);
    expect(pairs[0]?.forecast).toMatchObject({ prediction: null, why: expect.stringContaining('127.0.0.11') as unknown });
    for (const { sample } of samplesOf(pairs, input, null)) {
      expect(sample.files.resolvConf).toBe(scenario.resolvConf);
      expect(sample.servers.map(({ fault }) => fault)).toEqual(['silent', 'ok', 'servfail']);
      for (const { address } of sample.servers) expect(address).toMatch(/^127\.1\./);
    }
    expect(samplesOf(pairs, input, null).map(({ sample }) => sample.subject)).toContainEqual({ hold: true });
    // An image may use all of its 30 s, and a container takes its time.
    expect(makespanNs(pairs, 1)).toBeGreaterThan(30e9);
    expect(makespanNs(pairs, 1)).toBeLessThan(40e9);
  });
});
