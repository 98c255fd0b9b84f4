import { describe, expect, it } from 'vitest';
import { placesOf, rewriteNameservers } from '../../../../src/core/dns/lab/nameservers.ts';
import { lint } from '../../../../src/core/dns/conf/index.ts';
import { RESOLVERS } from '../../../../src/shared/domain/dns.ts';
import { scenarioOf } from './builders.ts';

const ODD =
  '# nameserver 9.9.9.9\r\n\tnameserver\t10.0.0.1 # first\nnameserver nonsense\nsearch 10.0.0.2 example\nnameserver fe80::1%eth0\nnameserver 10.0.0.1\nnameserver 10.0.0.4\noptions timeout:1';

const rewritten = (text: string, resolver: (typeof RESOLVERS)[number], addresses: string[]): string => {
  const notes = lint(scenarioOf({ resolvConf: text }), [{ resolver, version: null }]).resolvers[0]?.notes ?? [];
  const taken = notes.flatMap(({ code, line, word }) => (code === 'nameserver' && line !== null && word !== null ? [{ line, word }] : []));
  return rewriteNameservers(text, placesOf(text, taken), addresses);
};

describe('rewriting of name servers', () => {
  it('puts the i-th address where the i-th server stands that the resolver takes, and leaves every other byte', () => {
    expect(rewritten(ODD, 'go', ['127.1.0.1', 'fd63::1', '127.1.0.2'])).toBe(
      '# nameserver 9.9.9.9\r\n\tnameserver\t127.1.0.1 # first\nnameserver nonsense\nsearch 10.0.0.2 example\nnameserver fd63::1\nnameserver 127.1.0.2\nnameserver 10.0.0.4\noptions timeout:1',
    );
  });

  it.each(RESOLVERS)('gives %s the new addresses and nothing else', (resolver) => {
    const fresh = ['127.1.0.1', '127.1.0.2', '127.1.0.3'];
    const before = lint(scenarioOf({ resolvConf: ODD }), [{ resolver, version: null }]).resolvers[0]?.settings;
    const after = lint(scenarioOf({ resolvConf: rewritten(ODD, resolver, fresh) }), [{ resolver, version: null }]).resolvers[0]?.settings;
    expect(before?.servers.length).toBeGreaterThan(1);
    expect(after).toEqual({ ...before, servers: fresh.slice(0, before?.servers.length) });
  });

  it('an address that stands in the file twice is two servers', () => {
    const text = 'nameserver 10.0.0.1\nnameserver 10.0.0.1\n';
    expect(rewritten(text, 'musl', ['127.1.0.1', '127.1.0.2'])).toBe('nameserver 127.1.0.1\nnameserver 127.1.0.2\n');
  });

  it('changes nothing where a word is not to be found', () => {
    expect(placesOf('nameserver 10.0.0.1\n', [{ line: 7, word: '10.0.0.1' }])).toEqual([null]);
    expect(rewriteNameservers('nameserver 10.0.0.1\n', [null], ['127.1.0.1'])).toBe('nameserver 10.0.0.1\n');
  });
});
