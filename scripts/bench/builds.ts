// `npm run bench -- --part builds [--repeats N --jobs N --out FILE]`: the workbench beside a plain shell script that does the same docker builds and untraced runs.
// Same concurrency, cache volumes on both sides, sources sent by both, repeats interleaved and in turns. Tracing is switched off in what is compared
// and measured apart. Uses a data folder of its own; toolchains are made before anything is measured.
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readInstall } from '../../src/core/store/install.ts';
import { doctorSchema } from '../../src/shared/domain/documents.ts';
import { outcomeText, runSchema, type Run } from '../../src/shared/domain/run.ts';
import { benchMatrix } from '../lib/bench-matrix.ts';
import { byHandScript, type HandVolumes } from '../lib/by-hand.ts';
import { call, cgoscope, cgoscopeJson, median, ROOT, table } from '../lib/cgoscope.ts';

const { values } = parseArgs({
  options: { repeats: { type: 'string', default: '3' }, jobs: { type: 'string', default: String(cpus().length) }, out: { type: 'string' }, part: { type: 'string' } },
});
const repeats = Number(values.repeats);
const jobs = Number(values.jobs);
if (!Number.isInteger(repeats) || repeats < 1 || !Number.isInteger(jobs) || jobs < 1) {
  console.error('usage: npm run bench -- [--repeats N] [--jobs N] [--out FILE]; N is a whole number of 1 or more');
  process.exit(2);
}

const work = mkdtempSync(join(tmpdir(), 'cgoscope-bench-'));
const data = join(work, 'data');
const project = join(work, 'sample');
const env: NodeJS.ProcessEnv = { ...process.env, CGOSCOPE_DATA: data };
const tag = `cgoscope-bench-${process.pid}`;
const hand: HandVolumes = { source: `${tag}-src`, goCache: `${tag}-gocache`, modCache: `${tag}-gomod`, output: `${tag}-out`, network: tag };
const config = { off: join(work, 'trace-off.yaml'), on: join(work, 'trace-on.yaml') };

async function docker(...argv: string[]): Promise<string> {
  const called = await call('docker', argv);
  if (called.code !== 0) throw new Error(`docker ${argv.join(' ')} ended with ${called.code}: ${called.stderr.trim()}`);
  return called.stdout.toString('utf8').trim();
}

/** Volumes of this bench's own data folder, known by its install id; nobody else's are touched. */
async function ours(): Promise<string[]> {
  const install = readInstall(data);
  if (install === null) return [];
  const listed = await call('docker', ['volume', 'ls', '-q', '--filter', `label=io.cgoscope.install=${install}`], { cleanup: true });
  return listed.stdout
    .toString('utf8')
    .split('\n')
    .filter((name) => name !== '');
}

/** Forgets what makes a second run fast, downloaded modules excepted: Go's build cache, the outputs and the sent sources. */
async function coolOurs(): Promise<void> {
  const drop = (await ours()).filter((name) => /-(gocache|out-|src-)/.test(name));
  if (drop.length > 0) await docker('volume', 'rm', ...drop);
}
async function coolHand(): Promise<void> {
  await docker('volume', 'rm', '-f', hand.goCache, hand.output, hand.source);
}

async function runOurs(trace: 'on' | 'off'): Promise<{ wallMs: number; run: Run }> {
  const { document, wallMs } = await cgoscopeJson(['run', project, '--config', config[trace], '--jobs', String(jobs), '--yes'], { env, codes: [0, 1] });
  return { wallMs, run: runSchema.parse(document) };
}

async function runHand(script: string): Promise<number> {
  const out = join(work, 'hand');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out);
  const called = await call('bash', [script], { env: { ...process.env, BENCH_WORK: out } });
  if (called.code !== 0) throw new Error(`the script by hand ended with ${called.code}: ${called.stderr.trim().split('\n').slice(-5).join('\n')}`);
  return called.wallMs;
}

