// Indexes that were read before: one compressed file each, by the image's id, bounded in size with the longest unused going first; the last few in memory.
// A damaged or older file is no error: the image is read again. Called by room.ts.
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileErrorCode } from '../file-errors.ts';
import { CACHE_FORMAT, decodeIndex, encodeIndex } from './cache-file.ts';
import { viewOf, type IndexView } from './view.ts';

export interface IndexCache {
  /** Null where it is not there, or not usable. */
  get(key: string, ref: string): Promise<IndexView | null>;
  /** Resolves when the file is written; a full or read-only disk is no error, and said by `false`. */
  put(key: string, index: IndexView): Promise<boolean>;
}

const ENDING = `.v${CACHE_FORMAT}.index`;
/** What another process may still be writing is younger. */
const STALE_MS = 3_600_000;

export function createIndexCache(folder: string, options: { maxBytes: number; inMemory: number }): IndexCache {
  const memory = new Map<string, IndexView>();
  const remember = (key: string, index: IndexView): void => {
    memory.delete(key);
    memory.set(key, index);
    for (const oldest of memory.keys()) {
      if (memory.size <= options.inMemory) break;
      memory.delete(oldest);
    }
  };
  // A key is a stranger's text (an id of an engine): its digest is a name of a file on every system.
  const fileOf = (key: string): string => join(folder, createHash('sha256').update(key).digest('hex') + ENDING);

  return {
    async get(key, ref) {
      const known = memory.get(key);
      if (known !== undefined) {
        remember(key, known);
        return known.ref === ref ? known : viewOf({ ...known.facts, ref }, known.frozen);
      }
      const file = fileOf(key);
      try {
        const index = await decodeIndex(await readFile(file), ref);
        remember(key, index);
        await utimes(file, new Date(), new Date());
        return index;
      } catch (error) {
        // Not there is the common case; anything else is a file that can't be used and will be written anew.
        if (fileErrorCode(error) !== 'ENOENT') await rm(file, { force: true }).catch(() => undefined);
        return memory.get(key) ?? null;
      }
    },
    async put(key, index) {
      remember(key, index);
      const file = fileOf(key);
      const temporary = `${file}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(temporary, await encodeIndex(index), { mode: 0o600 });
        await rename(temporary, file);
        await shrink(folder, options.maxBytes);
        return true;
      } catch {
        await rm(temporary, { force: true }).catch(() => undefined);
        return false;
      }
    },
  };
}

/** Removes the longest unused files until the rest fits, files of older formats and what a dead process left half written. */
async function shrink(folder: string, maxBytes: number): Promise<void> {
  const files: { path: string; bytes: number; usedMs: number }[] = [];
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null); // another process was faster
    if (found === null || !found.isFile()) continue;
    const ours = name.endsWith(ENDING);
    if (!ours && /\.v\d+\.index(\..*\.tmp)?$/.test(name) && (!name.endsWith('.tmp') || Date.now() - found.mtimeMs > STALE_MS)) await rm(path, { force: true });
    else if (ours) files.push({ path, bytes: found.size, usedMs: found.mtimeMs });
  }
  files.sort((a, b) => b.usedMs - a.usedMs);
  let bytes = 0;
  for (const [i, file] of files.entries()) {
    bytes += file.bytes;
    if (bytes > maxBytes && i > 0) await rm(file.path, { force: true });
  }
}
