// Two trees of sizes: what grew, shrank, came and went, by section, package and symbol.
import type { SizeChange, SizeNode } from '../../shared/domain/elf-detail.ts';

type Kind = SizeChange['kind'];
const KINDS: readonly Kind[] = ['section', 'package', 'symbol'];
/** Changes kept of a kind. */
const MAX_CHANGES = 1_000;

interface Sums {
  /** Bytes by name; what stands in several sections is added up. */
  bytes: Map<string, number>;
  /** Nothing smaller than this was told apart in the tree; 0 where nothing was left out. */
  floor: number;
}

/** Largest change first within each kind: sections, packages, symbols. Symbols that one of the trees only holds in a sum are left out: they may be equal. */
export function sizeChanges(a: SizeNode, b: SizeNode): SizeChange[] {
  const left = sumsOf(a);
  const right = sumsOf(b);
  return KINDS.flatMap((kind) => changesOf(kind, left[kind], right[kind]));
}

function changesOf(kind: Kind, a: Sums, b: Sums): SizeChange[] {
  const changes: SizeChange[] = [];
  for (const name of new Set([...a.bytes.keys(), ...b.bytes.keys()])) {
    const inA = a.bytes.get(name) ?? null;
    const inB = b.bytes.get(name) ?? null;
    if (inA === inB || (inA === null && (inB ?? 0) <= a.floor) || (inB === null && (inA ?? 0) <= b.floor)) continue;
    changes.push({ kind, name, a: inA, b: inB });
  }
  const by = (change: SizeChange) => Math.abs((change.a ?? 0) - (change.b ?? 0));
  return changes.sort((x, y) => by(y) - by(x) || (x.name < y.name ? -1 : 1)).slice(0, MAX_CHANGES);
}

function sumsOf(root: SizeNode): Record<Kind, Sums> {
  const sums: Record<Kind, Sums> = { section: { bytes: new Map(), floor: 0 }, package: { bytes: new Map(), floor: 0 }, symbol: { bytes: new Map(), floor: 0 } };
  const smallest: Record<Kind, number> = { section: Infinity, package: Infinity, symbol: Infinity };
  const summedUp = new Set<Kind>();
  const visit = (node: SizeNode): void => {
    const { kind } = node;
    if (kind === 'section' || kind === 'package' || kind === 'symbol') {
      const { bytes } = sums[kind];
      bytes.set(node.name, (bytes.get(node.name) ?? 0) + node.bytes);
      smallest[kind] = Math.min(smallest[kind], node.bytes);
    }
    if (kind === 'other' && node.children.length === 0) {
      const what = /^(?:\d+ )?smaller (section|package|symbol)s$/.exec(node.name)?.[1];
      for (const each of KINDS) if (each === what) summedUp.add(each);
    }
    for (const child of node.children) visit(child);
  };
  visit(root);
  for (const kind of summedUp) sums[kind].floor = Number.isFinite(smallest[kind]) ? smallest[kind] : 0;
  return sums;
}
