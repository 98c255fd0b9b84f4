// Reads a log into columns while it streams in: lines from chunks, and what each line is. Memory grows with the events and the different names among them,
// never by what a line claims.
import { FLAG, KIND, type TraceIndex } from '../trace/types.ts';
import { ascii, find, latin1, startsWith } from './bytes.ts';
import { TASK } from './calls.ts';
import { Clock } from './clock.ts';
import { CountTable } from './counted.ts';
import { foreignPrefix } from './foreign.ts';
import { QemuLines, type QemuSink } from './qemu.ts';
import { Recorder } from './record.ts';
import { Proof } from './proof.ts';
import { CLOCK, LINE, LineScan, markLength } from './scan.ts';
import { fromLatin1, own } from './text.ts';

/** Of the shape of TraceIndex and of what is read into it. */
export const TRACE_VERSION = 4;
/** A line longer than this is cut; strace's own limit for strings makes real lines far shorter. */
const MAX_LINE = 1 << 20;
/** What is read of one. */
const HEAD = 64 * 1024;
const MAX_EVENTS = 50_000_000;
/** How often the rest of a call that was cut is looked for in the lines behind it. */
const TRIES = 8;

const STACK = ascii(' > ');
const PID = ascii('[pid ');
const MESSAGE = ascii('strace: Process ');
const BOM = new Uint8Array([0xef, 0xbb, 0xbf]);
const NO_BYTES = new Uint8Array(0);

/** Push chunks of a log as they come (cut anywhere), then finish. Never throws on any bytes. */
export interface TraceReader {
  push(chunk: Uint8Array): void;
  finish(): TraceIndex;
}

export interface TraceReaderOptions {
  /** Of all lines without one: a file of `strace -ff` has it in its name only. */
  pid?: number;
  /** The log is a merged set of such files: by their times, or one file after the other, which times of `-r` say nothing about. */
  merged?: 'time' | 'file';
}

export const createTraceReader = (options: TraceReaderOptions = {}): TraceReader => new Reader(options);

class Reader implements TraceReader {
  private readonly scan = new LineScan();
  private readonly record: Recorder;
  private readonly clock: Clock;
  private readonly table = new CountTable();
  private qemu: QemuLines | null = null;
  /** Whose log it is, once that is certain. */
  private sure = false;

  /** The line that is not whole yet. */
  private carry: Uint8Array = NO_BYTES;
  private carryLength = 0;
  /** Of the line that is read. */
  private offset = 0;
  private length = 0;
  private lines = 0;
  private bytes = 0;

  /** Calls, signals and exits; messages are none. */
  private seen = 0;
  private strange = 0;
  private firstStrange: { text: string; line: number } | null = null;
  private firstLine: { text: string; line: number } | null = null;
  private readonly proof = new Proof();
  /** Its first bytes say so. */
  private utf16 = false;
  private pids = false;
  private stacks = false;
  private setBack = 0;
  private full = false;

  /** Task whose call was cut in the middle of its line; -1. */
  private hanging = -1;
  private hangingLine = 0;
  private hangingTries = 0;

  constructor({ pid = -1, merged }: TraceReaderOptions) {
    this.record = new Recorder(pid);
    this.clock = new Clock(merged !== 'file');
  }

  push(chunk: Uint8Array): void {
    // indexOf of a Buffer is the machine's own search.
    const buf = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    let start = 0;
    for (;;) {
      const end = buf.indexOf(0x0a, start);
      if (end < 0) break;
      if (this.carryLength > 0) this.endCarried(buf, start, end);
      else this.whole(buf, start, end, end - start, end - start > MAX_LINE);
      this.bytes += end + 1 - start;
      start = end + 1;
    }
    if (start < buf.length) this.keep(buf, start, buf.length);
    this.bytes += buf.length - start;
  }

  /** `carryLength` counts all bytes of the line; what is behind its head is kept only as long as it may be a line to be read. */
  private keep(buf: Uint8Array, from: number, to: number): void {
    const most = this.carryLength + to - from > MAX_LINE ? HEAD : MAX_LINE;
    const room = Math.min(to - from, Math.max(0, most - this.carryLength));
    if (room > 0) {
      const needed = this.carryLength + room + 1;
      if (needed > this.carry.length) {
        const carry = new Uint8Array(Math.min(MAX_LINE + 1, Math.max(4_096, needed * 2)));
        carry.set(this.carry.subarray(0, this.carryLength));
        this.carry = carry;
      }
      this.carry.set(buf.subarray(from, from + room), this.carryLength);
    }
    this.carryLength += to - from;
  }

