// What happened in equal steps of time, task by task: what the canvas draws.
import type { TraceTimeline } from '../../../shared/domain/trace-detail.ts';
import { nsOrNull } from './rows.ts';
import { forEachEvent } from './set.ts';
import { FLAG, KIND, type EventSet, type ReadableTrace, type TraceIndex } from './types.ts';

const MAX_LANES = 200;
const MAX_EVENTS = 4_000;
const MAX_STEPS = 4_000;

export interface Window {
  fromNs: number;
  /** Null: the end of the trace. */
  toNs: number | null;
  steps: number;
}

/** When the last event of the trace began or returned; 0 where the log has no times. */
export function endOf({ count, time, duration }: TraceIndex): number {
  let end = 0;
  for (let event = 0; event < count; event++) {
    const at = (time[event] ?? Number.NaN) + (duration[event] || 0);
    if (at > end) end = at;
  }
  return end;
}

/**
 * Calls, errors and time in calls of the window, in `steps` equal parts (1 to 4,000), for the 200 tasks with most calls in it, in the order of their first event.
 * A call counts where it begins; its time is spread over all the steps that it lasts. Signals and exits are in `events` only, which is null for more than 4,000.
 */
export function timelineOf({ index }: ReadableTrace, set: EventSet | null, window: Window): TraceTimeline {
  const { time, duration, task, kind, tasks } = index;
  const from = Math.max(0, Math.floor(window.fromNs) || 0);
  const to = Math.min(Number.MAX_SAFE_INTEGER, Math.max(from + 1, Math.ceil(window.toNs ?? endOf(index)) || 0));
  const steps = Math.max(1, Math.min(MAX_STEPS, Math.floor(window.steps) || 1));
  const width = (to - from) / steps;
  // The last moment belongs to the last step: an event at the very end is seen.
  const within = (at: number): boolean => at >= from && at <= to;

  const busiest = new Uint32Array(tasks.length);
  const few: number[] = [];
  let inside = 0;
  forEachEvent(set, index.count, (event) => {
    const at = time[event] ?? Number.NaN;
    const until = at + (duration[event] || 0);
    if (!(at <= to && until >= from)) return undefined;
    const of = task[event] ?? 0;
    if (of < busiest.length && kind[event] === KIND.call) busiest[of] = (busiest[of] ?? 0) + 1;
    if (kind[event] === KIND.message || !within(at)) return undefined;
    if (inside++ < MAX_EVENTS) few.push(event);
    return undefined;
  });

  const present = [...busiest.keys()].filter((of) => (busiest[of] ?? 0) > 0);
  const shownTasks = [...present].sort((a, b) => (busiest[b] ?? 0) - (busiest[a] ?? 0) || a - b).slice(0, MAX_LANES);
  shownTasks.sort((a, b) => (tasks[a]?.firstEvent ?? 0) - (tasks[b]?.firstEvent ?? 0) || a - b);
  const lanes = shownTasks.map((of) => ({ task: of, bins: new Bins(steps, from, to) }));
  const laneOf = new Int16Array(tasks.length).fill(-1);
  for (const [lane, { task: of }] of lanes.entries()) laneOf[of] = lane;
  forEachEvent(set, index.count, (event) => {
    if (kind[event] !== KIND.call) return undefined;
    const lane = lanes[laneOf[task[event] ?? 0] ?? -1];
    const at = time[event] ?? Number.NaN;
    if (!lane || !(at <= to)) return undefined;
    if (at >= from) {
      const step = Math.min(steps - 1, Math.floor((at - from) / width));
      lane.bins.calls[step] = (lane.bins.calls[step] ?? 0) + 1;
      if (failed(index, event)) lane.bins.errors[step] = (lane.bins.errors[step] ?? 0) + 1;
    }
    const lasts = duration[event] ?? Number.NaN;
    if (lasts > 0 && at + lasts > from) lane.bins.busy(Math.max(from, at), Math.min(to, at + lasts));
    return undefined;
  });
  return {
    fromNs: from,
    toNs: to,
    lanes: lanes.map(({ task: of, bins }) => ({ task: of, calls: Array.from(bins.calls), errors: Array.from(bins.errors), busyNs: bins.busyNs() })),
    left: present.length - lanes.length,
    events: inside > MAX_EVENTS ? null : few.map((event) => pointOf(index, event)),
  };
}

/** A call that the kernel restarts is no error, neither as a step's nor as its own. */
const failed = ({ error, flags }: TraceIndex, event: number): boolean => error[event] !== 0 && ((flags[event] ?? 0) & FLAG.restarted) === 0;

const pointOf = (index: TraceIndex, event: number): NonNullable<TraceTimeline['events']>[number] => ({
  event: event + 1,
  task: index.task[event] ?? 0,
  tNs: nsOrNull(index.time[event] ?? 0) ?? 0,
  durationNs: nsOrNull(index.duration[event] ?? Number.NaN),
  name: index.names[index.name[event] ?? 0] ?? '',
  error: failed(index, event) ? index.errors[index.error[event] ?? 0] || null : null,
});

/** The steps of one lane. A call that lasts over many steps costs no more than a short one: whole steps are noted at their first and last only. */
class Bins {
  readonly calls: Uint32Array;
  readonly errors: Uint32Array;
  private readonly part: Float64Array;
  /** Calls that fill whole steps: one more from here, one less from there. */
  private readonly full: Int32Array;
  private readonly from: number;
  private readonly width: number;
  private readonly steps: number;

  constructor(steps: number, from: number, to: number) {
    this.calls = new Uint32Array(steps);
    this.errors = new Uint32Array(steps);
    this.part = new Float64Array(steps);
    this.full = new Int32Array(steps + 1);
    this.from = from;
    this.width = (to - from) / steps;
    this.steps = steps;
  }

  /** Time in a call, within the window. */
  busy(begin: number, end: number): void {
    const first = Math.min(this.steps - 1, Math.floor((begin - this.from) / this.width));
    const last = Math.min(this.steps - 1, Math.floor((end - this.from) / this.width));
    if (first >= last) {
      this.part[first] = (this.part[first] ?? 0) + (end - begin);
      return;
    }
    this.part[first] = (this.part[first] ?? 0) + (this.from + (first + 1) * this.width - begin);
    this.part[last] = (this.part[last] ?? 0) + (end - this.from - last * this.width);
    this.full[first + 1] = (this.full[first + 1] ?? 0) + 1;
    this.full[last] = (this.full[last] ?? 0) - 1;
  }

  busyNs(): number[] {
    let over = 0;
    return Array.from(this.part, (ns, step) => {
      over += this.full[step] ?? 0;
      return Math.max(0, Math.round(ns + over * this.width));
    });
  }
}
