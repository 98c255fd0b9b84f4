// What overlayfs shows of layers, said in the simplest way: each layer is unpacked into a tree of its own, then laid over what is below. Slow and plain,
// so that the columns of core/image/merge.ts have something to be compared with.

import { normalize } from 'node:path/posix';

export interface ModelEntry {
  path: string;
  kind: 'file' | 'directory' | 'symlink' | 'hardlink' | 'whiteout' | 'opaque';
  mode: number;
  /** Content of a file, target of a link. */
  text: string;
}

interface Leaf {
  kind: 'file' | 'symlink';
  mode: number;
  text: string;
  layer: number;
  /** Of an entry of its layer, and not the copy of what a hard link found below. */
  own: boolean;
}

interface Folder {
  kind: 'directory';
  /** Null where no entry describes it. */
  mode: number | null;
  layer: number;
  opaque: boolean;
  whiteouts: Set<string>;
  children: Map<string, Node>;
}

type Node = Leaf | Folder;

const folder = (mode: number | null, layer: number): Folder => ({ kind: 'directory', mode, layer, opaque: false, whiteouts: new Set(), children: new Map() });
const partsOf = (path: string): string[] => path.split('/').filter((part) => part !== '' && part !== '.');

/** `upper` over `lower`; neither is changed. */
function over(lower: Node | undefined, upper: Node): Node {
  if (upper.kind !== 'directory') return upper;
  const below = lower?.kind === 'directory' ? lower : undefined;
  const described = upper.mode !== null || below === undefined;
  const result = folder(described ? (upper.mode ?? 0o755) : below.mode, described ? upper.layer : below.layer);
  if (!upper.opaque) for (const [name, child] of below?.children ?? []) if (!upper.whiteouts.has(name)) result.children.set(name, child);
  for (const [name, child] of upper.children) result.children.set(name, over(result.children.get(name), child));
  return result;
}

/** The folder at a path of a layer's own tree, made where it is not there, through the layer's own links; null where something else is in the way. */
function enter(root: Folder, parts: readonly string[], layer: number, follow: boolean, hops = { left: 40 }): Folder | null {
  const trail: Folder[] = [root];
  for (const part of parts) {
    const here = trail.at(-1) as Folder;
    if (part === '..') {
      if (trail.length > 1) trail.pop();
      continue;
    }
    let next = here.children.get(part);
    if (next === undefined) here.children.set(part, (next = folder(null, layer)));
    if (next.kind === 'directory') {
      trail.push(next);
      continue;
    }
    if (next.kind !== 'symlink' || !follow || hops.left <= 0) return null;
    hops.left -= 1;
    const names = [...(next.text.startsWith('/') ? [] : pathOf(root, here)), ...partsOf(next.text)];
    const led = enter(root, names, layer, true, hops);
    if (led === null) return null;
    trail.splice(0, trail.length, ...pathOf(root, led).reduce<Folder[]>((all, name) => [...all, (all.at(-1) as Folder).children.get(name) as Folder], [root]));
  }
  return trail.at(-1) as Folder;
}

/** Names from the root to a folder of its tree. */
function pathOf(root: Folder, wanted: Folder): string[] {
  const search = (at: Folder, names: string[]): string[] | null => {
    if (at === wanted) return names;
    for (const [name, child] of at.children) {
      const found = child.kind === 'directory' ? search(child, [...names, name]) : null;
      if (found !== null) return found;
    }
    return null;
  };
  return search(root, []) ?? [];
}

function look(root: Node | undefined, parts: readonly string[]): Node | undefined {
  return parts.reduce<Node | undefined>((at, part) => (at?.kind === 'directory' ? at.children.get(part) : undefined), root);
}

export interface ModelFile {
  path: string;
  kind: 'file' | 'directory' | 'symlink';
  mode: number;
  text: string;
  layer: number;
}

/** Every path of the merged file system but the root, sorted. */
export function overlayModel(layers: readonly (readonly ModelEntry[])[]): ModelFile[] {
  let below: Node = folder(0o755, 0);
  for (const [layer, entries] of layers.entries()) {
    const upper = folder(null, layer);
    // Whiteouts speak of the layers below, wherever they stand.
    const hidden = folder(null, layer);
    for (const { kind, path } of entries) {
      const parts = partsOf(path);
      if (kind === 'opaque') (enter(hidden, parts, layer, false) as Folder).opaque = true;
      else if (kind === 'whiteout') (enter(hidden, parts.slice(0, -1), layer, false) as Folder).whiteouts.add(parts.at(-1) as string);
    }
    const base = cut(below, hidden) as Folder;
    for (const entry of entries) unpack(base, upper, entry, layer);
    below = over(base, upper);
  }
  const files: ModelFile[] = [];
  const walk = (at: Folder, path: string): void => {
    for (const [name, child] of at.children) {
      files.push({ path: `${path}/${name}`, kind: child.kind, mode: child.mode ?? 0o755, text: child.kind === 'directory' ? '' : child.text, layer: child.layer });
      if (child.kind === 'directory') walk(child, `${path}/${name}`);
    }
  };
  walk(below as Folder, '');
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What is below, without what the whiteouts hide. */
function cut(below: Node, hidden: Folder): Node {
  if (below.kind !== 'directory') return below;
  const result = folder(below.mode, below.layer);
  if (hidden.opaque) return result;
  for (const [name, child] of below.children) {
    if (hidden.whiteouts.has(name)) continue;
    const marks = hidden.children.get(name);
    result.children.set(name, marks?.kind === 'directory' ? cut(child, marks) : child);
  }
  return result;
}

function unpack(base: Folder, upper: Folder, { path, kind, mode, text }: ModelEntry, layer: number): void {
  const parts = partsOf(path);
  if (kind === 'opaque' || kind === 'whiteout') {
    enter(upper, kind === 'opaque' ? parts : parts.slice(0, -1), layer, false);
    return;
  }
  const name = parts.at(-1);
  const into = enter(upper, parts.slice(0, -1), layer, true);
  if (name === undefined || into === null) return;
  const there = into.children.get(name);
  if (kind === 'directory') {
    if (there?.kind === 'directory') Object.assign(there, { mode, layer });
    // A folder that takes the place of a file is a new one: nothing of the layers below is in it.
    else into.children.set(name, Object.assign(folder(mode, layer), { opaque: there !== undefined }));
    return;
  }
  if (kind === 'hardlink') {
    const target = look(over(base, upper), partsOf(normalize(text)));
    if (target === undefined || target.kind === 'directory' || target === there || target === look(base, parts)) return;
    if (!target.own || target.layer !== layer) into.children.set(name, { ...target, layer, own: false });
    else {
      // One file under two names: the link's header sets owner and mode of both.
      if (target.kind === 'file') target.mode = mode;
      into.children.set(name, target);
    }
    return;
  }
  into.children.set(name, { kind, mode, text, layer, own: true });
}
