// Go's resolver as it is predicted, against what was read in its sources and measured (facts/dns-resolvers.md, 1).
import { describe, expect, test } from 'vitest';
import type { DnsOutcome } from '../../../../src/shared/domain/dns.ts';
import { goAllDead, goFirstDead, goNames, goOneTypeDropped, goRotateStalls } from '../../../../src/core/dns/models/closed-forms.ts';
import { goModel } from '../../../../src/core/dns/models/go/index.ts';
import { candidatesOf, familyOf, isDomainName } from '../../../../src/core/dns/models/go/names.ts';
import { traitsOf } from '../../../../src/core/dns/models/go/version.ts';
import { inputOf, onlyOutcome, SECOND, type Asked } from './lookups.ts';

const NEWEST = '1.27.3';
const look = (asked: Asked): DnsOutcome => onlyOutcome(goModel, inputOf('go', NEWEST, asked));
const brief = ({ wallNs, packets, result, addresses, error }: DnsOutcome) => ({ s: (wallNs ?? -1) / SECOND, packets, result, addresses, error });
const T1A2 = { timeout: 1, attempts: 2 };
const search = (count: number): string[] => Array.from({ length: count }, (_, index) => `s${index}.example.`);

describe('one healthy server', () => {
  test('answers A and AAAA at once, with two packets', () => {
    expect(brief(look({ faults: ['ok'] }))).toEqual({ s: 0, packets: 2, result: 'ok', addresses: 2, error: null });
  });
  test('the timeline says what was asked, when, of whom, and what came of it', () => {
    expect(look({ faults: ['ok'], name: 'DB.Internal' }).timeline).toEqual(
      ['A', 'AAAA'].map((type) => ({ tNs: 0, endNs: 0, server: 1, protocol: 'udp', type, name: 'db.internal.', outcome: 'answer' })),
    );
  });
  test.each([
    ['ip4', 1, 1],
    ['ip6', 1, 1],
    ['txt', 1, 1],
    ['mx', 1, 1],
    ['srv', 1, 1],
    ['cname', 3, 1],
  ] as const)('%s asks with %i packets and gets %i', (api, packets, addresses) => {
    expect(brief(look({ faults: ['ok'], api }))).toMatchObject({ s: 0, packets, addresses, result: 'ok' });
  });
  test('LookupCNAME asks for A and AAAA alone before 1.20', () => {
    expect(look({ faults: ['ok'], api: 'cname', version: '1.19.8' }).packets).toBe(2);
  });
  test('a name that it does not know is final', () => {
    expect(brief(look({ faults: ['ok', 'ok'], exists: ['other.internal'] }))).toEqual({ s: 0, packets: 2, result: 'fail', addresses: 0, error: 'no such host' });
  });
});

