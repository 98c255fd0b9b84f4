// What the application is handed from outside: the arguments of its start, of a second start, files opened with it.
import path from 'node:path';
import { z } from 'zod';
import type { WindowCommand } from '../shared/api/bridge.ts';

/** What a second start tells the first through the single-instance lock. Chromium changes the order of argv on its way, so it goes as data. */
export const secondStartSchema = z.object({ args: z.array(z.string().max(4_096)).max(64), cwd: z.string().max(4_096) });

/** The arguments that are the user's: `electron .` has its own first two, a packaged application its first. Flags are Chromium's. */
export function ownArguments(argv: readonly string[], packaged: boolean): string[] {
  return argv.slice(packaged ? 1 : 2).filter((argument) => argument !== '' && !argument.startsWith('-'));
}

/** A bundle is imported, everything else is a project; whether it really is one is said by the window, in words. */
export function commandFor(argument: string, cwd: string): WindowCommand {
  const file = path.resolve(cwd, argument);
  return file.toLowerCase().endsWith('.cgoscope') ? { type: 'import-bundle', path: file } : { type: 'open-project', path: file };
}
