// Reads what will be sent: every entry below some folders of one root, hashed. Reads only; synchronous calls in slices, as that is
// several times faster than one promise a file (facts/docker.md 11), with a pause between slices so that nothing else starves.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { InputError } from '../../shared/domain/errors.ts';
import type { IgnoreMatcher } from './dockerignore.ts';
import { bytesToName, nameToBytes, showName } from './names.ts';
import { breather } from '../breather.ts';
import type { Tree, TreeEntry } from './types.ts';

/** Folders and files of version control: never sent, at any depth (a worktree's `.git` is a file). */
const VCS_NAMES: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', '.bzr', '_darcs', '.fslckout', '_FOSSIL_']);

/** Remembers hashes between runs; the key changes with every change that a file system shows. */
export interface HashCache {
  get(key: string): string | null | undefined;
  set(key: string, value: string): void;
}

export const NO_CACHE: HashCache = { get: () => undefined, set: () => undefined };

/** More entries than this are no project: the wrong folder was named. */
export const MAX_ENTRIES = 500_000;

const READ_FLAGS = fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0) | (fs.constants.O_NONBLOCK ?? 0);
/** A file changed this recently may change again within one tick of its clock: its hash is not remembered. */
const RACY_NS = 2_000_000_000n;

export interface ReadTreeOptions {
  root: string;
  /** Relative to root, `''` for all of it. Folders above them are entries too. */
  folders: string[];
  /** Patterns that count below `below` (relative to root, `''` for all). */
  ignore: { below: string; matcher: IgnoreMatcher }[];
  hashes?: HashCache | undefined;
  signal?: AbortSignal | undefined;
  /** One sentence for each entry that can't be sent. */
  note(text: string): void;
}

/** Throws InputError naming the entry that can't be read or that changes while it is read. */
export async function readTree(options: ReadTreeOptions): Promise<Tree> {
  const entries: TreeEntry[] = [];
  const pause = breather(options.signal);
  const root = Buffer.from(options.root);
  const seen = new Set<string>();
  const folders = options.folders.filter((folder) => !options.folders.some((other) => other !== folder && (other === '' || folder.startsWith(`${other}/`))));

  const pending: string[] = [];
  for (const folder of new Set(folders)) {
    const parts = folder === '' ? [] : folder.split('/');
    parts.forEach((_, index) => {
      const above = parts.slice(0, index + 1).join('/');
      if (!seen.has(above)) entries.push(directory(above));
      seen.add(above);
    });
    pending.push(folder);
  }

  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const dirent of list(root, folder)) {
      const name = bytesToName(dirent.name);
      if (VCS_NAMES.has(name)) continue;
      const path = folder === '' ? name : `${folder}/${name}`;
      const rules = options.ignore.filter(({ below }) => below === '' || path.startsWith(`${below}/`));
      const excluded = rules.some(({ below, matcher }) => matcher.excludes(below === '' ? path : path.slice(below.length + 1)));
      const full = join(root, path);
      if (dirent.isDirectory()) {
        if (excluded && !rules.some(({ matcher }) => matcher.mayKeepBelow)) continue;
        pending.push(path);
        if (!excluded) entries.push(directory(path));
      } else if (excluded) {
        continue;
      } else if (dirent.isSymbolicLink()) {
        entries.push(link(full, path));
      } else if (dirent.isFile()) {
        entries.push(file(full, path, options.hashes ?? NO_CACHE));
      } else {
        options.note(`${showName(path)} is ${kindOf(dirent)} and is not sent`);
        continue;
      }
      if (entries.length > MAX_ENTRIES)
        throw new InputError(`${options.root} has more than ${MAX_ENTRIES} files and folders; exclude what the build does not need in .dockerignore or sources.exclude`, {
          input: options.root,
          expected: 'a project folder',
        });
      await pause();
    }
  }
  return finish(options.root, entries);
}

