// Where a program's time went without a line in its log: the longest silences of each task, and of all tasks together.
import type { TraceGap } from '../../../shared/domain/trace-detail.ts';
import { Heap } from './heap.ts';
import { nsOrNull } from './rows.ts';
import { forEachEvent } from './set.ts';
import { FLAG, KIND, type EventSet, type ReadableTrace } from './types.ts';

interface Gap {
  /** -1: all of them. */
  task: number;
  after: number;
  /** -1: none. */
  before: number;
  ns: number;
  inCall: boolean;
}

const ALL = -1;
const NONE = -1;
const MOST = 10_000;

/**
 * The longest silences, longest first, at most `limit`; `total` is how many there are in `rows`. A task is silent inside a call that lasts (`inCall`), and from the
 * end of one call to the beginning of the next. All tasks together (`task: null`, where there are several) are silent while no call begins or returns in any of them. Without -T a
 * silence goes from beginning to beginning, and `inCall` is null, as the log does not say which it was. A call that never returned lasts to the task's next event
 * (its end), and to the end of the log where it has none.
 */
export function gapsOf({ index }: ReadableTrace, set: EventSet | null, limit: number): { total: number; rows: TraceGap[] } {
  const { time, duration, task, kind, flags, tasks } = index;
  const longest = new Longest(Math.max(0, Math.min(limit, MOST)));
  const endless = (event: number): boolean => kind[event] === KIND.call && ((flags[event] ?? 0) & FLAG.unfinished) !== 0;
  /** By task: its last event, and since when it is quiet: when that returned, or began where that is not known. */
  const last = new Int32Array(tasks.length).fill(NONE);
  const quiet = new Float64Array(tasks.length);
  /** Calls that have not returned yet, by when they do. */
  const running = new Heap<number>();
  let lastAt = Number.NaN;
  let lastEvent = NONE;
  /** The last thing that anyone did was to begin a call, and it goes on. */
  let inside = false;
  // Of one alone it would be the same again.
  const several = tasks.length > 1;
  const silent = (to: number, before: number): void => {
    if (several && longest.wants(to - lastAt)) longest.put({ task: ALL, after: lastEvent, before, ns: to - lastAt, inCall: inside });
  };

  forEachEvent(set, index.count, (event) => {
    const begins = time[event] ?? Number.NaN;
    const of = task[event] ?? 0;
    if (!Number.isFinite(begins) || of >= tasks.length) return undefined;
    const lasts = duration[event] ?? Number.NaN;
    while (running.size > 0 && running.least <= begins) {
      const at = running.least;
      const returned = running.pop() ?? NONE;
      silent(at, event);
      lastAt = Math.max(lastAt, at);
      lastEvent = returned;
      inside = false;
    }
    silent(begins, event);
    lastAt = Number.isNaN(lastAt) ? begins : Math.max(lastAt, begins);
    lastEvent = event;
    inside = lasts > 0 || endless(event);
    if (lasts > 0 && lasts < Number.POSITIVE_INFINITY) running.push(begins + lasts, event);

    const previous = last[of] ?? NONE;
    if (previous !== NONE) {
      const gap = begins - (quiet[of] ?? begins);
      if (longest.wants(gap)) longest.put({ task: of, after: previous, before: event, ns: gap, inCall: endless(previous) });
    }
    if (longest.wants(lasts)) longest.put({ task: of, after: event, before: NONE, ns: lasts, inCall: true });
    last[of] = event;
    quiet[of] = lasts >= 0 ? begins + lasts : begins;
    return undefined;
  });
  // What goes on when the log ends.
  for (let of = 0; of < tasks.length; of++) {
    const event = last[of] ?? NONE;
    const gap = event === NONE || !endless(event) ? 0 : lastAt - (time[event] ?? lastAt);
    if (longest.wants(gap)) longest.put({ task: of, after: event, before: NONE, ns: gap, inCall: true });
  }

  const gaps = longest.sorted();
  fillBefore(gaps, task, set, index.count);
  const rows = gaps.map(({ task: of, after, before, ns, inCall }): TraceGap => ({
    task: of === ALL ? null : of,
    after: after + 1,
    before: before === NONE ? null : before + 1,
    ns: nsOrNull(ns) ?? 0,
    inCall: inCall ? (index.names[index.name[after] ?? 0] ?? '') : null,
  }));
  return { total: rows.length, rows };
}

/** The event that follows a call that lasted: the next one of its task. All of them in one walk. */
function fillBefore(gaps: Gap[], task: Uint32Array, set: EventSet | null, count: number): void {
  const open = new Map<number, Gap>();
  const starts = new Map<number, Gap>();
  for (const gap of gaps) if (gap.before === NONE && gap.task !== ALL) starts.set(gap.after, gap);
  if (starts.size === 0) return;
  forEachEvent(set, count, (event) => {
    const of = task[event] ?? 0;
    const waiting = open.get(of);
    if (waiting) {
      waiting.before = event;
      open.delete(of);
    }
    const begun = starts.get(event);
    if (begun) open.set(of, begun);
    return undefined;
  });
}

class Longest {
  private readonly heap = new Heap<Gap>();
  private readonly most: number;
  constructor(most: number) {
    this.most = most;
  }

  /** False for NaN, for no time at all, and for what is shorter than all that are kept. */
  wants(ns: number): boolean {
    return ns > 0 && (this.heap.size < this.most || (this.most > 0 && ns > this.heap.least));
  }

  put(gap: Gap): void {
    if (this.heap.size >= this.most) this.heap.pop();
    this.heap.push(gap.ns, gap);
  }

  sorted(): Gap[] {
    return [...this.heap.all()].sort((a, b) => b.ns - a.ns || a.after - b.after || a.task - b.task);
  }
}
