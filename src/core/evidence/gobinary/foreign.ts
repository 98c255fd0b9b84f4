// Go's build info in programs for Windows (PE) and macOS (Mach-O), so that such a file is named with its GOOS and GOARCH. Reads headers and data, nothing
// else. Formats: Microsoft's PE/COFF specification, Apple's loader.h and fat.h; where Go puts it: debug/buildinfo.
import { locateGoBuildInfo, type LocatedBuildInfo } from '../buildinfo/index.ts';
import type { ByteSource } from '../types.ts';

interface Part {
  address: bigint;
  offset: number;
  size: number;
  /** Lower is likelier to hold it; null: not searched, only for its addresses. */
  rank: number | null;
}

/** More than any linker writes. */
const MAX_PARTS = 1_000;
const MAX_SLICES = 16;

/** Null where it is no Go program, or damaged. Never throws on any bytes. */
export function findForeignBuildInfo(source: ByteSource, format: 'pe' | 'mach-o'): LocatedBuildInfo | null {
  if (format === 'pe') return search(source, peParts(source));
  for (const slice of slices(source)) {
    const found = search(source, machParts(source, slice));
    if (found) return found;
  }
  return null;
}

function search(source: ByteSource, parts: Part[]): LocatedBuildInfo | null {
  const ranges = parts.flatMap(({ rank, offset, size }) => (rank === null ? [] : [{ rank, offset, size }])).sort((a, b) => a.rank - b.rank);
  const offsetOf = (address: bigint): number | null => {
    const part = parts.find((each) => address >= each.address && address < each.address + BigInt(each.size));
    return part ? part.offset + Number(address - part.address) : null;
  };
  return locateGoBuildInfo(source, { ranges: ranges.slice(0, 8), offsetOf });
}

function view(source: ByteSource, offset: number, length: number): DataView | null {
  if (!(offset >= 0) || offset + length > source.size) return null;
  const bytes = source.read(offset, length);
  return bytes.length === length ? new DataView(bytes.buffer, bytes.byteOffset, length) : null;
}

const IMAGE_SCN_MEM_WRITE = 0x80000000;
const IMAGE_SCN_CNT_INITIALIZED_DATA = 0x40;

function peParts(source: ByteSource): Part[] {
  const at = view(source, 0, 64)?.getUint32(0x3c, true);
  const head = at === undefined ? null : view(source, at, 24 + 32);
  if (at === undefined || !head || head.getUint32(0, false) !== 0x50450000) return [];
  const count = Math.min(head.getUint16(6, true), MAX_PARTS);
  const base = head.getUint16(24, true) === 0x20b ? head.getBigUint64(24 + 24, true) : BigInt(head.getUint32(24 + 28, true));
  const table = at + 24 + head.getUint16(20, true);
  const parts: Part[] = [];
  for (let i = 0; i < count; i++) {
    const section = view(source, table + 40 * i, 40);
    if (!section) break;
    const flags = section.getUint32(36, true);
    const writable = (flags & IMAGE_SCN_MEM_WRITE) !== 0;
    const data = (flags & IMAGE_SCN_CNT_INITIALIZED_DATA) !== 0;
    parts.push({
      address: base + BigInt(section.getUint32(12, true)),
      offset: section.getUint32(20, true),
      size: section.getUint32(16, true),
      rank: data ? (writable ? 0 : 1) : null,
    });
  }
  return parts;
}

interface Slice {
  offset: number;
  size: number;
}

/** A universal file holds one program per machine; another file is its own slice. */
function slices(source: ByteSource): Slice[] {
  const head = view(source, 0, 8);
  const magic = head?.getUint32(0, false);
  if (!head || (magic !== 0xcafebabe && magic !== 0xcafebabf)) return [{ offset: 0, size: source.size }];
  const wide = magic === 0xcafebabf;
  const found: Slice[] = [];
  for (let i = 0; i < Math.min(head.getUint32(4, false), MAX_SLICES); i++) {
    const entry = view(source, 8 + i * (wide ? 32 : 20), 20);
    if (!entry) break;
    found.push({ offset: wide ? Number(entry.getBigUint64(8, false)) : entry.getUint32(8, false), size: source.size });
  }
  return found;
}

const LC_SEGMENT = 1;
const LC_SEGMENT_64 = 0x19;

function machParts(source: ByteSource, slice: Slice): Part[] {
  const head = view(source, slice.offset, 28);
  if (!head) return [];
  const little = head.getUint8(0) === 0xce || head.getUint8(0) === 0xcf;
  const magic = head.getUint32(0, little);
  if (magic !== 0xfeedface && magic !== 0xfeedfacf) return [];
  const is64 = magic === 0xfeedfacf;
  const parts: Part[] = [];
  let at = slice.offset + (is64 ? 32 : 28);
  for (let i = 0; i < Math.min(head.getUint32(16, little), MAX_PARTS); i++) {
    const command = view(source, at, 8);
    if (!command) break;
    const kind = command.getUint32(0, little);
    const size = command.getUint32(4, little);
    if (size < 8) break;
    if (kind === (is64 ? LC_SEGMENT_64 : LC_SEGMENT)) addSegment(source, slice, at, is64, little, parts);
    at += size;
  }
  return parts;
}

function addSegment(source: ByteSource, slice: Slice, at: number, is64: boolean, little: boolean, parts: Part[]): void {
  const segment = view(source, at, is64 ? 72 : 56);
  if (!segment) return;
  const word = (place: number): bigint => (is64 ? segment.getBigUint64(place, little) : BigInt(segment.getUint32(place, little)));
  const wide = is64 ? 8 : 4;
  const size = inFile(word(24 + 3 * wide));
  const offset = slice.offset + inFile(word(24 + 2 * wide));
  const writable = (segment.getUint32(24 + 4 * wide + 4, little) & 2) !== 0;
  parts.push({ address: word(24), offset, size, rank: writable ? 0 : null });
}

/** A place in a file; what is larger is in none. */
const inFile = (value: bigint): number => (value > 2n ** 48n ? 0 : Number(value));
