// Durations and sizes as the matrix file writes them. The shapes are checked by the schema; this turns them into numbers.
import { InputError } from '../../shared/domain/errors.ts';

const NS: Record<string, number> = { ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/** `500ms`, `30s`, `1.5m`, `2h` in whole nanoseconds, at least one. Throws InputError. */
export function parseDuration(text: string): number {
  const found = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  const ns = Math.round(Number(found?.[1]) * (NS[found?.[2] ?? ''] ?? Number.NaN));
  if (!Number.isSafeInteger(ns) || ns < 1)
    throw new InputError(`"${text}" is not a duration; expected one such as 500ms, 30s or 2m`, { input: text, expected: 'a duration such as 500ms, 30s or 2m' });
  return ns;
}

export { parseSize } from '../../shared/domain/units.ts';
