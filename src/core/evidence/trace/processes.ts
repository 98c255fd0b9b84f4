// Which process a task belongs to: threads share descriptors, working folder and end with the process that they are of.
import type { TraceIndex } from './types.ts';

const kept = new WeakMap<TraceIndex, Int32Array>();

/** By task: the task that stands for its process (itself, where it is no thread). Never loops, whatever the parents say. */
export function processOf(index: TraceIndex): Int32Array {
  const known = kept.get(index);
  if (known) return known;
  const { tasks } = index;
  const of = new Int32Array(tasks.length).fill(-1);
  for (let task = 0; task < tasks.length; task++) {
    const way: number[] = [];
    let at = task;
    while (of[at] === -1) {
      way.push(at);
      of[at] = at; // a ring of parents ends here
      const { thread, parent } = tasks[at] ?? { thread: false, parent: null };
      if (!thread || parent === null || parent < 0 || parent >= tasks.length) break;
      at = parent;
    }
    const leader = of[at] ?? at;
    for (const each of way) of[each] = leader;
  }
  kept.set(index, of);
  return of;
}
