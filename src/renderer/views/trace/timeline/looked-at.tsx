// What of a trace is looked at, as a picture or as a table, with its tools above and what it says in words below. Which lane and which call the keys stand on is kept here.
import { useElementSize } from '@mantine/hooks';
import { useId, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TraceSource } from '../../../../shared/api/contract.ts';
import type { TraceTask, TraceTimeline } from '../../../../shared/domain/trace-detail.ts';
import { useUrlValue } from '../../../app/url-state.ts';
import { barsInSight, type LanesInSight } from './bars.ts';
import { timelineKeys } from './keys.ts';
import { LaneTable } from './lane-table.tsx';
import { activeLanes, lanesOf } from './lanes.ts';
import { Plot } from './plot.tsx';
import { StandsOn, Summary } from './said.tsx';
import { rounded } from './span-filter.ts';
import { holding, pixelNs, type ChangeSpan, type Span } from './span.ts';
import { Tools } from './tools.tsx';
import { useGestures } from './use-gestures.ts';
import type { TimelineData } from './use-timeline.ts';
import { Whole } from './whole.tsx';
import css from './timeline.module.css';

export interface LookedAtProps extends Pick<TimelineData, 'calls' | 'stale'> {
  source: TraceSource;
  noise: boolean;
  whole: TraceTimeline;
  seen: TraceTimeline;
  tasks: readonly TraceTask[];
  endNs: number;
  span: Span;
  change: ChangeSpan;
  selection: Span | null;
  onSelect: (span: Span | null) => void;
  onPick: (event: number) => void;
}

/** A lane is as tall as there is room for, within reason. */
const LANE_PX = { least: 30, most: 84 };

export function LookedAt({ source, noise, whole, seen, calls, stale, tasks, endNs, span, change, selection, onSelect, onPick }: LookedAtProps): ReactNode {
  const { t } = useTranslation('traceTimeline');
  const keysId = useId();
  const { ref: widthRef, width } = useElementSize<HTMLDivElement>();
  const { ref: roomRef, height } = useElementSize<HTMLDivElement>();
  const scroller = useRef<HTMLDivElement>(null);
  const [scrolled, setScrolled] = useState(0);
  const [asText, setAs] = useUrlValue('as', 'picture');
  const as = asText === 'table' ? 'table' : 'picture';
  const [lane, setLane] = useState(0);
  /** The call that keys stand on. */
  const [on, setOn] = useState<{ event: number; task: number } | null>(null);

  const [activeText, setActive] = useUrlValue('active');
  const active = activeText === '1';
  const all = useMemo(
    () =>
      lanesOf(
        tasks,
        whole.lanes.map(({ task }) => task),
      ),
    [tasks, whole.lanes],
  );
  const lanes = useMemo(() => (active ? activeLanes(all, seen, span) : all), [all, active, seen, span]);
  const laneHeight = Math.max(LANE_PX.least, Math.min(LANE_PX.most, Math.floor(height / lanes.length)));
  const sight = useMemo((): LanesInSight => ({ lanes, laneHeight, scrolled, width, height, span }), [lanes, laneHeight, scrolled, width, height, span]);
  const bars = useMemo(() => barsInSight(sight, calls), [sight, calls]);
  const gestures = useGestures(sight, bars, endNs, { change, onSelect, onPick, onLane: setLane });
  const { pointed, dragged } = gestures;

  const current = lanes[Math.min(lane, lanes.length - 1)];
  const laneCalls = current === undefined ? [] : (calls?.get(current.task) ?? []);
  const stoodOn = laneCalls.find(({ event }) => event === on?.event) ?? null;
  const toLane = (by: number): void => {
    const to = Math.min(lanes.length - 1, Math.max(0, lane + by));
    setLane(to);
    setOn(null);
    const element = scroller.current;
    if (element === null) return;
    const top = to * laneHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + laneHeight > element.scrollTop + element.clientHeight) element.scrollTop = top + laneHeight - element.clientHeight;
  };
  const toCall = (by: 1 | -1): void => {
    const at = on === null ? -1 : laneCalls.findIndex(({ event }) => event === on.event);
    const next = at < 0 ? laneCalls.find(({ tNs }) => tNs >= span.fromNs) : laneCalls[at + by];
    if (next === undefined) return;
    setOn({ event: next.event, task: next.task });
    change((now) => holding(now, endNs, next.tNs));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
    const keys = timelineKeys(
      {
        ...{ span, endNs, width, change, selection, onSelect, toLane, toCall },
        aroundNs: pointed?.ns ?? stoodOn?.tNs ?? (span.fromNs + span.toNs) / 2,
        page: Math.max(1, Math.floor(height / laneHeight) - 1),
        open: () => {
          if (on !== null) onPick(on.event);
        },
      },
      event.shiftKey,
    );
    const act = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
    if (act === undefined) return;
    event.preventDefault();
    act();
  };

  const marked = dragged ?? selection;
  const errors = whole.lanes.reduce((sum, each) => sum + each.errors.reduce((a, b) => a + b, 0), 0);
  return (
    <div className={css['timeline']}>
      <Tools
        {...{ as, span, endNs, change, selection }}
        onAs={setAs}
        selectSeen={() => onSelect(rounded(span, pixelNs(span, width)))}
        clear={() => onSelect(null)}
        active={whole.lanes.length < 2 ? null : active}
        onActive={(only) => setActive(only ? '1' : '')}
        single={calls !== null}
      />
      <Whole timeline={whole} span={span} selection={marked} onSpan={(to) => change(() => to)} label={t('whole')} />
      {as === 'table' ? (
        <div className={css['table']}>
          <LaneTable lanes={lanes} timeline={seen} span={span} height="fill" />
        </div>
      ) : (
        <Plot
          {...{ source, noise, sight, bars, stale, endNs, change, gestures, lane, on, marked, scroller, onKeyDown, widthRef, roomRef, keysId }}
          timeline={seen}
          onLane={setLane}
          onScrolled={setScrolled}
        />
      )}
      <div className={css['said']}>
        <span role="status">
          {on === null || current === undefined ? (
            <Summary lanes={lanes} seen={covering(seen, whole, marked)} span={marked ?? span} marked={marked !== null} width={width} />
          ) : (
            <StandsOn lane={current} event={stoodOn} span={span} width={width} />
          )}
        </span>
        {whole.left === 0 ? null : <span className="dim">{t('left', { count: whole.left })}</span>}
        <span className="visually-hidden">{t('errors', { count: errors })}</span>
        {as === 'table' ? null : (
          <span className={css['keys']} id={keysId}>
            {t('keys')}
          </span>
        )}
      </div>
    </div>
  );
}

/** The finer answer where it holds all of the span. */
const covering = (seen: TraceTimeline, whole: TraceTimeline, span: Span | null): TraceTimeline =>
  span === null || (seen.fromNs <= span.fromNs && seen.toNs >= span.toNs) ? seen : whole;
