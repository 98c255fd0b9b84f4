// How the processes of a log ended, and which of them a failure came from.
import { processOf } from './processes.ts';
import { FLAG, KIND, type ReadableTrace, type TraceIndex } from './types.ts';

export interface Ending {
  /** The task that stands for the process. */
  process: number;
  /** The line that tells of the end, or the last call that asked for it. Null where the log has neither. */
  event: number | null;
  code: number | null;
  signal: string | null;
}

const SIGNALS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGSYS: 31,
};

/** How the process of a task ended; null where the log does not hold it. A log that was cut before the last line still has the exit_group that asked for the end. */
export function endingOf({ index, text }: ReadableTrace, task: number): Ending | null {
  const process = processOf(index)[task] ?? task;
  const ended = index.tasks[process]?.ended;
  if (ended && ended.event < index.count) return { process, event: ended.event, code: ended.code, signal: ended.signal };
  const processes = processOf(index);
  const exit = index.names.indexOf('exit_group');
  if (exit < 0) return null;
  for (let event = index.count - 1; event >= 0; event--) {
    if (index.name[event] !== exit || index.kind[event] !== KIND.call || processes[index.task[event] ?? 0] !== process) continue;
    const code = /^\d+/.exec(text.parts(event)?.args ?? '')?.[0];
    return { process, event, code: code === undefined ? null : Number(code) & 0xff, signal: null };
  }
  return null;
}

/**
 * The first process of the log, then the child that its failure came from, that one's child …: each ended before its parent did, and with the same code (or by the
 * signal that the code stands for), or never got to run a program. Empty where the first process has no end in the log.
 */
export function failingChain(trace: ReadableTrace): Ending[] {
  const { index } = trace;
  const first = firstProcess(index);
  const root = first < 0 ? null : endingOf(trace, first);
  if (!root) return [];
  const chain = [root];
  const children = childrenOf(index);
  const seen = new Set([root.process]);
  for (let at: Ending | null = root; at !== null && at.code !== 0 && chain.length < 32;) {
    const parent: Ending = at;
    at = null;
    for (const child of children.get(parent.process) ?? []) {
      const ended = index.tasks[child]?.ended;
      if (!ended || ended.event >= index.count || seen.has(child) || ended.code === 0 || (parent.event !== null && ended.event > parent.event)) continue;
      if (ended.signal === null ? ended.code === parent.code || neverRan(index, child) : passedOn(parent, ended.signal)) at = { process: child, ...ended };
    }
    if (at !== null) {
      chain.push(at);
      seen.add(at.process);
    }
  }
  return chain;
}

const passedOn = (parent: Ending, signal: string): boolean => parent.signal === signal || parent.code === 128 + (SIGNALS[signal] ?? 0);

/** Its only execve failed: a shell's or a Go program's child that could not be started. */
function neverRan({ tasks, names, name, task, kind, count }: TraceIndex, child: number): boolean {
  const of = tasks[child];
  if (!of || of.ended === null) return false;
  const exec = names.indexOf('execve');
  if (exec < 0 || (of.program?.event !== null && of.program?.event !== undefined && of.program.event >= of.firstEvent)) return false;
  for (let event = of.firstEvent; event <= Math.min(of.lastEvent, of.firstEvent + 10_000, count - 1); event++)
    if (task[event] === child && kind[event] === KIND.call && name[event] === exec) return true;
  return false;
}

/** The process of the log's first call: what the tracer started. -1 for a log without calls. */
function firstProcess(index: TraceIndex): number {
  for (let event = 0; event < index.count; event++)
    if (index.kind[event] === KIND.call && ((index.flags[event] ?? 0) & FLAG.noise) === 0) return processOf(index)[index.task[event] ?? 0] ?? -1;
  return -1;
}

/** Processes by the one that made them, in the order in which they ended. */
function childrenOf(index: TraceIndex): Map<number, number[]> {
  const processes = processOf(index);
  const children = new Map<number, number[]>();
  for (const [task, { parent, thread }] of index.tasks.entries()) {
    if (thread || parent === null) continue;
    const of = processes[parent] ?? parent;
    const known = children.get(of);
    if (known) known.push(task);
    else children.set(of, [task]);
  }
  for (const list of children.values()) list.sort((a, b) => (index.tasks[a]?.ended?.event ?? 0) - (index.tasks[b]?.ended?.event ?? 0));
  return children;
}