/** What the script's cells came to, so that nobody compares a run with a failure. */
function handOutcomes(): Map<number, string> {
  const out = join(work, 'hand');
  const codes = readdirSync(out)
    .filter((name) => name.endsWith('.out'))
    .map((name): [number, string] => [Number(name.slice(0, -4)), /exit (\d+)\s*$/.exec(readFileSync(join(out, name), 'utf8'))?.[1] ?? '?']);
  return new Map(codes.map(([number, code]) => [number, code === '0' ? 'pass' : `exit ${code}`]));
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
const spread = (each: number[]): string => `${seconds(Math.min(...each))} … ${seconds(Math.max(...each))}`;
const times = { cold: { hand: [] as number[], ours: [] as number[] }, unchanged: { hand: [] as number[], ours: [] as number[] }, traced: [] as number[], untraced: [] as number[] };

try {
  cpSync(join(ROOT, 'resources', 'sample'), project, { recursive: true });
  const doctor = doctorSchema.parse((await cgoscopeJson(['doctor'], { env, codes: [0, 1, 3] })).document);
  if (doctor.engine === null) throw new Error(`no engine answers: ${doctor.problems[0]?.text ?? ''}`);
  writeFileSync(config.off, benchMatrix(doctor.engine.platform, 'off'));
  writeFileSync(config.on, benchMatrix(doctor.engine.platform, 'on'));

  console.error('preparing: toolchains, run images and modules, not measured');
  const first = await runOurs('off');
  const notGreen = first.run.cells.filter((cell) => cell.green !== true);
  if (notGreen.length > 0) throw new Error(`cells that should pass do not: ${notGreen.map((cell) => `${cell.key}: ${outcomeText(cell)} (${cell.reason ?? ''})`).join('; ')}`);
  const script = join(work, 'by-hand.sh');
  writeFileSync(script, byHandScript(first.run, project, hand, jobs));
  await runHand(script);
  const handGot = handOutcomes();
  for (const cell of first.run.cells)
    if (handGot.get(cell.number) !== outcomeText(cell))
      throw new Error(`cell ${cell.number} by hand: ${handGot.get(cell.number) ?? 'not built'}, by the workbench: ${outcomeText(cell)}`);

  for (let repeat = 1; repeat <= repeats; repeat += 1) {
    const sides: ('hand' | 'ours')[] = repeat % 2 === 1 ? ['hand', 'ours'] : ['ours', 'hand'];
    for (const kind of ['cold', 'unchanged'] as const) {
      for (const side of sides) {
        if (kind === 'cold') await (side === 'hand' ? coolHand() : coolOurs());
        const wallMs = side === 'hand' ? await runHand(script) : (await runOurs('off')).wallMs;
        times[kind][side].push(wallMs);
        console.error(`repeat ${repeat}/${repeats}  ${kind.padEnd(9)}  ${side}  ${seconds(wallMs)}`);
      }
    }
  }

  // Tracing, apart: the unchanged case with it and without it, in turns.
  const factors: number[] = [];
  for (let repeat = 1; repeat <= repeats; repeat += 1) {
    times.untraced.push((await runOurs('off')).wallMs);
    const traced = await runOurs('on');
    times.traced.push(traced.wallMs);
    for (const cell of traced.run.cells) if (cell.traceFactor !== null) factors.push(cell.traceFactor);
  }

  // How fast the command line answers; the first call of each is left out (it fills Node's compile cache).
  const program = join(work, 'program');
  copyFileSync(process.execPath, program);
  const answers: Record<string, number[]> = {};
  for (const argv of [['--version'], ['runs'], ['elf', program]]) {
    const name = argv[0] ?? '';
    answers[name] = [];
    for (let index = 0; index <= 10; index += 1) {
      const called = await cgoscope(argv, { env });
      if (called.code !== 0) throw new Error(`cgoscope ${argv.join(' ')} ended with ${called.code}: ${called.stderr.trim()}`);
      if (index > 0) answers[name].push(called.wallMs);
    }
  }

  const ratio = (kind: 'cold' | 'unchanged'): number => median(times[kind].ours) / median(times[kind].hand);
  const aims = { cold: 1.05, unchanged: 1.2 };
  const cells = first.run.cells.length;
  console.log(`${cells} cells, ${jobs} at a time, ${repeats} repeats, ${doctor.engine.platform}, engine ${doctor.engine.version}`);
  console.log(
    table([
      ['', 'by hand', '', 'cgoscope', '', 'ratio', 'aim'],
      ...(['cold', 'unchanged'] as const).map((kind) => [
        kind,
        seconds(median(times[kind].hand)),
        spread(times[kind].hand),
        seconds(median(times[kind].ours)),
        spread(times[kind].ours),
        ratio(kind).toFixed(3),
        `${aims[kind]}${ratio(kind) <= aims[kind] ? '' : '  not reached'}`,
      ]),
    ]),
  );
  console.log(
    `\ntracing, unchanged: ${seconds(median(times.untraced))} without, ${seconds(median(times.traced))} with; a traced program takes ${factors.length > 0 ? `${median(factors).toFixed(1)} times` : 'an unknown multiple of'} its untraced time (median of ${factors.length})`,
  );
  console.log(
    `command line: ${Object.entries(answers)
      .map(([name, each]) => `${name} ${median(each).toFixed(0)} ms`)
      .join(', ')} (aim 200 ms)`,
  );
  const report = {
    cells,
    jobs,
    repeats,
    engine: doctor.engine.version,
    platform: doctor.engine.platform,
    coldRatio: ratio('cold'),
    unchangedRatio: ratio('unchanged'),
    wallMs: times,
    traceFactors: factors,
    answerMs: Object.fromEntries(Object.entries(answers).map(([name, each]) => [name, median(each)])),
  };
  if (values.out) {
    mkdirSync(dirname(values.out), { recursive: true });
    writeFileSync(values.out, `${JSON.stringify(report, null, 2)}\n`);
  } else console.log(`\n${JSON.stringify(report)}`);
} finally {
  // The images stay: the next bench and the user's own runs have use for them.
  const mine = [...(await ours()), hand.source, hand.goCache, hand.modCache, hand.output];
  // A script that was interrupted leaves its containers and its network.
  const left = await call('docker', ['ps', '-aq', '--filter', `volume=${hand.output}`], { cleanup: true });
  const containers = left.stdout
    .toString('utf8')
    .split('\n')
    .filter((id) => id !== '');
  if (containers.length > 0) await call('docker', ['rm', '-f', ...containers], { cleanup: true });
  await call('docker', ['network', 'rm', hand.network], { cleanup: true }); // mostly gone already
  const gone = await call('docker', ['volume', 'rm', '-f', ...mine], { cleanup: true });
  if (gone.code !== 0) console.error(`could not remove the bench's volumes: ${gone.stderr.trim()}`);
  rmSync(work, { recursive: true, force: true });
}
