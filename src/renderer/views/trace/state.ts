// What of a trace is looked at, as the address has it: the same in the view of a trace and in a cell's tab.
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { putValue, useChangeQuery } from '../../app/url-state.ts';
import { TRACE_LOOKS, type TraceLook } from '../../app/routes.ts';

export interface TraceState {
  look: TraceLook;
  /** The filter. */
  q: string;
  /** True: with the emulator's own calls. */
  noise: boolean;
  /** The event that is opened; null: none. */
  event: number | null;
  /** Line of the raw log. */
  line: number | null;
}

const NAMES = ['look', 'q', 'noise', 'event', 'line'] as const;
const count = (text: string | null): number | null => (text !== null && /^[1-9]\d{0,9}$/.test(text) ? Number(text) : null);
const isLook = (text: string | null): text is TraceLook => TRACE_LOOKS.some((look) => look === text);

export function traceStateOf(value: (name: (typeof NAMES)[number]) => string | null): TraceState {
  const look = value('look');
  const line = count(value('line'));
  // A link to a line alone is one into the raw log.
  return { look: isLook(look) ? look : line === null ? 'events' : 'raw', q: value('q') ?? '', noise: value('noise') === '1', event: count(value('event')), line };
}

/** As values of the address; null: not written. */
export function traceStateValues(state: TraceState): Record<(typeof NAMES)[number], string | null> {
  return {
    look: state.look === 'events' && state.line === null ? null : state.look,
    q: state.q === '' ? null : state.q,
    noise: state.noise ? '1' : null,
    event: state.event === null ? null : String(state.event),
    line: state.line === null ? null : String(state.line),
  };
}

/** Changes of several values are one change of the address. `push`: "back" leads to where one was (a jump from one look into another). */
export function useTraceState(): [TraceState, (change: Partial<TraceState>, options?: { push?: boolean }) => void] {
  const [params] = useSearchParams();
  const changeQuery = useChangeQuery();
  const state = useMemo(() => traceStateOf((name) => params.get(name)), [params]);
  const change = useCallback(
    (part: Partial<TraceState>, options: { push?: boolean } = {}) =>
      changeQuery((query) => {
        const next = traceStateValues({ ...traceStateOf((name) => query.get(name)), ...part });
        for (const name of NAMES) putValue(query, name, next[name]);
      }, options),
    [changeQuery],
  );
  return [state, change];
}
