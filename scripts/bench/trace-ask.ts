// `npm run bench -- --part trace-ask [--events N] [--repeats N] [--log FILE] [--out FILE]`: asking a trace of a million events: its kept index opened, each kind of
// filter, rows at the very end, the parts. The log is made up (lib/trace-log.ts) unless one is named. In this process, as in
// the thread that the workbench has for it; wall time and the processor's beside it, as a busy machine shows in the first alone.
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { detailOf, rowsOf, timelineIn } from '../../src/core/trace/answers.ts';
import { createTraceShelf, type TraceShelf } from '../../src/core/trace/opened.ts';
import type { TraceFile } from '../../src/core/trace/types.ts';
import { TRACE_PARTS } from '../../src/shared/domain/trace-detail.ts';
import { median, table } from '../lib/cgoscope.ts';
import { writeTraceLog } from '../lib/trace-log.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    repeats: { type: 'string', default: '5' },
    log: { type: 'string' },
    out: { type: 'string' },
    part: { type: 'string' },
  },
});
const [events, repeats] = [Number(values.events), Number(values.repeats)];
if (!Number.isInteger(events) || events < 1 || !Number.isInteger(repeats) || repeats < 1) {
  console.error('usage: npm run bench -- --part trace-ask [--events N] [--repeats N] [--log FILE] [--out FILE]; whole numbers of 1 or more');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'cgoscope-bench-trace-'));
const signal = new AbortController().signal;

interface Row {
  what: string;
  wallMs: number;
  cpuMs: number;
  note: string;
}
const rows: Row[] = [];

async function timed(
  what: string,
  work: () => Promise<string | number>,
  { before = () => undefined, times = repeats }: { before?: () => unknown; times?: number } = {},
): Promise<void> {
  const wall: number[] = [];
  const cpu: number[] = [];
  let note: string | number = '';
  for (let round = 0; round < times; round += 1) {
    await before();
    const used = process.cpuUsage();
    const since = performance.now();
    note = await work();
    wall.push(performance.now() - since);
    const { user, system } = process.cpuUsage(used);
    cpu.push((user + system) / 1_000);
  }
  rows.push({ what, wallMs: median(wall), cpuMs: median(cpu), note: String(note) });
}

try {
  const log = values.log === undefined ? join(folder, 'log') : resolve(values.log);
  if (values.log === undefined) writeTraceLog(log, { calls: events, full: true });
  const file: TraceFile = { kind: 'file', path: log, name: 'log', kept: join(folder, 'kept') };
  let shelf: TraceShelf = createTraceShelf();
  const fresh = (): void => {
    shelf.close();
    shelf = createTraceShelf();
  };
  const count = (): Promise<number> => shelf.use(file, { signal }, ({ index }) => index.count);
  await timed('import', async () => `${await count()} events`, { before: fresh, times: 1 });
  await timed(
    'write the index',
    () => shelf.settled().then(() => `${readdirSync(join(folder, 'kept')).reduce((sum, name) => sum + statSync(join(folder, 'kept', name)).size, 0)} bytes`),
    {
      times: 1,
    },
  );
  await timed('open the kept index', async () => `${await count()} events, ${Math.round(shelf.memory / 1e6)} MB of ${Math.round(statSync(log).size / 1e6)} MB log`, {
    before: fresh,
  });

  const ask = (filter: string, from = 0, most = 0) => shelf.use(file, { signal }, (trace) => rowsOf(trace, { filter, noise: false, from, at: null, count: most }, signal));
  const forget = () => shelf.use(file, { signal }, ({ sets }) => sets.clear());
  const filters = ['call:openat,stat*', 'error:*', 'class:network', 'path:/srv/*', 'path:*', 'address:*:8080', 'fd:3..9', 'pid:4102', 'took:>40us', 'at:5s..6s', 'result:-1'];
  filters.push('made:#20', 'is:failed', 'sought:*', 'call:openat error:ENOENT path:/srv/*', 'FUTEX_WAKE', '"not in it"');
  for (const filter of filters) await timed(`filter ${filter}`, async () => `${(await ask(filter)).matching} left`, { before: forget });
  await timed('200 rows at the very end', async () => `${(await ask('-call:futex', -200, 200)).rows.length} rows`);
  for (const part of TRACE_PARTS)
    await timed(
      `part ${part}`,
      () =>
        shelf.use(file, { signal }, async (trace) => Object.keys(await detailOf(trace, { name: 'log', filter: '', noise: false, parts: [part], limit: 100 }, signal)).at(-1) ?? ''),
      {
        times: Math.min(3, repeats),
      },
    );
  for (const steps of [400, 4_000])
    await timed(`timeline of ${steps} steps`, () =>
      shelf.use(file, { signal }, async (trace) => `${(await timelineIn(trace, { filter: '', noise: true, fromNs: 0, toNs: null, steps }, signal)).lanes.length} tasks`),
    );
  await shelf.settled();
  shelf.close();

  const ms = (value: number): string => value.toFixed(value < 100 ? 1 : 0);
  console.log(table([['', 'wall ms', 'cpu ms', ''], ...rows.map(({ what, wallMs, cpuMs, note }) => [what, ms(wallMs), ms(cpuMs), note])]));
  const report = { events, repeats, node: process.version, load: loadavg(), rssMb: Math.round(process.memoryUsage().rss / 1e6), rows };
  console.log(JSON.stringify(report));
  if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(report, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
