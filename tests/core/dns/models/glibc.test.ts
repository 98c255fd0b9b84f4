// glibc's simulation against the wire: tests/fixtures/dns/glibc-measured.json holds 420 of 3,575 lookups that were measured with the libraries of Debian's 2.36, 2.41 and
// 2.43 in private network namespaces, over IPv4 and IPv6; against the figures of facts/dns-resolvers.md 2; and against its closed forms.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  aaaaDroppedS,
  aDroppedS,
  allSilent,
  cycleS,
  firstSilent,
  glibcModel,
  namesWhenSilent,
  patienceS,
  rotatedSilentS,
  serverWaitS,
} from '../../../../src/core/dns/models/glibc/index.ts';
import type { ModelApi, ResolverSettings } from '../../../../src/core/dns/models/types.ts';
import type { DnsOutcome } from '../../../../src/shared/domain/dns.ts';
import { inputOf, onlyOutcome, SECOND, type Asked } from './lookups.ts';

const modelInput = ({ settings, ...asked }: Asked) => inputOf('glibc', '2.41', { ...asked, settings: { timeout: 1, attempts: 2, ...settings } });
const answerTo = (asked: Asked) => glibcModel(modelInput(asked));
const only = (asked: Asked): DnsOutcome => onlyOutcome(glibcModel, modelInput(asked));
/** `4 s, 8 packets, EAI_AGAIN`. */
const said = ({ wallNs, packets, addresses, error, result }: DnsOutcome): string =>
  `${wallNs === null ? 'never' : `${wallNs / SECOND} s`}, ${packets} packets, ${result === 'hang' ? 'hang' : (error ?? `${addresses} addresses`)}`;
const line = (asked: Asked): string => said(only(asked));
const lines = (asked: Asked): string[] => answerTo(asked).outcomes.map(said);
const domains = (count: number): string[] => Array.from({ length: count }, (_, index) => `d${index + 1}.test`);
const times = (count: number): string[] => Array<string>(count).fill('silent');

type Row = [string, number, number, number, string, string, string, string, ModelApi, number, string, number | null, number, number, string];

const OPTIONS: Record<string, keyof ResolverSettings> = {
  rotate: 'rotate',
  'single-request': 'singleRequest',
  'single-request-reopen': 'singleRequestReopen',
  'use-vc': 'useVc',
  edns0: 'edns0',
  'no-aaaa': 'noAaaa',
  'no-tld-query': 'noTldQuery',
  'strict-error': 'strictError',
};

/** What was asked in a measured lookup. `strict-error` is no option of 2.36. */
function askedIn([version, timeout, attempts, ndots, search, options, name, exists, api, repeat, faults]: Row): Asked {
  const words = options.split(' ').filter((word) => word !== '' && !(word === 'strict-error' && version === '2.36'));
  const flags = Object.fromEntries(words.map((word) => [OPTIONS[word] ?? word, true]));
  return {
    faults: faults.split(' ; '),
    settings: { timeout, attempts, ndots, search: search === '' ? [] : search.split(' '), ...flags },
    version,
    name,
    exists: exists === '' ? [] : exists.split(' '),
    api,
    repeat,
  };
}

/** Packets, addresses and error are equal, and the time is within 50 ms or 2 %. */
function agrees(outcome: DnsOutcome, [, , , , , , , , , , , wallMs, packets, addresses, error]: Row): boolean {
  const told = outcome.result === 'hang' ? 'hang' : (outcome.error ?? 'ok');
  if (outcome.packets !== packets || outcome.addresses !== addresses || told !== error) return false;
  if (outcome.wallNs === null || wallMs === null) return outcome.wallNs === wallMs;
  return Math.abs(outcome.wallNs / 1e6 - wallMs) <= Math.max(50, outcome.wallNs / 1e6 / 50);
}

