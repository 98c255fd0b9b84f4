// What one lookup costs in Go, as formulas (facts/dns-resolvers.md 1.5 and 1.6). Tests compare them with the simulation; the rest of the workbench may use them as an explanation.

/** All that the formulas ask for. */
export interface GoShape {
  /** T, in seconds. */
  timeout: number;
  /** A. */
  attempts: number;
  /** n. */
  servers: number;
  /** N: names that are tried. {@link goNames} counts them where every name fails. */
  names: number;
  /** q: 2 for A and AAAA, 1 for one of them. */
  types: number;
  /** One type after the other: single-request and single-request-reopen. */
  sequential: boolean;
}

export interface Cost {
  wallNs: number;
  packets: number;
}

const SECOND = 1e9;

/** N where no name is found: 1 + S, and 1 for a rooted one. */
export const goNames = (search: number, rooted: boolean): number => (rooted ? 1 : 1 + search);

/** s: how many types wait for one another. */
const inTurn = ({ sequential, types }: Pick<GoShape, 'sequential' | 'types'>): number => (sequential ? types : 1);

/** Every server silent: W = T·A·n·N·s, packets q·A·n·N. Over TCP (use-vc) the same. */
export function goAllDead(shape: GoShape): Cost {
  const { timeout, attempts, servers, names, types } = shape;
  return { wallNs: timeout * attempts * servers * names * inTurn(shape) * SECOND, packets: types * attempts * servers * names };
}

/**
 * The first `dead` servers silent, the next one answers; without rotate. `names`: the place, from 1, of the first candidate that resolves; those before it are answered with NXDOMAIN.
 * W = k·T·j·s, packets q·(k+1)·j.
 */
export function goFirstDead(shape: GoShape, dead: number): Cost {
  const { timeout, names, types } = shape;
  return { wallNs: dead * timeout * names * inTurn(shape) * SECOND, packets: types * (dead + 1) * names };
}

/** AAAA is never answered, A at once: the whole of A·n·T for AAAA, then success with the addresses that A brought. Of one name that exists. */
export function goOneTypeDropped({ timeout, attempts, servers }: GoShape): Cost {
  return { wallNs: timeout * attempts * servers * SECOND, packets: 1 + attempts * servers };
}

/**
 * rotate, one of n servers silent: how many of `lookups`, one after the other in one process, pay T. Each type of each lookup takes the next place of one counter, which begins at 0.
 */
export function goRotateStalls({ servers, types, lookups, deadAt }: { servers: number; types: number; lookups: number; deadAt: number }): number {
  let stalled = 0;
  for (let lookup = 0; lookup < lookups; lookup++) {
    const first = Array.from({ length: types }, (_, type) => (lookup * types + type) % servers);
    if (first.includes(deadAt)) stalled += 1;
  }
  return stalled;
}
