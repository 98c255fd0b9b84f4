// The merged file system as columns: folder by folder, children side by side in order of their names, so that a path is found by binary search and
// everything can be written to disk as it is. Made by freeze.ts or read from the cache; view.ts answers questions on it.

/** Columns by entry; entry 0 is the root, and the children of an entry are `firstChild … firstChild + children - 1`, by the bytes of their names. */
export interface Frozen {
  readonly count: number;
  readonly parent: Uint32Array;
  readonly firstChild: Uint32Array;
  readonly children: Uint32Array;
  readonly nameStart: Uint32Array;
  readonly nameLength: Uint8Array;
  /** Index into KINDS of rows.ts. */
  readonly kind: Uint8Array;
  readonly mode: Uint16Array;
  readonly uid: Uint32Array;
  readonly gid: Uint32Array;
  readonly size: Float64Array;
  readonly linkStart: Uint32Array;
  readonly linkLength: Uint16Array;
  readonly layer: Uint16Array;
  /** Index into the columns of contents; -1 for nothing kept. */
  readonly content: Int32Array;
  /** Names and link targets. */
  readonly text: Uint8Array;
  readonly contentKind: Uint8Array;
  /** In {@link Frozen.contents}; of certificates the length is their count. */
  readonly contentStart: Float64Array;
  readonly contentLength: Uint32Array;
  readonly contents: Uint8Array;
  /** Files whose content stands elsewhere in the archive (hard links above all), by entry in ascending order: in which layer, under which path. */
  readonly origin: Uint32Array;
  readonly originLayer: Uint16Array;
  readonly originStart: Uint32Array;
  readonly originLength: Uint16Array;
}

export const CONTENT_KINDS = ['elf', 'text', 'head', 'certificates'] as const;

/** The class of each column, in the order in which they stand in a cache file. */
export const COLUMNS = {
  parent: Uint32Array,
  firstChild: Uint32Array,
  children: Uint32Array,
  nameStart: Uint32Array,
  nameLength: Uint8Array,
  kind: Uint8Array,
  mode: Uint16Array,
  uid: Uint32Array,
  gid: Uint32Array,
  size: Float64Array,
  linkStart: Uint32Array,
  linkLength: Uint16Array,
  layer: Uint16Array,
  content: Int32Array,
  text: Uint8Array,
  contentKind: Uint8Array,
  contentStart: Float64Array,
  contentLength: Uint32Array,
  contents: Uint8Array,
  origin: Uint32Array,
  originLayer: Uint16Array,
  originStart: Uint32Array,
  originLength: Uint16Array,
} as const satisfies Record<Exclude<keyof Frozen, 'count'>, unknown>;
