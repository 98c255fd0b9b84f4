// Who is not trusted, and are there roots at all: what both certificate rules weigh.
import { ROOT_FILES } from '../../../image/wanted.ts';
import type { FindingEvidence } from '../../../../shared/domain/explain.ts';
import { fact } from '../../evidence.ts';
import type { Case, Hit } from '../../types.ts';
import { imageFiles, isEmptyImage, traceFiles } from './facts.ts';
import { hitsOf, NO_ROOTS, TLS_OWN_ROOT, TLS_UNTRUSTED, X509_CANDIDATE, X509_NO_ROOTS, X509_UNKNOWN } from './signals.ts';

/** A file with certificates, or the name people give to having one; the mere folder may be empty. */
const ROOTS =
  /ca-certificates(?:\.crt|\.pem|-bundle)?$|ca-bundle\.(?:crt|pem|trust\.crt)|tls-ca-bundle\.pem|\/ssl\/cert\.pem|pki\/tls\/cacert\.pem|\.(?:crt|pem)$|^(?:ca-)?roots?$|ca-?roots|root-?cert/i;

export interface Roots {
  there: boolean | null;
  evidence: FindingEvidence[];
}

/** Whether the program's machine has root certificates, by facts alone. */
export function rootsOf(seen: Case): Roots {
  const { has, missing } = imageFiles(seen, ROOTS);
  const { opened, missing: notFound } = traceFiles(seen);
  const read = opened.filter((path) => ROOT_FILES.includes(path) || /\/(?:certs|tls)\/.*\.(?:crt|pem|0)$/.test(path));
  if (read.length > 0) return { there: true, evidence: [{ source: 'trace', path: 'trace.filesOpened', text: read[0] ?? '' }] };
  if (has.length > 0) return { there: true, evidence: [{ source: 'image', path: 'image.has', text: has[0] ?? '' }] };
  const sought = notFound.filter((path) => ROOT_FILES.includes(path));
  if (sought.length > 0) return { there: false, evidence: sought.slice(0, 3).map((path): FindingEvidence => ({ source: 'trace', path: 'trace.filesMissing', text: path })) };
  const judged = seen.verdict?.checks.find(({ id, status, text }) => id === 'go-files' && status === 'warn' && text.includes('root certificates'));
  if (judged !== undefined) return { there: false, evidence: [{ source: 'image', text: judged.text }] };
  if (missing.length > 0) return { there: false, evidence: [{ source: 'image', path: 'image.missing', text: missing[0] ?? '' }] };
  if (isEmptyImage(seen)) return { there: false, evidence: [...fact(seen, 'image', 'has'), ...fact(seen, 'image', 'ref')] };
  return { there: null, evidence: [] };
}

export interface Untrusted {
  /** Lines that say that a certificate is not trusted. */
  said: Hit[];
  /** Of them, those that say that there are no roots at all. */
  noRoots: Hit[];
  /** Of them, those that say that a root of that name is there. */
  candidate: Hit[];
  /** The server sent a root of its own that nobody trusts. */
  ownRoot: Hit[];
}

export function untrusted(seen: Case): Untrusted {
  const noRoots = hitsOf(seen, [X509_NO_ROOTS, NO_ROOTS]);
  const candidate = hitsOf(seen, [X509_CANDIDATE]);
  const ownRoot = hitsOf(seen, [TLS_OWN_ROOT]);
  return { said: hitsOf(seen, [X509_UNKNOWN, X509_NO_ROOTS, NO_ROOTS, TLS_UNTRUSTED, TLS_OWN_ROOT]), noRoots, candidate, ownRoot };
}

export const TLS_SIGNALS = [X509_UNKNOWN, X509_NO_ROOTS, NO_ROOTS, TLS_UNTRUSTED, TLS_OWN_ROOT, X509_CANDIDATE] as const;

/** Host of the first URL or `lookup`-like name in a line. */
export function hostIn(text: string): string | null {
  const found = /(?:https?|tcp|wss?|ldaps?|amqps?|rediss?):\/\/(?:[^\s/@"']{1,200}@)?(\[[0-9a-fA-F:.%]{2,60}\]|[A-Za-z0-9._-]{1,253})/.exec(text.slice(0, 4000));
  return found?.[1] ?? null;
}

/** A name or address that no public authority signs for. */
export function isPrivateHost(host: string): boolean {
  if (host.startsWith('[') || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host)) return true;
  if (!host.includes('.')) return true;
  return /\.(?:local|localdomain|internal|intern|intra|intranet|corp|lan|home|private|svc|test|example|consul|cluster\.local|arpa)$/i.test(host);
}
