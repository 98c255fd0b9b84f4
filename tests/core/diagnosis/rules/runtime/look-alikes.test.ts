// The same words, another cause: facts decide, and what nothing decides is not blamed.
import { describe, expect, it } from 'vitest';
import { caseOf, diagnose, explainText } from '../../../../../src/core/diagnosis/index.ts';
import { RUNTIME_RULES } from '../../../../../src/core/diagnosis/rules/runtime/index.ts';
import type { Facts } from '../../../../../src/shared/domain/facts.ts';

const explain = (text: string, facts: Facts = {}) => explainText(text, { facts }, RUNTIME_RULES).findings;
const first = (text: string, facts: Facts = {}) => explain(text, facts)[0]?.cause ?? null;

const X509 = 'Get "https://api.github.com/": tls: failed to verify certificate: x509: certificate signed by unknown authority\n';
const BUNDLE = '/etc/ssl/certs/ca-certificates.crt';
const POD = 'nameserver 10.96.0.10\nsearch default.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5\n';

describe('certificates', () => {
  it('are missing where the image has none, and signed by somebody else where it has', () => {
    expect(explain(X509, { image: { missing: [BUNDLE] } })).toMatchObject([{ cause: 'ca-roots-missing', confidence: 0.95 }]);
    expect(explain(X509, { image: { has: [BUNDLE] } })).toMatchObject([{ cause: 'ca-roots-proxy', confidence: 0.95 }]);
    expect(first(X509, { image: { has: [], missing: ['/bin/sh'] } })).toBe('ca-roots-missing');
  });

  it('with words alone are both possible, missing first, and each says what to look up', () => {
    const both = explain(X509);
    expect(both.map(({ cause }) => cause)).toEqual(['ca-roots-missing', 'ca-roots-proxy']);
    for (const { next, confidence } of both) {
      expect(next).not.toBeNull();
      expect(confidence).toBeLessThan(0.9);
    }
  });

  it('of a cluster, of a registry and of the go command are of a private authority or a proxy', () => {
    expect(first('Unable to connect to the server: x509: certificate signed by unknown authority\n')).toBe('ca-roots-proxy');
    expect(first('Error response from daemon: Get "https://registry-1.docker.io/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority\n')).toBe(
      'ca-roots-proxy',
    );
    expect(first('go: github.com/foo/bar@v1.2.3: Get "https://proxy.golang.org/github.com/foo/bar/@v/v1.2.3.mod": x509: certificate signed by unknown authority\n')).toBe(
      'ca-roots-proxy',
    );
    expect(
      first(
        'Get "https://10.0.0.5:8443/": x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "kubernetes")\n',
      ),
    ).toBe('ca-roots-proxy');
  });

  it('that are expired or of another host are no matter of roots', () => {
    expect(explain('x509: certificate has expired or is not yet valid: current time 2024-01-01T00:00:00Z is after 2023-12-31T00:00:00Z\n')).toEqual([]);
    expect(explain('x509: certificate is valid for example.com, not example.org\n')).toEqual([]);
    expect(explain("x509: cannot validate certificate for 10.0.0.1 because it doesn't contain any IP SANs\n")).toEqual([]);
    expect(explain('SSL: certificate problem: certificate verify failed: certificate has expired\n')).toEqual([]);
  });
});

describe('time zones', () => {
  it('are no matter of the image where it has the database and the name is none of it', () => {
    expect(explain('unknown time zone Asia/shanghai\n', { image: { has: ['/usr/share/zoneinfo'] } })).toEqual([]);
    expect(explain('unknown time zone Europe/Berlin\n', { image: { missing: ['/usr/share/zoneinfo'] } })[0]?.confidence).toBeGreaterThan(0.9);
    expect(explain('unknown time zone CEST\n')[0]?.confidence).toBeLessThan(0.5);
  });

  it('of the old names are in a package of their own', () => {
    expect(explain('unknown time zone US/Pacific\n', { image: { has: ['/usr/share/zoneinfo'] } })[0]?.title).toContain('tzdata-legacy');
  });
});