  private endCarried(buf: Uint8Array, from: number, to: number): void {
    const before = this.carryLength;
    this.keep(buf, from, to);
    const length = this.carryLength;
    this.carryLength = 0;
    // The line began in an earlier chunk.
    this.bytes -= before;
    this.whole(this.carry, 0, Math.min(length, MAX_LINE), length, length > MAX_LINE);
    this.bytes += before;
    if (this.carry.length > HEAD + 1) this.carry = NO_BYTES;
  }

  /** A line from `from` to `to` without its LF; `length` is its true length. */
  private whole(buf: Uint8Array, from: number, to: number, length: number, tooLong: boolean): void {
    this.lines++;
    if (this.full) return;
    if (tooLong && buf !== this.carry) {
      this.carry = new Uint8Array(buf.subarray(from, from + HEAD + 1)); // a copy: it gets an end
      this.lines--; // it counts itself
      this.whole(this.carry, 0, HEAD, length, true);
      return;
    }
    let start = from;
    let end = tooLong ? from + HEAD : to;
    // Behind a line stands the end of it, so that whoever looks one byte ahead sees the same wherever the log was cut.
    if (buf === this.carry) buf[end] = 0x0a;
    if (!tooLong && end > start && buf[end - 1] === 0x0d) end--;
    if (this.bytes === 0) {
      this.utf16 = (buf[start] === 0xff && buf[start + 1] === 0xfe) || (buf[start] === 0xfe && buf[start + 1] === 0xff);
      if (startsWith(buf, start, end, BOM)) start += BOM.length;
    }
    // A log that was cut while its writer went on begins with a hole.
    while (start < end && buf[start] === 0) start++;
    if (start === end) return;
    this.offset = this.bytes + start - from;
    this.length = tooLong ? length - (start - from) : end - start;
    if (this.record.columns.count >= MAX_EVENTS) {
      this.full = true;
      this.record.warn('events-cut', `more than ${MAX_EVENTS} events; what follows is not read`, this.lines);
      return;
    }
    this.line(buf, start, end, tooLong);
  }

  private line(buf: Uint8Array, from: number, end: number, tooLong: boolean): void {
    this.proof.lines++;
    this.firstLine ??= this.lineAt(buf, from, end);
    if (this.qemu) {
      this.qemu.line(buf, from, end);
      return;
    }
    this.scan.scan(buf, from, end);
    if (this.scan.kind === LINE.other) this.other(buf, from, end, tooLong);
    else this.dispatch(buf, from, end, tooLong);
  }

  private dispatch(buf: Uint8Array, from: number, end: number, tooLong: boolean): void {
    const { scan } = this;
    if (this.hanging >= 0 && scan.kind !== LINE.message) this.drop();
    if (!this.sure && this.isQemu(buf, from, end)) return;
    switch (scan.kind) {
      case LINE.call:
      case LINE.unfinished:
      case LINE.cut:
        this.call(buf, end, tooLong);
        return;
      case LINE.resumed:
        this.resume(buf, end);
        return;
      case LINE.signal:
        this.proof.complete(true);
        this.add(KIND.signal, this.record.nameOf(buf, scan.nameStart, scan.nameEnd), this.taskOf(-1), this.time());
        return;
      case LINE.exit:
        this.proof.complete(true);
        this.exit(buf, end);
        return;
      default:
        this.message(buf, scan.at, end);
    }
  }

  /** strace sets a blank behind each comma between arguments, qemu-user none. */
  private isQemu(buf: Uint8Array, from: number, end: number): boolean {
    const { scan } = this;
    if (scan.clock !== CLOCK.none || scan.kind === LINE.exit || scan.kind === LINE.unfinished || scan.kind === LINE.resumed) this.sure = true;
    else if ((scan.kind === LINE.call || scan.kind === LINE.cut) && scan.pid >= 0 && (scan.errno > 0 || (scan.comma >= 0 && scan.comma + 1 < end))) {
      if (scan.errno === 0 && buf[scan.comma + 1] === 0x20) this.sure = true;
      else {
        this.qemu = this.qemuLines();
        this.qemu.line(buf, from, end);
        return true;
      }
    }
    return false;
  }

