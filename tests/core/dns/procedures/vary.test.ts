// The edits behind a grid: the text of resolv.conf changes in what is meant, for all three resolvers, and in nothing else.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSettings, newestVersion, withNameservers, withOptions, withSearch } from '../../../../src/core/dns/conf/index.ts';
import { varied, varyCount } from '../../../../src/core/dns/vary.ts';
import { dnsScenarioSchema, RESOLVERS } from '../../../../src/shared/domain/dns.ts';
import { InputError } from '../../../../src/shared/domain/errors.ts';

const FILE = '# by hand\nnameserver 10.0.0.1\nnameserver 10.0.0.2\n\nsearch a.example b.example\noptions timeout:3 rotate\n# end\n';
const scenario = (more: object = {}) => dnsScenarioSchema.parse({ resolvConf: FILE, ...more });
const read = (resolvConf: string) => RESOLVERS.map((kind) => readSettings(kind, newestVersion(kind), { resolvConf }).settings);

describe('an edit of the text', () => {
  it('replaces an option where it stands and keeps the rest, comments too', () => {
    expect(withOptions(FILE, { timeout: 1 })).toBe(FILE.replace('options timeout:3 rotate', 'options rotate timeout:1'));
    expect(withOptions('nameserver 10.0.0.1', { attempts: 4 })).toBe('nameserver 10.0.0.1\noptions attempts:4');
    expect(withOptions('', { attempts: 4 })).toBe('options attempts:4\n');
    expect(withOptions(FILE, {}, ['rotate', 'use-vc'])).toBe(FILE.replace('rotate', 'rotate use-vc'));
    expect(withOptions(FILE, {})).toBe(FILE);
  });

  it('removes every earlier word for it, on whatever line and in whatever disguise', () => {
    const text = ' options timeout:9\noptions xtimeout:8 ndots:2\noptions timeout:7\n';
    for (const { timeout, ndots } of read(withOptions(text, { timeout: 1 }))) expect({ timeout, ndots }).toEqual({ timeout: 1, ndots: 2 });
  });

  it('puts name servers and search domains in the place of the first', () => {
    expect(withNameservers(FILE, ['10.0.0.9'])).toBe(FILE.replace('nameserver 10.0.0.1\nnameserver 10.0.0.2\n', 'nameserver 10.0.0.9\n'));
    expect(withSearch(FILE, [])).toBe(FILE.replace('search a.example b.example\n', ''));
    expect(withSearch('domain x.example\nsearch y.example\n', ['z.example'])).toBe('search z.example\n');
    expect(withSearch('nameserver 10.0.0.1\n', ['z.example'])).toBe('nameserver 10.0.0.1\nsearch z.example\n');
  });

  it('means the same to all three resolvers, whatever the file was', () => {
    const line = fc.constantFrom(
      'options timeout:9',
      ' options attempts:3',
      'options xndots:4 rotate',
      `options ${'w'.repeat(240)}`,
      'nameserver 1.1.1.1',
      '# c',
      '',
      'search q.example',
      'options\ttimeout: 4',
      'options timeout:3\r',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.boolean(), fc.nat(30), fc.integer({ min: 1, max: 5 }), fc.nat(15), (lines, ends, timeout, attempts, ndots) => {
        const text = withOptions(lines.join('\n') + (ends ? '\n' : ''), { timeout: Math.max(1, timeout), attempts, ndots });
        for (const each of read(text)) expect([text, each.timeout, each.attempts, each.ndots]).toEqual([text, Math.max(1, timeout), attempts, ndots]);
      }),
    );
  });
});

describe('every combination', () => {
  it('is a scenario of its own with its point, the first axis slowest', () => {
    const all = varied(scenario(), { timeout: [1, 2], servers: [1, 3] });
    expect(all.map(({ point }) => point)).toEqual([
      { servers: 1, timeout: 1 },
      { servers: 1, timeout: 2 },
      { servers: 3, timeout: 1 },
      { servers: 3, timeout: 2 },
    ]);
    for (const { scenario: each, point } of all)
      for (const settings of read(each.resolvConf)) expect([settings.servers.length, settings.timeout]).toEqual([point.servers, point.timeout]);
    expect(varyCount({ timeout: [1, 2], servers: [1, 3] })).toBe(4);
    expect(varied(scenario(), {})).toEqual([{ scenario: scenario(), point: {} }]);
    expect(varied(scenario(), { timeout: [] })).toEqual([]);
  });

  it('keeps the file’s own search domains and makes up more', () => {
    const [none, one, three] = varied(scenario(), { search: [0, 1, 3] });
    expect([none, one, three].map((each) => read(each!.scenario.resolvConf)[0]!.search)).toEqual([[], ['a.example'], ['a.example', 'b.example', 's3.example']]);
  });

  it('gives faults to all servers or to each its own', () => {
    const [all, own] = varied(scenario({ servers: [{ fault: 'delay:5', exists: ['x'] }] }), { faults: ['0s=ok,1s=silent', '2=servfail'] });
    expect(all!.scenario.servers.map(({ fault }) => fault)).toEqual(['0s=ok,1s=silent', '0s=ok,1s=silent']);
    expect(own!.scenario.servers).toEqual([
      { fault: 'delay:5', exists: ['x'] },
      { fault: 'servfail', exists: null },
    ]);
  });

  it.each(['dead', '1=dead', '1=ok 1=silent', '4=ok'])('of a fault such as %j is refused', (faults) => {
    expect(() => varied(scenario(), { faults: [faults] })).toThrow(InputError);
  });
});
