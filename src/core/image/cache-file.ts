// An index as the bytes of a file: a JSON head with the facts, then the columns as they are, all of it compressed with a checksum. Called by cache.ts.
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import { COLUMNS, type Frozen } from './frozen.ts';
import { viewOf, type ImageFacts, type IndexView } from './view.ts';

/** Changes with every change of the columns, of what is kept, or of how layers are merged: an older file is read anew. */
export const CACHE_FORMAT = 2;

const MAGIC = Buffer.from('cgoscope image index\n');
/** No index is bigger: eight million entries and all that may be kept. */
const MAX_BYTES = 2 ** 31 - 1;

interface Head {
  format: number;
  count: number;
  facts: ImageFacts;
  columns: { name: string; bytes: number }[];
}

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
const rounded = (bytes: number): number => Math.ceil(bytes / 8) * 8;
const names = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]; // its own keys

export async function encodeIndex({ facts, frozen }: IndexView): Promise<Buffer> {
  const columns = names.map((name) => ({ name, bytes: frozen[name].byteLength }));
  const head = Buffer.from(JSON.stringify({ format: CACHE_FORMAT, count: frozen.count, facts, columns } satisfies Head));
  const start = rounded(MAGIC.length + 4 + head.length);
  const plain = Buffer.alloc(columns.reduce((sum, { bytes }) => sum + rounded(bytes), start));
  MAGIC.copy(plain);
  plain.writeUInt32LE(head.length, MAGIC.length);
  head.copy(plain, MAGIC.length + 4);
  let at = start;
  for (const name of names) {
    const column = frozen[name];
    plain.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
    at += rounded(column.byteLength);
  }
  return compress(plain, { params: { [constants.ZSTD_c_checksumFlag]: 1, [constants.ZSTD_c_compressionLevel]: 3 } });
}

/** Rejects where the bytes are no index of this format; the caller then reads the image again. */
export async function decodeIndex(packed: Buffer, ref: string): Promise<IndexView> {
  const inflated = await decompress(packed, { maxOutputLength: MAX_BYTES });
  // Columns of eight bytes a value need a place that is a multiple of eight.
  const plain = inflated.byteOffset % 8 === 0 ? inflated : Buffer.from(Uint8Array.from(inflated).buffer);
  if (!plain.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error('it is no index of an image');
  const headLength = plain.readUInt32LE(MAGIC.length);
  const head = JSON.parse(plain.toString('utf8', MAGIC.length + 4, MAGIC.length + 4 + headLength)) as Head; // checked below
  if (head.format !== CACHE_FORMAT) throw new Error(`it has format ${head.format}`);
  const columns: Partial<Record<keyof typeof COLUMNS, ArrayBufferView>> = {};
  let at = rounded(MAGIC.length + 4 + headLength);
  for (const [i, name] of names.entries()) {
    const said = head.columns[i];
    const Column = COLUMNS[name];
    if (said?.name !== name || at + said.bytes > plain.length || said.bytes % Column.BYTES_PER_ELEMENT !== 0) throw new Error(`its column ${name} is damaged`);
    columns[name] = new Column(plain.buffer, plain.byteOffset + at, said.bytes / Column.BYTES_PER_ELEMENT);
    at += rounded(said.bytes);
  }
  const frozen = { count: head.count, ...columns } as Frozen; // every column of COLUMNS was filled above
  if (frozen.parent.length !== head.count || frozen.content.length !== head.count) throw new Error('its columns are of different lengths');
  return viewOf({ ...head.facts, ref }, frozen);
}
