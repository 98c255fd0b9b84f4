// What the rules about names look at, read once: the look-ups that failed, the resolv.conf, and which resolver read it.
import type { FindingEvidence } from '../../../../shared/domain/explain.ts';
import type { Resolver } from '../../../../shared/domain/dns.ts';
import { newestVersion, parseResolvConf, readSettings, settingsOf, type CostSettings, type ResolvConf } from '../../../dns/conf/index.ts';
import { fact, fromHit, fromLine } from '../../evidence.ts';
import type { Case, Hit, LogLine } from '../../types.ts';
import { cgoOf, compareVersions, goVersionOf, libcOf } from './facts.ts';
import { COREDNS, GO_LOOKUP, OTHER_LOOKUP, QUERY_LOG, RESOLV_LINE, TCPDUMP_QUERY } from './dns-signals.ts';

export type Symptom = 'timeout' | 'no-such-host' | 'server-failed' | 'again' | 'bad-message' | 'refused' | 'other';

export interface Failure {
  hit: Hit;
  name: string | null;
  server: string | null;
  symptom: Symptom;
}

export interface Dns {
  failures: readonly Failure[];
  conf: ResolvConf | null;
  confEvidence: FindingEvidence[];
  /** Which resolver read it, as far as facts and words tell; null where they don't. */
  kind: Resolver | null;
  kindEvidence: FindingEvidence[];
  go: string | null;
}

export const DNS_SIGNALS = [GO_LOOKUP, OTHER_LOOKUP, RESOLV_LINE, COREDNS, TCPDUMP_QUERY, QUERY_LOG] as const;

const last = new WeakMap<Case, Dns>();

export function dnsOf(seen: Case): Dns {
  const known = last.get(seen);
  if (known !== undefined) return known;
  const failures = failuresOf(seen);
  const dns: Dns = { failures, ...confOf(seen), ...kindOf(seen, failures), go: goVersionOf(seen) ?? goInLog(failures) };
  last.set(seen, dns);
  return dns;
}

const symptomOf = (text: string): Symptom => {
  if (/cannot unmarshal|invalid DNS response|message too long/i.test(text)) return 'bad-message';
  if (/i\/o timeout|timed out|deadline exceeded|no servers could be reached|operation was canceled/i.test(text)) return 'timeout';
  if (/server misbehaving|SERVFAIL|REFUSED\b/.test(text)) return 'server-failed';
  if (/Temporary failure|Try again|EAI_AGAIN|bad address/i.test(text)) return 'again';
  if (/no such host|does not resolve|not known|ENOTFOUND|NXDOMAIN|can't find|can't resolve|resolve host|UnknownHost|unknown host|translate host/i.test(text)) return 'no-such-host';
  if (/connection refused/i.test(text)) return 'refused';
  return 'other';
};

function failuresOf(seen: Case): Failure[] {
  const go = seen.hits(GO_LOOKUP.id).map((hit): Failure => ({ hit, name: hit.match[1] ?? null, server: hit.match[2] ?? null, symptom: symptomOf(hit.match[3] ?? '') }));
  const taken = new Set(go.map(({ hit }) => `${hit.line.log}:${hit.line.number}`));
  const others = seen
    .hits(OTHER_LOOKUP.id)
    // busybox's nslookup says "(null)" of the server's own name, whatever comes after.
    .filter(({ line }) => !taken.has(`${line.log}:${line.number}`) && !line.text.includes("'(null)'"))
    .map((hit): Failure => ({ hit, name: hit.match.slice(1).find((group) => group !== undefined && group !== '') ?? null, server: null, symptom: symptomOf(hit.line.text) }));
  return [...go, ...others].sort((a, b) => a.hit.line.number - b.hit.line.number);
}

function confOf(seen: Case): Pick<Dns, 'conf' | 'confEvidence'> {
  const text = seen.facts.resolver?.resolvConf;
  if (text !== undefined) {
    const conf = parseResolvConf(text);
    return { conf, confEvidence: conf.lines.slice(0, 8).map((line): FindingEvidence => ({ source: 'resolver', path: 'resolver.resolvConf', line: line.number, text: line.text })) };
  }
  let best: { conf: ResolvConf; lines: LogLine[] } | null = null;
  for (const block of blocks(seen.hits(RESOLV_LINE.id))) {
    const conf = parseResolvConf(block.map(({ match }) => match[1] ?? '').join('\n'));
    if (conf.nameservers.length === 0 && conf.ndots === null) continue;
    if (best === null || weight(conf) > weight(best.conf)) best = { conf, lines: block.map(({ line }) => line) };
  }
  return best === null ? { conf: null, confEvidence: [] } : { conf: best.conf, confEvidence: best.lines.slice(0, 8).map(fromLine) };
}

/** Of two in one text (the host's and the container's), the one that says more. */
const weight = ({ ndots, nameservers, search }: ResolvConf): number => (ndots ?? 1) * 10 + nameservers.length + search.length;

function blocks(hits: readonly Hit[]): Hit[][] {
  const all: Hit[][] = [];
  let before: Hit | null = null;
  for (const hit of hits) {
    const open = all.at(-1);
    if (open !== undefined && before !== null && before.line.log === hit.line.log && hit.line.number - before.line.number <= 4) open.push(hit);
    else all.push([hit]);
    before = hit;
  }
  return all;
}

/** Go's own resolver knows everything in the file: with something unknown, a build with cgo asks libc (facts/dns-resolvers.md 1.1). */
const goKnowsAll = (resolvConf: string): boolean => readSettings('go', newestVersion('go'), { resolvConf }).reading.unknown === null;

