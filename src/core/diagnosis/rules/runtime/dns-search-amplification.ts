// Every look-up becomes many: ndots and the search list put names before the one that is meant, and silence is waited for with each.
import type { FindingEvidence } from '../../../../shared/domain/explain.ts';
import { fromHit } from '../../evidence.ts';
import { allDead, candidates, queriesUntil, type CostSettings } from '../../../dns/conf/index.ts';
import type { Case, Draft, Hit, Rule, Signal } from '../../types.ts';
import { clamp, isGreen } from './facts.ts';
import { asked, DNS_SIGNALS, dnsOf, expandedOf, failureEvidence, inCluster, RESOLVER_NAME, settingsHere, type Dns, type Failure } from './dns.ts';
import { ndots1, noSearch, rooted } from './dns-fixes.ts';
import { FIVE_SECONDS, SLOW, THROTTLED, TOO_MANY } from './dns-signals.ts';
import { hitsOf, lines } from './signals.ts';

/** Only beside a resolv.conf that multiplies, and only as one possibility. */
const ABOUT_DNS: Signal = {
  id: 'dns-about',
  keywords: [' dns', 'dns ', 'dns:', 'dns_', 'dns-', 'dns=', 'dns.', 'lookup', 'resolv', 'queries'],
  pattern: / dns\b|\bdns[ :_.=-]|\blookups?\b|resolv(?:e|ing|er)|\bqueries\b/i,
};

/** A name to count with where no look-up names one. */
const EXAMPLE = 'api.example.com';

export const dnsSearchAmplification: Rule = {
  id: 'dns-search-amplification',
  cause: 'dns-search-amplification',
  needs: 'a resolv.conf with a search list and an ndots above the dots of the name, and look-ups that time out, stall or are too many',
  contradictedBy: 'a name with a dot at its end, no search list, or an ndots that the name reaches: then the name is asked for as it is',
  signals: [...DNS_SIGNALS, TOO_MANY, THROTTLED, FIVE_SECONDS, SLOW, ABOUT_DNS],
  find(seen) {
    const dns = dnsOf(seen);
    const settings = settingsHere(dns);
    const slow = dns.failures.filter(({ symptom }) => symptom === 'timeout' || symptom === 'again');
    const many = hitsOf(seen, [TOO_MANY, THROTTLED]);
    const wire = repeated(seen, dns);
    if (settings === null) return byWords(seen, dns, slow, many, wire);
    if (settings.search.length === 0) return null;
    // What is slow in general counts only beside a file that somebody showed because of it.
    const stalls = hitsOf(seen, seen.facts.resolver === undefined ? ((dns.conf?.ndots ?? 1) > 1 ? [FIVE_SECONDS, SLOW] : [FIVE_SECONDS]) : [FIVE_SECONDS, SLOW, ABOUT_DNS]).filter(
      ({ line }) => !/no such host|NXDOMAIN|^\s*(?:options|search|nameserver|domain)\b/.test(line.text),
    );
    const name =
      slow.find(({ name: each }) => each !== null)?.name ??
      dns.failures.find(({ name: each }) => each !== null)?.name ??
      stalls.find(({ signal, match }) => signal === SLOW.id && match[1] !== undefined)?.match[1] ??
      EXAMPLE;
    if (name.endsWith('.')) return null;
    const before = candidates(settings, name).indexOf(`${name}.`);
    // A name that there is not is asked for under all names as well, and nothing is wrong with that.
    const sockets = dns.failures.some(({ symptom }) => symptom === 'no-such-host') ? [] : socketsOf(seen);
    const loud = many.filter(({ line }) => /quer|throttl|rate.?limit|concurrent|allowance/i.test(line.text));
    if (slow.length + loud.length + wire.length + stalls.length === 0 && sockets.length === 0) return null;
    const worst = allDead(settings, name);
    // A name that is asked for as it is first: what follows it in the list only costs where nobody answers, in Go.
    if (before <= 0 && (worst.names <= 1 || slow.length === 0)) return null;
    const confidence =
      before <= 0 ? 0.45 : slow.some(({ symptom }) => symptom === 'timeout') || loud.length > 0 || wire.length > 0 ? 0.92 : sockets.length > 0 ? 0.7 : slow.length > 0 ? 0.72 : 0.6;
    return {
      title: titleOf(dns, settings, name, before),
      confidence: seen.hasLog && slow.length + loud.length + wire.length === 0 && sockets.length === 0 ? clamp(confidence - 0.2) : confidence,
      evidence: [...dns.confEvidence, ...failureEvidence(slow), ...lines([...wire, ...loud, ...stalls], 4).map(fromHit), ...sockets, ...dns.kindEvidence],
      fixes: [...ndots1(dns.conf), rooted(name === EXAMPLE ? null : name), ...noSearch(dns.conf)],
      see: ['docs/causes.md#dns-search-amplification', 'https://man7.org/linux/man-pages/man5/resolv.conf.5.html'],
      next: dns.kind === null ? 'which resolver asks: GODEBUG=netdns=2 prints it (Go); the counts of glibc and musl differ' : null,
    };
  },
};

