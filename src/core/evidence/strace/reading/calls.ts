// Calls: on one line, in two because another thread's lines stand between, and cut because something else was written to the same terminal.
import { FLAG, KIND } from '../../trace/types.ts';
import { ascii, find } from '../bytes.ts';
import { TASK } from '../calls.ts';
import { CLOCK, LINE, markLength } from '../scan.ts';
import { HEAD, MAX_LINE, type Reading } from './state.ts';

/** How often the rest of a call that was cut is looked for in the lines behind it. */
const TRIES = 8;
const MESSAGE = ascii('strace: Process ');
const CLOSED = ascii(') ');

export class CallLines {
  private readonly reading: Reading;
  /** Task whose call was cut in the middle of its line; -1. */
  hanging = -1;
  private hangingLine = 0;
  private hangingTries = 0;

  constructor(reading: Reading) {
    this.reading = reading;
  }

  call(buf: Uint8Array, end: number, tooLong: boolean): void {
    const { reading } = this;
    const { scan, record } = reading;
    const { tasks } = record;
    const { kind, argsStart } = scan;
    const name = record.nameOf(buf, scan.nameStart, scan.nameEnd);
    if (name === 0) record.warn('syscalls-cut', 'too many names of system calls; the rest has none', reading.lines);
    const task = reading.taskOf(-1);
    const event = reading.add(KIND.call, name, task, reading.time());
    if ((tasks.running[task]?.event ?? -1) >= 0) tasks.resume(task); // its end is lost
    if (kind === LINE.cut) {
      if (record.knows(name) || scan.pid >= 0 || scan.clock !== CLOCK.none) reading.proof.cut++;
    } else if (kind === LINE.unfinished || scan.hasValue(buf)) reading.proof.complete(record.knows(name));
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
    if (tooLong) record.warn('line-too-long', `a line of more than ${MAX_LINE} bytes; only its beginning was read`, reading.lines);
    else {
      tasks.suspend(task, event, name, info.task === TASK.clones, buf, argsStart, Math.min(stop, argsStart + HEAD));
      if (kind === LINE.cut) {
        this.hanging = task;
        this.hangingLine = reading.lines;
        this.hangingTries = 0;
      }
    }
  }

  /** Nobody goes on with the call that was cut. */
  drop(): void {
    const running = this.reading.record.tasks.running[this.hanging];
    const { scan } = this.reading;
    // `<... clone resumed>` does.
    if (running && running.event >= 0 && scan.kind !== LINE.resumed)
      this.reading.record.warn('line-cut', `the call ${this.reading.record.names[running.name] ?? ''} has no result: the line is cut`, this.hangingLine);
    this.hanging = -1;
  }

  resume(buf: Uint8Array, end: number): void {
    const { reading } = this;
    const { scan, record } = reading;
    const { tasks } = record;
    const { argsStart } = scan;
    const name = record.nameOf(buf, scan.nameStart, scan.nameEnd);
    reading.proof.complete(record.knows(name));
    const time = reading.time();
    let task = reading.taskOf(name);
    if (tasks.running[task]?.event === -1 || tasks.running[task]?.name !== name) {
      // On a terminal a call can begin with a pid and end without, where one process only is left.
      const other = scan.pid < 0 ? tasks.inCall(name) : -1;
      if (other < 0) {
        // The log begins in the middle of this call (strace -p), or its beginning was lost.
        const event = reading.add(KIND.call, name, task, time);
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
    const { reading } = this;
    const { scan, record } = reading;
    const { tasks } = record;
    const running = tasks.running[task];
    if (!running) return;
    const { event, name } = running;
    const chunk = record.columns.of(event);
    const place = record.columns.placeOf(event);
    record.resumed.add(event, reading.offset, reading.length, reading.lines);
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

  /** Whether a line is the rest of the call that was cut: by a message of strace's own, or by what the program wrote to the same terminal. */
  join(buf: Uint8Array, from: number, end: number): boolean {
    const { reading } = this;
    const { scan, record } = reading;
    const running = record.tasks.running[this.hanging];
    if (!running || running.event < 0) {
      this.hanging = -1;
      return false;
    }
    const mark = markLength(buf, from - 1, end);
    if (mark > 0 && running.length + end - from <= 2 * HEAD) {
      record.tasks.append(running, buf, from, end - mark > from && buf[end - mark - 1] === 0x20 ? end - mark - 1 : end - mark);
      this.hanging = -1;
      reading.proof.complete(record.knows(running.name));
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
    if (scan.hasValue(running.args)) reading.proof.complete(record.knows(running.name));
    this.goOn(this.hanging, buf, from, end);
    this.hanging = -1;
    return true;
  }
}

function pidAt(buf: Uint8Array, at: number): number {
  let pid = 0;
  for (let i = at; i < at + 9; i++) {
    const digit = (buf[i] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) break;
    pid = pid * 10 + digit;
  }
  return pid;
}
