// The thread that fuzzes: the main thread watches the index that it is at, so that a parser that never comes back is found out too.
import { parentPort, workerData } from 'node:worker_threads';
import { fuzz } from './engine.ts';
import { minimise } from './minimise.ts';
import { TARGETS } from './targets.ts';
import type { FuzzReading, FuzzTarget } from './types.ts';

const given = workerData as { target: string; seed: number; runs: number; from: number; until: number | undefined; index: SharedArrayBuffer }; // written by fuzz.ts
const loaded = await TARGETS[given.target]?.();
if (!loaded || !parentPort) throw new Error(`no target ${given.target}`);
const index = new BigInt64Array(given.index);
/** A reading that tells the watchdog when it begins and when it asks its source for something. */
const beating =
  (reading: FuzzReading): FuzzReading =>
  (bytes, sample) => {
    Atomics.add(index, 1, 1n);
    return reading(bytes, () => {
      Atomics.add(index, 1, 1n);
      sample();
    });
  };
const target: FuzzTarget = { ...loaded, run: beating(loaded.run), also: Object.fromEntries(Object.entries(loaded.also ?? {}).map(([name, reading]) => [name, beating(reading)])) };
const port = parentPort;
const corpus = target.corpus();
const totals = await fuzz(target, {
  seed: given.seed,
  runs: given.runs,
  from: given.from,
  ...(given.until === undefined ? {} : { until: given.until }),
  at: (now) => Atomics.store(index, 0, BigInt(now)),
  onFailure: async (failure, input) => {
    const original = corpus.find(({ name }) => name === input.name)?.bytes ?? new Uint8Array(0);
    const small = await minimise(target, input.bytes, original, failure.kind);
    port.postMessage({ failure, bytes: small });
  },
});
port.postMessage({ totals });
