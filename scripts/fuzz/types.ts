// The face of the fuzzer: what a parser gives to be fuzzed. One file per parser in this folder, one line in targets.ts.
import type { Random } from './random.ts';

/** What one run of a parser cost and whether its answer was right; a thrown error is a failure by itself. */
export interface FuzzResult {
  /** One sentence of what is wrong with the answer (it leaves its schema, a list is out of order …); null where nothing is. A function is asked after the run was measured. */
  problem: string | null | (() => string | null);
  /** What was read, so that the memory that it takes is counted. */
  answer?: unknown;
  /** Bytes that the parser asked its source for, all reads together; null where it is handed the bytes at once. */
  bytesRead: number | null;
}

export interface FuzzInput {
  name: string;
  bytes: Uint8Array;
}

/** `sample` is to be called now and then, best at every read of the source: memory in use is looked at there. */
export type FuzzReading = (bytes: Uint8Array, sample: () => void) => FuzzResult | Promise<FuzzResult>;

export interface FuzzTarget {
  name: string;
  /** Well-formed inputs that mutations start from; called once. Small ones first: most runs take from the first half. */
  corpus(): FuzzInput[];
  /** Mutations that know the format, in place or as new bytes; without it, and beside it, come the ones that know nothing (mutate.ts). */
  mutate?(bytes: Uint8Array, random: Random): Uint8Array;
  /** Runs everything there is to run on one input. Must not keep anything of it. */
  run: FuzzReading;
  /** Further readings of the same input, by name; each is measured by itself, with the same limits. */
  also?: Record<string, FuzzReading>;
  limits: FuzzLimits;
}

export interface FuzzLimits {
  /** Milliseconds of one run, of this thread's processor time. */
  ms: number;
  /** Memory in use at any moment of a run, its answer included (heap and buffers, after a collection): this many times the input … */
  allocationFactor: number;
  /** … and a fixed floor, for what does not depend on the input; say beside the number what it is made of. */
  allocationFloor: number;
  /** Bytes read of the source: this many times the input, and a fixed floor. */
  readFactor: number;
  readFloor: number;
}
