// What the layers say, one row per entry in the order of the archive: columns shared by all layers, a layer is a range of them. Filled by layer.ts, read by merge.ts.
import { Arena, grown } from './columns.ts';
import type { Content } from './kept.ts';

/** What a row is. The first six are kinds of files, in the order of {@link KINDS}. */
export const ROW = { file: 0, directory: 1, symlink: 2, char: 3, block: 4, fifo: 5, hardlink: 6, whiteout: 7, opaque: 8 } as const;

export const KINDS = ['file', 'directory', 'symlink', 'char', 'block', 'fifo'] as const;

export class Rows {
  count = 0;
  /** Of the tree of paths; for a whiteout the path that it hides, for an opaque mark its folder. */
  node: Uint32Array<ArrayBuffer> = new Uint32Array(1024);
  kind: Uint8Array<ArrayBuffer> = new Uint8Array(1024);
  mode: Uint16Array<ArrayBuffer> = new Uint16Array(1024);
  uid: Uint32Array<ArrayBuffer> = new Uint32Array(1024);
  gid: Uint32Array<ArrayBuffer> = new Uint32Array(1024);
  size: Float64Array<ArrayBuffer> = new Float64Array(1024);
  linkStart: Uint32Array<ArrayBuffer> = new Uint32Array(1024);
  linkLength: Uint16Array<ArrayBuffer> = new Uint16Array(1024);
  /** Into {@link Rows.contents}; -1 where nothing of the content is kept. */
  content: Int32Array<ArrayBuffer> = new Int32Array(1024);
  readonly links = new Arena();
  readonly contents: Content[] = [];

  add(node: number, kind: number, mode: number, uid: number, gid: number, size: number, link: Uint8Array | null): number {
    const row = this.count;
    this.count += 1;
    if (this.count > this.node.length) this.grow();
    this.node[row] = node;
    this.kind[row] = kind;
    this.mode[row] = mode;
    this.uid[row] = uid;
    this.gid[row] = gid;
    this.size[row] = size;
    this.content[row] = -1;
    if (link !== null && link.length > 0) {
      this.linkStart[row] = this.links.add(link);
      this.linkLength[row] = link.length;
    }
    return row;
  }

  private grow(): void {
    this.node = grown(this.node, this.count);
    this.kind = grown(this.kind, this.count);
    this.mode = grown(this.mode, this.count);
    this.uid = grown(this.uid, this.count);
    this.gid = grown(this.gid, this.count);
    this.size = grown(this.size, this.count);
    this.linkStart = grown(this.linkStart, this.count);
    this.linkLength = grown(this.linkLength, this.count);
    this.content = grown(this.content, this.count);
  }

  link(row: number): Uint8Array {
    const start = this.linkStart[row] as number;
    return this.links.bytes.subarray(start, start + (this.linkLength[row] as number));
  }
}
