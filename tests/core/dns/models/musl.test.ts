// musl's simulation against what was measured of 1.2.3, 1.2.5 and 1.2.6 (static binaries in private network namespaces, 1,750 random scenarios), and against its
// closed forms. Each figure below was seen on a wire.
import { describe, expect, it } from 'vitest';
import { allSilent, delayed, firstSilent, muslModel, racing, servfailing } from '../../../../src/core/dns/models/musl/index.ts';
import type { ModelApi, ModelInput } from '../../../../src/core/dns/models/types.ts';
import type { DnsOutcome } from '../../../../src/shared/domain/dns.ts';
import { parseFault } from '../../../../src/shared/domain/dns-faults.ts';

interface Asked {
  faults?: string[];
  /** What each server knows; absent: everything. */
  knows?: (string[] | null)[];
  timeout?: number;
  attempts?: number;
  search?: string[];
  ndots?: number;
  version?: string;
  name?: string;
  api?: ModelApi;
  repeat?: number;
  deadlineMs?: number;
}

function inputOf(asked: Asked): ModelInput {
  const faults = asked.faults ?? ['ok'];
  return {
    settings: {
      kind: 'musl',
      version: asked.version ?? '1.2.5',
      servers: faults.map((_, index) => `127.0.0.${index + 1}`),
      builtInServers: false,
      search: asked.search ?? [],
      ndots: asked.ndots ?? 1,
      timeout: asked.timeout ?? 1,
      attempts: asked.attempts ?? 2,
      rotate: false,
      singleRequest: false,
      singleRequestReopen: false,
      useVc: false,
      edns0: false,
      trustAd: false,
      noAaaa: false,
      noReload: false,
      noTldQuery: false,
      strictError: false,
      asksServers: true,
      filesFirst: true,
    },
    servers: faults.map((fault, index) => {
      const exists = asked.knows?.[index] ?? null;
      return { schedule: parseFault(fault), exists: exists === null ? null : new Set(exists) };
    }),
    name: asked.name ?? 'db.internal',
    api: asked.api ?? 'host',
    repeat: asked.repeat ?? 1,
    deadlineNs: asked.deadlineMs === undefined ? null : asked.deadlineMs * 1e6,
  };
}

const line = ({ wallNs, packets, result, addresses, error }: DnsOutcome): string =>
  `${(wallNs ?? Number.NaN) / 1e6} ms, ${packets} packets, ${result === 'ok' ? `${addresses} addresses` : error}`;

/** Every outcome as one line. */
const lookUp = (asked: Asked): string[] => muslModel(inputOf(asked)).outcomes.map(line);

describe('musl when every server is silent', () => {
  it('waits T, whatever the attempts and the servers are', () => {
    expect(lookUp({ faults: ['silent'] })).toEqual(['1000 ms, 4 packets, EAI_AGAIN']);
    expect(lookUp({ faults: ['silent', 'silent', 'silent'], timeout: 5 })).toEqual(['5000 ms, 12 packets, EAI_AGAIN']);
    expect(lookUp({ faults: ['silent'], timeout: 2, attempts: 5 })).toEqual(['2000 ms, 10 packets, EAI_AGAIN']);
  });

  it('may fit a round more where A does not divide T: 2.67 s and 1.33 s with three attempts, 1.14 s with seven', () => {
    expect(lookUp({ faults: ['silent'], timeout: 2, attempts: 3 })).toEqual(['2000 ms, 6 packets, EAI_AGAIN', '2664 ms, 8 packets, EAI_AGAIN']);
    expect(lookUp({ faults: ['silent'], attempts: 3 })).toEqual(['1000 ms, 6 packets, EAI_AGAIN', '1332 ms, 8 packets, EAI_AGAIN']);
    expect(lookUp({ faults: ['silent'], attempts: 7 })).toEqual(['1000 ms, 14 packets, EAI_AGAIN', '1136 ms, 16 packets, EAI_AGAIN']);
  });

  it('gives the search list up after its first name', () => {
    const [outcome] = muslModel(inputOf({ faults: ['silent'], name: 'db', search: ['a.example', 'b.example'] })).outcomes;
    expect(outcome?.names).toEqual(['db.a.example.']);
    expect(outcome?.wallNs).toBe(1e9);
  });

  it('asks in rounds, all servers and both types at once', () => {
    const [outcome] = muslModel(inputOf({ faults: ['silent', 'silent'] })).outcomes;
    expect(outcome?.timeline.map(({ tNs, server, type, outcome: end, endNs }) => `${tNs / 1e6} ${server} ${type} ${end} ${(endNs ?? 0) / 1e6}`)).toEqual([
      '0 1 A timeout 1000',
      '0 2 A timeout 1000',
      '0 1 AAAA timeout 1000',
      '0 2 AAAA timeout 1000',
      '500 1 A timeout 1000',
      '500 2 A timeout 1000',
      '500 1 AAAA timeout 1000',
      '500 2 AAAA timeout 1000',
    ]);
  });
});