describe('users', () => {
  it('of an application are none of the system', () => {
    expect(explain('level=info msg="login failed: unknown user bob"\n')).toEqual([]);
    expect(explain('ERROR: role "app" does not exist\n')).toEqual([]);
  });

  it('are sought by NSS in a static glibc binary, where /etc/passwd is there', () => {
    const facts: Facts = { elf: { linkage: 'static', libc: 'glibc' }, image: { has: ['/etc/passwd'] }, build: { cgo: true } };
    const [found] = explain('user: unknown userid 1001\n', facts);
    expect(found?.confidence).toBeLessThan(0.6);
    expect(found?.against.length).toBeGreaterThan(0);
    expect(explain('user: unknown userid 1001\n', { image: { missing: ['/etc/passwd'] } })[0]?.confidence).toBeGreaterThan(0.9);
  });
});

describe('refused system calls', () => {
  it('are unknown to an old kernel, and withheld by a profile from a new one', () => {
    expect(first('getrandom: function not implemented\n', { host: { kernel: '3.10.0-1160.el7.x86_64' } })).toBe('kernel-too-old');
    expect(first('clone3: function not implemented\n', { host: { kernel: '6.1.0' } })).toBe('seccomp-blocked');
    expect(first('openat2: operation not permitted\n', { host: { kernel: '6.1.0', engine: '19.03.5' } })).toBe('seccomp-blocked');
  });

  it('that need a capability, and limits on threads, are no old profile', () => {
    expect(explain('mount: /mnt: permission denied.\nunshare: unshare failed: Operation not permitted\n')).toEqual([]);
    expect(explain('chown: changing ownership of /data: Operation not permitted\n')).toEqual([]);
    expect(explain('runtime/cgo: pthread_create failed: Resource temporarily unavailable\n')).toEqual([]);
    expect(explain('runtime: failed to create new OS thread (have 2 already; errno=11)\n')).toEqual([]);
    expect(first('runtime: failed to create new OS thread (have 2 already; errno=1)\n')).toBe('seccomp-blocked');
  });

  it('under an emulator say nothing about the kernel', () => {
    expect(explain('qemu: strace: test_ptrace_get_syscall_info: PTRACE_TRACEME: Function not implemented\n')).toEqual([]);
  });
});

