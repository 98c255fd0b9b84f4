// `npm run bench -- --part dns-models [--repeats N] [--out FILE]`: a grid of 10,000 predictions in one thread, by each resolver: by its model alone, as `dns.grid` makes it (with the
// text of resolv.conf edited, read and linted for every point), and with metrics as `dns.predict` has them. Beside it what the same machine takes to write the grid as JSON.
import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { gridOf } from '../../src/core/dns/grid.ts';
import { glibcModel } from '../../src/core/dns/models/glibc/index.ts';
import { goModel } from '../../src/core/dns/models/go/index.ts';
import { metricsOf } from '../../src/core/dns/models/metrics.ts';
import { muslModel } from '../../src/core/dns/models/musl/index.ts';
import type { Model, ModelInput } from '../../src/core/dns/models/types.ts';
import { outcomesOf } from '../../src/core/dns/predict.ts';
import { varied } from '../../src/core/dns/vary.ts';
import { dnsScenarioSchema, dnsVarySchema, RESOLVERS, type Resolver } from '../../src/shared/domain/dns.ts';
import { median, table } from '../lib/cgoscope.ts';

const { values } = parseArgs({ options: { repeats: { type: 'string', default: '5' }, out: { type: 'string' }, part: { type: 'string' } } });
const repeats = Number(values.repeats);
if (!Number.isInteger(repeats) || repeats < 1) {
  console.error('usage: npm run bench -- --part dns-models [--repeats N] [--out FILE]; N is 1 or more');
  process.exit(2);
}

const MODELS: Record<Resolver, Model> = { go: goModel, glibc: glibcModel, musl: muslModel };
const scenario = dnsScenarioSchema.parse({ resolvConf: 'nameserver 127.0.0.2\noptions ndots:1\n', exists: ['db.internal'] });
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);
/** 10 · 5 · 2 · 5 · 2 · 10 = 10,000 points. */
const vary = dnsVarySchema.parse({
  timeout: range(1, 10),
  attempts: range(1, 5),
  servers: [2, 3],
  search: range(0, 4),
  ndots: [1, 5],
  faults: ['silent', 'ok', '1=silent 2=ok 3=ok', 'drop-aaaa', 'servfail', '1=refused 2=ok 3=ok', 'delay:300', 'closed', 'truncate', 'nxdomain'],
});
/** Of these the metrics are made, too: a prediction for one file has them, a grid has not. */
const METRICS = 500;

const never = new AbortController().signal;
const scenarios = varied(scenario, vary);
const rows = [['', 'processor', 'spread', 'clock', 'each', 'times JSON', 'aim']];
interface Spent {
  cpuMs: number;
  wallMs: number;
}
const WHAT = ['model', 'grid', 'metrics', 'json'] as const;
interface Result extends Record<(typeof WHAT)[number], Spent[]> {
  resolver: Resolver;
  points: number;
}
const results: Result[] = [];
/** Processor time of this process, which is what one thread takes however busy the machine is, beside the clock. */
const timed = async (work: () => unknown): Promise<Spent> => {
  const before = process.cpuUsage();
  const began = performance.now();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1_000, wallMs: performance.now() - began };
};

for (const resolver of RESOLVERS) {
  const run = MODELS[resolver];
  const inputs: ModelInput[] = scenarios.map((each) => outcomesOf(each.scenario, resolver, null, { brief: true }).input);
  const sample = inputs.filter((_, index) => index % (inputs.length / METRICS) === 0);
  const each: Result = { resolver, points: inputs.length, model: [], grid: [], metrics: [], json: [] };
  for (let round = 0; round <= repeats; round += 1) {
    const answers: unknown[] = [];
    let points = 0;
    const spent: Record<(typeof WHAT)[number], Spent> = {
      model: await timed(() => inputs.forEach((input) => answers.push(run(input)))),
      grid: await timed(async () => {
        points = (await gridOf(scenario, vary, [{ resolver, version: null }], never)).points.length;
      }),
      metrics: await timed(() => sample.forEach((input) => metricsOf(input, run(input), run))),
      json: await timed(() => JSON.stringify(answers)),
    };
    if (points !== inputs.length) throw new Error(`the grid has ${points} points, ${inputs.length} were asked for`);
    // The first round compiles: a workbench does it once.
    if (round > 0) for (const what of WHAT) each[what].push(spent[what]);
  }
  results.push(each);
  const cpu = (what: (typeof WHAT)[number]): number => median(each[what].map(({ cpuMs }) => cpuMs));
  const row = (title: string, what: (typeof WHAT)[number], points: number, aim: string): void => {
    const all = each[what].map(({ cpuMs }) => cpuMs);
    rows.push([
      `${resolver}: ${title}`,
      `${cpu(what).toFixed(0)} ms`,
      `${Math.min(...all).toFixed(0)} … ${Math.max(...all).toFixed(0)} ms`,
      `${median(each[what].map(({ wallMs }) => wallMs)).toFixed(0)} ms`,
      `${((cpu(what) / points) * 1_000).toFixed(1)} µs`,
      ((cpu(what) / cpu('json')) * (inputs.length / points)).toFixed(2),
      aim,
    ]);
  };
  row('its model alone', 'model', inputs.length, 'under 1000 ms');
  row('dns.grid', 'grid', inputs.length, 'under 1000 ms');
  row(`metrics of ${sample.length} of them`, 'metrics', sample.length, '');
  row('its answers written as JSON', 'json', inputs.length, '');
}
console.log(`${scenarios.length} points, ${repeats} rounds, load ${loadavg()[0]?.toFixed(1)}`);
console.log(table(rows));
const text = JSON.stringify({ schema: 'cgoscope/bench-dns-models@0', load: loadavg()[0], results });
console.log(text);
if (values.out !== undefined) {
  mkdirSync(dirname(values.out), { recursive: true });
  writeFileSync(values.out, `${text}\n`);
}
