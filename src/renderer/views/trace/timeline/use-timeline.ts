// What the timeline knows of a trace: the whole of it in coarse steps, the part that is looked at in fine ones, and single calls where there are few enough.
import { useMemo } from 'react';
import type { TraceSource } from '../../../../shared/api/contract.ts';
import type { TraceTimeline } from '../../../../shared/domain/trace-detail.ts';
import { useCall } from '../../../api/client.tsx';
import { useSettled } from '../../../ui/use-settled.ts';
import { byTask, type TimelineEvent } from './bars.ts';
import { sumsOf } from './lanes.ts';
import { asked, spanText, type Span } from './span.ts';

const STEPS = 1_000;
/** With many lanes the answer would be megabytes. */
const MANY_LANES = 60;
/** The workbench gives single calls where there are at most so many (and some more stand around what is seen). */
const FEW = 3_500;
/** A wheel changes what is seen many times a second. */
const SETTLE_MS = 60;

export interface TimelineData {
  /** All of it; undefined until there is an answer. */
  whole: TraceTimeline | undefined;
  error: Error | null;
  retry: () => void;
  /** The finest answer that covers what is seen. */
  seen: TraceTimeline | undefined;
  /** Single calls in what is seen, by task; null: too many. */
  calls: ReadonlyMap<number, readonly TimelineEvent[]> | null;
  /** A finer answer is on its way. */
  stale: boolean;
}

const covers = (timeline: TraceTimeline | undefined, span: Span): timeline is TraceTimeline =>
  timeline !== undefined && timeline.fromNs <= span.fromNs && timeline.toNs >= span.toNs;

/** `span` null: all of it. */
export function useTimeline(source: TraceSource, filter: string, noise: boolean, span: Span | null): TimelineData {
  const of = { source, filter, noise };
  const first = useCall('trace.timeline', { ...of, steps: STEPS }, { keep: true });
  const whole = first.data;
  const endNs = whole?.toNs ?? 0;
  const steps = (whole?.lanes.length ?? 0) > MANY_LANES ? STEPS / 2 : STEPS;
  const wanted = span === null || whole === undefined ? null : asked(span, endNs);
  const settled = useSettled(wanted === null ? '' : spanText(wanted), SETTLE_MS);
  const [fromNs = 0, toNs = 0] = settled.split('-').map(Number);
  const fine = useCall('trace.timeline', { ...of, fromNs, toNs, steps }, { enabled: settled !== '' && whole !== undefined, keep: true });

  const now: Span = span ?? { fromNs: 0, toNs: endNs };
  const fineData = settled === '' ? undefined : fine.data;
  const seen = covers(fineData, now) ? fineData : whole;
  const few = seen !== undefined && seen.events === null && seen.lanes.reduce((sum, lane) => sum + sumsOf(lane, seen, now.fromNs, now.toNs).calls, 0) <= FEW;
  // Few in sight, too many around: exactly what is in sight is asked for.
  const exactText = useSettled(few && seen !== undefined && span !== null ? spanText(span) : '', SETTLE_MS * 2);
  const [exactFrom = 0, exactTo = 0] = exactText.split('-').map(Number);
  const exact = useCall('trace.timeline', { ...of, fromNs: exactFrom, toNs: exactTo, steps: 1 }, { enabled: exactText !== '', keep: true });
  const events = seen?.events ?? (few && covers(exact.data, now) ? exact.data.events : null);
  const calls = useMemo(() => (events === null ? null : byTask(events)), [events]);
  return {
    whole,
    error: first.error,
    retry: () => void first.refetch(),
    seen,
    calls,
    stale: seen !== undefined && wanted !== null && (seen === whole || fine.isPlaceholderData),
  };
}
