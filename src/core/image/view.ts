// The face ImageIndex on the columns of frozen.ts: paths as Linux resolves them inside the image's own root. Called by read.ts and the cache.
import { CONTENT_KINDS, type Frozen } from './frozen.ts';
import { KINDS } from './rows.ts';
import type { ElfBrief, Entry, ImageIndex, Resolved } from './types.ts';

/** What an index says beside its file system. */
export type ImageFacts = Pick<ImageIndex, 'ref' | 'id' | 'config' | 'layers' | 'steps' | 'bytes' | 'warnings'>;

const HOPS = 40;
/** Names in the links of one way: forty links of Linux may have eighty thousand, and whoever asks for thousands of paths would wait for minutes. */
const LINK_NAMES = 1_000;
/** ELF facts that are kept parsed. */
const BRIEFS = 512;

const FOLDER = KINDS.indexOf('directory');
const LINK = KINDS.indexOf('symlink');
const FILE = KINDS.indexOf('file');

type Walk = { entry: number; links: number } | { entry: null; at: string; why: 'absent' | 'loop' | 'not-a-directory' };

/** An index with what the room needs beside its face. */
export interface IndexView extends ImageIndex {
  readonly facts: ImageFacts;
  readonly frozen: Frozen;
  /** Where the content of a file (by its real path) stands in the archive: the layer, and the path in the layer's tar. */
  place(realPath: string): { layer: number; path: string } | null;
}

