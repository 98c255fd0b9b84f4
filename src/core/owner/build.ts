// Which build of the program a process runs: a script that was built anew is another program, though its path is the same.
import { statSync } from 'node:fs';

/** Changes whenever the owner's script does; empty where there is no such file. */
export function buildOf(script: string): string {
  const stat = statSync(script, { throwIfNoEntry: false });
  return stat ? `${stat.mtimeMs}-${stat.size}` : '';
}
