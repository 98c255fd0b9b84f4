// Where faults of the shell go: standard error for who started it in a terminal, and a file in the data folder for who did not.
import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';

/** The file is set aside at this size, once. */
const ROTATE_BYTES = 1 << 20;

/** Lines are written in order; a file that can't be written leaves standard error alone. */
export function createLog(file: string, err: (text: string) => void): (text: string) => void {
  let last: Promise<void> = Promise.resolve();
  let lost = false;
  return (text) => {
    err(`${text}\n`);
    last = last
      .then(() => write(file, `${new Date().toISOString()} ${text}\n`))
      .catch((error: unknown) => {
        if (!lost) err(`${file} can't be written: ${String(error)}\n`);
        lost = true;
      });
  };
}

async function write(file: string, line: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  if ((await sizeOf(file)) > ROTATE_BYTES) await rename(file, `${file}.1`);
  await appendFile(file, line, { mode: 0o600 });
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
}
