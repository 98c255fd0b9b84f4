// A certificate that a public authority signed is not trusted, because there is nobody to trust: the image has no root certificates.
import type { FindingEvidence } from '../../../../shared/domain/explain.ts';
import { fact, fromHit } from '../../evidence.ts';
import { addRoots, change } from '../../fixes.ts';
import type { Case, Draft, DraftFix, Rule } from '../../types.ts';
import { clamp, isGreen, traceFiles } from './facts.ts';
import { FROM_IMAGE, lines, TLS_PROXY_NAMED } from './signals.ts';
import { hostIn, isPrivateHost, rootsOf, TLS_SIGNALS, untrusted } from './tls.ts';
import { DAEMON_TLS, KUBE_TLS, MODULE_TLS } from './tls-who.ts';

const SAYS_FROM_SCRATCH = /^scratch/i;

export const caRootsMissing: Rule = {
  id: 'ca-roots-missing',
  cause: 'ca-roots-missing',
  needs: 'a program that trusts no certificate, in an image that has none of the files with root certificates (Go looks at six files and two folders)',
  contradictedBy: 'a bundle of roots in the image, or one that the program opened',
  signals: [...TLS_SIGNALS, FROM_IMAGE, TLS_PROXY_NAMED, DAEMON_TLS, KUBE_TLS, MODULE_TLS],
  find(seen) {
    const { said, noRoots, candidate } = untrusted(seen);
    const roots = rootsOf(seen);
    if (said.length === 0) return fromTraceAlone(seen);
    if (candidate.length > 0 || (roots.there === true && noRoots.length === 0)) return null;
    const shown = lines([...noRoots, ...said]);
    const scratch = seen.hits(FROM_IMAGE.id).filter(({ match }) => SAYS_FROM_SCRATCH.test(match[1] ?? ''));
    const evidence = [...shown.map(fromHit), ...roots.evidence, ...lines(scratch, 1).map(fromHit)];
    return {
      title: roots.there === false ? 'The image has no root certificates, so TLS trusts nobody' : 'Probably no root certificates where the program runs: TLS trusts nobody',
      confidence: confidenceOf(seen, roots.there, noRoots.length > 0, scratch.length > 0),
      evidence,
      fixes: fixes(),
      see: ['docs/causes.md#ca-roots-missing', 'https://pkg.go.dev/crypto/x509#SystemCertPool'],
      next:
        roots.there === null && noRoots.length === 0
          ? 'whether the image has root certificates: docker run --rm --entrypoint ls IMAGE -l /etc/ssl/certs/ca-certificates.crt (or cgoscope audit IMAGE); where it has, a proxy or a private authority signs'
          : null,
      against: roots.there === true ? roots.evidence : [],
    };
  },
};

function confidenceOf(seen: Case, there: boolean | null, saysSo: boolean, scratch: boolean): number {
  if (saysSo) return there === true ? 0.5 : 0.95;
  if (there === false) return 0.95;
  let confidence = scratch ? 0.85 : 0.62;
  const hosts = untrusted(seen).said.flatMap(({ line }) => hostIn(line.text) ?? []);
  if (hosts.length > 0 && hosts.every(isPrivateHost)) confidence -= 0.27;
  if (seen.hits(DAEMON_TLS.id).length > 0 || seen.hits(KUBE_TLS.id).length > 0 || seen.hits(MODULE_TLS.id).length > 0) confidence -= 0.35;
  if (seen.hits(TLS_PROXY_NAMED.id).length > 0 && !scratch) confidence -= 0.3;
  if (untrusted(seen).ownRoot.length > 0) confidence -= 0.3;
  return clamp(Math.max(confidence, 0.15));
}

/** A program that looked for roots everywhere and found none, and did not end well. */
/** A call about one of the places where Go and OpenSSL look. */
const ROOTS_CALL = /"\/(?:etc|usr|system|var)\/[^"]*(?:ssl|pki|certs|ca-certificates)[^"]*"/;

function fromTraceAlone(seen: Case): Draft | null {
  if (isGreen(seen)) return null;
  // Where words are at hand that say nothing of certificates, the search must be what decided.
  const decided = (seen.facts.trace?.deciding ?? []).filter(({ why, text }) => why === 'not-found' && ROOTS_CALL.test(text));
  if (seen.hasLog && decided.length === 0) return null;
  const roots = rootsOf(seen);
  const { missing } = traceFiles(seen);
  if (roots.there !== false || roots.evidence[0]?.source !== 'trace' || missing.length === 0) return null;
  return {
    title: 'The program looked for root certificates everywhere and found none',
    confidence: 0.7,
    evidence: [...decided.slice(0, 1).map(({ event, text }): FindingEvidence => ({ source: 'trace', event, text })), ...roots.evidence, ...fact(seen, 'run', 'outcome')],
    fixes: fixes(),
    see: ['docs/causes.md#ca-roots-missing'],
    next: 'what the program said: a line with x509 in its output confirms it',
  };
}

const fixes = (): DraftFix[] => [
  addRoots(),
  change('run-on-distroless', 'Run it on the distroless image, which has root certificates, time zones and an /etc/passwd', { axes: { base: 'distroless' } }),
  change(
    'copy-ca-roots',
    'Copy the bundle of the build stage in the Dockerfile',
    {
      manual: [
        'COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt',
        'RUN apk add --no-cache ca-certificates   # or: apt-get install -y ca-certificates',
      ],
    },
    ['they age with the image'],
  ),
];
