// Processes and threads of a log, by their pids: who made whom, what each runs, how each ended. A pid that is used again is another task.
import type { Task } from '../trace/types.ts';
import { argvOf } from './files.ts';

export class TaskTable {
  readonly tasks: Task[] = [];
  private readonly byPid = new Map<number, number>();
  /** Made by a clone that the log told before the new task's first line. */
  private readonly announced = new Map<number, { parent: number; event: number; thread: boolean }>();

  /** The task of a line; `pid` -1 for lines without one. */
  of(pid: number, event: number): number {
    const known = this.byPid.get(pid);
    if (known !== undefined) {
      const task = this.tasks[known];
      if (task && (task.ended === null || pid < 0)) {
        task.lastEvent = event;
        return known;
      }
    }
    const made = this.announced.get(pid);
    this.announced.delete(pid);
    const number = this.tasks.length;
    this.tasks.push({
      pid: pid < 0 ? null : pid,
      thread: made?.thread ?? false,
      parent: made?.parent ?? null,
      madeBy: made?.event ?? null,
      program: made ? (this.tasks[made.parent]?.program ?? null) : null,
      firstEvent: event,
      lastEvent: event,
      ended: null,
    });
    this.byPid.set(pid, number);
    return number;
  }

  /** A clone answered with this pid. */
  cloned(task: number, pid: number, thread: boolean, event: number): void {
    const known = this.byPid.get(pid);
    const child = known === undefined ? undefined : this.tasks[known];
    // On a busy machine the new task's first lines stand before its parent's answer.
    if (child && known !== task && child.ended === null && child.parent === null && child.firstEvent > event) {
      child.parent = task;
      child.madeBy = event;
      child.thread = thread;
      child.program ??= this.tasks[task]?.program ?? null;
    } else this.announced.set(pid, { parent: task, event, thread });
  }

  executed(task: number, path: string, argv: string, event: number): void {
    const of = this.tasks[task];
    if (of) of.program = { path, argv: argvOf(argv), event };
  }

  ended(task: number, code: number | null, signal: string | null, event: number): void {
    const of = this.tasks[task];
    if (of) of.ended = { code, signal, event };
  }
}