describe('glibc, as measured', () => {
  const rows = JSON.parse(readFileSync(new URL('../../../fixtures/dns/glibc-measured.json', import.meta.url), 'utf8')) as Row[]; // written by the campaign

  it('agrees with every lookup that was measured, in packets, addresses, error and time', () => {
    const wrong = rows.filter((row) => !answerTo(askedIn(row)).outcomes.some((outcome) => agrees(outcome, row)));
    expect(wrong).toEqual([]);
    expect(rows.length).toBeGreaterThan(400);
  });
});

describe('glibc, all servers silent', () => {
  it('waits for the servers as the table says: the doubling is over their places, and integers drop the rest', () => {
    const table = [1, 2, 3, 5, 10].map((timeout) => [1, 2, 3].map((count) => cycleS(timeout, count)));
    expect(table).toEqual([
      [1, 2, 3],
      [2, 4, 5],
      [3, 6, 9],
      [5, 10, 14],
      [10, 20, 29],
    ]);
    expect([0, 1, 2].map((place) => serverWaitS(5, 3, place))).toEqual([5, 3, 6]);
  });

  it('is equal to its closed form on a grid', () => {
    for (const timeout of [0, 1, 2, 3, 5, 10, 30])
      for (const attempts of [1, 2, 3, 5])
        for (const servers of [1, 2, 3])
          for (const search of [0, 1, 2, 4])
            for (const [api, types] of [['host', 2] as const, ['ip4', 1] as const, ['ip6', 1] as const])
              for (const ndots of [1, 5]) {
                const outcome = only({ faults: times(servers), api, settings: { timeout, attempts, search: domains(search), ndots } });
                const form = allSilent({ timeout, attempts, servers, types, search });
                expect([outcome.wallNs, outcome.packets, outcome.error]).toEqual([form.seconds * SECOND, form.packets, 'EAI_AGAIN']);
                expect(outcome.names).toHaveLength(namesWhenSilent({ search }));
              }
  });

  it('asks for the name itself and one searched name, in the order of ndots, and for a rooted name alone', () => {
    const search = domains(3);
    expect(only({ faults: ['silent'], settings: { search } }).names).toEqual(['db.internal.', 'db.internal.d1.test.']);
    expect(only({ faults: ['silent'], settings: { search, ndots: 5 } }).names).toEqual(['db.internal.d1.test.', 'db.internal.']);
    expect(only({ faults: ['silent'], name: 'db.internal.', settings: { search, ndots: 5 } }).names).toEqual(['db.internal.']);
  });

  it('sends half the packets with single-request, in the same time', () => {
    expect(line({ faults: times(2) })).toBe('4 s, 8 packets, EAI_AGAIN');
    expect(line({ faults: times(2), settings: { singleRequest: true } })).toBe('4 s, 4 packets, EAI_AGAIN');
  });

  it('waits a second for each server with timeout:0, and fails at once without a packet with attempts:0', () => {
    expect(line({ faults: ['silent'], settings: { timeout: 0 } })).toBe('2 s, 4 packets, EAI_AGAIN');
    expect(line({ faults: ['silent'], settings: { attempts: 0, search: domains(2) } })).toBe('0 s, 0 packets, EAI_AGAIN');
    expect(answerTo({ faults: ['ok'], settings: { attempts: 0 } }).warnings).toMatchObject([{ code: 'attempts-0-glibc-fails' }]);
  });

  it('meets the budgets of the table of settings', () => {
    const shape = (timeout: number, attempts: number, servers: number, search = 0) => allSilent({ timeout, attempts, servers, types: 2, search }).seconds;
    expect([shape(1, 2, 1), shape(1, 1, 2), shape(1, 1, 3), shape(2, 1, 3), shape(1, 1, 2, 3), shape(1, 2, 2, 3), shape(2, 1, 3, 3)]).toEqual([2, 2, 3, 5, 4, 8, 10]);
  });
});

