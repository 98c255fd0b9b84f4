// The install id: which data folder things on an engine belong to.
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePrivateFolder } from './folders.ts';
import { codeOf } from './sqlite.ts';

/** The id of a data folder, 16 hex digits; null where none was made yet. */
export function readInstall(folder: string): string | null {
  try {
    const text = readFileSync(join(folder, 'install'), 'utf8').trim();
    return /^[0-9a-f]{16}$/.test(text) ? text : null;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** The id of a data folder, made once. It stands in the labels of everything of ours on an engine. */
export function installOf(folder: string): string {
  const known = readInstall(folder);
  if (known !== null) return known;
  ensurePrivateFolder(folder);
  const file = join(folder, 'install');
  const temporary = `${file}.${randomUUID()}`;
  try {
    writeFileSync(temporary, `${randomBytes(8).toString('hex')}\n`, { mode: 0o600 });
    // a link, not a rename: of two who make it at once the first wins, and both read the same
    if (existsSync(file))
      renameSync(temporary, file); // what stands there is no id
    else linkSync(temporary, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
  const made = readInstall(folder);
  if (made === null) throw new Error(`${file} holds no install id`);
  return made;
}
