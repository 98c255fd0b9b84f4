// The pages of events of what is looked at; the ones before stay until there is something of the new.
import { useEffect, useMemo, useState } from 'react';
import type { TraceSource } from '../../../../shared/api/contract.ts';
import { useApi } from '../../../api/client.tsx';
import { usePages } from '../../../ui/use-pages.ts';
import { EventPages } from './event-pages.ts';

export interface Events {
  pages: EventPages;
  /** What is shown is of the filter before. */
  stale: boolean;
  /** Why the new could not be read. */
  error: unknown;
  retry: () => void;
}

/** Draws again when something came. Give the view that uses it a `key` of the source: pages of another trace are no answer. */
export function useEvents(source: TraceSource, filter: string, noise: boolean): Events {
  const api = useApi();
  const next = useMemo(() => new EventPages((input, signal) => api.call('trace.rows', { source, filter, noise, ...input }, { signal })), [api, source, filter, noise]);
  usePages(next);
  const [before, setBefore] = useState(next);
  const ready = next.matching !== null;
  useEffect(() => {
    next.want(0, 0);
  }, [next]);
  useEffect(() => {
    if (ready) setBefore(next);
  }, [next, ready]);
  const pages = ready ? next : before;
  usePages(pages);
  return {
    pages,
    stale: pages !== next,
    error: next.error ?? pages.error,
    retry: () => (next.error === null ? pages : next).retry(),
  };
}
