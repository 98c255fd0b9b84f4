// `run` and `rerun`: start, follow, and stand by what happened with the exit code.
import { CancelledError, InputError } from '../../shared/domain/errors.ts';
import { counted, formatBytes } from '../../shared/domain/units.ts';
import { EXIT } from '../exit.ts';
import type { OpenedApi } from '../io.ts';
import type { Shell } from '../shell.ts';
import { runLines } from '../text/run.ts';
import { followToEnd } from './follow.ts';
import { applyFailOn, matrixRequest, targetOf, type FixOptions, type LiveOptions, type RunOptions } from './options.ts';
import { reportFormat, writeReport } from './report.ts';

export async function run(shell: Shell, folder: string | undefined, options: RunOptions): Promise<void> {
  for (const file of options.report) reportFormat(file);
  const api = await shell.api(true);
  const request = matrixRequest(shell, folder, options);
  const yes = options.yes === true || (await agreed(shell, api, request, options.endpoint ?? null));
  await follow(shell, api, options, (signal) =>
    api.call('run.start', { ...request, jobs: options.jobs ?? null, endpoint: options.endpoint ?? null, yes, env: shell.env }, { signal }),
  );
}

export async function rerun(shell: Shell, target: string, options: LiveOptions & FixOptions): Promise<void> {
  if (options.fix !== undefined) return (await import('./fix.ts')).rerunWithFix(shell, target, { ...options, fix: options.fix });
  if (options.patch !== undefined) throw new InputError('--patch writes the patch of a fix; name the fix with --fix', { input: '--patch', expected: '--fix ID' });
  for (const file of options.report) reportFormat(file);
  const { run, cell } = targetOf(target);
  const api = await shell.api(true);
  await follow(shell, api, options, (signal) => api.call('run.again', { run, cell, env: shell.env }, { signal }));
}

/** Without --yes: what the plan would download is named first. A person is asked; a script is told what to say. */
async function agreed(shell: Shell, api: OpenedApi, request: ReturnType<typeof matrixRequest>, endpoint: string | null): Promise<boolean> {
  const plan = await api.call('plan.make', { ...request, endpoint, env: shell.env });
  const { downloadBytes, diskBytes } = plan.estimate;
  // Disk alone is what building takes anywhere; a download changes what is on the engine.
  if (downloadBytes === 0) return true;
  const cost = `${counted(plan.cells.length, 'cell')} ${plan.cells.length === 1 ? 'needs' : 'need'} ${formatBytes(downloadBytes)} of downloads and ${formatBytes(diskBytes)} of disk for what is not on the engine yet`;
  const answer = await shell.io.ask(`${cost}. Go on? [Y/n] `);
  if (answer === null) throw new InputError(`${cost}; --yes allows it, \`cgoscope plan\` shows it`, { input: 'run', expected: '--yes' });
  if (/^(y(es)?)?$/i.test(answer.trim())) return true;
  throw new CancelledError('nothing was started');
}

async function follow(shell: Shell, api: OpenedApi, options: LiveOptions, start: (signal: AbortSignal) => Promise<{ id: string; cells: number }>): Promise<void> {
  const { ended, interrupted } = await followToEnd(shell, api, options, start);
  if (options.json === true) shell.document(ended);
  else if (options.events !== true) shell.say(runLines(ended, shell.paint, shell.io.columns()));
  for (const file of options.report) shell.io.err(`written: ${await writeReport(shell, api, ended.id, file)}\n`);
  if (ended.cells.some((cell) => cell.green === false)) shell.code = EXIT.red;
  applyFailOn(shell, options.failOn, ended.cells);
  if (interrupted || ended.state === 'cancelled' || ended.state === 'interrupted') shell.code = EXIT.interrupted;
}
