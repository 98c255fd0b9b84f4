// Processes and threads as they are shown: who made whom, what each ran, how each ended, and how much of the set each did.
import type { TraceTask } from '../../../shared/domain/trace-detail.ts';
import { nsOrNull } from './rows.ts';
import { forEachEvent } from './set.ts';
import { FLAG, KIND, type EventSet, type ReadableTrace, type TraceIndex } from './types.ts';

/** Tasks that have events in the set, in the order of their first ones, at most `limit`; `events` and `errors` are of the set, all else of the whole log. */
export function taskRows({ index }: ReadableTrace, set: EventSet | null, limit: number): { total: number; rows: TraceTask[] } {
  const { task, kind, error, flags } = index;
  const events = new Uint32Array(index.tasks.length);
  const errors = new Uint32Array(index.tasks.length);
  forEachEvent(set, index.count, (event) => {
    const of = task[event] ?? 0;
    if (of >= events.length) return undefined;
    events[of] = (events[of] ?? 0) + 1;
    if (kind[event] === KIND.call && error[event] !== 0 && ((flags[event] ?? 0) & FLAG.restarted) === 0) errors[of] = (errors[of] ?? 0) + 1;
    return undefined;
  });
  const present = [...events.keys()].filter((of) => set === null || (events[of] ?? 0) > 0).sort((a, b) => (index.tasks[a]?.firstEvent ?? 0) - (index.tasks[b]?.firstEvent ?? 0));
  return { total: present.length, rows: present.slice(0, Math.max(0, limit)).map((of) => taskRow(index, of, events[of] ?? 0, errors[of] ?? 0)) };
}

function taskRow(index: TraceIndex, of: number, events: number, errors: number): TraceTask {
  const task = index.tasks[of];
  if (!task) throw new RangeError(`task ${of} of ${index.tasks.length}`);
  const program = programOf(index, of);
  const end = (index.time[task.lastEvent] ?? Number.NaN) + (index.duration[task.lastEvent] || 0);
  return {
    task: of,
    pid: task.pid,
    kind: task.thread ? 'thread' : 'process',
    parent: task.parent,
    program: program === null ? null : { path: program.path, argv: program.argv, event: program.event === null ? null : program.event + 1 },
    firstEvent: task.firstEvent + 1,
    lastEvent: task.lastEvent + 1,
    startNs: nsOrNull(index.time[task.firstEvent] ?? Number.NaN),
    endNs: nsOrNull(end),
    ended: task.ended === null ? null : { code: task.ended.code, signal: task.ended.signal, event: task.ended.event + 1 },
    events,
    errors,
  };
}

/** What a task runs: its own execve's, or its maker's. Parents are followed as far as there are tasks, so that a ring of them ends. */
export function programOf({ tasks }: TraceIndex, task: number): TraceIndex['tasks'][number]['program'] {
  let at: number | null = task;
  for (let steps = 0; at !== null && steps <= tasks.length; steps++) {
    const here: TraceIndex['tasks'][number] | undefined = tasks[at];
    if (!here) return null;
    if (here.program !== null) return here.program;
    at = here.parent;
  }
  return null;
}