describe('the closed forms are what the simulation gives', () => {
  test('all servers dead, over T, A, n, S and the flags', () => {
    let points = 0;
    for (let timeout = 1; timeout <= 10; timeout++)
      for (let attempts = 1; attempts <= 5; attempts++)
        for (let servers = 1; servers <= 3; servers++)
          for (let count = 0; count <= 4; count++)
            for (const singleRequest of [false, true])
              for (const [name, rooted] of [
                ['db', false],
                ['db.internal.', true],
              ] as const)
                for (const [api, types] of [
                  ['host', 2],
                  ['ip4', 1],
                ] as const)
                  for (const flags of [{}, { useVc: true }, { rotate: true }]) {
                    const settings = { timeout, attempts, singleRequest, search: search(count), ...flags };
                    const shape = { timeout, attempts, servers, names: goNames(count, rooted), types, sequential: singleRequest };
                    const { wallNs, packets, names, result } = look({ faults: Array<string>(servers).fill('silent'), settings, name, api, brief: true });
                    points += 1;
                    if (result !== 'fail' || names.length !== shape.names) throw new Error(`${JSON.stringify(shape)}: ${result} ${names.length}`);
                    if (JSON.stringify({ wallNs, packets }) !== JSON.stringify(goAllDead(shape))) throw new Error(`${JSON.stringify(shape)}: ${wallNs} ${packets}`);
                  }
    expect(points).toBe(10 * 5 * 3 * 5 * 2 * 2 * 2 * 3);
  });
  test('the first k of n dead, where the name resolves as the j-th candidate', () => {
    for (let timeout = 1; timeout <= 3; timeout++)
      for (let attempts = 1; attempts <= 3; attempts++)
        for (let servers = 2; servers <= 3; servers++)
          for (let dead = 1; dead < servers; dead++)
            for (let place = 1; place <= 4; place++)
              for (const singleRequest of [false, true])
                for (const [api, types] of [
                  ['host', 2],
                  ['ip6', 1],
                ] as const) {
                  const settings = { timeout, attempts, singleRequest, ndots: 5, search: search(3) };
                  const exists = [place === 4 ? 'db.internal' : `db.internal.s${place - 1}.example`];
                  const faults = Array.from({ length: servers }, (_, index) => (index < dead ? 'silent' : 'ok'));
                  const { wallNs, packets, result } = look({ faults, settings, exists, api });
                  const shape = { timeout, attempts, servers, names: place, types, sequential: singleRequest };
                  expect({ result, wallNs, packets }).toEqual({ result: 'ok', ...goFirstDead(shape, dead) });
                }
  });
  test('AAAA dropped by every server: A·n·T, then success with the address that came at once', () => {
    for (const timeout of [1, 2])
      for (const attempts of [1, 2, 3])
        for (const servers of [1, 2, 3]) {
          const { wallNs, packets, result, addresses } = look({ faults: Array<string>(servers).fill('drop-aaaa'), settings: { timeout, attempts } });
          const shape = { timeout, attempts, servers, names: 1, types: 2, sequential: false };
          expect({ wallNs, packets, result, addresses }).toEqual({ ...goOneTypeDropped(shape), result: 'ok', addresses: 1 });
        }
  });
});

