// Whether the desktop shell can be started on this machine. Nothing is downloaded: the package `electron` would do so when it is merely required.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { findElectron } from '../../src/cli/electron.ts';

export const ROOT = path.resolve(import.meta.dirname, '../..');

/** Electron's program, or one sentence on why the tests of the shell can't run. */
export function electronBinary(env: Record<string, string | undefined> = process.env): { path: string } | { reason: string } {
  const found = findElectron(ROOT, env);
  if ('missing' in found) return { reason: found.missing };
  const entry = path.join(ROOT, 'out/main/index.js');
  if (!existsSync(entry)) return { reason: `${entry} has not been built: npm run build` };
  if (process.platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return { reason: 'this session has no screen (neither DISPLAY nor WAYLAND_DISPLAY is set)' };
  return { path: found.program };
}
