// The life of a descriptor: which call opened what it stands for, through which hands it came (dup, fork, accept, a message of another process), and its end.
import type { TraceDescriptor } from '../../../shared/domain/trace-detail.ts';
import { callInfo, FD } from '../strace/calls.ts';
import { decorationEnd, fromLatin1, unescape } from '../strace/text.ts';
import { callText } from './facts.ts';
import { processOf } from './processes.ts';
import { subjectsOf } from './subjects.ts';
import { KIND, type ReadableTrace, type TraceIndex } from './types.ts';

const MAX_STEPS = 64;
/** Events before the arrival of a descriptor in which its sending is looked for. */
const NEARBY = 50_000;

interface Step {
  event: number;
  fd: number;
  /** Whose descriptor it is from then on. */
  task: number;
}

/**
 * The descriptor that a call (from 0) is about: what it made, where it makes one (of a pair the first), else its first argument. Null for a call that is about
 * none. Where the log does not hold its making (what a program was started with, a log that begins later) `steps` is empty.
 *
 * `uses` counts the calls on it in all processes that have it by that number, from its making to its end; `closedBy` is the end that it found in the process of the
 * call that was asked about: close, close_range, a dup2 onto it, or an execve where it was marked to be closed by that. Null: it was open until the process ended.
 */
export function descriptorOf(trace: ReadableTrace, event: number): TraceDescriptor | null {
  const { index } = trace;
  if (!(event >= 0 && event < index.count) || index.kind[event] !== KIND.call) return null;
  const made = madeAt(trace, event);
  const fd = made[0] ?? index.fd[event] ?? -1;
  if (fd < 0) return null;
  const told = index.madeBy[event] ?? -1;
  const maker = made.length > 0 ? event : told < event ? told : -1;
  const process = processOf(index)[index.task[event] ?? 0] ?? 0;
  const steps = stepsOf(trace, maker, fd, process);
  return {
    fd,
    what: whatOf(trace, event, maker, steps),
    steps: steps.map((step) => ({
      event: step.event + 1,
      how: index.names[index.name[step.event] ?? 0] ?? '',
      fd: step.fd,
      task: step.task,
      text: callText(trace, step.event),
    })),
    closedBy: maker < 0 ? firstClose(trace, event, fd, process) : endOfLife(trace, maker, fd, process, steps),
    uses: maker < 0 ? usesOfUnknown(index, fd, process) : usesOf(index, maker, fd),
  };
}

/** Descriptors that the call made: none where it failed, or makes none. */
function madeAt({ index, text }: ReadableTrace, event: number): number[] {
  const does = callInfo(index.names[index.name[event] ?? 0] ?? '').fd;
  const result = index.result[event] ?? Number.NaN;
  if (index.error[event] !== 0 || !(result >= 0)) return [];
  if (does === FD.makes || does === FD.socket || does === FD.copies) return [result];
  if (does === FD.fcntl) return (text.parts(event)?.args.includes('F_DUPFD') ?? false) ? [result] : [];
  if (does === FD.pair)
    return [...(text.parts(event)?.args ?? '').replace(/<[^>]*>/g, '').matchAll(/\[(\d{1,9}), (\d{1,9})\]/g)].flatMap(([, a, b]) => [Number(a), Number(b)]).slice(-2);
  return [];
}

/** From the first open to the descriptor `fd` of `process` that `maker` made. */
function stepsOf(trace: ReadableTrace, maker: number, fd: number, process: number): Step[] {
  const { index } = trace;
  const processes = processOf(index);
  const steps: Step[] = [];
  let user = process;
  for (let at = maker, number = fd; at >= 0 && steps.length < MAX_STEPS;) {
    const owner = processes[index.task[at] ?? 0] ?? 0;
    const forks = forksBetween(index, owner, user, number);
    steps.unshift({ event: at, fd: number, task: index.task[at] ?? 0 }, ...forks);
    user = owner;
    const before = cameFrom(trace, at, number);
    if (before === null || before.maker >= at) break;
    at = before.maker;
    number = before.fd;
    user = before.process ?? owner;
  }
  return steps;
}

/** The forks by which a process got what an ancestor of it had opened, oldest first. */
function forksBetween({ tasks, count }: TraceIndex, owner: number, user: number, fd: number): Step[] {
  const forks: Step[] = [];
  // Counted in steps, so that a ring of parents ends too.
  for (let at = user, steps = 0; at !== owner && steps < MAX_STEPS; steps++) {
    const task = tasks[at];
    if (!task || task.parent === null) return forks;
    if (task.madeBy !== null && task.madeBy < count) forks.unshift({ event: task.madeBy, fd, task: at });
    at = task.parent;
  }
  return forks;
}

