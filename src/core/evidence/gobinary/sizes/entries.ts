// Functions and symbols with the region they stand in and the bytes that are theirs alone, as columns: half a million of them cost no objects.
import type { ElfSkeleton } from '../../elf/skeleton.ts';
import type { SymbolTable } from '../../elf/symbol-table.ts';
import { functionName } from '../functions.ts';
import { GENERATED, packageEnd, unescapePath } from '../symbol-name.ts';
import type { GoText } from '../text.ts';
import type { Region, Regions } from './regions.ts';

/** A package in a region, or what stands in for one. */
export interface Group {
  name: string;
  kind: 'package' | 'other';
  region: Region;
  bytes: number;
}

export interface Entries {
  count: number;
  bytes: Float64Array;
  /** Index into `groups`; -1: directly in its region. */
  group: Int32Array;
  region: Int32Array;
  groups: Group[];
  nameOf(entry: number): string;
}

const GENERATED_NAME = 'compiler and linker (type:, go:)';
const PLAIN_NAME = 'assembly and C';
const STT_OBJECT = 1;
const STT_FUNC = 2;
const STT_TLS = 6;
const STT_IFUNC = 10;
const MAX_NAME = 1024;
const NAMES_BUDGET = 16 * 1024 * 1024;

export function readEntries(skeleton: ElfSkeleton, regions: Regions, text: GoText | null): Entries {
  const statics = skeleton.symbolTables('static').filter(({ count }) => count > 1);
  const tables = skeleton.header.type === 'ET_REL' || statics.length > 0 ? statics : skeleton.symbolTables('dynamic').slice(0, 1);
  const most = (text?.functions.count ?? 0) + tables.reduce((sum, { count }) => sum + count, 0);
  const builder = new Builder(most, regions);
  if (text) builder.addFunctions(skeleton, text);
  for (const table of tables) builder.addSymbols(skeleton, table, text);
  return builder.finish();
}

class Builder {
  private count = 0;
  private readonly bytes: Float64Array;
  private readonly group: Int32Array;
  private readonly region: Int32Array;
  /** Function index, or place of the symbol's name. */
  private readonly name: Uint32Array;
  /** Which table named it: -1 the Go functions. */
  private readonly from: Int8Array;
  private readonly groups: Group[] = [];
  private readonly groupByName = new Map<string, number>();
  private readonly tables: SymbolTable[] = [];
  private readonly regions: Region[];
  private readonly indexOf: Map<Region, number>;
  private readonly bySection: Map<number, Region>;
  /** Bytes of each region that no entry has taken. */
  private readonly left: Float64Array;
  private text: GoText | null = null;

  constructor(most: number, { regions, bySection }: Regions) {
    this.bytes = new Float64Array(most);
    this.group = new Int32Array(most);
    this.region = new Int32Array(most);
    this.name = new Uint32Array(most);
    this.from = new Int8Array(most);
    this.regions = regions;
    this.indexOf = new Map(regions.map((region, index) => [region, index]));
    this.bySection = bySection;
    this.left = Float64Array.from(regions, ({ bytes }) => bytes);
  }

  addFunctions(skeleton: ElfSkeleton, text: GoText): void {
    this.text = text;
    const region = textRegion(skeleton, this.regions, text);
    if (region === null) return;
    const { functions, packages } = text;
    const at = this.regions.indexOf(region);
    const groupOf = packages.sums.map(({ path }) => this.groupNamed(at, path, 'package'));
    for (let i = 0; i < functions.count; i++) {
      const pkg = packages.of[i] ?? GENERATED;
      const group = pkg >= 0 ? (groupOf[pkg] ?? -1) : this.groupNamed(at, pkg === GENERATED ? GENERATED_NAME : PLAIN_NAME, 'other');
      this.add(at, group, functions.size[i] ?? 0, i, -1);
    }
  }

  /** Symbols may lie in one another (`type:*` holds many): each gets the bytes that are in none within it. */
  addSymbols(skeleton: ElfSkeleton, table: SymbolTable, text: GoText | null): void {
    const from = this.tables.length;
    this.tables.push(table);
    const goRegion = text && textRegion(skeleton, this.regions, text);
    const goText = text && goExtent(skeleton, text);
    const columns = { at: new Float64Array(table.count), size: new Float64Array(table.count), name: new Uint32Array(table.count), region: new Int32Array(table.count) };
    let count = 0;
    skeleton.eachSymbol(table.kind, (symbol): undefined => {
      if (symbol.table !== table || symbol.bytes === 0) return;
      const { type } = symbol;
      if (type > STT_FUNC && type !== STT_TLS && type !== STT_IFUNC) return;
      const section = symbol.section;
      const region = section === null ? undefined : this.bySection.get(section);
      if (!region) return;
      const address = symbol.address;
      // Go's functions are in it already, by a table that names all of them.
      if (region === goRegion && type !== STT_OBJECT && (goText === null || (address >= goText.start && address < goText.end))) return;
      columns.at[count] = address;
      columns.size[count] = Math.min(symbol.bytes, skeleton.input.size);
      columns.name[count] = symbol.nameAt;
      columns.region[count] = this.indexOf.get(region) ?? 0;
      count++;
    });
    const own = ownBytes(columns, count);
    const names = table.names.bytes();
    const budget = { left: NAMES_BUDGET + 2 * skeleton.input.size };
    for (let i = 0; i < count; i++) {
      if ((own[i] ?? 0) <= 0) continue;
      const region = columns.region[i] ?? 0;
      const name = columns.name[i] ?? 0;
      this.add(region, text ? this.groupOfName(region, names, name, budget) : -1, own[i] ?? 0, name, from);
    }
  }