  private taskOf(resumes: number): number {
    if (this.scan.pid >= 0) this.pids = true;
    return this.record.tasks.of(this.scan.pid, this.record.columns.count, resumes);
  }

  private time(): number {
    const time = this.clock.read(this.scan);
    if (this.clock.setBack > 0 && this.setBack++ < 3)
      this.record.warn('clock-set-back', `the clock runs back by ${Math.round(this.clock.setBack / 1e3) / 1e3} ms; times go on from where they stood`, this.lines);
    return time;
  }

  private add(kind: number, name: number, task: number, time: number): number {
    if (kind !== KIND.message) this.seen++;
    return this.record.add(kind, name, task, this.offset, this.length, this.lines, time);
  }

  private call(buf: Uint8Array, end: number, tooLong: boolean): void {
    const { scan, record } = this;
    const { tasks } = record;
    const { kind, argsStart } = scan;
    const name = record.nameOf(buf, scan.nameStart, scan.nameEnd);
    if (name === 0) record.warn('syscalls-cut', 'too many names of system calls; the rest has none', this.lines);
    const task = this.taskOf(-1);
    const event = this.add(KIND.call, name, task, this.time());
    if ((tasks.running[task]?.event ?? -1) >= 0) tasks.resume(task); // its end is lost
    if (kind === LINE.cut) {
      if (record.knows(name) || scan.pid >= 0 || scan.clock !== CLOCK.none) this.proof.cut++;
    } else if (kind === LINE.unfinished || scan.hasValue(buf)) this.proof.complete(record.knows(name));
    if (kind === LINE.call && !tooLong) {
      const { argsEnd } = scan;
      record.begin(event, name, task, buf, argsStart, argsEnd, scan.comma);
      record.end(event, name, task, buf, argsStart, argsEnd, scan);
      return;
    }
    const info = record.info(name);
    let stop = kind === LINE.unfinished ? scan.argsEnd : end;
    if (kind === LINE.cut) {
      // On a terminal strace's own message stands in the middle of the call that made the process: `vfork(strace: Process 12 attached`.
      const message = tooLong ? -1 : find(buf, argsStart, end, MESSAGE);
      if (message >= 0) {
        stop = message;
        tasks.attach(pidAt(buf, message + MESSAGE.length));
      }
    }
    scan.argumentsEnd(buf, argsStart, stop);
    record.begin(event, name, task, buf, argsStart, stop, scan.comma);
    record.flag(event, FLAG.unfinished | (scan.cutString ? FLAG.cut : 0) | (tooLong ? FLAG.longLine : 0));
    if (tooLong) record.warn('line-too-long', `a line of more than ${MAX_LINE} bytes; only its beginning was read`, this.lines);
    else {
      tasks.suspend(task, event, name, info.task === TASK.clones, buf, argsStart, Math.min(stop, argsStart + HEAD));
      if (kind === LINE.cut) {
        this.hanging = task;
        this.hangingLine = this.lines;
        this.hangingTries = 0;
      }
    }
  }

  /** Nobody goes on with the call that was cut. */
  private drop(): void {
    const running = this.record.tasks.running[this.hanging];
    const { scan } = this;
    // `<... clone resumed>` does.
    if (running && running.event >= 0 && scan.kind !== LINE.resumed)
      this.record.warn('line-cut', `the call ${this.record.names[running.name] ?? ''} has no result: the line is cut`, this.hangingLine);
    this.hanging = -1;
  }

