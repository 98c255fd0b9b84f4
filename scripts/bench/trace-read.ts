// `npm run bench -- --part trace-read [--calls N] [--file LOG …] [--repeats N] [--out FILE]`: how fast a trace is read into columns, beside `wc -l` and an awk that counts the calls of the same
// file, and what the columns take. Without files two logs of a million calls are made up. The counts of awk and ours must be equal, or it ends with 1.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import v8 from 'node:v8';
import vm from 'node:vm';
import { createTraceReader } from '../../src/core/evidence/index.ts';
import { FLAG, KIND, type TraceIndex } from '../../src/core/evidence/trace/types.ts';
import { median, table } from '../lib/cgoscope.ts';
import { writeTraceLog } from '../lib/trace-log.ts';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '1000000' },
    file: { type: 'string', multiple: true, default: [] },
    repeats: { type: 'string', default: '5' },
    out: { type: 'string' },
    part: { type: 'string' },
  },
});
const repeats = Number(values.repeats);
const calls = Number(values.calls);
if (!Number.isInteger(repeats) || repeats < 1 || !Number.isInteger(calls) || calls < 1) {
  console.error('usage: npm run bench -- --part trace-read [--calls N] [--file LOG …] [--repeats N] [--out FILE]; numbers are 1 or more');
  process.exit(2);
}

const MB = 1 << 20;
v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc') as () => void; // what the flag adds to every new context
const memory = (): number => {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

interface Read {
  index: TraceIndex;
  wallMs: number;
  cpuMs: number;
}

function read(file: string, look?: () => void): Read {
  const fd = openSync(file, 'r');
  try {
    const piece = Buffer.alloc(MB);
    const before = process.cpuUsage();
    const began = performance.now();
    const reader = createTraceReader();
    for (let got = readSync(fd, piece); got > 0; got = readSync(fd, piece)) {
      reader.push(piece.subarray(0, got));
      look?.();
    }
    const index = reader.finish();
    const { user, system } = process.cpuUsage(before);
    return { index, wallMs: performance.now() - began, cpuMs: (user + system) / 1_000 };
  } finally {
    closeSync(fd);
  }
}

/** What is kept of the log, and the most that was in use meanwhile; the log's own pieces are not in it. */
function memoryOf(file: string): { kept: number; most: number } {
  collect();
  const before = memory();
  let most = 0;
  let looked = 0;
  const answer: TraceIndex[] = [
    read(file, () => {
      if (++looked % 16 !== 0) return;
      collect();
      most = Math.max(most, memory() - before);
    }).index,
  ];
  collect();
  const kept = memory() - before;
  return answer.length === 0 ? { kept: 0, most: 0 } : { kept, most: Math.max(most, kept) };
}

/** Calls by name as awk counts them, in logs whose lines begin with pid and, where there is one, a time. */
const AWK = String.raw`{ i = $2 ~ /^[0-9]+\.[0-9]+$/ ? 3 : 2; if ($i == "<..." || $i == "+++" || $i == "---") next; split($i, part, "("); if (part[1] != "") count[part[1]]++ } END { for (name in count) print name, count[name] }`;

function timed(command: string, argv: string[]): { ms: number; text: string } {
  const began = performance.now();
  const { stdout, status } = spawnSync(command, argv, { encoding: 'utf8', maxBuffer: 64 * MB });
  if (status !== 0) throw new Error(`${command} ended with ${status}`);
  return { ms: performance.now() - began, text: stdout };
}

/** What differs between awk's counts and ours; '' for nothing. */
function differs(index: TraceIndex, awk: string): string {
  const ours = new Map<string, number>();
  for (let event = 0; event < index.count; event++) {
    if (index.kind[event] !== KIND.call || (index.flags[event] ?? 0) & FLAG.headless) continue;
    const name = index.names[index.name[event] ?? 0] ?? '';
    ours.set(name, (ours.get(name) ?? 0) + 1);
  }
  const lines = awk.trim().split('\n');
  const wrong = lines.filter((line) => ours.get(line.split(' ')[0] ?? '') !== Number(line.split(' ')[1]));
  return lines.length === ours.size ? wrong.join(', ') : `${lines.length} names and ${ours.size}`;
}

const folder = mkdtempSync(join(tmpdir(), 'cgoscope-bench-trace-'));
const results: Record<string, unknown>[] = [];
const rows = [['log', 'MB', 'events', 'wc -l', 'awk', 'read (clock)', 'read (processor)', 'events/s', 'MB/s', 'times wc', 'times awk', 'kept / log', 'most / log', 'counts']];
let failed = false;
try {
  const files =
    values.file.length > 0
      ? values.file
      : (['full', 'plain'] as const).map((name) => {
          const file = join(folder, `${name}.strace`);
          writeTraceLog(file, { calls, full: name === 'full' });
          return file;
        });
  for (const file of files) {
    const { size } = statSync(file);
    const wc: number[] = [];
    const awk: number[] = [];
    const wall: number[] = [];
    const cpu: number[] = [];
    let counted = '';
    read(file); // the first one compiles
    let index: TraceIndex | null = null;
    for (let round = 0; round < repeats; round++) {
      wc.push(timed('wc', ['-l', file]).ms);
      const counts = timed('awk', [AWK, file]);
      awk.push(counts.ms);
      counted = counts.text;
      const ours = read(file);
      wall.push(ours.wallMs);
      cpu.push(ours.cpuMs);
      ({ index } = ours);
    }
    if (!index) continue;
    const wrong = differs(index, counted);
    failed ||= wrong !== '';
    const events = index.count;
    index = null;
    const { kept, most } = memoryOf(file);
    const ms = median(wall);
    const processor = median(cpu);
    results.push({ log: basename(file), bytes: size, events, wcMs: wc, awkMs: awk, wallMs: wall, cpuMs: cpu, keptBytes: kept, mostBytes: most, wrong });
    rows.push([
      basename(file),
      (size / MB).toFixed(1),
      String(events),
      `${median(wc).toFixed(0)} ms`,
      `${median(awk).toFixed(0)} ms`,
      `${ms.toFixed(0)} ms`,
      `${processor.toFixed(0)} ms`,
      String(Math.round((events / ms) * 1_000)),
      (size / MB / (ms / 1_000)).toFixed(0),
      (ms / median(wc)).toFixed(1),
      (ms / median(awk)).toFixed(2),
      (kept / size).toFixed(2),
      (most / size).toFixed(2),
      wrong === '' ? 'equal' : wrong.slice(0, 60),
    ]);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(table(rows));
console.log(`median of ${repeats}; aim: 300,000 events/s, memory at most 3 times the log; load ${loadavg()[0]?.toFixed(1)}`);
const json = JSON.stringify({ bench: 'trace-read', repeats, load: loadavg(), results }, null, 1);
if (values.out !== undefined) {
  mkdirSync(dirname(values.out), { recursive: true });
  writeFileSync(values.out, json);
} else console.log(json);
if (failed) process.exitCode = 1;