describe('what was measured', () => {
  test('a search list multiplies the time: errors do not end it (T1 A2 S2: 6 s)', () => {
    const outcome = look({ faults: ['silent'], settings: { ...T1A2, search: search(2) } });
    expect(brief(outcome)).toEqual({ s: 6, packets: 12, result: 'fail', addresses: 0, error: 'timeout' });
    expect(outcome.names).toEqual(['db.internal.', 'db.internal.s0.example.', 'db.internal.s1.example.']);
  });
  test('without any name server in the file there are two built-in ones: 20 s', () => {
    expect(brief(look({ faults: ['silent', 'silent'], settings: { builtInServers: true, servers: ['127.0.0.1', '::1'] } }))).toMatchObject({ s: 20, packets: 8 });
  });
  test('an answer after the time-out is not taken (delay 1.5 s, T1 A2: fails at 2 s)', () => {
    expect(brief(look({ faults: ['delay:1500'], settings: T1A2 }))).toEqual({ s: 2, packets: 4, result: 'fail', addresses: 0, error: 'timeout' });
    expect(brief(look({ faults: ['delay:999'], settings: T1A2 }))).toMatchObject({ s: 0.999, packets: 2, result: 'ok' });
  });
  test('TC after 0.8 s and TCP that is silent cost 1.8 s each try (T1 A2: 3.60 s)', () => {
    // No fault delays the truncated answer and is silent over TCP as well; a schedule of one that delays, then one that is silent over TCP, meets both.
    const outcome = look({ faults: ['0s=truncate-delay:800,500ms=silent,1800ms=truncate-delay:800,2s=silent'], settings: T1A2 });
    expect(brief(outcome)).toMatchObject({ s: 3.6, packets: 8, result: 'fail', error: 'timeout' });
    expect(outcome.timeline.filter(({ type }) => type === 'A').map(({ tNs, endNs, protocol, outcome: how }) => [tNs / 1e6, (endNs ?? 0) / 1e6, protocol, how])).toEqual([
      [0, 800, 'udp', 'truncated'],
      [800, 1800, 'tcp', 'timeout'],
      [1800, 2600, 'udp', 'truncated'],
      [2600, 3600, 'tcp', 'timeout'],
    ]);
  });
  test.each([
    ['truncate', 0, 4, 'ok', null],
    ['truncate-delay:800', 0.8, 4, 'ok', null],
    ['truncate-tcp-silent', 2, 8, 'fail', 'timeout'],
    ['truncate-tcp-closed', 0, 4, 'fail', 'connection refused'],
  ] as const)('%s, T1 A2: %f s, %i packets, %s', (fault, s, packets, result, error) => {
    expect(brief(look({ faults: [fault], settings: T1A2 }))).toMatchObject({ s, packets, result, error });
  });
  test.each(['servfail', 'refused', 'formerr', 'notimp', 'lame'])('%s: the next server at once', (fault) => {
    expect(brief(look({ faults: [fault, 'ok'], settings: T1A2 }))).toEqual({ s: 0, packets: 4, result: 'ok', addresses: 2, error: null });
    expect(brief(look({ faults: [fault], settings: T1A2 }))).toMatchObject({ s: 0, packets: 4, result: 'fail', error: fault === 'lame' ? 'lame referral' : 'server misbehaving' });
  });
  test.each(['garbage', 'short', 'wrong-id', 'silent', 'arp-fail'])('%s: the whole of T, then the next server', (fault) => {
    expect(brief(look({ faults: [fault, 'ok'], settings: T1A2 }))).toMatchObject({ s: 1, packets: fault === 'arp-fail' ? 2 : 4, result: 'ok', addresses: 2 });
  });
  test.each([
    ['closed', 'connection refused'],
    ['no-route', 'network is unreachable'],
  ])('%s: an error at once, and no packet that arrives', (fault, error) => {
    expect(brief(look({ faults: [fault], settings: T1A2 }))).toEqual({ s: 0, packets: 0, result: 'fail', addresses: 0, error });
    expect(brief(look({ faults: [fault, 'ok'], settings: T1A2 }))).toMatchObject({ s: 0, packets: 2, result: 'ok' });
  });
  test.each(['nxdomain', 'nodata'])('%s: final for the name, a second server is not asked', (fault) => {
    expect(brief(look({ faults: [fault, 'ok'], settings: T1A2 }))).toEqual({ s: 0, packets: 2, result: 'fail', addresses: 0, error: 'no such host' });
  });
  test.each([
    ['servfail-aaaa', 3],
    ['refused-aaaa', 3],
    ['nxdomain-aaaa', 2],
  ])('%s: success with the A record alone', (fault, packets) => {
    expect(brief(look({ faults: [fault], settings: T1A2 }))).toEqual({ s: 0, packets, result: 'ok', addresses: 1, error: null });
  });
  test('AAAA dropped by the first server only: T, then both', () => {
    expect(brief(look({ faults: ['drop-aaaa', 'ok'], settings: T1A2 }))).toMatchObject({ s: 1, packets: 3, addresses: 2, result: 'ok' });
  });
  test('drop-first counts each name and type for itself', () => {
    expect(brief(look({ faults: ['drop-first:1'], settings: T1A2 }))).toMatchObject({ s: 1, packets: 4, addresses: 2, result: 'ok' });
    expect(brief(look({ faults: ['drop-first:1'], settings: T1A2, repeat: 2 }))).toMatchObject({ s: 1, packets: 6, addresses: 4, result: 'ok' });
    expect(brief(look({ faults: ['drop-first:2'], settings: T1A2 }))).toMatchObject({ s: 2, packets: 4, result: 'fail' });
  });
  test('use-vc: the same over TCP; a fault of UDP alone is not met', () => {
    expect(brief(look({ faults: ['silent'], settings: { ...T1A2, useVc: true } }))).toMatchObject({ s: 2, packets: 4, result: 'fail' });
    const outcome = look({ faults: ['servfail'], settings: { ...T1A2, useVc: true } });
    expect(brief(outcome)).toMatchObject({ s: 0, packets: 2, result: 'ok' });
    expect(outcome.timeline.every(({ protocol }) => protocol === 'tcp')).toBe(true);
  });
  test('use-vc and no neighbour: connecting fails after three seconds, if T allows', () => {
    expect(brief(look({ faults: ['arp-fail'], settings: { timeout: 5, attempts: 1, useVc: true } }))).toMatchObject({ s: 3.05, error: 'no route to host' });
    expect(brief(look({ faults: ['arp-fail'], settings: { timeout: 2, attempts: 1, useVc: true } }))).toMatchObject({ s: 2, error: 'timeout' });
  });
  test('single-request: the types wait for one another', () => {
    const outcome = look({ faults: ['silent'], settings: { ...T1A2, singleRequest: true } });
    expect(brief(outcome)).toMatchObject({ s: 4, packets: 4 });
    expect(outcome.timeline.map(({ type }) => type)).toEqual(['A', 'A', 'AAAA', 'AAAA']);
  });
  test('LookupCNAME costs what LookupHost costs', () => {
    expect(brief(look({ faults: ['silent'], settings: T1A2, api: 'cname' }))).toMatchObject({ s: 2, packets: 6, result: 'fail' });
  });
});

