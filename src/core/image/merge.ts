// Lays the layers of an image over each other, as overlayfs shows them: whiteouts hide what is below, a file hides the folder below it, folders join.
// Sources: the OCI image specification (layer.md), the kernel's overlayfs.rst, and how Docker unpacks (each layer by itself, in the order of its tar).
// In slices, because a million entries take a second. Called by read.ts.
import { grown } from './columns.ts';
import type { ImageLimits } from './limits.ts';
import { ROW, type Rows } from './rows.ts';
import type { PathTree } from './tree.ts';
import { shown, type Warnings } from './warnings.ts';

/** The rows of one layer, as the manifest orders them. */
export interface LayerRows {
  readonly name: string;
  readonly firstRow: number;
  readonly lastRow: number;
}

export interface Merged {
  /** Of every node of the tree: the row that is seen there; {@link IMPLICIT} for a folder that no layer names; {@link ABSENT}. */
  readonly seen: Int32Array;
  /** The layer that the entry at a node came from, counted from 0. */
  readonly layer: Uint16Array;
  /** Files whose content stands under another path in the archive (hard links, and what went through a link of its layer): the row and layer of that. */
  readonly origins: ReadonlyMap<number, { row: number; layer: number }>;
}

export const ABSENT = -1;
export const IMPLICIT = -2;

/** Symlinks on one way, as Linux counts them (MAXSYMLINKS). */
const HOPS = 40;
/** Names in symlinks that are walked for the entries of one image: in real ones few entries stand behind a link of their own layer. */
const WALK = 1_000_000;
const WALK_PER_ROW = 16;

export class Merger {
  private readonly tree: PathTree;
  private readonly rows: Rows;
  private readonly warnings: Warnings;
  private readonly limits: ImageLimits;
  private seen: Int32Array<ArrayBuffer>;
  private layerOf: Uint16Array<ArrayBuffer>;
  /** When the entry at a node came: counts every row of every layer, from 1. */
  private at: Uint32Array<ArrayBuffer>;
  /** What came before this time is gone: at the node itself, and under it. */
  private cutSelf: Uint32Array<ArrayBuffer>;
  private cutUnder: Uint32Array<ArrayBuffer>;
  /** The stamp under which the node was last known to be a folder of its layer. */
  private folderIn: Uint32Array<ArrayBuffer>;
  /** Changes with every layer, and where a layer takes back a folder of its own. */
  private stamp = 0;
  private readonly origins = new Map<number, { row: number; layer: number }>();
  private time = 1;
  private layer = 0;
  private layerStart = 1;
  private current: LayerRows = { name: '', firstRow: 0, lastRow: 0 };

  /** Symlinks that were followed on the way to one folder. */
  private links = 0;
  /** Names in links that may still be walked. */
  private walkLeft: number;

  constructor(tree: PathTree, rows: Rows, warnings: Warnings, limits: ImageLimits) {
    this.tree = tree;
    this.rows = rows;
    this.warnings = warnings;
    this.limits = limits;
    const size = tree.count;
    this.walkLeft = WALK + WALK_PER_ROW * rows.count;
    this.seen = new Int32Array(size).fill(ABSENT);
    this.layerOf = new Uint16Array(size);
    this.at = new Uint32Array(size);
    this.cutSelf = new Uint32Array(size);
    this.cutUnder = new Uint32Array(size);
    this.folderIn = new Uint32Array(size);
  }

  /** Yields now and then, for others to have their turn. */
  *merge(layers: readonly LayerRows[]): Generator<undefined, Merged, undefined> {
    this.seen[0] = IMPLICIT;
    this.at[0] = 1;
    let total = 0;
    for (const [index, layer] of layers.entries()) {
      this.layer = index;
      this.current = layer;
      total += layer.lastRow - layer.firstRow;
      if (total > 4 * this.limits.entries) {
        this.warnings.add('too-many-entries', `${layer.name}: the layers have more than ${4 * this.limits.entries} entries together; this one and those above it are left out`);
        break;
      }
      this.layerStart = this.time + 1;
      this.stamp += 1;
      // Whiteouts speak of the layers below, wherever they stand in the tar.
      for (let row = layer.firstRow; row < layer.lastRow; row += 1) {
        const kind = this.rows.kind[row];
        const node = this.rows.node[row] as number;
        if (kind === ROW.opaque) this.cutUnder[node] = this.layerStart;
        else if (kind === ROW.whiteout) {
          this.cutSelf[node] = this.layerStart;
          this.cutUnder[node] = this.layerStart;
        }
        if ((row & 0xfff) === 0xfff) yield;
      }
      for (let row = layer.firstRow; row < layer.lastRow; row += 1) {
        this.time += 1;
        this.apply(row);
        if ((row & 0xfff) === 0xfff) yield;
      }
    }
    yield* this.settle();
    return { seen: this.seen, layer: this.layerOf, origins: this.origins };
  }

