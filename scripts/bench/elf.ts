// `npm run bench -- --part elf [--cgo] [--repeats N --out FILE]`: all facts of elf@1 of a Go binary of more than 100 MB: ours in-process, readelf -aW, pyelftools, and Go's own debug/elf and
// debug/buildinfo (resources/gofacts). The binary is made once by the Go of a toolchain image from the program that go-program.ts writes, and cached: pure Go, and with `--cgo` the same with a
// function of C, which is linked by the C compiler.
// Rounds are interleaved; each reading opens the file anew.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { homedir, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { pythonWithPyelftools } from '../campaign/elf/pyelftools.ts';
import { call, median, table } from '../lib/cgoscope.ts';
import { gofacts } from '../lib/gofacts.ts';
import { goImage, inImage } from '../lib/toolchain-image.ts';
import { goProgram } from './go-program.ts';

const { values } = parseArgs({
  options: {
    repeats: { type: 'string', default: '5' },
    out: { type: 'string' },
    part: { type: 'string' },
    cgo: { type: 'boolean' },
    cache: { type: 'string', default: process.env['CGOSCOPE_TEST_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'cgoscope') },
  },
});
const repeats = Number(values.repeats);
if (!Number.isInteger(repeats) || repeats < 1) {
  console.error('usage: npm run bench -- --part elf [--cgo] [--repeats N] [--out FILE]; N is a whole number of 1 or more');
  process.exit(2);
}

const PACKAGES = 150;
const FUNCTIONS = 150;

/** Path of the binary; null where no toolchain image can make it. It takes some minutes the first time. */
async function binary(cgo: boolean): Promise<string | null> {
  const path = join(values.cache, `bench-go-${PACKAGES}x${FUNCTIONS}${cgo ? '-cgo' : ''}`);
  if (existsSync(path)) return path;
  const image = await goImage(cgo);
  if (image === null) return null;
  console.error(`building a large Go program in ${image}: some minutes, once`);
  const bytes = await inImage(image, goProgram(PACKAGES, FUNCTIONS, cgo), 'go build -trimpath -buildvcs=false -o out . && cat out', { CGO_ENABLED: cgo ? '1' : '0' });
  mkdirSync(values.cache, { recursive: true });
  writeFileSync(path, bytes);
  return path;
}

interface Ours {
  firstMs: number;
  warmMs: number[];
  rssGrowth: number;
  bytesRead: number;
  facts: { sections: number; symbols: number; go: string | null; cgo: boolean | null };
}

const lastLine = (text: string): unknown => JSON.parse(text.trim().split('\n').at(-1) ?? '');

/** A fresh process, so that its memory is that of one reader. */
async function ours(file: string): Promise<Ours> {
  const called = await call(process.execPath, [join(import.meta.dirname, 'elf-ours.ts'), file]);
  if (called.code !== 0) throw new Error(`elf-ours ended with ${called.code}: ${called.stderr}`);
  return lastLine(called.stdout.toString('utf8')) as Ours; // written by elf-ours.ts in this shape
}

/** Its output is thrown away: what it takes to print it to nobody is its own. */
async function readelf(file: string): Promise<number> {
  const began = performance.now();
  const child = spawn('readelf', ['-aW', file], { stdio: ['ignore', 'ignore', 'ignore'] });
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve());
  });
  return performance.now() - began;
}

/** In-process there as well: the interpreter's start and the imports don't count. */
async function pyelftools(python: string, file: string): Promise<number> {
  const called = await call(python, [join(import.meta.dirname, '..', 'campaign', 'elf', 'pyelftools_facts.py'), '--time', file]);
  if (called.code !== 0) throw new Error(`pyelftools ended with ${called.code}: ${called.stderr}`);
  return Number(called.stdout.toString('utf8').trim());
}

async function goOwn(program: string, mode: 'facts' | 'counts', file: string): Promise<number[]> {
  const called = await call(program, [mode, '5', file]);
  if (called.code !== 0) throw new Error(`gofacts ended with ${called.code}: ${called.stderr}`);
  return (lastLine(called.stdout.toString('utf8')) as { ms: number[] }).ms; // resources/gofacts prints this
}

const program = await gofacts(join(values.cache, 'campaign-elf'));
const files = { 'pure Go': await binary(false), ...(values.cgo ? { 'with cgo': await binary(true) } : {}) };
if (program === null || files['pure Go'] === null) {
  console.error('no Go toolchain image is on this daemon: make one with `cgoscope toolchain build`');
  process.exit(3);
}
const python = await pythonWithPyelftools(join(values.cache, 'campaign-elf'));
const milliseconds = (ms: number): string => (ms < 10 ? `${ms.toFixed(2)} ms` : `${ms.toFixed(0)} ms`);
const times = (ratio: number): string => (ratio < 10 ? `${ratio.toFixed(2)}x` : `${ratio.toFixed(0)}x`);
const document = [];
for (const [name, file] of Object.entries(files)) {
  if (file === null) {
    console.error(`${name}: no toolchain image with a C compiler is on this daemon; left out`);
    continue;
  }
  const each = { first: [] as number[], warm: [] as number[], readelf: [] as number[], pyelftools: [] as number[], go: [] as number[], goCounts: [] as number[] };
  let last: Ours | null = null;
  let rssGrowth = 0;
  for (let round = 0; round < repeats; round++) {
    const one = await ours(file);
    last = one;
    rssGrowth = Math.max(rssGrowth, one.rssGrowth);
    each.first.push(one.firstMs);
    each.warm.push(...one.warmMs);
    each.go.push(...(await goOwn(program, 'facts', file)));
    each.goCounts.push(...(await goOwn(program, 'counts', file)));
    each.readelf.push(await readelf(file));
    each.pyelftools.push(await pyelftools(python, file));
  }
  const mine = median(each.warm);
  const row = (who: string, ms: number[], aim: string): string[] => [
    who,
    milliseconds(median(ms)),
    `${milliseconds(Math.min(...ms))} … ${milliseconds(Math.max(...ms))}`,
    times(median(ms) / mine),
    aim,
  ];
  console.log(`\n${name}: ${statSync(file).size} bytes, ${last?.facts.symbols} symbols, ${last?.facts.sections} sections, load ${loadavg()[0]?.toFixed(1)}`);
  console.log(
    table([
      ['', 'median', 'spread', 'ours is faster by', 'aim'],
      row('ours, warm', each.warm, 'under 100 ms'),
      row('ours, first in a process', each.first, ''),
      row('readelf -aW', each.readelf, '20x'),
      row('pyelftools', each.pyelftools, '50x'),
      row('debug/elf and debug/buildinfo', each.go, 'at least 0.67x'),
      row('the same, symbols only counted', each.goCounts, ''),
    ]),
  );
  console.log(`resident growth ${(rssGrowth / 1e6).toFixed(1)} MB (aim: under 30 MB); ${last?.bytesRead} bytes read`);
  document.push({
    binary: name,
    size: statSync(file).size,
    load: loadavg()[0],
    facts: last?.facts,
    bytesRead: last?.bytesRead,
    rssGrowth,
    medianMs: Object.fromEntries(Object.entries(each).map(([who, ms]) => [who, median(ms)])),
    faster: { readelf: median(each.readelf) / mine, pyelftools: median(each.pyelftools) / mine, go: median(each.go) / mine, goCounts: median(each.goCounts) / mine },
  });
}
console.log(`\n${JSON.stringify(document)}`);
if (values.out) {
  mkdirSync(dirname(values.out), { recursive: true });
  writeFileSync(values.out, `${JSON.stringify({ bench: 'elf', results: document }, null, 1)}\n`);
}