describe('rotate', () => {
  const rotating = (faults: string[], more: Partial<Asked> = {}) => goModel(inputOf('go', NEWEST, { faults, settings: { ...T1A2, rotate: true }, ...more }));
  test.each([
    ['host', 2, 8, 8],
    ['host', 3, 12, 8],
    ['ip4', 2, 8, 4],
    ['ip4', 3, 12, 4],
  ] as const)('%s, n=%i, one dead, %i lookups: %i of them pay T', (api, servers, lookups, stalls) => {
    const faults = Array.from({ length: servers }, (_, index) => (index === 0 ? 'silent' : 'ok'));
    const { outcomes, complete } = rotating(faults, { api, repeat: lookups });
    expect(complete).toBe(true);
    expect(outcomes.map(({ wallNs, result }) => [wallNs, result])).toEqual([[stalls * SECOND, 'ok']]);
    expect(goRotateStalls({ servers, types: api === 'host' ? 2 : 1, lookups, deadAt: 0 })).toBe(stalls);
  });
  test('which type comes first is a race: with AAAA dropped by one server it costs T or nothing', () => {
    const { outcomes } = rotating(['drop-aaaa', 'ok']);
    expect(outcomes.map(({ wallNs, packets, probability }) => [wallNs, packets, probability])).toEqual([
      [0, 2, null],
      [SECOND, 3, null],
    ]);
  });
  test('single-request leaves no race', () => {
    const { outcomes } = goModel(inputOf('go', NEWEST, { faults: ['drop-aaaa', 'ok'], settings: { ...T1A2, rotate: true, singleRequest: true } }));
    expect(outcomes.map(({ wallNs }) => wallNs)).toEqual([0]);
  });
  test('twenty lookups with a race each stay few outcomes', () => {
    const { outcomes, complete } = rotating(['drop-aaaa', 'ok', 'silent'], { repeat: 20 });
    expect(complete).toBe(true);
    expect(outcomes.length).toBeGreaterThan(1);
    expect(outcomes.length).toBeLessThan(500);
  });
});

describe('loss', () => {
  test('each try is a throw of its own, and the odds add up to one', () => {
    const { outcomes, complete } = goModel(inputOf('go', NEWEST, { faults: ['loss:0.5'], settings: T1A2, api: 'ip4' }));
    expect(complete).toBe(true);
    expect(outcomes.map(({ wallNs, packets, result, probability }) => [(wallNs ?? 0) / SECOND, packets, result, probability])).toEqual([
      [0, 1, 'ok', 0.5],
      [1, 2, 'ok', 0.25],
      [2, 2, 'fail', 0.25],
    ]);
  });
  test('A and AAAA: success unless both lose every packet', () => {
    const { outcomes } = goModel(inputOf('go', NEWEST, { faults: ['loss:0.5', 'loss:0.5'], settings: T1A2 }));
    const odds = (result: string) => outcomes.filter((each) => each.result === result).reduce((sum, { probability }) => sum + (probability ?? Number.NaN), 0);
    expect(odds('ok')).toBeCloseTo(1 - 0.5 ** 8, 12);
    expect(odds('fail')).toBeCloseTo(0.5 ** 8, 12);
  });
  test('every combination of a usual file is followed', () => {
    const settings = { timeout: 1, attempts: 3, ndots: 5, search: search(2) };
    const { outcomes, complete } = goModel(inputOf('go', NEWEST, { faults: ['loss:0.2', 'loss:0.2'], settings, exists: ['db.internal'], brief: true }));
    expect(complete).toBe(true);
    expect(outcomes.reduce((sum, { probability }) => sum + (probability ?? 0), 0)).toBeCloseTo(1, 9);
    const failed = outcomes.filter(({ result }) => result === 'fail').reduce((sum, { probability }) => sum + (probability ?? 0), 0);
    expect(failed).toBeCloseTo((0.2 ** 6) ** 2, 15);
  });
  test('an absurd one is given up in time, and says so', () => {
    const settings = { timeout: 1, attempts: 20, ndots: 5, search: search(8) };
    const { complete, warnings } = goModel(inputOf('go', NEWEST, { faults: ['loss:0.1', 'loss:0.2', 'loss:0.3'], settings, exists: ['db.internal'], brief: true }));
    expect(complete).toBe(false);
    expect(warnings.map(({ code }) => code)).toEqual(['outcomes-missing']);
  });
});

