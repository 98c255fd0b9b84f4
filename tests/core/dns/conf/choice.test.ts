// Which resolver a Go program takes, where nsswitch.conf leads, what /etc/hosts holds, and which version stands for which. The first list is measured (facts 1.1).
import { describe, expect, it } from 'vitest';
import { choiceOf, inHosts, isAddress, knownVersion, lint, readSettings } from '../../../../src/core/dns/conf/index.ts';
import type { DnsApi, Resolver } from '../../../../src/shared/domain/dns.ts';
import { InputError } from '../../../../src/shared/domain/errors.ts';

interface Given {
  options?: string;
  env?: Record<string, string>;
  nsswitch?: string | null;
  name?: string;
  api?: DnsApi;
  version?: string;
}
const choice = ({ options = '', env = {}, nsswitch = null, name = 'db.internal', api = 'host', version }: Given) =>
  choiceOf({ resolvConf: `nameserver 10.0.0.1\n${options === '' ? '' : `options ${options}\n`}`, nsswitch, env, name, api }, version ?? '1.24');

describe('a Go program built with cgo', () => {
  it.each([
    ['nothing special', {}, 'go'],
    ['no-aaaa', { options: 'no-aaaa' }, 'cgo'],
    ['inet6', { options: 'inet6' }, 'cgo'],
    ['timeout without a colon', { options: 'timeout' }, 'cgo'],
    ['edns0', { options: 'edns0' }, 'go'],
    ['trust-ad', { options: 'trust-ad' }, 'go'],
    ['use-vc', { options: 'use-vc' }, 'go'],
    ['edns0 in 1.19', { options: 'edns0', version: '1.19' }, 'cgo'],
    ['RES_OPTIONS', { env: { RES_OPTIONS: 'timeout:1' } }, 'cgo'],
    ['an empty RES_OPTIONS', { env: { RES_OPTIONS: '' } }, 'go'],
    ['an empty LOCALDOMAIN', { env: { LOCALDOMAIN: '' } }, 'cgo'],
    ['HOSTALIASES', { env: { HOSTALIASES: '/etc/aliases' } }, 'cgo'],
    ['mdns4_minimal', { nsswitch: 'hosts: files mdns4_minimal [NOTFOUND=return] dns' }, 'go'],
    ['mdns4_minimal and .local', { nsswitch: 'hosts: files mdns4_minimal [NOTFOUND=return] dns', name: 'printer.local.' }, 'cgo'],
    ['.local without an mdns source', { name: 'printer.local' }, 'go'],
    ['.local in 1.22', { name: 'printer.local', version: '1.22' }, 'cgo'],
    ['resolve', { nsswitch: 'hosts: files resolve [!UNAVAIL=return] dns' }, 'cgo'],
    ['myhostname', { nsswitch: 'hosts: files dns myhostname' }, 'go'],
    ['myhostname and localhost', { nsswitch: 'hosts: files dns myhostname', name: 'localhost' }, 'cgo'],
    ['a criterion of its own', { nsswitch: 'hosts: files [NOTFOUND=return] dns' }, 'go'],
    ['a criterion that is not the usual one', { nsswitch: 'hosts: files [SUCCESS=continue] dns' }, 'cgo'],
    ['a percent sign', { name: 'a%b' }, 'cgo'],
    ['no nsswitch.conf', { nsswitch: null }, 'go'],
    ['an empty nsswitch.conf', { nsswitch: '' }, 'go'],
    ['a line without a colon', { nsswitch: 'hosts files dns' }, 'cgo'],
    ['an indented comment in resolv.conf', { options: 'rotate\n  # by hand' }, 'cgo'],
    ['GODEBUG=netdns=go', { options: 'no-aaaa', env: { GODEBUG: 'x=1,netdns=go+2' } }, 'go'],
    ['GODEBUG=netdns=cgo', { env: { GODEBUG: 'netdns=1+cgo' } }, 'cgo'],
    ['LookupTXT', { api: 'txt', env: { GODEBUG: 'netdns=cgo' } }, 'go'],
    ['PreferGo', { api: 'prefer-go-dial', options: 'no-aaaa' }, 'go'],
  ] satisfies [string, Given, 'go' | 'cgo'][])('with %s', (_name, given, expected) => {
    const { resolver, rule } = choice(given);
    expect(resolver).toBe(expected);
    expect(rule).toMatch(/\.$/);
  });

  it('is told the line and the word that sent it to libc', () => {
    expect(choice({ options: 'no-aaaa' }).rule).toBe('Line 2 of resolv.conf holds "no-aaaa", which Go 1.24 does not know.');
  });
});

