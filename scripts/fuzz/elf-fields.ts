// Where the fields of an ELF file stand, so that a mutation hits one that decides something. Reads the file as it was damaged so far; believes nothing.
import { boundary, put } from './mutate.ts';
import type { Random } from './random.ts';

interface Layout {
  wide: 4 | 8;
  little: boolean;
  view: DataView;
}

const u16 = ({ view, little }: Layout, at: number): number => (at >= 0 && at + 2 <= view.byteLength ? view.getUint16(at, little) : 0);
const u32 = ({ view, little }: Layout, at: number): number => (at >= 0 && at + 4 <= view.byteLength ? view.getUint32(at, little) : 0);
const word = (layout: Layout, at: number): number => (layout.wide === 4 ? u32(layout, at) : u32(layout, layout.little ? at : at + 4));

/** Fields by width, from the start of an entry: [offset, width]. */
const HEADER = (w: number): [number, number][] => [
  [4, 1], [5, 1], [6, 1], [7, 1], [8, 1], [16, 2], [18, 2], [20, 4], [24, w], [24 + w, w], [24 + 2 * w, w], [24 + 3 * w, 4],
  ...[4, 6, 8, 10, 12, 14].map((at): [number, number] => [24 + 3 * w + at, 2]),
]; // prettier-ignore
const SECTION = (w: number): [number, number][] => [
  [0, 4], [4, 4], [8, w], [8 + w, w], [8 + 2 * w, w], [8 + 3 * w, w], [8 + 4 * w, 4], [12 + 4 * w, 4], [16 + 4 * w, w], [16 + 5 * w, w],
]; // prettier-ignore
const SEGMENT = (w: number): [number, number][] => (w === 8 ? [[0, 4], [4, 4], [8, 8], [16, 8], [24, 8], [32, 8], [40, 8], [48, 8]] : [0, 4, 8, 12, 16, 20, 24, 28].map((at) => [at, 4])); // prettier-ignore

interface Place {
  type: number;
  offset: number;
  size: number;
}

function sections(layout: Layout): Place[] {
  const { wide } = layout;
  const table = word(layout, 24 + 2 * wide);
  const stride = wide === 8 ? 64 : 40;
  const found: Place[] = [];
  for (let i = 0; i < Math.min(100, u16(layout, 24 + 3 * wide + 12)); i++) {
    const at = table + i * stride;
    found.push({ type: u32(layout, at + 4), offset: word(layout, at + 8 + 2 * wide), size: word(layout, at + 8 + 3 * wide) });
  }
  return found;
}

/** Tables whose contents are numbers that a reader follows: what they hold is hit at a multiple of four. */
const FOLLOWED = new Set([2, 4, 5, 6, 7, 9, 11, 14, 15, 16, 18, 19, 0x6ffffff6, 0x6ffffffd, 0x6ffffffe, 0x6fffffff]);

/** One mutation of a field, or of a table as a whole. In place; what is no ELF file is changed at a random place. */
export function mutateField(bytes: Uint8Array, random: Random): Uint8Array {
  const layout: Layout = { wide: bytes[4] === 1 ? 4 : 8, little: bytes[5] !== 2, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length) };
  const { wide, little } = layout;
  const write = (base: number, fields: [number, number][], value = boundary(random, bytes.length)): Uint8Array => {
    const [at, width] = random.pick(fields);
    put(bytes, base + at, width, value, little);
    return bytes;
  };
  const segments = { at: word(layout, 24 + wide), stride: wide === 8 ? 56 : 32, count: u16(layout, 24 + 3 * wide + 8) };
  const headers = { at: word(layout, 24 + 2 * wide), stride: wide === 8 ? 64 : 40, count: u16(layout, 24 + 3 * wide + 12) };
  switch (random.below(8)) {
    case 0:
      return write(0, HEADER(wide));
    case 1:
      return write(headers.at + random.below(headers.count) * headers.stride, SECTION(wide));
    case 2:
      return write(segments.at + random.below(segments.count) * segments.stride, SEGMENT(wide));
    case 3: {
      // One entry becomes a copy of another: two dynamic tables, overlapping segments.
      const table = random.chance(2) ? headers : segments;
      const from = table.at + random.below(table.count) * table.stride;
      if (from < bytes.length) bytes.copyWithin(table.at + random.below(table.count) * table.stride, from, from + table.stride);
      return bytes;
    }
    case 4: {
      // An entry of one kind claims to be of another.
      const type = random.pick([
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 14, 17, 18, 19, 0x6474e550, 0x6474e551, 0x6474e552, 0x6474e553, 0x6ffffff6, 0x6ffffffd, 0x6ffffffe, 0x6fffffff, 0x70000001, 0x70000003,
      ]);
      if (random.chance(2)) put(bytes, headers.at + random.below(headers.count) * headers.stride + 4, 4, BigInt(type), little);
      else put(bytes, segments.at + random.below(segments.count) * segments.stride, 4, BigInt(type), little);
      return bytes;
    }
    case 5: {
      // A section's place becomes another's, so that something is read as what it is not.
      const all = sections(layout);
      if (all.length === 0) return write(0, HEADER(wide));
      put(bytes, headers.at + random.below(headers.count) * headers.stride + 8 + 2 * wide, wide, BigInt(random.pick(all).offset), little);
      return bytes;
    }
    default: {
      const followed = sections(layout).filter(({ type, size, offset }) => FOLLOWED.has(type) && size >= 4 && offset < bytes.length);
      if (followed.length === 0) return write(0, HEADER(wide));
      const { offset, size } = random.pick(followed);
      // The beginning of a table is where counts and first links stand.
      const into = random.below(random.chance(2) ? Math.min(size, 64) : size) & ~3;
      put(bytes, offset + into, random.pick([2, 4, wide]), random.chance(3) ? BigInt(random.below(40)) : boundary(random, bytes.length), little);
      return bytes;
    }
  }
}