/** Adds folders that only exist because something below them was kept, sorts, sums up. */
function finish(root: string, found: TreeEntry[]): Tree {
  const byPath = new Map(found.map((entry) => [entry.path, entry]));
  for (const { path } of found) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const above = path.slice(0, at);
      if (byPath.has(above)) break;
      byPath.set(above, directory(above));
    }
  }
  return sumOf(root, sortEntries([...byPath.values()]));
}

/** The tree of entries that are in order. */
export const sumOf = (root: string, entries: TreeEntry[]): Tree => ({
  root,
  entries,
  bytes: entries.reduce((sum, entry) => sum + (entry.type === 'file' ? entry.size : 0), 0),
  hash: treeHash(entries),
});

/** Byte order of the paths: the same on every machine, whatever its locale. */
export function sortEntries(entries: TreeEntry[]): TreeEntry[] {
  return entries
    .map((entry) => ({ entry, key: nameToBytes(entry.path) }))
    .sort((a, b) => Buffer.compare(a.key, b.key))
    .map(({ entry }) => entry);
}

/** sha256 over type, mode, content hash and name bytes of all entries in byte order; no times, no owners, no host path. */
export function treeHash(entries: TreeEntry[]): string {
  const hash = createHash('sha256');
  for (const entry of entries) {
    hash.update(`${entry.type} ${entry.mode.toString(8)} ${entry.size} ${entry.hash} `);
    hash.update(nameToBytes(entry.path));
    hash.update('\0');
  }
  return hash.digest('hex');
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const directory = (path: string): TreeEntry => ({ path, type: 'directory', mode: 0o755, size: 0, hash: '' });

function link(full: Buffer, path: string): TreeEntry {
  try {
    const target = fs.readlinkSync(full, 'buffer');
    return { path, type: 'symlink', mode: 0o777, size: 0, hash: sha256(target), linkname: bytesToName(target) };
  } catch (error) {
    throw unreadable(path, error);
  }
}

function file(full: Buffer, path: string, hashes: HashCache): TreeEntry {
  try {
    for (let attempt = 0; ; attempt += 1) {
      const stat = fs.lstatSync(full, { bigint: true });
      const key = `hash ${path}\0${stat.size}\0${stat.mtimeNs}\0${stat.ino}\0${stat.ctimeNs}`;
      // The executable bit of the owner is all that a build can see of a mode.
      const entry: TreeEntry = { path, type: 'file', mode: stat.mode & 0o100n ? 0o755 : 0o644, size: Number(stat.size), hash: hashes.get(key) ?? '' };
      if (entry.hash !== '') return entry;
      const read = hashFile(full, path);
      if (read.size === stat.size && read.mtimeNs === stat.mtimeNs && read.ctimeNs === stat.ctimeNs) {
        entry.hash = read.hash;
        if (BigInt(Date.now()) * 1_000_000n - stat.ctimeNs > RACY_NS) hashes.set(key, read.hash);
        return entry;
      }
      if (attempt > 0) throw new InputError(`${showName(path)} changes while it is read; wait until whatever writes it is done`, { input: path, expected: 'a file at rest' });
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw unreadable(path, error);
  }
}

/** Hashes in pieces of 1 MiB, so that a file of any size costs no memory; the stat after the last piece tells whether it held still. */
function hashFile(full: Buffer, path: string): { hash: string; size: bigint; mtimeNs: bigint; ctimeNs: bigint } {
  const handle = fs.openSync(full, READ_FLAGS);
  try {
    const before = fs.fstatSync(handle, { bigint: true });
    if (!before.isFile()) throw new InputError(`${showName(path)} stopped being a file while it was read`, { input: path, expected: 'a file' });
    const hash = createHash('sha256');
    let total = 0n;
    for (;;) {
      const read = fs.readSync(handle, PIECE, 0, PIECE.length, null);
      if (read === 0) break;
      hash.update(PIECE.subarray(0, read));
      total += BigInt(read);
      if (total > before.size) break; // it grows; the check of the caller sees it
    }
    const after = fs.fstatSync(handle, { bigint: true });
    return { hash: hash.digest('hex'), size: total, mtimeNs: after.mtimeNs, ctimeNs: after.ctimeNs };
  } finally {
    fs.closeSync(handle);
  }
}

const PIECE = Buffer.allocUnsafeSlow(1 << 20);

/** Reads one file of a tree whole and checks that it still is what was hashed. Throws InputError where it changed. */
export function readEntry(tree: Pick<Tree, 'root'>, entry: TreeEntry): Buffer {
  if (entry.content !== undefined) return entry.content;
  try {
    const handle = fs.openSync(join(Buffer.from(tree.root), entry.path), READ_FLAGS);
    try {
      const content = Buffer.allocUnsafe(entry.size + 1); // one more, to see a file that grew
      let at = 0;
      for (let read = -1; read !== 0 && at < content.length; at += read) read = fs.readSync(handle, content, at, content.length - at, null);
      const bytes = content.subarray(0, at);
      if (at !== entry.size || sha256(bytes) !== entry.hash) throw changed(entry.path);
      return bytes;
    } finally {
      fs.closeSync(handle);
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw unreadable(entry.path, error);
  }
}

/** The content of a file of the tree in pieces; throws InputError at the end where it is not what was hashed. */
export function* readEntryPieces(tree: Pick<Tree, 'root'>, entry: TreeEntry, pieceBytes: number): Generator<Buffer> {
  if (entry.content !== undefined) {
    yield entry.content;
    return;
  }
  let handle: number;
  try {
    handle = fs.openSync(join(Buffer.from(tree.root), entry.path), READ_FLAGS);
  } catch (error) {
    throw unreadable(entry.path, error);
  }
  try {
    const hash = createHash('sha256');
    let left = entry.size;
    while (left > 0) {
      const piece = Buffer.allocUnsafe(Math.min(left, pieceBytes));
      const read = fs.readSync(handle, piece, 0, piece.length, null);
      if (read === 0) throw changed(entry.path);
      hash.update(piece.subarray(0, read));
      left -= read;
      yield piece.subarray(0, read);
    }
    if (fs.readSync(handle, PIECE, 0, 1, null) !== 0 || hash.digest('hex') !== entry.hash) throw changed(entry.path);
  } finally {
    fs.closeSync(handle);
  }
}

const changed = (path: string): InputError =>
  new InputError(`${showName(path)} changed between being read and being sent; start again`, { input: path, expected: 'a project at rest' });

export const join = (root: Buffer, path: string): Buffer => (path === '' ? root : Buffer.concat([root, Buffer.from('/'), nameToBytes(path)]));

function list(root: Buffer, folder: string): fs.Dirent<Buffer>[] {
  try {
    return fs.readdirSync(join(root, folder), { withFileTypes: true, encoding: 'buffer' });
  } catch (error) {
    throw unreadable(folder === '' ? root.toString() : folder, error);
  }
}

function unreadable(path: string, error: unknown): InputError {
  const code = (error as NodeJS.ErrnoException).code ?? String(error); // what fs throws carries a code
  const why = code === 'EACCES' || code === 'EPERM' ? 'permission denied' : code === 'ENOENT' ? 'it went away while the project was read' : code;
  return new InputError(`${showName(path)} can't be read (${why}); make it readable or exclude it in .dockerignore or sources.exclude`, {
    input: path,
    expected: 'a readable file',
  });
}

function kindOf(dirent: fs.Dirent<Buffer>): string {
  if (dirent.isSocket()) return 'a socket';
  if (dirent.isFIFO()) return 'a named pipe';
  if (dirent.isCharacterDevice() || dirent.isBlockDevice()) return 'a device';
  return 'of a kind unknown here';
}
