// `npm run check`: types, lint, layering and unit tests, in two lanes as there are seldom fewer than two cores; the typed lint alone takes as long as the rest.
// Prints each step's output when it has ended, and the times; exits 1 when any step failed.
import { spawn } from 'node:child_process';
import path from 'node:path';

const BIN = path.join(import.meta.dirname, '..', 'node_modules', '.bin');
type Step = readonly [name: string, program: string, ...argv: string[]];
const LANES: readonly (readonly Step[])[] = [
  [['lint', 'eslint', '.']],
  [
    ['types', 'tsc', '-p', '.'],
    ['types of the window', 'tsc', '-p', 'tsconfig.web.json'],
    ['layers', 'depcruise', '--config', '.dependency-cruiser.cjs', 'src'],
    ['unit tests', 'vitest', 'run', '--project', 'unit'],
  ],
];

function run([name, program, ...argv]: Step): Promise<boolean> {
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
      resolve(code === 0);
    });
  });
}

const lanes = await Promise.all(
  LANES.map(async (steps) => {
    let good = true;
    for (const step of steps) good = (await run(step)) && good;
    return good;
  }),
);
process.exitCode = lanes.every(Boolean) ? 0 : 1;
