// The processes of a trace, each with its threads as one: goroutines and pools do the same work on whichever thread is free.
import { KIND, processOf, type ReadableTrace, type Task } from '../../evidence/index.ts';
import { maskedPath, maskedText } from './masks.ts';

export interface Process {
  /** Place in the list of tasks of the task that stands for it. */
  task: number;
  /** Place in this list. */
  parent: number | null;
  /** In the order of their first events. */
  children: number[];
  /** Last name of the program's path; null where nothing says what it runs. */
  program: string | null;
  /** It started a program of its own; else it goes on as its parent's copy. */
  started: boolean;
  /** Last name of what it is there for: the first program that it could not start, where it started none; else `program`. */
  wanted: string | null;
  /** Program and arguments, masked: equal for processes that do the same job. */
  job: string;
  label: string;
  firstEvent: number;
  ended: Task['ended'];
}

export interface Processes {
  readonly list: readonly Process[];
  /** By task: place of its process in `list`. */
  readonly of: Int32Array;
}

const LABEL = 80;

export function processesOf({ index }: ReadableTrace): Processes {
  const { tasks } = index;
  const failed = failedStarts(index);
  const leader = processOf(index);
  const first = tasks.length === 0 ? 0 : tasks.reduce((best, task, at) => (task.firstEvent < (tasks[best]?.firstEvent ?? 0) ? at : best), 0);
  // Without the calls that make processes a log can't say whose thread a task is: one without a program of its own counts to the first process.
  const home = (task: number): number => {
    const at = leader[task] ?? task;
    const known = tasks[at];
    return known !== undefined && known.parent === null && known.program === null && at !== leader[first] ? (leader[first] ?? at) : at;
  };
  const list: Process[] = [];
  const placeOf = new Map<number, number>();
  const of = new Int32Array(tasks.length);
  const order = tasks.map((_, at) => at).sort((x, y) => (tasks[x]?.firstEvent ?? 0) - (tasks[y]?.firstEvent ?? 0) || x - y);
  for (const at of order) {
    const task = home(at);
    let place = placeOf.get(task);
    if (place === undefined) {
      const known = tasks[task];
      const path = known?.program?.path ?? null;
      const argv = known?.program?.argv ?? [];
      // A copy has its parent's program, which was started before the copy was made.
      const event = known?.program?.event ?? null;
      const started = event !== null && (known?.parent === null || event >= (known?.firstEvent ?? 0));
      const missed = started ? undefined : failed.get(task);
      place = list.push({
        task,
        parent: null,
        children: [],
        program: path === null ? null : baseOf(path),
        started,
        wanted: missed ?? (path === null ? null : baseOf(path)),
        job: missed !== undefined ? `${missed}, not started` : path === null ? '' : [baseOf(path), ...argv.slice(1).map(maskedWord)].join(' '),
        label: missed !== undefined ? `${missed} (not started)` : path === null ? '' : labelOf(path, argv),
        firstEvent: known?.firstEvent ?? 0,
        ended: known?.ended ?? null,
      });
      place -= 1;
      placeOf.set(task, place);
    }
    of[at] = place;
    const one = list[place];
    if (one !== undefined) one.firstEvent = Math.min(one.firstEvent, tasks[at]?.firstEvent ?? 0);
  }
  list.forEach((process, place) => {
    const parent = tasks[process.task]?.parent ?? null;
    const above = parent === null ? undefined : of[parent];
    if (above === undefined || above === place) return;
    process.parent = above;
    list[above]?.children.push(place);
  });
  for (const process of list) process.children.sort((x, y) => (list[x]?.firstEvent ?? 0) - (list[y]?.firstEvent ?? 0));
  list.forEach((process, place) => {
    if (process.label === '') process.label = process.parent === null ? 'a process' : `a child of ${list[process.parent]?.program ?? 'a process'}`;
    else if (!process.started && !failed.has(process.task) && process.parent !== null)
      process.label = `${process.program ?? ''} (child ${String((list[process.parent]?.children.indexOf(place) ?? 0) + 1)})`;
  });
  return { list, of };
}

/** By task: last name of the first program that it could not start. */
function failedStarts(index: ReadableTrace['index']): Map<number, string> {
  const starts = new Set(['execve', 'execveat'].map((name) => index.names.indexOf(name)));
  const failed = new Map<number, string>();
  for (let event = 0; event < index.count; event++) {
    if (index.error[event] === 0 || !starts.has(index.name[event] ?? -1) || index.kind[event] !== KIND.call) continue;
    const task = index.task[event] ?? 0;
    const name = baseOf(index.paths[index.path[event] ?? 0] ?? '');
    if (name !== '' && !failed.has(task)) failed.set(task, name);
  }
  return failed;
}

export const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1) || path;
const maskedWord = (word: string): string => maskedText(word.startsWith('/') ? maskedPath(word) : word);

function labelOf(path: string, argv: readonly string[]): string {
  const words = [baseOf(path), ...argv.slice(1)].join(' ');
  return words.length > LABEL ? `${words.slice(0, LABEL - 1)}…` : words;
}
