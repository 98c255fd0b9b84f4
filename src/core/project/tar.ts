// A tar stream of a tree. Own writer, as names are bytes here (the usual packers write names as UTF-8 text and lose the others),
// and as synchronous reads in slices are several times faster than one awaited entry after the other (facts/docker.md 11).
import { Readable } from 'node:stream';
import { breather } from '../breather.ts';
import { nameToBytes } from './names.ts';
import { readEntryPieces } from './tree.ts';
import type { Tree, TreeEntry } from './types.ts';

const BLOCK = 512;
const PIECE_BYTES = 1 << 20;
/** Small headers and files are collected to pieces of this size. */
const CHUNK_BYTES = 256 * 1024;

/**
 * Seconds since 1970 that stand for a file's content. Go's build cache indexes the packages of a module by name, size and mtime of their
 * files (cmd/go/internal/modindex dirHash), so with one constant time a changed file of the same size would be read with its old imports;
 * with the real time equal trees would differ between machines. So: a time that follows from the content, between 2001 and 2018.
 */
export const contentTime = (hash: string): number => 1_000_000_000 + (Number.parseInt(hash.slice(0, 12) || '0', 16) % 500_000_000);

/**
 * The entries below `prefix` as a tar stream (GNU format: long names in `L` and `K` records, raw bytes). Owner 0:0, fixed modes and times, so equal
 * entries give equal bytes. The stream fails with InputError where a file is not what was hashed, with CancelledError after an abort.
 */
export function packEntries(
  tree: Pick<Tree, 'root'>,
  entries: TreeEntry[],
  prefix: string,
  options: { signal?: AbortSignal | undefined; onFile?: ((bytes: number) => void) | undefined } = {},
): Readable {
  return Readable.from(pack(tree, entries, prefix, options), { objectMode: false, highWaterMark: CHUNK_BYTES });
}

async function* pack(
  tree: Pick<Tree, 'root'>,
  entries: TreeEntry[],
  prefix: string,
  options: { signal?: AbortSignal | undefined; onFile?: ((bytes: number) => void) | undefined },
): AsyncGenerator<Buffer> {
  const pause = breather(options.signal);
  let parts: Buffer[] = [];
  let held = 0;
  const hold = (part: Buffer): void => {
    parts.push(part);
    held += part.length;
  };
  const flush = (): Buffer => {
    const chunk = Buffer.concat(parts, held);
    parts = [];
    held = 0;
    return chunk;
  };
  for (const entry of entries) {
    for (const header of headers(entry, prefix)) hold(header);
    if (entry.type === 'file') {
      for (const piece of readEntryPieces(tree, entry, PIECE_BYTES)) {
        hold(piece);
        if (held >= CHUNK_BYTES) yield flush();
        await pause();
      }
      hold(padding(entry.size));
      options.onFile?.(entry.size);
    }
    if (held >= CHUNK_BYTES) yield flush();
    await pause();
  }
  hold(Buffer.alloc(2 * BLOCK));
  yield flush();
}

const padding = (size: number): Buffer => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);

function headers(entry: TreeEntry, prefix: string): Buffer[] {
  const name = Buffer.concat([nameToBytes(entry.path === '' ? prefix : `${prefix}/${entry.path}`), Buffer.from(entry.type === 'directory' ? '/' : '')]);
  const target = nameToBytes(entry.linkname ?? '');
  return [
    ...(target.length > 100 ? longRecord('K', target) : []),
    ...(name.length > 100 ? longRecord('L', name) : []),
    header({
      name,
      target,
      mode: entry.mode,
      size: entry.type === 'file' ? entry.size : 0,
      time: contentTime(entry.hash),
      flag: entry.type === 'file' ? '0' : entry.type === 'symlink' ? '2' : '5',
    }),
  ];
}

/** GNU's record before an entry whose name (`L`) or link target (`K`) has more than 100 bytes. */
function longRecord(flag: 'K' | 'L', bytes: Buffer): Buffer[] {
  const content = Buffer.concat([bytes, Buffer.from([0])]);
  return [header({ name: Buffer.from('././@LongLink'), target: Buffer.alloc(0), mode: 0o644, size: content.length, time: 0, flag }), content, padding(content.length)];
}

function header(entry: { name: Buffer; target: Buffer; mode: number; size: number; time: number; flag: string }): Buffer {
  const block = Buffer.alloc(BLOCK);
  entry.name.copy(block, 0, 0, 100);
  octal(block, entry.mode, 100, 8);
  octal(block, 0, 108, 8);
  octal(block, 0, 116, 8);
  octal(block, entry.size, 124, 12);
  octal(block, entry.time, 136, 12);
  block.write('        ', 148, 'latin1'); // the checksum counts its own field as spaces
  block.write(entry.flag, 156, 'latin1');
  entry.target.copy(block, 157, 0, 100);
  block.write('ustar  \0', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** Octal digits, or GNU's base-256 where they don't fit (files of 8 GiB and more). */
function octal(block: Buffer, value: number, at: number, width: number): void {
  const digits = value.toString(8);
  if (digits.length < width) {
    block.write(`${digits.padStart(width - 1, '0')}\0`, at, 'latin1');
    return;
  }
  block[at] = 0x80;
  let rest = value;
  for (let index = at + width - 1; index > at; index -= 1) {
    block[index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
}
