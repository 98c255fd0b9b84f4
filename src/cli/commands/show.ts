import { runLines } from '../text/run.ts';
import { showLines } from '../text/show.ts';
import type { Shell } from '../shell.ts';
import { applyFailOn, targetOf, type FailOn, type JsonOption } from './options.ts';

export async function show(shell: Shell, target: string, options: JsonOption & { failOn?: FailOn }): Promise<void> {
  const { run, cell } = targetOf(target);
  const api = await shell.api(false);
  if (cell === null) {
    const document = await api.call('run.get', { run });
    if (options.json === true) shell.document(document);
    else shell.say(runLines(document, shell.paint, shell.io.columns()));
    applyFailOn(shell, options.failOn, document.cells);
    return;
  }
  const document = await api.call('cell.get', { run, cell });
  if (options.json === true) shell.document(document);
  else shell.say(showLines(document, shell.paint, shell.io.columns()));
  applyFailOn(shell, options.failOn, [document.cell]);
}
