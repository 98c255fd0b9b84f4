// `npm run bench -- --part explain-speed [--size MB] [--repeats N] [--out FILE]`: a long log explained, streamed from a file as the worker does it, beside `grep -c -i -F -f` with the same
// words on the same file in the same round; and the findings of every cell of the recorded sample. The logs: one as CI writes it, and some that are made to be slow.
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { signalsOf } from '../../src/core/diagnosis/index.ts';
import { caseOfCell } from '../../src/core/explain/cell.ts';
import { explainTasks } from '../../src/core/explain/tasks.ts';
import { importBundle } from '../../src/core/report/bundle/index.ts';
import { openStore } from '../../src/core/store/index.ts';
import { call, median, ROOT, table } from '../lib/cgoscope.ts';

const { values } = parseArgs({
  options: { size: { type: 'string', default: '200' }, repeats: { type: 'string', default: '3' }, out: { type: 'string' }, part: { type: 'string' } },
});
const size = Number(values.size) * 1e6;
const repeats = Number(values.repeats);
if (!Number.isInteger(repeats) || repeats < 1 || !(size > 0)) {
  console.error('usage: npm run bench -- --part explain-speed [--size MB] [--repeats N] [--out FILE]; both are 1 or more');
  process.exit(2);
}

const WORDS = [
  'compiling',
  'github.com/acme/widget/internal',
  'runtime/cgo',
  '/go/pkg/mod/example.com/m@v1.9.1/context.go',
  '-D_GNU_SOURCE',
  '-fPIC',
  'cached',
  'linux/amd64',
  'step',
  'ok',
];
let seed = 12_345;
const below = (limit: number): number => (seed = (seed * 48_271) % 2_147_483_647) % limit;
const words = (count: number): string => Array.from({ length: count }, () => WORDS[below(WORDS.length)]).join(' ');
const id = (): string => below(2_000_000_000).toString(36);

/** The message that is to be found stands in the middle of the first. */
const LOGS: Record<string, (line: number) => string> = {
  'as CI writes it': (line) => {
    const time = new Date(1.7e12 + line * 137).toISOString();
    const kind = below(40);
    if (line === Math.floor(size / 240)) return `${time} #12 ERROR: exec /usr/local/bin/app: exec format error`;
    if (kind === 0) return `${time} \u001b[33mwarning\u001b[0m: unused variable x${line} in ${words(1)}`;
    if (kind === 1) return `${time} GET /api/items/${line} 404 not found ${below(300)}ms`;
    return kind === 2 ? `${time} retrying: connection refused by 10.0.${below(255)}.${below(255)}` : `${time} #12 ${(line / 100).toFixed(3)} ${words(3 + below(10))}`;
  },
  'every line a failure': (line) =>
    `2024-05-01T10:00:00.${line % 1_000}Z app-${line % 7}  | exec /app/bin${line}: no such file or directory: version \`GLIBC_2.${line % 50}' not found`,
  'every line nearly one': () => `open /var/lib/${id()}/${id()}: no such file or directory (error) permission denied not found failed`,
  'colours and links': (line) => `\u001b[31m${'\u001b[0m'.repeat(10)}e\u001b[1mrror: exec format error \u001b]8;;http://x/${line}\u0007x\u001b]8;;\u0007`,
  'one line': () => 'exec /app: no such file or directory undefined symbol: x error ',
};

function write(file: string, name: string, line: (number: number) => string): void {
  const end = name === 'one line' ? '' : '\n';
  const out = openSync(file, 'w');
  let written = 0;
  for (let number = 0; written < size;) {
    const lines: string[] = [];
    for (let each = 0; each < 5_000; each += 1, number += 1) lines.push(line(number) + end);
    written += writeSync(out, lines.join(''));
  }
  closeSync(out);
}

async function grep(patterns: string, file: string): Promise<number> {
  const began = performance.now();
  const child = spawn('grep', ['-c', '-a', '-i', '-F', '-f', patterns, file], { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, LC_ALL: 'C' } });
  child.stdout.resume(); // into a pipe: where nobody would see the count, grep ends at the first match
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve());
  });
  return performance.now() - began;
}

interface Ours {
  wallMs: number;
  cpuMs: number;
  peakRss: number;
  findings: string[];
}
/** A fresh process each time: what it costs to make the table of words is in it. */
async function ours(file: string): Promise<Ours> {
  const called = await call(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'explain-ours.ts'), file]);
  if (called.code !== 0) throw new Error(`explain-ours ended with ${called.code}: ${called.stderr}`);
  return JSON.parse(called.stdout.toString('utf8')) as Ours; // printed by explain-ours.ts in this shape
}

const folder = mkdtempSync(join(tmpdir(), 'cgoscope-bench-'));
try {
  const patterns = join(folder, 'words');
  writeFileSync(patterns, `${[...new Set(signalsOf().flatMap(({ keywords }) => keywords))].join('\n')}\n`);
  const rows = [['log', 'ours', 'spread', 'processor', 'most memory', 'grep -F', 'ours / grep', 'found first']];
  const logs = [];
  for (const [name, line] of Object.entries(LOGS)) {
    const file = join(folder, 'log');
    write(file, name, line);
    const mine: Ours[] = [];
    const peer: number[] = [];
    for (let round = 0; round < repeats; round += 1) {
      mine.push(await ours(file));
      peer.push(await grep(patterns, file));
    }
    const wall = mine.map(({ wallMs }) => wallMs);
    const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;
    const rss = Math.max(...mine.map(({ peakRss }) => peakRss));
    rows.push([
      `${name}, ${(statSync(file).size / 1e6).toFixed(0)} MB`,
      seconds(median(wall)),
      `${seconds(Math.min(...wall))} … ${seconds(Math.max(...wall))}`,
      seconds(median(mine.map(({ cpuMs }) => cpuMs))),
      `${(rss / 1e6).toFixed(0)} MB`,
      seconds(median(peer)),
      (median(wall) / median(peer)).toFixed(2),
      mine[0]?.findings[0] ?? '-',
    ]);
    logs.push({ name, bytes: statSync(file).size, ours: mine, grepMs: peer });
  }

  const store = openStore(join(folder, 'data'));
  await importBundle(store, join(ROOT, 'resources', 'recorded-sample-run.cgoscope'));
  const run = store.getRun('last');
  const explain = explainTasks()['explain.case'];
  const never = new AbortController().signal;
  const cells: { cell: number; ms: number; causes: string[] }[] = [];
  for (let round = 0; round <= repeats; round += 1)
    for (const cell of run.cells) {
      const began = performance.now();
      const explained = await explain(caseOfCell(store, run.id, cell), never);
      // The first round compiles: a worker that explains a run does it once.
      if (round > 0) cells.push({ cell: cell.number, ms: performance.now() - began, causes: explained.findings.map(({ cause }) => cause) });
    }
  store.close();
  const spent = cells.map(({ ms }) => ms);
  console.log(table(rows));
  console.log(
    `\nfindings of ${run.cells.length} cells: median ${median(spent).toFixed(1)} ms, worst ${Math.max(...spent).toFixed(1)} ms (aim: under 50 ms); load ${loadavg()[0]?.toFixed(1)}`,
  );
  const document = JSON.stringify({ schema: 'cgoscope/bench-explain-speed@0', load: loadavg()[0], logs, cells });
  if (values.out !== undefined) writeFileSync(values.out, document);
  else console.log(document);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
