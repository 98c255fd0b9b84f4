// The index of a trace as the bytes of a file: a head in JSON, then every column, table of texts and list as a zstd frame of its own with a checksum. They are
// unpacked side by side, each straight into the memory that it is used from. Called by kept.ts.
import { promisify } from 'node:util';
import { constants, crc32, zstdCompress, zstdDecompress } from 'node:zlib';
import { TRACE_VERSION, type TraceIndex } from '../evidence/index.ts';

/** Changes with every change of this file's shape; what the columns say is TRACE_VERSION of the parser. */
export const FILE_FORMAT = 1;

const MAGIC = Buffer.from('cgoscope trace index\n\0\0\0');
const PRELUDE = MAGIC.length + 8;
const MOST_HEAD = 1 << 20;

/** Its own columns, in the order of the file. */
const COLUMNS = {
  offset: Float64Array,
  length: Uint32Array,
  line: Uint32Array,
  task: Uint32Array,
  kind: Uint8Array,
  flags: Uint8Array,
  name: Uint16Array,
  error: Uint8Array,
  time: Float64Array,
  duration: Float64Array,
  result: Float64Array,
  path: Uint32Array,
  address: Uint32Array,
  fd: Int32Array,
  madeBy: Int32Array,
} as const;
const RESUMED = { event: Uint32Array, offset: Float64Array, length: Uint32Array, line: Uint32Array } as const;
const TABLES = ['names', 'errors', 'paths', 'addresses'] as const;

type ColumnName = keyof typeof COLUMNS;
type ResumedName = keyof typeof RESUMED;
const columnNames = Object.keys(COLUMNS) as ColumnName[]; // its own keys
const resumedNames = Object.keys(RESUMED) as ResumedName[];

interface Piece {
  name: string;
  /** Bytes of it, plain and in the file. */
  plain: number;
  packed: number;
}

/** What stands in the head, checked before it is believed. */
interface Head {
  format: number;
  version: number;
  key: string;
  facts: Pick<TraceIndex, 'format' | 'has' | 'bytes' | 'lines' | 'count' | 'startedAtMs'>;
  resumed: number;
  pieces: Piece[];
}

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
const bytesOf = (view: ArrayBufferView): Uint8Array => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

/** The file's bytes, piece by piece. */
export async function encodeTrace(index: TraceIndex, key: string): Promise<Uint8Array[]> {
  const { count, resumed } = index;
  const plain: { name: string; bytes: Uint8Array }[] = [
    ...columnNames.map((name) => ({ name, bytes: bytesOf(index[name].subarray(0, count)) })),
    ...resumedNames.map((name) => ({ name: `resumed.${name}`, bytes: bytesOf(resumed[name].subarray(0, resumed.count)) })),
    ...TABLES.flatMap((name) => {
      const { lengths, text } = tableBytes(index[name]);
      return [
        { name: `${name}.lengths`, bytes: bytesOf(lengths) },
        { name: `${name}.text`, bytes: text },
      ];
    }),
    { name: 'lists', bytes: Buffer.from(JSON.stringify({ tasks: index.tasks, warnings: index.warnings, counted: index.counted } satisfies Lists)) },
  ];
  const packed = await Promise.all(plain.map(({ bytes }) => compress(bytes, { params: { [constants.ZSTD_c_checksumFlag]: 1, [constants.ZSTD_c_compressionLevel]: 1 } })));
  const { format, has, bytes, lines, startedAtMs, version } = index;
  const head = Buffer.from(
    JSON.stringify({
      format: FILE_FORMAT,
      version,
      key,
      facts: { format, has, bytes, lines, count, startedAtMs },
      resumed: resumed.count,
      pieces: plain.map((each, i) => ({ name: each.name, plain: each.bytes.length, packed: packed[i]?.length ?? 0 })),
    } satisfies Head),
  );
  const prelude = Buffer.alloc(PRELUDE);
  MAGIC.copy(prelude);
  prelude.writeUInt32LE(head.length, MAGIC.length);
  prelude.writeUInt32LE(crc32(head), MAGIC.length + 4);
  return [prelude, head, ...packed];
}