function titleOf({ kind, go, conf }: Dns, settings: CostSettings, name: string, before: number): string {
  const who = kind === null ? 'as Go reads it' : `${RESOLVER_NAME[kind]}${kind === 'go' && go !== null ? ` (${go})` : ''}`;
  const good = queriesUntil(settings, name);
  const worst = allDead(settings, name);
  const file = `ndots:${settings.ndots} and ${conf?.search.length ?? 0} search domains`;
  const names =
    before > 0
      ? `${name} is asked for under ${before} other names first: ${good.queries} queries instead of ${good.queries / good.names.length}`
      : `${name} is asked for as it is first`;
  return `${file} (${who}): ${names}, and up to ${worst.queries} queries and ${worst.seconds} s where nobody answers`;
}

/** One name with several domains behind it, on the wire; or with one, and no answer. */
function repeated(seen: Case, { conf }: Dns): Hit[] {
  const byBase = new Map<string, { domains: Set<string>; hits: Hit[] }>();
  const silent: Hit[] = [];
  for (const { name, hit, answer } of asked(seen)) {
    const expanded = expandedOf(name, conf);
    if (expanded === null) continue;
    if (answer !== null && /timeout|timed out|unreachable/.test(answer)) silent.push(hit);
    const known = byBase.get(expanded.base) ?? { domains: new Set(), hits: [] };
    known.domains.add(expanded.domain);
    known.hits.push(hit);
    byBase.set(expanded.base, known);
  }
  return [...silent, ...walkedThrough(seen), ...[...byBase.values()].filter(({ domains }) => domains.size > 1).flatMap(({ hits }) => hits)];
}

/** One label under three domains and more, and none of those names is there: a list was gone through (dnsmasq, BIND, dig and their like). */
function walkedThrough(seen: Case): Hit[] {
  const byLabel = new Map<string, Map<string, Hit>>();
  for (const { name, hit } of asked(seen)) {
    if (!/\bNXDOMAIN\b/.test(hit.line.text)) continue;
    const dot = name.indexOf('.');
    if (dot < 1) continue;
    const label = name.slice(0, dot);
    const under = byLabel.get(label) ?? new Map<string, Hit>();
    byLabel.set(label, under.set(name.slice(dot + 1), hit));
  }
  return [...byLabel.values()].filter(({ size }) => size >= 3).flatMap((under) => [...under.values()]);
}

function byWords(seen: Case, dns: Dns, slow: readonly Failure[], many: readonly Hit[], wire: readonly Hit[]): Draft | null {
  const timeouts = slow.filter(({ symptom }) => symptom === 'timeout' || (symptom === 'again' && inCluster(dns)));
  const expandedFailures = dns.failures.filter(({ name, symptom }) => name !== null && symptom !== 'no-such-host' && expandedOf(name, null) !== null);
  const ndots = many.filter(({ line }) => /ndots/i.test(line.text));
  if (timeouts.length + wire.length + expandedFailures.length + (dns.failures.length > 0 ? ndots.length : 0) === 0) {
    // `ndots` in a text about queries says what it is about; so does a name server that counts too many at once.
    if ((ndots.length === 0 || many.length === ndots.length) && !many.some(({ signal }) => signal === THROTTLED.id)) return null;
  }
  const confidence = wire.length > 0 ? 0.82 : ndots.length > 0 ? 0.72 : expandedFailures.length > 0 ? 0.6 : inCluster(dns) ? 0.42 : 0.3;
  return {
    title: 'A search list may multiply the queries: each name is asked for with every search domain before it is asked for as it is',
    confidence,
    evidence: [...lines([...wire, ...ndots, ...many], 4).map(fromHit), ...failureEvidence([...timeouts, ...expandedFailures])],
    fixes: [...ndots1(null), rooted(timeouts[0]?.name ?? null), ...noSearch(null)],
    see: ['docs/causes.md#dns-search-amplification'],
    next: 'the resolv.conf that the program reads: docker exec CONTAINER cat /etc/resolv.conf (kubectl exec POD -- cat /etc/resolv.conf): ndots above 1 with a search list decides for it',
  };
}

/** Go takes a new socket for each query: more of them than two to a name server say it without any log. */
function socketsOf(seen: Case): FindingEvidence[] {
  if (isGreen(seen)) return [];
  const queries = (seen.trace?.connects ?? []).filter(({ port, protocol }) => port === 53 && protocol === 'udp');
  return queries.length < 6 ? [] : [{ source: 'trace', path: 'trace.connects', text: `${queries.length} sockets to port 53, the first to ${queries[0]?.address ?? '?'}` }];
}
