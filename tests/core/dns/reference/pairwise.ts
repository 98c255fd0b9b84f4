// Covering arrays of strength two: every value of every factor together with every value of every other, in as few rows as a greedy choice finds.
import type { Random } from '../../../../scripts/fuzz/random.ts';

export type Factors = Record<string, readonly string[]>;
export type Row = Record<string, string>;

/** Rows that hold every pair of values. `random` decides among equals, so that another seed gives other rows. */
export function pairwise(factors: Factors, random: Random, candidates = 30): Row[] {
  const names = Object.keys(factors);
  const left = new Set<string>();
  for (const [i, a] of names.entries()) for (const b of names.slice(i + 1)) for (const x of factors[a] ?? []) for (const y of factors[b] ?? []) left.add(pair(a, x, b, y));
  const rows: Row[] = [];
  while (left.size > 0) {
    let best: { row: Row; covers: string[] } | null = null;
    for (let i = 0; i < candidates; i++) {
      const row = grow(factors, names, left, random);
      const covers = pairsOf(row, names).filter((each) => left.has(each));
      if (best === null || covers.length > best.covers.length) best = { row, covers };
    }
    if (best === null) break;
    for (const each of best.covers) left.delete(each);
    rows.push(best.row);
  }
  return rows;
}

/** From a pair that is still missing, value by value, each the one that covers most. */
function grow(factors: Factors, names: readonly string[], left: ReadonlySet<string>, random: Random): Row {
  const wanted = [...left][random.below(left.size)] ?? '';
  const row: Row = Object.fromEntries(wanted.split('\n').map((part) => part.split('\t') as [string, string]));
  const others = names.filter((name) => row[name] === undefined).sort(() => random.below(3) - 1);
  for (const name of others) {
    const values = factors[name] ?? [];
    const from = random.below(values.length);
    let best: { value: string; covers: number } | null = null;
    for (let i = 0; i < values.length; i++) {
      const value = values[(from + i) % values.length] ?? '';
      const covers = Object.entries(row).filter(([other, chosen]) => left.has(pair(name, value, other, chosen))).length;
      if (best === null || covers > best.covers) best = { value, covers };
    }
    row[name] = best?.value ?? '';
  }
  return row;
}

const pairsOf = (row: Row, names: readonly string[]): string[] => names.flatMap((a, i) => names.slice(i + 1).map((b) => pair(a, row[a] ?? '', b, row[b] ?? '')));

const pair = (a: string, x: string, b: string, y: string): string => (a < b ? `${a}\t${x}\n${b}\t${y}` : `${b}\t${y}\n${a}\t${x}`);
