// All that the views of one trace share: what the log is, its filter, its tasks, and the ways from one look to another.
import { useCallback, useMemo, useRef } from 'react';
import type { TraceSource } from '../../../shared/api/contract.ts';
import type { TraceDetail, TraceTask } from '../../../shared/domain/trace-detail.ts';
import { useCall } from '../../api/client.tsx';
import type { EventGridHandle } from './events/event-grid.tsx';
import { useFilterText, type FilterState } from './filter/use-filter.ts';
import type { LookProps } from './look-props.ts';
import { useTraceState, type TraceState } from './state.ts';

export interface TraceWindow extends Omit<LookProps, 'detail'> {
  detail: TraceDetail | null;
  /** What is shown of `detail` is of the filter before. */
  stale: boolean;
  error: unknown;
  retry: () => void;
  typed: FilterState;
  field: React.RefObject<HTMLInputElement | null>;
}

/** `given` has to stay the same object for the same trace, or be made of the same values. */
export function useTraceWindow(given: TraceSource): TraceWindow {
  const key = JSON.stringify(given);
  const source = useMemo(() => JSON.parse(key) as TraceSource, [key]); // what was a source a line ago
  const [state, change] = useTraceState();
  const typed = useFilterText(
    state.q,
    useCallback((q: string) => change({ q }), [change]),
  );
  const filter = typed.applied;
  const answer = useCall('trace.detail', { source, filter, noise: state.noise }, { keep: true });
  const known = answer.data !== undefined;
  const whole = useCall('trace.detail', { source, noise: true, parts: ['tasks'], limit: 10_000 }, { enabled: known });
  const tasks = useMemo(() => new Map<number, TraceTask>(whole.data?.taskList?.rows.map((task) => [task.task, task])), [whole.data]);
  const field = useRef<HTMLInputElement>(null);
  const grid = useRef<EventGridHandle>(null);
  const { set } = typed;
  return {
    source,
    detail: answer.data ?? null,
    stale: answer.isPlaceholderData,
    error: answer.error,
    retry: () => void answer.refetch(),
    filter,
    typed,
    state,
    change,
    narrow: useCallback(
      (text: string, look?: TraceState['look']) => {
        set(text);
        if (look !== undefined) change({ look, line: null }, { push: true });
      },
      [set, change],
    ),
    open: useCallback((event: number) => change({ look: 'events', event, line: null }, { push: true }), [change]),
    tasks,
    field,
    toFilter: useCallback(() => {
      field.current?.focus();
      field.current?.select();
    }, []),
    grid,
  };
}
