// The pages of events of what is looked at; the ones before stay until there is something of the new.
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { TraceSource } from '../../../../shared/api/contract.ts';
import { useApi } from '../../../api/client.tsx';
import { EventPages } from './event-pages.ts';

export interface Events {
  pages: EventPages;
  /** Changes when something came. */
  version: number;
  /** What is shown is of the filter before. */
  stale: boolean;
  /** Why the new could not be read. */
  error: unknown;
  retry: () => void;
}

/** Give the view that uses it a `key` of the source: pages of another trace are no answer. */
export function useEvents(source: TraceSource, filter: string, noise: boolean): Events {
  const api = useApi();
  const next = useMemo(() => new EventPages((input, signal) => api.call('trace.rows', { source, filter, noise, ...input }, { signal })), [api, source, filter, noise]);
  const nextVersion = useSyncExternalStore(next.subscribe, next.version);
  const [before, setBefore] = useState(next);
  const ready = next.state.read;
  useEffect(() => {
    next.want(0, 0);
    return () => next.stop();
  }, [next]);
  useEffect(() => {
    if (ready) setBefore(next);
  }, [next, ready]);
  const pages = ready ? next : before;
  const version = useSyncExternalStore(pages.subscribe, pages.version);
  useEffect(() => () => pages.stop(), [pages]);
  return {
    pages,
    version: version + nextVersion,
    stale: pages !== next,
    error: next.state.error ?? pages.state.error,
    retry: () => (next.state.error === null ? pages : next).retry(),
  };
}
