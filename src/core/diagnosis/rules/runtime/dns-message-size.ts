// An answer came, and the resolver does not take it: too big, cut, or not in the form that it knows.
import { fact, fromHit } from '../../evidence.ts';
import { change } from '../../fixes.ts';
import type { Case, Draft, DraftFix, Hit, Rule } from '../../types.ts';
import { clamp, compareVersions, libcOf } from './facts.ts';
import { DNS_SIGNALS, dnsOf, failureEvidence, type Dns } from './dns.ts';
import { goResolver, libcResolver, useTcp } from './dns-fixes.ts';
import { BAD_MESSAGE, REPLY_SIZE } from './dns-signals.ts';
import { hitsOf, lines } from './signals.ts';

/** Harmless where nothing else is said: dig asks again over TCP, and that works. */
const ALONE_HARMLESS = /;; Truncated, retrying in TCP/;

export const dnsMessageSize: Rule = {
  id: 'dns-message-size',
  cause: 'dns-message-size',
  needs:
    'a reply that cannot be read: over 512 bytes where no more was asked for, cut without a way to ask over TCP, or broken by a proxy (Docker Desktop, vpnkit, home routers, load balancers)',
  contradictedBy: 'an answer that says there is no such name: it was read',
  signals: [...DNS_SIGNALS, BAD_MESSAGE, REPLY_SIZE],
  find(seen) {
    const dns = dnsOf(seen);
    const said = seen.hits(BAD_MESSAGE.id).filter(({ line }) => !ALONE_HARMLESS.test(line.text) || dns.failures.length > 0);
    const sizes = seen.hits(REPLY_SIZE.id).filter(({ match, line }) => (match[1] === undefined ? / tc\b/.test(line.text) : Number(match[1]) > 512));
    if (said.length === 0) return byTcp(dns) ?? byLibc(seen, dns, sizes);
    const unmarshal = said.some(({ line }) => /cannot unmarshal DNS message/i.test(line.text));
    const strong = said.some(({ line }) => /unpack|overflow|malformed|rdlength|rdata|insufficient data|message too|FORMERR|format error|unmarshal/i.test(line.text));
    const confidence = unmarshal ? 0.95 : strong ? 0.85 : sizes.length > 0 ? 0.75 : 0.55;
    return {
      title: titleOf(dns, said, sizes),
      confidence: clamp(confidence),
      evidence: [
        ...lines(
          hitsOf(seen, [BAD_MESSAGE]).filter((hit) => said.includes(hit)),
          4,
        ).map(fromHit),
        ...lines(sizes, 2).map(fromHit),
        ...dns.confEvidence,
      ],
      fixes: fixes(dns),
      see: ['docs/causes.md#dns-message-size', 'https://pkg.go.dev/net#hdr-Name_Resolution', 'https://go.dev/issue/51127'],
      next:
        sizes.length > 0
          ? null
          : `how big the answer is, and whether it comes whole: dig +noedns +ignore ${dns.failures[0]?.name ?? 'NAME'} | grep -E "flags|MSG SIZE"; dig +bufsize=1232 …`,
    };
  },
};

function titleOf({ go, failures }: Dns, said: readonly Hit[], sizes: readonly Hit[]): string {
  const name = failures.find(({ name: each }) => each !== null)?.name;
  const size = sizes.flatMap(({ match }) => match[1] ?? []).at(0);
  const of = `${name === undefined ? 'A reply' : `The reply for ${name}`}${size === undefined ? '' : ` of ${size} bytes`}`;
  if (!said.some(({ line }) => /unmarshal/i.test(line.text))) return `${of} is one that the resolver does not take: too big, cut or malformed`;
  const edns =
    go === null
      ? 'Go before 1.18 asks for 512 bytes at most, later ones for 1232'
      : (compareVersions(go, '1.18') ?? 0) < 0
        ? `Go ${go} asks for 512 bytes at most`
        : `Go ${go} asks with EDNS0 for 1232 bytes`;
  return `${of} cannot be read by Go's own resolver (${edns}): the name server, or a proxy before it, sends a bigger or broken one`;
}

/** Go asks over UDP, and over TCP only where the answer came cut; `use-vc` aside. */
function byTcp(dns: Dns): Draft | null {
  const overTcp = dns.failures.filter(({ hit, server }) => server !== null && /\b(?:dial|read|write) tcp \S{1,120}:53: /.test(hit.match[3] ?? ''));
  const [first] = overTcp;
  if (first === undefined || dns.conf?.options.includes('use-vc') === true) return null;
  return {
    title: `The answer for ${first.name ?? 'the name'} did not fit into a packet, and ${first.server ?? 'the name server'} does not talk over TCP: Go asks over TCP only where an answer comes cut`,
    confidence: 0.93,
    evidence: [...failureEvidence(overTcp), ...dns.confEvidence],
    fixes: fixes(dns),
    see: ['docs/causes.md#dns-message-size'],
    next: `whether TCP is open: dig +tcp ${first.name ?? 'NAME'} @${first.server?.replace(/:53$/, '') ?? 'SERVER'}`,
  };
}

/** musl before 1.2.4 never asks again over TCP: an answer that is cut has no address for it. */
function byLibc(seen: Case, dns: Dns, sizes: readonly Hit[]): ReturnType<Rule['find']> {
  if (sizes.length === 0 || dns.failures.length === 0) return null;
  const version = seen.facts.image?.libcVersion ?? null;
  const old = version === null ? null : (compareVersions(version, '1.2.4') ?? 0) < 0;
  const musl = dns.kind === 'musl' || libcOf(seen) === 'musl';
  if (!musl || old === false) return null;
  return {
    title: `The answer is bigger than 512 bytes, and musl ${version ?? 'before 1.2.4'} does not ask again over TCP: no address is left`,
    confidence: old === true ? 0.9 : 0.7,
    evidence: [...lines(sizes, 2).map(fromHit), ...failureEvidence(dns.failures), ...fact(seen, 'image', 'libcVersion')],
    fixes: [goResolver(), change('newer-musl', 'A base image with musl 1.2.4 or later', { manual: ['FROM alpine:3.18   # or later'] })],
    see: ['docs/causes.md#dns-message-size'],
    next: old === null ? "musl's version: docker run --rm IMAGE ldd 2>&1 | grep Version" : null,
  };
}

export const fixes = (dns: Dns): DraftFix[] => [
  ...(dns.kind === 'go' || dns.kind === null ? [libcResolver()] : [goResolver()]),
  change('no-edns0', 'Ask without EDNS0 (GODEBUG=netedns0=0, Go 1.22.5 and later)', { run: { env: { GODEBUG: 'netedns0=0' } } }, [
    'answers over 512 bytes are then cut, and asked for again over TCP',
  ]),
  ...useTcp(dns.conf),
];
