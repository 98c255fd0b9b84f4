// The face of the fuzzer: what a parser gives to be fuzzed. One file per parser in this folder, one line in targets.ts.
import type { Random } from './random.ts';

/** What one run of a parser cost and whether its answer was right; a thrown error is a failure by itself. */
export interface FuzzResult {
  /** One sentence of what is wrong with the answer (it leaves its schema, a list is out of order …); null where nothing is. */
  problem: string | null;
  /** Bytes that the parser asked its source for, all reads together; null where it is handed the bytes at once. */
  bytesRead: number | null;
}

export interface FuzzInput {
  name: string;
  bytes: Uint8Array;
}

export interface FuzzTarget {
  name: string;
  /** Well-formed inputs that mutations start from; called once. Small ones first: most runs take from the first half. */
  corpus(): FuzzInput[];
  /** Mutations that know the format, in place or as new bytes; without it, and beside it, come the ones that know nothing (mutate.ts). */
  mutate?(bytes: Uint8Array, random: Random): Uint8Array;
  /** Runs everything there is to run on one input. Must not keep anything of it. */
  run(bytes: Uint8Array): FuzzResult | Promise<FuzzResult>;
  /** Further readings of the same input, by name; each is measured by itself, with the same limits. */
  also?: Record<string, (bytes: Uint8Array) => FuzzResult | Promise<FuzzResult>>;
  limits: FuzzLimits;
}

export interface FuzzLimits {
  /** Milliseconds of one run. */
  ms: number;
  /** Bytes allocated in one run (heap and buffers): this many times the input … */
  allocationFactor: number;
  /** … and a fixed floor, for what does not depend on the input; say beside the number what it is made of. */
  allocationFloor: number;
  /** Bytes read of the source: this many times the input, and a fixed floor. */
  readFactor: number;
  readFloor: number;
}
