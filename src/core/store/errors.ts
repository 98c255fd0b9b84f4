// What can go wrong with the data folder itself.
import { codeOf } from './sqlite.ts';

/** The disk (or quota) is full. What was stored before is whole; the same call succeeds once there is room. */
export class DiskFullError extends Error {
  override readonly name = 'DiskFullError';
  readonly folder: string;
  constructor(folder: string, options?: { cause?: unknown }) {
    super(`the disk that holds ${folder} is full: nothing stored before is lost, but this could not be added; make room there, or free some with "cgoscope clean"`, options);
    this.folder = folder;
  }
}

/** A stored blob does not have the content its name promises (bad disk, edited by hand, power lost while it was written). */
export class DamagedBlobError extends Error {
  override readonly name = 'DamagedBlobError';
}

// SHMSIZE: the index beside the log could not be made large enough
const FULL = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE']);

/** Runs `work`; a full disk comes out as {@link DiskFullError}, everything else as it is. */
export function orDiskFull<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (FULL.has(codeOf(error))) throw new DiskFullError(folder, { cause: error });
    throw error;
  }
}