function kindOf(seen: Case, failures: readonly Failure[]): Pick<Dns, 'kind' | 'kindEvidence'> {
  const byGo = failures.find(({ server }) => server !== null);
  if (byGo !== undefined) return { kind: 'go', kindEvidence: [] };
  const musl = failures.find(({ hit }) => /bad address|\bTry again\b|Name does not resolve/.test(hit.line.text));
  if (musl !== undefined) return { kind: 'musl', kindEvidence: [] };
  const glibc = failures.find(({ hit }) => /Temporary failure in name resolution|Name or service not known/.test(hit.line.text));
  if (glibc !== undefined && libcOf(seen) !== 'musl') return { kind: 'glibc', kindEvidence: [] };
  // Go's own resolver names the name server that it asked, unless the caller's time was over; what libc says has none.
  const byLibc = failures.some(({ hit, symptom }) => hit.signal === GO_LOOKUP.id && symptom !== 'timeout' && symptom !== 'other');
  const said = libcOf(seen);
  if (byLibc && said !== null && cgoOf(seen) !== false) return { kind: said, kindEvidence: fact(seen, 'image', 'libc') };
  const cgo = cgoOf(seen);
  if (cgo === false) return { kind: 'go', kindEvidence: fact(seen, 'build', 'cgo') };
  const text = seen.facts.resolver?.resolvConf;
  const libc = libcOf(seen);
  if (cgo === true && (libc === null || text === undefined || goKnowsAll(text))) return { kind: 'go', kindEvidence: fact(seen, 'build', 'cgo') };
  if (libc !== null) return { kind: libc, kindEvidence: fact(seen, 'image', 'libc') };
  return { kind: failures.some(({ hit }) => hit.signal === GO_LOOKUP.id) ? 'go' : null, kindEvidence: [] };
}

const goInLog = (failures: readonly Failure[]): string | null => {
  for (const { hit } of failures)
    for (const { text } of [...hit.before, ...hit.after]) {
      const found = /\bgo(?: version go)?(1\.\d{1,2}(?:\.\d{1,2})?)\b/.exec(text.slice(0, 500));
      if (found !== null) return found[1] ?? null;
    }
  return null;
};

/** What the resolver makes of the file; null without one. Where the resolver is not known, as Go reads it. */
export function settingsHere({ conf, kind, go }: Dns): CostSettings | null {
  return conf === null ? null : settingsOf(conf, kind ?? 'go', isOldGo(go));
}

export const isOldGo = (go: string | null): boolean => go !== null && (compareVersions(go, '1.8') ?? 0) < 0;

export const RESOLVER_NAME: Readonly<Record<Resolver, string>> = { go: "Go's own resolver", glibc: 'glibc', musl: 'musl' };

/** Names that were asked for on the wire, of tcpdump or CoreDNS: without their last dot. */
export function asked(seen: Case): { name: string; hit: Hit; answer: string | null }[] {
  const rootless = (name: string): string => name.replace(/\.$/, '').toLowerCase();
  return [
    ...seen.hits(TCPDUMP_QUERY.id).map((hit) => ({ name: rootless(hit.match[4] ?? ''), hit, answer: null })),
    ...seen.hits(COREDNS.id).map((hit) => ({ name: rootless(hit.match[1] ?? hit.match[3] ?? ''), hit, answer: hit.match[2] ?? hit.match[4] ?? null })),
    ...seen.hits(QUERY_LOG.id).map((hit) => ({ name: rootless(hit.match.slice(1).find((group) => group !== undefined) ?? ''), hit, answer: null })),
  ];
}

/** A name with a search domain behind a name that has a domain of its own: `google.com.default.svc.cluster.local`. Null where it is none. */
export function expandedOf(name: string, conf: ResolvConf | null): { base: string; domain: string } | null {
  const low = name.replace(/\.$/, '').toLowerCase();
  for (const domain of conf?.search ?? [])
    if (domain !== '' && low.endsWith(`.${domain.toLowerCase()}`)) {
      const base = low.slice(0, -domain.length - 1);
      if (base.includes('.')) return { base, domain };
    }
  // A name of a cluster with a name of the cluster behind it.
  const twice = /^(\S{1,150}?\.cluster\.local)\.(\S{0,100}cluster\.local)$/.exec(low);
  if (twice?.[1] !== undefined && twice[2] !== undefined) return { base: twice[1], domain: twice[2] };
  const found = /^((?:[a-z0-9_-]+\.)+(?:com|org|net|io|dev|de|co|uk|fr|ru|cn|eu|app|cloud|ai|gov|edu|info))\.((?:[a-z0-9_-]+\.)+[a-z]{2,})$/.exec(low);
  // `example.co.uk` and `foo.com.cn` are names of their own; what follows has at least two labels, of which the first is no country's second level.
  return found?.[1] === undefined || found[2] === undefined || found[1].split('.').length < 2 ? null : { base: found[1], domain: found[2] };
}

export const failureEvidence = (failures: readonly Failure[], most = 3): FindingEvidence[] => failures.slice(0, most).map(({ hit }) => fromHit(hit));

export const CLUSTER = /cluster\.local|kube|10\.96\.0\.10|10\.43\.0\.10|10\.100\.0\.10|172\.20\.0\.10|10\.0\.0\.10|169\.254\.20\.10|\.svc\b/i;

export const inCluster = ({ failures, conf }: Dns): boolean =>
  failures.some(({ hit, server }) => CLUSTER.test(hit.line.text) || (server !== null && CLUSTER.test(server))) || (conf?.search.some((domain) => CLUSTER.test(domain)) ?? false);
