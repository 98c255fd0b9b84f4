// The window's own use of the api: one client, answers kept and shared between views, kept fresh by events.
import { keepPreviousData, QueryClient, useMutation, useQuery, useQueryClient, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query';
import { createContext, useCallback, useContext, useEffect, useRef, useSyncExternalStore } from 'react';
import type { Api, ProcedureInput, ProcedureName, ProcedureOutput } from '../../shared/api/contract.ts';
import type { Connection, ConnectionState } from './connection.ts';

export type WindowApi = Api & Connection;

const ApiContext = createContext<WindowApi | null>(null);
export const ApiProvider = ApiContext.Provider;

export function useApi(): WindowApi {
  const api = useContext(ApiContext);
  if (api === null) throw new Error('a view is used outside of ApiProvider');
  return api;
}

/** Answers stay until an event says they are old: nothing polls. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: Infinity, gcTime: 60_000, retry: false, refetchOnWindowFocus: false, refetchOnReconnect: false, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}

/** The key under which an answer is kept. */
export const callKey = <N extends ProcedureName>(name: N, input: ProcedureInput<N>): readonly unknown[] => [name, input];

/** How every view asks for a run: all of it but the lines to reproduce its cells by hand, which `cell.get` has. One input, so that all share one answer, which events keep fresh. */
const runInput = (run: string): ProcedureInput<'run.get'> => ({ run, brief: true });
export const runKey = (run: string): readonly unknown[] => callKey('run.get', runInput(run));

/** The query of a run, for `useQueries` and for reading it ahead of need. */
export const runQuery = (api: Api, run: string): { queryKey: readonly unknown[]; queryFn: (context: { signal: AbortSignal }) => Promise<ProcedureOutput<'run.get'>> } => ({
  queryKey: runKey(run),
  queryFn: ({ signal }) => api.call('run.get', runInput(run), { signal }),
});

export interface CallOptions {
  /** False: not asked yet. */
  enabled?: boolean;
  /** Keep showing the last answer while a new input is asked. */
  keep?: boolean;
  /** Milliseconds after which an answer is dropped when nobody shows it. */
  keepFor?: number;
  /** Milliseconds for which an answer that no event follows is taken as true; a view that opens later asks again, and shows the old answer until then. */
  freshMs?: number;
}

/** Calls a procedure that reads, and keeps the answer. Cancelled when nobody waits for it any more. */
export function useCall<N extends ProcedureName>(name: N, input: ProcedureInput<N>, options: CallOptions = {}): UseQueryResult<ProcedureOutput<N>> {
  const api = useApi();
  return useQuery<ProcedureOutput<N>>({
    queryKey: callKey(name, input),
    queryFn: ({ signal }) => api.call(name, input, { signal }),
    enabled: options.enabled ?? true,
    ...(options.keep === true ? { placeholderData: keepPreviousData } : {}),
    ...(options.keepFor === undefined ? {} : { gcTime: options.keepFor }),
    ...(options.freshMs === undefined ? {} : { staleTime: options.freshMs }),
  });
}

/** A run, live or stored; the `reproduce` of its cells is empty. `run`: its id, a beginning of it, or `last`. */
export const useRun = (run: string, options: CallOptions = {}): UseQueryResult<ProcedureOutput<'run.get'>> => useCall('run.get', runInput(run), options);

/** A pointer that stays so long on a run is likely to open it; one that passes over a list is not. */
const INTENT_MS = 50;

/** Reads a run ahead of need, once the pointer has stayed where it is named. */
export function useRunAhead(): (run: string) => void {
  const api = useApi();
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const stop = useCallback(() => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
  }, []);
  useEffect(() => stop, [stop]);
  return useCallback(
    (run) => {
      stop();
      timer.current = setTimeout(() => void client.prefetchQuery(runQuery(api, run)), INTENT_MS);
    },
    [api, client, stop],
  );
}

/** Calls a procedure that changes something, when `mutate` is called. */
export function useAction<N extends ProcedureName>(name: N): UseMutationResult<ProcedureOutput<N>, Error, ProcedureInput<N>> {
  const api = useApi();
  return useMutation<ProcedureOutput<N>, Error, ProcedureInput<N>>({ mutationKey: [name], mutationFn: (input) => api.call(name, input) });
}

export function useConnectionState(): ConnectionState {
  const { connection } = useApi();
  return useSyncExternalStore(
    (listener) => connection.subscribe(listener),
    () => connection.state(),
  );
}
