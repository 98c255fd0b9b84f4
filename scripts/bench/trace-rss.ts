// `node scripts/bench/trace-rss.ts LOG FOLDER`: opens a log as the workbench's thread does, filters it and reads its last rows; prints what this process took at most. Started by trace.ts.
import { rowsOf } from '../../src/core/trace/answers.ts';
import { createTraceShelf } from '../../src/core/trace/opened.ts';
import type { TraceFile } from '../../src/core/trace/types.ts';

const [log = '', kept = ''] = process.argv.slice(2);
const before = process.memoryUsage.rss();
const file: TraceFile = { kind: 'file', path: log, name: 'log', kept };
const shelf = createTraceShelf();
const { signal } = new AbortController();
const events = await shelf.use(file, { signal }, async (trace) => {
  for (const filter of ['error:*', 'path:*', '"not in it"']) await rowsOf(trace, { filter, noise: false, from: -200, at: null, count: 200 }, signal);
  return trace.index.count;
});
await shelf.settled();
shelf.close();
// maxRSS is in kilobytes.
console.log(JSON.stringify({ events, before, most: process.resourceUsage().maxRSS * 1024 }));
