// What the application is handed from outside: the arguments of its start, of a second start, files opened with it.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { WindowCommand } from '../shared/api/bridge.ts';

/** What a second start tells the first through the single-instance lock. Chromium changes the order of argv on its way, so it goes as data. */
export const secondStartSchema = z.object({ args: z.array(z.string().max(4_096)).max(64), cwd: z.string().max(4_096) });

/** The arguments that are the user's: `electron .` has its own first two, a packaged application its first. Flags are Chromium's. */
export function ownArguments(argv: readonly string[], packaged: boolean): string[] {
  return argv.slice(packaged ? 1 : 2).filter((argument) => argument !== '' && !argument.startsWith('-'));
}

/** A bundle is imported, any other file looked into as a binary, everything else is a project; whether it really is one is said by the window, in words. Never rejects. */
export async function commandFor(argument: string, cwd: string): Promise<WindowCommand> {
  const file = path.resolve(cwd, argument);
  if (file.toLowerCase().endsWith('.cgoscope')) return { type: 'import-bundle', path: file };
  // What can't be asked for is no file either: opening it as a project says why.
  const isFile = await stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
  return { type: isFile ? 'open-binary' : 'open-project', path: file };
}