  private resume(buf: Uint8Array, end: number): void {
    const { scan, record } = this;
    const { tasks } = record;
    const { argsStart } = scan;
    const name = record.nameOf(buf, scan.nameStart, scan.nameEnd);
    this.proof.complete(record.knows(name));
    const time = this.time();
    let task = this.taskOf(name);
    if (tasks.running[task]?.event === -1 || tasks.running[task]?.name !== name) {
      // On a terminal a call can begin with a pid and end without, where one process only is left.
      const other = scan.pid < 0 ? tasks.inCall(name) : -1;
      if (other < 0) {
        // The log begins in the middle of this call (strace -p), or its beginning was lost.
        const event = this.add(KIND.call, name, task, time);
        if (scan.readEnd(buf, argsStart, end)) {
          record.flag(event, FLAG.headless);
          record.end(event, name, task, buf, argsStart, scan.argsEnd, scan);
        } else record.flag(event, FLAG.headless | FLAG.unfinished);
        return;
      }
      task = other;
    }
    this.goOn(task, buf, argsStart, end);
  }

  /** The rest of a task's call stands from `from` to `end`. */
  private goOn(task: number, buf: Uint8Array, from: number, end: number): void {
    const { scan, record } = this;
    const { tasks } = record;
    const running = tasks.running[task];
    if (!running) return;
    const { event, name } = running;
    const chunk = record.columns.of(event);
    const place = record.columns.placeOf(event);
    record.resumed.add(event, this.offset, this.length, this.lines);
    tasks.append(running, buf, from, end);
    if (scan.readEnd(running.args, 0, running.length)) {
      chunk.flags[place] = ((chunk.flags[place] ?? 0) & ~FLAG.unfinished) | FLAG.resumed;
      record.end(event, name, task, running.args, 0, scan.argsEnd, scan);
    } else if (scan.readEnd(buf, from, end)) {
      // Arguments that were cut can leave a quote open: the result still stands at the end of the second line.
      chunk.flags[place] = ((chunk.flags[place] ?? 0) & ~FLAG.unfinished) | FLAG.resumed;
      record.end(event, name, task, buf, from, scan.argsEnd, scan);
    } else chunk.flags[place] = (chunk.flags[place] ?? 0) | FLAG.resumed;
    tasks.resume(task);
  }

  private exit(buf: Uint8Array, end: number): void {
    const { scan, record } = this;
    const task = this.taskOf(-1);
    const event = this.add(KIND.exit, record.nameOf(buf, scan.nameStart, scan.nameEnd), task, this.time());
    const text = latin1(buf, scan.nameStart, Math.min(end, scan.nameStart + 200));
    const by = /^superseded by execve in pid (\d{1,9})/.exec(text)?.[1];
    if (by !== undefined) {
      record.tasks.superseded(task, Number(by), event);
      return;
    }
    const code = /^exited with (\d{1,9})/.exec(text)?.[1];
    const signal = /^killed by (\w+)/.exec(text)?.[1];
    if (code === undefined && signal === undefined) return;
    record.tasks.resume(task);
    record.tasks.ended(task, code === undefined ? null : Number(code), signal ?? null, event);
  }

  private message(buf: Uint8Array, at: number, end: number): void {
    const { record } = this;
    const text = latin1(buf, at, Math.min(end, at + 500));
    const attached = /^(?:strace: )?Process (\d{1,9}) (attached|detached|resumed|suspended)/.exec(text);
    const count = record.columns.count;
    const task = attached ? record.tasks.attached(Number(attached[1]), count) : record.tasks.newest(count);
    this.add(KIND.message, 0, task, this.time());
    // What strace says of new processes is nothing to worry about.
    if (!attached) record.warn('strace-message', fromLatin1(text), this.lines);
  }

  private other(buf: Uint8Array, from: number, end: number, tooLong: boolean): void {
    if (tooLong) this.record.warn('line-too-long', `a line of more than ${MAX_LINE} bytes; only its beginning was read`, this.lines);
    if (startsWith(buf, from, end, STACK)) {
      this.stacks = true;
      return;
    }
    if (isBlank(buf, from, end)) return;
    if (this.hanging >= 0 && this.join(buf, from, end)) return;
    if (!this.table.open && isPlain(buf, from, end)) {
      this.strangeLine(buf, from, end);
      return;
    }
    const head = latin1(buf, from, Math.min(end, from + 300));
    if (this.table.line(head)) return;
    if (!this.sure && !this.qemu && /^\d{1,9} Unknown syscall \d+\s*$/.test(head)) {
      this.qemu = this.qemuLines();
      this.qemu.line(buf, from, end);
      return;
    }
    // What other tools wrote before it, or what the program wrote without an end of line.
    let skip = foreignPrefix(head);
    if (skip === 0) skip = Math.max(0, find(buf, from, Math.min(end, from + 4_096), PID) - from);
    if (skip > 0) {
      this.scan.scan(buf, from + skip, end);
      this.offset += skip;
      this.length -= skip;
      if (this.scan.kind !== LINE.other) {
        this.dispatch(buf, from + skip, end, tooLong);
        return;
      }
      if (startsWith(buf, from + skip, end, STACK)) {
        this.stacks = true;
        return;
      }
    }
    this.strangeLine(buf, from, end);
  }

