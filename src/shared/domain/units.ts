// Units as types: a number that counts nanoseconds is not a number that counts bytes.
import { InputError } from './errors.ts';

declare const unit: unique symbol;

/** A duration in whole nanoseconds. JSON fields that hold one end in `Ns`. */
export type Nanoseconds = number & { readonly [unit]: 'ns' };

/** A size or an offset in bytes. */
export type Bytes = number & { readonly [unit]: 'bytes' };

/** Milliseconds (a float, as clocks of JavaScript give) as whole nanoseconds. */
export const nsFromMs = (ms: number): Nanoseconds => Math.round(ms * 1e6) as Nanoseconds;

/** `1.4 s`, `230 ms`, `2 min 5 s`: a duration for people. */
export function formatNs(ns: number): string {
  const ms = ns / 1e6;
  if (ms < 1) return `${(ns / 1e3).toFixed(0)} µs`;
  if (ms < 1000) return `${ms.toFixed(0)} ms`;
  const s = ms / 1000;
  if (s < 10) return `${s.toFixed(2)} s`;
  if (s < 59.95) return `${s.toFixed(1)} s`;
  const whole = Math.round(s);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `1 cell`, `3 cells`. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** `8.1 MB`, decimal units, as docker and df -H print them. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let i = -1;
  do {
    value /= 1000;
    i += 1;
  } while (value >= 999.95 && i < units.length - 1);
  return `${value < 10 ? value.toFixed(2) : value.toFixed(1)} ${units[i]}`;
}

const BYTES: Record<string, number> = { '': 1, B: 1, k: 1e3, K: 1e3, M: 1e6, G: 1e9, T: 1e12, Ki: 1024, Mi: 1024 ** 2, Gi: 1024 ** 3, Ti: 1024 ** 4 };

/** `64MB` (decimal), `2GiB` (binary), or a number of bytes; at least one. Throws InputError. */
export function parseSize(value: string | number): number {
  const found = /^(\d+(?:\.\d+)?)\s*(?:([kKMGT]i?)?B?)$/.exec(String(value));
  const bytes = Math.round(Number(found?.[1]) * (BYTES[found?.[2] ?? ''] ?? Number.NaN));
  if (!Number.isSafeInteger(bytes) || bytes < 1)
    throw new InputError(`"${value}" is not a size; expected one such as 64MB or 2GiB`, { input: String(value), expected: 'a size such as 64MB or 2GiB' });
  return bytes;
}
