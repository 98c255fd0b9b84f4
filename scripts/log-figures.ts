// Measures what `log.*` costs on a build log of 500,000 lines, and how long the thread that serves is held up by a trace of 64 MB. One JSON document
// on stdout, milliseconds. Needs a build, whose worker it uses. For the bench, and by hand: `node scripts/log-figures.ts`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createLiveLogs, logProcedures } from '../src/core/logs/index.ts';
import { openStore } from '../src/core/store/index.ts';
import { createPool } from '../src/core/workers/pool.ts';
import { StraceParser } from '../src/core/evidence/index.ts';
import { buildLog, storeRun, traceLog } from '../tests/builders/logs.ts';

const LINES = 500_000;
const folder = mkdtempSync(join(tmpdir(), 'cgoscope-figures-'));
const store = openStore(folder);
const context = { signal: new AbortController().signal, client: null };
const figures: Record<string, number> = {};

async function time<T>(name: string, work: () => Promise<T>): Promise<T> {
  const from = performance.now();
  const result = await work();
  figures[name] = Math.round((performance.now() - from) * 10) / 10;
  return result;
}

/** The longest the event loop was held up while `work` went on. */
async function held<T>(name: string, work: () => Promise<T>): Promise<T> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await new Promise((resolve) => setTimeout(resolve, 20));
  delay.reset();
  await new Promise((resolve) => setTimeout(resolve, 20));
  const result = await time(name, work);
  // the histogram hears of a block only when its own timer comes
  await new Promise((resolve) => setTimeout(resolve, 50));
  delay.disable();
  figures[`${name}: longest block`] = Math.round(delay.max / 1e5) / 10;
  return result;
}

try {
  const text = buildLog(LINES);
  const other = Buffer.from(text.toString('utf8').replaceAll('package4', 'package five '));
  figures['build log, bytes'] = text.length;
  const run = storeRun(store, [{ logs: { 'build-log': text } }, { logs: { 'build-log': other } }]);
  const log = { run, cell: 1, stream: 'build' as const };
  const pool = createPool({ entry: join(import.meta.dirname, '..', 'out', 'main', 'work.js') });
  const api = logProcedures(store, pool, createLiveLogs());
  await time('log.read, cold', () => api['log.read']({ ...log, from: 1, count: 500 }, context));
  await time('log.read, 5,000 lines in the middle', () => api['log.read']({ ...log, from: 250_000, count: 5_000 }, context));
  await time('log.read, the last 500', () => api['log.read']({ ...log, from: -500, count: 500 }, context));
  const search =
    (query: string, more: { regex?: boolean; matchCase?: boolean } = {}) =>
    () =>
      api['log.search']({ ...log, query, regex: false, matchCase: false, limit: 1_000, ...more }, context);
  await time('log.search, text', search('undefinedthing'));
  await time('log.search, text found 100,000 times', search('packagefile'));
  await time('log.search, case', search('undefinedThing', { matchCase: true }));
  await time('log.search, expression', search('undefined[A-Z]\\w+', { regex: true }));
  await time('log.search, hopeless expression', () => search('^(\\w+\\s?)*!$', { regex: true })().catch(() => null));
  await time('log.marks', () => api['log.marks'](log, context));
  await held('log.diff', () => api['log.diff']({ a: `${run}/1`, b: `${run}/2`, stream: 'build', context: 3 }, context));

  const trace = traceLog(64_000_000);
  await held('trace of 64 MB, in the serving thread', async () => {
    const parser = new StraceParser();
    for (let at = 0; at < trace.length; at += 1 << 20) parser.push(trace.subarray(at, at + (1 << 20)));
    parser.finish();
    store.putBlob(Buffer.from(trace).fill(10, 0, 1));
  });
  await held('trace of 64 MB, in steps and a worker', async () => {
    const blob = await store.putBlobInSteps(trace);
    const file = store.blobFile(blob.sha256);
    if (file === null) throw new Error('the trace is gone');
    await pool.run('evidence.strace', { file });
  });
  await pool.close();
  console.log(JSON.stringify(figures, null, 2));
} finally {
  store.close();
  rmSync(folder, { recursive: true, force: true });
}