describe('names', () => {
  it('that do not exist are not blamed on the search list', () => {
    expect(explain('dial tcp: lookup typo.example.com on 10.96.0.10:53: no such host\n')).toEqual([]);
    expect(explain('dial tcp: lookup typo.example.com on 10.96.0.10:53: no such host\n', { resolver: { resolvConf: POD }, build: { cgo: false, go: '1.22.1' } })).toEqual([]);
    expect(explain('curl: (6) Could not resolve host: typo.example.com\n')).toEqual([]);
  });

  const TIMEOUT = 'dial tcp: lookup api.example.com on 10.96.0.10:53: read udp 10.244.0.5:41718->10.96.0.10:53: i/o timeout\n';
  it('that time out are multiplied by the search list, with numbers', () => {
    const [found] = explain(TIMEOUT, { resolver: { resolvConf: POD }, build: { cgo: false, go: '1.22.1' } });
    expect(found).toMatchObject({ cause: 'dns-search-amplification', confidence: 0.92 });
    expect(found?.title).toContain('8 queries instead of 2');
    expect(found?.title).toContain('16 queries and 40 s');
    expect(found?.fixes[0]?.change.run?.resolvConf).toContain('ndots:1');
    expect(found?.evidence.some(({ source, line }) => source === 'resolver' && line === 3)).toBe(true);
  });

  it('asked for over TCP had an answer that did not fit', () => {
    const text = 'lookup big.example.com on 10.0.0.1:53: dial tcp 10.0.0.1:53: connect: connection refused\n';
    expect(first(text)).toBe('dns-message-size');
    expect(first(text, { resolver: { resolvConf: 'nameserver 10.0.0.1\noptions use-vc\n' } })).toBeNull();
  });

  it('that time out without a search list are not', () => {
    expect(explain(TIMEOUT, { resolver: { resolvConf: 'nameserver 10.96.0.10\n' } }).map(({ cause }) => cause)).not.toContain('dns-search-amplification');
  });

  it('are ranked possibilities with words alone, each with what to look up', () => {
    const all = explain(TIMEOUT);
    expect(all.map(({ cause }) => cause)).toEqual(['dns-search-amplification', 'dns-lost-parallel']);
    expect(all.every(({ next, confidence }) => next !== null && confidence < 0.5)).toBe(true);
  });

  it('of two name servers are lost to the faster one in musl, to the first one in Go', () => {
    const facts: Facts = { resolver: { resolvConf: 'nameserver 8.8.8.8\nnameserver 10.0.0.2\n' }, image: { libc: 'musl' } };
    const [musl] = explain("wget: bad address 'db.corp.internal'\n", facts);
    expect(musl).toMatchObject({ cause: 'dns-multi-nameserver' });
    expect(musl?.title).toContain('at once');
    expect(musl?.fixes[0]?.change.run?.resolvConf).toBe('nameserver 10.0.0.2\n');
    const [go] = explain('lookup db.corp.internal on 8.8.8.8:53: no such host\n', { ...facts, build: { cgo: false } });
    expect(go?.title).toContain('8.8.8.8 first');
  });

  it('with ndots:0 are asked for as they are by today’s Go', () => {
    const resolver = { resolvConf: 'search corp.example\nnameserver 127.0.0.11\noptions ndots:0\n' };
    const text = 'dial tcp: lookup db on 127.0.0.11:53: no such host\n';
    expect(first(text, { resolver, build: { go: '1.7.4' } })).toBe('dns-ndots0');
    expect(explain(text, { resolver, build: { go: '1.8' } })).toEqual([]);
    expect(explain(text, { resolver })[0]).toMatchObject({ cause: 'dns-ndots0', confidence: 0.5 });
  });

  it('with SERVFAIL for a search domain end there', () => {
    expect(
      first("lookup api.example.com on 10.96.0.10:53: server misbehaving\n** server can't find api.example.com.cluster.local: SERVFAIL\n", { resolver: { resolvConf: POD } }),
    ).toBe('dns-search-final-failure');
    expect(
      first('Get "https://github.com": tls: failed to verify certificate: x509: certificate is valid for *.corp.example, not github.com\n', {
        resolver: { resolvConf: 'search corp.example\nnameserver 10.0.0.1\noptions ndots:5\n' },
      }),
    ).toBe('dns-search-final-failure');
  });

  it('stall where one of a pair is asked for again after 5 s, and not where the server is silent to both', () => {
    const line = (time: string, id: number, type: string) => `${time} IP 10.244.0.5.45123 > 10.96.0.10.53: ${id}+ ${type}? api.example.com. (33)\n`;
    expect(first(`${line('10:00:00.000100', 1, 'A')}${line('10:00:00.000130', 2, 'AAAA')}${line('10:00:05.005000', 2, 'AAAA')}`)).toBe('dns-lost-parallel');
    expect(first(`${line('10:00:00.000100', 1, 'A')}${line('10:00:00.000130', 2, 'AAAA')}${line('10:00:05.005000', 1, 'A')}${line('10:00:05.005100', 2, 'AAAA')}`)).toBeNull();
  });
});

describe('without any log', () => {
  it('a trace says that roots were sought and not found', () => {
    const { findings } = diagnose(caseOf({ facts: { trace: { filesMissing: [BUNDLE, '/etc/pki/tls/certs/ca-bundle.crt'], filesOpened: ['/etc/passwd'] } } }), RUNTIME_RULES);
    expect(findings.map(({ cause }) => cause)).toEqual(['ca-roots-missing']);
  });

  it('a signal says that a profile killed it', () => {
    const { findings } = diagnose(caseOf({ facts: { run: { outcome: 'signal', signal: 'SIGSYS' } } }), RUNTIME_RULES);
    expect(findings.map(({ cause }) => cause)).toEqual(['seccomp-blocked']);
  });

  it('nothing says nothing', () => {
    expect(diagnose(caseOf({ facts: { image: { missing: [BUNDLE, '/etc/passwd', '/usr/share/zoneinfo'] }, resolver: { resolvConf: POD } } }), RUNTIME_RULES).findings).toEqual([]);
  });
});
