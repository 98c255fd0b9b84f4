// Reads a log of strace into columns while it streams in. Memory grows with the events and the different names among them, never by what a line claims.
import { FLAG, KIND, type TraceIndex } from '../trace/types.ts';
import { GrowingColumns } from './columns.ts';
import { fromLatin1, own } from './text.ts';
import { pathCall, pathOf } from './files.ts';
import { readLine, readResumedCall, splitArguments, timeOf, type Line, type Result } from './line.ts';
import { connectOf, protocolOfDescriptor } from './sockets.ts';
import { TaskTable } from './tasks.ts';

export const TRACE_VERSION = 1;
/** A line longer than this is cut; strace's own limit for strings makes real lines far shorter. */
const MAX_LINE = 1 << 20;
/** What is read of one. */
const HEAD = 64 * 1024;
const MAX_WARNINGS = 50;

class Names {
  readonly list: string[] = [''];
  private readonly numbers = new Map<string, number>([['', 0]]);
  private readonly most: number;
  constructor(most: number) {
    this.most = most;
  }
  of(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    if (this.list.length >= this.most) return 0;
    const kept = own(text);
    this.numbers.set(kept, this.list.length);
    return this.list.push(kept) - 1;
  }
}

/** Push chunks of a log as they come (cut anywhere), then finish. Never throws on any bytes. */
export interface TraceReader {
  push(chunk: Uint8Array): void;
  finish(): TraceIndex;
}

export const createTraceReader = (): TraceReader => new Reader();

class Reader implements TraceReader {
  private readonly columns = new GrowingColumns();
  private readonly names = new Names(0xffff);
  private readonly errors = new Names(0xff);
  private readonly paths = new Names(0xffffffff);
  private readonly addresses = new Names(0xffffffff);
  private readonly tasks = new TaskTable();
  private readonly warnings: { code: string; text: string; line: number | null }[] = [];
  private readonly said = new Set<string>();
  private readonly pending = new Map<number, { name: string; args: string; event: number; task: number }>();
  private readonly resumed: { event: number; offset: number; length: number; line: number }[] = [];

  private carry: Uint8Array[] = [];
  private carryLength = 0;
  private tooLong = false;
  private bytes = 0;
  private lineStart = 0;
  private lines = 0;
  private strange = 0;
  private firstStrange: { text: string; line: number } | null = null;
  private read = 0;

  private readonly has: { -readonly [K in keyof TraceIndex['has']]: TraceIndex['has'][K] } = { pids: false, times: 'none', durations: false, descriptors: false, stacks: false };
  private first = Number.NaN;
  private startedAtMs: number | null = null;
  private sum = 0;

