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
import { dnsScenarioSchema, dnsVarySchema, RESOLVERS, type DnsGrid, type Resolver } from '../../src/shared/domain/dns.ts';
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
const rows = [['', 'median', 'spread', 'each', 'times JSON', 'aim']];
const results: { resolver: Resolver; points: number; modelMs: number[]; gridMs: number[]; metricsMs: number[]; jsonMs: number[] }[] = [];
const timed = async (work: () => unknown): Promise<number> => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

for (const resolver of RESOLVERS) {
  const run = MODELS[resolver];
  const inputs: ModelInput[] = scenarios.map((each) => outcomesOf(each.scenario, resolver, null, { brief: true }).input);
  const sample = inputs.filter((_, index) => index % (inputs.length / METRICS) === 0);
  const each = { resolver, points: inputs.length, modelMs: [] as number[], gridMs: [] as number[], metricsMs: [] as number[], jsonMs: [] as number[] };
  for (let round = 0; round <= repeats; round += 1) {
    const answers: unknown[] = [];
    let grid: DnsGrid | undefined;
    const modelMs = await timed(() => inputs.forEach((input) => answers.push(run(input))));
    const gridMs = await timed(async () => {
      grid = await gridOf(scenario, vary, [{ resolver, version: null }], never);
    });
    const metricsMs = await timed(() => sample.forEach((input) => metricsOf(input, run(input), run)));
    const jsonMs = await timed(() => JSON.stringify(answers));
    if (grid?.points.length !== inputs.length) throw new Error(`the grid has ${grid?.points.length} points, ${inputs.length} were asked for`);
    // The first round compiles: a workbench does it once.
    if (round === 0) continue;
    each.modelMs.push(modelMs);
    each.gridMs.push(gridMs);
    each.metricsMs.push(metricsMs);
    each.jsonMs.push(jsonMs);
  }
  results.push(each);
  const json = median(each.jsonMs);
  const row = (what: string, ms: readonly number[], points: number, aim: string): void => {
    const middle = median([...ms]);
    rows.push([
      `${resolver}: ${what}`,
      `${middle.toFixed(0)} ms`,
      `${Math.min(...ms).toFixed(0)} … ${Math.max(...ms).toFixed(0)} ms`,
      `${((middle / points) * 1_000).toFixed(1)} µs`,
      ((middle / json) * (inputs.length / points)).toFixed(2),
      aim,
    ]);
  };
  row('its model alone', each.modelMs, inputs.length, 'under 1000 ms');
  row('dns.grid', each.gridMs, inputs.length, '');
  row(`metrics of ${sample.length} of them`, each.metricsMs, sample.length, '');
  row('its answers written as JSON', each.jsonMs, inputs.length, '');
}
console.log(`${scenarios.length} points, ${repeats} rounds, load ${loadavg()[0]?.toFixed(1)}`);
console.log(table(rows));
const text = JSON.stringify({ schema: 'cgoscope/bench-dns-models@0', load: loadavg()[0], results });
console.log(text);
if (values.out !== undefined) {
  mkdirSync(dirname(values.out), { recursive: true });
  writeFileSync(values.out, `${text}\n`);
}
