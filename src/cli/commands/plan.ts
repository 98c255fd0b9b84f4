import { planLines } from '../text/plan.ts';
import type { Shell } from '../shell.ts';
import { matrixRequest, type MatrixOptions } from './options.ts';

export async function plan(shell: Shell, folder: string | undefined, options: MatrixOptions): Promise<void> {
  const api = await shell.api(false);
  const made = await api.call('plan.make', { ...matrixRequest(shell, folder, options), endpoint: options.endpoint ?? null, env: shell.env });
  if (options.json === true) shell.document(made);
  else shell.say(planLines(made, shell.paint, shell.io.columns()));
}