describe('musl and a server that is ill', () => {
  it('takes the answer of whoever lives', () => {
    expect(lookUp({ faults: ['silent', 'ok'] })).toEqual(['0 ms, 4 packets, 2 addresses']);
    expect(lookUp({ faults: ['drop-aaaa', 'ok'] })).toEqual(['0 ms, 4 packets, 2 addresses']);
  });

  it('loses an interval, not T, with a lost first round', () => {
    expect(lookUp({ faults: ['drop-first:1'] })).toEqual(['500 ms, 4 packets, 2 addresses']);
    expect(lookUp({ faults: ['drop-first:1'], timeout: 5, attempts: 5 })).toEqual(['1000 ms, 4 packets, 2 addresses']);
  });

  it('fails after T where one type never comes', () => {
    expect(lookUp({ faults: ['drop-aaaa'] })).toEqual(['1000 ms, 3 packets, EAI_AGAIN']);
    expect(lookUp({ faults: ['drop-aaaa'], api: 'ip4' })).toEqual(['0 ms, 1 packets, 1 addresses']);
    expect(lookUp({ faults: ['refused-aaaa'] })).toEqual(['1000 ms, 3 packets, EAI_AGAIN']);
  });

  it('asks again at once after SERVFAIL, four times a round', () => {
    expect(lookUp({ faults: ['servfail'] })).toEqual(['1000 ms, 12 packets, EAI_AGAIN']);
    expect(lookUp({ faults: ['servfail'], api: 'ip4' })).toEqual(['1000 ms, 6 packets, EAI_AGAIN']);
    expect(lookUp({ faults: ['servfail-aaaa'] })).toEqual(['1000 ms, 11 packets, EAI_AGAIN']);
    expect(lookUp({ faults: ['0s=servfail,420ms=ok'] })).toEqual(['500 ms, 8 packets, 2 addresses']);
  });

  it('waits T for servers that refuse, know nothing of it or are not there', () => {
    for (const fault of ['refused', 'notimp', 'formerr', 'wrong-id']) expect(lookUp({ faults: [fault] })).toEqual(['1000 ms, 4 packets, EAI_AGAIN']);
    for (const fault of ['closed', 'no-route', 'arp-fail']) expect(lookUp({ faults: [fault] })).toEqual(['1000 ms, 0 packets, EAI_AGAIN']);
  });

  it('takes what has the right ID for an answer without an address', () => {
    for (const fault of ['garbage', 'short', 'nodata', 'lame']) {
      expect(lookUp({ faults: [fault] })).toEqual(['0 ms, 2 packets, EAI_NODATA']);
      expect(lookUp({ faults: [fault], version: '1.2.3' })).toEqual(['0 ms, 2 packets, EAI_NONAME']);
    }
  });

  it('throws the address away where the other type does not exist', () => {
    expect(lookUp({ faults: ['nxdomain-aaaa'] })).toEqual(['0 ms, 2 packets, EAI_NONAME']);
  });

  it('accepts what comes before T, and nothing later', () => {
    expect(lookUp({ faults: ['delay:760'] })).toEqual(['760 ms, 4 packets, 2 addresses']);
    expect(lookUp({ faults: ['delay:1500'] })).toEqual(['1000 ms, 4 packets, EAI_AGAIN']);
  });

  it('may even accept what comes after T, in the round more', () => {
    expect(lookUp({ faults: ['delay:1170'], attempts: 3 })).toEqual([
      '1000 ms, 6 packets, EAI_AGAIN',
      '1170 ms, 8 packets, 2 addresses',
      '1170 ms, 8 packets, EAI_AGAIN', // one type was read, and T looked at, before the other came
    ]);
  });

  it('is woken by a useless reply in the round more, and then finds T over', () => {
    expect(lookUp({ faults: ['refused'], timeout: 2, attempts: 3 })).toEqual(['2000 ms, 6 packets, EAI_AGAIN', '2000 ms, 8 packets, EAI_AGAIN', '2664 ms, 8 packets, EAI_AGAIN']);
  });
});