describe('glibc, some servers silent', () => {
  it('is equal to its closed form: each name before the one that exists pays for the dead servers again', () => {
    for (const timeout of [1, 2, 5])
      for (const [servers, dead] of [[2, 1] as const, [3, 1] as const, [3, 2] as const])
        for (const position of [1, 2, 3]) {
          const search = domains(2);
          const exists = ['db.internal.d1.test.', 'db.internal.d2.test.', 'db.internal.'][position - 1] ?? '';
          const faults = [...times(dead), ...Array<string>(servers - dead).fill('ok')];
          const outcome = only({ faults, exists: [exists], settings: { timeout, search, ndots: 5 } });
          const form = firstSilent({ timeout, attempts: 2, servers, types: 2, search: 2 }, dead, position);
          expect([outcome.wallNs, outcome.packets, outcome.addresses]).toEqual([form.seconds * SECOND, form.packets, 2]);
        }
  });

  it('pays with rotate in one lookup of n, by the place of the server in the file: 4 s for the third with T = 3', () => {
    const { outcomes } = answerTo({ faults: ['ok', 'ok', 'silent'], settings: { timeout: 3, rotate: true } });
    expect(outcomes.map(said)).toEqual(['0 s, 2 packets, 2 addresses', '4 s, 4 packets, 2 addresses']);
    expect(outcomes.map(({ probability }) => probability)).toEqual([expect.closeTo(2 / 3), expect.closeTo(1 / 3)]);
    expect(rotatedSilentS({ timeout: 3, attempts: 2, servers: 3, types: 2, search: 0 }, 2)).toBe(4);
  });

  it('goes on by one server with each further name and lookup of the process', () => {
    const asked = { faults: ['silent', 'ok'], settings: { rotate: true } };
    expect(lines({ ...asked, repeat: 4 })).toEqual(['2 s, 12 packets, 8 addresses']);
    expect(lines({ ...asked, exists: ['db.internal.'], settings: { rotate: true, search: ['d1.test'], ndots: 5 } })).toEqual(['1 s, 6 packets, 2 addresses']);
  });
});

describe('glibc, late answers', () => {
  it('takes an answer to an earlier attempt: the socket and the IDs are kept', () => {
    expect(line({ faults: ['delay:1500'] })).toBe('1.5 s, 4 packets, 2 addresses');
    expect(line({ faults: ['delay:2500', 'silent', 'silent'], settings: { attempts: 3 } })).toBe('3 s, 8 packets, 2 addresses');
  });

  it('is patient to the end of its last attempt', () => {
    for (const [servers, attempts, timeout] of [[1, 2, 1] as const, [1, 3, 2] as const, [2, 2, 1] as const, [3, 2, 2] as const]) {
      const limitMs = patienceS({ timeout, attempts, servers, types: 2, search: 0 }) * 1_000;
      const asked = (ms: number): Asked => ({ faults: [`delay:${ms}`, ...times(servers - 1)], settings: { attempts, timeout } });
      expect(only(asked(limitMs - 1)).result).toBe('ok');
      expect(only(asked(limitMs + 1)).result).toBe('fail');
    }
  });

  it('loses it when another server closes the sockets', () => {
    expect(line({ faults: ['delay:1500', 'silent'] })).toBe('2 s, 6 packets, 2 addresses');
    expect(line({ faults: ['delay:1500', 'closed'] })).toBe('2 s, 4 packets, EAI_AGAIN');
    expect(line({ faults: ['delay:1500', 'short'] })).toBe('2 s, 8 packets, EAI_AGAIN');
    // Both types refused is no reason for it to close them; one type alone is.
    expect(line({ faults: ['delay:1500', 'servfail'] })).toBe('1.5 s, 6 packets, 2 addresses');
    expect(line({ faults: ['delay:1500', 'servfail'], api: 'ip4' })).toBe('2 s, 4 packets, EAI_AGAIN');
  });

  it('leaves open what comes right at the deadline', () => {
    expect(lines({ faults: ['delay:1000'], api: 'ip4' })).toEqual(['1 s, 1 packets, 1 addresses', '1 s, 2 packets, 1 addresses']);
    expect(lines({ faults: ['delay:1000'] })).toEqual(['1 s, 4 packets, 2 addresses', '2 s, 4 packets, EAI_AGAIN']);
    expect(answerTo({ faults: ['delay:1000'] }).outcomes.every(({ probability }) => probability === null)).toBe(true);
  });
});

