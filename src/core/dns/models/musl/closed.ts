// Closed forms of musl's lookup, for what people ask most; a test holds them equal to the simulation. Times in ms, packets as they arrive.

export interface Closed {
  wallMs: number;
  packets: number;
}

export interface ClosedInput {
  /** T, seconds, after the cap. */
  timeout: number;
  /** A, greater than 0. */
  attempts: number;
  /** n. */
  servers: number;
  /** q: 2 of any family, 1 of one. */
  types: number;
}

const intervalMs = ({ timeout, attempts }: ClosedInput): number => Math.floor((1000 * timeout) / attempts);

/** T is no multiple of the whole-millisecond interval: a round more may fit, when the timers are not late. */
export const racing = (input: ClosedInput): boolean => input.timeout > 0 && intervalMs(input) * input.attempts < 1000 * input.timeout;

/** Both ways of the race, fastest first; one where there is none. `perRound`: packets of each round. */
function ways(input: ClosedInput, perRound: number): Closed[] {
  if (input.timeout === 0) return [{ wallMs: 0, packets: 0 }];
  const plain = { wallMs: 1000 * input.timeout, packets: perRound * input.attempts };
  if (!racing(input)) return [plain];
  return [plain, { wallMs: (input.attempts + 1) * intervalMs(input), packets: perRound * (input.attempts + 1) }];
}

/** All n servers silent: T, whatever n, A and the search list are. */
export const allSilent = (input: ClosedInput): Closed[] => ways(input, input.types * input.servers);

/** First k of n servers silent (k < n), the others answer; `position`: of the first candidate that exists, from 1. */
export const firstSilent = ({ servers, types }: ClosedInput, position: number): Closed => ({ wallMs: 0, packets: types * servers * position });

/** Every server says SERVFAIL: each round is asked again at once, 2·q times in all. */
export const servfailing = (input: ClosedInput): Closed[] => ways(input, input.types * input.servers + 2 * input.types);

/** Every server answers after `delayMs` (less than T, no multiple of the interval, and not within the last, broken interval). */
export const delayed = (input: ClosedInput, delayMs: number): Closed => ({
  wallMs: delayMs,
  packets: input.types * input.servers * (Math.floor(delayMs / intervalMs(input)) + 1),
});