describe('musl and a truncated answer', () => {
  it('asks over TCP since 1.2.4', () => {
    expect(lookUp({ faults: ['truncate'] })).toEqual(['0 ms, 4 packets, 2 addresses']);
    expect(lookUp({ faults: ['truncate'], version: '1.2.6' })).toEqual(['0 ms, 4 packets, 2 addresses']);
    expect(lookUp({ faults: ['truncate'], version: '1.2.3' })).toEqual(['0 ms, 2 packets, EAI_NONAME']);
  });

  it('waits for TCP until T, and asks nobody else meanwhile', () => {
    expect(lookUp({ faults: ['truncate-tcp-silent'] })).toEqual(['1000 ms, 4 packets, EAI_AGAIN']);
    expect(lookUp({ faults: ['truncate-delay:700'], timeout: 2, attempts: 4 })).toEqual(['700 ms, 6 packets, 2 addresses']);
  });

  it('gives up at once where TCP is refused', () => {
    expect(lookUp({ faults: ['truncate-tcp-closed'], timeout: 3 })).toEqual(['0 ms, 2 packets, EAI_AGAIN']);
  });
});

describe('musl and the name', () => {
  const names = (asked: Asked) => muslModel(inputOf({ ...asked, search: ['a.example', 'b.example'] })).outcomes[0]?.names;

  it('never searches for a name with as many dots as ndots, nor for a rooted one', () => {
    expect(names({ name: 'db.internal', knows: [[]] })).toEqual(['db.internal.']);
    expect(names({ name: 'DB.', ndots: 5, knows: [[]] })).toEqual(['db.']);
    expect(names({ name: 'db.internal', ndots: 2, knows: [[]] })).toEqual(['db.internal.a.example.', 'db.internal.b.example.', 'db.internal.']);
  });

  it('goes on after NXDOMAIN and stops at a name without an address', () => {
    expect(lookUp({ name: 'db', search: ['a.example', 'b.example'], knows: [['db.b.example.']] })).toEqual(['0 ms, 4 packets, 2 addresses']);
    expect(names({ name: 'db', faults: ['nodata'] })).toEqual(['db.a.example.']);
    expect(names({ name: 'db', faults: ['silent'] })).toEqual(['db.a.example.']);
    expect(names({ name: 'db', faults: ['truncate'], version: '1.2.3', knows: [[]] })).toEqual(['db.a.example.']);
  });

  it('asks nobody for an address, nor for what is no name', () => {
    expect(lookUp({ name: '127.1' })).toEqual(['0 ms, 0 packets, 1 addresses']);
    expect(lookUp({ name: 'fe80::1%eth0', api: 'ip6' })).toEqual(['0 ms, 0 packets, 1 addresses']);
    expect(lookUp({ name: '::1', api: 'ip4' })).toEqual(['0 ms, 0 packets, EAI_NODATA']);
    for (const name of ['', '.', 'db..', 'a'.repeat(64), 'a.'.repeat(130)]) expect(lookUp({ name })).toEqual(['0 ms, 0 packets, EAI_NONAME']);
  });

  it('skips a candidate that is no name; 1.2.3 stops there', () => {
    const long = { name: 'db', search: ['x'.repeat(64)], knows: [['db.']] };
    expect(lookUp(long)).toEqual(['0 ms, 2 packets, 2 addresses']);
    expect(lookUp({ ...long, version: '1.2.3' })).toEqual(['0 ms, 0 packets, EAI_NONAME']);
  });

  it('has no search list for other types', () => {
    const asked: Asked = { name: 'db', search: ['a.example'], ndots: 5, api: 'txt' };
    expect(lookUp(asked)).toEqual(['0 ms, 1 packets, 1 addresses']);
    expect(lookUp({ ...asked, knows: [['db.a.example.']] })).toEqual(['0 ms, 1 packets, HOST_NOT_FOUND']);
    expect(lookUp({ ...asked, faults: ['silent'] })).toEqual(['1000 ms, 2 packets, TRY_AGAIN']);
    expect(muslModel({ ...inputOf({ faults: ['ok'] }), record: 'CNAME' }).outcomes.map(line)).toEqual(['0 ms, 1 packets, NO_DATA']);
  });

  it('has both outcomes where two servers know different zones', () => {
    const results = muslModel(inputOf({ faults: ['ok', 'ok'], knows: [[], null] })).outcomes.map(line);
    expect(results).toEqual(['0 ms, 4 packets, EAI_NONAME', '0 ms, 4 packets, 2 addresses']);
    expect(lookUp({ faults: ['delay:120', 'ok'], knows: [null, []] })).toEqual(['0 ms, 4 packets, EAI_NONAME']);
  });
});

