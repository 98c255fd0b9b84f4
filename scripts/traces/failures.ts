// `node scripts/traces/failures.ts --out FOLDER [--only NAME]`: makes the real failures of tests/failures that are cells, and keeps the trace of each red cell and of its control, as the
// product recorded them. Made once for tests/failures/traces, whose README says how they are used; again where a recording is to change.
import { mkdirSync, readFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { errorText } from '../../src/shared/domain/errors.ts';
import { outcomeText, type Cell, type Run } from '../../src/shared/domain/run.ts';
import { listFailures } from '../../tests/e2e/failures/list.ts';
import { pick, runOf, withProject } from '../../tests/e2e/failures/prove.ts';
import { openWorkshop } from '../../tests/e2e/failures/workshop.ts';
import type { CellFailure } from '../../tests/failures/types.ts';
import oneInstall from '../../tests/helpers/one-install.ts';

const { values } = parseArgs({ options: { out: { type: 'string' }, only: { type: 'string', multiple: true } } });
if (values.out === undefined) {
  console.error('expected --out FOLDER, where the traces go');
  process.exit(2);
}
const out = values.out;
mkdirSync(out, { recursive: true });
const LIST = join(out, 'list.json');

interface Kept {
  file: string;
  cause: string;
  /** The control is the same program where this cause is not. */
  red: boolean;
  outcome: string;
}
const kept: Kept[] = existsSync(LIST) ? (JSON.parse(readFileSync(LIST, 'utf8')) as Kept[]) : []; // our own writing

const removeVolumes = oneInstall();
const workshop = await openWorkshop();
const { api } = workshop;

/** The whole trace of a cell; null where it has none. */
async function traceOf(run: Run, cell: Cell): Promise<string | null> {
  const lines: string[] = [];
  for (let from = 1; ;) {
    const page = await api.call('log.read', { run: run.id, cell: cell.number, stream: 'trace', from, count: 5_000 }).catch((error: unknown) => {
      if (error instanceof Error && error.name === 'InputError') return null;
      throw error;
    });
    if (page === null) return null;
    lines.push(...page.lines);
    from += page.lines.length;
    if (page.lines.length === 0 || from > page.total) return `${lines.join('\n')}\n`;
  }
}

async function keep(failure: CellFailure, run: Run, cell: Cell, red: boolean): Promise<void> {
  const text = await traceOf(run, cell);
  const file = `${failure.name.replaceAll('/', '-')}.${red ? 'red' : 'control'}.strace`;
  const known = kept.findIndex((each) => each.file === file);
  if (known >= 0) kept.splice(known, 1);
  if (text === null || text.trim() === '') return console.error(`  ${red ? 'red' : 'control'}: no trace (${outcomeText(cell)})`);
  writeFileSync(join(out, file), text);
  kept.push({ file, cause: failure.cause, red, outcome: outcomeText(cell) });
  console.error(`  ${red ? 'red' : 'control'}: ${text.length} bytes, ${outcomeText(cell)}`);
}

try {
  for (const { failure } of await listFailures()) {
    if (failure.kind !== 'cell' || (values.only !== undefined && !values.only.includes(failure.name))) continue;
    console.error(failure.name);
    // Left out there for speed alone.
    const traced = (matrix: string): string => matrix.replace(/,? ?trace: off/g, '');
    try {
      await withProject(failure.files, traced(failure.matrix), async (path) => {
        const run = await runOf(api, path);
        await keep(failure, run, await pick(api, run, failure.red), true);
        if (typeof failure.control === 'string') await keep(failure, run, await pick(api, run, failure.control), false);
      });
      const { control } = failure;
      if (typeof control !== 'string')
        await withProject(control.files, traced(control.matrix), async (path) => {
          const run = await runOf(api, path);
          await keep(failure, run, await pick(api, run, control.red), false);
        });
    } catch (error) {
      console.error(`  broke: ${errorText(error)}`);
    }
    writeFileSync(
      LIST,
      `${JSON.stringify(
        kept.sort((a, b) => (a.file < b.file ? -1 : 1)),
        null,
        2,
      )}\n`,
    );
  }
} finally {
  await workshop.close();
  await removeVolumes();
}
