// Whether a user of the container may go through folders and execute a file: mode bits alone, as an image has nothing else (runc looks after it became the user).
import type { Entry, ImageIndex } from '../../types.ts';
import { folderOf } from '../survey.ts';

export interface Credentials {
  readonly uid: number;
  readonly gid: number;
}

const bitsFor = (entry: Entry, { uid, gid }: Credentials): number => (uid === entry.uid ? 6 : gid === entry.gid ? 3 : 0);

/** Root needs one execute bit, whoever's it is (CAP_DAC_OVERRIDE does not cover execute without any). */
export const mayExecute = (entry: Entry, who: Credentials): boolean => (who.uid === 0 ? (entry.mode & 0o111) !== 0 : ((entry.mode >> bitsFor(entry, who)) & 1) === 1);

/** The first folder above a real path that this user may not search; null where the way is free. Root searches everything. */
export function closedFolder(index: ImageIndex, path: string, who: Credentials): Entry | null {
  if (who.uid === 0) return null;
  const folders: string[] = [];
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    folders.unshift(folder);
    if (folder === '/') break;
  }
  for (const folder of folders) {
    const entry = index.get(folder);
    if (entry?.kind === 'directory' && ((entry.mode >> bitsFor(entry, who)) & 1) === 0) return entry;
  }
  return null;
}