describe('nsswitch.conf', () => {
  const order = (kind: Resolver, nsswitch: string | null) => {
    const { settings } = readSettings(kind, knownVersion(kind, null).version, { resolvConf: '', nsswitch });
    return `${settings.asksServers ? 'dns' : '-'} ${settings.filesFirst ? 'files first' : '-'}`;
  };
  it.each([
    [null, 'dns files first', 'dns files first'],
    ['hosts: files dns', 'dns files first', 'dns files first'],
    ['hosts:\tdns files', 'dns -', 'dns -'],
    ['hosts: files', '- files first', '- files first'],
    ['hosts: dns', 'dns -', 'dns -'],
    ['hosts: files [NOTFOUND=return] dns', 'dns files first', '- files first'],
    ['hosts: files mdns4_minimal [NOTFOUND=return] dns', 'dns files first', 'dns files first'],
    ['hosts: files myhostname [UNAVAIL=return] dns', 'dns files first', '- files first'],
    ['hosts: files resolve [!UNAVAIL=return] dns', 'dns files first', 'dns files first'],
    ['hosts: resolve', 'dns -', '- -'],
    ['passwd: files\n# hosts: files\n', 'dns files first', 'dns files first'],
    ['hosts: files [NOTFOUND=perhaps] dns', 'dns files first', '- -'],
  ])('%j leads Go to %s, glibc to %s, and musl does not look at it', (text, go, glibc) => {
    expect(order('go', text)).toBe(go);
    expect(order('glibc', text)).toBe(glibc);
    expect(order('musl', text)).toBe('dns files first');
  });

  it('without dns is dangerous, and said to be', () => {
    const scenario = { resolvConf: 'nameserver 10.0.0.1\n', nsswitch: 'hosts: files\n', env: {}, name: 'db.internal', api: 'host' as const };
    const { resolvers } = lint(scenario, [
      { resolver: 'go', version: null },
      { resolver: 'glibc', version: null },
      { resolver: 'musl', version: null },
    ]);
    expect(resolvers.map(({ notes }) => notes.filter(({ code }) => code === 'nss-no-dns').length)).toEqual([1, 1, 0]);
    expect(resolvers[2]?.notes.map(({ code }) => code)).toContain('nsswitch-ignored');
  });
});

describe('/etc/hosts', () => {
  const HOSTS = '127.0.0.1 localhost\n10.0.0.5\tDB.internal db # the old one\n2001:db8::5 DB.internal\n10.1 short\n#10.9.9.9 db\n';
  it('is searched without regard to case by Go and glibc, letter by letter by musl', () => {
    expect(inHosts('go', HOSTS, 'db.INTERNAL.')).toEqual({ ip4: 1, ip6: 1 });
    expect(inHosts('glibc', HOSTS, 'db.internal')).toEqual({ ip4: 1, ip6: 1 });
    expect(inHosts('musl', HOSTS, 'db.internal')).toBeNull();
    expect(inHosts('musl', HOSTS, 'DB.internal')).toEqual({ ip4: 1, ip6: 1 });
    expect(inHosts('go', HOSTS, 'old')).toBeNull();
    expect(inHosts('musl', HOSTS, 'short')).toEqual({ ip4: 1, ip6: 0 });
    expect(inHosts('go', HOSTS, 'short')).toBeNull();
    expect(inHosts('go', null, 'db')).toBeNull();
  });

  it('is not needed for an address', () => {
    expect([isAddress('go', '10.0.0.1'), isAddress('go', '10.1'), isAddress('glibc', '10.1'), isAddress('musl', '::1'), isAddress('go', 'db')]).toEqual([
      true,
      false,
      true,
      true,
      false,
    ]);
  });
});

describe('a version', () => {
  it.each([
    ['go', '1.24', '1.24', false],
    ['go', 'go1.24.4', '1.24', false],
    ['go', '1.20', '1.20', false],
    ['go', '1.25.3', '1.25', false],
    ['go', '1.4', '1.19', true],
    ['go', '1.99', '1.27', true],
    ['glibc', '2.36-9+deb12u14', '2.36', false],
    ['glibc', '2.31', '2.36', true],
    ['glibc', '2.40', '2.41', true],
    ['musl', '1.2.5', '1.2.5', false],
    ['musl', '1.2.5-r9', '1.2.5', false],
    ['musl', '1.2.4', '1.2.5', true],
    ['musl', '1.2', '1.2.6', true],
    ['musl', '1.1.24', '1.2.3', true],
  ] satisfies [Resolver, string, string, boolean][])('of %s given as %s is taken as %s', (kind, text, expected, told) => {
    const { version, note } = knownVersion(kind, text);
    expect(version).toBe(expected);
    expect(note !== null).toBe(told);
  });

  it('is the newest where none is given', () => {
    expect([knownVersion('go', null), knownVersion('glibc', null), knownVersion('musl', null)].map(({ version }) => version)).toEqual(['1.27', '2.43', '1.2.6']);
  });

  it.each(['', 'latest', 'x1.2', '1', '1.', `1.${'9'.repeat(30)}`])('%j is none', (text) => {
    expect(() => knownVersion('go', text)).toThrow(InputError);
  });
});
