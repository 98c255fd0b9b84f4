import { runsLines } from '../text/lists.ts';
import type { Shell } from '../shell.ts';
import type { JsonOption } from './options.ts';

export async function runs(shell: Shell, options: JsonOption & { limit: number }): Promise<void> {
  const list = await (await shell.api(false)).call('runs.list', { limit: options.limit });
  if (options.json === true) shell.document(list);
  else shell.say(runsLines(list, shell.paint, shell.io.columns()));
}
