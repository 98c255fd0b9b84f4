import type { History, Removed, Restored } from '../../shared/domain/documents.ts';
import { InputError } from '../../shared/domain/errors.ts';
import { historyLines, runsLines } from '../text/lists.ts';
import type { Shell } from '../shell.ts';
import { targetOf, type JsonOption } from './options.ts';

export async function runs(shell: Shell, options: JsonOption & { limit: number }): Promise<void> {
  const list = await (await shell.api(false)).call('runs.list', { limit: options.limit });
  if (options.json === true) shell.document(list);
  else shell.say(runsLines(list, shell.paint, shell.io.columns()));
}

export async function remove(shell: Shell, target: string, options: JsonOption): Promise<void> {
  const removed: Removed = { schema: 'cgoscope/removed@0', ...(await (await shell.api(true)).call('run.remove', { run: wholeRun(target) })) };
  if (options.json === true) shell.document(removed);
  else shell.say([`removed ${removed.id}`, `until ${removed.until.replace(/\.\d+Z$/, 'Z')}, or the next clean, it comes back with: cgoscope runs restore ${removed.id}`]);
}

export async function restore(shell: Shell, target: string, options: JsonOption): Promise<void> {
  const restored: Restored = { schema: 'cgoscope/restored@0', ...(await (await shell.api(true)).call('run.restore', { run: wholeRun(target) })) };
  if (options.json === true) shell.document(restored);
  else shell.say([`restored ${restored.id}`]);
}

export async function history(shell: Shell, target: string, options: JsonOption & { limit: number }): Promise<void> {
  const { run, cell } = targetOf(target);
  if (cell === null) throw new InputError(`"${target}" names no cell; expected RUN/CELL, as last/3`, { input: target, expected: 'RUN/CELL' });
  const api = await shell.api(false);
  const [{ entries }, shown] = await Promise.all([api.call('cell.history', { run, cell, limit: options.limit }), api.call('cell.get', { run, cell, logBytes: 0 })]);
  const document: History = { schema: 'cgoscope/history@0', key: shown.cell.key, entries };
  if (options.json === true) shell.document(document);
  else shell.say(historyLines(document, shell.paint, shell.io.columns()));
}

/** Cells are not removed one by one. */
function wholeRun(text: string): string {
  const { run, cell } = targetOf(text);
  if (cell !== null) throw new InputError(`"${text}" names a cell; expected a run`, { input: text, expected: 'RUN' });
  return run;
}
