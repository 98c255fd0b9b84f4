// Indexes that were read before: one compressed file each, by the image's id, bounded in size with the longest unused going first; the last few in memory.
// A damaged or older file is no error: the image is read again. Called by room.ts.
import { readFile } from 'node:fs/promises';
import { keptFiles } from '../kept-files.ts';
import { CACHE_FORMAT, decodeIndex, encodeIndex } from './cache-file.ts';
import { viewOf, type IndexView } from './view.ts';

export interface IndexCache {
  /** Null where it is not there, or not usable. */
  get(key: string, ref: string): Promise<IndexView | null>;
  /** Resolves when the file is written; a full or read-only disk is no error, and said by `false`. */
  put(key: string, index: IndexView): Promise<boolean>;
}

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
  const files = keptFiles(folder, { format: CACHE_FORMAT, maxBytes: options.maxBytes });

  return {
    async get(key, ref) {
      const known = memory.get(key);
      if (known !== undefined) {
        remember(key, known);
        return known.ref === ref ? known : viewOf({ ...known.facts, ref }, known.frozen);
      }
      const index = await files.get(key, async (file) => decodeIndex(await readFile(file), ref));
      if (index !== null) remember(key, index);
      return index ?? memory.get(key) ?? null;
    },
    async put(key, index) {
      remember(key, index);
      return files.put(key, async () => [await encodeIndex(index)]);
    },
  };
}
