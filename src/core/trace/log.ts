// A log where it is, opened: a file or a stored blob, unpacked where it is packed; and the key that names its content. In the thread that reads traces.
import { createHash, type Hash } from 'node:crypto';
import { fstatSync, type BigIntStats } from 'node:fs';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { CancelledError, errorText, InputError } from '../../shared/domain/errors.ts';
import { capped, shown } from '../../shared/domain/text.ts';
import { bytesSource, TRACE_VERSION } from '../evidence/index.ts';
import { fileErrorCode } from '../file-errors.ts';
import { openFile, type OpenSource } from '../file-source.ts';
import { openBlob, type BlobFile } from '../store/blob-file.ts';
import { findSet, type TraceSet } from './set/index.ts';
import type { TraceFile } from './types.ts';

/** Head and tail that name a file's content together with its size, time and place. */
const NAMED = 64 * 1024;
const PIECE = 1 << 20;
/** Of a packed log; it is unpacked into memory. */
const MOST_PLAIN = 1_000_000_000;

export interface OpenLog {
  readonly key: string;
  readonly source: OpenSource;
  /** How it is packed: it must be unpacked before it is read. */
  readonly packed: 'gzip' | 'zstd' | null;
  /** Of a file of `strace -ff`: it stands in its name alone. */
  readonly pid: number | null;
  /** It is many files: they must be merged before they are read, and `source` is empty. */
  readonly set: TraceSet | null;
}

/** Opens it and names it. Throws InputError for what can't be read, and for what is packed in a way that is not unpacked here. */
export function openLog(file: TraceFile): OpenLog {
  if (file.kind === 'blob') return { key: `${TRACE_VERSION}-${file.sha256}`, source: blobSource(file.file, file.name), packed: null, pid: null, set: null };
  const set = findSet(file.path, file.name, file.pids);
  if (set !== null) return { key: `${TRACE_VERSION}-set-${nameOfSet(set)}`, source: { ...bytesSource(new Uint8Array(0)), close: () => undefined }, packed: null, pid: null, set };
  let stat: BigIntStats | null = null;
  const source = openFile(file.path, file.name, (fd) => (stat = fstatSync(fd, { bigint: true })));
  try {
    const head = source.read(0, NAMED);
    const packed = packedAs(head, file.name);
    const pid = /\.(\d{1,9})$/.exec(file.path)?.[1];
    return { key: `${TRACE_VERSION}-${nameOf(source, head, stat)}${pid === undefined ? '' : `-${pid}`}`, source, packed, pid: pid === undefined ? null : Number(pid), set: null };
  } catch (error) {
    source.close();
    throw error;
  }
}

/** A blob that was cleaned away or damaged is no bug of ours: it is said in words, when it is opened and when it is read. */
function blobSource(blob: BlobFile, name: string): OpenSource {
  const said = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      const why = fileErrorCode(error) === 'ENOENT' ? 'it was cleaned away' : errorText(error);
      throw new InputError(`the stored log of ${shown(name)} can't be read: ${why}`, { input: name, expected: 'a log that is still stored' });
    }
  };
  const open = said(() => openBlob(blob));
  return { size: open.size, read: (offset, length) => said(() => open.read(offset, length)), close: () => open.close() };
}

/** A file that was written again in place with the same size has another time; one that was put in its place has another inode. */
function nameOf(source: OpenSource, head: Uint8Array, stat: BigIntStats | null): string {
  const hash: Hash = createHash('sha256');
  if (stat !== null) hash.update(`${stat.dev} ${stat.ino} ${stat.size} ${stat.mtimeNs}\n`);
  hash.update(head);
  if (source.size > NAMED) hash.update(source.read(Math.max(NAMED, source.size - NAMED), NAMED));
  return hash.digest('hex');
}

/** Of thousands of files none is opened for it. */
function nameOfSet({ files }: TraceSet): string {
  const hash: Hash = createHash('sha256');
  for (const { stamp } of files) hash.update(`${stamp}\n`);
  return hash.digest('hex');
}

const MAGIC: { bytes: readonly number[]; what: string; unpack: string | null; as: 'gzip' | 'zstd' | null }[] = [
  { bytes: [0x1f, 0x8b], what: 'gzip', unpack: null, as: 'gzip' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], what: 'zstd', unpack: null, as: 'zstd' },
  { bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], what: 'xz', unpack: 'xz -dk', as: null },
  { bytes: [0x42, 0x5a, 0x68], what: 'bzip2', unpack: 'bunzip2 -k', as: null },
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: 'zip', unpack: 'unzip', as: null },
];

function packedAs(head: Uint8Array, name: string): 'gzip' | 'zstd' | null {
  const found = MAGIC.find(({ bytes }) => bytes.every((byte, i) => head[i] === byte));
  if (found === undefined) return null;
  if (found.as === null)
    throw new InputError(`${shown(name)} is packed with ${found.what}; unpack it first: ${found.unpack ?? ''} ${capped(shown(name), 300)}`, {
      input: name,
      expected: 'a log as text, or packed with gzip or zstd',
    });
  return found.as;
}

/** The plain bytes of a packed log, in memory. Rejects with InputError where they are too many or damaged, CancelledError after an abort. */
export async function unpacked({ source, packed }: OpenLog, name: string, signal: AbortSignal, onRead: (bytes: number) => void): Promise<OpenSource> {
  if (packed === null) return source;
  const stream = packed === 'gzip' ? createGunzip({ chunkSize: 256 * 1024 }) : createZstdDecompress({ chunkSize: 256 * 1024 });
  const feed = async (): Promise<void> => {
    for (let at = 0; at < source.size; at += PIECE) {
      const piece = source.read(at, PIECE);
      if (piece.length === 0) break;
      onRead(at + piece.length);
      if (!stream.write(piece)) await new Promise<void>((resolve) => stream.once('drain', resolve).once('close', resolve));
      if (stream.destroyed) return;
    }
    stream.end();
  };
  const pieces: Buffer[] = [];
  let total = 0;
  const fed = feed();
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      if (signal.aborted) throw new CancelledError();
      total += piece.length;
      if (total > MOST_PLAIN)
        throw new InputError(`${shown(name)} unpacks to more than ${MOST_PLAIN} bytes; unpack it first, and name the plain file`, {
          input: name,
          expected: `at most ${MOST_PLAIN} bytes`,
        });
      pieces.push(piece);
    }
    await fed;
  } catch (error) {
    stream.destroy();
    await fed.catch(() => undefined); // ended by the same error
    if (error instanceof InputError || error instanceof CancelledError) throw error;
    throw new InputError(`${shown(name)} is packed with ${packed}, and can't be unpacked: ${errorText(error)}`, { input: name, expected: `a whole ${packed} file` });
  }
  source.close();
  return { ...bytesSource(Buffer.concat(pieces, total)), close: () => undefined };
}
