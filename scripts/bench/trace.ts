// `npm run bench -- --part trace [--repeats N] [--events N] [--out FILE]`: all that traces have to keep to, in one run: reading beside `wc -l` and awk, opening, filtering, the last row,
// memory (as the system counts it), two traces compared. The parts trace-read, trace-ask and trace-diff tell more; each runs in a process of its own.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { median, table } from '../lib/cgoscope.ts';
import { writeTraceLog } from '../lib/trace-log.ts';

const { values } = parseArgs({
  options: { events: { type: 'string', default: '1000000' }, repeats: { type: 'string', default: '3' }, out: { type: 'string' }, part: { type: 'string' } },
});
const [events, repeats] = [Number(values.events), Number(values.repeats)];
if (!Number.isInteger(events) || events < 1 || !Number.isInteger(repeats) || repeats < 1) {
  console.error('usage: npm run bench -- --part trace [--repeats N] [--events N] [--out FILE]; whole numbers of 1 or more');
  process.exit(2);
}

const readPart = z.object({
  results: z.array(
    z.object({
      log: z.string(),
      bytes: z.number(),
      events: z.number(),
      wcMs: z.array(z.number()),
      awkMs: z.array(z.number()),
      wallMs: z.array(z.number()),
      cpuMs: z.array(z.number()),
      wrong: z.string(),
    }),
  ),
});
const askPart = z.object({ rows: z.array(z.object({ what: z.string(), wallMs: z.number(), cpuMs: z.number() })) });
const diffPart = z.object({ rows: z.array(z.object({ eventsA: z.number(), eventsB: z.number(), wallMs: z.number(), cpuMs: z.number(), sentence: z.string().nullable() })) });
const rssPart = z.object({ events: z.number(), before: z.number(), most: z.number() });

interface Row {
  what: string;
  measured: string;
  cpu: string;
  aim: string;
  kept: boolean | null;
  /** The processor's time keeps to it where the clock, on a busy machine, does not. */
  keptByCpu?: boolean;
}
const rows: Row[] = [];
const loads: number[] = [];
const ms = (value: number): string => `${value.toFixed(value < 100 ? 1 : 0)} ms`;
const atMost = (what: string, wall: number, cpu: number, aim: number | null): void => {
  rows.push({ what, measured: ms(wall), cpu: ms(cpu), aim: aim === null ? '-' : ms(aim), kept: aim === null ? null : wall <= aim, keptByCpu: aim !== null && cpu <= aim });
};

const folder = mkdtempSync(join(tmpdir(), 'cgoscope-bench-traces-'));
function node(argv: string[]): string {
  loads.push(loadavg()[0] ?? 0);
  const { stdout, status } = spawnSync(process.execPath, argv, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 64 << 20 });
  // A part ends with 1 where what it measured came out wrong: its figures stand all the same.
  if (status !== 0 && status !== 1) throw new Error(`${argv.join(' ')} ended with ${status}: ${stdout.slice(0, 4_000)}`);
  if (status === 1) process.exitCode = 1;
  return stdout;
}
function part<T>(name: string, schema: z.ZodType<T>, ...more: string[]): T {
  const out = join(folder, `${name}.json`);
  node([join(import.meta.dirname, '..', 'bench.ts'), '--part', name, '--repeats', String(repeats), '--out', out, ...more]);
  return schema.parse(JSON.parse(readFileSync(out, 'utf8')));
}

try {
  const read = part('trace-read', readPart, '--calls', String(events));
  for (const each of read.results) {
    const [wall, cpu] = [median(each.wallMs), median(each.cpuMs)];
    const speed = (time: number): string => `${Math.round((each.events / time) * 1_000)} events/s`;
    rows.push({
      what: `read ${each.log}, ${each.events} events`,
      measured: speed(wall),
      cpu: speed(cpu),
      aim: '300000 events/s',
      kept: (each.events / wall) * 1_000 >= 300_000,
      keptByCpu: (each.events / cpu) * 1_000 >= 300_000,
    });
    rows.push({
      what: `wc -l, awk of ${each.log}`,
      measured: `${ms(median(each.wcMs))}, ${ms(median(each.awkMs))}; ours ${ms(wall)}`,
      cpu: '',
      aim: 'the same counts',
      kept: each.wrong === '',
    });
  }
  const ask = part('trace-ask', askPart, '--events', String(events)).rows;
  const filters = ask.filter(({ what }) => what.startsWith('filter ')).sort((a, b) => b.wallMs - a.wallMs);
  for (const { what, wallMs, cpuMs } of ask) if (what === 'open the kept index') atMost('open', wallMs, cpuMs, 500);
  for (const { what, wallMs, cpuMs } of filters.slice(0, 3)) atMost(`${what} (of ${filters.length} the slowest)`, wallMs, cpuMs, 100);
  for (const { what, wallMs, cpuMs } of ask) if (what.includes('at the very end')) atMost(what, wallMs, cpuMs, null);
  for (const full of [true, false]) {
    const log = join(folder, full ? 'full' : 'plain');
    writeTraceLog(log, { calls: events, full });
    const { size } = statSync(log);
    for (const how of ['read', 'opened again']) {
      const { before, most } = rssPart.parse(JSON.parse(node([join(import.meta.dirname, 'trace-rss.ts'), log, `${log}-kept`])));
      // Node and the program itself are there before any log.
      const times = (most - before) / size;
      rows.push({
        what: `memory, ${full ? 'full' : 'plain'} log of ${Math.round(size / 1e6)} MB ${how}`,
        measured: `${Math.round((most - before) / 1e6)} MB, ${times.toFixed(2)} times; with the program's own ${Math.round(most / 1e6)} MB`,
        cpu: '',
        aim: '3 times the log',
        kept: times <= 3,
      });
    }
  }
  const diff = part('trace-diff', diffPart, '--events', String(events)).rows;
  for (const each of diff) atMost(`compare ${each.eventsA} and ${each.eventsB} events`, each.wallMs, each.cpuMs, 5_000);

  console.log(
    table([
      ['', 'by the clock', 'by the processor', 'aim', 'kept'],
      ...rows.map(({ what, measured, cpu, aim, kept, keptByCpu }) => [
        what,
        measured,
        cpu,
        aim,
        kept === null ? '' : kept ? 'yes' : keptByCpu === true ? 'by the processor' : 'NO',
      ]),
    ]),
  );
  const report = { bench: 'trace', events, repeats, node: process.version, load: { least: Math.min(...loads), most: Math.max(...loads) }, rows, read, ask, diff };
  const { load } = report;
  console.log(`median of ${repeats}; load ${load.least.toFixed(1)} to ${load.most.toFixed(1)}`);
  console.log(JSON.stringify(report));
  if (values.out !== undefined) {
    mkdirSync(dirname(values.out), { recursive: true });
    writeFileSync(values.out, `${JSON.stringify(report, null, 1)}\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
