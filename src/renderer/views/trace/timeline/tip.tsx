// What the pointer is on: a call in full, or how much happened in a moment of a lane.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TraceSource } from '../../../../shared/api/contract.ts';
import type { TraceTimeline } from '../../../../shared/domain/trace-detail.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { formatNs } from '../../../../shared/domain/units.ts';
import { useCall } from '../../../api/client.tsx';
import { useSettled } from '../../../ui/use-settled.ts';
import type { TimelineEvent } from './bars.ts';
import { exactTime } from './axis.ts';
import { sumsOf, type Lane } from './lanes.ts';
import type { Span } from './span.ts';
import css from './timeline.module.css';

/** Pixels around the pointer that a moment is. */
const MOMENT_PX = 4;
const TIP_PX = 460;

export interface Pointed {
  lane: Lane;
  event: TimelineEvent | null;
  ns: number;
  x: number;
  y: number;
}

export interface TipProps {
  source: TraceSource;
  noise: boolean;
  pointed: Pointed;
  span: Span;
  size: { width: number; height: number };
  timeline: TraceTimeline;
}

export function Tip({ source, noise, pointed, span, size, timeline }: TipProps): ReactNode {
  const { t } = useTranslation('traceTimeline');
  const { lane, event, ns, x, y } = pointed;
  const left = x + 14 + Math.min(TIP_PX, size.width / 2) > size.width;
  const below = y < size.height / 2;
  const half = ((span.toNs - span.fromNs) / size.width) * MOMENT_PX;
  const sums = sumsOf(
    timeline.lanes.find(({ task }) => task === lane.task),
    timeline,
    ns - half,
    ns + half,
  );
  return (
    <div
      className={css['tip']}
      aria-hidden
      style={{ ...(left ? { insetInlineEnd: size.width - x + 14 } : { insetInlineStart: x + 14 }), ...(below ? { top: y + 16 } : { bottom: size.height - y + 12 }) }}
    >
      <div className="dim">
        {exactTime(ns, span, size.width)} · {lane.program === null ? '' : shown(lane.program)} {lane.pid ?? ''}
      </div>
      {event === null ? (
        <div>{sums.calls === 0 ? t('tip.quiet') : t('tip.moment', { calls: sums.calls, errors: sums.errors, busy: formatNs(sums.busyNs) })}</div>
      ) : (
        <Call source={source} noise={noise} event={event} />
      )}
    </div>
  );
}

/** The name is known at once; arguments come when the pointer stays. */
function Call({ source, noise, event }: { source: TraceSource; noise: boolean; event: TimelineEvent }): ReactNode {
  const { t } = useTranslation('traceTimeline');
  const number = Number(useSettled(String(event.event), 120));
  const rows = useCall('trace.rows', { source, noise, at: number, count: 1 }, { keep: true });
  const row = rows.data?.rows.find((each) => each.event === event.event);
  return (
    <>
      <code>
        {shown(event.name)}
        {row === undefined ? '(…)' : `(${shown(row.args)})${row.result === '' ? '' : ` = ${shown(row.result)}`}`}{' '}
        {event.error === null ? null : <span data-error>{shown(event.error)}</span>}
      </code>
      <div className="dim">
        {[t('tip.event', { event: event.event }), event.durationNs === null ? t('tip.noDuration') : t('tip.took', { time: fineTime(event.durationNs) })].join(' · ')}
      </div>
    </>
  );
}

/** Calls take microseconds: three digits of whatever they take. */
export const fineTime = (ns: number): string =>
  ns < 1_000 ? `${ns} ns` : ns < 1e6 ? `${Number((ns / 1e3).toPrecision(3))} µs` : ns < 1e9 ? `${Number((ns / 1e6).toPrecision(3))} ms` : formatNs(ns);
