// `checklist IMAGE`: pass or fail, item by item, for an image on this host.
import { EXIT } from '../exit.ts';
import { longWork } from '../long-work.ts';
import type { Shell } from '../shell.ts';
import type { EngineOptions, FailOn } from './options.ts';

export async function checklist(shell: Shell, image: string, options: EngineOptions & { start: boolean; seconds: number; failOn?: FailOn }): Promise<void> {
  const api = await shell.api(true);
  const document = await longWork(shell, api, (signal) =>
    api.call('image.checklist', { image, start: options.start, seconds: options.seconds, endpoint: options.endpoint ?? null, env: shell.env }, { signal }),
  );
  if (options.json === true) shell.document(document);
  else shell.say((await import('../text/checklist.ts')).checklistLines(document, shell.paint, shell.io.columns()));
  if (options.failOn === 'finding' && document.failed > 0) shell.code = EXIT.red;
}
