import { describe, expect, it } from 'vitest';
import { fingerprint, goTrace, provenResolver } from '../../../../src/core/dns/lab/fingerprint.ts';
import { packetOf } from './builders.ts';

const GO = 'go package net: confVal.netCgo = false  netGo = true\ngo package net: hostLookupOrder(db.internal) = files,dns\n';
const CGO = 'go package net: hostLookupOrder(db.internal) = cgo\n';

const go = [0, 1, 2, 3].map((index) => packetOf({ edns: 1232, source: `127.0.0.1:${40_000 + index}`, server: index % 2, atNs: index * 1e9 }));
const glibc = [0, 1, 2, 3].map((index) => packetOf({ source: `127.0.0.1:${index < 2 ? 40_000 : 40_007}`, server: index < 2 ? 0 : 1, atNs: index < 2 ? 0 : 1e9 }));
const musl = [0, 1, 2, 3].map((index) => packetOf({ source: '127.0.0.1:40000', server: index % 2, atNs: index * 1_000 }));
const one = [packetOf({ type: 'A' }), packetOf({ type: 'AAAA' })];

describe('which resolver ran', () => {
  it('is told by the packets', () => {
    expect(fingerprint(go)?.resolver).toBe('go');
    expect(fingerprint(glibc)?.resolver).toBe('glibc');
    expect(fingerprint(musl)?.resolver).toBe('musl');
    expect(fingerprint([packetOf({ edns: 1200 })])?.resolver).toBe('glibc');
    expect(fingerprint(one)).toBeNull();
    expect(fingerprint([])).toBeNull();
  });

  it("is told by Go's own trace", () => {
    expect(goTrace(GO)).toEqual({ choice: 'go', text: 'go package net: hostLookupOrder(db.internal) = files,dns' });
    expect(goTrace(CGO)?.choice).toBe('cgo');
    expect(goTrace('panic: nothing')).toBeNull();
  });

  it('is proven by both together', () => {
    expect(provenResolver(GO, go, null, 2)).toMatchObject({ ran: 'go', proof: [expect.stringContaining('files,dns'), expect.stringContaining('OPT of 1232')] });
    expect(provenResolver(CGO, musl, 'musl', 2).ran).toBe('musl');
  });

  it('is what went over the wire where trace and packets contradict each other', () => {
    const found = provenResolver(CGO, go, 'glibc', 2);
    expect(found.ran).toBe('go');
    expect(found.proof.join(' ')).toContain('contradict');
  });

  it('with one server is the libc that the program is linked with, and unknown where that is not known', () => {
    expect(provenResolver('', one, 'musl', 1).ran).toBe('musl');
    expect(provenResolver(CGO, one, 'glibc', 1).ran).toBe('glibc');
    expect(provenResolver('', one, null, 1).ran).toBe('unknown');
  });

  it('is none where no packet arrived', () => {
    expect(provenResolver(GO, [], null, 0)).toMatchObject({ ran: 'none' });
    expect(provenResolver('', [], 'glibc', 1)).toMatchObject({ ran: 'none' });
  });
});
