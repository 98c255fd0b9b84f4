// One header block of a tar, as Docker's own reader (Go's archive/tar) takes it: v7, ustar, star and GNU, octal and base-256 numbers. Called by reader.ts.
// Writing tars, and reading the trusted ones of packages, is core/toolchain/tar.

export const BLOCK = 512;

export interface TarHeader {
  /** Bytes of the name as it stands there, up to its NUL. Valid only while the entry is announced. */
  name: Uint8Array;
  linkname: Uint8Array;
  /** The type flag's character code; `0` for the NUL of old tars, `5` for their folders (a name that ends in a slash). */
  flag: number;
  mode: number;
  uid: number;
  gid: number;
  /** Bytes of content that follow in the archive. */
  size: number;
  /** Bytes of the file: more than `size` for a sparse one. */
  realSize: number;
  /** Its content here leaves out holes, so its bytes are not those of the file. */
  sparse: boolean;
}

export const FLAG = {
  file: 0x30,
  hardlink: 0x31,
  symlink: 0x32,
  char: 0x33,
  block: 0x34,
  directory: 0x35,
  fifo: 0x36,
  contiguous: 0x37,
  longName: 0x4c,
  longLink: 0x4b,
  sparse: 0x53,
  pax: 0x78,
  paxGlobal: 0x67,
} as const;

/** Octal text, or base-256 where the first bit is set; NaN where it is neither. Empty is 0, as in Go. */
function tarNumber(bytes: Uint8Array, start: number, length: number): number {
  const first = bytes[start] ?? 0;
  if ((first & 0x80) !== 0) {
    if ((first & 0x40) !== 0) return Number.NaN; // negative
    let value = first & 0x3f;
    for (let i = start + 1; i < start + length; i += 1) value = value * 256 + (bytes[i] ?? 0);
    return value;
  }
  let at = start;
  const end = start + length;
  while (at < end && (bytes[at] === 0x20 || bytes[at] === 0)) at += 1;
  let value = 0;
  for (; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === 0 || byte === 0x20) break;
    if (byte < 0x30 || byte > 0x37) return Number.NaN;
    value = value * 8 + (byte - 0x30);
  }
  return value;
}

/** True for a block whose checksum is right, added up as unsigned bytes or (old Suns) as signed ones. */
export function checksumHolds(block: Uint8Array): boolean {
  const claimed = tarNumber(block, 148, 8);
  let sum = 8 * 0x20;
  let high = 0;
  for (let i = 0; i < 148; i += 1) {
    const byte = block[i] as number; // the caller gives a whole block
    sum += byte;
    high += byte >> 7;
  }
  for (let i = 156; i < BLOCK; i += 1) {
    const byte = block[i] as number; // the same
    sum += byte;
    high += byte >> 7;
  }
  return claimed === sum || claimed === sum - 256 * high;
}

export function isZero(block: Uint8Array): boolean {
  for (let i = 0; i < BLOCK; i += 1) if (block[i] !== 0) return false;
  return true;
}

function upToNul(block: Uint8Array, start: number, length: number): Uint8Array {
  let end = start;
  while (end < start + length && block[end] !== 0) end += 1;
  return block.subarray(start, end);
}

const USTAR = 0x75; // u of `ustar`

/** Reads a block whose checksum holds; null where its size is no number. Fields of less weight that are no numbers become 0. */
export function readHeader(block: Uint8Array): TarHeader | null {
  const size = tarNumber(block, 124, 12);
  if (!Number.isSafeInteger(size)) return null;
  const small = (start: number): number => {
    const value = tarNumber(block, start, 8);
    return value >= 0 && value <= 0xffff_ffff ? value : 0;
  };
  let name = upToNul(block, 0, 100);
  const magic = block[257] === USTAR && block[258] === 0x73 && block[259] === 0x74 && block[260] === 0x61 && block[261] === 0x72;
  // `ustar\0` has a prefix of the name; GNU's `ustar  ` has times at that place, and star's ends earlier.
  if (magic && block[262] === 0 && block[345] !== 0) {
    const star = block[508] === 0x74 && block[509] === 0x61 && block[510] === 0x72 && block[511] === 0;
    const prefix = upToNul(block, 345, star ? 131 : 155);
    const joined = new Uint8Array(prefix.length + 1 + name.length);
    joined.set(prefix);
    joined[prefix.length] = 0x2f;
    joined.set(name, prefix.length + 1);
    name = joined;
  }
  const typed = block[156] ?? 0;
  const flag = typed === 0 || typed === FLAG.contiguous ? FLAG.file : typed;
  return {
    name,
    linkname: upToNul(block, 157, 100),
    flag: flag === FLAG.file && name[name.length - 1] === 0x2f ? FLAG.directory : flag,
    mode: small(100) & 0o7777,
    uid: small(108),
    gid: small(116),
    size,
    realSize: size,
    sparse: false,
  };
}
