// `npm run bench -- --part start [--repeats N] [--out FILE]`: from the start of bin/cgoscope to its end, for answers that need no engine, beside a bare `node -e 0` in the same rounds.
// What is above the peer is ours: the launcher's shell (which looks whether the build is older than a source), and the modules that an answer loads.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { call, cgoscope, median, ROOT, table, type Called } from '../lib/cgoscope.ts';

const { values } = parseArgs({ options: { repeats: { type: 'string', default: '15' }, out: { type: 'string' }, part: { type: 'string' } } });
const repeats = Number(values.repeats);
if (!Number.isInteger(repeats) || repeats < 1) {
  console.error('usage: npm run bench -- --part start [--repeats N] [--out FILE]; N is 1 or more');
  process.exit(2);
}

const NODE = join(ROOT, 'node_modules', '.bin', 'node');
const folder = mkdtempSync(join(tmpdir(), 'cgoscope-bench-'));
const env = { ...process.env, CGOSCOPE_DATA: join(folder, 'data') };
const PEER = 'node -e 0';
const COMMANDS: Record<string, () => Promise<Called>> = {
  [PEER]: () => call(NODE, ['-e', '0'], { env }),
  ...Object.fromEntries([['--version'], ['schema', 'run'], ['elf', '/bin/sh'], ['runs']].map((argv) => [argv.join(' '), () => cgoscope(argv, { env })])),
};

try {
  const wallMs: Record<string, number[]> = {};
  // The first round builds where that is needed, and fills Node's cache of compiled code.
  for (let round = 0; round <= repeats; round += 1)
    for (const [name, run] of Object.entries(COMMANDS)) {
      const ended = await run();
      if (ended.code !== 0) throw new Error(`${name} ended with ${ended.code}: ${ended.stderr}`);
      if (round > 0) (wallMs[name] ??= []).push(Math.round(ended.wallMs * 10) / 10);
    }
  const peer = median(wallMs[PEER] ?? []);
  const rows = Object.entries(wallMs).map(([name, ms]) => [
    name,
    `${median(ms).toFixed(0)} ms`,
    `${Math.min(...ms).toFixed(0)} … ${Math.max(...ms).toFixed(0)} ms`,
    `${(median(ms) / peer).toFixed(2)}x`,
    name === PEER ? '' : 'under 200 ms',
  ]);
  console.log(`${repeats} rounds, load ${loadavg()[0]?.toFixed(1)}`);
  console.log(table([['', 'median', 'spread', `of ${PEER}`, 'aim'], ...rows]));
  const document = JSON.stringify({ schema: 'cgoscope/bench-start@0', load: loadavg()[0], repeats, wallMs });
  if (values.out === undefined) console.log(document);
  else {
    mkdirSync(dirname(values.out), { recursive: true });
    writeFileSync(values.out, `${document}\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