describe('glibc, one of two answers missing', () => {
  const shape = { timeout: 1, attempts: 2, servers: 1, types: 2, search: 0 } as const;

  it('succeeds without AAAA after 3 T, and after T in each later lookup of the thread', () => {
    for (const repeat of [1, 2, 4]) {
      const seconds = Array.from({ length: repeat }, (_, lookup) => aaaaDroppedS(shape, lookup)).reduce((a, b) => a + b);
      expect(only({ faults: ['drop-aaaa'], repeat })).toMatchObject({ wallNs: seconds * SECOND, addresses: repeat, result: 'ok' });
    }
    expect(only({ faults: ['drop-aaaa'] }).packets).toBe(6);
  });

  it('never asks the second server then', () => {
    expect(only({ faults: ['drop-aaaa', 'ok'] }).timeline.every(({ server }) => server === 1)).toBe(true);
    expect(line({ faults: ['drop-aaaa', 'ok'], settings: { timeout: 2 } })).toBe('6 s, 6 packets, 1 addresses');
  });

  it('needs 2 T with single-request and T with single-request-reopen', () => {
    expect(line({ faults: ['drop-aaaa'], settings: { singleRequest: true } })).toBe('2 s, 4 packets, 1 addresses');
    expect(line({ faults: ['drop-aaaa'], settings: { singleRequestReopen: true } })).toBe('1 s, 2 packets, 1 addresses');
  });

  it('fails without A after (A + 1) T', () => {
    for (const attempts of [1, 2, 3])
      expect(only({ faults: ['drop-a'], settings: { attempts } })).toMatchObject({ wallNs: aDroppedS({ ...shape, attempts }) * SECOND, error: 'EAI_AGAIN' });
    expect(line({ faults: ['drop-a'], settings: { search: domains(1) } })).toBe(`${aDroppedS({ ...shape, search: 1 })} s, 6 packets, EAI_AGAIN`);
    expect(line({ faults: ['drop-a', 'ok'] })).toBe('2 s, 5 packets, 2 addresses');
  });

  it('starts another thread afresh when the caller leaves at its deadline', () => {
    const outcome = only({ faults: ['drop-aaaa'], repeat: 2, deadlineNs: 0.5 * SECOND });
    expect(outcome).toMatchObject({ wallNs: SECOND, packets: 12, result: 'fail', error: 'timeout', addresses: 0 });
  });
});

describe('glibc, servers out of reach', () => {
  it('sees ICMP at once, and stops after one searched name when no server can be reached', () => {
    expect(line({ faults: ['closed', 'closed'] })).toBe('0 s, 0 packets, EAI_AGAIN');
    expect(only({ faults: ['closed'], settings: { search: domains(3) } }).names).toEqual(['db.internal.', 'db.internal.d1.test.']);
    expect(only({ faults: ['closed'], settings: { search: domains(3), ndots: 5 } }).names).toEqual(['db.internal.d1.test.']);
    expect(line({ faults: ['closed', 'silent'] })).toBe('2 s, 4 packets, EAI_AGAIN');
    expect(line({ faults: ['no-route', 'ok'] })).toBe('0 s, 2 packets, 2 addresses');
  });

  it('gives up a neighbour that is not there after 3.05 s of each try, or at its deadline', () => {
    expect(line({ faults: ['arp-fail'], settings: { timeout: 5 } })).toBe('6.1 s, 0 packets, EAI_AGAIN');
    expect(line({ faults: ['arp-fail'], settings: { timeout: 2 } })).toBe('3.05 s, 0 packets, EAI_AGAIN');
    // The search for the neighbour that began with the first packet ends in the fourth attempt.
    expect(line({ faults: ['arp-fail'], settings: { attempts: 5 } })).toBe('4.05 s, 0 packets, EAI_AGAIN');
    expect(line({ faults: ['arp-fail', 'ok'], settings: { timeout: 5 } })).toBe('3.05 s, 2 packets, 2 addresses');
  });
});

