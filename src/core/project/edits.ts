// Edits of a project's files on the way to the daemon: what is sent has them, the user's files never do.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { InputError } from '../../shared/domain/errors.ts';
import { formatBytes } from '../../shared/domain/units.ts';
import { showName } from './names.ts';
import { sortEntries, sumOf } from './tree.ts';
import type { Tree, TreeEntry } from './types.ts';

/** An edit as a change carries it; paths count from the project's folder. */
export type SourceEdit = { path: string; content: string | null } | { path: string; find: string; replace: string };

/** Absolute path -> what stands there instead; null: nothing. */
export type Edited = ReadonlyMap<string, Buffer | null>;

export const NO_EDITS: Edited = new Map();

const MAX_BYTES = 16 * 1024 * 1024;

/**
 * The edited files of a project in `dir`; several edits of one file are made one after the other, and `find` names its first place. Reads what `find` is
 * looked for in, writes nothing. Throws InputError where it is not there, and for paths that are no files of the project.
 */
export function editFiles(dir: string, edits: readonly SourceEdit[]): Edited {
  const edited = new Map<string, Buffer | null>();
  for (const edit of edits) {
    const file = path.resolve(dir, edit.path);
    if (edit.path === '' || edit.path.includes('\0') || path.isAbsolute(edit.path) || !file.startsWith(dir.endsWith(path.sep) ? dir : dir + path.sep))
      throw faulty(edit.path, `is no file below ${dir}`, 'a path relative to the project');
    if ('content' in edit) {
      if (edit.content === null && !edited.has(file) && fs.lstatSync(file, { throwIfNoEntry: false }) === undefined)
        throw faulty(edit.path, 'is not there to be removed', 'a file of the project');
      edited.set(file, edit.content === null ? null : Buffer.from(edit.content));
      continue;
    }
    const text = (edited.get(file) ?? (edited.has(file) ? null : read(dir, file, edit.path)))?.toString('utf8') ?? '';
    const at = edit.find === '' ? -1 : text.indexOf(edit.find);
    if (at < 0) throw faulty(edit.path, `does not hold ${JSON.stringify(edit.find.slice(0, 200))}, which the change replaces`, 'the text to replace');
    edited.set(file, Buffer.from(text.slice(0, at) + edit.replace + text.slice(at + edit.find.length)));
  }
  return edited;
}

/** Regular files below the folder only: a link could lead anywhere, as the file itself or as a folder on the way to it. */
function read(dir: string, file: string, name: string): Buffer {
  const stat = fs.lstatSync(file, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isFile()) throw faulty(name, stat === undefined ? 'is not there' : 'is no plain file', 'a file of the project');
  const way = path.relative(fs.realpathSync(dir), fs.realpathSync(file));
  if (way !== path.relative(dir, file)) throw faulty(name, 'lies behind a link', 'a file of the project');
  if (stat.size > MAX_BYTES) throw faulty(name, `has ${formatBytes(stat.size)}; files of more than ${formatBytes(MAX_BYTES)} are not edited`, 'a source file');
  return fs.readFileSync(file);
}

const faulty = (name: string, what: string, expected: string): InputError =>
  new InputError(`change: sources: ${showName(name).slice(0, 300)} ${what}`, { input: 'change', place: name, expected });

/** The tree with the edits in it. Throws InputError for a file that would stand where a folder does. */
export function editTree(tree: Tree, edited: Edited): Tree {
  if (edited.size === 0) return tree;
  const entries = new Map(tree.entries.map((entry) => [entry.path, entry]));
  for (const [file, content] of edited) {
    const name = path.relative(tree.root, file).split(path.sep).join('/');
    const there = entries.get(name);
    if (there?.type === 'directory') throw faulty(name, 'is a folder', 'a file');
    if (content === null) {
      entries.delete(name);
      continue;
    }
    for (let at = name.lastIndexOf('/'); at > 0; at = name.lastIndexOf('/', at - 1)) {
      const above = entries.get(name.slice(0, at));
      if (above === undefined) entries.set(name.slice(0, at), { path: name.slice(0, at), type: 'directory', mode: 0o755, size: 0, hash: '' });
      else if (above.type !== 'directory') throw faulty(name, `would stand below ${above.path}, which is no folder`, 'a path below folders');
    }
    const entry: TreeEntry = {
      path: name,
      type: 'file',
      mode: there?.type === 'file' ? there.mode : 0o644,
      size: content.length,
      hash: createHash('sha256').update(content).digest('hex'),
      content,
    };
    entries.set(name, entry);
  }
  return sumOf(tree.root, sortEntries([...entries.values()]));
}