/** Rejects where the bytes are no index of this key, version and format, or are damaged; the caller then reads the log again. */
export async function decodeTrace(file: Buffer, key: string): Promise<TraceIndex> {
  if (!file.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error('it is no index of a trace');
  const headLength = file.length < PRELUDE ? 0 : file.readUInt32LE(MAGIC.length);
  const headBytes = file.subarray(PRELUDE, PRELUDE + headLength);
  if (headLength === 0 || headLength > MOST_HEAD || crc32(headBytes) !== file.readUInt32LE(MAGIC.length + 4)) throw new Error('its head is damaged');
  const head = JSON.parse(headBytes.toString('utf8')) as Head; // written by encodeTrace: its checksum holds
  if (head.format !== FILE_FORMAT || head.version !== TRACE_VERSION || head.key !== key) throw new Error('it is of another version, or of another log');
  let at = PRELUDE + headLength;
  const places = new Map<string, { from: number; piece: Piece }>();
  for (const piece of head.pieces) {
    places.set(piece.name, { from: at, piece });
    at += piece.packed;
  }
  if (at !== file.length) throw new Error('it was cut');

  const plainOf = async (name: string): Promise<Buffer> => {
    const place = places.get(name);
    if (place === undefined) throw new Error(`its column ${name} is missing`);
    const { from, piece } = place;
    // One byte more than it takes: a full output buffer would ask for a second one.
    const plain = await decompress(file.subarray(from, from + piece.packed), { chunkSize: Math.max(64, piece.plain + 1), maxOutputLength: Math.max(1, piece.plain) });
    if (plain.length !== piece.plain) throw new Error(`its column ${name} has another length`);
    return plain;
  };
  const { facts } = head;
  const column = async (name: ColumnName): Promise<TraceIndex[ColumnName]> => asColumn(COLUMNS[name] as ColumnClass<TraceIndex[ColumnName]>, await plainOf(name), facts.count); // one of its classes
  const resumedColumn = async (name: ResumedName): Promise<Uint32Array | Float64Array> =>
    asColumn(RESUMED[name] as ColumnClass<Uint32Array | Float64Array>, await plainOf(`resumed.${name}`), head.resumed); // one of its classes
  const table = async (name: (typeof TABLES)[number]): Promise<string[]> => {
    const [lengths, text] = await Promise.all([plainOf(`${name}.lengths`), plainOf(`${name}.text`)]);
    return tableOf(asColumn(Uint32Array, lengths, lengths.length / 4), text);
  };
  const [columns, resumed, [names, errors, paths, addresses], lists] = await Promise.all([
    Promise.all(columnNames.map(async (name) => [name, await column(name)] as const)),
    Promise.all(resumedNames.map(async (name) => [name, await resumedColumn(name)] as const)),
    Promise.all([table('names'), table('errors'), table('paths'), table('addresses')] as const),
    plainOf('lists').then((bytes) => JSON.parse(bytes.toString('utf8')) as Lists), // written by encodeTrace: its checksum holds
  ]);
  return {
    version: head.version,
    ...facts,
    ...(Object.fromEntries(columns) as Pick<TraceIndex, ColumnName>), // every name of COLUMNS with the class that stands there
    resumed: { ...(Object.fromEntries(resumed) as Pick<TraceIndex['resumed'], ResumedName>), count: head.resumed },
    names,
    errors,
    paths,
    addresses,
    ...lists,
  };
}

type Lists = Pick<TraceIndex, 'tasks' | 'warnings' | 'counted'>;

interface ColumnClass<T> {
  new (buffer: ArrayBufferLike, offset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
}

/** On the same memory where its place fits, which a buffer of its own does. */
function asColumn<T>(Column: ColumnClass<T>, bytes: Buffer, count: number): T {
  if (bytes.length !== count * Column.BYTES_PER_ELEMENT) throw new Error('a column has another length than the head says');
  const placed = bytes.byteOffset % Column.BYTES_PER_ELEMENT === 0 ? bytes : Buffer.from(Uint8Array.from(bytes).buffer);
  return new Column(placed.buffer, placed.byteOffset, count);
}

/** Lengths in UTF-16 units, and all texts on end: a byte a unit (latin1) where that is enough, else two; the first byte says which. */
function tableBytes(texts: readonly string[]): { lengths: Uint32Array; text: Buffer } {
  const lengths = Uint32Array.from(texts, (text) => text.length);
  const whole = texts.join('');
  const wide = /[^\0-\xff]/.test(whole);
  const text = Buffer.allocUnsafe(1 + whole.length * (wide ? 2 : 1));
  text[0] = wide ? 2 : 1;
  text.write(whole, 1, wide ? 'utf16le' : 'latin1');
  return { lengths, text };
}

function tableOf(lengths: Uint32Array, bytes: Buffer): string[] {
  const whole = bytes[0] === 2 ? bytes.toString('utf16le', 1) : bytes.toString('latin1', 1);
  const texts = new Array<string>(lengths.length);
  let at = 0;
  for (let i = 0; i < lengths.length; i += 1) {
    const end = at + (lengths[i] ?? 0);
    texts[i] = whole.slice(at, end);
    at = end;
  }
  if (at !== whole.length) throw new Error('a table of texts has another length than the head says');
  return texts;
}
