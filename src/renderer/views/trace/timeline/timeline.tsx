// What happened when, task by task, on a canvas. Wheel and keys zoom; a drag names a span of time for the filter; a click opens a call. The same as a table for
// who does not see it.
import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TraceSource } from '../../../../shared/api/contract.ts';
import type { TraceTask } from '../../../../shared/domain/trace-detail.ts';
import { useCall } from '../../../api/client.tsx';
import { useUrlValue } from '../../../app/url-state.ts';
import { Empty, ErrorNotice, Loading } from '../../../ui/notice.tsx';
import pane from '../../../ui/pane.module.css';
import { LookedAt } from './looked-at.tsx';
import { spanOfFilter, withoutSpan, withSpan } from './span-filter.ts';
import { allOf, held, isWhole, spanOfText, spanText, type Span } from './span.ts';
import { useTimeline } from './use-timeline.ts';

export interface TimelineProps {
  source: TraceSource;
  filter: string;
  noise: boolean;
  /** An event (from 1) is to be opened. */
  onPick: (event: number) => void;
  /** A span of time was named, or is no more. */
  onFilter: (filter: string) => void;
}

/** So many tasks have names; lanes are the busiest 200 of all. */
const TASKS = 5_000;
const NO_TASKS: readonly TraceTask[] = [];

export function Timeline({ source, filter, noise, onPick, onFilter }: TimelineProps): ReactNode {
  const { t } = useTranslation('traceTimeline');
  const [spanValue, setSpanValue] = useUrlValue('t');
  // What is selected is shown in its surroundings.
  const rest = withoutSpan(filter);
  const detail = useCall('trace.detail', { source, noise, parts: ['tasks'], limit: TASKS });
  const [chosen, setChosen] = useState<Span | null>(() => spanOfText(spanValue, Number.MAX_SAFE_INTEGER));
  const data = useTimeline(source, rest, noise, chosen);
  // The address follows when the wheel rests: a browser takes only so many changes of it.
  const written = chosen === null ? '' : spanText(chosen);
  useEffect(() => {
    if (written === spanValue) return undefined;
    const timer = setTimeout(() => setSpanValue(written), 300);
    return () => clearTimeout(timer);
  }, [written, spanValue, setSpanValue]);

  const endNs = Math.max(1, data.whole?.toNs ?? 0);
  const span = useMemo(() => (chosen === null ? allOf(endNs) : held(chosen, endNs)), [chosen, endNs]);
  const change = useCallback(
    (of: (span: Span) => Span) =>
      setChosen((before) => {
        const next = of(before === null ? allOf(endNs) : held(before, endNs));
        return isWhole(next, endNs) ? null : next;
      }),
    [endNs],
  );

  const failed = data.error ?? detail.error;
  if (failed !== null && (data.whole === undefined || detail.data === undefined))
    return (
      <div className={pane['pad']}>
        <ErrorNotice
          error={failed}
          retry={() => {
            data.retry();
            void detail.refetch();
          }}
        />
      </div>
    );
  if (data.whole === undefined || data.seen === undefined || detail.data === undefined) return <Loading />;
  if (detail.data.has.times === 'none') return <Empty icon="trace" title={t('noTimes.title')} why={t('noTimes.why')} />;
  if (data.whole.lanes.length === 0) return <Empty icon="filter" title={t('nothing.title')} why={rest === '' ? t('nothing.none') : t('nothing.filtered')} />;
  return (
    <LookedAt
      source={source}
      noise={noise}
      whole={data.whole}
      seen={data.seen}
      calls={data.calls}
      stale={data.stale}
      tasks={detail.data.taskList?.rows ?? NO_TASKS}
      endNs={endNs}
      span={span}
      change={change}
      selection={spanOfFilter(filter, endNs)}
      onSelect={(span) => onFilter(span === null ? rest : withSpan(filter, span))}
      onPick={onPick}
    />
  );
}
