// A folder of files that can be made again: indexes of images and of traces. Bounded in size with the longest unused going first, written whole or not at
// all, removed where they can't be used. Several processes may work in one folder.
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { fileErrorCode } from './file-errors.ts';

export interface KeptFiles {
  /** What `read` makes of the file; null where there is none, or where `read` rejects: then the file is removed. */
  get<T>(key: string, read: (file: string) => Promise<T>): Promise<T | null>;
  /** Resolves with true when the file is written; a full or read-only disk is no error, and said by `false`. */
  put(key: string, pieces: () => Promise<Iterable<Uint8Array> | AsyncIterable<Uint8Array>>): Promise<boolean>;
}

/** What another process may still be writing is younger. */
const STALE_MS = 3_600_000;

/** `format` stands in the name: files of another one are removed when there is something to write. `maxBytes`: of all together; the newest stays however large it is. */
export function keptFiles(folder: string, { format, maxBytes }: { format: number; maxBytes: number }): KeptFiles {
  const ending = `.v${format}.index`;
  // A key is a stranger's text: its digest is a name of a file on every system.
  const fileOf = (key: string): string => join(folder, createHash('sha256').update(key).digest('hex') + ending);
  return {
    async get(key, read) {
      const file = fileOf(key);
      try {
        const value = await read(file);
        await utimes(file, new Date(), new Date()).catch(() => undefined); // of another user, or removed meanwhile: it was read all the same
        return value;
      } catch (error) {
        // Not there is the common case; anything else is a file that can't be used and will be written anew.
        if (fileErrorCode(error) !== 'ENOENT') await rm(file, { force: true }).catch(() => undefined);
        return null;
      }
    },
    async put(key, pieces) {
      const file = fileOf(key);
      const temporary = `${file}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const handle = await open(temporary, 'wx', 0o600);
        try {
          for await (const piece of await pieces()) await handle.writeFile(piece);
        } finally {
          await handle.close();
        }
        await rename(temporary, file);
        await shrink(folder, ending, maxBytes);
        return true;
      } catch {
        await rm(temporary, { force: true }).catch(() => undefined);
        return false;
      }
    },
  };
}

/** Removes the longest unused files until the rest fits, files of older formats and what a dead process left half written. */
async function shrink(folder: string, ending: string, maxBytes: number): Promise<void> {
  const files: { path: string; bytes: number; usedMs: number }[] = [];
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null); // another process was faster
    if (found === null || !found.isFile()) continue;
    const ours = name.endsWith(ending);
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
