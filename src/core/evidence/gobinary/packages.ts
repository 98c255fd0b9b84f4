// Functions of a pclntab by package: how many, how many bytes of text. One pass over the names' bytes; a string is made once per package.
import { nameEnd, type GoFunctions } from './functions.ts';
import { GENERATED, packageEnd, unescapePath } from './symbol-name.ts';

export interface PackageSum {
  path: string;
  functions: number;
  bytes: number;
}

export interface PackageColumns {
  /** Index into `sums` per function; GENERATED or PLAIN of symbol-name.ts where it has no package. */
  of: Int32Array;
  sums: PackageSum[];
  generated: { functions: number; bytes: number };
  plain: { functions: number; bytes: number };
}

const utf8 = new TextDecoder('utf-8');

export function groupByPackage(functions: GoFunctions): PackageColumns {
  const { table, count, nameAt, size } = functions;
  const { bytes } = table;
  const of = new Int32Array(count);
  const sums: PackageSum[] = [];
  const byPath = new Map<string, number>();
  const generated = { functions: 0, bytes: 0 };
  const plain = { functions: 0, bytes: 0 };
  // The linker lays packages out one after the other: mostly the prefix is the one before.
  let lastAt = 0;
  let lastLength = -1;
  let last = 0;
  for (let i = 0; i < count; i++) {
    const at = nameAt[i] ?? bytes.length;
    const end = packageEnd(bytes, at, nameEnd(bytes, at));
    if (end < 0) {
      of[i] = end;
      const sum = end === GENERATED ? generated : plain;
      sum.functions++;
      sum.bytes += size[i] ?? 0;
      continue;
    }
    if (end - at !== lastLength || !same(bytes, at, lastAt, lastLength)) {
      const path = unescapePath(utf8.decode(bytes.subarray(at, end)));
      last = byPath.get(path) ?? sums.length;
      if (last === sums.length) {
        byPath.set(path, last);
        sums.push({ path, functions: 0, bytes: 0 });
      }
      lastAt = at;
      lastLength = end - at;
    }
    of[i] = last;
    const sum = sums[last];
    if (!sum) continue;
    sum.functions++;
    sum.bytes += size[i] ?? 0;
  }
  return { of, sums, generated, plain };
}

function same(bytes: Uint8Array, a: number, b: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (bytes[a + i] !== bytes[b + i]) return false;
  return true;
}