  private strangeLine(buf: Uint8Array, from: number, end: number): void {
    this.strange++;
    this.firstStrange ??= this.lineAt(buf, from, end);
  }

  private lineAt(buf: Uint8Array, from: number, end: number): { text: string; line: number } {
    return { text: own(fromLatin1(latin1(buf, from, Math.min(end, from + 120)))), line: this.lines };
  }

  /** Whether a line is the rest of the call that was cut: by a message of strace's own, or by what the program wrote to the same terminal. */
  private join(buf: Uint8Array, from: number, end: number): boolean {
    const { record, scan } = this;
    const running = record.tasks.running[this.hanging];
    if (!running || running.event < 0) {
      this.hanging = -1;
      return false;
    }
    const mark = markLength(buf, from - 1, end);
    if (mark > 0 && running.length + end - from <= 2 * HEAD) {
      record.tasks.append(running, buf, from, end - mark > from && buf[end - mark - 1] === 0x20 ? end - mark - 1 : end - mark);
      this.hanging = -1;
      this.proof.complete(record.knows(running.name));
      return true;
    }
    if (find(buf, from, end, CLOSED) < 0 || running.length + end - from > 2 * HEAD) return false;
    if (++this.hangingTries > TRIES) {
      this.hanging = -1;
      record.warn('line-cut', `the call ${record.names[running.name] ?? ''} has no result: the line is cut`, this.hangingLine);
      return false;
    }
    const { length } = running;
    record.tasks.append(running, buf, from, end);
    const ends = scan.readEnd(running.args, 0, running.length);
    running.length = length;
    if (!ends) return false;
    if (scan.hasValue(running.args)) this.proof.complete(record.knows(running.name));
    this.goOn(this.hanging, buf, from, end);
    this.hanging = -1;
    return true;
  }

  private qemuLines(): QemuLines {
    const { record, scan } = this;
    record.tasks.pidsStay = true;
    const sink: QemuSink = {
      begin: (pid, buf, nameStart, nameEnd, argsStart, argsEnd) => {
        const name = record.nameOf(buf, nameStart, nameEnd);
        const { comma, cutString } = scan;
        const task = this.taskOfQemu(pid);
        const event = this.add(KIND.call, name, task, Number.NaN);
        this.proof.cut++;
        record.begin(event, name, task, buf, argsStart, argsEnd, comma);
        record.flag(event, FLAG.unfinished | (cutString ? FLAG.cut : 0));
        const code = record.names[name] === 'exit_group' ? /^\d{1,9}/.exec(latin1(buf, argsStart, Math.min(argsEnd, argsStart + 12)))?.[0] : undefined;
        if (code !== undefined) record.tasks.ended(task, Number(code), null, event);
        return event;
      },
      end: (event, buf, argsStart, argsEnd) => {
        const { columns } = record;
        const chunk = columns.of(event);
        const place = columns.placeOf(event);
        if (scan.hasValue(buf)) this.proof.complete(record.knows(chunk.name[place] ?? 0));
        chunk.flags[place] = (chunk.flags[place] ?? 0) & ~FLAG.unfinished;
        if (argsStart < 0) record.resumed.add(event, this.offset, this.length, this.lines);
        record.end(event, chunk.name[place] ?? 0, chunk.task[place] ?? 0, buf, Math.max(0, argsStart), Math.max(0, argsEnd), scan);
      },
      unknown: (pid, number) => {
        const name = ascii(`syscall_${number}`);
        const task = this.taskOfQemu(pid);
        const event = this.add(KIND.call, record.nameOf(name, 0, name.length), task, Number.NaN);
        this.proof.complete(true);
        record.failed(event, 'ENOSYS');
      },
      signal: (buf, at, end) => {
        let i = at + 4;
        while (i < end && i - at < 64 && buf[i] !== 0x20) i++;
        this.proof.complete(true);
        this.add(KIND.signal, record.nameOf(buf, at + 4, i), this.taskOfQemu(-1), Number.NaN);
      },
      message: (buf, at, end) => {
        this.add(KIND.message, 0, this.taskOfQemu(-1), Number.NaN);
        record.warn('strace-message', fromLatin1(latin1(buf, at, Math.min(end, at + 500))), this.lines);
      },
      strange: () => {
        this.strange++;
        this.firstStrange ??= { text: '', line: this.lines };
      },
    };
    return new QemuLines(scan, sink);
  }

