// Where Electron's program is, if it is: found, never downloaded. (Its package answers `require('electron')` by downloading what is missing.)
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The absolute path of the program, or one sentence on why there is none. `from`: the folder that packages are looked up from. */
export function findElectron(from: string, env: Record<string, string | undefined>, platform: NodeJS.Platform = process.platform): { program: string } | { missing: string } {
  const named = platformName(platform);
  const override = env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override !== undefined && override !== '') {
    const program = path.join(override, named);
    return existsSync(program) ? { program } : { missing: `ELECTRON_OVERRIDE_DIST_PATH names ${override}, which has no ${named}` };
  }
  let folder: string;
  try {
    folder = path.dirname(createRequire(path.join(from, 'any.js')).resolve('electron/package.json'));
  } catch {
    return { missing: 'the package of Electron is not installed' };
  }
  const note = path.join(folder, 'path.txt');
  const program = path.join(folder, 'dist', existsSync(note) ? readFileSync(note, 'utf8').trim() : named);
  return existsSync(program) ? { program } : { missing: 'the package of Electron is here without its program' };
}

/** As Electron's own package names it. */
function platformName(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return platform === 'win32' ? 'electron.exe' : 'electron';
}