  private apply(row: number): void {
    const kind = this.rows.kind[row] as number;
    if (kind === ROW.whiteout || kind === ROW.opaque) {
      // The mark itself needs its folder in this layer, and makes it.
      const folder = kind === ROW.opaque ? (this.rows.node[row] as number) : (this.tree.parent[this.rows.node[row] as number] as number);
      if (folder !== 0) this.folder(folder, true);
      return;
    }
    let node = this.rows.node[row] as number;
    if (node === 0) {
      this.put(0, row);
      return;
    }
    const parent = this.tree.parent[node] as number;
    if (this.folderIn[parent] !== this.stamp && parent !== 0) {
      const real = this.parentOf(row, node, parent);
      if (real < 0) return;
      if (real !== parent) {
        const start = this.tree.nameStart[node] as number;
        const name = this.tree.names.bytes.slice(start, start + (this.tree.nameLength[node] as number));
        node = this.tree.child(real, name, 0, name.length);
        if (node < 0) return;
        this.room();
      }
    }
    if (kind === ROW.hardlink) this.hardlink(row, node);
    else if (kind === ROW.directory) {
      this.sayIfOverLink(node);
      const there = this.aliveInLayer(node) ? (this.seen[node] as number) : ABSENT;
      // A folder over something else of the same layer takes its place, and nothing can be under that.
      if (there >= 0 && this.rows.kind[there] !== ROW.directory) this.cutUnder[node] = this.time;
      this.put(node, row);
      this.folderIn[node] = this.stamp;
    } else {
      this.put(node, row);
      this.noFolder(node);
      if (kind === ROW.file && node !== this.rows.node[row]) this.origins.set(node, { row, layer: this.layer });
    }
  }

  /** Something that is no folder stands here now: what was under it is gone. */
  private noFolder(node: number): void {
    this.cutUnder[node] = this.time;
    if (this.folderIn[node] === this.stamp) this.stamp += 1;
    this.folderIn[node] = 0;
  }

  private put(node: number, row: number): void {
    this.seen[node] = row;
    this.layerOf[node] = this.layer;
    this.at[node] = this.time;
    if (this.origins.size > 0) this.origins.delete(node);
  }

  /** A hard link becomes what it links to: of this layer, else of what the layers below show. */
  private hardlink(row: number, node: number): void {
    const target = this.tree.node(this.rows.link(row));
    this.room();
    const found = target > 0 && this.alive(target) ? (this.seen[target] as number) : ABSENT;
    const path = this.tree.path(node);
    if (found < 0 || this.rows.kind[found] === ROW.directory) {
      const link = Buffer.from(this.rows.link(row)).toString('utf8');
      this.warnings.add(
        'hardlink',
        `${this.current.name}: ${shown(path)} is a hard link to ${shown(link)}, ${found === ABSENT ? 'which is not there' : 'a folder'}; it is left out`,
        path,
      );
      return;
    }
    if (target === node) return;
    // The two are one file with one owner and mode, and what unpacks a tar sets them from each header.
    if (this.rows.kind[found] === ROW.file && found >= this.current.firstRow && found < this.current.lastRow) {
      this.rows.mode[found] = this.rows.mode[row] as number;
      this.rows.uid[found] = this.rows.uid[row] as number;
      this.rows.gid[found] = this.rows.gid[row] as number;
    }
    const origin = this.origins.get(target) ?? { row: found, layer: this.layerOf[target] as number };
    this.put(node, found);
    this.noFolder(node);
    if (this.rows.kind[found] === ROW.file) this.origins.set(node, origin);
  }

  /** The folder that an entry goes into: its parent as written, or where a symlink of the same layer leads. Below 0 where there is none. */
  private parentOf(row: number, node: number, parent: number): number {
    const real = this.folder(parent, false);
    if (real >= 0) return real;
    const path = this.tree.path(node);
    this.warnings.add('not-a-folder', `${this.current.name}: ${shown(path)} stands under something that is no folder in the same layer; it is left out`, path);
    return -1;
  }

  /**
   * Makes sure that a path is a folder in this layer. What this layer says of it stands; else it is a folder of the layers below with their owner and
   * mode; else one that nobody describes. `keep`: a link or file of this layer at that place stays, and nothing is made.
   */
  private folder(folder: number, keep: boolean): number {
    const mark = this.stamp;
    this.links = 0;
    const chain: number[] = [];
    for (let node = folder; node !== 0 && this.folderIn[node] !== mark; node = this.tree.parent[node] as number) chain.push(node);
    for (let i = chain.length - 1; i >= 0; i -= 1) {
      const node = chain[i] as number;
      if (this.aliveInLayer(node)) {
        const kind = (this.seen[node] as number) < 0 ? ROW.directory : this.rows.kind[this.seen[node] as number];
        if (kind !== ROW.directory) {
          if (keep || kind !== ROW.symlink) return -1;
          // Later entries of a tar go through symlinks that earlier ones made; the rest of the path follows from there.
          let real = this.follow(node);
          for (let j = i - 1; j >= 0 && real >= 0; j -= 1) {
            const start = this.tree.nameStart[chain[j] as number] as number;
            const name = this.tree.names.bytes.slice(start, start + (this.tree.nameLength[chain[j] as number] as number));
            real = this.tree.child(real, name, 0, name.length);
            this.room();
            if (real >= 0) real = this.step(real);
          }
          return real;
        }
      } else this.makeFolder(node);
      this.folderIn[node] = mark;
    }
    return folder;
  }

