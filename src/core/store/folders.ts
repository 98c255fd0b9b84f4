// Where data and caches live on each platform. Called by every shell before it opens anything.
import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { InputError } from '../../shared/domain/errors.ts';
import { fileErrorWhy } from '../file-errors.ts';
import { codeOf } from './sqlite.ts';

export type Env = Record<string, string | undefined>;

const home = (env: Env): string => env.HOME ?? env.USERPROFILE ?? homedir();

/** XDG base directory specification: a relative path in an XDG variable is invalid and ignored. */
const xdg = (value: string | undefined, otherwise: string): string => (value !== undefined && isAbsolute(value) ? value : otherwise);

function platformFolder(env: Env, kind: 'data' | 'cache', platform: NodeJS.Platform): string {
  if (platform === 'darwin') return join(home(env), 'Library', kind === 'data' ? 'Application Support' : 'Caches', 'Cgoscope');
  if (platform === 'win32') {
    const local = env.LOCALAPPDATA ?? join(home(env), 'AppData', 'Local');
    return kind === 'data' ? join(local, 'Cgoscope') : join(local, 'Cgoscope', 'Cache');
  }
  const base = kind === 'data' ? xdg(env.XDG_DATA_HOME, join(home(env), '.local', 'share')) : xdg(env.XDG_CACHE_HOME, join(home(env), '.cache'));
  return join(base, 'cgoscope');
}

/**
 * The data folder's absolute path; nothing is made. `CGOSCOPE_DATA` wins, else the platform's place: XDG_DATA_HOME or ~/.local/share,
 * ~/Library/Application Support, %LOCALAPPDATA%.
 */
export function dataFolder(env: Env, platform: NodeJS.Platform = process.platform): string {
  const own = env.CGOSCOPE_DATA;
  return own !== undefined && own !== '' ? resolve(own) : platformFolder(env, 'data', platform);
}

/** The cache folder's absolute path; `cache` in the data folder when that was named by `CGOSCOPE_DATA`. */
export function cacheFolder(env: Env, platform: NodeJS.Platform = process.platform): string {
  const own = env.CGOSCOPE_DATA;
  return own !== undefined && own !== '' ? join(resolve(own), 'cache') : platformFolder(env, 'cache', platform);
}

/** Parents first, each once: Node's `recursive` never returns where a parent is there and making its child fails with ENOENT, as in /proc. */
function makeFolders(path: string): void {
  const missing: string[] = [];
  for (let at = resolve(path); !existsSync(at) && dirname(at) !== at; at = dirname(at)) missing.unshift(at);
  for (const folder of missing) {
    try {
      mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error; // made by another process meanwhile
    }
  }
}

/** Makes a folder that only its user can look into (0700), parents included. An existing one is narrowed. Throws InputError when it can't be. */
export function ensurePrivateFolder(path: string): string {
  try {
    makeFolders(path);
    const stat = statSync(path);
    if (!stat.isDirectory()) throw new InputError(`${path} is not a folder`, { input: path, expected: 'a folder for the data of Cgoscope' });
    if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) chmodSync(path, 0o700);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const code = codeOf(error);
    if (code === 'ENOSPC' || code === 'EDQUOT') throw error;
    throw new InputError(`the folder ${path} can't be made or used: ${fileErrorWhy(error)}`, {
      input: path,
      expected: 'a folder that this user can write; CGOSCOPE_DATA names another',
    });
  }
  return path;
}
