// resolv.conf of every shape, as Go, glibc and musl read it: files with what the real resolvers made of them, then the shapes that people have, one by one.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { flagsOf, newestVersion, readSettings, type Read } from '../../../../src/core/dns/conf/index.ts';
import { RESOLVERS, type Resolver } from '../../../../src/shared/domain/dns.ts';
import { runs } from '../../../helpers/runs.ts';

const read = (kind: Resolver, resolvConf: string, more: Partial<Parameters<typeof readSettings>[2]> & { version?: string } = {}): Read => {
  const { version = newestVersion(kind), ...files } = more;
  return readSettings(kind, version, { resolvConf, ...files });
};
const settings = (kind: Resolver, resolvConf: string, more: Parameters<typeof read>[2] = {}) => read(kind, resolvConf, more).settings;
const codes = (kind: Resolver, resolvConf: string, more: Parameters<typeof read>[2] = {}): string[] => read(kind, resolvConf, more).notes.map(({ code }) => code);
const all = (resolvConf: string) => Object.fromEntries(RESOLVERS.map((kind) => [kind, settings(kind, resolvConf)])) as Record<Resolver, Read['settings']>; // one entry for each

/**
 * Made by the real readers on random files: Go's dnsReadConfig of 1.27, res_ninit of Debian's glibc 2.36 (a process each; SIGABRT and endless are what became of
 * it), __get_resolv_conf of musl 1.2.6. 4,000 such files agreed; some are kept.
 */
const taken = z.object({ servers: z.array(z.string()), search: z.array(z.string()), ndots: z.number(), timeout: z.number(), attempts: z.number() });
const flagged = taken.extend({ flags: z.array(z.string()) });
const REAL = z
  .array(z.object({ text: z.string(), go: flagged.extend({ unknown: z.boolean() }), glibc: z.union([z.enum(['SIGABRT', 'endless']), flagged]), musl: taken }))
  .parse(JSON.parse(readFileSync(path.join(import.meta.dirname, '..', '..', '..', 'fixtures', 'dns', 'resolv-conf-read.json'), 'utf8')));

/** Addresses as inet_ntop writes them, without a zone, which the real readers were not asked for. */
function written(address: string): string {
  const bare = address.split('%', 1)[0] ?? '';
  return bare.includes(':') ? new URL(`http://[${bare}]/`).hostname.slice(1, -1) : bare;
}
/** One trailing dot says nothing; an IPv6 address may be written in several ways. */
const alike = ({ servers, search, ...more }: z.infer<typeof taken>) => ({ ...more, servers: servers.map(written), search: search.map((each) => each.replace(/([^.])\.$/, '$1')) });
const picked = ({ servers, search, ndots, timeout, attempts }: Read['settings']) => alike({ servers, search, ndots, timeout, attempts });

describe('files of which it is known what the real readers made', () => {
  it('are read as Go reads them', () => {
    expect(REAL.length).toBeGreaterThan(100);
    for (const { text, go } of REAL) {
      const { settings: ours, reading } = read('go', text);
      const { flags, unknown, ...rest } = go;
      expect({ text, ...picked(ours), unknown: reading.unknown !== null }).toEqual({ text, ...alike(rest), unknown });
      expect({ text, single: ours.singleRequest || ours.singleRequestReopen, rotate: ours.rotate, vc: ours.useVc, ad: ours.trustAd, still: ours.noReload }).toEqual({
        text,
        single: flags.includes('single'),
        rotate: flags.includes('rotate'),
        vc: flags.includes('use-vc'),
        ad: flags.includes('trust-ad'),
        still: flags.includes('no-reload'),
      });
    }
  });

  it('are read as glibc reads them, or end the program as they do there', () => {
    expect(REAL.filter(({ glibc }) => typeof glibc === 'string').length).toBeGreaterThan(3);
    for (const { text, glibc } of REAL) {
      const { settings: ours, reading } = read('glibc', text, { version: '2.36' });
      expect({ text, fatal: reading.fatal }).toEqual({ text, fatal: typeof glibc === 'string' ? glibc : null });
      if (typeof glibc === 'string') continue;
      const { flags, ...rest } = glibc;
      // What can be asked of glibc holds the first six domains only, and only what fits into 256 bytes.
      const search = picked(ours).search.slice(0, rest.search.length);
      const real = { ...alike(rest), timeout: Math.max(0, rest.timeout), attempts: Math.max(0, rest.attempts) };
      expect({ text, ...picked(ours), search, flags: flagsOf(ours).sort() }).toEqual({ text, ...real, flags: flags.sort() });
    }
  });

  it('are read as musl reads them', () => {
    for (const { text, musl } of REAL) expect({ text, ...picked(settings('musl', text)) }).toEqual({ text, ...alike(musl) });
  });
});

