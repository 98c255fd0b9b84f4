// A name with a search domain behind it gets an answer that ends the look-up: SERVFAIL, REFUSED, no data, or the address of a wildcard.
import { fromHit, fromLine } from '../../evidence.ts';
import { candidates } from '../../../dns/conf/index.ts';
import type { Case, Draft, Hit, Rule } from '../../types.ts';
import { clamp } from './facts.ts';
import { asked, DNS_SIGNALS, dnsOf, expandedOf, failureEvidence, RESOLVER_NAME, settingsHere, type Dns } from './dns.ts';
import { goResolver, ndots1, noSearch, rooted } from './dns-fixes.ts';
import { ANSWERED, GETENT, SERVER_FAILED, WRONG_HOST } from './dns-signals.ts';
import { lines } from './signals.ts';

export const dnsSearchFinalFailure: Rule = {
  id: 'dns-search-final-failure',
  cause: 'dns-search-final-failure',
  needs: 'an answer for a name with a search domain behind it: SERVFAIL, REFUSED or no data, at which musl gives up and glibc skips the rest, or the address of a wildcard record',
  contradictedBy: 'no search list, a rooted name, or a failure for the name as it was written',
  signals: [...DNS_SIGNALS, SERVER_FAILED, ANSWERED, GETENT, WRONG_HOST],
  find(seen) {
    const dns = dnsOf(seen);
    return byName(seen, dns) ?? byGetent(seen, dns) ?? byCertificate(seen, dns) ?? byFile(seen, dns);
  },
};

const SEE = ['docs/causes.md#dns-search-final-failure', 'https://man7.org/linux/man-pages/man5/resolv.conf.5.html'];
export const fixes = (dns: Dns, name: string | null): Draft['fixes'] => [...ndots1(dns.conf), rooted(name), ...noSearch(dns.conf), ...(dns.kind === 'musl' ? [goResolver()] : [])];

/** The name with the domain behind it stands in the text, with what it was answered. */
function byName(seen: Case, dns: Dns): Draft | null {
  const named: { hit: Hit; name: string; how: 'failed' | 'address' | 'no data' }[] = [
    ...seen.hits(SERVER_FAILED.id).flatMap((hit) => (hit.match[1] === undefined ? [] : [{ hit, name: hit.match[1], how: 'failed' as const }])),
    ...seen.hits(ANSWERED.id).flatMap((hit) => {
      const name = hit.match.slice(1).find((group) => group !== undefined);
      return name === undefined ? [] : [{ hit, name, how: hit.match[4] === undefined ? ('address' as const) : ('no data' as const) }];
    }),
    ...asked(seen)
      .filter(({ answer }) => answer !== null && /SERVFAIL|REFUSED/.test(answer))
      .map(({ hit, name }) => ({ hit, name, how: 'failed' as const })),
    ...dns.failures
      .filter(({ symptom }) => symptom === 'server-failed' || symptom === 'again')
      .flatMap(({ hit, name }) => (name === null ? [] : [{ hit, name, how: 'failed' as const }])),
  ];
  const found = named.filter(({ name }) => expandedOf(name, dns.conf) !== null);
  const [first] = found;
  if (first === undefined) return null;
  const expanded = expandedOf(first.name, dns.conf);
  const certain = dns.conf?.search.some((domain) => domain.toLowerCase() === expanded?.domain) === true;
  const what = {
    failed: 'fails at the name server (SERVFAIL or REFUSED)',
    address: 'has an address of its own, of a wildcard record',
    'no data': 'is answered without an address',
  }[first.how];
  return {
    title: `${expanded?.base ?? first.name} with the search domain ${expanded?.domain ?? ''} behind it ${what}, and that ends the look-up`,
    confidence: certain ? 0.93 : first.how === 'address' ? 0.78 : 0.8,
    evidence: [
      ...lines(
        found.map(({ hit }) => hit),
        4,
      ).map(fromHit),
      ...dns.confEvidence,
    ],
    fixes: fixes(dns, expanded?.base ?? null),
    see: SEE,
    next: certain ? null : 'the search list that the program reads: cat /etc/resolv.conf in the container',
  };
}

