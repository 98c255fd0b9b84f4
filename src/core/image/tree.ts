// Every path of every layer once, as a tree of names in typed arrays: node 0 is the root, a parent has a smaller number than its children.
// Finding or making a path allocates nothing. Used while layers stream by and while they are merged.
import { isUtf8 } from 'node:buffer';
import { Arena, grown } from './columns.ts';
import { NAME_MAX, PATH_MAX, type ImageLimits } from './limits.ts';

const SLASH = 0x2f;
const DOT = 0x2e;

/** Why a path of an archive is none: the answers of {@link PathTree.node} below 0. */
export const NO_PATH = { outside: -1, tooLong: -2, full: -3, empty: -4 } as const;

export class PathTree {
  count = 1;
  parent: Uint32Array<ArrayBuffer> = new Uint32Array(1024);
  nameStart: Uint32Array<ArrayBuffer> = new Uint32Array(1024);
  nameLength: Uint8Array<ArrayBuffer> = new Uint8Array(1024);
  readonly names = new Arena();
  /** Of parent and name; kept so that the table grows without reading the names again. */
  private hashes: Uint32Array<ArrayBuffer> = new Uint32Array(1024);
  private table: Uint32Array<ArrayBuffer> = new Uint32Array(4096);
  private readonly limits: Pick<ImageLimits, 'paths' | 'nameBytes'>;

  constructor(limits: Pick<ImageLimits, 'paths' | 'nameBytes'>) {
    this.limits = limits;
  }

  /**
   * The node of a path as an archive writes it, made where it is new: `.` and empty names are passed over, `..` goes up. Below 0: see {@link NO_PATH}.
   * `from` is where a relative path begins.
   */
  node(path: Uint8Array, start = 0, end = path.length, from = 0): number {
    if (end - start > PATH_MAX) return NO_PATH.tooLong;
    let node = from;
    let at = start;
    while (at < end) {
      if (path[at] === SLASH) {
        at += 1;
        continue;
      }
      let stop = at;
      while (stop < end && path[stop] !== SLASH) stop += 1;
      const length = stop - at;
      if (length === 1 && path[at] === DOT) {
        at = stop;
        continue;
      }
      if (length === 2 && path[at] === DOT && path[at + 1] === DOT) {
        if (node === 0) return NO_PATH.outside;
        node = this.parent[node] as number;
        at = stop;
        continue;
      }
      if (length > NAME_MAX) return NO_PATH.tooLong;
      node = this.child(node, path, at, stop);
      if (node < 0) return node;
      at = stop;
    }
    return node;
  }

  /** A node that is there already; -1 where there is none. `path` as text, `/`-separated, without `.` and `..`. */
  find(path: string): number {
    let node = 0;
    for (const name of path.split('/')) {
      if (name === '') continue;
      const bytes = Buffer.from(name);
      node = this.lookup(node, bytes, 0, bytes.length);
      if (node < 0) return -1;
    }
    return node;
  }

  /** The child of that name, made where it is new; below 0 where there are too many. Names that are no UTF-8 are kept as they will be shown. */
  child(parent: number, bytes: Uint8Array, start: number, end: number): number {
    for (let i = start; i < end; i += 1) {
      if ((bytes[i] as number) < 0x80) continue;
      const name = bytes.subarray(start, end);
      if (isUtf8(name)) break;
      const clean = Buffer.from(Buffer.from(name).toString('utf8'));
      return clean.length > NAME_MAX ? NO_PATH.tooLong : this.childOf(parent, clean, 0, clean.length);
    }
    return this.childOf(parent, bytes, start, end);
  }

  private childOf(parent: number, bytes: Uint8Array, start: number, end: number): number {
    const hashed = hash(parent, bytes, start, end);
    let slot = this.slot(hashed, parent, bytes, start, end);
    const found = this.table[slot] as number;
    if (found !== 0) return found;
    if (this.count >= this.limits.paths || this.names.length > this.limits.nameBytes) return NO_PATH.full;
    if ((this.count + 1) * 2 > this.table.length) {
      this.rehash();
      slot = this.slot(hashed, parent, bytes, start, end);
    }
    const node = this.count;
    this.count += 1;
    this.parent = grown(this.parent, this.count);
    this.nameStart = grown(this.nameStart, this.count);
    this.nameLength = grown(this.nameLength, this.count);
    this.parent[node] = parent;
    this.nameStart[node] = this.names.add(bytes, start, end);
    this.nameLength[node] = end - start;
    this.hashes = grown(this.hashes, this.count);
    this.hashes[node] = hashed;
    this.table[slot] = node;
    return node;
  }

  private lookup(parent: number, bytes: Uint8Array, start: number, end: number): number {
    const found = this.table[this.slot(hash(parent, bytes, start, end), parent, bytes, start, end)] as number;
    return found === 0 ? -1 : found;
  }

  /** The slot that holds the child, or the free one where it belongs. The root is in no slot, so 0 is free. */
  private slot(hashed: number, parent: number, bytes: Uint8Array, start: number, end: number): number {
    const { table } = this;
    const mask = table.length - 1;
    let slot = hashed & mask;
    for (;;) {
      const node = table[slot] as number;
      if (node === 0 || (this.hashes[node] === hashed && this.parent[node] === parent && this.named(node, bytes, start, end))) return slot;
      slot = (slot + 1) & mask;
    }
  }

  private named(node: number, bytes: Uint8Array, start: number, end: number): boolean {
    if (this.nameLength[node] !== end - start) return false;
    const names = this.names.bytes;
    for (let i = start, at = this.nameStart[node] as number; i < end; i += 1, at += 1) if (names[at] !== bytes[i]) return false;
    return true;
  }

  private rehash(): void {
    const table = new Uint32Array(this.table.length * 2);
    const mask = table.length - 1;
    for (let node = 1; node < this.count; node += 1) {
      let slot = (this.hashes[node] as number) & mask;
      while (table[slot] !== 0) slot = (slot + 1) & mask;
      table[slot] = node;
    }
    this.table = table;
  }

  name(node: number): string {
    return this.names.text(this.nameStart[node] as number, this.nameLength[node] as number);
  }

  /** `/usr/bin/env`; the root is `/`. */
  path(node: number): string {
    const names: string[] = [];
    for (let at = node; at !== 0; at = this.parent[at] as number) names.push(this.name(at));
    return `/${names.reverse().join('/')}`;
  }
}

// FNV-1a with a last mix; the seed differs in every process, so that nobody can write an archive whose names all fall into one slot.
const SEED = Math.floor(Math.random() * 0xffff_ffff);

function hash(parent: number, bytes: Uint8Array, start: number, end: number): number {
  let value = Math.imul(parent ^ SEED, 0x9e3779b1);
  for (let i = start; i < end; i += 1) value = Math.imul(value ^ (bytes[i] as number), 0x01000193);
  value ^= value >>> 15;
  value = Math.imul(value, 0x85ebca6b);
  return (value ^ (value >>> 13)) >>> 0;
}
