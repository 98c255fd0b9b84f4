// What happened when, task by task, on a canvas. Wheel and keys zoom; a drag names a span of time for the filter; a click opens a call. The same as a table for
// who does not see it.
import { ActionIcon, Button, SegmentedControl, Switch, Tooltip } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useCallback, useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TraceSource } from '../../../../shared/api/contract.ts';
import type { TraceTask, TraceTimeline } from '../../../../shared/domain/trace-detail.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { formatNs } from '../../../../shared/domain/units.ts';
import { useCall } from '../../../api/client.tsx';
import { useUrlValue } from '../../../app/url-state.ts';
import { Icon } from '../../../ui/icon.tsx';
import { Empty, ErrorNotice, Loading } from '../../../ui/notice.tsx';
import pane from '../../../ui/pane.module.css';
import { useInk } from '../../dns/charts/paints.ts';
import { barAt, type CallBar } from './bars.ts';
import { exactTime } from './axis.ts';
import { drawAxis, drawLanes, laneParts } from './draw.ts';
import { LaneName } from './lane-name.tsx';
import { LaneTable } from './lane-table.tsx';
import { lanesOf, sumsOf, type Lane } from './lanes.ts';
import { Legend } from './legend.tsx';
import { rounded, spanOfFilter, withoutSpan, withSpan } from './span-filter.ts';
import { between, held, holding, isWhole, lengthOf, panned, spanOfText, spanText, zoomed, type Span } from './span.ts';
import { fineTime, Tip, type Pointed } from './tip.tsx';
import { useTimeline, type TimelineData } from './use-timeline.ts';
import { Whole } from './whole.tsx';
import css from './timeline.module.css';

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
  const endNs = Math.max(1, data.whole.toNs);
  return (
    <Drawn
      source={source}
      noise={noise}
      data={data}
      whole={data.whole}
      seen={data.seen}
      tasks={detail.data.taskList?.rows ?? NO_TASKS}
      endNs={endNs}
      span={chosen === null ? { fromNs: 0, toNs: endNs } : held(chosen, endNs)}
      onSpan={(span) => setChosen(span === null || isWhole(span, endNs) ? null : span)}
      selection={spanOfFilter(filter, endNs)}
      onSelect={(span) => onFilter(span === null ? rest : withSpan(filter, span))}
      onPick={onPick}
    />
  );
}

interface DrawnProps {
  source: TraceSource;
  noise: boolean;
  data: TimelineData;
  whole: TraceTimeline;
  seen: TraceTimeline;
  tasks: readonly TraceTask[];
  endNs: number;
  span: Span;
  onSpan: (span: Span | null) => void;
  selection: Span | null;
  onSelect: (span: Span | null) => void;
  onPick: (event: number) => void;
}

/** A lane is as tall as there is room for, within reason. */
const LANE_PX = { least: 30, most: 84 };
const AXIS_PX = 24;
/** A press that moves less is a click. */
const CLICK_PX = 4;

