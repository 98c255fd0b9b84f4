// Calls bin/cgoscope as a person would and reads its JSON. Used by the scripts of this folder; they test nothing behind its back.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');
const BIN = join(ROOT, 'bin', 'cgoscope');

export interface Called {
  code: number;
  stdout: Buffer;
  stderr: string;
  /** From starting the process to its end. */
  wallMs: number;
}

const stopping = new AbortController();
// Ctrl-C ends what runs and lets the script clean up after itself; a second one ends the script at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());

/**
 * Starts a program with no standard input and keeps what it says. Never rejects for its exit code; rejects when the script is asked to end,
 * unless `cleanup` says that this is what is left to do then.
 */
export function call(command: string, argv: string[], options: { cwd?: string; env?: NodeJS.ProcessEnv; echo?: boolean; cleanup?: boolean } = {}): Promise<Called> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command, argv, { cwd: options.cwd ?? ROOT, env: options.env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'] });
    const end = (): boolean => child.kill('SIGTERM');
    if (!options.cleanup) stopping.signal.addEventListener('abort', end, { once: true });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => {
      stderr.push(chunk);
      if (options.echo) process.stderr.write(chunk);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      stopping.signal.removeEventListener('abort', end);
      // Only now: what it started is gone when it is.
      if (stopping.signal.aborted && !options.cleanup) return reject(new Error('asked to end'));
      resolve({
        code: code ?? 128,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString('utf8') + (signal ? `\nended by ${signal}` : ''),
        wallMs: performance.now() - started,
      });
    });
  });
}

export const cgoscope = (argv: string[], options: { env?: NodeJS.ProcessEnv; echo?: boolean } = {}): Promise<Called> => call(BIN, argv, options);

/** A call whose stdout is one JSON document; an exit code not in `codes` is an error with its words. */
export async function cgoscopeJson(
  argv: string[],
  options: { env?: NodeJS.ProcessEnv; echo?: boolean; codes?: number[] } = {},
): Promise<{ document: unknown; wallMs: number; code: number }> {
  const called = await cgoscope([...argv, '--json'], options);
  if (!(options.codes ?? [0]).includes(called.code))
    throw new Error(`cgoscope ${argv.join(' ')} ended with ${called.code}: ${called.stderr.trim().split('\n').slice(-5).join('\n')}`);
  return { document: JSON.parse(called.stdout.toString('utf8')), wallMs: called.wallMs, code: called.code };
}

export const median = (values: number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
};

/** Rows of text in columns as wide as their widest cell. */
export function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