  /** One folder on the way of a followed link: made, kept, or followed on. */
  private step(node: number): number {
    if (node === 0 || this.folderIn[node] === this.stamp) return node;
    if (!this.aliveInLayer(node)) this.makeFolder(node);
    else if ((this.seen[node] as number) >= 0) {
      const kind = this.rows.kind[this.seen[node] as number];
      if (kind === ROW.symlink) return this.follow(node);
      if (kind !== ROW.directory) return -1;
    }
    this.folderIn[node] = this.stamp;
    return node;
  }

  /** Where a symlink of this layer leads, in this layer; below 0 where it leads nowhere. */
  private follow(node: number): number {
    const link = this.rows.link(this.seen[node] as number);
    let at = link[0] === 0x2f ? 0 : (this.tree.parent[node] as number);
    const parts = Buffer.from(link).toString('utf8').split('/');
    this.links += 1;
    if (this.links > HOPS || this.walkLeft <= 0) return -1;
    this.walkLeft -= parts.length;
    if (this.walkLeft <= 0) this.warnings.add('too-many-links', `${this.current.name}: its entries lead through links without end; what stands behind further ones is left out`);
    for (const part of parts) {
      if (part === '' || part === '.') continue;
      if (part === '..') {
        at = at === 0 ? 0 : (this.tree.parent[at] as number);
        continue;
      }
      const name = Buffer.from(part);
      at = this.tree.child(at, name, 0, name.length);
      this.room();
      if (at < 0) return -1;
      at = this.step(at);
      if (at < 0) return -1;
    }
    return at;
  }

  private makeFolder(node: number): void {
    const below = this.alive(node) ? (this.seen[node] as number) : ABSENT;
    if (below === IMPLICIT || (below >= 0 && this.rows.kind[below] === ROW.directory)) return; // stays as the layers below have it
    this.sayIfOverLink(node);
    this.seen[node] = IMPLICIT;
    this.layerOf[node] = this.layer;
    this.at[node] = this.time;
  }

  private sayIfOverLink(node: number): void {
    const below = this.seen[node] as number;
    if (below < 0 || this.rows.kind[below] !== ROW.symlink || this.aliveInLayer(node) || !this.alive(node)) return;
    const path = this.tree.path(node);
    const link = Buffer.from(this.rows.link(below)).toString('utf8');
    this.warnings.add(
      'folder-over-link',
      `${this.current.name}: ${shown(path)} is a folder here and hides the link to ${shown(link)} of the layers below, with all that was found through it`,
      path,
    );
  }

  private aliveInLayer(node: number): boolean {
    return (this.at[node] as number) >= this.layerStart && this.alive(node);
  }

  private alive(node: number): boolean {
    if (this.seen[node] === ABSENT) return false;
    const at = this.at[node] as number;
    if (at < (this.cutSelf[node] as number)) return false;
    for (let up = node; up !== 0;) {
      up = this.tree.parent[up] as number;
      if (at < (this.cutUnder[up] as number)) return false;
    }
    return true;
  }

  /** The tree grew: links led to paths that no layer names. */
  private room(): void {
    const { count } = this.tree;
    const { length } = this.seen;
    if (count <= length) return;
    this.seen = grown(this.seen, count);
    this.seen.fill(ABSENT, length);
    this.layerOf = grown(this.layerOf, count);
    this.at = grown(this.at, count);
    this.cutSelf = grown(this.cutSelf, count);
    this.cutUnder = grown(this.cutUnder, count);
    this.folderIn = grown(this.folderIn, count);
  }

  /** What is hidden becomes absent; parents have smaller numbers, so one pass from the root does it. */
  private *settle(): Generator<undefined, void, undefined> {
    this.room();
    const { count, parent } = this.tree;
    const cut = new Uint32Array(count);
    cut[0] = this.cutUnder[0] as number;
    for (let node = 1; node < count; node += 1) {
      const up = parent[node] as number;
      const above = cut[up] as number;
      const under = this.cutUnder[node] as number;
      cut[node] = under > above ? under : above;
      const row = this.seen[node] as number;
      if (row !== ABSENT) {
        const at = this.at[node] as number;
        const folder = this.seen[up] as number;
        const inFolder = folder === IMPLICIT || (folder >= 0 && this.rows.kind[folder] === ROW.directory);
        if (!inFolder || at < above || at < (this.cutSelf[node] as number)) {
          this.seen[node] = ABSENT;
          this.origins.delete(node);
        }
      }
      if ((node & 0xffff) === 0xffff) yield;
    }
  }
}
