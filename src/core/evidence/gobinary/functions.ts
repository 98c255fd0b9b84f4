// The functions of a pclntab as columns: where each begins, how long it is, where its name stands. No object and no string per function.
import type { Input } from '../elf/input.ts';
import type { Pclntab } from './pclntab.ts';

export interface GoFunctions {
  table: Pclntab;
  count: number;
  /** Entry, counted from `table.textStart`. */
  entry: Float64Array;
  /** Bytes up to the next function: with the padding between them. */
  size: Float64Array;
  /** Place of the name in `table.bytes`; equal to `table.bytes.length` where it is outside. */
  nameAt: Uint32Array;
  /** First entry and end of the text. */
  start: number;
  end: number;
}

const MAX_NAME = 4096;
const NAMES_BUDGET = 16 * 1024 * 1024;

/** What is damaged is left out and warned of; sizes together are never more than the file's own size. */
export function readFunctions(input: Input, table: Pclntab): GoFunctions {
  const { view, bytes, little, fieldSize, functab, records, names, namesEnd, functions: count } = table;
  const wide = fieldSize === 8;
  const entry = new Float64Array(count);
  const size = new Float64Array(count);
  const nameAt = new Uint32Array(count);
  const address = (at: number): number => (wide ? input.offset(view, at) : view.getUint32(at, little));
  // Since Go 1.18 a record begins with an offset of four bytes, before with an address.
  const nameField = table.version === 'go1.18' || table.version === 'go1.20' ? 4 : table.pointerSize;
  let left = input.size;
  let budget = NAMES_BUDGET + 4 * bytes.length;
  let damaged = 0;
  let next = count > 0 ? address(functab) : 0;
  const start = next;
  for (let i = 0; i < count; i++) {
    const at = functab + 2 * fieldSize * i;
    entry[i] = next;
    next = address(at + 2 * fieldSize);
    const bytesOf = next - (entry[i] ?? 0);
    if (bytesOf >= 0 && bytesOf <= left) {
      size[i] = bytesOf;
      left -= bytesOf;
    } else damaged++;
    const record = records + address(at + fieldSize) + nameField;
    const name = record + 4 <= bytes.length ? names + view.getUint32(record, little) : bytes.length;
    // Names that overlap can't make a small file expensive: those beyond the budget are as good as outside.
    if (name < namesEnd && budget > 0) {
      nameAt[i] = name;
      budget -= nameEnd(bytes, name) - name;
    } else {
      nameAt[i] = bytes.length;
      damaged++;
    }
  }
  if (damaged > 0) input.warn('pclntab-damaged', `${damaged} of ${count} Go functions have an impossible size or name`, table.place.offset);
  return { table, count, entry, size, nameAt, start, end: next };
}

/** Where the name at `at` ends: at a zero byte, or after 4 kB. */
export function nameEnd(bytes: Uint8Array, at: number): number {
  const limit = Math.min(bytes.length, at + MAX_NAME);
  for (let i = at; i < limit; i++) if (bytes[i] === 0) return i;
  return limit;
}

const utf8 = new TextDecoder('utf-8');

/** The name of function `i`; empty where the table does not hold it. */
export function functionName({ table, nameAt }: GoFunctions, i: number): string {
  const at = nameAt[i] ?? table.bytes.length;
  return utf8.decode(table.bytes.subarray(at, nameEnd(table.bytes, at)));
}
