// `npm run check`: types with lint, layering and unit tests, in two lanes as there are seldom fewer than two cores. What was good and depends on nothing that changed is not looked at
// again (check-typed.ts); `npm run check -- --all` looks at everything.
// Prints each step's output when it has ended, the times, and at the end what failed; exits 1 when any step did.
import { spawn } from 'node:child_process';
import path from 'node:path';

const BIN = path.join(import.meta.dirname, '..', 'node_modules', '.bin');
const all = process.argv.slice(2);
if (all.some((argument) => argument !== '--all')) {
  console.error('usage: npm run check [-- --all]');
  process.exit(2);
}
type Step = readonly [name: string, program: string, ...argv: string[]];
// A compiler makes much and keeps most of it: with a larger room for what is new, a tenth of its time is saved, which the collector took.
const ROOM = ['--min-semi-space-size=64', '--max-semi-space-size=128'];
const typed = (name: string, config: string): Step => [
  name,
  'node',
  ...ROOM,
  '--disable-warning=ExperimentalWarning',
  path.join(import.meta.dirname, 'check-typed.ts'),
  ...all,
  config,
];
const LANES: readonly (readonly Step[])[] = [
  [typed('types and lint', 'tsconfig.json')],
  [
    typed('types and lint of the window', 'tsconfig.web.json'),
    ['lint of plain JavaScript', 'eslint', '**/*.js', '**/*.cjs', '**/*.mjs'],
    ['layers', 'depcruise', '--config', '.dependency-cruiser.cjs', 'src'],
    ['unit tests', 'vitest', 'run', '--project', 'unit'],
  ],
];

function run([name, program, ...argv]: Step): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(path.join(BIN, program), argv, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' } });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      process.stdout.write(Buffer.concat(output));
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name}, ${((performance.now() - began) / 1000).toFixed(1)} s`);
      resolve(code === 0 ? null : name);
    });
  });
}

const lanes = await Promise.all(
  LANES.map(async (steps) => {
    const failed: string[] = [];
    for (const step of steps) failed.push(...[(await run(step)) ?? []].flat());
    return failed;
  }),
);
// Last, as a failure in the middle of a long output is easily overlooked.
const failed = lanes.flat();
console.log(failed.length === 0 ? '\ncheck: all is good' : `\ncheck FAILED: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
