// `ndots:0` asks for short names as they are first. Go before 1.8 reads it as 1, and asks with the search list first.
import { fact, fromHit } from '../../evidence.ts';
import { candidates, settingsOf } from '../../../dns/conf/index.ts';
import { withGo } from '../../fixes.ts';
import type { Rule, Signal } from '../../types.ts';
import { clamp } from './facts.ts';
import { DNS_SIGNALS, dnsOf, failureEvidence, isOldGo } from './dns.ts';
import { libcResolver, noSearch, rooted } from './dns-fixes.ts';
import { lines } from './signals.ts';

/** Versions that logs of these years name; 1 the version. */
const GO_VERSION: Signal = {
  id: 'dns-go-version',
  keywords: ['go1.', 'go version', 'golang:', 'Go 1.'],
  pattern: /\b(?:go(?: version:? *go)?|golang:|go version:?\s+)\s?(1\.\d{1,2}(?:\.\d{1,2})?)\b/i,
};
const NDOTS0: Signal = { id: 'dns-ndots0', keywords: ['ndots:0', 'ndots=0', 'ndots 0', 'ndots: 0', 'ndots" of 0', 'ndots0'], pattern: /ndots["']?(?::|=| of |: )? ?0\b/i };
/** Users of an old copy of that code (miekg/dns before 1.0.1, of November 2017) have the same fault with any Go. */
const COPY: Signal = { id: 'dns-miekg', keywords: ['miekg/dns'], pattern: /miekg\/dns/ };

export const dnsNdots0: Rule = {
  id: 'dns-ndots0',
  cause: 'dns-ndots0',
  needs: 'options ndots:0 with a search list (Docker writes it for networks of its own), a name without a dot, and a Go before 1.8',
  contradictedBy: 'Go 1.8 or later, or no search list: then there is nothing to ask for before the name itself',
  signals: [...DNS_SIGNALS, GO_VERSION, NDOTS0, COPY],
  find(seen) {
    const dns = dnsOf(seen);
    const said = seen.hits(NDOTS0.id);
    if (dns.conf !== null ? dns.conf.ndots !== 0 : said.length === 0) return null;
    const versions = seen.hits(GO_VERSION.id);
    const go = dns.go ?? versions[0]?.match[1] ?? null;
    const copy = seen.hits(COPY.id);
    if (go !== null && !isOldGo(go) && copy.length === 0) return null;
    if (dns.kind !== null && dns.kind !== 'go') return null;
    if (dns.conf !== null && dns.conf.search.length === 0 && go === null) return null;
    const short = dns.failures.filter(({ name }) => name !== null && !name.includes('.'));
    if (dns.failures.length > 0 && short.length === 0) return null;
    if (dns.failures.length === 0 && said.length === 0 && !isOldGo(go)) return null;
    const name = short[0]?.name ?? 'db';
    const first = dns.conf === null ? null : (candidates(settingsOf(dns.conf, 'go', true), name)[0] ?? null);
    const old = isOldGo(go);
    const confidence = old ? (short.length > 0 ? 0.94 : 0.88) : copy.length > 0 ? 0.75 : short.length > 0 ? 0.5 : 0.4;
    return {
      title: `ndots:0 is read as 1 by ${go === null ? 'Go before 1.8' : copy.length > 0 && !old ? 'an old copy of Go’s code' : `Go ${go}`}: ${name} is asked for as ${first ?? `${name}.SEARCHDOMAIN.`} first`,
      confidence: clamp(confidence),
      evidence: [...failureEvidence(short), ...dns.confEvidence, ...lines([...said, ...(old ? versions : []), ...copy], 4).map(fromHit), ...fact(seen, 'build', 'go')],
      fixes: [withGo('1.24'), rooted(short[0]?.name ?? null), libcResolver(), ...noSearch(dns.conf)],
      see: ['docs/causes.md#dns-ndots0', 'https://go.dev/issue/15419'],
      next: go === null ? 'the Go that built it: go version -m FILE (or cgoscope elf FILE); only one before 1.8 reads ndots:0 as 1' : null,
    };
  },
};
