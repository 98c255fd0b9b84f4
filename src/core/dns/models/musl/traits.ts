// What differs between versions of musl, read in the sources of 1.2.3, 1.2.5 and 1.2.6 (res_msend.c and lookup_name.c of 1.2.5 and 1.2.6 behave alike).

export interface MuslTraits {
  /** A truncated answer is asked for again over TCP, within the same T; without it, a truncated answer is an answer. */
  tcp: boolean;
  /** What getaddrinfo says of a name that exists without an address. */
  noData: 'EAI_NODATA' | 'EAI_NONAME';
  /** A candidate that is no valid name ends the lookup; else the next candidate is tried. */
  invalidNameEnds: boolean;
}

/** The release that brought TCP, EAI_NODATA and the skipping of candidates that are too long (its release notes; 1.2.4 itself was not measured). */
const SINCE = [1, 2, 4] as const;

/** An unreadable version counts as a new one. */
export function muslTraits(version: string): MuslTraits {
  const numbers = /(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number);
  const old = numbers !== undefined && isBefore(numbers, SINCE);
  return { tcp: !old, noData: old ? 'EAI_NONAME' : 'EAI_NODATA', invalidNameEnds: old };
}

function isBefore(a: readonly number[], b: readonly number[]): boolean {
  const at = b.findIndex((number, index) => (a[index] ?? 0) !== number);
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0);
}
