// Growing columns of numbers and bytes: a million entries as a few typed arrays instead of a million objects. Used by the tree of paths and the rows of layers.

type Numbers = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** The same column with room for at least `count` values: the column itself, or a copy of twice the size. */
export function grown<T extends Numbers>(column: T, count: number): T {
  if (count <= column.length) return column;
  const Column = column.constructor as new (length: number) => T; // of its own class
  const bigger = new Column(Math.max(count, column.length * 2));
  bigger.set(column); // the same class again
  return bigger;
}

/** Bytes one behind the other: names, link targets, contents. */
export class Arena {
  bytes: Uint8Array<ArrayBuffer>;
  length = 0;

  constructor(capacity = 16 * 1024) {
    this.bytes = new Uint8Array(capacity);
  }

  /** Where the copy begins. */
  add(source: Uint8Array, start = 0, end = source.length): number {
    const at = this.length;
    this.bytes = grown(this.bytes, at + end - start);
    if (end - start > 64) this.bytes.set(source.subarray(start, end), at);
    else for (let i = start, to = at; i < end; i += 1, to += 1) this.bytes[to] = source[i] as number; // short names: cheaper than a view
    this.length = at + end - start;
    return at;
  }

  text(start: number, length: number): string {
    return Buffer.from(this.bytes.buffer, start, length).toString('utf8');
  }
}
