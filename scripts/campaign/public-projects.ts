// `npm run campaign -- public-projects [--only NAME] [--keep] [--proxy URL] [--out FILE]`: the workbench on public Go projects that nobody here wrote.
// Their module zips come from the Go module proxy that this machine is set up for; each has a matrix file in resources/campaign.
import { createHash } from 'node:crypto';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { outcomeText, runSchema, type Cell } from '../../src/shared/domain/run.ts';
import { formatNs, nsFromMs } from '../../src/shared/domain/units.ts';
import { cgoscope, table, ROOT } from '../lib/cgoscope.ts';
import { moduleProxies } from '../lib/proxy.ts';
import { unzip } from '../lib/unzip.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string', multiple: true }, keep: { type: 'boolean' }, proxy: { type: 'string' }, out: { type: 'string' } },
});
const [name = 'public-projects'] = positionals;

const listSchema = z.strictObject({ projects: z.array(z.strictObject({ name: z.string(), module: z.string(), version: z.string(), sha256: z.string(), kind: z.string() })) });
type Project = z.infer<typeof listSchema>['projects'][number];
const folder = join(ROOT, 'resources', 'campaign');
const list = listSchema.parse(JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')));
const wanted = list.projects.filter((project) => values.only === undefined || values.only.includes(project.name));
if (wanted.length === 0) {
  console.error(`--only names no project of ${name}; there are ${list.projects.map((project) => project.name).join(', ')}`);
  process.exit(2);
}

/** In the proxy protocol an upper-case letter is written as `!` and the lower-case one, so that file systems without case can hold it. */
const escapePath = (path: string): string => path.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);

async function download(project: Project, proxies: string[]): Promise<Buffer> {
  const reasons: string[] = [];
  for (const proxy of proxies) {
    try {
      const response = await fetch(`${proxy}/${escapePath(project.module)}/@v/${escapePath(project.version)}.zip`, { signal: AbortSignal.timeout(60_000) });
      if (!response.ok) {
        reasons.push(`HTTP ${response.status}`);
        continue;
      }
      const zip = Buffer.from(await response.arrayBuffer());
      const sha256 = createHash('sha256').update(zip).digest('hex');
      if (sha256 !== project.sha256) throw new Error(`the zip has the hash ${sha256}, expected ${project.sha256}`);
      return zip;
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(`${project.module}@${project.version} can't be downloaded: ${reasons.join('; ') || 'no proxy is set'}`);
}

interface Result {
  name: string;
  module: string;
  kind: string;
  wallMs: number | null;
  code: number | null;
  error: string | null;
  run: string | null;
  cells: { key: string; outcome: string; expected: string; green: boolean | null; reason: string | null; buildMs: number | null; runMs: number | null }[];
}

const ms = (cell: Cell, stage: string): number | null => (cell.timesNs[stage] === undefined ? null : Math.round((cell.timesNs[stage] ?? 0) / 1e6));

const work = mkdtempSync(join(tmpdir(), 'cgoscope-campaign-'));
const results: Result[] = [];
try {
  const proxies = await moduleProxies(values.proxy);
  for (const project of wanted) {
    const result: Result = { name: project.name, module: `${project.module}@${project.version}`, kind: project.kind, wallMs: null, code: null, error: null, run: null, cells: [] };
    results.push(result);
    console.error(`\n== ${project.name}: ${result.module}, ${project.kind}`);
    try {
      const source = join(work, project.name);
      const unpacked = unzip(await download(project, proxies), `${project.module}@${project.version}/`, source);
      console.error(`${unpacked.files} files, ${unpacked.bytes} bytes`);
      const called = await cgoscope(['run', source, '--config', join(folder, project.name, 'cgoscope.yaml'), '--yes', '--json'], { echo: true });
      result.wallMs = called.wallMs;
      result.code = called.code;
      if (called.code !== 0 && called.code !== 1) throw new Error(called.stderr.trim().split('\n').slice(-3).join(' '));
      const run = runSchema.parse(JSON.parse(called.stdout.toString('utf8')));
      result.run = run.id;
      result.cells = run.cells.map((cell) => ({
        key: cell.key,
        outcome: outcomeText(cell),
        expected: cell.expected,
        green: cell.green,
        reason: cell.reason,
        buildMs: ms(cell, 'build'),
        runMs: ms(cell, 'wall'),
      }));
    } catch (error) {
      result.error = error instanceof Error ? error.message : String(error);
    }
  }
} finally {
  if (values.keep) console.error(`\nthe sources stay in ${work}`);
  else rmSync(work, { recursive: true, force: true });
}

const colour = (green: boolean | null): string => (green === null ? 'grey' : green ? 'green' : 'red');
for (const result of results) {
  console.log(`\n${result.name}  ${result.module}  ${result.wallMs === null ? '-' : formatNs(nsFromMs(result.wallMs))}${result.error ? `  ${result.error}` : ''}`);
  if (result.cells.length === 0) continue;
  const short = (key: string): string =>
    key
      .split(',')
      .filter((part) => !part.endsWith('=-') && !part.startsWith('go='))
      .join(' ');
  console.log(
    table([
      ['', 'cell', 'outcome', 'expected', 'build', 'run', 'reason'],
      ...result.cells.map((cell) => [
        colour(cell.green),
        short(cell.key),
        cell.outcome,
        cell.expected,
        cell.buildMs === null ? '-' : formatNs(nsFromMs(cell.buildMs)),
        cell.runMs === null ? '-' : formatNs(nsFromMs(cell.runMs)),
        (cell.reason ?? '').replace(/\s+/g, ' ').slice(0, 80),
      ]),
    ]),
  );
}
if (values.out) {
  mkdirSync(dirname(values.out), { recursive: true });
  writeFileSync(values.out, `${JSON.stringify({ campaign: name, results }, null, 2)}\n`);
}
process.exitCode = results.every((result) => result.error === null && result.code === 0) ? 0 : 1;
