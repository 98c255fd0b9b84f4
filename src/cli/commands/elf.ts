// `elf FILE` and `elf diff A B`: no engine, no data folder, no owner.
import path from 'node:path';
import type { Command } from 'commander';
import { EXIT } from '../exit.ts';
import type { Shell } from '../shell.ts';
import type { FailOn, JsonOption } from './options.ts';

export async function elf(shell: Shell, command: Command, file: string | undefined, options: JsonOption): Promise<void> {
  if (file === undefined) {
    command.error("missing required argument 'file'", { code: 'commander.missingArgument' });
    return;
  }
  const { elfOfFile } = await import('../../core/workbench-files.ts');
  const document = await elfOfFile(path.resolve(shell.io.cwd, file), file);
  if (options.json === true) shell.document(document);
  else shell.say((await import('../text/elf.ts')).elfLines(document, shell.paint, shell.io.columns()));
}

export async function elfDiff(shell: Shell, a: string, b: string, options: JsonOption & { failOn?: FailOn }): Promise<void> {
  const { diffElfFiles } = await import('../../core/workbench-files.ts');
  const document = await diffElfFiles({ file: path.resolve(shell.io.cwd, a), name: a }, { file: path.resolve(shell.io.cwd, b), name: b });
  if (options.json === true) shell.document(document);
  else shell.say((await import('../text/diff.ts')).diffLines(document, shell.paint, shell.io.columns()));
  if (options.failOn === 'difference' && document.differences.length > 0) shell.code = EXIT.red;
}
