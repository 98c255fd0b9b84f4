// From the merged tree to the columns of frozen.ts: what is hidden is left out, siblings are sorted. In slices. Called by read.ts.
import { Arena } from './columns.ts';
import { CONTENT_KINDS, type Frozen } from './frozen.ts';
import { ABSENT, IMPLICIT, type Merged } from './merge.ts';
import { ROW, type Rows } from './rows.ts';
import { sortSlowly } from './sort.ts';
import type { PathTree } from './tree.ts';

const SLICE = 0x7ff;

export function* freeze(tree: PathTree, rows: Rows, merged: Merged): Generator<undefined, Frozen, undefined> {
  const { seen } = merged;
  const nodes = tree.count;
  // How many children each node has that are seen, then the nodes sorted by parent.
  const childCount = new Uint32Array(nodes);
  let count = 1;
  for (let node = 1; node < nodes; node += 1) {
    if (seen[node] !== ABSENT) {
      count += 1;
      childCount[tree.parent[node] as number] = (childCount[tree.parent[node] as number] as number) + 1;
    }
    if ((node & 0xffff) === 0xffff) yield;
  }
  const starts = new Uint32Array(nodes + 1);
  for (let node = 0; node < nodes; node += 1) starts[node + 1] = (starts[node] as number) + (childCount[node] as number);
  const byParent = new Uint32Array(count - 1);
  const filled = starts.slice(0, nodes);
  for (let node = 1; node < nodes; node += 1) {
    if (seen[node] !== ABSENT) {
      const up = tree.parent[node] as number;
      byParent[filled[up] as number] = node;
      filled[up] = (filled[up] as number) + 1;
    }
    if ((node & 0xffff) === 0xffff) yield;
  }

  // What the tree and the rows hold is the most that can be needed; only paths of hard links come on top.
  const text = new Arena(tree.names.length + rows.links.length + 1);
  const frozen = {
    count,
    parent: new Uint32Array(count),
    firstChild: new Uint32Array(count),
    children: new Uint32Array(count),
    nameStart: new Uint32Array(count),
    nameLength: new Uint8Array(count),
    kind: new Uint8Array(count),
    mode: new Uint16Array(count),
    uid: new Uint32Array(count),
    gid: new Uint32Array(count),
    size: new Float64Array(count),
    linkStart: new Uint32Array(count),
    linkLength: new Uint16Array(count),
    layer: new Uint16Array(count),
    content: new Int32Array(count).fill(-1),
  };
  const contents: number[] = [];
  const contentOf = new Map<number, number>();
  const origins: { entry: number; layer: number; start: number; length: number }[] = [];
  /** The tree's node of each entry, as far as entries are numbered. */
  const nodeOf = new Uint32Array(count);
  const names = tree.names.bytes;
  let next = 1;
  for (let entry = 0; entry < count; entry += 1) {
    const node = nodeOf[entry] as number;
    const row = seen[node] as number;
    frozen.nameLength[entry] = tree.nameLength[node] as number;
    frozen.nameStart[entry] = text.add(names, tree.nameStart[node], (tree.nameStart[node] as number) + (tree.nameLength[node] as number));
    frozen.layer[entry] = merged.layer[node] as number;
    if (row === IMPLICIT) {
      frozen.kind[entry] = ROW.directory;
      frozen.mode[entry] = 0o755;
    } else {
      frozen.kind[entry] = rows.kind[row] as number;
      frozen.mode[entry] = rows.mode[row] as number;
      frozen.uid[entry] = rows.uid[row] as number;
      frozen.gid[entry] = rows.gid[row] as number;
      frozen.size[entry] = rows.size[row] as number;
      if (rows.kind[row] === ROW.symlink) {
        frozen.linkStart[entry] = text.add(rows.link(row));
        frozen.linkLength[entry] = rows.linkLength[row] as number;
      }
      const content = rows.content[row] as number;
      if (content >= 0) {
        let known = contentOf.get(content);
        if (known === undefined) {
          known = contents.push(content) - 1;
          contentOf.set(content, known);
        }
        frozen.content[entry] = known;
      }
      const origin = merged.origins.get(node);
      if (origin !== undefined) {
        const path = Buffer.from(tree.path(rows.node[origin.row] as number));
        origins.push({ entry, layer: origin.layer, start: text.add(path), length: path.length });
      }
    }
    const from = starts[node] as number;
    const to = starts[node + 1] as number;
    frozen.firstChild[entry] = next;
    frozen.children[entry] = to - from;
    if (to - from > 1) {
      const siblings = byParent.subarray(from, to);
      const compare = (a: number, b: number): number => compareNames(tree, names, a, b);
      if (siblings.length < 4096) siblings.sort(compare);
      else yield* sortSlowly(siblings, compare);
    }
    for (let i = from; i < to; i += 1) {
      nodeOf[next] = byParent[i] as number;
      frozen.parent[next] = entry;
      next += 1;
    }
    if ((entry & SLICE) === SLICE) yield;
  }
  return {
    ...frozen,
    text: text.bytes.subarray(0, text.length),
    ...packContents(rows, contents),
    origin: Uint32Array.from(origins, ({ entry }) => entry),
    originLayer: Uint16Array.from(origins, ({ layer }) => layer),
    originStart: Uint32Array.from(origins, ({ start }) => start),
    originLength: Uint16Array.from(origins, ({ length }) => length),
  };
}

function packContents(rows: Rows, contents: readonly number[]): Pick<Frozen, 'contentKind' | 'contentStart' | 'contentLength' | 'contents'> {
  const contentKind = new Uint8Array(contents.length);
  const contentStart = new Float64Array(contents.length);
  const contentLength = new Uint32Array(contents.length);
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const [i, index] of contents.entries()) {
    const content = rows.contents[index];
    if (content === undefined) continue;
    contentKind[i] = CONTENT_KINDS.indexOf(content.kind);
    contentStart[i] = at;
    if (content.kind === 'certificates') contentLength[i] = content.count;
    else {
      contentLength[i] = content.bytes.length;
      parts.push(content.bytes);
      at += content.bytes.length;
    }
  }
  return { contentKind, contentStart, contentLength, contents: Buffer.concat(parts) };
}

/** By bytes, as UTF-8 sorts by code points. */
function compareNames(tree: PathTree, names: Uint8Array, a: number, b: number): number {
  const aLength = tree.nameLength[a] as number;
  const bLength = tree.nameLength[b] as number;
  const length = aLength < bLength ? aLength : bLength;
  let atA = tree.nameStart[a] as number;
  let atB = tree.nameStart[b] as number;
  for (let i = 0; i < length; i += 1, atA += 1, atB += 1) {
    const difference = (names[atA] as number) - (names[atB] as number);
    if (difference !== 0) return difference;
  }
  return aLength - bLength;
}
