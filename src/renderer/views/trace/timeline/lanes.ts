// The lanes of the timeline: tasks in the order of their tree, each under who made it. Pure.
import type { TraceTask, TraceTimeline } from '../../../../shared/domain/trace-detail.ts';

export interface Lane {
  task: number;
  /** How deep it stands in the tree, as far as its makers have lanes of their own. */
  depth: number;
  pid: number | null;
  thread: boolean;
  /** Its program's last name, as the log has it; null where the log holds none. */
  program: string | null;
  path: string | null;
  startNs: number;
  endNs: number | null;
  ended: TraceTask['ended'];
}

const lastName = (path: string): string => path.split('/').findLast((part) => part !== '') ?? path;

/** `known`: tasks of the trace; `shown`: those that have a lane in the picture. A task that is not known has a lane with its number alone. */
export function lanesOf(known: readonly TraceTask[], shown: readonly number[]): Lane[] {
  const tasks = new Map(known.map((task) => [task.task, task]));
  const wanted = new Set(shown);
  /** The nearest maker with a lane. */
  const makerOf = (task: number): number | null => {
    const seen = new Set([task]);
    let at = tasks.get(task)?.parent ?? null;
    while (at !== null && !seen.has(at)) {
      if (wanted.has(at)) return at;
      seen.add(at);
      at = tasks.get(at)?.parent ?? null;
    }
    return null;
  };
  const children = new Map<number | null, number[]>();
  for (const task of [...wanted].sort((a, b) => (tasks.get(a)?.firstEvent ?? a) - (tasks.get(b)?.firstEvent ?? b))) {
    const maker = makerOf(task);
    children.set(maker, [...(children.get(maker) ?? []), task]);
  }
  const lanes: Lane[] = [];
  const drawn = new Set<number>();
  // A stack, not recursion: a chain of forks may be thousands deep.
  const waiting = (children.get(null) ?? []).map((task) => ({ task, depth: 0 })).reverse();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { task, depth } = next;
    if (drawn.has(task)) continue;
    drawn.add(task);
    lanes.push(laneOf(task, depth, tasks.get(task)));
    for (const child of [...(children.get(task) ?? [])].reverse()) waiting.push({ task: child, depth: depth + 1 });
  }
  // Makers in a circle (a log that was cut and glued) have no root.
  for (const task of wanted) if (!drawn.has(task)) lanes.push(laneOf(task, 0, tasks.get(task)));
  return lanes;
}

const laneOf = (task: number, depth: number, known: TraceTask | undefined): Lane => ({
  task,
  depth,
  pid: known?.pid ?? null,
  thread: known?.kind === 'thread',
  program: known === undefined || known.program === null ? null : lastName(known.program.path),
  path: known?.program?.path ?? null,
  startNs: known?.startNs ?? 0,
  endNs: known?.endNs ?? null,
  ended: known?.ended ?? null,
});

/** The lanes of those that called in a part of the time; a moment in which nobody called shows who was there. */
export function activeLanes(lanes: readonly Lane[], timeline: TraceTimeline, { fromNs, toNs }: { fromNs: number; toNs: number }): readonly Lane[] {
  const numbers = new Map(timeline.lanes.map((each) => [each.task, each]));
  const active = lanes.filter(({ task }) => sumsOf(numbers.get(task), timeline, fromNs, toNs).calls > 0);
  return active.length === 0 ? lanes : active;
}

type Numbers = TraceTimeline['lanes'][number];

export interface Sums {
  calls: number;
  errors: number;
  busyNs: number;
}

const NOTHING: Sums = { calls: 0, errors: 0, busyNs: 0 };

/** Of a lane in one part of the time: the steps that begin there. */
export function sumsOf(lane: Numbers | undefined, timeline: Pick<TraceTimeline, 'fromNs' | 'toNs'>, fromNs: number, toNs: number): Sums {
  if (lane === undefined) return NOTHING;
  const steps = lane.calls.length;
  const step = (timeline.toNs - timeline.fromNs) / Math.max(1, steps);
  const first = Math.max(0, Math.floor((fromNs - timeline.fromNs) / step + 1e-9));
  const last = Math.min(steps - 1, Math.ceil((toNs - timeline.fromNs) / step - 1e-9) - 1);
  const sums = { ...NOTHING };
  for (let i = first; i <= last; i += 1) {
    sums.calls += lane.calls[i] ?? 0;
    sums.errors += lane.errors[i] ?? 0;
    sums.busyNs += lane.busyNs[i] ?? 0;
  }
  return sums;
}
