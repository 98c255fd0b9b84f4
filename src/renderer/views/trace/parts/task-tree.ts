// Tasks in the order of a tree: each below who made it, in the order of their first events. Pure.
import type { TraceTask } from '../../../../shared/domain/trace-detail.ts';

export interface TreeTask {
  task: TraceTask;
  /** 0: nobody of the list made it. */
  depth: number;
  /** The last of those that its parent made. */
  last: boolean;
}

/** Every task once, whatever `parent` says: a log cut at its head may hold a child without its parent, and a damaged one a circle. */
export function taskTree(tasks: readonly TraceTask[]): TreeTask[] {
  const children = new Map<number | null, TraceTask[]>();
  const known = new Set(tasks.map(({ task }) => task));
  for (const task of tasks) {
    const parent = task.parent !== null && task.parent !== task.task && known.has(task.parent) ? task.parent : null;
    const list = children.get(parent);
    if (list === undefined) children.set(parent, [task]);
    else list.push(task);
  }
  const found: TreeTask[] = [];
  const seen = new Set<number>();
  const walk = (roots: readonly TraceTask[]): void => {
    // Without recursion: a chain of forks may be as long as it likes.
    const open = roots.map((task, index) => ({ task, depth: 0, last: index === roots.length - 1 })).reverse();
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next.task.task)) continue;
      seen.add(next.task.task);
      found.push(next);
      const below = children.get(next.task.task) ?? [];
      for (let index = below.length - 1; index >= 0; index -= 1) {
        const task = below[index];
        if (task !== undefined) open.push({ task, depth: next.depth + 1, last: index === below.length - 1 });
      }
    }
  };
  walk(children.get(null) ?? []);
  walk(tasks.filter(({ task }) => !seen.has(task)).slice(0, tasks.length));
  return found;
}
