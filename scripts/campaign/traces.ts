// `npm run campaign -- traces [--corpus FOLDER] [--cuts N] [--seed S] [--out FILE] [NAME…]`: recorded logs (scripts/traces/record.ts; without a folder they are recorded now) beside an awk
// program and `strace -c`, cut anywhere, read in pieces, filtered beside a plain loop, compared with themselves and with a second run. Prints a table and JSON; ends with 1 for a difference.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { bytesSource, readTrace, sumTrace } from '../../src/core/evidence/index.ts';
import { openFile } from '../../src/core/file-source.ts';
import { formatBytes } from '../../src/shared/domain/units.ts';
import { awkCounts, differencesOf, ourCounts, straceCounts, tableCounts } from '../../tests/helpers/trace-count.ts';
import { Random } from '../fuzz/random.ts';
import { table } from '../lib/cgoscope.ts';
import { apart, cutAnywhere, filtered, readInPieces, withItself, type Apart } from './traces/checks.ts';

const { values, positionals } = parseArgs({
  args: process.argv.slice(3),
  allowPositionals: true,
  options: { corpus: { type: 'string' }, cuts: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' }, out: { type: 'string' } },
});
const cuts = Number(values.cuts);
const seed = Number(values.seed);
if (!Number.isSafeInteger(cuts) || cuts < 0 || !Number.isSafeInteger(seed)) {
  console.error(`--cuts ${values.cuts} --seed ${values.seed}: expected whole numbers`);
  process.exit(2);
}

interface Result {
  log: string;
  bytes: number;
  events: number;
  calls: number;
  errors: number;
  /** Null: there is no table of this run. */
  straceCounts: number | null;
  cuts: number;
  filters: number;
  secondRun: Apart | null;
  seconds: number;
  wrong: string[];
}

async function held(folder: string, log: string, at: number): Promise<Result> {
  const began = performance.now();
  const path = join(folder, `${log}.strace`);
  const source = openFile(path, path);
  try {
    const trace = readTrace(source);
    const sums = sumTrace(trace);
    const random = new Random(seed, at);
    // The threads of qemu-user write into each other's lines, which nobody can count a line at a time.
    const wrong = trace.index.format === 'qemu' ? [] : differencesOf(ourCounts(trace.index, sums), awkCounts(path)).map((text) => `beside awk, ${text}`);
    const counts = join(folder, `${log.replace(/\.counted$/, '')}.counts`);
    let counted: number | null = null;
    if (log.endsWith('.counted') && existsSync(counts)) {
      const rows = tableCounts(readTrace(bytesSource(new Uint8Array(readFileSync(counts)))).index);
      counted = Object.keys(rows).length;
      wrong.push(...differencesOf(straceCounts(trace.index), rows).map((text) => `beside strace -c, ${text}`));
      if (counted === 0) wrong.push('the table of strace -c has no rows');
    }
    wrong.push(...readInPieces(source, trace.index, random).map((text) => `read in pieces, ${text}`));
    wrong.push(...cutAnywhere(source, trace, cuts, random).map((text) => `cut, ${text}`));
    const filters = await filtered(source, trace, random);
    wrong.push(...filters.wrong, ...withItself(trace));
    const second = join(folder, `${log}.counted.strace`);
    let secondRun: Apart | null = null;
    if (existsSync(second)) {
      const other = openFile(second, second);
      try {
        secondRun = apart(trace, readTrace(other));
      } finally {
        other.close();
      }
    }
    const sum = (key: 'calls' | 'errors'): number => sums.syscalls.reduce((total, each) => total + each[key], 0);
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    return {
      log,
      bytes: source.size,
      events: sums.events,
      calls: sum('calls'),
      errors: sum('errors'),
      straceCounts: counted,
      cuts,
      filters: filters.tried,
      secondRun,
      seconds,
      wrong,
    };
  } finally {
    source.close();
  }
}

const scratch = values.corpus === undefined ? mkdtempSync(join(tmpdir(), 'cgoscope-campaign-traces-')) : null;
try {
  const folder = values.corpus ?? scratch ?? '';
  if (scratch !== null) execFileSync(process.execPath, [join(import.meta.dirname, '..', 'traces', 'record.ts'), '--out', scratch, ...positionals], { stdio: 'inherit' });
  const logs = readdirSync(folder)
    .filter((name) => name.endsWith('.strace'))
    .map((name) => name.slice(0, -'.strace'.length))
    .filter((name) => positionals.length === 0 || positionals.includes(name.replace(/\.counted$/, '')))
    .sort();
  if (logs.length === 0) {
    console.error(`${folder} has no logs${positionals.length > 0 ? ` of ${positionals.join(', ')}` : ''}; expected NAME.strace`);
    process.exitCode = 2;
  } else {
    const results: Result[] = [];
    for (const [at, log] of logs.entries()) {
      const result = await held(folder, log, at);
      results.push(result);
      console.error(`${result.wrong.length === 0 ? 'ok   ' : 'WRONG'}  ${log} in ${result.seconds} s`);
      for (const text of result.wrong) console.error(`       ${text}`);
    }
    report(results);
  }
} finally {
  if (scratch !== null) rmSync(scratch, { recursive: true, force: true });
}

function report(results: Result[]): void {
  console.log(
    table([
      ['log', 'size', 'events', 'calls', 'errors', 'names of strace -c', 'cuts', 'filters', 'second run: only A, only B, errors', 'seconds', 'differences'],
      ...results.map((each) => [
        each.log,
        formatBytes(each.bytes),
        String(each.events),
        String(each.calls),
        String(each.errors),
        each.straceCounts === null ? '-' : String(each.straceCounts),
        String(each.cuts),
        String(each.filters),
        each.secondRun === null ? '-' : `${each.secondRun.onlyA}, ${each.secondRun.onlyB}, ${each.secondRun.changedErrors}`,
        String(each.seconds),
        String(each.wrong.length),
      ]),
    ]),
  );
  const wrong = results.reduce((sum, each) => sum + each.wrong.length, 0);
  const document = { campaign: 'traces', seed, logs: results, differences: wrong };
  console.log(JSON.stringify(document));
  if (values.out !== undefined) {
    mkdirSync(dirname(values.out), { recursive: true });
    writeFileSync(values.out, `${JSON.stringify(document, null, 1)}\n`);
  }
  process.exitCode = wrong === 0 ? 0 : 1;
}
