// What a person types for a setting, as the value it means; a sentence where it means none.
import type { WorkbenchSettings } from '../../../shared/domain/settings.ts';
import { InputError } from '../../../shared/domain/errors.ts';
import { formatBytes, parseSize } from '../../../shared/domain/units.ts';

export type Read<T> = { value: T } | { error: 'size' | 'limit' | 'jobs' };

const LEAST_LIMIT = 100_000_000;
const MOST_JOBS = 64;

/** `20GB`, `1.5 TiB`: bytes. */
export function readLimit(text: string): Read<number> {
  try {
    const value = parseSize(text.trim());
    return value < LEAST_LIMIT ? { error: 'limit' } : { value };
  } catch (error) {
    if (error instanceof InputError) return { error: 'size' };
    throw error;
  }
}

/** Empty: as many as the engine has processors for. */
export function readJobs(text: string): Read<number | null> {
  const wanted = text.trim();
  if (wanted === '') return { value: null };
  const value = Number(wanted);
  return /^\d+$/.test(wanted) && value >= 1 && value <= MOST_JOBS ? { value } : { error: 'jobs' };
}

/** Bytes as they are typed: `20 GB` where that says all of it, else every byte. */
export function limitText(bytes: number): string {
  const short = formatBytes(bytes).replace(/\.?0+ /, ' ');
  const read = readLimit(short);
  return 'value' in read && read.value === bytes ? short : String(bytes);
}

/** `limitBytes=20000000000`; a default is put back by an empty value. */
export function setArgv<K extends keyof WorkbenchSettings>(key: K, value: WorkbenchSettings[K], usual: WorkbenchSettings[K]): readonly string[] {
  return ['settings', 'set', `${key}=${value === usual || value === null ? '' : String(value)}`];
}
