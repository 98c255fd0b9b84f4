// The rows of one pair, read as they come into sight.
import { useEffect, useMemo, useState } from 'react';
import type { TraceSource } from '../../../../shared/api/contract.ts';
import { useApi } from '../../../api/client.tsx';
import { RowPages } from './row-pages.ts';

export interface DiffRowsInput {
  a: TraceSource;
  b: TraceSource;
  noise: boolean;
  pair: number;
}

/** `version` changes whenever rows came. The input must be the same object as long as it says the same. */
export function useDiffRows(input: DiffRowsInput): { pages: RowPages; version: number } {
  const api = useApi();
  const [version, setVersion] = useState(0);
  const until = useMemo(() => ({ controller: new AbortController(), of: input }), [input]).controller;
  useEffect(() => () => until.abort(), [until]);
  const pages = useMemo(
    () =>
      new RowPages({
        read: (view, from, count) => api.call('trace.diffRows', { ...input, folded: view === 'folded', from, count }, { signal: until.signal }),
        changed: () => {
          if (!until.signal.aborted) setVersion((before) => before + 1);
        },
      }),
    [api, input, until],
  );
  return { pages, version };
}
