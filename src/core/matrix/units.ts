// Durations and sizes as the matrix file writes them. The shapes are checked by the schema; this turns them into numbers.
import { InputError } from '../../shared/domain/errors.ts';

const NS: Record<string, number> = { ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };
const BYTES: Record<string, number> = { '': 1, B: 1, k: 1e3, K: 1e3, M: 1e6, G: 1e9, T: 1e12, Ki: 1024, Mi: 1024 ** 2, Gi: 1024 ** 3, Ti: 1024 ** 4 };

/** `500ms`, `30s`, `1.5m`, `2h` in whole nanoseconds, at least one. Throws InputError. */
export function parseDuration(text: string): number {
  const found = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  const ns = Math.round(Number(found?.[1]) * (NS[found?.[2] ?? ''] ?? Number.NaN));
  if (!Number.isSafeInteger(ns) || ns < 1)
    throw new InputError(`"${text}" is not a duration; expected one such as 500ms, 30s or 2m`, { input: text, expected: 'a duration such as 500ms, 30s or 2m' });
  return ns;
}

/** `64MB` (decimal), `2GiB` (binary), or a number of bytes; at least one. Throws InputError. */
export function parseSize(value: string | number): number {
  const found = /^(\d+(?:\.\d+)?)\s*(?:([kKMGT]i?)?B?)$/.exec(String(value));
  const bytes = Math.round(Number(found?.[1]) * (BYTES[found?.[2] ?? ''] ?? Number.NaN));
  if (!Number.isSafeInteger(bytes) || bytes < 1)
    throw new InputError(`"${value}" is not a size; expected one such as 64MB or 2GiB`, { input: String(value), expected: 'a size such as 64MB or 2GiB' });
  return bytes;
}
