// Closed forms of glibc's lookup (facts/dns-resolvers.md 2), for what people ask most; a test holds them equal to the simulation. Times in whole seconds.

/** What the forms need to know; `timeout` (T, seconds) and `attempts` (A) after glibc's caps. */
export interface GlibcShape {
  timeout: number;
  attempts: number;
  /** n, 1 to 3. */
  servers: number;
  /** q: 2 of any family, 1 of one. */
  types: 1 | 2;
  /** S: search domains; 0 for a name that ends in a dot. */
  search: number;
}

/** How long the server at this place (from 0) is waited for. The doubling is over the list of servers, not over the attempts; the division drops the rest. */
export function serverWaitS(timeout: number, servers: number, place: number): number {
  const seconds = place === 0 ? timeout : Math.floor((timeout * 2 ** place) / servers);
  return Math.max(1, seconds);
}

/** R: one turn round all servers. */
export const cycleS = (timeout: number, servers: number): number => waitsOf(timeout, servers, servers);

/** The first `count` of them. */
function waitsOf(timeout: number, servers: number, count: number): number {
  let seconds = 0;
  for (let place = 0; place < count; place++) seconds += serverWaitS(timeout, servers, place);
  return seconds;
}

/** N: a time-out ends the search list, the name as it stands is tried all the same. */
export const namesWhenSilent = ({ search }: Pick<GlibcShape, 'search'>): number => 1 + Math.min(search, 1);

/** Every server silent: failure after A·R·N. */
export const allSilent = (shape: GlibcShape): { seconds: number; packets: number } => ({
  seconds: shape.attempts * cycleS(shape.timeout, shape.servers) * namesWhenSilent(shape),
  packets: shape.types * shape.attempts * shape.servers * namesWhenSilent(shape),
});

/** The first `dead` of n servers silent, the others answer; `position` (from 1) of the first candidate name that exists. */
export const firstSilent = (shape: GlibcShape, dead: number, position = 1): { seconds: number; packets: number } => ({
  seconds: position * waitsOf(shape.timeout, shape.servers, dead),
  packets: shape.types * (dead + 1) * position,
});

/** `rotate`, the server at this place silent, the others answer: what the one lookup of n pays that begins there. */
export const rotatedSilentS = (shape: GlibcShape, place: number): number => serverWaitS(shape.timeout, shape.servers, place);

/**
 * The first server never answers AAAA, the lookup of both families succeeds with the A records alone: it waits for both together, one after the other, and one
 * after the other from a new socket. The thread remembers the last way, so `lookup` (from 0) 1 and up wait once.
 */
export const aaaaDroppedS = (shape: GlibcShape, lookup: number): number => (lookup === 0 ? 3 : 1) * serverWaitS(shape.timeout, shape.servers, 0);

/** An only server never answers A: failure, one wait more than there are attempts, for each name. */
export const aDroppedS = (shape: GlibcShape): number => (shape.attempts * namesWhenSilent(shape) + 1) * serverWaitS(shape.timeout, 1, 0);

/** Just below this delay of the first server the lookup still succeeds while the others are silent: its socket is kept, and its late answer is taken when its turn comes. */
export const patienceS = ({ timeout, attempts, servers }: GlibcShape): number =>
  attempts === 0 ? 0 : (attempts - 1) * cycleS(timeout, servers) + serverWaitS(timeout, servers, 0);
