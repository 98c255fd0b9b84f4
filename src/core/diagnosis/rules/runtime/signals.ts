// Wordings that several rules of this group wait for.
import { isSpokenOf } from '../../quoted.ts';
import type { Case, Hit, Signal } from '../../types.ts';

/** Hits of several signals, in the order of the log, without those that only speak of a message. */
export const hitsOf = (seen: Case, signals: readonly Signal[]): Hit[] =>
  signals
    .flatMap(({ id }) => seen.hits(id))
    .filter((hit) => !isSpokenOf(hit))
    .sort((a, b) => a.line.number - b.line.number);

/** Each line once. */
export function lines(hits: readonly Hit[], most = 6): Hit[] {
  const seen = new Set<string>();
  const kept: Hit[] = [];
  for (const hit of hits) {
    const key = `${hit.line.log}:${hit.line.number}`;
    if (seen.has(key)) continue;
    seen.add(key);
    kept.push(hit);
    if (kept.length === most) break;
  }
  return kept;
}

// ---- Certificates ------------------------------------------------------------------------------------------------------------------------------------

/** Go, every version: 1.20 and later put `tls: failed to verify certificate: ` before it. */
export const X509_UNKNOWN: Signal = {
  id: 'x509-unknown-authority',
  keywords: ['signed by unknown authority', 'signed by an unknown authority'],
  pattern: /x509:? .{0,20}certificate signed by (?:an )?unknown authority/i,
};

/** A root with that name is there, and did not sign: Go says so only where its pool holds one. */
export const X509_CANDIDATE: Signal = {
  id: 'x509-candidate-authority',
  keywords: ['candidate authority certificate'],
  pattern: /possibly because of .{0,400}candidate authority certificate/i,
};

/** Go up to 1.15 or so where no file and no folder of roots could be read; later only on systems with a verifier of their own. */
export const X509_NO_ROOTS: Signal = { id: 'x509-no-roots', keywords: ['failed to load system roots'], pattern: /failed to load system roots/i };

/** What says itself that there are no roots: curl (77), git, apt, rustls, Python. */
export const NO_ROOTS: Signal = {
  id: 'tls-no-roots',
  keywords: [
    'certificate verify locations',
    'setting certificate file',
    'CAfile: none',
    'No system certificates available',
    'no native root CA certificates',
    'no CA certificates found',
    'native certs',
    'ca-certificates.crt',
    'ca-bundle',
    'no root certificates',
    'SSL CA cert',
    'TLS CA certificate bundle',
    'cert.pem',
    "isn't installed. Try installing ca-certificates",
  ],
  pattern:
    /error setting certificate (?:verify locations|file)|CAfile: none\b|No system certificates available|no native root CA certificates found|no CA certificates found|(?:could not|failed to|couldn't) load (?:platform|native|system) (?:native )?certs|no root certificates (?:found|available)|Problem with the SSL CA cert|Could not find a suitable TLS CA certificate bundle|(?:open|stat|read|find|load|access|lstat)\b.{0,40}(?:ca-certificates\.crt|ca-bundle\.(?:crt|pem)|\/ssl\/cert\.pem)['"]?:? .{0,40}(?:no such file|not found|does not exist)|(?:ca-certificates\.crt|ca-bundle\.(?:crt|pem)|\/ssl\/cert\.pem)['"]?: no such file|cannot (?:open|find|load).{0,60}(?:ca-certificates\.crt|ca-bundle\.(?:crt|pem))/i,
};

/** OpenSSL, GnuTLS, curl, wget, git, Python, Node, Java, rustls, .NET: nobody that is trusted signed it. */
export const TLS_UNTRUSTED: Signal = {
  id: 'tls-untrusted-issuer',
  keywords: [
    'unable to get local issuer certificate',
    'unable to get issuer certificate',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'unable to verify the first certificate',
    'certificate verification failed',
    'certificate verify failed',
    'CERTIFICATE_VERIFY_FAILED',
    'locally verify the issuer',
    'certificate issuer is unknown',
    'server certificate not trusted',
    'certificate is not trusted',
    'unable to find valid certification path',
    'UnknownIssuer',
    'UntrustedRoot',
    'PartialChain',
    "doesn't have a known issuer",
    'is not trusted',
    'Error in the certificate verification',
  ],
  pattern:
    /unable to get (?:local )?issuer certificate|UNABLE_TO_GET_ISSUER_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|unable to verify the first certificate|(?:server certificate|Certificate) verification failed(?!.{0,80}expired)|certificate verify failed(?!.{0,80}(?:expired|self.?signed|hostname mismatch|not yet valid|IP address mismatch))|CERTIFICATE_VERIFY_FAILED\](?!.{0,80}(?:expired|self.?signed|ostname mismatch))|unable to locally verify the issuer|certificate issuer is unknown|server certificate not trusted|certificate (?:of .{1,80} )?is not trusted|Error in the certificate verification|unable to find valid certification path|UnknownIssuer|UntrustedRoot|PartialChain|certificate .{0,80}doesn't have a known issuer/i,
};

/** The chain that the server sent ends in a root of its own, that is not among those trusted: a proxy, or a private CA. */
export const TLS_OWN_ROOT: Signal = {
  id: 'tls-own-root-in-chain',
  keywords: ['self signed certificate', 'self-signed certificate', 'SELF_SIGNED_CERT', 'self signed cert'],
  pattern: /self[ -]signed certificate(?: in (?:the )?certificate chain)?|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|self signed cert\b/i,
};

/** A name of what breaks TLS open on its way, or of a private issuer. */
export const TLS_PROXY_NAMED: Signal = {
  id: 'tls-proxy-named',
  keywords: [
    'zscaler',
    'netskope',
    'blue coat',
    'bluecoat',
    'fortigate',
    'fortinet',
    'palo alto',
    'forcepoint',
    'websense',
    'umbrella',
    'mcafee',
    'sophos',
    'mitmproxy',
    'charles proxy',
    'burp',
    'PortSwigger',
    'squid',
    'corporate',
    'firewall',
    'https_proxy',
    'man-in-the-middle',
    'man in the middle',
    'intercept',
    'internal ca',
    'private ca',
    'cisco secure',
    'Kaspersky',
    'ssl inspection',
    'tls inspection',
  ],
  pattern:
    /zscaler|netskope|blue ?coat|fortigate|fortinet|palo alto|forcepoint|websense|(?:cisco )umbrella|mcafee|sophos|mitmproxy|charles proxy|\bburp\b|portswigger|squid|corporate|firewall|https_proxy=?.{0,3}\S|man[- ]in[- ]the[- ]middle|intercept(?:s|ed|ing|ion)|(?:internal|private) ca\b|cisco secure|kaspersky|(?:ssl|tls) inspection/i,
};

/** Wget and OpenSSL name who signed. */
export const TLS_ISSUER: Signal = {
  id: 'tls-issuer',
  keywords: ['issuer', 'issued by'],
  pattern: /(?:issued by|issuer)\s*[:=]?\s*(.{3,300})/i,
};

/** Text that says what the program runs in. */
export const FROM_IMAGE: Signal = {
  id: 'dockerfile-from',
  keywords: ['from'],
  pattern: /^(?:\s*#\d+ .{0,40}|\s*Step \d+\/\d+ : |\s*\d+\s*\|\s*(?:>>>)?\s*|\s*\[[^\]]{0,60}\] )?FROM (?:--platform=\S+ )?(scratch|alpine|busybox|debian|ubuntu)\S*/i,
};
