// The host's binfmt entries read directly, where the daemon's host is this one: cheaper than a helper container, and possible before there is an image.
import { readdir, readFile } from 'node:fs/promises';
import { hostname, release } from 'node:os';
import { join } from 'node:path';
import { BINFMT, parseBinfmt } from './host.ts';
import type { Emulator, Engine } from './types.ts';

/** Whether the daemon's host is this machine: a local socket, the same kernel, the same name. */
export async function onThisHost(engine: Engine): Promise<boolean> {
  if (process.platform !== 'linux' || engine.endpoint.transport !== 'unix') return false;
  const info = await engine.info();
  return info.kernel === release() && info.name === hostname();
}

/** Null where the daemon runs elsewhere: then only a helper container can tell. */
export async function localEmulators(engine: Engine): Promise<Emulator[] | null> {
  if (!(await onThisHost(engine))) return null;
  let names: string[];
  try {
    names = await readdir(BINFMT);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  const entries = names.filter((name) => name !== 'register' && name !== 'status');
  const texts = await Promise.all(entries.map(async (name) => `# ${name}\n${await readFile(join(BINFMT, name), 'latin1')}`));
  return parseBinfmt(texts.join(''));
}
