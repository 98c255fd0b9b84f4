// Times and names in sentences.
import type { Resolver } from '../../../shared/domain/dns.ts';

const NAMES: Record<Resolver, string> = { go: 'Go', glibc: 'glibc', musl: 'musl' };

export const named = (kind: Resolver): string => NAMES[kind];

export const listed = (kinds: readonly Resolver[]): string => {
  const names = [...new Set(kinds)].map(named);
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
};

/** `20 s`, `2.66 s`, `0.5 s`; for ever. */
export function seconds(ns: number | null): string {
  if (ns === null || !Number.isFinite(ns)) return 'for ever';
  return `${Number((ns / 1e9).toFixed(ns < 1e8 ? 3 : 2))} s`;
}

/** `99.96 %`, with as many nines as tell it from all. */
export function percent(share: number): string {
  const rest = 1 - share;
  const digits = rest <= 1e-12 || rest >= 1 ? 0 : Math.min(9, Math.max(1, Math.ceil(-Math.log10(rest * 100)) + 1));
  return `${Number((share * 100).toFixed(digits))} %`;
}

export const counted = (count: number, one: string, many = `${one}s`): string => (count === 1 ? `one ${one}` : `${count} ${many}`);

export const times = (count: number): string => (count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`);
