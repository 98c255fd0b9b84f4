// The picture of the timeline: axis, names and lanes, and what stands over them: the selection, the call that keys or the pointer are on.
import { useMergedRef } from '@mantine/hooks';
import { useEffect, useRef, type KeyboardEvent, type PointerEvent, type ReactNode, type Ref, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { TraceSource } from '../../../../shared/api/contract.ts';
import type { TraceTimeline } from '../../../../shared/domain/trace-detail.ts';
import { useInk } from '../../dns/charts/paints.ts';
import { exactTime } from './axis.ts';
import type { Bars, CallBar, LanesInSight } from './bars.ts';
import { drawAxis, drawLanes, laneParts } from './draw.ts';
import { LaneName } from './lane-name.tsx';
import { lengthOf, placeOf, timeAt, zoomed, type ChangeSpan, type Span } from './span.ts';
import { fineTime, Tip } from './tip.tsx';
import { useWheel, type Gestures } from './use-gestures.ts';
import css from './timeline.module.css';

const AXIS_PX = 24;

export interface PlotProps {
  source: TraceSource;
  noise: boolean;
  sight: LanesInSight;
  timeline: TraceTimeline;
  bars: Bars;
  /** A finer answer is on its way. */
  stale: boolean;
  endNs: number;
  change: ChangeSpan;
  gestures: Gestures;
  /** The lane and the call that keys stand on. */
  lane: number;
  on: { event: number; task: number } | null;
  onLane: (lane: number) => void;
  /** Selected, or about to be. */
  marked: Span | null;
  scroller: RefObject<HTMLDivElement | null>;
  onScrolled: (scrolled: number) => void;
  onKeyDown: (event: KeyboardEvent) => void;
  /** Measure the width of the plot, and the height there is. */
  widthRef: Ref<HTMLDivElement>;
  roomRef: Ref<HTMLDivElement>;
  /** The id of what says which keys there are. */
  keysId: string;
}

export function Plot(props: PlotProps): ReactNode {
  const { source, noise, sight, timeline, bars, stale, endNs, change, gestures, lane, on, onLane, marked, scroller, onScrolled, onKeyDown, widthRef, roomRef, keysId } = props;
  const { lanes, laneHeight, width, height: room, span } = sight;
  const { t } = useTranslation('traceTimeline');
  const ink = useInk();
  const plot = useRef<HTMLCanvasElement>(null);
  const axis = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (plot.current === null || axis.current === null || width === 0 || room === 0) return;
    drawLanes(plot.current, { ...sight, timeline, bars, ink });
    drawAxis(axis.current, { width, height: AXIS_PX }, span, ink);
  }, [sight, width, room, span, timeline, bars, ink]);
  const scrollerRef = useMergedRef(scroller, roomRef);
  useWheel(scroller, plot, width, endNs, change);
  const { pointed, dragged, onPointerDown, ...pointer } = gestures;

  return (
    <>
      <div className={`${css['row']} ${css['axis-row']}`}>
        <div className={css['corner']}>{t('axis', { span: fineTime(lengthOf(span)) })}</div>
        <div className={css['axis']} aria-hidden>
          <canvas ref={axis} />
        </div>
      </div>
      <div
        ref={scrollerRef}
        className={css['scroller']}
        role="application"
        aria-label={t('label', { tasks: lanes.length, from: exactTime(span.fromNs, span, width), to: exactTime(span.toNs, span, width) })}
        aria-roledescription={t('kind')}
        aria-describedby={keysId}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onScroll={(event) => onScrolled(event.currentTarget.scrollTop)}
      >
        <div className={css['lanes']} style={{ height: Math.max(room, lanes.length * laneHeight) }}>
          <ul className={css['names']} aria-hidden>
            {lanes.map((each, index) => (
              <LaneName key={each.task} lane={each} height={laneHeight} current={index === lane} onPoint={() => onLane(index)} />
            ))}
          </ul>
          <div
            ref={widthRef}
            className={css['plot']}
            data-stale={stale}
            style={{ height: room }}
            {...pointer}
            onPointerDown={(event: PointerEvent<HTMLDivElement>) => {
              if (event.button <= 1) scroller.current?.focus({ preventScroll: true });
              onPointerDown(event);
            }}
            onDoubleClick={(event) => {
              const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
              change((now) => zoomed(now, endNs, timeAt(now, width, x), 0.25));
            }}
          >
            <canvas ref={plot} aria-hidden />
            {marked === null ? null : <Selection sight={sight} marked={marked} held={dragged === null} />}
            {on === null ? null : <Around sight={sight} bars={bars} {...on} by={2} />}
            {pointed === null || pointed.event === null ? null : <Around sight={sight} bars={bars} event={pointed.event.event} task={pointed.lane.task} by={1} />}
            {pointed === null ? null : (
              <>
                <div className={css['cursor']} style={{ insetInlineStart: pointed.x }} />
                <Tip source={source} noise={noise} pointed={pointed} span={span} size={{ width, height: room }} timeline={timeline} />
              </>
            )}
          </div>
        </div>
      </div>
    </>
  );
}

function Selection({ sight: { span, width }, marked, held }: { sight: LanesInSight; marked: Span; held: boolean }): ReactNode {
  const place = (ns: number): number => Math.min(width, Math.max(0, placeOf(span, width, ns)));
  const [from, to] = [place(marked.fromNs), place(marked.toNs)];
  return <div className={css['selection']} data-held={held} style={{ insetInlineStart: from, width: Math.max(1, to - from) }} />;
}

/** A frame around a call, `by` pixels away from it; nothing where the call is not in sight. */
function Around({ sight, bars, event, task, by }: { sight: LanesInSight; bars: Bars; event: number; task: number; by: number }): ReactNode {
  const { lanes, laneHeight, scrolled } = sight;
  const bar: CallBar | undefined = bars?.get(task)?.find((each) => each.event.event === event);
  const lane = lanes.findIndex((each) => each.task === task);
  if (bar === undefined || lane < 0) return null;
  const { top, base } = laneParts(laneHeight);
  return (
    <div className={css['pointed']} style={{ insetInlineStart: bar.x - by, width: bar.w + 2 * by, top: lane * laneHeight - scrolled + top - by, height: base - top + 2 * by }} />
  );
}