/** What the descriptor was made out of. */
function cameFrom(trace: ReadableTrace, at: number, fd: number): { maker: number; fd: number; process?: number } | null {
  const { index } = trace;
  const call = index.names[index.name[at] ?? 0] ?? '';
  const does = callInfo(call).fd;
  if (does === FD.copies || does === FD.fcntl || /^accept/.test(call)) return { maker: index.madeBy[at] ?? -1, fd: index.fd[at] ?? -1 };
  return does === FD.receives ? sentBy(trace, at, fd) : null;
}

/** The descriptor of the process that sent it with a message (SCM_RIGHTS), and who made that. */
function sentBy(trace: ReadableTrace, received: number, fd: number): { maker: number; fd: number; process: number } | null {
  const { index, text } = trace;
  const arrived = rightsIn(text.parts(received)?.args ?? '');
  const place = arrived.findIndex((each) => each.fd === fd);
  if (place < 0) return null;
  const sends = index.names.map((name) => /^sendm?msg$/.test(name));
  const processes = processOf(index);
  // Who waits for a message begins to receive before it is sent.
  const until = (index.time[received] ?? 0) + (index.duration[received] || 0);
  let last = received;
  while (last + 1 < index.count && last < received + NEARBY && (index.time[last + 1] ?? Number.POSITIVE_INFINITY) <= until) last++;
  for (let event = last; event >= 0 && event > received - NEARBY; event--) {
    if (sends[index.name[event] ?? 0] !== true || !((index.result[event] ?? -1) >= 0)) continue;
    const sent = rightsIn(text.parts(event)?.args ?? '');
    const same = sent[place];
    if (!same || sent.length !== arrived.length || (same.what !== '' && arrived[place]?.what !== '' && same.what !== arrived[place]?.what)) continue;
    const process = processes[index.task[event] ?? 0] ?? 0;
    return { maker: makerBefore(index, event, same.fd, process), fd: same.fd, process };
  }
  return null;
}

/** Descriptors in a control message, with what -y says they are. */
function rightsIn(args: string): { fd: number; what: string }[] {
  const list = /SCM_RIGHTS, cmsg_data=\[([^\]]{1,4000})/.exec(args)?.[1] ?? '';
  return list
    .split(', ')
    .slice(0, 256)
    .flatMap((each) => {
      const found = /^(\d{1,9})(?:<(.*)>)?$/.exec(each);
      return found ? [{ fd: Number(found[1]), what: found[2] ?? '' }] : [];
    });
}

/** Who made `fd` of a process, told by the last call on it or of its making before an event; -1. */
function makerBefore(index: TraceIndex, until: number, fd: number, process: number): number {
  const processes = processOf(index);
  for (let event = until; event >= 0; event--) {
    if (index.kind[event] !== KIND.call || processes[index.task[event] ?? 0] !== process) continue;
    if (index.fd[event] === fd && (index.madeBy[event] ?? -1) >= 0) return index.madeBy[event] ?? -1;
    const does = callInfo(index.names[index.name[event] ?? 0] ?? '').fd;
    if (index.result[event] === fd && index.error[event] === 0 && (does === FD.makes || does === FD.socket || does === FD.copies)) return event;
  }
  return -1;
}

function usesOf(index: TraceIndex, maker: number, fd: number): number {
  let uses = 0;
  for (let event = maker + 1; event < index.count; event++) if (index.madeBy[event] === maker && index.fd[event] === fd && index.kind[event] === KIND.call) uses++;
  return uses;
}

function usesOfUnknown(index: TraceIndex, fd: number, process: number): number {
  const processes = processOf(index);
  let uses = 0;
  for (let event = 0; event < index.count; event++)
    if (index.madeBy[event] === -1 && index.fd[event] === fd && index.kind[event] === KIND.call && processes[index.task[event] ?? 0] === process) uses++;
  return uses;
}

