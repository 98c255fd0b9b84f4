// /etc/ld.so.cache in memory, in both formats, as ldconfig writes them: entries in the order that the loader's binary search wants.

export interface CacheEntrySpec {
  name: string;
  path: string;
  /** 0x0303: an x86-64 library of libc 6. */
  flags?: number;
  /** The name of a glibc-hwcaps folder. */
  hwcaps?: string;
}

const OLD = 'ld.so-1.7.0';
const NEW = 'glibc-ld.so.cache1.1';

/** As `_dl_cache_libcmp`: digits compare as numbers. The file holds them from the greatest to the least. */
function compare(a: string, b: string): number {
  const parts = (text: string): (string | number)[] => (text.match(/\d+|\D/g) ?? []).map((each) => (/\d/.test(each) ? Number(each) : each));
  const [left, right] = [parts(a), parts(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const [x, y] = [left[i], right[i]];
    if (x === y) continue;
    if (x === undefined) return -1;
    if (y === undefined) return 1;
    if (typeof x === 'number' && typeof y === 'number') return x - y;
    if (typeof x === 'number') return 1;
    if (typeof y === 'number') return -1;
    return x < y ? -1 : 1;
  }
  return 0;
}

const sorted = (entries: readonly CacheEntrySpec[]): CacheEntrySpec[] =>
  [...entries].sort((a, b) => compare(b.name, a.name) || Number(b.hwcaps !== undefined) - Number(a.hwcaps !== undefined));

/** The format of glibc 2.2 and newer, little-endian. */
export function newCache(entries: readonly CacheEntrySpec[], { order = 2 }: { order?: number } = {}): Buffer {
  const list = sorted(entries);
  const levels = [...new Set(list.flatMap(({ hwcaps }) => (hwcaps === undefined ? [] : [hwcaps])))].sort();
  const strings = new Strings(48 + list.length * 24);
  const head = Buffer.alloc(48 + list.length * 24);
  head.write(NEW, 0, 'latin1');
  head.writeUInt32LE(list.length, 20);
  head.writeUInt8(order, 28);
  list.forEach(({ name, path, flags = 0x0303, hwcaps }, i) => {
    const at = 48 + i * 24;
    head.writeUInt32LE(flags, at);
    head.writeUInt32LE(strings.at(name), at + 4);
    head.writeUInt32LE(strings.at(path), at + 8);
    if (hwcaps !== undefined) head.writeBigUInt64LE((1n << 62n) | BigInt(levels.indexOf(hwcaps)), at + 16);
  });
  const places = levels.map((level) => strings.at(level));
  const body = strings.bytes();
  head.writeUInt32LE(body.length, 24);
  const padding = Buffer.alloc((4 - ((head.length + body.length) % 4)) % 4);
  const extension = head.length + body.length + padding.length;
  head.writeUInt32LE(extension, 32);
  const tail = Buffer.alloc(8 + 16 + places.length * 4);
  tail.writeUInt32LE(0xeaa42174, 0);
  tail.writeUInt32LE(1, 4);
  tail.writeUInt32LE(1, 8);
  tail.writeUInt32LE(extension + 24, 16);
  tail.writeUInt32LE(places.length * 4, 20);
  places.forEach((place, i) => tail.writeUInt32LE(place, 24 + i * 4));
  return Buffer.concat([head, body, padding, tail]);
}

/** The format of libc 5 and glibc 2.0, its string offsets from the end of the table. `inside`: the new one in its strings, as compatible caches are. */
export function oldCache(entries: readonly CacheEntrySpec[], inside?: Buffer): Buffer {
  const list = sorted(entries);
  const head = Buffer.alloc(16 + list.length * 12);
  head.write(OLD, 0, 'latin1');
  head.writeUInt32LE(list.length, 12);
  const pad = inside === undefined ? Buffer.alloc(0) : Buffer.concat([Buffer.alloc((8 - (head.length % 8)) % 8), inside]);
  const strings = new Strings(pad.length);
  list.forEach(({ name, path, flags = 0x0303 }, i) => {
    head.writeUInt32LE(flags, 16 + i * 12);
    head.writeUInt32LE(strings.at(name), 20 + i * 12);
    head.writeUInt32LE(strings.at(path), 24 + i * 12);
  });
  return Buffer.concat([head, pad, strings.bytes()]);
}

class Strings {
  #next: number;
  readonly #parts: Buffer[] = [];
  constructor(base: number) {
    this.#next = base;
  }
  at(text: string): number {
    const place = this.#next;
    const bytes = Buffer.from(`${text}\0`, 'latin1');
    this.#parts.push(bytes);
    this.#next += bytes.length;
    return place;
  }
  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }
}