describe('the deadline of the caller', () => {
  test('ends the lookup at once, and nothing is sent after it (2 packets of 4)', () => {
    expect(brief(look({ faults: ['silent'], settings: T1A2, deadlineNs: 0.5 * SECOND }))).toEqual({ s: 0.5, packets: 2, result: 'fail', addresses: 0, error: 'timeout' });
    expect(brief(look({ faults: ['silent'], settings: { ...T1A2, search: search(3) }, deadlineNs: 3.5 * SECOND }))).toMatchObject({ s: 3.5, packets: 8 });
  });
  test('what had arrived by then is a success', () => {
    expect(brief(look({ faults: ['drop-aaaa'], settings: T1A2, deadlineNs: 0.5 * SECOND }))).toMatchObject({ s: 0.5, packets: 2, result: 'ok', addresses: 1 });
  });
  test('LookupIP is told of the deadline whatever it met before, LookupHost of the error of its name', () => {
    const asked = { faults: ['delay:600'], settings: { timeout: 2, attempts: 1, search: search(3) }, exists: ['other'], deadlineNs: 1.5 * SECOND };
    expect(look({ ...asked, api: 'ip4' })).toMatchObject({ wallNs: 1.5 * SECOND, packets: 3, error: 'timeout' });
    expect(look({ ...asked, api: 'host' })).toMatchObject({ wallNs: 1.5 * SECOND, packets: 6, error: 'no such host' });
  });
  test('rotate goes on where a lookup was left (measured of 1.19.8)', () => {
    const settings = { timeout: 1, attempts: 2, rotate: true, search: ['.'] };
    const faults = ['refused', 'drop-a', 'truncate-tcp-closed'];
    expect(brief(look({ faults, settings, version: '1.19.8', api: 'ip4', repeat: 2, deadlineNs: 1.7 * SECOND }))).toMatchObject({
      s: 3.4,
      packets: 9,
      result: 'fail',
      error: 'timeout',
    });
  });
  test('is of each lookup', () => {
    expect(brief(look({ faults: ['silent'], settings: T1A2, deadlineNs: 0.5 * SECOND, repeat: 3 }))).toMatchObject({ s: 1.5, packets: 6 });
  });
});

