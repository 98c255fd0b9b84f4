// Axes of a grid as they are typed: `1 2 3` or `1-3`, faults and options apart by `;`. Pure.
import { parseFault } from '../../../shared/domain/dns-faults.ts';
import { dnsVarySchema, type DnsVary } from '../../../shared/domain/dns.ts';
import { InputError } from '../../../shared/domain/errors.ts';

export const VARY_KEYS = ['timeout', 'attempts', 'servers', 'search', 'ndots', 'faults', 'options'] as const;
export type VaryKey = (typeof VARY_KEYS)[number];
export type VaryTexts = Record<VaryKey, string>;

/** Longest that a measurement may take as a whole; the first is the default. */
export const LIMITS_MS = [120_000, 600_000, 1_800_000, 7_200_000] as const;

/** `1 2 5-8`; null: not to be read. */
export function parseNumbers(text: string): number[] | null {
  const found = new Set<number>();
  for (const word of text.split(/[\s,]+/).filter((each) => each !== '')) {
    const [, from, to = from] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(word) ?? [];
    if (from === undefined || Number(to) < Number(from) || Number(to) - Number(from) > 60) return null;
    for (let value = Number(from); value <= Number(to); value++) found.add(value);
  }
  return [...found];
}

const parts = (text: string): string[] =>
  text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** `silent` for all, or `1=silent 2=delay:300`. */
function areFaults(text: string): boolean {
  const each = /^[1-3]=/.test(text) ? text.split(/\s+/).map((part) => part.replace(/^[1-3]=/, '')) : [text];
  try {
    for (const fault of each) parseFault(fault);
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

/** What is typed as axes; `wrong` names the fields that can't be read, or hold more than the workbench takes. */
export function parseVary(texts: VaryTexts): { vary: DnsVary; wrong: VaryKey[] } {
  const vary: Record<string, unknown> = {};
  const wrong: VaryKey[] = [];
  for (const key of VARY_KEYS) {
    if (texts[key].trim() === '') continue;
    const value = key === 'faults' || key === 'options' ? parts(texts[key]) : parseNumbers(texts[key]);
    if (value === null || (key === 'faults' && !parts(texts[key]).every(areFaults)) || !dnsVarySchema.safeParse({ [key]: value }).success) wrong.push(key);
    else vary[key] = value;
  }
  return { vary: dnsVarySchema.parse(vary), wrong };
}

/** Scenarios that it makes of one. */
export const varyCount = (vary: DnsVary): number => VARY_KEYS.reduce((count, key) => count * Math.max(1, vary[key]?.length ?? 1), 1);