  push(chunk: Uint8Array): void {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(0x0a, start);
      if (end < 0) break;
      this.endLine(chunk.subarray(start, end));
      this.bytes += end + 1 - start;
      this.lineStart = this.bytes;
      start = end + 1;
    }
    this.keep(chunk.subarray(start));
    this.bytes += chunk.length - start;
  }

  private keep(piece: Uint8Array): void {
    if (piece.length === 0 || this.tooLong) return;
    this.tooLong = this.carryLength + piece.length > MAX_LINE;
    const room = this.tooLong ? Math.max(0, HEAD - this.carryLength) : piece.length;
    if (room > 0) this.carry.push(piece.slice(0, room));
    this.carryLength += Math.min(room, piece.length);
  }

  private endLine(last: Uint8Array): void {
    this.lines++;
    const length = this.bytes + last.length - this.lineStart;
    let tooLong = length > MAX_LINE;
    let line: Uint8Array = tooLong ? last.subarray(0, HEAD) : last;
    if (this.carry.length > 0) {
      this.keep(last);
      tooLong = this.tooLong;
      line = Buffer.concat(this.carry);
      this.carry = [];
      this.carryLength = 0;
      this.tooLong = false;
    }
    const text = Buffer.from(line.buffer, line.byteOffset, Math.min(line.length, tooLong ? HEAD : line.length)).toString('latin1');
    this.take(text.endsWith('\r') ? text.slice(0, -1) : text, length, tooLong);
  }

  private event(line: string, pid: string, length: number, kind: number, name: string): number {
    const at = this.columns.add();
    const { last, place } = this.columns;
    last.offset[place] = this.lineStart;
    last.length[place] = length;
    last.line[place] = this.lines;
    last.task[place] = this.tasks.of(pid === '' ? -1 : Number(pid), at);
    last.kind[place] = kind;
    last.name[place] = this.names.of(name);
    last.time[place] = this.time(line);
    last.duration[place] = Number.NaN;
    last.result[place] = Number.NaN;
    last.fd[place] = -1;
    last.madeBy[place] = -1;
    if (pid !== '') this.has.pids = true;
    return at;
  }

  private time(line: string): number {
    const time = timeOf(line);
    if (time === null) return Number.NaN;
    const first = Number.isNaN(this.first);
    if (first) {
      this.first = time.seconds;
      this.has.times = time.form === 'relative' ? 'relative' : time.fraction ? 'fraction' : 'seconds';
      if (time.form === 'epoch') this.startedAtMs = time.seconds * 1e3;
    }
    if (this.has.times === 'relative') return (this.sum += first ? 0 : Math.round(time.seconds * 1e9));
    return Math.round((time.seconds - this.first) * 1e9);
  }

  private take(text: string, length: number, tooLong: boolean): void {
    if (text === '') return;
    const line: Line = readLine(text);
    switch (line.kind) {
      case 'call': {
        const event = this.event(text, line.pid, length, KIND.call, line.name);
        this.finishCall(event, line.name, line.args, line.result);
        break;
      }
      case 'unfinished':
      case 'cut': {
        const event = this.event(text, line.pid, length, KIND.call, line.name);
        const { last, place } = this.columns;
        last.flags[place] = FLAG.unfinished | (tooLong ? FLAG.longLine : 0);
        if (tooLong) this.warn('line-too-long', `a line of more than ${MAX_LINE} bytes; only its beginning was read`);
        else if (line.kind === 'cut') this.warn('line-cut', `the call ${line.name} has no result: the line is cut`);
        if (line.kind === 'unfinished')
          this.pending.set(line.pid === '' ? -1 : Number(line.pid), { name: own(line.name), args: own(line.args.slice(0, HEAD)), event, task: last.task[place] ?? 0 });
        return;
      }
      case 'resumed':
        this.resume(line, text, length);
        break;
      case 'signal':
        this.event(text, line.pid, length, KIND.signal, /^\w+/.exec(line.text)?.[0] ?? '');
        break;
      case 'exit': {
        const [word = ''] = /^\w+/.exec(line.text) ?? [];
        const event = this.event(text, line.pid, length, KIND.exit, word);
        const code = /^exited with (\d+)/.exec(line.text)?.[1];
        const signal = /^killed by (\w+)/.exec(line.text)?.[1];
        this.tasks.ended(this.columns.last.task[this.columns.place] ?? 0, code === undefined ? null : Number(code), signal ?? null, event);
        break;
      }
      case 'message':
        this.event(text, line.pid, length, KIND.message, '');
        if (!/^strace: Process \d+ (attached|detached)/.test(line.text)) this.warn('strace-message', fromLatin1(line.text.slice(0, 500)));
        break;
      case 'other':
        if (/^ > /.test(text)) this.has.stacks = true;
        if (/^ > |^\s*$/.test(text)) return;
        this.strange++;
        this.firstStrange ??= { text: own(fromLatin1(text.slice(0, 120))), line: this.lines };
        if (tooLong) this.warn('line-too-long', `a line of more than ${MAX_LINE} bytes; only its beginning was read`);
        return;
    }
  }

  private resume(line: Extract<Line, { kind: 'resumed' }>, text: string, length: number): void {
    const pid = line.pid === '' ? -1 : Number(line.pid);
    let by = pid;
    if (this.pending.get(by)?.name !== line.name) {
      // On a terminal strace prints no pid while there is one process only: a call can begin with one and end without, or the other way round.
      by = -1;
      if (pid < 0 && this.pending.size <= 16) for (const [other, { name }] of this.pending) if (name === line.name) by = other;
    }
    const begun = this.pending.get(by);
    if (begun?.name !== line.name) {
      const event = this.event(text, line.pid, length, KIND.call, line.name);
      const flags = this.columns.last.flags;
      flags[this.columns.place] = FLAG.headless;
      const end = readResumedCall(line.rest);
      if (end) this.finishCall(event, line.name, '', end.result);
      return;
    }
    this.pending.delete(by);
    const chunk = this.columns.of(begun.event);
    const place = this.columns.placeOf(begun.event);
    chunk.flags[place] = FLAG.resumed;
    this.resumed.push({ event: begun.event, offset: this.lineStart, length, line: this.lines });
    const task = this.tasks.tasks[begun.task];
    if (task) task.lastEvent = Math.max(task.lastEvent, begun.event);
    const whole = readResumedCall(begun.args + line.rest);
    // Arguments that were cut can leave a quote open: the result still stands at the end of the second line.
    const end = whole ?? readResumedCall(line.rest);
    if (end) this.finishCall(begun.event, line.name, whole?.args ?? begun.args, end.result);
  }

  private finishCall(event: number, name: string, args: string, result: Result): void {
    this.read++;
    const chunk = this.columns.of(event);
    const place = this.columns.placeOf(event);
    const task = chunk.task[place] ?? 0;
    let flags = chunk.flags[place] ?? 0;
    if (args.includes('"...')) flags |= FLAG.cut;
    chunk.error[place] = this.errors.of(result.errno ?? result.restart ?? '');
    if (result.restart !== null) flags |= FLAG.restarted;
    chunk.flags[place] = flags;
    const value = result.value === '?' ? Number.NaN : Number(result.value);
    chunk.result[place] = value;
    if (result.ns !== null) {
      chunk.duration[place] = result.ns;
      this.has.durations = true;
    }
    const failed = result.errno !== null || result.value === '?';
    const call = pathCall(name);
    const parts = splitArguments(args, 4);
    const descriptor = /^(\d+)(<)?(?=$|<)/.exec(parts[0] ?? '');
    if (descriptor && DESCRIPTOR.test(name)) chunk.fd[place] = Number(descriptor[1]) | 0;
    if (descriptor?.[2] !== undefined || / ?^-?\w+</.test(result.value)) this.has.descriptors = true;
    if (call) {
      const path = pathOf(call, parts);
      if (path !== null) chunk.path[place] = this.paths.of(path);
      if ((name === 'execve' || name === 'execveat') && !failed) this.tasks.executed(task, path ?? '', parts[name === 'execveat' ? 2 : 1] ?? '', event);
      return;
    }
    if (/^(connect|bind|accept4?|sendto|recvfrom)$/.test(name)) {
      const connect = connectOf(name.startsWith('send') || name.startsWith('recv') ? ['', args] : parts, protocolOfDescriptor(parts[0] ?? ''), null);
      if (connect) chunk.address[place] = this.addresses.of(addressText(connect));
    } else if (/^(clone3?|v?fork)$/.test(name) && value > 0) this.tasks.cloned(task, value, args.includes('CLONE_THREAD'), event);
  }

  private warn(code: string, text: string): void {
    // Each kind a few times is enough to find the place; all of them would be the log again.
    if (this.warnings.length >= MAX_WARNINGS || this.said.has(code + text)) return;
    this.said.add(code + text);
    this.warnings.push({ code, text, line: this.lines || null });
  }

  finish(): TraceIndex {
    if (this.bytes > this.lineStart) this.endLine(new Uint8Array());
    const { count } = this.columns;
    if (count === 0) {
      const text =
        this.lines === 0
          ? 'the log is empty'
          : `none of ${this.lines} lines is a line of strace, such as \`12 1700000000.123456 execve("/app", …) = 0\`; the first one is: ${JSON.stringify(this.firstStrange?.text ?? '')}`;
      this.warnings.unshift({ code: 'no-trace', text, line: this.firstStrange?.line ?? null });
    } else if (this.firstStrange) {
      this.warnings.push({
        code: 'lines-skipped',
        text: `${this.strange} lines are no lines of strace; the first one is: ${JSON.stringify(this.firstStrange.text)}`,
        line: this.firstStrange.line,
      });
    }
    const resumed = this.resumed.sort((a, b) => a.event - b.event);
    return {
      version: TRACE_VERSION,
      format: count === 0 ? 'none' : 'strace',
      has: this.has,
      bytes: this.bytes,
      lines: this.lines,
      count,
      startedAtMs: this.startedAtMs,
      ...this.columns.finish(),
      resumed: {
        event: Uint32Array.from(resumed, (each) => each.event),
        offset: Float64Array.from(resumed, (each) => each.offset),
        length: Uint32Array.from(resumed, (each) => each.length),
        line: Uint32Array.from(resumed, (each) => each.line),
        count: resumed.length,
      },
      names: this.names.list,
      errors: this.errors.list,
      paths: this.paths.list,
      addresses: this.addresses.list,
      tasks: this.tasks.tasks,
      warnings: this.warnings,
      counted: [],
    };
  }
}

const DESCRIPTOR =
  /^(read|write|close|p?readv|p?writev|pread|pwrite|connect|bind|accept|send|recv|listen|fstat|newfstatat|openat|ioctl|fcntl|lseek|dup|getsock|setsock|epoll|getdents|fsync|ftruncate|shutdown)/;

const addressText = (to: { address: string; port: number | null; protocol: string }): string =>
  to.protocol === 'unix'
    ? `unix ${to.address}`
    : to.protocol === 'netlink'
      ? 'netlink'
      : `${to.protocol} ${to.address.includes(':') ? `[${to.address}]` : to.address}:${to.port ?? ''}`;