describe('musl and settings that kill', () => {
  it('dies of SIGFPE with attempts:0, and says so', () => {
    const { outcomes, warnings } = muslModel(inputOf({ attempts: 0 }));
    expect(outcomes.map(line)).toEqual(['0 ms, 0 packets, SIGFPE']);
    expect(warnings.map(({ code }) => code)).toEqual(['attempts-0-musl-crash']);
  });

  it('fails at once with timeout:0', () => {
    expect(lookUp({ timeout: 0 })).toEqual(['0 ms, 0 packets, EAI_AGAIN']);
  });
});

describe('musl and a caller in a hurry', () => {
  it('lets the caller go at the deadline and asks on', () => {
    expect(lookUp({ faults: ['silent'], timeout: 2, deadlineMs: 500 })).toEqual(['500 ms, 4 packets, timeout']);
    expect(lookUp({ faults: ['delay:120'], deadlineMs: 500 })).toEqual(['120 ms, 2 packets, 2 addresses']);
  });

  it('repeats from the start, without a memory', () => {
    expect(lookUp({ faults: ['silent'], repeat: 3 })).toEqual(['3000 ms, 12 packets, EAI_AGAIN']);
    expect(lookUp({ faults: ['drop-first:1'], repeat: 2 })).toEqual(['500 ms, 6 packets, 4 addresses']);
  });

  it('knows every number of lost races of many lookups', () => {
    const { outcomes, complete } = muslModel(inputOf({ faults: ['silent'], attempts: 3, repeat: 100 }));
    expect(complete).toBe(true);
    expect(outcomes).toHaveLength(101);
    expect(outcomes.at(-1)?.wallNs).toBe(133.2e9);
  });
});

describe('chance', () => {
  it('has odds where packets are lost, and they sum to one', () => {
    const { outcomes } = muslModel(inputOf({ faults: ['loss:0.1'], api: 'ip4' }));
    expect(outcomes.map(({ wallNs, packets, probability }) => [(wallNs ?? 0) / 1e6, packets, Number((probability ?? 0).toFixed(9))])).toEqual([
      [0, 1, 0.9],
      [500, 2, 0.09],
      [1000, 2, 0.01],
    ]);
  });

  it('tells every number of packets where SERVFAIL and an answer race', () => {
    expect(muslModel(inputOf({ faults: ['servfail', 'ok'] })).outcomes.map(({ packets }) => packets)).toEqual([4, 5, 6, 7, 8]);
  });
});

describe('closed forms', () => {
  const grid = [1, 2, 3, 5, 10].flatMap((timeout) =>
    [1, 2, 3, 4, 7, 9, 10].flatMap((attempts) => [1, 2, 3].flatMap((servers) => [1, 2].map((types) => ({ timeout, attempts, servers, types })))),
  );
  const api = (types: number): ModelApi => (types === 2 ? 'host' : 'ip4');
  const seen = (asked: Asked) => muslModel(inputOf(asked)).outcomes.map(({ wallNs, packets }) => ({ wallMs: (wallNs ?? 0) / 1e6, packets }));
  const all = (fault: string, count: number): string[] => Array.from({ length: count }, () => fault);

  it('equal the simulation: all silent', () => {
    for (const point of grid) expect(seen({ ...point, faults: all('silent', point.servers), api: api(point.types) })).toEqual(allSilent(point));
  });

  it('equal the simulation: the first k silent', () => {
    for (const point of grid)
      for (let k = 1; k < point.servers; k++)
        for (const position of [1, 2, 3]) {
          const faults = all('silent', point.servers).map((fault, index) => (index < k ? fault : 'ok'));
          const exists = [['db.a.', 'db.b.', 'db.'][position - 1] ?? ''];
          const asked = { ...point, faults, knows: faults.map(() => exists), search: ['a', 'b'], name: 'db', api: api(point.types) };
          expect(seen(asked)).toEqual([firstSilent(point, position)]);
        }
  });

  it('equal the simulation: SERVFAIL everywhere, where no race is', () => {
    for (const point of grid.filter((each) => !racing(each))) expect(seen({ ...point, faults: all('servfail', point.servers), api: api(point.types) })).toEqual(servfailing(point));
  });

  it('are among the outcomes with SERVFAIL and a race', () => {
    const point = { timeout: 2, attempts: 3, servers: 1, types: 2 };
    expect(seen({ ...point, faults: ['servfail'] })).toEqual(expect.arrayContaining(servfailing(point)));
  });

  it('equal the simulation: a slow server', () => {
    for (const point of grid.filter(({ timeout, attempts }) => Math.floor((1000 * timeout) / attempts) * attempts > 431)) {
      const interval = Math.floor((1000 * point.timeout) / point.attempts);
      if (431 % interval !== 0) expect(seen({ ...point, faults: all('delay:431', point.servers), api: api(point.types) })).toEqual([delayed(point, 431)]);
    }
  });
});
