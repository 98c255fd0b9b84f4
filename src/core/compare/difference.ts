// Makes one Difference: its line of text, its place in the order. Used by every comparison of the room.
import type { Difference } from '../../shared/domain/documents.ts';

export interface DiffOptions {
  /** Also what is noise: times, addresses, build ids, hashes, sizes. */
  all: boolean;
}

/** What differs between any two runs of the same thing. */
export const NOISE = 1;

const MAX_VALUE = 160;
const MAX_ITEMS = 6;

/** Control, bidi and line-separating characters as escapes, so that hostile text stays on its line; capped. */
export function oneLine(text: string, max = MAX_VALUE): string {
  const cut = text.length > max ? `${text.slice(0, max)}…` : text;
  return cut.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, (char) =>
    char === '\n' ? '\\n' : char === '\t' ? '\\t' : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A value in words: `none` for null, `unknown` for what no one observed. */
export function valueText(value: unknown): string {
  if (value === undefined) return 'unknown';
  if (value === null || value === '') return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string' || typeof value === 'number') return oneLine(String(value));
  return oneLine(JSON.stringify(value));
}

/** `interp: /lib64/ld-linux-x86-64.so.2 | none`. */
export const scalar = (fact: string, label: string, weight: number, a: unknown, b: unknown): Difference => ({
  fact,
  a: a ?? null,
  b: b ?? null,
  weight,
  text: `${label}: ${valueText(a)} | ${valueText(b)}`,
});

/**
 * `needed: -libc.so.6 +libc.so`: what only `a` has behind a minus, what only `b` has behind a plus. `a` and `b` of the result hold just these items.
 * Null where both hold the same items, in whatever order.
 */
export function list(fact: string, label: string, weight: number, a: readonly string[], b: readonly string[]): Difference | null {
  const inA = new Set(a);
  const inB = new Set(b);
  const onlyA = [...inA].filter((item) => !inB.has(item));
  const onlyB = [...inB].filter((item) => !inA.has(item));
  if (onlyA.length === 0 && onlyB.length === 0) return null;
  return { fact, a: onlyA, b: onlyB, weight, text: `${label}: ${[...items('-', onlyA), ...items('+', onlyB)].join(' ')}` };
}

function items(sign: string, values: string[]): string[] {
  const shown = values.slice(0, MAX_ITEMS).map((value) => {
    const text = oneLine(value, 100);
    return sign + (/\s/.test(text) ? JSON.stringify(text) : text);
  });
  return values.length > MAX_ITEMS ? [...shown, `${sign}(${values.length - MAX_ITEMS} more)`] : shown;
}

/** Weightiest first, then by name: the same input always gives the same order. Noise is left out unless all is asked for. */
export function ordered(differences: (Difference | null)[], options: DiffOptions): Difference[] {
  return differences
    .filter((difference): difference is Difference => difference !== null && (options.all || difference.weight > NOISE))
    .sort((a, b) => b.weight - a.weight || (a.fact < b.fact ? -1 : a.fact > b.fact ? 1 : 0));
}
