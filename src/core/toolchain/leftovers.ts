// What a killed process left half done in the cache folder: temporary names, old enough that nobody works on them.
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const OLD_MS = 3600 * 1000;

export async function removeLeftovers(folder: string, pattern: RegExp): Promise<void> {
  for (const name of (await readdir(folder)).filter((each) => pattern.test(each))) {
    const path = join(folder, name);
    try {
      if (Date.now() - (await stat(path)).mtimeMs > OLD_MS) await rm(path, { recursive: true, force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error; // gone meanwhile: what was wanted
    }
  }
}
