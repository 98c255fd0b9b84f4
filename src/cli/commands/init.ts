import path from 'node:path';
import type { Shell } from '../shell.ts';

export async function init(shell: Shell, folder: string | undefined): Promise<void> {
  const { initProject } = await import('../../core/workbench-files.ts');
  const file = await initProject(path.resolve(shell.io.cwd, folder ?? '.'));
  shell.say([`written: ${file}`, 'see what it means: cgoscope plan']);
}
