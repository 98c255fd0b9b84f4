// Versions that a person can choose; the models answer for any other by the nearest that they know.
import type { Resolver } from '../../../shared/domain/dns.ts';

export const KNOWN_VERSIONS: Record<Resolver, readonly string[]> = {
  go: ['1.27', '1.26', '1.24', '1.23', '1.22', '1.19'],
  glibc: ['2.43', '2.41', '2.36'],
  musl: ['1.2.6', '1.2.5', '1.2.3'],
};
