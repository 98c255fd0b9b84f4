// `npm run campaign -- elf [--sample N] [--only WORD]… [--refresh] [--cache FOLDER] [--out FILE]`: our ELF reader beside readelf, pyelftools, file(1) and Go's debug/buildinfo on real files of
// Debian's packages (resources/campaign/elf.csv). Every field of elf@1; a difference is a defect of ours or has a reason in elf/reasons.ts. Ends with 1 for a difference without.
// `--only` takes packages whose line holds the word; `--sample` that many files, the same ones each time; `--refresh` writes the versions found into the list.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { table } from '../lib/cgoscope.ts';
import { gofacts } from '../lib/gofacts.ts';
import { collect, readList, refreshed, writeList } from './elf/corpus.ts';
import { pythonWithPyelftools } from './elf/pyelftools.ts';
import { compareAll, type Compared } from './elf/run.ts';
import { REASONS } from './elf/reasons.ts';

const { values } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string' },
    only: { type: 'string', multiple: true },
    refresh: { type: 'boolean' },
    cache: { type: 'string', default: process.env['CGOSCOPE_TEST_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'cgoscope') },
    out: { type: 'string' },
  },
});
const sample = values.sample === undefined ? Infinity : Number(values.sample);
if (!(sample >= 1)) {
  console.error(`--sample ${values.sample}: expected a whole number of files, 1 or more`);
  process.exit(2);
}
const cache = join(values.cache, 'campaign-elf');
const all = readList();
const rows = all.filter((row) => values.only === undefined || values.only.some((word) => Object.values(row).join(',').includes(word)));
if (rows.length === 0) {
  console.error(`--only ${values.only?.join(' ')}: no line of resources/campaign/elf.csv holds that`);
  process.exit(2);
}

const began = performance.now();
const corpus = await collect(rows, cache, (text) => console.error(text));
if (values.refresh) writeList(refreshed(all, cache));
const files = corpus.files.sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1)).slice(0, sample);
const python = await pythonWithPyelftools(cache);
const go = await gofacts(cache);
if (go === null) console.error('no Go toolchain image is on this daemon (cgoscope toolchain build): build info is not compared');
const results: Compared[] = await compareAll(files, { python, go }, (done) => console.error(`${done} of ${files.length} files`));

const version = (program: string, argv: string[]): string => execFileSync(program, argv, { encoding: 'utf8' }).split('\n')[0] ?? '';
const machines = new Map<string, { files: number; fields: number; open: number; explained: number }>();
for (const { machine, fields, open, explained } of results) {
  const row = machines.get(machine) ?? { files: 0, fields: 0, open: 0, explained: 0 };
  machines.set(machine, { files: row.files + 1, fields: row.fields + fields, open: row.open + open.length, explained: row.explained + explained.length });
}
const rowsOf = [...machines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([machine, row]) => ({ machine, ...row }));
const total = { machine: 'all', files: results.length, fields: 0, open: 0, explained: 0 };
for (const row of rowsOf) for (const key of ['fields', 'open', 'explained'] as const) total[key] += row[key];
console.log(
  table([
    ['machine', 'files', 'fields compared', 'differences', 'with a reason'],
    ...[...rowsOf, total].map((row) => [row.machine, row.files, row.fields, row.open, row.explained].map(String)),
  ]),
);

const groups = new Map<string, { count: number; first: string }>();
for (const { path, row, open } of results)
  for (const { field, by, ours, theirs } of open) {
    const key = `${by} ${field}`;
    const group = groups.get(key);
    groups.set(key, { count: (group?.count ?? 0) + 1, first: group?.first ?? `${row.suite}/${row.arch} ${row.package} ${path}\n    ours   ${ours}\n    theirs ${theirs}` });
  }
for (const [key, { count, first }] of [...groups].sort((a, b) => b[1].count - a[1].count)) console.log(`\n${key}: ${count}, first in ${first}`);
const used = new Map<string, number>();
for (const { explained } of results) for (const { reason } of explained) used.set(reason, (used.get(reason) ?? 0) + 1);
console.log('\nwith a reason');
for (const { id, why } of REASONS) console.log(`  ${String(used.get(id) ?? 0).padStart(6)}  ${id}: ${why}`);
for (const { row, version: now } of corpus.moved) console.log(`moved on: ${row.suite}/${row.arch} ${row.package} is ${now}, the list has ${row.version}`);
for (const { row, why } of corpus.missing) console.log(`missing: ${row.suite}/${row.arch} ${row.package}: ${why}`);
const seconds = Math.round((performance.now() - began) / 100) / 10;
console.log(`\n${results.length} files of ${rows.length} packages in ${seconds} s`);
if (values.out) {
  mkdirSync(dirname(values.out), { recursive: true });
  const document = {
    campaign: 'elf',
    seconds,
    readelf: version('readelf', ['--version']),
    pyelftools: version(python, ['-c', 'import elftools; print(elftools.__version__)']),
    machines: rowsOf,
    total,
    reasons: REASONS.map(({ id, why }) => ({ id, why, count: used.get(id) ?? 0 })),
    moved: corpus.moved,
    missing: corpus.missing,
    differences: results.flatMap(({ path, row, open }) => open.map((difference) => ({ suite: row.suite, arch: row.arch, package: row.package, path, ...difference }))),
  };
  writeFileSync(values.out, `${JSON.stringify(document, null, 1)}\n`);
}
process.exitCode = total.open > 0 || corpus.missing.length > 0 ? 1 : 0;
