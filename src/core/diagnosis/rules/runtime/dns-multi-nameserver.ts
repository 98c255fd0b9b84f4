// Several name servers that know different zones: whoever says "no such name" first has the last word.
import { fromHit } from '../../evidence.ts';
import { isPrivateAddress } from '../../../dns/conf/index.ts';
import type { Case, Rule, Signal } from '../../types.ts';
import { clamp } from './facts.ts';
import { DNS_SIGNALS, dnsOf, failureEvidence, RESOLVER_NAME, type Dns } from './dns.ts';
import { goResolver, oneServer } from './dns-fixes.ts';
import { TCPDUMP_QUERY } from './dns-signals.ts';
import { lines } from './signals.ts';

/** NXDOMAIN as tcpdump, dig and nslookup say it. */
const NXDOMAIN: Signal = { id: 'dns-nxdomain', keywords: ['NXDOMAIN', 'NXDomain'], pattern: /\bNXDomain\b|\bNXDOMAIN\b/ };

/** Zones that no public name server knows. */
const INTERNAL =
  /\.(?:local|localdomain|internal|intern|intra|intranet|corp|lan|home|private|svc|consul|ad|vpn|office|company|companylocal|prod|stage|staging|dev)$|(?:^|\.)(?:corp|internal|intra|intranet|lan|vpn)\.|^[^.]+$/i;

export const dnsMultiNameserver: Rule = {
  id: 'dns-multi-nameserver',
  cause: 'dns-multi-nameserver',
  needs: 'two or more name servers in resolv.conf, and a name that is sometimes or always not found though one of them knows it',
  contradictedBy: 'one name server, or look-ups that time out instead of being answered',
  signals: [...DNS_SIGNALS, NXDOMAIN],
  find(seen) {
    const dns = dnsOf(seen);
    const servers = [...new Set(dns.conf?.nameservers ?? [])];
    const parallel = parallelServers(seen);
    if (servers.length < 2 && parallel < 2) return null;
    const missing = dns.failures.filter(({ symptom }) => symptom === 'no-such-host' || symptom === 'again');
    const nxdomain = seen.hits(NXDOMAIN.id);
    if (missing.length + nxdomain.length === 0) return null;
    const mixed = servers.some(isPrivateAddress) && servers.some((address) => !isPrivateAddress(address));
    const name = missing.find(({ name: each }) => each !== null)?.name ?? null;
    const internal = name !== null && INTERNAL.test(name.replace(/\.$/, ''));
    const musl = dns.kind === 'musl' || (dns.kind === null && parallel >= 2);
    let confidence = musl ? 0.88 : 0.6;
    if (mixed) confidence += musl ? 0.05 : 0.15;
    if (internal) confidence += musl ? 0.02 : 0.12;
    if (!musl && !mixed && !internal) confidence -= 0.15;
    if (dns.failures.some(({ symptom }) => symptom === 'timeout')) confidence -= 0.2;
    return {
      title: titleOf(dns, servers, name),
      confidence: clamp(confidence),
      evidence: [
        ...failureEvidence(missing),
        ...dns.confEvidence.filter(({ text }) => text === undefined || text.includes('nameserver')),
        ...lines(nxdomain, 2).map(fromHit),
        ...dns.kindEvidence,
      ],
      fixes: [...oneServer(dns.conf, internal), ...(musl ? [goResolver()] : [])],
      see: ['docs/causes.md#dns-multi-nameserver', 'https://wiki.musl-libc.org/functional-differences-from-glibc.html#Name-Resolver/DNS'],
      next:
        servers.length < 2
          ? 'the name servers: cat /etc/resolv.conf in the container'
          : `what each of them answers: ${servers
              .slice(0, 3)
              .map((address) => `nslookup ${name ?? 'NAME'} ${address}`)
              .join('; ')}`,
    };
  },
};

function titleOf({ kind }: Dns, servers: readonly string[], name: string | null): string {
  const who = servers.length < 2 ? 'Several name servers are asked' : servers.slice(0, 3).join(', ');
  const dropped = servers.length > 3 ? `; ${servers.length - 3} more are never asked` : '';
  const asked = name ?? 'The name';
  if (kind === 'musl') return `musl asks all name servers at once (${who}) and the first answer wins: one that does not know ${asked} says so first${dropped}`;
  if (kind === null)
    return `Name servers of different zones (${who}): an answer that there is no ${name ?? 'such name'} is final, the others are not asked, and musl takes the fastest${dropped}`;
  return `${RESOLVER_NAME[kind]} asks ${servers[0] ?? 'the first name server'} first, and its answer that there is no ${name ?? 'such name'} is final: ${servers.slice(1, 3).join(', ')} are asked only where it is silent or fails${dropped}`;
}

/** The same question to several servers within a millisecond or so, of tcpdump. */
function parallelServers(seen: Case): number {
  const byQuestion = new Map<string, Set<string>>();
  for (const { match, line } of seen.hits(TCPDUMP_QUERY.id)) {
    const to = /> (\S{1,100}?)\.?(?:53|domain): /.exec(line.text)?.[1];
    if (to === undefined) continue;
    const key = `${match[1] ?? ''} ${match[2] ?? ''} ${match[3] ?? ''} ${match[4] ?? ''}`;
    byQuestion.set(key, (byQuestion.get(key) ?? new Set()).add(to));
  }
  return Math.max(0, ...[...byQuestion.values()].map(({ size }) => size));
}
