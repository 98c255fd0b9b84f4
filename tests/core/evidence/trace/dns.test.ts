// DNS out of traces: real lookups of glibc, musl and Go, and messages byte by byte.
import { describe, expect, it } from 'vitest';
import { dnsOf, readDnsMessage } from '../../../../src/core/evidence/trace/index.ts';
import { traceOf } from '../../../helpers/traces.ts';
import { recorded } from './recorded.ts';

const queries = (name: string) =>
  dnsOf(recorded(name), null, 100).rows.map(
    ({ name: host, type, server, port, protocol, answers }) =>
      `${protocol} ${server}:${port} ${host} ${type}: ${answers.map(({ rcode, addresses, truncated, cut }) => [rcode, ...addresses, ...(truncated ? ['TC'] : []), ...(cut ? ['cut'] : [])].join(' ')).join(', ')}`,
  );

describe('lookups that were recorded', () => {
  const both = ['udp 127.0.0.53:53 lab.test A: NOERROR 192.0.2.10', 'udp 127.0.0.53:53 lab.test AAAA: NOERROR 2001:db8::10'];

  it('glibc sends both questions with one call, over a connected socket', () => {
    expect(queries('dns-glibc')).toEqual(both);
    const [a, aaaa] = dnsOf(recorded('dns-glibc'), null, 2).rows;
    expect(a?.event).toBe(aaaa?.event);
  });

  it('musl sends them from a socket that is not connected', () => expect(queries('dns-musl')).toEqual(both));

  it('Go asks from two threads at once, with read and write', () => expect(queries('dns-go').sort()).toEqual(both));

  it('a name that does not exist', () => {
    expect(queries('dns-glibc-missing')).toEqual(['udp 127.0.0.53:53 gone.example A: NXDOMAIN', 'udp 127.0.0.53:53 gone.example AAAA: NXDOMAIN']);
  });

  it('the wait is from the sending to the answer', () => {
    // The server took 80 ms for it.
    for (const { waitNs } of dnsOf(recorded('dns-glibc-slow'), null, 2).rows) expect(waitNs).toBeGreaterThan(80e6);
    for (const { waitNs } of dnsOf(recorded('dns-glibc'), null, 2).rows) expect(waitNs).toBeLessThan(80e6);
  });

  it.each(['dns-tcp', 'dns-tcp-go'])('what does not fit into a datagram is asked again over TCP (%s)', (name) => {
    const all = queries(name);
    expect(all.filter((line) => line.startsWith('udp') && line.endsWith('TC')).length).toBeGreaterThan(0);
    expect(all.filter((line) => line.startsWith('tcp')).sort()).toEqual([
      'tcp 127.0.0.53:53 big.test A: NOERROR 192.0.2.10',
      'tcp 127.0.0.53:53 big.test AAAA: NOERROR 2001:db8::10',
    ]);
  });

  it('strings of -xx are bytes too; 32 of them hold no address, and the answer says that it was cut', () => {
    const [a] = dnsOf(recorded('dns-hex'), null, 1).rows;
    expect(a).toMatchObject({ name: 'lab.test', type: 'A', answers: [{ rcode: 'NOERROR', addresses: [], cut: true }] });
  });

  it('a log without -y, pids and times tells of its queries by connect', () => {
    expect(dnsOf(recorded('dns-short'), null, 10).rows).toMatchObject([
      { server: '127.0.0.53', name: 'lab.test', type: 'A', waitNs: null },
      { server: '127.0.0.53', name: 'lab.test', type: 'AAAA', waitNs: null },
    ]);
  });

  it('total counts what the limit leaves out', () => expect(dnsOf(recorded('dns-glibc'), null, 1)).toMatchObject({ total: 2, rows: [{ type: 'A' }] }));
});

