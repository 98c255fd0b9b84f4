// The `sizes` part of elf-detail@0: where the bytes of a binary went, as a tree for a treemap.
import type { SizeNode } from '../../../../shared/domain/elf-detail.ts';
import type { ElfSkeleton } from '../../elf/skeleton.ts';
import { mayBeGo, readGoText, type GoText } from '../text.ts';
import { readEntries, type Entries } from './entries.ts';
import { readRegions, type Region } from './regions.ts';

/** Nodes of the tree: together with an `other` per parent fewer than 20,000. */
const MAX_SYMBOLS = 12_000;
const MAX_GROUPS = 3_000;
const MAX_REGIONS = 1_000;
const MAX_NAME = 400;

/**
 * File -> headers, sections, what neither covers -> packages (Go) -> symbols. The children of the file add up to its size exactly, so overlapping
 * sections are counted once; a section's remainder stands in a child `other`. Go's code is told apart by its table of functions, in stripped files too;
 * C code and all data by the symbol table. Small symbols are summed up so that the tree stays under 20,000 nodes.
 */
export function readSizes(skeleton: ElfSkeleton): SizeNode {
  const all = readRegions(skeleton);
  const text = mayBeGo(skeleton) ? readGoText(skeleton) : null;
  const entries = readEntries(skeleton, all, text);
  const inside = childrenOf(entries, all.regions);
  if (text) addTableParts(inside, all.regions, text);

  const shown = largest(all.regions, MAX_REGIONS);
  const nodes = shown.map((region): SizeNode => ({ name: cut(region.name), kind: region.kind, bytes: region.bytes, children: finished(inside.get(region) ?? [], region.bytes) }));
  const hidden = all.regions.length - shown.length;
  if (hidden > 0) nodes.push({ name: `${hidden} smaller sections`, kind: 'other', bytes: sum(all.regions) - sum(shown), children: [] });
  if (all.rest > 0) nodes.push({ name: 'padding and what no section covers', kind: 'other', bytes: all.rest, children: [] });
  return { name: 'file', kind: 'file', bytes: skeleton.input.size, children: bySize(nodes) };
}

const sum = (parts: readonly { bytes: number }[]): number => parts.reduce((total, { bytes }) => total + bytes, 0);
const cut = (name: string): string => (name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}…` : name);
const bySize = <T extends { bytes: number; name: string }>(parts: T[]): T[] => parts.sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

/** The largest in their first order; empty ones are no part of a map. */
function largest<T extends { bytes: number }>(parts: readonly T[], most: number): T[] {
  const filled = parts.filter(({ bytes }) => bytes > 0);
  if (filled.length <= most) return filled;
  const kept = new Set([...filled].sort((a, b) => b.bytes - a.bytes).slice(0, most));
  return filled.filter((part) => kept.has(part));
}

/** The nodes of each region: packages with their symbols, symbols that have none. */
function childrenOf(entries: Entries, regions: Region[]): Map<Region, SizeNode[]> {
  const inside = new Map<Region, SizeNode[]>();
  const put = (region: Region, node: SizeNode): void => {
    const nodes = inside.get(region);
    if (nodes) nodes.push(node);
    else inside.set(region, [node]);
  };
  const shownGroups = new Set(largest(entries.groups, MAX_GROUPS));
  const nodes = new Map<number, SizeNode>();
  for (const [index, group] of entries.groups.entries()) {
    if (!shownGroups.has(group)) continue;
    const node: SizeNode = { name: cut(group.name), kind: group.kind, bytes: group.bytes, children: [] };
    nodes.set(index, node);
    put(group.region, node);
  }
  for (const entry of largestEntries(entries)) {
    const symbol: SizeNode = { name: cut(entries.nameOf(entry)), kind: 'symbol', bytes: entries.bytes[entry] ?? 0, children: [] };
    const group = entries.group[entry] ?? -1;
    const parent = nodes.get(group);
    const region = regions[entries.region[entry] ?? -1];
    if (parent) parent.children.push(symbol);
    else if (group < 0 && region) put(region, symbol);
  }
  for (const node of nodes.values()) node.children = finished(node.children, node.bytes, 'smaller symbols');
  return inside;
}

function largestEntries({ count, bytes }: Entries): number[] {
  const kept: number[] = [];
  if (count <= MAX_SYMBOLS) {
    for (let i = 0; i < count; i++) kept.push(i);
    return kept;
  }
  const sorted = bytes.slice(0, count).sort();
  const threshold = sorted[count - MAX_SYMBOLS] ?? 0;
  for (let i = 0; i < count && kept.length < MAX_SYMBOLS; i++) if ((bytes[i] ?? 0) >= threshold) kept.push(i);
  return kept;
}

/** Largest first, and at the end what is left of the parent. A parent without children has none. */
function finished(children: SizeNode[], bytes: number, rest = 'not in any symbol'): SizeNode[] {
  if (children.length === 0) return [];
  const left = bytes - sum(children);
  return left > 0 ? [...bySize(children), { name: rest, kind: 'other', bytes: left, children: [] }] : bySize(children);
}

/** What Go's table of functions is made of. */
function addTableParts(inside: Map<Region, SizeNode[]>, regions: Region[], { table }: GoText): void {
  const { offset, length } = table.place;
  const region = regions.find(({ kind, start, end }) => kind === 'section' && offset >= start && offset + length <= end);
  if (!region || inside.has(region) || length > region.bytes) return;
  const parts = table.parts.filter((part) => part.length > 0).map((part): SizeNode => ({ name: part.name, kind: 'other', bytes: part.length, children: [] }));
  if (sum(parts) !== length) return;
  // In `.data.rel.ro` it is one part of many.
  inside.set(region, length === region.bytes ? parts : [{ name: 'table of Go functions (pclntab)', kind: 'other', bytes: length, children: bySize(parts) }]);
}