describe('glibc, answers that are errors', () => {
  it('asks the next server after SERVFAIL, REFUSED, NOTIMP, a lame or a short one', () => {
    for (const fault of ['servfail', 'refused', 'notimp', 'lame']) expect(line({ faults: [fault, 'ok'] })).toBe('0 s, 4 packets, 2 addresses');
    expect(line({ faults: ['short', 'ok'] })).toBe('0 s, 4 packets, 2 addresses');
  });

  it('believes FORMERR, with and without EDNS0, and does not ask the second server', () => {
    for (const edns0 of [false, true]) expect(line({ faults: ['formerr', 'ok'], settings: { edns0 } })).toBe('0 s, 2 packets, EAI_NONAME');
  });

  it('ignores what is no answer to its question', () => {
    for (const fault of ['garbage', 'wrong-id']) expect(line({ faults: [fault, 'ok'] })).toBe('1 s, 4 packets, 2 addresses');
  });

  it('takes A alone where AAAA is refused, at once', () => {
    for (const fault of ['servfail-aaaa', 'refused-aaaa', 'nxdomain-aaaa']) expect(line({ faults: [fault, 'ok'] })).toBe('0 s, 2 packets, 1 addresses');
  });

  it('asks the next server for both with strict-error', () => {
    const settings = { strictError: true };
    expect(line({ faults: ['servfail-aaaa', 'ok'], settings })).toBe('0 s, 4 packets, 2 addresses');
    expect(line({ faults: ['refused-aaaa'], settings })).toBe('0 s, 4 packets, EAI_AGAIN');
    expect(line({ faults: ['nxdomain-aaaa', 'ok'], settings })).toBe('0 s, 2 packets, 1 addresses');
  });

  it('tells a name without the records asked for from one that does not exist', () => {
    expect(line({ faults: ['nodata'] })).toBe('0 s, 2 packets, EAI_NODATA');
    expect(line({ faults: ['nxdomain'] })).toBe('0 s, 2 packets, EAI_NONAME');
  });
});

