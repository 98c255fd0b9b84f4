// What a comparison reads: the sides, and of each what differs from the first. Kept fresh while a side still runs.
import { useQueries, type UseQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Diff, Difference, Show } from '../../../shared/domain/documents.ts';
import type { Run } from '../../../shared/domain/run.ts';
import { callKey, runQuery, useApi } from '../../api/client.tsx';
import type { Side } from './sides.ts';

/** The view shows logs by `log.diff`: of the cell only its end is asked along. */
const LOG_BYTES = 1_000;

/** The key of a side's answer. */
export const cellKey = (run: string, cell: string): readonly unknown[] => callKey('cell.get', { run, cell, logBytes: LOG_BYTES });

export interface CellsData {
  /** Null until all are here. */
  shows: readonly Show[] | null;
  /** Of every side but the first with the first; null until all are here. */
  differences: readonly (readonly Difference[])[] | null;
  error: Error | null;
  /** The side that can't be read. */
  failed: number | null;
  retry: () => void;
}

export function useCells(sides: readonly Side[]): CellsData {
  const api = useApi();
  const cells = useQueries({
    queries: sides.map(({ run, cell }) => {
      const input = { run, cell: cell ?? '', logBytes: LOG_BYTES };
      return { queryKey: cellKey(run, cell ?? ''), queryFn: ({ signal }: { signal: AbortSignal }): Promise<Show> => api.call('cell.get', input, { signal }) };
    }),
  });
  const diffs = useDiffs(sides, cells);
  const error = [...cells, ...diffs].find((query) => query.error !== null)?.error ?? null;
  const failed = cells.findIndex((query) => query.error !== null);
  const stamp = [...cells, ...diffs].map((query) => query.dataUpdatedAt).join();
  const items = sides.map(({ item }) => item).join('\n');
  return useMemo(
    () => ({
      shows: complete(cells),
      differences: complete(diffs)?.map(({ differences }) => differences) ?? null,
      error,
      failed: failed < 0 ? null : failed,
      retry: () => {
        for (const query of [...cells, ...diffs]) if (query.error !== null) void query.refetch();
      },
    }),
    // The queries are new objects at every render; their answers change with these.
    [stamp, items, error, failed],
  );
}

/** Of every side but the first. `of`: what the sides were read as; a difference is asked anew when one of its sides was read anew. */
function useDiffs(sides: readonly Side[], of: readonly Pick<UseQueryResult, 'dataUpdatedAt'>[]): UseQueryResult<Diff>[] {
  const api = useApi();
  const first = sides[0]?.item ?? '';
  return useQueries({
    queries: sides.slice(1).map(({ item }, index) => {
      const input = { a: first, b: item, all: true };
      const stamp = [of[0]?.dataUpdatedAt ?? 0, of[index + 1]?.dataUpdatedAt ?? 0];
      return {
        queryKey: [...callKey('diff.make', input), ...stamp],
        queryFn: ({ signal }: { signal: AbortSignal }): Promise<Diff> => api.call('diff.make', input, { signal }),
        enabled: stamp.every((time) => time > 0),
        placeholderData: (previous: Diff | undefined, query: { queryKey: readonly unknown[] } | undefined) => (sameInput(query?.queryKey[1], input) ? previous : undefined),
      };
    }),
  });
}

const sameInput = (known: unknown, { a, b }: { a: string; b: string }): boolean =>
  typeof known === 'object' && known !== null && 'a' in known && 'b' in known && known.a === a && known.b === b;

/** Every answer, or null while one is missing. */
function complete<T>(queries: readonly { data: T | undefined }[]): T[] | null {
  const answers = queries.flatMap(({ data }) => (data === undefined ? [] : [data]));
  return answers.length === queries.length ? answers : null;
}

export interface RunsData {
  runs: readonly [Run, Run] | null;
  diff: Diff | null;
  error: Error | null;
  retry: () => void;
}

export function useTwoRuns(a: Side, b: Side): RunsData {
  const api = useApi();
  const runs = useQueries({
    queries: [a, b].map(({ run }) => runQuery(api, run)),
  });
  const [diff] = useDiffs([a, b], runs);
  const [left, right] = runs;
  const retry = (): void => {
    for (const query of [...runs, diff]) if (query !== undefined && query.error !== null) void query.refetch();
  };
  return {
    runs: left?.data === undefined || right?.data === undefined ? null : [left.data, right.data],
    diff: diff?.data ?? null,
    error: [...runs, diff].find((query) => query !== undefined && query.error !== null)?.error ?? null,
    retry,
  };
}
