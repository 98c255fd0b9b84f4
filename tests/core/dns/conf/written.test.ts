// resolv.conf as the three resolvers read it; the numbers are those measured with real resolvers.
import { describe, expect, it } from 'vitest';
import { allDead, candidates, isPrivateAddress, parseResolvConf, queriesUntil, renderResolvConf, settingsOf, withOption } from '../../../../src/core/dns/conf/index.ts';

const POD = 'nameserver 10.96.0.10\nsearch default.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5\n';

describe('the file', () => {
  it('keeps the last search list, every name server with an address, and options as they stand', () => {
    const conf = parseResolvConf(
      '# nameserver 1.1.1.1\n;search no\ndomain first.example\nsearch a.example b.example.\nnameserver 10.0.0.1\nnameserver dns.example\nnameserver fe80::1%eth0\noptions rotate timeout:2\toptions\n',
    );
    expect(conf.search).toEqual(['a.example', 'b.example']);
    expect(conf.nameservers).toEqual(['10.0.0.1', 'fe80::1%eth0']);
    expect(conf).toMatchObject({ timeout: 2, attempts: null, ndots: null });
    expect(conf.options.slice(0, 2)).toEqual(['rotate', 'timeout:2']);
    expect(conf.lines.map(({ number }) => number)).toEqual([3, 4, 5, 7, 8]);
  });

  it('is empty for garbage, and for lines without end', () => {
    expect(parseResolvConf(`\u0000\u0001nameserver\n${'x'.repeat(1_000_000)}\noptions ndots:banana`)).toMatchObject({ nameservers: [], search: [], ndots: null });
  });

  it('comes out as it went in', () => {
    expect(parseResolvConf(renderResolvConf(parseResolvConf(POD)))).toMatchObject({ nameservers: ['10.96.0.10'], ndots: 5 });
    expect(withOption(['ndots:5', 'rotate'], 'ndots', '1')).toEqual(['rotate', 'ndots:1']);
    expect(withOption(['ndots:5'], 'single-request-reopen', '')).toEqual(['ndots:5', 'single-request-reopen']);
  });
});

describe('what a resolver makes of it', () => {
  it('caps what it caps: glibc 30 s and 5 attempts, musl 60 s and 10, Go nothing but at least one', () => {
    const conf = parseResolvConf('nameserver 10.0.0.1\noptions timeout:100 attempts:40 ndots:99');
    expect(settingsOf(conf, 'glibc')).toMatchObject({ timeout: 30, attempts: 5, ndots: 15 });
    expect(settingsOf(conf, 'musl')).toMatchObject({ timeout: 60, attempts: 10 });
    expect(settingsOf(conf, 'go')).toMatchObject({ timeout: 100, attempts: 40 });
    expect(settingsOf(parseResolvConf('options timeout:0 attempts:0'), 'go')).toMatchObject({ timeout: 1, attempts: 1, servers: ['127.0.0.1', '::1'] });
  });

  it('reads ndots:0 as 1 in a Go before 1.8 only', () => {
    const conf = parseResolvConf('search corp.example\nnameserver 127.0.0.11\noptions ndots:0');
    expect(candidates(settingsOf(conf, 'go', true), 'db')).toEqual(['db.corp.example.', 'db.']);
    expect(candidates(settingsOf(conf, 'go'), 'db')).toEqual(['db.', 'db.corp.example.']);
    expect(candidates(settingsOf(conf, 'glibc', true), 'db')).toEqual(['db.', 'db.corp.example.']);
  });

  it('asks with the search list first below ndots, and musl never falls back to it above', () => {
    const conf = parseResolvConf(POD);
    expect(candidates(settingsOf(conf, 'go'), 'api.example.com')).toHaveLength(4);
    expect(candidates(settingsOf(conf, 'go'), 'api.example.com').at(-1)).toBe('api.example.com.');
    expect(candidates(settingsOf(conf, 'musl'), 'a.b.c.d.e.f')).toEqual(['a.b.c.d.e.f.']);
    expect(candidates(settingsOf(conf, 'go'), 'a.b.c.d.e.f')).toHaveLength(4);
    expect(candidates(settingsOf(conf, 'glibc'), 'api.example.com.')).toEqual(['api.example.com.']);
  });

  it('needs eight queries where two would do', () => {
    expect(queriesUntil(settingsOf(parseResolvConf(POD), 'go'), 'api.example.com').queries).toBe(8);
    expect(queriesUntil(settingsOf(parseResolvConf(POD.replace('ndots:5', 'ndots:1')), 'go'), 'api.example.com').queries).toBe(2);
  });

  it.each([
    ['go', 'nameserver 10.0.0.1', { names: 1, queries: 4, seconds: 10 }],
    ['go', 'nameserver 10.0.0.1\nnameserver 10.0.0.2\nsearch a b c\noptions ndots:5', { names: 4, queries: 32, seconds: 80 }],
    ['glibc', 'nameserver 10.0.0.1\nnameserver 10.0.0.2\nnameserver 10.0.0.3', { names: 1, queries: 12, seconds: 28 }],
    ['glibc', 'nameserver 10.0.0.1\noptions timeout:1', { names: 1, queries: 4, seconds: 2 }],
    ['musl', 'nameserver 10.0.0.1\nnameserver 10.0.0.2\nsearch a b', { names: 1, queries: 8, seconds: 5 }],
  ] as const)('%s waits as measured where nobody answers: %s', (kind, text, expected) => {
    expect(allDead(settingsOf(parseResolvConf(text), kind), 'api.example.com')).toEqual(expected);
  });

  it('knows addresses that no public name server has', () => {
    expect(['10.0.0.1', '172.20.0.10', '192.168.1.1', '169.254.20.10', '127.0.0.11', 'fd00::1'].every(isPrivateAddress)).toBe(true);
    expect(['8.8.8.8', '172.32.0.1', '2001:4860::8888'].some(isPrivateAddress)).toBe(false);
  });
});