export function viewOf(facts: ImageFacts, frozen: Frozen): IndexView {
  const bytesAt = (column: Uint8Array, start: number, length: number): Buffer => Buffer.from(column.buffer, column.byteOffset + start, length);
  const nameOf = (entry: number): string => bytesAt(frozen.text, frozen.nameStart[entry] as number, frozen.nameLength[entry] as number).toString('utf8');
  const linkOf = (entry: number): string => bytesAt(frozen.text, frozen.linkStart[entry] as number, frozen.linkLength[entry] as number).toString('utf8');
  const pathOf = (entry: number): string => {
    const names: string[] = [];
    for (let at = entry; at !== 0; at = frozen.parent[at] as number) names.push(nameOf(at));
    return `/${names.reverse().join('/')}`;
  };

  const entryOf = (entry: number, path: string): Entry => {
    const kind = KINDS[frozen.kind[entry] as number] ?? 'file';
    return {
      path,
      kind,
      mode: frozen.mode[entry] as number,
      uid: frozen.uid[entry] as number,
      gid: frozen.gid[entry] as number,
      size: frozen.size[entry] as number,
      target: kind === 'symlink' ? linkOf(entry) : null,
      layer: frozen.layer[entry] as number,
    };
  };

  /** The child of that name, by binary search; -1 where there is none. */
  const childOf = (folder: number, name: string): number => {
    const wanted = Buffer.from(name);
    let low = frozen.firstChild[folder] as number;
    let high = low + (frozen.children[folder] as number) - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const order = bytesAt(frozen.text, frozen.nameStart[middle] as number, frozen.nameLength[middle] as number).compare(wanted);
      if (order === 0) return middle;
      if (order < 0) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  };

  /** Walks a path from the root; `last`: whether a link at its end is followed too. `through` collects the links that were followed. */
  const walk = (path: string, last: boolean, through: string[] | null): Walk => {
    // A stack of names still to go, the next one last.
    const names = path.split('/').reverse();
    let entry = 0;
    let links = 0;
    let linkNames = 0;
    while (names.length > 0) {
      const name = names.pop() as string; // there is one
      if (name === '' || name === '.') {
        if (name === '.' && frozen.kind[entry] !== FOLDER) return { entry: null, at: pathOf(entry), why: 'not-a-directory' };
        continue;
      }
      if (frozen.kind[entry] !== FOLDER) return { entry: null, at: pathOf(entry), why: 'not-a-directory' };
      if (name === '..') {
        entry = frozen.parent[entry] as number;
        continue;
      }
      const child = childOf(entry, name);
      if (child < 0) return { entry: null, at: entry === 0 ? `/${name}` : `${pathOf(entry)}/${name}`, why: 'absent' };
      if (frozen.kind[child] !== LINK || (!last && names.every((rest) => rest === ''))) {
        entry = child;
        continue;
      }
      links += 1;
      const at = pathOf(child);
      const target = linkOf(child).split('/');
      linkNames += target.length;
      if (links > HOPS || linkNames > LINK_NAMES) return { entry: null, at, why: 'loop' };
      through?.push(at);
      if (target[0] === '') entry = 0;
      names.push(...target.reverse());
    }
    return { entry, links };
  };

  const resolve = (path: string): Resolved => {
    const through: string[] = [];
    const found = walk(path, true, through);
    if (found.entry === null) return { found: false, at: found.at, why: found.why };
    const real = pathOf(found.entry);
    return { found: true, entry: entryOf(found.entry, real), path: real, through };
  };

  /** The kept content of the file at a path, links followed. */
  const contentOf = (path: string, kind: (typeof CONTENT_KINDS)[number]): { index: number; length: number; bytes: () => Buffer } | null => {
    const found = walk(path, true, null);
    if (found.entry === null) return null;
    const index = frozen.content[found.entry] as number;
    if (index < 0 || CONTENT_KINDS[frozen.contentKind[index] as number] !== kind) return null;
    const length = frozen.contentLength[index] as number;
    return { index, length, bytes: () => bytesAt(frozen.contents, frozen.contentStart[index] as number, length) };
  };

  const briefs = new Map<number, ElfBrief>();
  const briefOf = (index: number): ElfBrief => {
    const known = briefs.get(index);
    if (known !== undefined) return known;
    const bytes = bytesAt(frozen.contents, frozen.contentStart[index] as number, frozen.contentLength[index] as number);
    const brief = JSON.parse(bytes.toString('utf8')) as ElfBrief; // written by layer.ts
    if (briefs.size >= BRIEFS) briefs.delete(briefs.keys().next().value ?? -1);
    briefs.set(index, brief);
    return brief;
  };

  /** Entries in the order of a walk: a folder before what is in it, siblings by name. */
  function* walkAll(): Generator<readonly [entry: number, path: string], void, undefined> {
    const stack: [entry: number, path: string][] = [[0, '/']];
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      const [entry, path] = top;
      yield top;
      const first = frozen.firstChild[entry] as number;
      const prefix = path === '/' ? '/' : `${path}/`;
      for (let child = first + (frozen.children[entry] as number) - 1; child >= first; child -= 1) stack.push([child, prefix + nameOf(child)]);
    }
  }

  return {
    ...facts,
    facts,
    frozen,
    resolve,
    place(realPath) {
      const found = walk(realPath, false, null);
      if (found.entry === null || frozen.kind[found.entry] !== FILE) return null;
      const origin = indexOf(frozen.origin, found.entry);
      if (origin < 0) return { layer: frozen.layer[found.entry] as number, path: pathOf(found.entry) };
      const path = bytesAt(frozen.text, frozen.originStart[origin] as number, frozen.originLength[origin] as number).toString('utf8');
      return { layer: frozen.originLayer[origin] as number, path };
    },
    get(path) {
      const found = walk(path, false, null);
      return found.entry === null ? null : entryOf(found.entry, pathOf(found.entry));
    },
    list(path) {
      const found = walk(path, false, null);
      if (found.entry === null || frozen.kind[found.entry] !== FOLDER) return [];
      const folder = pathOf(found.entry);
      const first = frozen.firstChild[found.entry] as number;
      return Array.from({ length: frozen.children[found.entry] as number }, (_, i) => entryOf(first + i, `${folder === '/' ? '' : folder}/${nameOf(first + i)}`));
    },
    *entries() {
      for (const [entry, path] of walkAll()) yield entryOf(entry, path);
    },
    text: (path) => contentOf(path, 'text')?.bytes().toString('utf8') ?? null,
    bytesOf: (path) => (contentOf(path, 'text') ?? contentOf(path, 'head'))?.bytes() ?? null,
    head: (path) => contentOf(path, 'head')?.bytes().toString('utf8') ?? null,
    certificates: (path) => contentOf(path, 'certificates')?.length ?? null,
    elf(path) {
      const found = contentOf(path, 'elf');
      return found === null ? null : briefOf(found.index);
    },
    *elves() {
      const elf = CONTENT_KINDS.indexOf('elf');
      for (let entry = 1; entry < frozen.count; entry += 1) {
        const index = frozen.content[entry] as number;
        if (index >= 0 && frozen.kind[entry] === FILE && frozen.contentKind[index] === elf) yield [pathOf(entry), briefOf(index)] as const;
      }
    },
  };
}

/** In an ascending column; -1 where it is not in it. */
function indexOf(column: Uint32Array, value: number): number {
  let low = 0;
  let high = column.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const at = column[middle] as number;
    if (at === value) return middle;
    if (at < value) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
