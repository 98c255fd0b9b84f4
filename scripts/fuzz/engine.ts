// Makes inputs from a seed and runs a target on them, with the limits that it sets itself. No threads here: worker.ts adds the watchdog.
import v8 from 'node:v8';
import { mutateBlindly } from './mutate.ts';
import { Random } from './random.ts';
import type { FuzzInput, FuzzTarget } from './types.ts';

export interface Failure {
  index: number;
  /** The well-formed input that it was made from. */
  from: string;
  kind: 'exception' | 'slow' | 'allocation' | 'reads' | 'problem' | 'hang';
  text: string;
}

export interface FuzzTotals {
  runs: number;
  bytes: number;
  slowestMs: number;
  /** The largest share of its limit that one run has taken. */
  mostAllocation: number;
  mostReads: number;
}

/** Above this many in one input the rest of the file says nothing more. */
const MAX_MUTATIONS = 8;

/** The same for the same corpus, seed and index. */
export function inputAt(target: FuzzTarget, corpus: readonly FuzzInput[], seed: number, index: number): FuzzInput {
  const random = new Random(seed, index);
  const half = Math.ceil(corpus.length / 2);
  const origin = corpus[random.below(random.chance(4) ? corpus.length : half)];
  if (!origin) throw new Error(`${target.name} has no corpus`);
  let bytes: Uint8Array = origin.bytes.slice();
  for (let left = 1 + random.below(MAX_MUTATIONS); left > 0; left--) {
    bytes = target.mutate && !random.chance(4) ? target.mutate(bytes, random) : mutateBlindly(bytes, random, random.pick(corpus).bytes);
  }
  return { name: origin.name, bytes };
}

interface Measured {
  failure: Omit<Failure, 'index' | 'from'> | null;
  ms: number;
  allocation: number;
  reads: number;
}

/** Everything on this thread's heap and in its buffers; a collection in between makes the difference smaller, see {@link measure}. */
const allocated = (): number => {
  const { used_heap_size, external_memory } = v8.getHeapStatistics();
  return used_heap_size + external_memory;
};

type Reading = FuzzTarget['run'];

async function once({ limits }: FuzzTarget, reading: Reading, bytes: Uint8Array): Promise<Measured & { allocatedBytes: number }> {
  const readLimit = limits.readFactor * bytes.length + limits.readFloor;
  const allocationLimit = limits.allocationFactor * bytes.length + limits.allocationFloor;
  const before = allocated();
  const began = performance.now();
  try {
    const pending = reading(bytes);
    const result = pending instanceof Promise ? await pending : pending;
    const ms = performance.now() - began;
    const allocatedBytes = allocated() - before;
    const read = result.bytesRead ?? 0;
    let failure: Measured['failure'] = null;
    if (result.problem !== null) failure = { kind: 'problem', text: result.problem };
    else if (ms > limits.ms) failure = { kind: 'slow', text: `${Math.round(ms)} ms, the limit is ${limits.ms}` };
    else if (read > readLimit) failure = { kind: 'reads', text: `${read} bytes read of an input of ${bytes.length}, the limit is ${readLimit}` };
    else if (allocatedBytes > allocationLimit)
      failure = { kind: 'allocation', text: `${allocatedBytes} bytes allocated for an input of ${bytes.length}, the limit is ${allocationLimit}` };
    return { failure, ms, allocation: allocatedBytes / allocationLimit, reads: read / readLimit, allocatedBytes };
  } catch (error) {
    const text = error instanceof Error ? `${error.name}: ${error.message} ${error.stack?.split('\n')[1]?.trim() ?? ''}` : String(error);
    return { failure: { kind: 'exception', text }, ms: performance.now() - began, allocation: 0, reads: 0, allocatedBytes: 0 };
  }
}

/** A run that lost heap was crossed by a collection, and one that was slow may have been: either is run again before it counts. */
async function measureOne(target: FuzzTarget, reading: Reading, bytes: Uint8Array): Promise<Measured> {
  let measured = await once(target, reading, bytes);
  for (let again = 0; again < 2 && (measured.allocatedBytes < 0 || measured.failure?.kind === 'slow' || measured.failure?.kind === 'allocation'); again++)
    measured = await once(target, reading, bytes);
  return measured;
}

/** One input, all readings of it: the first failure, and the most that any of them took. */
export async function measure(target: FuzzTarget, bytes: Uint8Array): Promise<Measured> {
  const all = await measureOne(target, (input) => target.run(input), bytes);
  for (const [name, reading] of Object.entries(target.also ?? {})) {
    const one = await measureOne(target, reading, bytes);
    all.failure ??= one.failure && { kind: one.failure.kind, text: `${name}: ${one.failure.text}` };
    all.ms = Math.max(all.ms, one.ms);
    all.allocation = Math.max(all.allocation, one.allocation);
    all.reads = Math.max(all.reads, one.reads);
  }
  return all;
}

export interface FuzzOptions {
  runs: number;
  seed: number;
  from?: number;
  /** Milliseconds after which no new run is started. */
  until?: number;
  /** Before each run; the watchdog's view of it. */
  at?: (index: number) => void;
  onFailure: (failure: Failure, input: FuzzInput) => void | Promise<void>;
  /** After so many failures it ends. */
  maxFailures?: number;
}

export async function fuzz(target: FuzzTarget, options: FuzzOptions): Promise<FuzzTotals> {
  const corpus = target.corpus();
  const totals: FuzzTotals = { runs: 0, bytes: 0, slowestMs: 0, mostAllocation: 0, mostReads: 0 };
  const began = performance.now();
  let failures = 0;
  const first = options.from ?? 0;
  for (let index = first; index < first + options.runs; index++) {
    if (options.until !== undefined && performance.now() - began > options.until) break;
    options.at?.(index);
    const { name, bytes } = inputAt(target, corpus, options.seed, index);
    const measured = await measure(target, bytes);
    totals.runs++;
    totals.bytes += bytes.length;
    totals.slowestMs = Math.max(totals.slowestMs, measured.ms);
    totals.mostAllocation = Math.max(totals.mostAllocation, measured.allocation);
    totals.mostReads = Math.max(totals.mostReads, measured.reads);
    if (!measured.failure) continue;
    await options.onFailure({ index, from: name, ...measured.failure }, { name, bytes });
    if (++failures >= (options.maxFailures ?? 10)) break;
  }
  return totals;
}
