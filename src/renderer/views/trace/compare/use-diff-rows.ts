// The rows of one pair, read as they come into sight.
import { useMemo } from 'react';
import type { TraceSource } from '../../../../shared/api/contract.ts';
import { useApi } from '../../../api/client.tsx';
import { usePages } from '../../../ui/use-pages.ts';
import { RowPages } from './row-pages.ts';

export interface DiffRowsInput {
  a: TraceSource;
  b: TraceSource;
  noise: boolean;
  pair: number;
}

/** Draws again when rows came. The input must be the same object as long as it says the same. */
export function useDiffRows(input: DiffRowsInput): RowPages {
  const api = useApi();
  const pages = useMemo(
    () => new RowPages((view, from, count, signal) => api.call('trace.diffRows', { ...input, folded: view === 'folded', from, count }, { signal })),
    [api, input],
  );
  usePages(pages);
  return pages;
}
