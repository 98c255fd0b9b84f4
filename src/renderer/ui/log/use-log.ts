// One log of a cell for a viewer: its pages, its marks, a search in it. Live logs are followed by events.
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { LogMarks, LogSearch, LogStream } from '../../../shared/api/views.ts';
import type { LabEvent } from '../../../shared/domain/documents.ts';
import { useApi, useCall } from '../../api/client.tsx';
import { useLogEvents } from '../../api/live.ts';
import { usePages } from '../use-pages.ts';
import type { LogQuery } from './match.ts';
import { LogPages, type LogState } from './log-pages.ts';

/** Which log. `run`: its full id. */
export interface LogName {
  run: string;
  cell: number;
  stream: LogStream;
}

/** A live log is read again this often at most. */
const TAIL_MS = 120;
/** Its marks and matches are found again this often at most. */
const AGAIN_MS = 1_500;
/** Matches one can step through. */
export const STEP_MATCHES = 5_000;

/** Calls `act` at once, then at most every `ms`, the last call never lost. */
export function useThrottled(act: () => void, ms: number): () => void {
  const waiting = useRef<ReturnType<typeof setTimeout> | null>(null);
  const last = useRef(0);
  const now = useRef(act);
  useEffect(() => {
    now.current = act;
  }, [act]);
  useEffect(
    () => () => {
      if (waiting.current !== null) clearTimeout(waiting.current);
      waiting.current = null;
    },
    [],
  );
  return useCallback(() => {
    if (waiting.current !== null) return;
    const fire = (): void => {
      waiting.current = null;
      last.current = performance.now();
      now.current();
    };
    waiting.current = setTimeout(fire, Math.max(0, last.current + ms - performance.now()));
  }, [ms]);
}

/** The pages of a log; the component draws again when lines come. `writing`: the cell may still write it. */
export function useLogPages({ run, cell, stream }: LogName, writing: boolean): { pages: LogPages; state: LogState; version: number } {
  const api = useApi();
  const pages = useMemo(() => new LogPages((from, count, signal) => api.call('log.read', { run, cell, stream, from, count }, { signal })), [api, run, cell, stream]);
  const version = usePages(pages);
  const tail = useThrottled(
    useCallback(() => pages.refresh(), [pages]),
    TAIL_MS,
  );
  useLogEvents(
    run,
    cell,
    useCallback((event: Extract<LabEvent, { type: 'log' }>) => event.stream === stream && tail(), [stream, tail]),
  );
  // The end of a cell is no log event.
  useEffect(() => tail(), [writing, tail]);
  return { pages, state: pages.state, version };
}

const NO_MARKS: LogMarks = { first: null, marks: [] };

/** Found again while the log grows, and when it is over. */
function useAgain(name: 'log.marks' | 'log.search', { run, cell, stream }: LogName, state: LogState): void {
  const client = useQueryClient();
  const again = useThrottled(
    useCallback(() => {
      const same = (input: unknown): boolean => {
        const { run: a, cell: b, stream: c } = input as Partial<LogName>; // our own key, put there by useCall
        return a === run && b === cell && c === stream;
      };
      void client.invalidateQueries({ predicate: ({ queryKey: [called, input] }) => called === name && same(input) });
    }, [client, name, run, cell, stream]),
    AGAIN_MS,
  );
  const before = useRef<{ total: number; complete: boolean } | null>(null);
  useEffect(() => {
    if (!state.read) return;
    const last = before.current;
    before.current = { total: state.total, complete: state.complete };
    if (last !== null && (last.total !== state.total || last.complete !== state.complete)) again();
  }, [state, again]);
}

/** Null until they are known. */
export function useLogMarks(log: LogName, state: LogState): LogMarks | null {
  useAgain('log.marks', log, state);
  const marks = useCall('log.marks', { run: log.run, cell: log.cell, stream: log.stream });
  return marks.data ?? (marks.isError ? NO_MARKS : null);
}

export interface LogFound {
  /** Of this very query; null until it is known. */
  found: LogSearch | null;
  error: Error | null;
  searching: boolean;
}

export function useLogSearch(log: LogName, query: LogQuery, state: LogState): LogFound {
  useAgain('log.search', log, state);
  const input = { run: log.run, cell: log.cell, stream: log.stream, query: query.text, regex: query.regex, matchCase: query.matchCase, limit: STEP_MATCHES };
  const asked = query.text !== '';
  const search = useCall('log.search', input, { enabled: asked, keepFor: 10_000 });
  return asked ? { found: search.data ?? null, error: search.error, searching: search.isFetching } : { found: null, error: null, searching: false };
}