/** getent prints the name that has the address: with a search domain behind the one that was asked for, a wildcard there answered. */
function byGetent(seen: Case, dns: Dns): Draft | null {
  for (const hit of seen.hits(GETENT.id)) {
    const name = (hit.match[1] ?? '').replace(/\.$/, '').toLowerCase();
    const [answer] = hit.after;
    const found = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]{3,45})\s+(?:STREAM\s+)?([a-z0-9_.-]{3,300})$/i.exec(answer?.text ?? '')?.[1]?.toLowerCase();
    if (answer === undefined || found === undefined || !name.includes('.') || !found.startsWith(`${name}.`)) continue;
    const domain = found.slice(name.length + 1);
    const certain = dns.conf?.search.some((each) => each.toLowerCase() === domain) === true;
    return {
      title: `${name} is found under ${domain}: a wildcard record of that search domain answers for it`,
      confidence: certain ? 0.94 : 0.85,
      evidence: [fromHit(hit), fromLine(answer), ...dns.confEvidence],
      fixes: fixes(dns, name),
      see: SEE,
      next: certain ? null : 'the search list that the program reads: cat /etc/resolv.conf in the container',
    };
  }
  return null;
}

/** A wildcard answered, and TLS noticed. */
function byCertificate(seen: Case, dns: Dns): Draft | null {
  for (const hit of seen.hits(WRONG_HOST.id)) {
    const names = (hit.match[1] ?? '').toLowerCase();
    const domain = dns.conf?.search.find((each) => each.length > 3 && names.includes(each.toLowerCase()));
    if (domain === undefined) continue;
    return {
      title: `${hit.match[2] ?? 'The name'} led to a machine of the search domain ${domain}: a wildcard record there answers for it`,
      confidence: 0.85,
      evidence: [fromHit(hit), ...dns.confEvidence],
      fixes: fixes(dns, hit.match[2] ?? null),
      see: SEE,
      next: `whether a wildcard answers: nslookup ${hit.match[2] ?? 'NAME'}.${domain}`,
    };
  }
  return null;
}

/** The file says that other names are asked for first, and the look-up failed at a server. */
function byFile(seen: Case, dns: Dns): Draft | null {
  const settings = settingsHere(dns);
  // musl says of a name without data that it does not resolve, and asks no further.
  const noData = dns.kind === 'musl' ? dns.failures.filter(({ name, symptom }) => symptom === 'no-such-host' && name?.includes('.') === true) : [];
  const failed = [...dns.failures.filter(({ symptom }) => symptom === 'server-failed' || symptom === 'again'), ...noData];
  const servfail = seen.hits(SERVER_FAILED.id);
  const name = failed.find(({ name: each }) => each !== null)?.name ?? null;
  if (settings === null || settings.search.length === 0) return byWords(seen, dns, failed.length > 0);
  if (failed.length === 0 && servfail.length === 0) return null;
  const order = name === null ? [] : candidates(settings, name);
  if (name !== null && order.indexOf(`${name.replace(/\.$/, '')}.`) <= 0) return null;
  const saysServfail = servfail.length > 0;
  const confidence = dns.kind === 'musl' ? (saysServfail ? 0.88 : noData.length === failed.length ? 0.6 : 0.78) : saysServfail ? (dns.kind === 'go' ? 0.74 : 0.76) : 0.4;
  const first = order[0] ?? `NAME.${settings.search[0] ?? ''}.`;
  const ends =
    dns.kind === 'musl'
      ? 'musl ends the look-up at SERVFAIL, REFUSED or no data for it'
      : dns.kind === 'glibc'
        ? 'glibc skips the rest of the list at REFUSED or silence'
        : 'the failure of one of them is what is reported';
  return {
    title: `${first} is asked for before ${name ?? 'the name as it is'} (${dns.kind === null ? 'search list' : RESOLVER_NAME[dns.kind]}, ndots:${settings.ndots}), and ${ends}`,
    confidence: clamp(confidence),
    evidence: [...failureEvidence(failed), ...lines(servfail, 2).map(fromHit), ...dns.confEvidence, ...dns.kindEvidence],
    fixes: fixes(dns, name),
    see: SEE,
    next: `which name the server fails for: nslookup ${first}`,
  };
}

function byWords(seen: Case, dns: Dns, failed: boolean): Draft | null {
  const servfail = seen.hits(SERVER_FAILED.id);
  // A file without a search list rules it out.
  if (dns.conf !== null || servfail.length === 0 || !failed) return null;
  return {
    title: 'A name server failed (SERVFAIL or REFUSED): it may have been asked for a name with a search domain behind it',
    confidence: 0.4,
    evidence: lines(servfail, 3).map(fromHit),
    fixes: fixes(dns, null),
    see: SEE,
    next: 'the search list, and whether the name with it fails: cat /etc/resolv.conf in the container; nslookup NAME.DOMAIN.',
  };
}
