// One folder of an image, entry by entry: what `image.files` answers.
import { InputError } from '../../shared/domain/errors.ts';
import type { ImageEntry } from '../../shared/domain/image.ts';
import type { Entry, ImageIndex } from './types.ts';

/** A folder with more is cut: nobody reads further, and a hostile one has a million. */
export const MOST_ENTRIES = 5_000;

/** Links on the way are followed, `path` of the answer is the real one. Folders first, each kind by name. Throws InputError where there is no such folder. */
export function filesOf(index: ImageIndex, path: string): { path: string; entries: ImageEntry[]; cut: number } {
  const bad = (message: string): InputError => new InputError(message, { input: path, place: index.ref, expected: 'the absolute path of a folder in the image' });
  if (!path.startsWith('/')) throw bad(`"${path}" is no absolute path in ${index.ref}`);
  const found = index.resolve(path);
  if (!found.found) throw bad(`${path} is not in ${index.ref}: it ends at ${found.at}${found.why === 'loop' ? ', a circle of symbolic links' : ''}`);
  if (found.entry.kind !== 'directory') throw bad(`${path} is no folder in ${index.ref}`);
  const all = index.list(found.path);
  const folders = all.filter(({ kind }) => kind === 'directory');
  const rest = all.filter(({ kind }) => kind !== 'directory');
  return { path: found.path, entries: [...folders, ...rest].slice(0, MOST_ENTRIES).map((entry) => shownEntry(index, entry)), cut: Math.max(0, all.length - MOST_ENTRIES) };
}

function shownEntry(index: ImageIndex, { path, kind, mode, uid, gid, size, target, layer }: Entry): ImageEntry {
  const elf = kind === 'file' ? index.elf(path) : null;
  return {
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
    kind,
    mode: mode.toString(8).padStart(4, '0'),
    uid,
    gid,
    size,
    target,
    dangling: kind === 'symlink' && !index.resolve(path).found,
    layer,
    elf: elf === null ? null : { machine: elf.machine, linkage: elf.linkage, interp: elf.interp },
  };
}
