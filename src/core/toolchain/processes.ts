// Child processes of this room: argv only, bounded output, gone when cancelled.
import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { CancelledError } from '../../shared/domain/errors.ts';

const OUTPUT_LIMIT = 8 << 20;

/** Kills the process and what it started (apt's methods), as it leads a group of its own. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGTERM');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** Runs to the end. `onLine` sees every line of descriptor 3 (apt's status). Rejects with CancelledError only; a non-zero code is a result. */
export async function run(
  argv: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; signal: AbortSignal; onLine?: (line: string) => void },
): Promise<{ code: number; stdout: string; stderr: string }> {
  if (options.signal.aborted) throw new CancelledError();
  const [command = '', ...args] = argv;
  const child = spawn(command, args, { cwd: options.cwd, env: options.env ?? process.env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'], detached: true });
  const kill = (): void => killGroup(child);
  options.signal.addEventListener('abort', kill);
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      if (output[name].length < OUTPUT_LIMIT) output[name] += text;
    });
  }
  let rest = '';
  const status = child.stdio[3] as Readable | null; // a pipe, as asked for above
  status?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) options.onLine?.(line);
  });
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exit, signal) => resolve(exit ?? (signal === null ? 1 : 128)));
    });
    if (options.signal.aborted) throw new CancelledError();
    return { code, ...output };
  } finally {
    options.signal.removeEventListener('abort', kill);
  }
}
