import path from 'node:path';
import { traceLines } from '../text/trace.ts';
import type { Shell } from '../shell.ts';
import type { JsonOption } from './options.ts';

export async function trace(shell: Shell, file: string, options: JsonOption): Promise<void> {
  const { traceOfFile } = await import('../../core/workbench-files.ts');
  const document = await traceOfFile(path.resolve(shell.io.cwd, file), file);
  if (options.json === true) shell.document(document);
  else shell.say(traceLines(document, shell.paint, shell.io.columns()));
}
