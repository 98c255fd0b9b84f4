// The rows of a tree of folders of which only the open ones are known. Pure.
import type { ImageEntry } from '../../../shared/domain/image.ts';

export interface Folder {
  entries: readonly ImageEntry[];
  /** Entries that were left out. */
  cut: number;
}

export type TreeRow =
  | { kind: 'entry'; entry: ImageEntry; level: number; /** null: no folder. */ open: boolean | null; setSize: number; position: number }
  | { kind: 'loading' | 'cut'; path: string; level: number; count: number };

/** From the root's children on, in order; a folder that is open and not read yet has a row that says so. */
export function treeRows(folders: ReadonlyMap<string, Folder>, open: ReadonlySet<string>, root = '/'): TreeRow[] {
  const rows: TreeRow[] = [];
  const walk = (path: string, level: number): void => {
    const folder = folders.get(path);
    if (folder === undefined) {
      rows.push({ kind: 'loading', path, level, count: 0 });
      return;
    }
    for (const [index, entry] of folder.entries.entries()) {
      const isOpen = entry.kind === 'directory' ? open.has(entry.path) : null;
      rows.push({ kind: 'entry', entry, level, open: isOpen, setSize: folder.entries.length, position: index + 1 });
      if (isOpen === true) walk(entry.path, level + 1);
    }
    if (folder.cut > 0) rows.push({ kind: 'cut', path, level, count: folder.cut });
  };
  walk(root, 1);
  return rows;
}

/** `/`, `/usr`, `/usr/bin` of `/usr/bin/env`: the folders that have to be open for a path to be seen. */
export function foldersAbove(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '');
  return parts.map((_, index) => `/${parts.slice(0, index).join('/')}`);
}