describe('names', () => {
  const list = (name: string, domains: string[], ndots = 1, version = NEWEST) => candidatesOf(name, { search: domains, ndots }, traitsOf(version));
  test('dots decide whether the name itself comes first or last; a rooted one comes alone', () => {
    expect(list('db.internal', ['a.', 'b'])).toEqual(['db.internal.', 'db.internal.a.', 'db.internal.b.']);
    expect(list('db.internal', ['a.', 'b.'], 5)).toEqual(['db.internal.a.', 'db.internal.b.', 'db.internal.']);
    expect(list('db.internal.', ['a.', 'b.'], 5)).toEqual(['db.internal.']);
    expect(list('db', ['a.'], 0)).toEqual(['db.', 'db.a.']);
  });
  test('.onion is never asked for, 1.19 does not even try the search list', () => {
    expect(list('x.onion', [])).toEqual([]);
    expect(list('x.Onion.', ['a.'])).toEqual([]);
    expect(list('x.onion', ['a.'])).toEqual(['x.onion.a.']);
    expect(list('x.onion', ['a.'], 1, '1.19.8')).toEqual([]);
  });
  test('a search domain that makes the name too long is passed over', () => {
    const long = `${'a'.repeat(60)}.`.repeat(4);
    expect(list('db.internal', [long, 'b.'])).toEqual(['db.internal.', 'db.internal.b.']);
  });
  test('what is no name is told so without a packet', () => {
    for (const name of ['', 'a..b', '-a.b', 'a-.b', 'a b', '1.2.3', `${'a'.repeat(64)}.b`, 'ä.b', 'a%b', 'a.'.repeat(130)]) {
      expect(isDomainName(name), name).toBe(false);
      for (const api of ['host', 'ip4', 'cname', 'txt'] as const)
        expect(brief(look({ faults: ['ok'], name, api }))).toMatchObject({ s: 0, packets: 0, result: 'fail', error: 'no such host' });
    }
    for (const name of ['.', 'a', '_sip._tcp.x', 'a.b.', `${'a'.repeat(63)}.b`, '1a']) expect(isDomainName(name), name).toBe(true);
  });
  test('an address is its own answer', () => {
    expect(['127.0.0.1', '::1', 'fe80::1%eth0', '::ffff:1.2.3.4'].map(familyOf)).toEqual([4, 6, 6, 6]);
    expect(['127.0.0.01', '1.2.3', '1::2::3', 'fe80::1%', '1:2:3:4:5:6:7:8:9', ':1', '1.2.3.4.', 'a', ''].map(familyOf)).toEqual(Array(9).fill(null));
    expect(brief(look({ faults: ['silent'], name: '::1' }))).toEqual({ s: 0, packets: 0, result: 'ok', addresses: 1, error: null });
    expect(brief(look({ faults: ['silent'], name: '::1', api: 'ip4' }))).toMatchObject({ result: 'fail', packets: 0 });
    expect(brief(look({ faults: ['silent'], name: '::1', api: 'cname' }))).toMatchObject({ result: 'fail', packets: 0 });
  });
  test('a search domain that fits in no message costs nothing', () => {
    const outcome = look({ faults: ['ok'], name: 'db', settings: { search: ['a..b.', 's.example.'] }, exists: ['db.s.example'] });
    expect(outcome).toMatchObject({ wallNs: 0, packets: 2, names: ['db.s.example.'], result: 'ok' });
  });
  test('the root as a search domain is never asked for, but takes its place in rotate and is the last error of a record', () => {
    const settings = { timeout: 1, attempts: 2, search: ['.'] };
    expect(list('db', ['.'], 1)).toEqual(['db..', 'db.']);
    expect(look({ faults: ['ok'], settings, exists: ['other'], api: 'srv' })).toMatchObject({ packets: 1, names: ['db.internal.'], error: 'cannot marshal DNS message' });
    expect(look({ faults: ['ok'], settings, exists: ['other'] })).toMatchObject({ packets: 2, error: 'no such host' });
    // Measured of 1.19, which keeps the dot of `search .`: the second server is first.
    expect(look({ faults: ['silent', 'ok', 'ok'], settings: { ...settings, rotate: true, ndots: 5 }, name: 'db', api: 'srv' })).toMatchObject({
      wallNs: 0,
      packets: 1,
      result: 'ok',
    });
  });
  test('without any candidate addresses are an empty list, not an error; a record is one', () => {
    expect(brief(look({ faults: ['ok'], name: 'x.onion' }))).toEqual({ s: 0, packets: 0, result: 'ok', addresses: 0, error: null });
    expect(brief(look({ faults: ['ok'], name: 'x.onion', api: 'txt' }))).toMatchObject({ result: 'fail', error: 'cannot unmarshal DNS message' });
    expect(brief(look({ faults: ['ok'], name: 'x.onion', api: 'cname' }))).toMatchObject({ result: 'fail', error: 'DNS response contained records which contain invalid names' });
  });
  test('the error of the name itself wins over those of the search list', () => {
    const settings = { ...T1A2, search: ['s.example.'] };
    // The name times out, then the search list is answered with NXDOMAIN; and the other way round.
    expect(look({ faults: ['0s=silent,2s=ok'], settings, exists: ['other'] }).error).toBe('timeout');
    expect(look({ faults: ['0s=silent,2s=ok'], settings: { ...settings, ndots: 5 }, exists: ['other'] }).error).toBe('no such host');
    // Of records, the last candidate's counts.
    expect(look({ faults: ['0s=silent,2s=ok'], settings, exists: ['other'], api: 'txt' }).error).toBe('no such host');
  });
});