describe('glibc, the search list', () => {
  const asked = (fault: string, search = 3): readonly string[] => only({ faults: [fault], settings: { search: domains(search), ndots: 5 } }).names;

  it('goes on after NXDOMAIN, NODATA and SERVFAIL, to more than six domains', () => {
    for (const fault of ['nxdomain', 'nodata', 'servfail']) expect(asked(fault, 8)).toHaveLength(9);
  });

  it('skips the rest after a time-out, REFUSED, NOTIMP or FORMERR, and tries the name as it stands', () => {
    for (const fault of ['silent', 'refused', 'notimp', 'formerr', 'lame', 'short', 'garbage']) expect(asked(fault)).toEqual(['db.internal.d1.test.', 'db.internal.']);
  });

  it('takes SERVFAIL of one server for the whole even when the last one was silent', () => {
    expect(only({ faults: ['servfail', 'silent'], settings: { search: domains(2), ndots: 5 } }).names).toHaveLength(3);
    expect(only({ faults: ['servfail', 'refused'], settings: { search: domains(2), ndots: 5 } }).names).toHaveLength(2);
  });

  it('does not ask for a bare word with no-tld-query', () => {
    const settings = { search: domains(1), noTldQuery: true };
    expect(only({ faults: ['nxdomain'], name: 'db', settings }).names).toEqual(['db.d1.test.']);
    expect(only({ faults: ['nxdomain'], name: 'db', settings: { noTldQuery: true } }).names).toEqual(['db.']);
  });

  it('asks twice for the same name when the root is on the list', () => {
    expect(line({ faults: ['nxdomain'], settings: { search: ['.'] } })).toBe('0 s, 4 packets, EAI_NONAME');
    expect(line({ faults: ['nxdomain'], settings: { search: ['.'], ndots: 5 } })).toBe('0 s, 2 packets, EAI_NONAME');
  });

  it('stops at a name that no message can carry, but tries the name as it stands', () => {
    expect(only({ faults: ['nxdomain'], settings: { search: ['bad..test', 'd1.test'], ndots: 5 } }).names).toEqual(['db.internal.']);
    const long = [...Array<string>(3).fill('a'.repeat(63)), 'b'.repeat(50)].join('.');
    expect(only({ faults: ['nxdomain'], name: long, settings: { search: ['long.search.domain', 'x'], ndots: 9 } }).names).toEqual([`${long}.`]);
  });

  it('asks nobody for what is no host name, or is an address', () => {
    for (const name of ['', 'a..b', '-x.lab', 'a b.lab', `${'a'.repeat(64)}.lab`, 'x/y', 'caf\u00e9.lab'])
      expect(line({ faults: ['ok'], name })).toBe('0 s, 0 packets, EAI_NONAME');
    for (const name of ['127.0.0.9', '0x7f.1', '::1']) expect(line({ faults: ['ok'], name })).toBe('0 s, 0 packets, 1 addresses');
    expect(line({ faults: ['ok'], name: '::1', api: 'ip4' })).toBe('0 s, 0 packets, EAI_ADDRFAMILY');
    expect(line({ faults: ['ok'], name: '1.2.3.4.5' })).toBe('0 s, 2 packets, 2 addresses');
    expect(line({ faults: ['ok'], name: '1.2.3.4.5', api: 'ip4' })).toBe('0 s, 0 packets, EAI_NONAME');
    expect(only({ faults: ['ok'], name: 'ex\\097mple.lab' }).names).toEqual(['example.lab.']);
    expect(line({ faults: ['ok'], settings: { asksServers: false } })).toBe('0 s, 0 packets, EAI_NONAME');
  });
});

describe('glibc, TCP', () => {
  it('never comes back from a server that takes the connection and says nothing', () => {
    expect(line({ faults: ['truncate-tcp-silent', 'ok'] })).toBe('never, 4 packets, hang');
    expect(line({ faults: ['silent', 'ok'], settings: { useVc: true } })).toBe('never, 2 packets, hang');
    expect(answerTo({ faults: ['truncate-tcp-silent'] }).warnings).toMatchObject([{ code: 'tcp-no-timeout' }]);
    expect(only({ faults: ['truncate-tcp-silent'], deadlineNs: 2 * SECOND })).toMatchObject({ wallNs: 2 * SECOND, result: 'fail', error: 'timeout' });
  });

  it('asks again over TCP when one answer is truncated, and goes on over TCP with the next server when that is refused', () => {
    expect(line({ faults: ['truncate'] })).toBe('0 s, 4 packets, 2 addresses');
    expect(line({ faults: ['truncate'], settings: { singleRequest: true } })).toBe('0 s, 3 packets, 2 addresses');
    expect(line({ faults: ['truncate-delay:1400'] })).toBe('1.4 s, 6 packets, 2 addresses');
    expect(only({ faults: ['truncate-tcp-closed', 'ok'] }).timeline.map(({ server, protocol }) => `${server} ${protocol}`)).toEqual(['1 udp', '1 udp', '1 tcp', '2 tcp', '2 tcp']);
    expect(line({ faults: ['truncate-tcp-closed', 'silent'] })).toBe('never, 4 packets, hang');
    // A refused connection ends the search list like a closed port.
    expect(only({ faults: ['truncate-tcp-closed'], settings: { search: domains(2), ndots: 5 } }).names).toHaveLength(1);
  });

  it('tries each server once with use-vc, whatever attempts says', () => {
    const outcome = only({ faults: ['closed', 'closed'], settings: { useVc: true, attempts: 5 } });
    expect(outcome.timeline.map(({ server, outcome: end }) => `${server} ${end}`)).toEqual(['1 connection-refused', '2 connection-refused']);
    expect(line({ faults: ['closed', 'servfail'], settings: { useVc: true } })).toBe('0 s, 2 packets, 2 addresses');
    expect(line({ faults: ['arp-fail', 'ok'], settings: { useVc: true } })).toBe('3.05 s, 2 packets, 2 addresses');
  });
});