  private taskOfQemu(pid: number): number {
    if (pid < 0) return this.record.tasks.newest(this.record.columns.count);
    this.pids = true;
    return this.record.tasks.of(pid, this.record.columns.count, -1);
  }

  finish(): TraceIndex {
    if (this.carryLength > 0) this.endCarried(NO_BYTES, 0, 0);
    const { table } = this;
    if (this.hanging >= 0) {
      this.scan.kind = LINE.other;
      this.drop();
    }
    const isTrace = this.seen > 0 && this.proof.isTrace();
    // Of any other text a few lines look like calls: they are none.
    const record = this.seen > 0 && !isTrace ? new Recorder(-1) : this.record;
    const clock = isTrace ? this.clock : new Clock(true);
    record.limits();
    const { warnings } = record;
    const counted = !isTrace && table.rows.length > 0;
    if (!isTrace && !counted) {
      const first = this.firstStrange?.text ? this.firstStrange : this.firstLine;
      warnings.unshift({ code: 'no-trace', text: this.noTrace(first?.text ?? ''), line: first?.line ?? null });
    } else if (this.firstStrange) {
      warnings.push({
        code: 'lines-skipped',
        text: `${this.strange} lines are no lines of strace; the first one is: ${JSON.stringify(this.firstStrange.text)}`,
        line: this.firstStrange.line,
      });
    }
    return {
      version: TRACE_VERSION,
      format: !isTrace ? (counted ? 'strace-count' : 'none') : this.qemu ? 'qemu' : 'strace',
      has: { pids: isTrace && this.pids, times: clock.times, durations: record.durations, descriptors: record.descriptorsShown, stacks: this.stacks },
      bytes: this.bytes,
      lines: this.lines,
      startedAtMs: clock.startedAtMs,
      ...record.finish(),
      warnings,
      counted: table.rows,
    };
  }

  private noTrace(first: string): string {
    if (this.lines === 0) return 'the log is empty';
    if (this.utf16) return 'the log is UTF-16 text, and logs of strace are read as UTF-8; convert it first: iconv -f UTF-16 -t UTF-8 FILE > NEW';
    const few = this.proof.completed > 0;
    return `${few ? `only ${this.proof.completed}` : 'none'} of ${this.lines} lines is a line of strace, such as \`12 1700000000.123456 execve("/app", …) = 0\`; the first one is: ${JSON.stringify(first)}`;
  }
}

const CLOSED = ascii(') ');

function pidAt(buf: Uint8Array, at: number): number {
  let pid = 0;
  for (let i = at; i < at + 9; i++) {
    const digit = (buf[i] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) break;
    pid = pid * 10 + digit;
  }
  return pid;
}

/** Bytes without which no line is of a tracer, whatever stands before it. */
const MARKS = new Uint8Array(256);
for (const char of '()<>[]{}+-%') MARKS[char.charCodeAt(0)] = 1;
const SYSCALL = ascii('syscall');

/** A line of words, as a program writes many: nothing of a tracer is looked for in it. */
function isPlain(buf: Uint8Array, from: number, end: number): boolean {
  const most = Math.min(end, from + 4_096);
  for (let i = from; i < most; i++) if (MARKS[buf[i] ?? 0] === 1) return false;
  return end - from > 200 || find(buf, from, end, SYSCALL) < 0;
}

function isBlank(buf: Uint8Array, from: number, end: number): boolean {
  for (let i = from; i < end; i++) if (buf[i] !== 0x20 && buf[i] !== 0x09) return false;
  return true;
}