  private add(region: number, group: number, bytes: number, name: number, from: number): void {
    const taken = Math.min(bytes, this.left[region] ?? 0);
    if (!(taken > 0)) return;
    this.left[region] = (this.left[region] ?? 0) - taken;
    const at = this.count++;
    this.bytes[at] = taken;
    this.group[at] = group;
    this.region[at] = region;
    this.name[at] = name;
    this.from[at] = from;
    const sum = this.groups[group];
    if (sum) sum.bytes += taken;
  }

  private groupNamed(region: number, name: string, kind: Group['kind']): number {
    const key = `${region} ${kind} ${name}`;
    const known = this.groupByName.get(key);
    if (known !== undefined) return known;
    const at = this.regions[region];
    if (!at) return -1;
    const index = this.groups.length;
    this.groups.push({ name, kind, region: at, bytes: 0 });
    this.groupByName.set(key, index);
    return index;
  }

  private last = { region: -1, start: 0, length: -1, group: -1 };

  private groupOfName(region: number, names: Buffer, at: number, budget: { left: number }): number {
    if (budget.left <= 0) return -1;
    const end = packageEnd(names, at, Math.min(names.length, at + MAX_NAME));
    if (end < 0) return this.groupNamed(region, end === GENERATED ? GENERATED_NAME : PLAIN_NAME, 'other');
    budget.left -= end - at;
    const { last } = this;
    if (last.region === region && last.length === end - at && names.compare(names, at, end, last.start, last.start + last.length) === 0) return last.group;
    const group = this.groupNamed(region, unescapePath(names.toString('utf8', at, end)), 'package');
    this.last = { region, start: at, length: end - at, group };
    return group;
  }

  finish(): Entries {
    const { count, bytes, group, region, groups, name, from, tables, text } = this;
    return {
      count,
      bytes,
      group,
      region,
      groups,
      nameOf: (entry) => {
        const table = tables[from[entry] ?? -1];
        return table ? table.names.at(name[entry] ?? 0) : text ? functionName(text.functions, name[entry] ?? 0) : '';
      },
    };
  }
}

/** The region that holds Go's code: by the address of its first function, else the one called `.text`. */
function textRegion(skeleton: ElfSkeleton, regions: Region[], text: GoText): Region | null {
  const extent = goExtent(skeleton, text);
  const offset = extent === null ? null : skeleton.offsetOf(BigInt(extent.start));
  const byPlace = offset === null ? undefined : regions.find(({ kind, start, end }) => kind === 'section' && offset >= start && offset < end);
  return byPlace ?? regions.find(({ name }) => name === '.text') ?? null;
}

const extents = new WeakMap<GoText, { start: number; end: number } | null>();

/** Addresses of Go's code; null where nothing says where it begins. */
function goExtent(skeleton: ElfSkeleton, text: GoText): { start: number; end: number } | null {
  const before = extents.get(text);
  if (before !== undefined) return before;
  const base = text.table.textStart ?? runtimeText(skeleton);
  const { start, end } = text.functions;
  const extent = base === null || !Number.isSafeInteger(base + end) || end < start ? null : { start: base + start, end: base + end };
  extents.set(text, extent);
  return extent;
}

function runtimeText(skeleton: ElfSkeleton): number | null {
  const wanted = Buffer.from('runtime.text\0');
  let found: number | null = null;
  skeleton.eachSymbol('static', (symbol) => {
    const names = symbol.table.names.bytes();
    const at = symbol.nameAt;
    if (at + wanted.length > names.length || names.compare(wanted, 0, wanted.length, at, at + wanted.length) !== 0) return true;
    found = symbol.address;
    return false;
  });
  return found;
}

/** Bytes of each symbol that are in no symbol within it. Overlaps that are no nesting are cut at the outer one's end. */
function ownBytes({ at, size, region }: { at: Float64Array; size: Float64Array; region: Int32Array }, count: number): Float64Array {
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  const get = (column: Float64Array | Int32Array, i: number): number => column[i] ?? 0;
  order.sort((a, b) => get(region, a) - get(region, b) || get(at, a) - get(at, b) || get(size, b) - get(size, a) || a - b);
  const own = new Float64Array(count);
  const stack: number[] = [];
  const ends: number[] = [];
  for (const i of order) {
    const start = get(at, i);
    while (stack.length > 0 && ((ends.at(-1) ?? 0) <= start || get(region, stack.at(-1) ?? 0) !== get(region, i))) {
      stack.pop();
      ends.pop();
    }
    const outer = stack.at(-1);
    const end = outer === undefined ? start + get(size, i) : Math.min(start + get(size, i), ends.at(-1) ?? 0);
    if (outer !== undefined) own[outer] = (own[outer] ?? 0) - (end - start);
    own[i] = end - start;
    stack.push(i);
    ends.push(end);
  }
  return own;
}
