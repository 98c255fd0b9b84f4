// `trace FILE`: no engine, no data folder, no owner.
import path from 'node:path';
import type { Command } from 'commander';
import type { Shell } from '../../shell.ts';
import { traceLines } from '../../text/trace.ts';
import type { JsonOption } from '../options.ts';

export type TraceOptions = JsonOption;

export async function trace(shell: Shell, command: Command, file: string | undefined, options: TraceOptions): Promise<void> {
  if (file === undefined) {
    command.error("missing required argument 'file'", { code: 'commander.missingArgument' });
    return;
  }
  const { traceOfFile } = await import('../../../core/workbench-files.ts');
  const document = await traceOfFile(path.resolve(shell.io.cwd, file), file);
  if (options.json === true) shell.document(document);
  else shell.say(traceLines(document, shell.paint, shell.io.columns()));
}
