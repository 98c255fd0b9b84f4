// `rerun RUN[/CELL] --fix ID`: a fix is tried, and shown beside what it was to fix.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../../shared/domain/errors.ts';
import type { Run } from '../../shared/domain/run.ts';
import { EXIT } from '../exit.ts';
import type { Shell } from '../shell.ts';
import { proofLines } from '../text/proof.ts';
import { followToEnd } from './follow.ts';
import { targetOf, type FixOptions, type LiveOptions } from './options.ts';
import { reportFormat, writeReport } from './report.ts';

export async function rerunWithFix(shell: Shell, target: string, options: LiveOptions & FixOptions & { fix: string }): Promise<void> {
  for (const file of options.report) reportFormat(file);
  const { run: asked, cell: named } = targetOf(target);
  const { fix } = options;
  const api = await shell.api(true);
  // `last` is another run as soon as this one has started.
  const stored = await api.call('run.get', { run: asked, brief: true });
  const run = stored.id;
  const cell = named ?? onlyCellWith(stored, fix);
  const { ended, interrupted } = await followToEnd(shell, api, options, (signal) => api.call('fix.apply', { run, cell, fix, env: shell.env }, { signal }));
  const over = interrupted || ended.state === 'cancelled' || ended.state === 'interrupted';
  if (over) shell.code = EXIT.interrupted;
  const tried = ended.cells[0];
  if (over && (tried === undefined || tried.state !== 'done')) {
    shell.io.err(`the fix ${fix} was not tried to its end: nothing is said of it\n`);
    return;
  }
  const proof = await api.call('fix.proof', { run, cell, fix });
  if (proof.green.run !== ended.id) shell.io.err(`this try gave no answer (${tried?.reason ?? ended.state}); what is shown is the try before it\n`);
  if (options.json === true) shell.document(proof);
  else if (options.events !== true) shell.say(proofLines(proof, shell.paint, shell.io.columns()));
  for (const file of options.report) shell.io.err(`written: ${await writeReport(shell, api, ended.id, file)}\n`);
  if (options.patch !== undefined) {
    const file = path.resolve(shell.io.cwd, options.patch);
    await writeFile(file, proof.patch);
    shell.io.err(`written: ${file}\n`);
  }
  if (over) return;
  if (options.failOn === 'red' && !proof.proven) shell.code = EXIT.red;
  if (options.failOn === 'finding' && ended.cells.some((each) => each.findings.length > 0)) shell.code = EXIT.red;
}

/** The cell of a run that a fix belongs to, where only one has it. */
function onlyCellWith(stored: Run, fix: string): string {
  const [only] = stored.cells;
  if (only !== undefined && stored.cells.length === 1) return String(only.number);
  const having = stored.cells.filter((cell) => cell.findings.some((finding) => finding.fixes.some(({ id }) => id === fix))).map((cell) => cell.number);
  if (having.length === 1) return String(having[0]);
  throw new InputError(
    `${having.length === 0 ? 'no cell' : `${having.length} cells`} of run ${stored.id} ${having.length === 0 ? 'has' : 'have'} the fix ${fix}${having.length === 0 ? '' : ` (${having.slice(0, 8).join(', ')}${having.length > 8 ? ', …' : ''})`}; name the cell`,
    { input: stored.id, expected: 'RUN/CELL' },
  );
}
