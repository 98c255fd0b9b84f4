import { EXIT } from '../exit.ts';
import { diffLines } from '../text/diff.ts';
import type { Shell } from '../shell.ts';
import type { FailOn, JsonOption } from './options.ts';

export async function diff(shell: Shell, a: string, b: string, options: JsonOption & { failOn?: FailOn; all?: boolean }): Promise<void> {
  const document = await (await shell.api(false)).call('diff.make', { a, b, all: options.all === true });
  if (options.json === true) shell.document(document);
  else shell.say(diffLines(document, shell.paint, shell.io.columns()));
  const differs = document.differences.length > 0 || document.cells.some((cell) => cell.changed || cell.in !== 'both');
  if (options.failOn === 'difference' && differs) shell.code = EXIT.red;
}
