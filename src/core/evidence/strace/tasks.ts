// Processes and threads of a log, by their pids: who made whom, what each runs, how each ended, and which call each is in. A pid that is used again is
// another task. On a terminal strace leaves the pid away while there is one process only.
import type { Task } from '../trace/types.ts';
import { Descriptors, type Room } from './descriptors.ts';
import { argvOf } from './files.ts';

const MAX_TASKS = 200_000;

/** What is remembered of a task while its log is read. */
export interface Running {
  /** The call whose end is still to come; -1. */
  event: number;
  name: number;
  /** Its arguments so far. */
  args: Uint8Array;
  length: number;
  /** It is a clone or one of its kind. */
  clones: boolean;
  descriptors: Descriptors;
  /** First task of its process. */
  group: number;
  /** Nothing told yet who made it. */
  orphan: boolean;
}

interface Child {
  parent: number;
  event: number;
  thread: boolean;
  descriptors: Descriptors;
  program: Task['program'];
}

const NO_BYTES = new Uint8Array(0);

export class TaskTable {
  readonly tasks: Task[] = [];
  readonly running: Running[] = [];
  /** Its pids stay theirs: qemu-user's threads write under the pid of their process, also after one of them has asked for the end. */
  pidsStay = false;
  /** Some pids had no room. */
  full = false;
  private readonly room: Room = { copied: 0, alive: 0, looked: 0 };
  private readonly byPid = new Map<number, number>();
  /** Told by a clone before the new task's first line. */
  private readonly announced = new Map<number, Child>();
  private readonly coming = new Set<number>();
  private readonly alive = new Set<number>();
  /** As they came; those that ended are let go from its end. */
  private readonly order: number[] = [];
  /** Tasks that are in a clone. */
  private readonly cloning = new Set<number>();
  /** The one without a pid; -1. */
  private nameless = -1;
  private lastPid = -2;
  private lastTask = -1;
  /** Pid of all lines that have none (a file of -ff); -1. */
  private readonly pid: number;

  constructor(pid: number) {
    this.pid = pid;
  }

  /** The task of a line. `resumes`: it is the end of this call (its number among the names); -1. */
  of(given: number, event: number, resumes: number): number {
    const pid = given < 0 ? this.pid : given;
    if (pid === this.lastPid) return this.lastTask;
    const task = pid < 0 ? this.withoutPid(event) : this.withPid(pid, event, resumes);
    if (pid >= 0) {
      this.lastPid = pid;
      this.lastTask = task;
    }
    return task;
  }

  private withoutPid(event: number): number {
    if (this.byPid.size > 0) {
      if (this.alive.size === 1) for (const only of this.alive) return only;
      if (this.nameless < 0) {
        const newest = this.newestAlive();
        if (newest >= 0) return newest;
      }
    }
    if (this.nameless < 0) this.nameless = this.add(-1, event);
    return this.nameless;
  }

  /** The newest that is still there. */
  private newestAlive(): number {
    const { order } = this;
    while (order.length > 0 && !this.alive.has(order.at(-1) ?? -1)) order.pop();
    return order.at(-1) ?? -1;
  }

  private withPid(pid: number, event: number, resumes: number): number {
    const known = this.byPid.get(pid);
    const announced = this.announced.has(pid);
    if (known !== undefined && !announced && (this.pidsStay || this.tasks[known]?.ended === null)) return known;
    if (known === undefined && !announced && !this.coming.has(pid) && this.isNameless(resumes)) {
      const task = this.tasks[this.nameless];
      if (task) task.pid = pid;
      this.byPid.set(pid, this.nameless);
      return this.nameless;
    }
    return this.add(pid, event);
  }

  /** Whether the task that had no pid so far gets one now. */
  private isNameless(resumes: number): boolean {
    const task = this.tasks[this.nameless];
    const running = this.running[this.nameless];
    if (!task || !running || task.pid !== null || task.ended) return false;
    return running.event < 0 || running.name === resumes;
  }

  private add(pid: number, event: number): number {
    const number = this.tasks.length;
    if (number >= MAX_TASKS) {
      this.full = true;
      return number - 1;
    }
    const child = this.announced.get(pid) ?? this.childOfOnly(event);
    this.announced.delete(pid);
    this.coming.delete(pid);
    this.tasks.push({
      pid: pid < 0 ? null : pid,
      thread: child?.thread ?? false,
      parent: child?.parent ?? null,
      madeBy: child?.event ?? null,
      program: child?.program ?? null,
      firstEvent: event,
      lastEvent: event,
      ended: null,
    });
    this.running.push({
      event: -1,
      name: -1,
      args: NO_BYTES,
      length: 0,
      clones: false,
      descriptors: child?.descriptors ?? new Descriptors(this.room),
      group: child?.thread === true ? (this.running[child.parent]?.group ?? number) : number,
      orphan: child === undefined,
    });
    this.alive.add(number);
    this.order.push(number);
    if (pid >= 0) this.byPid.set(pid, number);
    return number;
  }

  /** A task nobody told of, while exactly one other is in a clone: that one made it. */
  private childOfOnly(event: number): Child | undefined {
    if (this.cloning.size !== 1) return undefined;
    for (const parent of this.cloning) {
      const running = this.running[parent];
      if (!running || running.event >= event) return undefined;
      const args = Buffer.from(running.args.buffer, running.args.byteOffset, running.length).toString('latin1');
      return this.child(parent, running.event, args);
    }
    return undefined;
  }

