import { EXIT } from '../exit.ts';
import { doctorLines } from '../text/lists.ts';
import type { Shell } from '../shell.ts';
import type { EngineOptions } from './options.ts';

/** Problems are results, except the one that there is no engine: then nothing can be run. */
export async function doctor(shell: Shell, options: EngineOptions): Promise<void> {
  const document = await (await shell.api(false)).call('doctor.run', { endpoint: options.endpoint ?? null, env: shell.env });
  if (options.json === true) shell.document(document);
  else shell.say(doctorLines(document, shell.paint, shell.io.columns()));
  if (document.engine === null) shell.code = EXIT.noEngine;
}
