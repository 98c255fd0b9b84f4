// Roots are there, and still nobody that is trusted signed: a proxy that opens TLS on its way, or a private authority.
import { fromHit } from '../../evidence.ts';
import { byHand, change } from '../../fixes.ts';
import type { Case, DraftFix, Hit, Rule } from '../../types.ts';
import { clamp } from './facts.ts';
import { FROM_IMAGE, lines, TLS_ISSUER, TLS_PROXY_NAMED } from './signals.ts';
import { hostIn, isPrivateHost, rootsOf, TLS_SIGNALS, untrusted, type Roots, type Untrusted } from './tls.ts';
import { DAEMON_TLS, KUBE_TLS, MODULE_TLS } from './tls-who.ts';

export const caRootsProxy: Rule = {
  id: 'ca-roots-proxy',
  cause: 'ca-roots-proxy',
  needs: 'a program that does not trust who signed, where root certificates are there: in the image, opened by the program, or named in the message',
  contradictedBy: 'no root certificates at all: then nobody is trusted, whoever signed',
  signals: [...TLS_SIGNALS, FROM_IMAGE, TLS_PROXY_NAMED, TLS_ISSUER, DAEMON_TLS, KUBE_TLS, MODULE_TLS],
  find(seen) {
    const found = untrusted(seen);
    const roots = rootsOf(seen);
    if (found.said.length === 0 || roots.there === false) return null;
    if (found.noRoots.length > 0 && found.noRoots.length === found.said.length && roots.there !== true) return null;
    const why = hints(seen, found);
    const bundle = bundleNamed(found.said);
    return {
      title: titleOf(why, roots, bundle),
      confidence: confidenceOf(seen, found, roots, bundle),
      evidence: [...lines([...found.candidate, ...found.said]).map(fromHit), ...roots.evidence, ...lines(why.hits, 2).map(fromHit)],
      fixes: fixes(),
      see: ['docs/causes.md#ca-roots-proxy', 'https://pkg.go.dev/crypto/x509#SystemCertPool'],
      next:
        roots.there === true || found.candidate.length > 0
          ? why.hits.length > 0
            ? null
            : 'who signed: openssl s_client -connect HOST:443 -showcerts </dev/null | grep -E " (s|i):"'
          : 'whether roots are there, and who signed: openssl s_client -connect HOST:443 -showcerts </dev/null | grep -E " (s|i):" from inside the container',
    };
  },
};

interface Why {
  hits: Hit[];
  kind: 'proxy' | 'private' | 'daemon' | 'go' | null;
}

function hints(seen: Case, { ownRoot }: Untrusted): Why {
  const proxy = seen.hits(TLS_PROXY_NAMED.id);
  if (proxy.length > 0) return { hits: [...proxy], kind: 'proxy' };
  const issuer = seen.hits(TLS_ISSUER.id);
  if (issuer.length > 0) return { hits: [...issuer], kind: 'private' };
  const kube = seen.hits(KUBE_TLS.id);
  if (kube.length > 0) return { hits: [...kube], kind: 'private' };
  const daemon = seen.hits(DAEMON_TLS.id);
  if (daemon.length > 0) return { hits: [...daemon], kind: 'daemon' };
  const go = seen.hits(MODULE_TLS.id);
  if (go.length > 0) return { hits: [...go], kind: 'go' };
  return { hits: ownRoot, kind: ownRoot.length > 0 ? 'private' : null };
}

/** git and curl name the bundle that they read. */
const bundleNamed = (said: readonly Hit[]): string | null => {
  for (const { line } of said) {
    const found = /CAfile: (\/\S+)/i.exec(line.text);
    if (found !== null) return found[1] ?? null;
  }
  return null;
};

function titleOf({ kind }: Why, roots: Roots, bundle: string | null): string {
  const there = roots.there === true || bundle !== null ? 'Root certificates are there, and none of them signed' : 'Who signed is not among the trusted roots';
  if (kind === 'proxy') return `${there}: a proxy that opens TLS`;
  if (kind === 'private') return `${there}: a private authority`;
  if (kind === 'daemon') return `${there}: the registry's certificate is of a private authority, or a proxy stands between`;
  if (kind === 'go') return `${there}: a proxy stands between the go command and the module's server`;
  return `${there}: a proxy or a private authority did`;
}

function confidenceOf(seen: Case, { candidate, said, ownRoot }: Untrusted, roots: Roots, bundle: string | null): number {
  if (roots.there === true) return 0.95;
  if (candidate.length > 0) return 0.92;
  if (bundle !== null) return 0.85;
  let confidence = 0.38;
  if (seen.hits(KUBE_TLS.id).length > 0 || seen.hits(MODULE_TLS.id).length > 0 || seen.hits(DAEMON_TLS.id).length > 0) confidence += 0.4;
  if (seen.hits(TLS_PROXY_NAMED.id).length > 0) confidence += 0.4;
  else if (seen.hits(TLS_ISSUER.id).length > 0) confidence += 0.2;
  if (ownRoot.length > 0) confidence += 0.35;
  const hosts = said.flatMap(({ line }) => hostIn(line.text) ?? []);
  if (hosts.length > 0 && hosts.every(isPrivateHost)) confidence += 0.3;
  if (seen.hits(FROM_IMAGE.id).some(({ match }) => /^scratch/i.test(match[1] ?? ''))) confidence -= 0.3;
  return clamp(Math.min(Math.max(confidence, 0.1), 0.88));
}

const fixes = (): DraftFix[] => [
  byHand('add-private-ca', 'Add the certificate of the authority that signs to the roots of the image', [
    'openssl s_client -connect HOST:443 -showcerts </dev/null   # the last certificate is the one to trust, after checking whose it is',
    'COPY private-ca.crt /usr/local/share/ca-certificates/private-ca.crt',
    'RUN update-ca-certificates   # Debian, Ubuntu, Alpine; an image without it: append the file to /etc/ssl/certs/ca-certificates.crt',
  ]),
  change(
    'ssl-cert-file',
    'Name a bundle that holds the private authority (SSL_CERT_FILE); it has to be in the image or mounted (-v bundle.crt:/etc/ssl/certs/private-ca.crt:ro)',
    { run: { env: { SSL_CERT_FILE: '/etc/ssl/certs/private-ca.crt' } } },
    [
      'SSL_CERT_FILE replaces the list of files: the bundle has to hold the public roots too, unless /etc/ssl/certs holds them',
      'whoever holds the key of that authority can read the traffic',
    ],
  ),
  byHand('daemon-ca', 'For pulls: give the authority to the daemon', ['/etc/docker/certs.d/REGISTRY/ca.crt', 'or the host: update-ca-certificates && systemctl restart docker']),
];
