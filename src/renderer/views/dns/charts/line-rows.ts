// Several lines over one axis as rows: a row for each place on it. Pure.
import type { Resolver } from '../../../../shared/domain/dns.ts';
import type { SearchLinesProps } from './props.ts';

export interface LineRow {
  search: number;
  /** Absent: not known there; null: never returns. */
  wallNs: Partial<Record<Resolver, number | null>>;
}

export function lineRows(series: SearchLinesProps['series']): LineRow[] {
  const rows = new Map<number, LineRow>();
  for (const { resolver, points } of series)
    for (const { search, wallNs } of points) {
      const row = rows.get(search) ?? { search, wallNs: {} };
      const now = row.wallNs[resolver];
      // The slowest of those that share a place.
      row.wallNs[resolver] = now === null || wallNs === null ? null : Math.max(now ?? 0, wallNs);
      rows.set(search, row);
    }
  return [...rows.values()].sort((a, b) => a.search - b.search);
}