describe('name servers', () => {
  it('are 127.0.0.1 where the file names none, and ::1 besides for Go', () => {
    const { go, glibc, musl } = all('# nothing\n');
    expect(go).toMatchObject({ servers: ['127.0.0.1', '::1'], builtInServers: true });
    expect(glibc).toMatchObject({ servers: ['127.0.0.1'], builtInServers: true });
    expect(musl).toMatchObject({ servers: ['127.0.0.1'], builtInServers: true });
    expect(codes('go', '')).toContain('built-in-servers');
  });

  it('are three at most, and the fourth is said to be never asked', () => {
    const ten = Array.from({ length: 10 }, (_, index) => `nameserver 10.0.0.${index + 1}\n`).join('');
    for (const kind of RESOLVERS) {
      expect(settings(kind, ten).servers).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.3']);
      expect(codes(kind, ten).filter((code) => code === 'nameserver-beyond-three')).toHaveLength(7);
    }
  });

  it('behind white space are Go’s alone', () => {
    const text = ' nameserver 10.0.0.1\nnameserver\t10.0.0.2\n';
    expect(all(text)).toMatchObject({ go: { servers: ['10.0.0.1', '10.0.0.2'] }, glibc: { servers: ['10.0.0.2'] }, musl: { servers: ['10.0.0.2'] } });
    expect(codes('glibc', text)).toContain('leading-space');
    expect(codes('musl', text)).toContain('leading-space');
  });

  it('of a file from Windows are lost to glibc, and said to be', () => {
    const text = 'nameserver 10.0.0.1\r\nsearch corp.example\r\noptions timeout:3\r\n';
    expect(all(text)).toMatchObject({
      go: { servers: ['10.0.0.1'], search: ['corp.example'], timeout: 3 },
      glibc: { servers: ['127.0.0.1'], builtInServers: true, search: ['corp.example\r'], timeout: 3 },
      musl: { servers: ['10.0.0.1'], search: ['corp.example'], timeout: 3 },
    });
    expect(
      read('glibc', text)
        .notes.filter(({ code, verdict }) => code === 'carriage-return' && verdict === 'dangerous')
        .map(({ line }) => line),
    ).toEqual([1, 2]);
  });

  it.each([
    ['10.1', null, '10.0.0.1', '10.0.0.1'],
    ['010.0.0.1', null, '8.0.0.1', '8.0.0.1'],
    ['fe80::1%eth0', 'fe80::1%eth0', 'fe80::1%eth0', 'fe80::1%eth0'],
    ['2001:db8::1%eth0', '2001:db8::1%eth0', '2001:db8::1%eth0', null],
    ['fe80::1%', null, 'fe80::1%', null],
    ['::ffff:1.2.3.4', '::ffff:1.2.3.4', '::ffff:1.2.3.4', '::ffff:1.2.3.4'],
    ['dns.example', null, null, null],
    ['1.2.3.4#53', null, null, null],
  ])('%s is an address to Go as %s, to glibc as %s, to musl as %s', (word, go, glibc, musl) => {
    const servers = (kind: Resolver, builtIn: string[]) => [settings(kind, `nameserver ${word}\n`).servers, builtIn];
    expect(servers('go', [])[0]).toEqual(go === null ? ['127.0.0.1', '::1'] : [go]);
    expect(servers('glibc', [])[0]).toEqual([glibc ?? '127.0.0.1']);
    expect(servers('musl', [])[0]).toEqual([musl ?? '127.0.0.1']);
  });
});

