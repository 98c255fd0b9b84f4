// A and AAAA go out at once from one port; one of the two is lost in conntrack, and the resolver waits its timeout for it.
import type { FindingEvidence } from '../../../../shared/domain/explain.ts';
import { fromHit, fromLine } from '../../evidence.ts';
import type { Case, Hit, Rule } from '../../types.ts';
import { clamp } from './facts.ts';
import { DNS_SIGNALS, dnsOf, failureEvidence, inCluster, settingsHere } from './dns.ts';
import { goResolver, singleRequest, useTcp } from './dns-fixes.ts';
import { FIVE_SECONDS, INSERT_FAILED, NAMELOOKUP, SINGLE_REQUEST, TCPDUMP_QUERY } from './dns-signals.ts';
import { lines } from './signals.ts';

/** A command whose first step is to look a name up. */
const TIMED = /\btime\b.{0,80}\b(?:curl|wget|nslookup|getent|ping|dig|host|nc|telnet|ssh|psql|mysql|redis-cli)\b/;

export const dnsLostParallel: Rule = {
  id: 'dns-lost-parallel',
  cause: 'dns-lost-parallel',
  needs: 'look-ups that stall for exactly the timeout (5 s where resolv.conf says nothing) and then work, on a host that translates addresses; conntrack counts insert_failed',
  contradictedBy: 'single-request in resolv.conf, queries over TCP, insert_failed at 0, or a name server that is down for good',
  signals: [...DNS_SIGNALS, INSERT_FAILED, FIVE_SECONDS, NAMELOOKUP, SINGLE_REQUEST],
  find(seen) {
    const dns = dnsOf(seen);
    const settings = settingsHere(dns);
    const counters = seen.hits(INSERT_FAILED.id);
    const lost = counters.filter(({ match }) => Number(match[1]) > 0);
    // A stall that ends in a failure is another story: there the name never comes.
    const stalls = seen.hits(FIVE_SECONDS.id).filter(({ line }) => !STALLS_AND_FAILS.test(line.text));
    const measured = measuredStalls(seen);
    const again = askedAgain(seen);
    const tried = seen.hits(SINGLE_REQUEST.id).filter(({ signal }) => signal === SINGLE_REQUEST.id);
    const words = tried.filter(({ line }) =>
      /(?:name:|--dns-opt(?:ion)?[= ]|echo .{0,20}options|>> \/etc\/resolv\.conf|dns_opt:).{0,40}single-request|^\s*-\s*single-request/.test(line.text),
    );
    const timeouts = dns.failures.filter(({ symptom }) => symptom === 'timeout' || (symptom === 'again' && inCluster(dns)));
    const about =
      dns.failures.length > 0 ||
      dns.conf !== null ||
      again.length > 0 ||
      stalls.some(({ line, before }) => /dns|lookup|resol|getaddrinfo|getent|poll\(/i.test(line.text) || before.some(({ text }) => TIMED.test(text)));
    if (lost.length + again.length + words.length + measured.length === 0 && !(stalls.length > 0 && about) && timeouts.length === 0) return null;
    if (counters.length > 0 && lost.length === 0 && stalls.length === 0 && again.length === 0) return null;
    let confidence =
      lost.length > 0
        ? about
          ? 0.93
          : 0.82
        : again.length > 0
          ? 0.86
          : measured.length > 0
            ? 0.76
            : stalls.length > 0 && about
              ? 0.74
              : words.length > 0
                ? 0.55
                : inCluster(dns)
                  ? 0.34
                  : 0.22;
    const onlyTimeouts = lost.length + again.length + stalls.length + words.length + measured.length === 0;
    // With the file at hand and nothing but time-outs, what the file says decides.
    if (onlyTimeouts && settings !== null && dns.conf !== null && dns.conf.search.length > 0) confidence = 0.25;
    if (words.length > 0 && stalls.length > 0) confidence += 0.08;
    const against: FindingEvidence[] = [];
    if (settings?.sequential === true) {
      confidence -= 0.35;
      against.push(...dns.confEvidence.filter(({ text }) => text?.includes('single-request') === true));
    }
    if (counters.length > 0 && lost.length === 0) {
      confidence -= 0.35;
      against.push(...lines(counters, 1).map(fromHit));
    }
    if (dns.kind === 'go' && lost.length === 0) confidence -= 0.08;
    if (confidence < 0.1) return null;
    const seconds = settings?.timeout ?? 5;
    return {
      title: `One of two queries sent at once (A and AAAA) is lost, as in conntrack's race, and the resolver waits ${seconds} s for it${dns.kind === 'go' ? '; Go sends them from two ports, so only a race of the address translation can hit it' : ''}`,
      confidence: clamp(confidence),
      evidence: [
        ...lines([...lost, ...again, ...stalls, ...words], 5).map(fromHit),
        ...measured,
        ...failureEvidence(onlyTimeouts ? timeouts : [], 2),
        ...dns.confEvidence.filter(({ text }) => text?.includes('options') === true),
        ...dns.kindEvidence,
      ],
      fixes: [...singleRequest(dns.conf), ...useTcp(dns.conf), ...(dns.kind === 'go' ? [] : [goResolver()])],
      see: ['docs/causes.md#dns-lost-parallel', 'https://github.com/kubernetes/kubernetes/issues/56903'],
      next: lost.length > 0 ? null : 'whether packets are dropped: conntrack -S on the node, before and after a stall: insert_failed grows',
      against,
    };
  },
};

const STALLS_AND_FAILS =
  /\b(?:second|sec|s|stall|hang)\w{0,6},? (?:and|then|before|until) (?:then )?(?:it )?(?:times? out|timing out|timed out|fails?|failed|gives? up|gave up)\b/i;

/** Times of look-ups that curl printed one by one: most are short, some are the resolver's timeout or, of two tries in it, the half. */
function measuredStalls(seen: Case): FindingEvidence[] {
  for (const hit of seen.hits(NAMELOOKUP.id)) {
    const times = hit.after.flatMap((line) => (/^\d{1,2}[.,]\d{3,6}$/.test(line.text) ? [{ line, seconds: Number(line.text.replace(',', '.')) }] : []));
    const stalled = times.filter(({ seconds }) => [2.5, 5, 7.5, 10].some((wait) => seconds - wait > -0.01 && seconds - wait < 0.1));
    const quick = times.filter(({ seconds }) => seconds < 0.5);
    if (stalled.length > 0 && quick.length > stalled.length / 2 && stalled.length + quick.length === times.length)
      return [fromHit(hit), ...stalled.slice(0, 3).map(({ line }) => fromLine(line))];
  }
  return [];
}

/** Of tcpdump: one of the two types is sent once more after the timeout, the other is not. */
function askedAgain(seen: Case): Hit[] {
  const sent = new Map<string, { at: number; hit: Hit }>();
  const again: Hit[] = [];
  for (const hit of seen.hits(TCPDUMP_QUERY.id)) {
    const [, from, id, type, name] = hit.match;
    const time = /(\d\d):(\d\d):(\d\d\.\d{1,9})/.exec(hit.line.raw.slice(0, 200));
    if (time === null) continue;
    const at = Number(time[1]) * 3600 + Number(time[2]) * 60 + Number(time[3]);
    const key = `${from ?? ''} ${id ?? ''} ${type ?? ''} ${name ?? ''}`;
    const first = sent.get(key);
    if (first === undefined) sent.set(key, { at, hit });
    else if (Math.abs(at - first.at - 5) < 0.2) again.push(first.hit, hit);
  }
  // Both types sent again is a name server that is silent; only one ever sent is none of a pair.
  const types = new Set(again.map(({ match }) => match[3]));
  const names = new Set(again.map(({ match }) => match[4]));
  const pair = seen.hits(TCPDUMP_QUERY.id).some(({ match }) => names.has(match[4]) && !types.has(match[3]));
  return types.size === 1 && pair ? again : [];
}