describe('nsswitch', () => {
  test('without dns no server is asked for addresses, but for records', () => {
    const settings = { asksServers: false };
    expect(brief(look({ faults: ['ok'], settings }))).toMatchObject({ packets: 0, result: 'fail', error: 'no such host' });
    expect(brief(look({ faults: ['ok'], settings, version: '1.19' }))).toMatchObject({ packets: 0, result: 'ok', addresses: 0 });
    expect(look({ faults: ['ok'], settings, version: '1.19', api: 'cname' }).error).toBe('DNS response contained records which contain invalid names');
    expect(brief(look({ faults: ['ok'], settings, api: 'mx' }))).toMatchObject({ packets: 1, result: 'ok' });
  });
});

describe('a schedule', () => {
  test('counts from the beginning of the first lookup', () => {
    expect(brief(look({ faults: ['0s=silent,1s=ok'], settings: T1A2 }))).toMatchObject({ s: 1, packets: 4, result: 'ok' });
    expect(brief(look({ faults: ['0s=silent,2s=ok'], settings: T1A2, repeat: 2 }))).toMatchObject({ s: 2, packets: 6, result: 'fail', addresses: 2 });
    expect(brief(look({ faults: ['0s=ok,10s=silent'], settings: T1A2 }))).toMatchObject({ s: 0, packets: 2, result: 'ok' });
  });
});

describe('what nobody writes, but anybody may', () => {
  test('millions of attempts are counted, not simulated one by one', () => {
    const asked = { faults: ['silent', 'closed', 'silent'], settings: { timeout: 16_777_215, attempts: 16_777_215, search: search(2) } };
    const { outcomes, warnings } = goModel(inputOf('go', NEWEST, asked));
    expect(outcomes[0]).toMatchObject({ packets: 2 * 2 * 16_777_215 * 3, wallNs: Number.MAX_SAFE_INTEGER, result: 'fail' });
    expect(warnings.map(({ code }) => code)).toEqual(['timeline-cut', 'longer-than-104-days']);
    expect(brief(look({ faults: ['0s=closed,10s=ok'], settings: { attempts: 16_777_215 } }))).toMatchObject({ s: 0, packets: 0, result: 'fail' });
  });
  test('counting rounds instead of simulating them changes nothing', () => {
    // A server that drops the first thousand is silent for all that matters here, but each of its rounds is simulated.
    const slowly = (fault: string): string => fault.replace(/(?<![a-z-])silent/, 'drop-first:1000');
    for (const attempts of [1, 2, 7])
      for (const faults of [
        ['silent', 'closed'],
        ['silent', 'servfail'],
        ['0s=silent,5s=servfail', 'silent'],
        ['silent', 'wrong-id'],
        ['silent'],
        ['lame', 'silent', 'truncate-tcp-silent'],
      ])
        for (const deadlineNs of [null, 3.5 * SECOND, 1e6 * SECOND]) {
          const asked = { settings: { timeout: 2, attempts }, deadlineNs };
          const quick = look({ faults, ...asked });
          expect(quick).toEqual(look({ faults: faults.map(slowly), ...asked }));
          expect(look({ faults, ...asked, brief: true })).toEqual({ ...quick, timeline: [] });
          expect(quick.timeline.every(({ tNs, endNs }) => (endNs ?? -1) >= tNs && (endNs ?? 0) <= (quick.wallNs ?? 0))).toBe(true);
        }
  });
  test('packets and timeline agree: each exchange with a server that listens is a packet', () => {
    for (const faults of [['silent', 'ok'], ['truncate-tcp-silent'], ['servfail', 'closed', 'lame'], ['no-route', 'delay:300']]) {
      const { timeline, packets } = look({ faults, settings: T1A2 });
      expect(timeline.filter(({ outcome }) => !['port-unreachable', 'no-route', 'connection-refused'].includes(outcome))).toHaveLength(packets);
    }
  });
  test('a search list of fifty thousand domains is answered', () => {
    const outcome = look({ faults: ['silent', 'silent'], settings: { ...T1A2, search: search(50_000) }, brief: true });
    expect(outcome.packets).toBe(2 * 2 * 2 * 50_001);
  });
});
