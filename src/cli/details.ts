// Where a bug of ours leaves its stack: a file in the data folder, never the terminal.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { errorText } from '../shared/domain/errors.ts';
import type { Io } from './io.ts';

/** Returns the path of the file. The environment stays out of it: it may hold secrets. */
export async function writeDetails(error: unknown, argv: readonly string[], io: Pick<Io, 'env' | 'cwd'>): Promise<string> {
  const { dataFolder } = await import('../core/workbench-files.ts');
  const folder = path.join(await dataFolder(io.env), 'bugs');
  await mkdir(folder, { recursive: true });
  const at = new Date().toISOString();
  const file = path.join(folder, `${at.replace(/[:.]/g, '-')}-${process.pid}.txt`);
  await writeFile(
    file,
    [`at ${at}`, `node ${process.version} on ${process.platform} ${process.arch}`, `in ${io.cwd}`, `argv ${JSON.stringify(argv)}`, '', ...chain(error)].join('\n') + '\n',
    { mode: 0o600 },
  );
  return file;
}

/** The stack of an error and of its causes, at most ten deep. */
function chain(error: unknown): string[] {
  const lines: string[] = [];
  let current: unknown = error;
  for (let depth = 0; depth < 10 && current !== undefined; depth += 1) {
    lines.push(current instanceof Error ? (current.stack ?? errorText(current)) : errorText(current));
    current = current instanceof Error ? current.cause : undefined;
    if (current !== undefined) lines.push('caused by');
  }
  return lines;
}