describe('lines of other resolvers', () => {
  const query = String.raw`"\0\7\1\0\0\1\0\0\0\0\0\0\7example\3org\0\0\1\0\1"`;
  const reply = String.raw`"\0\7\201\200\0\1\0\1\0\0\0\0\7example\3org\0\0\1\0\1\300\f\0\1\0\1\0\0\0<\0\4\n\0\0\1"`;
  const to = '{sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("10.0.0.2")}, 16';

  it('a question that nobody answers', () => {
    const trace = traceOf([
      'socket(AF_INET, SOCK_DGRAM, IPPROTO_IP) = 3',
      `sendto(3, ${query}, 29, MSG_NOSIGNAL, ${to}) = 29`,
      'poll([{fd=3, events=POLLIN}], 1, 5000) = 0 (Timeout)',
    ]);
    expect(dnsOf(trace, null, 10).rows).toMatchObject([{ name: 'example.org', server: '10.0.0.2', port: 53, protocol: 'udp', answers: [], waitNs: null }]);
  });

  it('an answer of another id, or on another socket, is none of it', () => {
    const trace = traceOf([
      'socket(AF_INET, SOCK_DGRAM, IPPROTO_IP) = 3',
      'socket(AF_INET, SOCK_DGRAM, IPPROTO_IP) = 4',
      `sendto(3, ${query}, 29, 0, ${to}) = 29`,
      `sendto(4, ${query.replace(String.raw`\7\1`, String.raw`\10\1`)}, 29, 0, ${to}) = 29`,
      `recvfrom(4, ${reply}, 512, 0, NULL, NULL) = 45`,
      `recvfrom(3, ${reply}, 512, 0, NULL, NULL) = 45`,
    ]);
    expect(dnsOf(trace, null, 10).rows.map(({ id, answers }) => [id, answers.map(({ event }) => event)])).toEqual([
      [7, [6]],
      [8, []],
    ]);
  });

  it('port 443 is not DNS, whatever is sent there', () => {
    const trace = traceOf(['socket(AF_INET, SOCK_DGRAM, IPPROTO_IP) = 3', `sendto(3, ${query}, 29, 0, ${to.replace('53', '443')}) = 29`]);
    expect(dnsOf(trace, null, 10).total).toBe(0);
  });

  it('a query to nobody that the log names is told by its form', () => {
    expect(dnsOf(traceOf([`sendto(5, ${query}, 29, 0, NULL, 0) = 29`]), null, 10).rows).toMatchObject([{ name: 'example.org', server: '', port: null, protocol: 'unknown' }]);
    expect(dnsOf(traceOf(['sendto(5, "GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n", 27, 0, NULL, 0) = 27']), null, 10).total).toBe(0);
  });
});

describe('readDnsMessage', () => {
  const bytes = (...parts: (number | string)[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => (typeof part === 'number' ? [part] : [...Buffer.from(part, 'latin1')])));
  const head = (flags: number, questions: number, answers: number) => [0x12, 0x34, flags >> 8, flags & 0xff, 0, questions, 0, answers, 0, 0, 0, 0];

  it('reads names behind pointers, types by their names, and codes', () => {
    const message = readDnsMessage(bytes(...head(0x8185, 1, 1), 3, 'www', 4, 'test', 0, 0, 65, 0, 1, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 1, 2, 3, 4), false);
    expect(message).toEqual({ id: 0x1234, response: true, rcode: 'REFUSED', truncated: false, name: 'www.test', type: 'HTTPS', addresses: ['1.2.3.4'], cut: false });
  });

  it('the root, a dot in a label, and bytes that are no text', () => {
    expect(readDnsMessage(bytes(...head(0x100, 1, 0), 0, 0, 2, 0, 1), false)?.name).toBe('.');
    expect(readDnsMessage(bytes(...head(0x100, 1, 0), 3, 'a.b', 2, '\xfc ', 0, 0x30, 0x39, 0, 1), false)).toMatchObject({ name: String.raw`a\.b.\252\032`, type: 'TYPE12345' });
  });

  it('addresses of IPv6 are written as RFC 5952 has it', () => {
    const answer = (...address: number[]) =>
      readDnsMessage(bytes(...head(0x8180, 1, 1), 1, 'a', 0, 0, 28, 0, 1, 0xc0, 12, 0, 28, 0, 1, 0, 0, 0, 9, 0, 16, ...address), false)?.addresses[0];
    const zeros = (n: number): number[] => Array<number>(n).fill(0);
    expect(answer(...zeros(15), 1)).toBe('::1');
    expect(answer(...zeros(16))).toBe('::');
    expect(answer(0x20, 1, 0xd, 0xb8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1)).toBe('2001:db8:0:1::1');
    expect(answer(...zeros(10), 0xff, 0xff, 192, 0, 2, 1)).toBe('::ffff:192.0.2.1');
    expect(answer(0xfe, 0x80, ...zeros(14))).toBe('fe80::');
  });

  it('pointers that go forward or in a ring are no name', () => {
    expect(readDnsMessage(bytes(...head(0x100, 1, 0), 0xc0, 12, 0, 1, 0, 1), false)).toBeNull();
    expect(readDnsMessage(bytes(...head(0x100, 1, 0), 0xc0, 20, 0, 1, 0, 1), false)).toBeNull();
  });

  it('what ends early is no message, unless more followed', () => {
    const whole = bytes(...head(0x100, 1, 0), 7, 'example', 3, 'org', 0, 0, 28, 0, 1);
    expect(readDnsMessage(whole.subarray(0, 18), false)).toBeNull();
    expect(readDnsMessage(whole.subarray(0, 18), true)).toMatchObject({ name: 'examp…', type: '', cut: true });
    expect(readDnsMessage(whole.subarray(0, 27), true)).toMatchObject({ name: 'example.org', type: 'AAAA' });
    expect(readDnsMessage(whole.subarray(0, 20), true)?.name).toBe('example.…');
  });

  it('any bytes at all end in a message or in none', () => {
    let seed = 7;
    const random = () => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) >>> 16;
    for (let round = 0; round < 3_000; round++) {
      const some = Uint8Array.from({ length: random() % 80 }, () => random() & 0xff);
      if (round % 2 === 0) some.set(head(0x8180, 1, 9).slice(0, some.length));
      const message = readDnsMessage(some, round % 3 === 0);
      if (message) expect(message.name.length).toBeLessThan(1_300);
    }
  });
});