  private child(parent: number, event: number, args: string): Child | undefined {
    const running = this.running[parent];
    if (!running) return undefined;
    const { thread, files } = cloneFlags(args);
    return { parent, event, thread, descriptors: files ? running.descriptors.shared() : running.descriptors.copy(), program: this.tasks[parent]?.program ?? null };
  }

  /** A clone answered with this pid; `args` are its arguments. */
  cloned(parent: number, pid: number, args: string, event: number): void {
    const known = this.byPid.get(pid);
    const task = known === undefined ? undefined : this.tasks[known];
    // On a busy machine the new task's first lines stand before its parent's answer.
    if (known !== undefined && task && known !== parent && task.ended === null && task.firstEvent > event && (task.parent === null || task.parent === parent)) {
      const running = this.running[known];
      if (task.parent === parent || !running) return;
      const child = this.child(parent, event, args);
      if (!child) return;
      task.parent = parent;
      task.madeBy = event;
      task.thread = child.thread;
      task.program ??= child.program;
      if (child.thread) running.group = this.running[parent]?.group ?? running.group;
      if (running.orphan) {
        child.descriptors.adopt(running.descriptors);
        running.descriptors.release();
        running.descriptors = child.descriptors;
        running.orphan = false;
      }
      return;
    }
    const child = this.announced.size < MAX_TASKS ? this.child(parent, event, args) : undefined;
    if (child) this.announced.set(pid, child);
    this.lastPid = -2;
  }

  /** The task that `strace: Process 12 attached` speaks of. */
  attached(pid: number, event: number): number {
    this.lastPid = -2;
    this.attach(pid);
    return this.withPid(pid, event, -1);
  }

  /** Whom a line without any hint is of. */
  newest(event: number): number {
    if (this.lastTask >= 0) return this.lastTask;
    return this.tasks.length > 0 ? this.tasks.length - 1 : this.of(-1, event, -1);
  }

  /** `strace: Process 12 attached`, in the middle of a line. */
  attach(pid: number): void {
    if (this.coming.size < MAX_TASKS && !this.byPid.has(pid)) this.coming.add(pid);
  }

  suspend(task: number, event: number, name: number, clones: boolean, buf: Uint8Array, from: number, to: number): void {
    const running = this.running[task];
    if (!running) return;
    running.event = event;
    running.name = name;
    running.clones = clones;
    running.length = 0;
    this.append(running, buf, from, to);
    if (clones) this.cloning.add(task);
  }

  append(running: Running, buf: Uint8Array, from: number, to: number): void {
    const length = running.length + to - from;
    if (length >= running.args.length) {
      const args = new Uint8Array(Math.max(128, length + 1));
      args.set(running.args.subarray(0, running.length));
      running.args = args;
    }
    const { args } = running;
    for (let i = from, j = running.length; i < to; i++, j++) args[j] = buf[i] ?? 0;
    args[length] = 0x0a; // whoever looks one byte ahead
    running.length = length;
  }

  /** Its call has ended. */
  resume(task: number): void {
    const running = this.running[task];
    if (!running) return;
    running.event = -1;
    running.length = 0;
    if (running.args.length > 1024) running.args = NO_BYTES;
    if (running.clones) this.cloning.delete(task);
    running.clones = false;
  }

  /** A task that is in this call, on a terminal whose lines lost their pids; -1. */
  inCall(name: number): number {
    let found = -1;
    let looked = 0;
    for (const task of this.alive) {
      if (this.running[task]?.event !== -1 && this.running[task]?.name === name) found = task;
      if (++looked > 64) return -1;
    }
    return found;
  }

  executed(task: number, path: string, argv: string, event: number): void {
    const of = this.tasks[task];
    const running = this.running[task];
    if (of) of.program = { path, argv: argvOf(argv), event };
    if (running) running.descriptors = running.descriptors.executed();
  }

  ended(task: number, code: number | null, signal: string | null, event: number): void {
    const of = this.tasks[task];
    if (!of || of.ended) return;
    of.ended = { code, signal, event };
    this.alive.delete(task);
    this.cloning.delete(task);
    this.running[task]?.descriptors.release();
    this.lastPid = -2;
  }

  /** A thread's execve made it the leader of its process: its pid is the leader's from now on. */
  superseded(leader: number, by: number, event: number): void {
    const thread = this.byPid.get(by);
    const from = thread === undefined ? undefined : this.running[thread];
    const to = this.running[leader];
    if (thread === undefined || thread === leader || !from || !to) return;
    if (from.event >= 0) {
      to.event = from.event;
      to.name = from.name;
      to.args = from.args;
      to.length = from.length;
      to.clones = false;
      from.args = NO_BYTES;
      from.event = -1;
    }
    this.ended(thread, null, null, event);
  }
}

const THREAD = 0x10000;
const FILES = 0x400;

/** Flags of a clone, by name or as a number (-X raw). fork and vfork have none. */
function cloneFlags(args: string): { thread: boolean; files: boolean } {
  const raw = /\bflags=(0x[0-9a-f]{1,16})\b(?! \/\*)/.exec(args)?.[1];
  const bits = raw === undefined ? 0 : Number(raw) % 2 ** 32;
  return { thread: args.includes('CLONE_THREAD') || (bits & THREAD) !== 0, files: args.includes('CLONE_FILES') || (bits & FILES) !== 0 };
}
