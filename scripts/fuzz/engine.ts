// Makes inputs from a seed and runs a target on them, with the limits that it sets itself. No threads here: worker.ts adds the watchdog.
import v8 from 'node:v8';
import vm from 'node:vm';
import { mutateBlindly } from './mutate.ts';
import { Random } from './random.ts';
import type { FuzzInput, FuzzReading, FuzzTarget } from './types.ts';

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
/** One run of so many takes from the whole corpus, the others from its smaller half: large inputs cost a hundred times as much and hold little else. */
const LARGE = 40;

/** The same for the same corpus, seed and index. */
export function inputAt(target: FuzzTarget, corpus: readonly FuzzInput[], seed: number, index: number): FuzzInput {
  const random = new Random(seed, index);
  const half = Math.ceil(corpus.length / 2);
  const origin = corpus[random.below(random.chance(LARGE) ? corpus.length : half)];
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

/** Time that this thread was at work: on a machine that does other things as well the clock says nothing of a parser. */
const cpuMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

async function once({ limits }: FuzzTarget, reading: FuzzReading, bytes: Uint8Array): Promise<Measured & { allocatedBytes: number }> {
  const readLimit = limits.readFactor * bytes.length + limits.readFloor;
  const allocationLimit = limits.allocationFactor * bytes.length + limits.allocationFloor;
  const before = allocated();
  const began = cpuMs();
  try {
    const pending = reading(bytes, () => undefined);
    const result = pending instanceof Promise ? await pending : pending;
    const ms = cpuMs() - began;
    const allocatedBytes = allocated() - before;
    const read = result.bytesRead ?? 0;
    const problem = typeof result.problem === 'function' ? result.problem() : result.problem;
    let failure: Measured['failure'] = null;
    if (problem !== null) failure = { kind: 'problem', text: problem };
    else if (ms > limits.ms) failure = { kind: 'slow', text: `${Math.round(ms)} ms, the limit is ${limits.ms}` };
    else if (read > readLimit) failure = { kind: 'reads', text: `${read} bytes read of an input of ${bytes.length}, the limit is ${readLimit}` };
    else if (allocatedBytes > allocationLimit)
      failure = { kind: 'allocation', text: `${allocatedBytes} bytes allocated for an input of ${bytes.length}, the limit is ${allocationLimit}` };
    return { failure, ms, allocation: allocatedBytes / allocationLimit, reads: read / readLimit, allocatedBytes };
  } catch (error) {
    const text = error instanceof Error ? `${error.name}: ${error.message} ${error.stack?.split('\n')[1]?.trim() ?? ''}` : String(error);
    return { failure: { kind: 'exception', text }, ms: cpuMs() - began, allocation: 0, reads: 0, allocatedBytes: 0 };
  }
}

/** Memory is looked at again when so much was allocated since the last time. */
const SAMPLE_BYTES = 1 << 20;

/** The most memory in use at any sample and with the answer at the end, each after a collection: what {@link once} sees as allocated is mostly garbage, which is no matter. */
async function liveBytes(reading: FuzzReading, bytes: Uint8Array): Promise<number> {
  v8.setFlagsFromString('--expose-gc');
  const collect = vm.runInNewContext('gc') as () => void; // what the flag adds to every new context
  let most = 0;
  collect();
  const before = allocated();
  let last = before;
  const sample = (): void => {
    if (Math.abs(allocated() - last) < SAMPLE_BYTES) return;
    collect();
    last = allocated();
    most = Math.max(most, last - before);
  };
  const pending = reading(bytes, sample);
  const answers = [pending instanceof Promise ? await pending : pending];
  last = -SAMPLE_BYTES;
  sample();
  return answers.pop() === undefined ? 0 : most; // so that the answer is in use up to here
}

/** A run that lost heap was crossed by a collection, and one that was slow may have been: either is run again before it counts. */
async function measureOne(target: FuzzTarget, reading: FuzzReading, bytes: Uint8Array): Promise<Measured> {
  let measured = await once(target, reading, bytes);
  for (let again = 0; again < 2 && (measured.allocatedBytes < 0 || measured.failure?.kind === 'slow'); again++) measured = await once(target, reading, bytes);
  if (measured.failure?.kind !== 'allocation') return measured;
  const live = await liveBytes(reading, bytes);
  const limit = target.limits.allocationFactor * bytes.length + target.limits.allocationFloor;
  measured.allocation = live / limit;
  measured.failure = live <= limit ? null : { kind: 'allocation', text: `${live} bytes in use for an input of ${bytes.length}, the limit is ${limit}` };
  return measured;
}

/** One input, all readings of it: the first failure, and the most that any of them took. */
export async function measure(target: FuzzTarget, bytes: Uint8Array): Promise<Measured> {
  const all = await measureOne(target, target.run, bytes);
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
