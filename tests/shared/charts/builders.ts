// Packets as the three resolvers send them when every name server is silent (facts: the closed forms), T and the intervals in seconds.
import type { DnsExchange } from '../../../src/shared/domain/dns.ts';

export const S = 1e9;

export const exchange = (more: Partial<DnsExchange> = {}): DnsExchange => ({
  tNs: 0,
  endNs: S,
  server: 1,
  protocol: 'udp',
  type: 'A',
  name: 'db.internal.',
  outcome: 'timeout',
  ...more,
});

/** Servers inside attempts, one after the other; A and AAAA beside each other. */
export function stairs({ timeout = 1, attempts = 2, servers = 2, names = ['db.internal.'] } = {}): DnsExchange[] {
  const all: DnsExchange[] = [];
  let t = 0;
  for (const name of names)
    for (let attempt = 0; attempt < attempts; attempt += 1)
      for (let server = 1; server <= servers; server += 1) {
        for (const type of ['A', 'AAAA']) all.push(exchange({ tNs: t, endNs: t + timeout * S, server, type, name }));
        t += timeout * S;
      }
  return all;
}

/** All servers at once, every T/A again, until T. */
export function comb({ timeout = 1, attempts = 2, servers = 2, name = 'db.internal.' } = {}): DnsExchange[] {
  const all: DnsExchange[] = [];
  for (let round = 0; round < attempts; round += 1)
    for (let server = 1; server <= servers; server += 1)
      for (const type of ['A', 'AAAA']) all.push(exchange({ tNs: (round * timeout * S) / attempts, endNs: timeout * S, server, type, name }));
  return all;
}
