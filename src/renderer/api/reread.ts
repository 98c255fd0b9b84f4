// Answers that an event made old are asked again, those under way too: what is asked before an event may be answered from before it.
import type { InvalidateQueryFilters, Query, QueryClient } from '@tanstack/react-query';

/** Settles when the answer that is under way is there, or has failed; at once where none is. */
async function underWay(query: Query): Promise<void> {
  try {
    await query.promise;
  } catch {
    // Its view shows the error.
  }
}

/**
 * As `invalidateQueries`, which lets a first answer that is under way pass as fresh: such a query is asked once more when it has its answer.
 * Without that a list opened at the moment of an event stays as it was before it.
 */
export function reread(client: QueryClient, filters: InvalidateQueryFilters): void {
  const first = client
    .getQueryCache()
    .findAll(filters)
    .filter(({ state }) => state.fetchStatus !== 'idle' && state.data === undefined);
  void client.invalidateQueries(filters);
  for (const query of first) void underWay(query).then(() => client.invalidateQueries({ queryKey: query.queryKey, exact: true }));
}

/** Applies `change` to a kept answer, and again to the one under way: that may be older than what changes it. */
export function patch<T>(client: QueryClient, key: readonly unknown[], change: (known: T) => T): void {
  const apply = (): void => {
    client.setQueryData<T>(key, (known) => (known === undefined ? undefined : change(known)));
  };
  const query = client.getQueryCache().find({ queryKey: key, exact: true });
  const fetching = query !== undefined && query.state.fetchStatus !== 'idle';
  apply();
  if (fetching) void underWay(query).then(apply);
}
