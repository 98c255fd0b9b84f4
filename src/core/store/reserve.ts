// A file that only takes room: given back when the disk is full, so that a run can still be ended and `clean` can still free something
// (both write a little before they free a lot). Made again when the folder is next opened for writing.
import { randomBytes } from 'node:crypto';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DiskFullError } from './errors.ts';
import { codeOf } from './sqlite.ts';

const RESERVE = 2 << 20;

const fileOf = (folder: string): string => join(folder, 'reserve');

/** Makes the reserve where there is none; on a disk that has no room for it there is none. */
export function keepReserve(folder: string): void {
  const file = fileOf(folder);
  if (statSync(file, { throwIfNoEntry: false })?.size === RESERVE) return;
  try {
    // random: file systems that compress would keep no room for zeros
    writeFileSync(file, randomBytes(RESERVE), { mode: 0o600 });
  } catch (error) {
    if (!['ENOSPC', 'EDQUOT'].includes(codeOf(error))) throw error;
    rmSync(file, { force: true });
  }
}

/** Runs `work`; when the disk is full for it, once more with the reserve given back. */
export function withReserve<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DiskFullError)) throw error;
    rmSync(fileOf(folder), { force: true });
    return work();
  }
}
