// Go's build info in an executable: the version of the toolchain and how the program was built. Format: Go's debug/buildinfo and cmd/link's buildinfo.
// Called by the ELF reader, which knows where the data stands and how addresses map to the file.
import type { GoInfo } from '../../../shared/domain/elf.ts';
import type { ByteSource } from '../types.ts';
import { parseModinfo } from './modinfo.ts';

export { parseModinfo } from './modinfo.ts';

/** `\xff Go buildinf:` at a multiple of 16, then pointer size and flags, 32 bytes together. */
const MAGIC = [0xff, 0x20, 0x47, 0x6f, 0x20, 0x62, 0x75, 0x69, 0x6c, 0x64, 0x69, 0x6e, 0x66, 0x3a];
const ALIGN = 16;
const HEADER = 32;
const CHUNK = 1024 * 1024;
const MAX_SCAN = 64 * 1024 * 1024;
const MAX_VERSION = 4096;
const MAX_MODINFO = 8 * 1024 * 1024;
/** The module text stands between two markers of 16 bytes each. */
const MARKER = 16;

export interface BuildInfoPlace {
  /** Where to look: the section `.go.buildinfo`, or writable data segments. */
  ranges: { offset: number; size: number }[];
  /** Virtual address -> file offset, null where nothing of the file is mapped. Only the format before Go 1.18 needs it. */
  offsetOf: (address: bigint) => number | null;
  warn?: (code: string, text: string, offset: number) => void;
}

const utf8 = new TextDecoder('utf-8');

export interface LocatedBuildInfo {
  info: GoInfo;
  /** `pointers` before Go 1.18, `inline` since. */
  format: 'pointers' | 'inline';
  /** Header and, where they follow it, the strings. */
  place: { offset: number; length: number };
}

/** Null where no build info is found, or it is damaged (with a warning). */
export const readGoBuildInfo = (source: ByteSource, place: BuildInfoPlace): GoInfo | null => locateGoBuildInfo(source, place)?.info ?? null;

/** The same with the place where it stands. Lengths in the file are limits, never sizes of a buffer. */
export function locateGoBuildInfo(source: ByteSource, place: BuildInfoPlace): LocatedBuildInfo | null {
  const at = find(source, place.ranges);
  if (at === null) return null;
  const header = source.read(at, HEADER);
  if (header.length < HEADER) {
    place.warn?.('buildinfo-cut', 'the file ends inside the Go build info', at);
    return null;
  }
  const flags = header[15] ?? 0;
  const strings = (flags & 2) !== 0 ? readInline(source, at + HEADER) : readPointed(source, header, flags, place);
  const version = strings?.version;
  if (!strings || !version) {
    place.warn?.('buildinfo-damaged', 'Go build info is there, but its version can not be read', at);
    return null;
  }
  return {
    info: parseModinfo(utf8.decode(version), moduleText(strings.modinfo)),
    format: (flags & 2) !== 0 ? 'inline' : 'pointers',
    place: { offset: at, length: (strings.end ?? at + HEADER) - at },
  };
}

function find(source: ByteSource, ranges: BuildInfoPlace['ranges']): number | null {
  let left = MAX_SCAN;
  for (const { offset, size } of ranges) {
    const end = Math.min(offset + Math.min(size, left), source.size);
    left -= Math.max(0, end - offset);
    // Aligned by address; segments and sections are aligned alike in the file. One more header is read so that none is cut by a chunk's end.
    for (let at = Math.ceil(offset / ALIGN) * ALIGN; at < end; at += CHUNK) {
      const bytes = source.read(at, Math.min(CHUNK + HEADER, end - at));
      for (let i = 0; i + MAGIC.length <= bytes.length; i += ALIGN) if (bytes[i] === 0xff && MAGIC.every((byte, j) => bytes[i + j] === byte)) return at + i;
    }
    if (left <= 0) return null;
  }
  return null;
}

interface Strings {
  version: Uint8Array | null;
  modinfo: Uint8Array;
  /** Where the inline strings end. */
  end?: number;
}

/** Go 1.18 and later: two strings, each behind its length as a varint. */
function readInline(source: ByteSource, at: number): Strings | null {
  const version = readVarString(source, at, MAX_VERSION);
  if (!version) return null;
  const modinfo = readVarString(source, version.end, MAX_MODINFO);
  return { version: version.bytes, modinfo: modinfo?.bytes ?? new Uint8Array(0), end: modinfo?.end ?? version.end };
}

function readVarString(source: ByteSource, at: number, max: number): { bytes: Uint8Array; end: number } | null {
  const head = source.read(at, 10);
  let length = 0;
  for (let i = 0; i < head.length; i++) {
    const byte = head[i] ?? 0;
    length += (byte & 0x7f) * 2 ** (7 * i);
    if ((byte & 0x80) !== 0) continue;
    if (length > max || at + i + 1 + length > source.size) return null;
    return { bytes: source.read(at + i + 1, length), end: at + i + 1 + length };
  }
  return null;
}

/** Before Go 1.18: two pointers to Go string headers (pointer, length). */
function readPointed(source: ByteSource, header: Uint8Array, flags: number, place: BuildInfoPlace): Strings | null {
  const width = header[14];
  if (width !== 4 && width !== 8) return null;
  const little = (flags & 1) === 0;
  const number = (view: DataView, at: number): bigint => (width === 8 ? view.getBigUint64(at, little) : BigInt(view.getUint32(at, little)));
  const view = new DataView(header.buffer, header.byteOffset, header.length);
  const string = (address: bigint, max: number): Uint8Array | null => {
    const headerAt = place.offsetOf(address);
    if (headerAt === null) return null;
    const bytes = source.read(headerAt, 2 * width);
    if (bytes.length < 2 * width) return null;
    const stringHeader = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const dataAt = place.offsetOf(number(stringHeader, 0));
    const length = number(stringHeader, width);
    return dataAt === null || length > BigInt(max) ? null : source.read(dataAt, Number(length));
  };
  return { version: string(number(view, 16), MAX_VERSION), modinfo: string(number(view, 16 + width), MAX_MODINFO) ?? new Uint8Array(0) };
}

function moduleText(bytes: Uint8Array): string {
  const marked = bytes.length >= 2 * MARKER + 1 && bytes[bytes.length - MARKER - 1] === 0x0a;
  return marked ? utf8.decode(bytes.subarray(MARKER, bytes.length - MARKER)) : '';
}