function Drawn({ source, noise, data, whole, seen, tasks, endNs, span, onSpan, selection, onSelect, onPick }: DrawnProps): ReactNode {
  const { t } = useTranslation('traceTimeline');
  const ink = useInk();
  const keysId = useId();
  const { ref: plotRef, width } = useElementSize<HTMLDivElement>();
  const { ref: roomRef, height: room } = useElementSize<HTMLDivElement>();
  const scroller = useRef<HTMLDivElement | null>(null);
  const [scrolled, setScrolled] = useState(0);
  const [as, setAs] = useUrlValue('as', 'picture');
  const [lane, setLane] = useState(0);
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const [drag, setDrag] = useState<{ from: number; to: number; pan: Span | null } | null>(null);
  /** The call that keys stand on. */
  const [on, setOn] = useState<{ event: number; task: number } | null>(null);

  const [activeText, setActive] = useUrlValue('active');
  const active = activeText === '1';
  const lanes = useMemo(() => {
    const all = lanesOf(
      tasks,
      whole.lanes.map(({ task }) => task),
    );
    if (!active) return all;
    const numbers = new Map(seen.lanes.map((each) => [each.task, each]));
    const some = all.filter(({ task }) => sumsOf(numbers.get(task), seen, span.fromNs, span.toNs).calls > 0);
    // A moment in which nobody called shows who was there.
    return some.length === 0 ? all : some;
  }, [tasks, whole.lanes, active, seen, span]);
  const laneHeight = Math.max(LANE_PX.least, Math.min(LANE_PX.most, Math.floor(room / lanes.length)));
  const nsOfPixel = lengthOf(span) / Math.max(1, width);

  const plot = useRef<HTMLCanvasElement>(null);
  const axis = useRef<HTMLCanvasElement>(null);
  const bars = useRef(new Map<number, CallBar[]>());
  useEffect(() => {
    if (plot.current === null || width === 0 || room === 0) return;
    bars.current = drawLanes(plot.current, { width, height: room, scrolled, laneHeight, lanes, span, timeline: seen, calls: data.calls, ink });
    if (axis.current !== null) drawAxis(axis.current, { width, height: AXIS_PX }, span, ink);
  }, [width, room, scrolled, laneHeight, lanes, span, seen, data.calls, ink, as]);

  const timeAt = useCallback((x: number): number => span.fromNs + x * nsOfPixel, [span, nsOfPixel]);
  const xOf = (ns: number): number => (ns - span.fromNs) / nsOfPixel;
  const pointAt = (event: PointerEvent<HTMLElement>): Pointed | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const of = lanes[Math.floor((y + scrolled) / laneHeight)];
    if (of === undefined || x < 0 || x > width) return null;
    const bar = barAt(bars.current.get(of.task) ?? [], x);
    return { lane: of, event: bar?.event ?? null, ns: timeAt(x), x, y };
  };

  // A wheel zooms around the pointer and a sideways one moves; React listens to wheels without the right to keep the page from scrolling.
  const wheel = useRef<(event: WheelEvent) => void>(() => undefined);
  useEffect(() => {
    wheel.current = (event) => {
      const plane = plot.current?.getBoundingClientRect();
      if (plane === undefined || event.clientX < plane.left) return;
      event.preventDefault();
      const scale = event.deltaMode === 1 ? 24 : 1;
      const [dx, dy] = [event.deltaX * scale, event.deltaY * scale];
      const side = event.shiftKey && dx === 0 ? dy : dx;
      if (Math.abs(side) > Math.abs(dy) || event.shiftKey) onSpan(panned(span, endNs, side / Math.max(1, width)));
      else onSpan(zoomed(span, endNs, timeAt(event.clientX - plane.left), Math.exp(dy * (event.ctrlKey ? 0.01 : 0.002))));
    };
  }, [span, endNs, width, timeAt, onSpan]);
  const setScroller = useCallback(
    (element: HTMLDivElement | null) => {
      scroller.current = element;
      roomRef(element);
      const listen = (event: WheelEvent): void => wheel.current(event);
      element?.addEventListener('wheel', listen, { passive: false });
      return () => {
        element?.removeEventListener('wheel', listen);
        roomRef(null);
      };
    },
    [roomRef],
  );

  const onDown = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button > 1) return;
    scroller.current?.focus({ preventScroll: true });
    const at = pointAt(event);
    if (at === null) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    setLane(lanes.indexOf(at.lane));
    setDrag({ from: at.x, to: at.x, pan: event.shiftKey || event.button === 1 ? span : null });
  };
  const onMove = (event: PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = Math.min(width, Math.max(0, event.clientX - box.left));
    if (drag === null) return setPointed(pointAt(event));
    setDrag({ ...drag, to: x });
    setPointed(null);
    if (drag.pan !== null) onSpan(held({ fromNs: drag.pan.fromNs - (x - drag.from) * nsOfPixel, toNs: drag.pan.toNs - (x - drag.from) * nsOfPixel }, endNs));
  };
  const onUp = (event: PointerEvent<HTMLDivElement>): void => {
    if (drag === null) return;
    setDrag(null);
    if (drag.pan !== null) return;
    if (Math.abs(drag.to - drag.from) >= CLICK_PX) onSelect(rounded(between(timeAt(drag.from), timeAt(drag.to), endNs), nsOfPixel));
    else {
      const at = pointAt(event);
      const picked = at?.event ?? null;
      if (picked !== null) onPick(picked.event);
    }
  };

  const show = (index: number): void => {
    const to = Math.min(lanes.length - 1, Math.max(0, index));
    setLane(to);
    setOn(null);
    const element = scroller.current;
    if (element === null) return;
    const top = to * laneHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + laneHeight > element.scrollTop + element.clientHeight) element.scrollTop = top + laneHeight - element.clientHeight;
  };
  const current = lanes[Math.min(lane, lanes.length - 1)];
  const laneCalls = current === undefined ? [] : (data.calls?.get(current.task) ?? []);
  const step = (by: number): void => {
    const at = on === null ? -1 : laneCalls.findIndex(({ event }) => event === on.event);
    const next = at < 0 ? laneCalls.find(({ tNs }) => tNs >= span.fromNs) : laneCalls[at + by];
    if (next === undefined) return;
    setOn({ event: next.event, task: next.task });
    if (next.tNs < span.fromNs || next.tNs > span.toNs) onSpan(holding(span, endNs, next.tNs));
  };
  const middle = (span.fromNs + span.toNs) / 2;
  const around = pointed?.ns ?? laneCalls.find(({ event }) => event === on?.event)?.tNs ?? middle;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
    const keys: Record<string, () => void> = {
      '+': () => onSpan(zoomed(span, endNs, around, 0.5)),
      '=': () => onSpan(zoomed(span, endNs, around, 0.5)),
      '-': () => onSpan(zoomed(span, endNs, around, 2)),
      '0': () => onSpan(null),
      z: () => selection !== null && onSpan(selection),
      s: () => onSelect(rounded(span, nsOfPixel)),
      Escape: () => selection !== null && onSelect(null),
      ArrowLeft: () => onSpan(panned(span, endNs, event.shiftKey ? -1 : -0.2)),
      ArrowRight: () => onSpan(panned(span, endNs, event.shiftKey ? 1 : 0.2)),
      Home: () => onSpan(held({ fromNs: 0, toNs: lengthOf(span) }, endNs)),
      End: () => onSpan(held({ fromNs: endNs - lengthOf(span), toNs: endNs }, endNs)),
      ArrowDown: () => show(lane + 1),
      ArrowUp: () => show(lane - 1),
      PageDown: () => show(lane + Math.max(1, Math.floor(room / laneHeight) - 1)),
      PageUp: () => show(lane - Math.max(1, Math.floor(room / laneHeight) - 1)),
      '.': () => step(1),
      ',': () => step(-1),
      Enter: () => on !== null && onPick(on.event),
    };
    const act = keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };

  const dragged = drag === null || drag.pan !== null || Math.abs(drag.to - drag.from) < CLICK_PX ? null : between(timeAt(drag.from), timeAt(drag.to), endNs);
  const marked = dragged ?? selection;
  const onBar = on === null ? undefined : bars.current.get(on.task)?.find((bar) => bar.event.event === on.event);
  const onLane = onBar === undefined ? -1 : lanes.findIndex(({ task }) => task === onBar.event.task);
  const parts = laneParts(laneHeight);
  const bar = pointed === null || pointed.event === null ? null : (bars.current.get(pointed.lane.task)?.find((each) => each.event === pointed.event) ?? null);
  const errors = whole.lanes.reduce((sum, each) => sum + each.errors.reduce((a, b) => a + b, 0), 0);

  return (
    <div className={css['timeline']}>
      <div className={css['bar']}>
        <SegmentedControl
          aria-label={t('as.label')}
          value={as === 'table' ? 'table' : 'picture'}
          onChange={setAs}
          data={[
            { value: 'picture', label: t('as.picture') },
            { value: 'table', label: t('as.table') },
          ]}
        />
        <span className={css['buttons']}>
          <Tool label={t('tool.in')} text="+" onClick={() => onSpan(zoomed(span, endNs, middle, 0.5))} />
          <Tool label={t('tool.out')} text="−" onClick={() => onSpan(zoomed(span, endNs, middle, 2))} />
          <Button variant="subtle" color="gray" disabled={isWhole(span, endNs)} onClick={() => onSpan(null)}>
            {t('tool.all')}
          </Button>
        </span>
        {selection === null ? (
          <Button onClick={() => onSelect(rounded(span, nsOfPixel))} disabled={isWhole(span, endNs)}>
            {t('tool.select')}
          </Button>
        ) : (
          <span className={css['buttons']}>
            <Button onClick={() => onSpan(selection)}>{t('tool.toSelection')}</Button>
            <Tooltip label={t('tool.clear')}>
              <ActionIcon aria-label={t('tool.clear')} onClick={() => onSelect(null)}>
                <Icon name="cross" size={12} />
              </ActionIcon>
            </Tooltip>
          </span>
        )}
        {whole.lanes.length < 2 ? null : <Switch label={t('tool.active')} checked={active} onChange={(event) => setActive(event.currentTarget.checked ? '1' : '')} />}
        <span className={css['spring']} />
        <Legend single={data.calls !== null} />
      </div>
      <Whole timeline={whole} span={span} selection={marked} onSpan={onSpan} label={t('whole')} />
      {as === 'table' ? (
        <div className={css['table']}>
          <LaneTable lanes={lanes} timeline={seen} span={span} height="fill" />
        </div>
      ) : (
        <>
          <div className={`${css['row']} ${css['axis-row']}`}>
            <div className={css['corner']}>{t('axis', { span: fineTime(lengthOf(span)) })}</div>
            <div className={css['axis']} aria-hidden>
              <canvas ref={axis} />
            </div>
          </div>
          <div
            ref={setScroller}
            className={css['scroller']}
            role="application"
            aria-label={t('label', { tasks: lanes.length, from: exactTime(span.fromNs, span, width), to: exactTime(span.toNs, span, width) })}
            aria-roledescription={t('kind')}
            aria-describedby={keysId}
            tabIndex={0}
            onKeyDown={onKeyDown}
            onScroll={(event) => setScrolled(event.currentTarget.scrollTop)}
          >
            <div className={css['lanes']} style={{ height: Math.max(room, lanes.length * laneHeight) }}>
              <ul className={css['names']} aria-hidden>
                {lanes.map((each, index) => (
                  <LaneName key={each.task} lane={each} height={laneHeight} current={index === lane} onPoint={() => setLane(index)} />
                ))}
              </ul>
              <div
                ref={plotRef}
                className={css['plot']}
                data-stale={data.stale}
                style={{ height: room }}
                onPointerDown={onDown}
                onPointerMove={onMove}
                onPointerUp={onUp}
                onPointerCancel={() => setDrag(null)}
                onPointerLeave={() => setPointed(null)}
                onDoubleClick={(event) => {
                  const box = event.currentTarget.getBoundingClientRect();
                  onSpan(zoomed(span, endNs, timeAt(event.clientX - box.left), 0.25));
                }}
              >
                <canvas ref={plot} aria-hidden />
                {marked === null ? null : (
                  <div
                    className={css['selection']}
                    data-held={dragged === null}
                    style={{ insetInlineStart: clamp(xOf(marked.fromNs), width), width: Math.max(1, clamp(xOf(marked.toNs), width) - clamp(xOf(marked.fromNs), width)) }}
                  />
                )}
                {onBar === undefined || onLane < 0 ? null : (
                  <div
                    className={css['pointed']}
                    style={{ insetInlineStart: onBar.x - 2, width: onBar.w + 4, top: onLane * laneHeight - scrolled + parts.top - 2, height: parts.base - parts.top + 4 }}
                  />
                )}
                {bar === null || pointed === null ? null : (
                  <div
                    className={css['pointed']}
                    style={{
                      insetInlineStart: bar.x - 1,
                      width: bar.w + 2,
                      top: lanes.indexOf(pointed.lane) * laneHeight - scrolled + parts.top - 1,
                      height: parts.base - parts.top + 2,
                    }}
                  />
                )}
                {pointed === null ? null : (
                  <>
                    <div className={css['cursor']} style={{ insetInlineStart: pointed.x }} />
                    <Tip source={source} noise={noise} pointed={pointed} span={span} size={{ width, height: room }} timeline={seen} />
                  </>
                )}
              </div>
            </div>
          </div>
        </>
      )}
      <div className={css['said']}>
        <span role="status">
          {on === null || current === undefined ? (
            <Summary lanes={lanes} seen={covering(seen, whole, marked)} span={marked ?? span} marked={marked !== null} width={width} />
          ) : (
            <StandsOn lane={current} event={laneCalls.find(({ event }) => event === on.event) ?? null} span={span} width={width} />
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

const clamp = (x: number, width: number): number => Math.min(width, Math.max(0, x));

/** The finer answer where it holds all of the span. */
const covering = (seen: TraceTimeline, whole: TraceTimeline, span: Span | null): TraceTimeline =>
  span === null || (seen.fromNs <= span.fromNs && seen.toNs >= span.toNs) ? seen : whole;

function Tool({ label, text, onClick }: { label: string; text: string; onClick: () => void }): ReactNode {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={onClick}>
        <span className="mono" aria-hidden>
          {text}
        </span>
      </ActionIcon>
    </Tooltip>
  );
}

/** What happened in the span: the same words for the eye and for a screen reader. */
function Summary({ lanes, seen, span, marked, width }: { lanes: readonly Lane[]; seen: TraceTimeline; span: Span; marked: boolean; width: number }): ReactNode {
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

function StandsOn({
  lane,
  event,
  span,
  width,
}: {
  lane: Lane;
  event: { event: number; tNs: number; name: string; error: string | null; durationNs: number | null } | null;
  span: Span;
  width: number;
}): ReactNode {
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