describe('the search list', () => {
  it('is that of the last line of search or domain', () => {
    expect(all('domain a.example\nsearch b.example c.example\n')).toMatchObject({ go: { search: ['b.example', 'c.example'] }, glibc: { search: ['b.example', 'c.example'] } });
    expect(all('search b.example c.example\ndomain a.example d.example\n')).toMatchObject({
      go: { search: ['a.example'] },
      glibc: { search: ['a.example'] },
      musl: { search: ['a.example', 'd.example'] },
    });
    expect(codes('go', 'domain a.example\nsearch b.example\n')).toContain('superseded');
  });

  it('keeps its root for glibc and musl, not for Go', () => {
    expect(all('search . corp.example.\n')).toMatchObject({ go: { search: ['corp.example'] }, glibc: { search: ['.', 'corp.example'] }, musl: { search: ['.', 'corp.example'] } });
  });

  it('is emptied by a bare search in Go and musl; glibc keeps the earlier one', () => {
    expect(all('search a.example\nsearch \n')).toMatchObject({ go: { search: [] }, glibc: { search: ['a.example'] }, musl: { search: [] } });
  });

  it('comes from the name of the host where the file has none, but not in musl', () => {
    for (const [kind, search] of [
      ['go', ['corp.example']],
      ['glibc', ['corp.example']],
      ['musl', []],
    ] as const)
      expect(settings(kind, '', { hostName: 'web1.corp.example' }).search).toEqual(search);
    expect(settings('go', '', { hostName: 'web1' }).search).toEqual([]);
  });

  it('is LOCALDOMAIN’s in glibc, even where that is empty', () => {
    expect(settings('glibc', 'search a.example\n', { env: { LOCALDOMAIN: 'x.example y.example' } }).search).toEqual(['x.example', 'y.example']);
    expect(settings('glibc', 'search a.example\n', { env: { LOCALDOMAIN: '' } }).search).toEqual(['.']);
    expect(settings('musl', 'search a.example\n', { env: { LOCALDOMAIN: 'x.example' } }).search).toEqual(['a.example']);
  });

  it('that does not fit kills every program of an older glibc, and the note says so', () => {
    const text = `search ${'a'.repeat(256)}\n`;
    const old = { version: '2.36' };
    expect(read('glibc', text, old)).toMatchObject({ reading: { fatal: 'SIGABRT' } });
    expect(read('glibc', text)).toMatchObject({ reading: { fatal: null } });
    for (const version of ['2.36', '2.41']) expect(codes('glibc', text, { version })).toContain('search-too-long-glibc-aborts');
    expect(read('glibc', `search ${'a'.repeat(255)}\n`, old).reading.fatal).toBeNull();
    expect(read('glibc', `search ${'a'.repeat(100)} ${'b'.repeat(200)}\n`, old).reading.fatal).toBeNull();
  });
});

describe('numbers', () => {
  it.each([
    ['timeout:0', 1, 0, 0],
    ['timeout:-1', 1, 0, 5],
    ['timeout:40', 40, 30, 40],
    ['timeout:100', 100, 30, 60],
    ['timeout:99999999999999999999999', 16_777_215, 0, 60],
    ['timeout:4294967297', 16_777_215, 1, 60],
    ['timeout:abc', 1, 0, 5],
    ['timeout: 3', 1, 3, 5],
    ['timeout:3x', 3, 3, 3],
    ['xtimeout:3', 5, 5, 3],
    ['timeout:1 timeout:2', 2, 2, 1],
  ])('options %s: Go waits %d s, glibc %d s, musl %d s', (word, go, glibc, musl) => {
    const { go: a, glibc: b, musl: c } = all(`options ${word}\n`);
    expect([a.timeout, b.timeout, c.timeout]).toEqual([go, glibc, musl]);
  });

  it.each([
    ['attempts:0', 1, 0, 0],
    ['attempts:9', 9, 5, 9],
    ['attempts:99', 99, 5, 10],
    ['attempts:-3', 1, 0, 2],
  ])('options %s: %d, %d, %d', (word, go, glibc, musl) => {
    const { go: a, glibc: b, musl: c } = all(`options ${word}\n`);
    expect([a.attempts, b.attempts, c.attempts]).toEqual([go, glibc, musl]);
  });

  it('below zero, ndots has four bits in glibc', () => {
    expect(all('options ndots:-1\n')).toMatchObject({ go: { ndots: 0 }, glibc: { ndots: 15 }, musl: { ndots: 1 } });
  });

  it('that are deadly are dangerous, and their line is named', () => {
    const text = 'nameserver 10.0.0.1\noptions attempts:0\n';
    for (const [kind, code] of [
      ['musl', 'attempts-0-musl-crash'],
      ['glibc', 'attempts-0-glibc-fails'],
    ] as const)
      expect(read(kind, text).notes).toContainEqual(expect.objectContaining({ line: 2, word: 'attempts:0', verdict: 'dangerous', code }));
    expect(read('musl', 'options timeout:0\n').notes).toContainEqual(expect.objectContaining({ verdict: 'dangerous', code: 'timeout-0-musl-fails' }));
    expect(read('go', text).notes).toContainEqual(expect.objectContaining({ verdict: 'clamped', code: 'attempts-clamped' }));
  });
});

