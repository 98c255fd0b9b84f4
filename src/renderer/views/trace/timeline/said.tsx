// What the timeline shows, in words: the same for the eye and for a screen reader.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TraceTimeline } from '../../../../shared/domain/trace-detail.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { formatNs } from '../../../../shared/domain/units.ts';
import { exactTime } from './axis.ts';
import type { TimelineEvent } from './bars.ts';
import { sumsOf, type Lane } from './lanes.ts';
import type { Span } from './span.ts';
import { fineTime } from './tip.tsx';

/** What happened in the span. */
export function Summary({ lanes, seen, span, marked, width }: { lanes: readonly Lane[]; seen: TraceTimeline; span: Span; marked: boolean; width: number }): ReactNode {
  const { t } = useTranslation('traceTimeline');
  const sums = { calls: 0, errors: 0, busyNs: 0, tasks: 0 };
  const numbers = new Map(seen.lanes.map((lane) => [lane.task, lane]));
  for (const { task } of lanes) {
    const of = sumsOf(numbers.get(task), seen, span.fromNs, span.toNs);
    sums.calls += of.calls;
    sums.errors += of.errors;
    sums.busyNs += of.busyNs;
    if (of.calls > 0) sums.tasks += 1;
  }
  const words = {
    from: exactTime(span.fromNs, span, width),
    to: exactTime(span.toNs, span, width),
    calls: sums.calls.toLocaleString('en'),
    errors: sums.errors.toLocaleString('en'),
    tasks: sums.tasks,
    busy: formatNs(sums.busyNs),
  };
  return marked ? t('summary.selected', words) : t('summary.seen', words);
}

/** The call that keys stand on. */
export function StandsOn({ lane, event, span, width }: { lane: Lane; event: TimelineEvent | null; span: Span; width: number }): ReactNode {
  const { t } = useTranslation('traceTimeline');
  if (event === null) return null;
  return t('on', {
    event: event.event,
    name: shown(event.name),
    error: event.error === null ? t('succeeded') : shown(event.error),
    at: exactTime(event.tNs, span, width),
    took: event.durationNs === null ? '–' : fineTime(event.durationNs),
    program: lane.program === null ? (lane.pid ?? '') : shown(lane.program),
  });
}
