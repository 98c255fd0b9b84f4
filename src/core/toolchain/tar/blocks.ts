// Tar at the level of its 512-byte blocks (POSIX ustar, GNU long names): what layers and image archives are written with.
// tar-stream awaits every entry; rewriting 14,000 files of Go's sources that way costs seconds (facts/docker.md 11), so this is our own.

export const BLOCK = 512;

export type EntryType = 'file' | 'hardlink' | 'symlink' | 'directory';

export interface Header {
  /** Without leading `./` or `/`, without trailing `/`. */
  name: string;
  type: EntryType;
  mode: number;
  uid: number;
  gid: number;
  /** Bytes of content that follow; 0 for everything but files. */
  size: number;
  /** Seconds since 1970. */
  mtime: number;
  linkname: string;
}

const FLAGS: Record<EntryType, string> = { file: '0', hardlink: '1', symlink: '2', directory: '5' };

const octal = (value: number, width: number): string =>
  `${Math.trunc(value)
    .toString(8)
    .padStart(width - 1, '0')}\0`;

function block(name: Buffer, flag: string, size: number, header: { mode: number; uid: number; gid: number; mtime: number }, linkname: Buffer): Buffer {
  const bytes = Buffer.alloc(BLOCK);
  name.copy(bytes, 0, 0, 100);
  bytes.write(octal(header.mode & 0o7777, 8), 100, 'latin1');
  bytes.write(octal(header.uid, 8), 108, 'latin1');
  bytes.write(octal(header.gid, 8), 116, 'latin1');
  // Sizes beyond 8 GiB don't fit in octal; no package of ours is near that.
  bytes.write(octal(size, 12), 124, 'latin1');
  bytes.write(octal(header.mtime, 12), 136, 'latin1');
  bytes.write('        ', 148, 'latin1');
  bytes.write(flag, 156, 'latin1');
  linkname.copy(bytes, 157, 0, 100);
  bytes.write('ustar  \0', 257, 'latin1');
  let sum = 0;
  for (const byte of bytes) sum += byte;
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return bytes;
}

/** Zero bytes that fill content of this size up to a whole block. */
export const padding = (size: number): Buffer => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);

/** The end of an archive: two zero blocks. */
export const END = Buffer.alloc(2 * BLOCK);

const PLAIN = { mode: 0o644, uid: 0, gid: 0, mtime: 0 };

function longName(flag: 'L' | 'K', text: Buffer): Buffer[] {
  const content = Buffer.concat([text, Buffer.from([0])]);
  return [block(Buffer.from('././@LongLink'), flag, content.length, PLAIN, Buffer.alloc(0)), content, padding(content.length)];
}

/** The header block or blocks of an entry; its content and {@link padding} follow. */
export function encodeHeader(header: Header): Buffer {
  const name = Buffer.from(header.type === 'directory' ? `${header.name}/` : header.name);
  const link = Buffer.from(header.linkname);
  return Buffer.concat([
    ...(link.length > 100 ? longName('K', link) : []),
    ...(name.length > 100 ? longName('L', name) : []),
    block(name, FLAGS[header.type], header.type === 'file' ? header.size : 0, header, link),
  ]);
}

const text = (bytes: Buffer): string => {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
};

const number = (bytes: Buffer): number => {
  const digits = text(bytes).trim();
  if (digits === '') return 0;
  if (!/^[0-7]+$/.test(digits)) throw new Error(`tar: "${digits}" is not an octal number`);
  return Number.parseInt(digits, 8);
};

/** One header block as it stands; `flag` still says what it is. Throws on a wrong checksum. */
export function decodeHeader(bytes: Buffer): { name: string; flag: string; mode: number; uid: number; gid: number; size: number; mtime: number; linkname: string } | null {
  if (bytes.every((byte) => byte === 0)) return null;
  let sum = 8 * 32;
  for (let i = 0; i < BLOCK; i += 1) if (i < 148 || i >= 156) sum += bytes[i] ?? 0;
  if (sum !== number(bytes.subarray(148, 156))) throw new Error('tar: a header has a wrong checksum');
  const posix = bytes.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = posix ? text(bytes.subarray(345, 500)) : '';
  const name = text(bytes.subarray(0, 100));
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    flag: bytes.toString('latin1', 156, 157),
    mode: number(bytes.subarray(100, 108)),
    uid: number(bytes.subarray(108, 116)),
    gid: number(bytes.subarray(116, 124)),
    size: number(bytes.subarray(124, 136)),
    mtime: number(bytes.subarray(136, 148)),
    linkname: text(bytes.subarray(157, 257)),
  };
}
