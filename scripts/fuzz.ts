// `npm run fuzz -- TARGET RUNS [--seed S] [--seconds T] [--from INDEX] [--out FOLDER]`: bounded mutation fuzzing of a parser. The same seed and index make the same input.
// Ends with 1 when anything failed; each failing input is made small and kept in a file.
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { inputAt, type Failure, type FuzzTotals } from './fuzz/engine.ts';
import { TARGETS } from './fuzz/targets.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, seconds: { type: 'string' }, from: { type: 'string', default: '0' }, out: { type: 'string', default: join(tmpdir(), 'cgoscope-fuzz') } },
});
const [name = '', count = ''] = positionals;
const load = TARGETS[name];
const runs = Number(count);
const seed = values.seed === undefined ? Date.now() % 0x100000000 : Number(values.seed);
const from = Number(values.from);
const seconds = values.seconds === undefined ? undefined : Number(values.seconds);
if (!load || ![runs, seed, from, seconds ?? 0].every((number) => Number.isSafeInteger(number) && number >= 0) || runs === 0) {
  console.error(`usage: npm run fuzz -- ${Object.keys(TARGETS).join('|')} RUNS [--seed S] [--seconds T] [--from INDEX] [--out FOLDER]; numbers are whole`);
  process.exit(2);
}
const target = await load();
/** Far beyond the limit of one run: this is about runs that never end. */
const HANG_MS = 40_000;
const PROGRESS_MS = 15_000;

const corpus = target.corpus();
const reported: (Failure & { file: string; size: number })[] = [];
/** Said and kept at once: who ends the fuzzer early has it all the same. */
function report(failure: Failure, bytes: Uint8Array | null): void {
  const input = inputAt(target, corpus, seed, failure.index);
  const kept = bytes ?? input.bytes; // what never ends, or takes all memory, is not made small
  mkdirSync(values.out, { recursive: true });
  const file = join(values.out, `${name}-${seed}-${failure.index}.bin`);
  writeFileSync(file, kept);
  console.error(`FAILED at ${failure.index}, made from ${input.name}: ${failure.kind}: ${failure.text}`);
  console.error(`  ${kept.length} bytes in ${file}; again: npm run fuzz -- ${name} 1 --seed ${seed} --from ${failure.index}`);
  reported.push({ ...failure, from: input.name, file, size: kept.length });
}

// The index that the thread is at, and a count that grows with everything that it begins: what stands still hangs.
const index = new SharedArrayBuffer(16);
const at = new BigInt64Array(index);
at[0] = -1n;
const began = performance.now();
const totals = await new Promise<FuzzTotals | null>((resolve, reject) => {
  const worker = new Worker(new URL('./fuzz/worker.ts', import.meta.url), {
    workerData: { target: name, seed, runs, from, until: seconds === undefined ? undefined : seconds * 1000, index },
    // A large young generation, so that few runs are crossed by a collection and what they allocate can be seen.
    resourceLimits: { maxYoungGenerationSizeMb: 128, maxOldGenerationSizeMb: 2048 },
  });
  let last = -1n;
  let since = performance.now();
  let told = since;
  const watch = setInterval(() => {
    const now = Atomics.load(at, 0);
    if (performance.now() - told > PROGRESS_MS && now >= 0n) {
      told = performance.now();
      const done = Number(now) - from;
      console.error(`${done} of ${runs} runs, ${Math.round(done / ((told - began) / 1000))} a second, ${reported.length} failed`);
    }
    const beats = Atomics.load(at, 1);
    if (beats !== last) {
      last = beats;
      since = performance.now();
    } else if (performance.now() - since > HANG_MS && now >= 0n) {
      clearInterval(watch);
      report({ index: Number(now), from: '', kind: 'hang', text: `no end after ${HANG_MS / 1000} s` }, null);
      resolve(null);
      void worker.terminate();
    }
  }, 500);
  worker.on('message', (message: { failure?: Failure; bytes?: Uint8Array; totals?: FuzzTotals }) => {
    if (message.failure) report(message.failure, message.bytes ?? null);
    if (message.totals) resolve(message.totals);
  });
  worker.on('error', (error) => {
    // Out of memory ends the thread: the input it was at is the one.
    report({ index: Number(Atomics.load(at, 0)), from: '', kind: 'exception', text: error instanceof Error ? error.message : String(error) }, null);
    resolve(null);
  });
  worker.on('exit', (code) => {
    clearInterval(watch);
    if (code !== 0) reject(new Error(`the fuzzing thread ended with ${code}`));
  });
});

console.log(
  JSON.stringify(
    { target: name, seed, from, asked: runs, seconds: Math.round((performance.now() - began) / 100) / 10, limits: target.limits, totals, failures: reported },
    null,
    1,
  ),
);
process.exitCode = reported.length > 0 ? 1 : 0;