describe('glibc, no-aaaa', () => {
  const settings = { noAaaa: true };

  it('asks for A alone', () => {
    expect(line({ faults: ['drop-aaaa'], settings })).toBe('0 s, 1 packets, 1 addresses');
    expect(line({ faults: times(2), settings })).toBe('4 s, 4 packets, EAI_AGAIN');
  });

  it('asks for A in place of AAAA, and takes a time-out for no data, which does not end the search list', () => {
    expect(line({ faults: ['ok'], api: 'ip6', settings })).toBe('0 s, 1 packets, EAI_NODATA');
    const outcome = only({ faults: ['silent'], api: 'ip6', settings: { ...settings, search: domains(2), ndots: 5 } });
    expect([outcome.names.length, outcome.wallNs, outcome.error]).toEqual([3, 6 * SECOND, 'EAI_NODATA']);
  });
});

describe('glibc, the caller', () => {
  it('is told at its deadline, while the thread sends on', () => {
    expect(line({ faults: times(1), deadlineNs: 0.5 * SECOND })).toBe('0.5 s, 4 packets, timeout');
    expect(line({ faults: ['delay:300'], deadlineNs: 0.5 * SECOND })).toBe('0.3 s, 2 packets, 2 addresses');
  });

  it('gets every outcome of lost packets with its odds', () => {
    const { outcomes, complete } = answerTo({ faults: ['loss:0.3'], api: 'ip4' });
    expect(outcomes.map(said)).toEqual(['0 s, 1 packets, 1 addresses', '1 s, 2 packets, 1 addresses', '2 s, 2 packets, EAI_AGAIN']);
    expect(outcomes.map(({ probability }) => probability)).toEqual([expect.closeTo(0.7), expect.closeTo(0.21), expect.closeTo(0.09)]);
    expect(complete).toBe(true);
  });

  it('sees repeated lookups under loss told together, not way by way', () => {
    const { outcomes, complete } = answerTo({ faults: ['loss:0.1'], api: 'ip4', repeat: 50 });
    expect(complete).toBe(true);
    expect(outcomes.reduce((sum, { probability }) => sum + (probability ?? 0), 0)).toBeCloseTo(1);
    expect(outcomes[0]).toMatchObject({ wallNs: 0, packets: 50, addresses: 50, probability: expect.closeTo(0.9 ** 50) as number });
  });

  it('is warned where there are more ways than can be looked at', () => {
    const { complete, warnings } = answerTo({ faults: ['loss:0.5', 'loss:0.5', 'loss:0.5'], exists: ['elsewhere'], settings: { attempts: 5, search: domains(4) } });
    expect(complete).toBe(false);
    expect(warnings.map(({ code }) => code)).toContain('more-outcomes');
  });

  it('can follow every packet: the timeline has as many as arrived, in the order of sending', () => {
    const { timeline } = only({ faults: ['delay:1500', 'silent'] });
    expect(timeline.map(({ tNs, endNs, server, type, outcome }) => [tNs / SECOND, (endNs ?? 0) / SECOND, server, type, outcome])).toEqual([
      [0, 2, 1, 'A', 'answer'],
      [0, 2, 1, 'AAAA', 'answer'],
      [1, 2, 2, 'A', 'timeout'],
      [1, 2, 2, 'AAAA', 'timeout'],
      [2, 3.5, 1, 'A', 'late'],
      [2, 3.5, 1, 'AAAA', 'late'],
    ]);
    expect(answerTo({ faults: ['ok'], brief: true }).outcomes[0]?.timeline).toEqual([]);
  });
});