/** The event that ended it in the process, from 1 as in documents; null. */
function endOfLife(trace: ReadableTrace, maker: number, fd: number, process: number, steps: readonly Step[]): number | null {
  const { index, text } = trace;
  const processes = processOf(index);
  const calls = index.names.map((name) => callInfo(name).fd);
  const execs = index.names.map((name) => name === 'execve' || name === 'execveat');
  const from = Math.max(maker, ...steps.filter((step) => processes[step.task] === process).map((step) => step.event));
  let closedByExec = /CLOEXEC/.test(text.parts(maker)?.args ?? '');
  for (let event = maker + 1; event < index.count; event++) {
    if (index.kind[event] !== KIND.call || index.error[event] !== 0) continue;
    const does = calls[index.name[event] ?? 0] ?? FD.none;
    const on = index.madeBy[event] === maker && index.fd[event] === fd;
    if (does === FD.fcntl && on) {
      const args = text.parts(event)?.args ?? '';
      if (args.includes('F_SETFD')) closedByExec = args.includes('FD_CLOEXEC');
    }
    if (event <= from || processes[index.task[event] ?? 0] !== process) continue;
    if (does === FD.closes && on) return event + 1;
    if (does === FD.copies && index.result[event] === fd && index.fd[event] !== fd) return event + 1;
    if (does === FD.closesRange && inRange(text.parts(event)?.args ?? '', fd)) return event + 1;
    if (closedByExec && execs[index.name[event] ?? 0] === true) return event + 1;
  }
  return null;
}

/** Of one that was there before the log. */
function firstClose({ index }: ReadableTrace, from: number, fd: number, process: number): number | null {
  const processes = processOf(index);
  for (let event = from; event < index.count; event++) {
    if (index.kind[event] !== KIND.call || index.error[event] !== 0 || processes[index.task[event] ?? 0] !== process) continue;
    const does = callInfo(index.names[index.name[event] ?? 0] ?? '').fd;
    if (does === FD.closes && index.fd[event] === fd) return event + 1;
    if (does === FD.copies && index.result[event] === fd && index.fd[event] !== fd) return event + 1;
  }
  return null;
}

function inRange(args: string, fd: number): boolean {
  const range = /^(\d+), (\d+|~0U?)/.exec(args.replace(/<[^>]*>/g, ''));
  if (!range || args.includes('CLOSE_RANGE_CLOEXEC')) return false;
  return fd >= Number(range[1]) && (range[2]?.startsWith('~') === true || fd <= Number(range[2]));
}

/** Its file or address, as far as the log shows it; else what kind of thing it is. */
function whatOf(trace: ReadableTrace, event: number, maker: number, steps: readonly Step[]): string {
  const { index, text } = trace;
  const origin = steps[0]?.event ?? maker;
  const parts = text.parts(event);
  const shown = decorationOf(maker === event ? (parts?.result ?? '') : (parts?.args ?? '')) || decorationOf(maker < 0 ? '' : (text.parts(maker)?.result ?? ''));
  if (shown.startsWith('/')) return shown;
  const subjects = subjectsOf(index);
  if (origin >= 0 && subjects.file[origin] !== 0) return index.paths[subjects.file[origin] ?? 0] ?? '';
  const own = index.addresses[subjects.address[event] ?? 0] ?? '';
  const address = maker === event ? addressLater(index, maker) || own : own;
  if (address !== '') return address;
  const call = origin < 0 ? '' : (index.names[index.name[origin] ?? 0] ?? '');
  if (/^pipe/.test(call)) return 'pipe';
  if (/^socket/.test(call)) return shown === '' ? 'socket' : `socket ${shown}`;
  return shown || call.replace(/(?:_create|_init|_open)?\d*$/, '') || 'open before the log begins';
}

/** Where a socket was connected to after its making. */
function addressLater(index: TraceIndex, maker: number): string {
  const connect = index.names.indexOf('connect');
  for (let event = maker + 1; event < index.count && connect >= 0; event++)
    if (index.madeBy[event] === maker && index.name[event] === connect && index.address[event] !== 0) return index.addresses[index.address[event] ?? 0] ?? '';
  return '';
}

/** `3</etc/hosts>` -> `/etc/hosts`, `2</dev/null<char 1:3>>` -> `/dev/null`; empty where there is none. */
function decorationOf(words: string): string {
  const open = /^\d+</.exec(words)?.[0].length ?? 0;
  if (open === 0) return '';
  const inside = words.slice(open, decorationEnd(words, open - 1) - 1);
  return inside.startsWith('/') ? unescape(inside.replace(/<(?:char|block) \d+:\d+>$/, '')) : fromLatin1(inside);
}
