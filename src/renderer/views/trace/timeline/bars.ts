// What is drawn in a lane, in pixels: columns of how much was called, how much of the time went into calls, where errors are, and single calls. Pure.
import type { TraceTimeline } from '../../../../shared/domain/trace-detail.ts';
import type { Lane } from './lanes.ts';
import type { Span } from './span.ts';

export type TimelineEvent = NonNullable<TraceTimeline['events']>[number];
type Numbers = TraceTimeline['lanes'][number];

export interface Columns {
  /** Pixels of a column. */
  width: number;
  /** One number a column, from the left edge of the plot. */
  calls: Float64Array;
  errors: Float64Array;
  /** Share of the column's time that was spent in calls, 0..1. */
  busy: Float64Array;
}

/** The steps of a lane, laid over columns of `px` pixels of a plot `width` wide that shows `span`. A step over several columns is shared among them. */
export function columnsOf(lane: Numbers, timeline: Pick<TraceTimeline, 'fromNs' | 'toNs'>, span: Span, width: number, px: number): Columns {
  const count = Math.max(1, Math.ceil(width / px));
  const columns: Columns = { width: px, calls: new Float64Array(count), errors: new Float64Array(count), busy: new Float64Array(count) };
  const steps = lane.calls.length;
  const stepNs = (timeline.toNs - timeline.fromNs) / Math.max(1, steps);
  const columnNs = ((span.toNs - span.fromNs) / width) * px;
  if (!(stepNs > 0) || !(columnNs > 0)) return columns;
  const first = Math.max(0, Math.floor((span.fromNs - timeline.fromNs) / stepNs));
  const last = Math.min(steps - 1, Math.floor((span.toNs - timeline.fromNs) / stepNs));
  for (let step = first; step <= last; step += 1) {
    const [calls, errors, busyNs] = [lane.calls[step] ?? 0, lane.errors[step] ?? 0, lane.busyNs[step] ?? 0];
    if (calls === 0 && busyNs === 0 && errors === 0) continue;
    const start = (timeline.fromNs + step * stepNs - span.fromNs) / columnNs;
    const end = start + stepNs / columnNs;
    // An error is a place: it stands in one column, not thinly in several.
    const middle = Math.floor((start + end) / 2);
    if (errors > 0 && middle >= 0 && middle < count) columns.errors[middle] = (columns.errors[middle] ?? 0) + errors;
    for (let at = Math.max(0, Math.floor(start)); at < Math.min(count, end); at += 1) {
      const share = Math.min(at + 1, end) - Math.max(at, start);
      if (share <= 0) continue;
      columns.calls[at] = (columns.calls[at] ?? 0) + (calls * share) / (end - start);
      columns.busy[at] = (columns.busy[at] ?? 0) + (busyNs / stepNs) * share;
    }
  }
  for (let at = 0; at < count; at += 1) columns.busy[at] = Math.min(1, columns.busy[at] ?? 0);
  return columns;
}

/** Height of a column: the root, so that ten calls are seen beside ten thousand; anything at all is a pixel at least. */
export function columnHeight(calls: number, most: number, height: number): number {
  if (calls <= 0 || most <= 0) return 0;
  return Math.min(height, Math.max(Math.min(2, height), Math.round(height * Math.sqrt(calls / most))));
}

/** What nearly all columns (49 of 50) stay below: a single burst would press everything else flat. */
export function usualMost(lanes: readonly Columns[]): number {
  const values = lanes.flatMap(({ calls }) => [...calls].filter((count) => count > 0)).sort((a, b) => a - b);
  return values[Math.floor((values.length - 1) * 0.98)] ?? 0;
}

/** Where error signs stand, in pixels: those that would touch are one. */
export function errorPlaces(columns: Columns, apart: number): { x: number; errors: number }[] {
  const places: { x: number; errors: number }[] = [];
  columns.errors.forEach((errors, column) => {
    if (errors === 0) return;
    const x = (column + 0.5) * columns.width;
    const last = places.at(-1);
    if (last !== undefined && x - last.x < apart) last.errors += errors;
    else places.push({ x, errors });
  });
  return places;
}

export interface CallBar {
  event: TimelineEvent;
  x: number;
  /** At least {@link LEAST_BAR}, so that it can be seen. */
  w: number;
}

export const LEAST_BAR = 2;

/** Calls of one task, by their time, where they are in sight. */
export function callBars(events: readonly TimelineEvent[], span: Span, width: number): CallBar[] {
  const scale = width / (span.toNs - span.fromNs);
  const bars: CallBar[] = [];
  for (const event of events) {
    const end = event.tNs + (event.durationNs ?? 0);
    if (end < span.fromNs || event.tNs > span.toNs) continue;
    bars.push({ event, x: (event.tNs - span.fromNs) * scale, w: Math.max(LEAST_BAR, (event.durationNs ?? 0) * scale) });
  }
  return bars;
}

/** What of the lanes is in sight. Lengths in pixels. */
export interface LanesInSight {
  lanes: readonly Lane[];
  laneHeight: number;
  /** Of the lanes, scrolled away above. */
  scrolled: number;
  width: number;
  height: number;
  span: Span;
}

/** The first and the last lane of which something is in sight. */
export const lanesInSight = ({ lanes, laneHeight, scrolled, height }: LanesInSight): { first: number; last: number } => ({
  first: Math.max(0, Math.floor(scrolled / laneHeight)),
  last: Math.min(lanes.length - 1, Math.floor((scrolled + height) / laneHeight)),
});

/** Bars of single calls by task; null: too many, the density is drawn. */
export type Bars = ReadonlyMap<number, readonly CallBar[]> | null;

export function barsInSight(sight: LanesInSight, calls: ReadonlyMap<number, readonly TimelineEvent[]> | null): Bars {
  if (calls === null) return null;
  const { first, last } = lanesInSight(sight);
  return new Map(sight.lanes.slice(first, last + 1).map(({ task }) => [task, callBars(calls.get(task) ?? [], sight.span, sight.width)]));
}

/** The call under a pixel: the shortest of those that are there, else the nearest within a few pixels. */
export function barAt(bars: readonly CallBar[], x: number, within = 4): CallBar | null {
  let best: CallBar | null = null;
  let bestAway = within + 1;
  for (const bar of bars) {
    const away = x < bar.x ? bar.x - x : x > bar.x + bar.w ? x - bar.x - bar.w : 0;
    if (away < bestAway || (away === bestAway && best !== null && bar.w < best.w)) [best, bestAway] = [bar, away];
  }
  return best;
}

/** By task, each in the order of time. */
export function byTask(events: readonly TimelineEvent[]): Map<number, TimelineEvent[]> {
  const tasks = new Map<number, TimelineEvent[]>();
  for (const event of events) {
    const of = tasks.get(event.task);
    if (of === undefined) tasks.set(event.task, [event]);
    else of.push(event);
  }
  for (const of of tasks.values()) of.sort((a, b) => a.tNs - b.tNs || a.event - b.event);
  return tasks;
}