describe('options that are on or off', () => {
  it('are known by their beginning to glibc, exactly to Go, and not at all to musl', () => {
    expect(flagsOf(settings('glibc', 'options rotatexyz use-vc2 single-request-reopen\n'))).toEqual(['rotate', 'single-request-reopen', 'use-vc']);
    expect(flagsOf(settings('go', 'options rotatexyz use-vc single-request-reopen\n'))).toEqual(['single-request-reopen', 'use-vc']);
    expect(flagsOf(settings('musl', 'options rotate use-vc single-request edns0\n'))).toEqual([]);
  });

  it('came to a resolver with a version', () => {
    expect(flagsOf(settings('glibc', 'options strict-error -edns0 edns0\n', { version: '2.36' }))).toEqual(['edns0']);
    expect(flagsOf(settings('glibc', 'options strict-error edns0 -edns0\n', { version: '2.41' }))).toEqual(['strict-error']);
    expect(read('go', 'options edns0 trust-ad\n', { version: '1.19' }).reading.unknown).toMatchObject({ word: 'edns0' });
    expect(read('go', 'options edns0 trust-ad\n', { version: '1.22' }).reading.unknown).toBeNull();
  });

  it('of RES_OPTIONS count after those of the file, in glibc alone', () => {
    const env = { RES_OPTIONS: 'timeout:3 rotate' };
    expect(settings('glibc', 'options timeout:1\n', { env })).toMatchObject({ timeout: 3, rotate: true });
    expect(settings('go', 'options timeout:1\n', { env })).toMatchObject({ timeout: 1, rotate: false });
    expect(codes('musl', 'options timeout:1\n', { env })).toContain('environment-ignored');
  });
});

describe('lines beyond all measure', () => {
  it('of more than 254 bytes are dropped by musl, a last one without a newline too', () => {
    for (const end of ['', '\n']) {
      expect(settings('musl', `options timeout:3 ${'x'.repeat(236)}${end}`).timeout).toBe(3);
      expect(settings('musl', `options timeout:3 ${'x'.repeat(237)}${end}`).timeout).toBe(5);
    }
    expect(codes('musl', `options ${'é'.repeat(130)}\n`)).toContain('line-too-long');
  });

  it('of 64 kB end the reading of Go, with everything behind them', () => {
    const text = (length: number) => `options timeout:3\n#${'x'.repeat(length - 1)}\nnameserver 10.0.0.1\n`;
    expect(settings('go', text(65_535))).toMatchObject({ servers: ['10.0.0.1'], timeout: 3 });
    expect(settings('go', text(65_536))).toMatchObject({ builtInServers: true, timeout: 3 });
    expect(settings('glibc', text(65_536))).toMatchObject({ servers: ['10.0.0.1'] });
  });

  it('with a carriage return behind sortlist hold glibc for ever', () => {
    expect(read('glibc', 'sortlist 10.0.0.0\r\n').reading.fatal).toBe('endless');
    expect(read('glibc', 'sortlist 10.0.0.0/255.0.0.0\n').reading.fatal).toBeNull();
  });
});

describe('any text at all', () => {
  const word = fc.constantFrom(
    'nameserver',
    'search',
    'domain',
    'options',
    'sortlist',
    ' ',
    '\t',
    '\r',
    '\n',
    '\0',
    'ndots:',
    'timeout:',
    'attempts:',
    '-1',
    '99999999999',
    '10.0.0.1',
    '::1',
    '%',
    '.',
    '#',
    ';',
    'rotate',
  );
  const text = fc.oneof(
    fc.array(word, { maxLength: 60 }).map((words) => words.join('')),
    fc.string({ unit: 'binary', maxLength: 300 }),
  );

  it('is read without a throw, with settings within their limits and notes on lines that there are', () => {
    fc.assert(
      fc.property(text, fc.option(text), fc.dictionary(fc.constantFrom('RES_OPTIONS', 'LOCALDOMAIN', 'GODEBUG'), text), (resolvConf, nsswitch, env) => {
        const lines = resolvConf.split('\n').length;
        for (const kind of RESOLVERS) {
          const { settings: found, notes } = read(kind, resolvConf, { nsswitch, env });
          expect(found.servers.length).toBeGreaterThan(0);
          expect(found.servers.length).toBeLessThanOrEqual(3);
          expect(found.ndots).toBeGreaterThanOrEqual(0);
          expect(found.ndots).toBeLessThanOrEqual(15);
          for (const value of [found.timeout, found.attempts]) expect(Number.isInteger(value) && value >= 0).toBe(true);
          for (const { line } of notes) expect(line === null || (line >= 1 && line <= lines)).toBe(true);
        }
      }),
      { numRuns: runs(400) },
    );
  });

  it('of a quarter of a megabyte is read, with notes that have an end', () => {
    const long = 'options timeout:1 attempts:2 rotate\n'.repeat(7_000);
    for (const kind of RESOLVERS) expect(read(kind, long).notes.length).toBeLessThanOrEqual(510);
    for (const kind of RESOLVERS) read(kind, `options ${'timeout:1 '.repeat(25_000)}`);
  });
});
