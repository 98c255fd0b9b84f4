// Reads a log into columns while it streams in: what each line is, and who takes it (the files of reading/). Memory grows with the events and the different names
// among them, never by what a line claims.
import { KIND, type TraceIndex } from '../trace/types.ts';
import { CountTable } from './counted.ts';
import type { QemuLines } from './qemu.ts';
import { CallLines } from './reading/calls.ts';
import { LineFeed } from './reading/feed.ts';
import { DONE, otherLine, QEMU } from './reading/others.ts';
import { qemuLines } from './reading/qemu-lines.ts';
import { exit, message } from './reading/said.ts';
import { Reading } from './reading/state.ts';
import { verdict } from './reading/verdict.ts';
import { CLOCK, LINE } from './scan.ts';

/** Of the shape of TraceIndex and of what is read into it. */
export const TRACE_VERSION = 4;

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
  private readonly reading: Reading;
  private readonly feed: LineFeed;
  private readonly calls: CallLines;
  private readonly table = new CountTable();
  private qemu: QemuLines | null = null;
  /** Whose log it is, once that is certain. */
  private sure = false;

  constructor({ pid = -1, merged }: TraceReaderOptions) {
    this.reading = new Reading(pid, merged !== 'file');
    this.calls = new CallLines(this.reading);
    this.feed = new LineFeed(this.reading, (buf, from, end, tooLong) => this.line(buf, from, end, tooLong));
  }

  push(chunk: Uint8Array): void {
    this.feed.push(chunk);
  }

  private line(buf: Uint8Array, from: number, end: number, tooLong: boolean): void {
    const { reading } = this;
    reading.proof.lines++;
    reading.firstLine ??= reading.lineAt(buf, from, end);
    if (this.qemu) {
      this.qemu.line(buf, from, end);
      return;
    }
    reading.scan.scan(buf, from, end);
    if (reading.scan.kind === LINE.other) this.other(buf, from, end, tooLong);
    else this.dispatch(buf, from, end, tooLong);
  }

  private other(buf: Uint8Array, from: number, end: number, tooLong: boolean): void {
    const at = otherLine(this.reading, this.calls, this.table, !this.sure, buf, from, end, tooLong);
    if (at === QEMU) {
      this.qemu = qemuLines(this.reading);
      this.qemu.line(buf, from, end);
    } else if (at !== DONE) this.dispatch(buf, at, end, tooLong);
  }

  private dispatch(buf: Uint8Array, from: number, end: number, tooLong: boolean): void {
    const { reading, calls } = this;
    const { scan } = reading;
    if (calls.hanging >= 0 && scan.kind !== LINE.message) calls.drop();
    if (!this.sure && this.isQemu(buf, from, end)) return;
    switch (scan.kind) {
      case LINE.call:
      case LINE.unfinished:
      case LINE.cut:
        calls.call(buf, end, tooLong);
        return;
      case LINE.resumed:
        calls.resume(buf, end);
        return;
      case LINE.signal:
        reading.proof.complete(true);
        reading.add(KIND.signal, reading.record.nameOf(buf, scan.nameStart, scan.nameEnd), reading.taskOf(-1), reading.time());
        return;
      case LINE.exit:
        reading.proof.complete(true);
        exit(reading, buf, end);
        return;
      default:
        message(reading, buf, scan.at, end);
    }
  }

  /** strace sets a blank behind each comma between arguments, qemu-user none. */
  private isQemu(buf: Uint8Array, from: number, end: number): boolean {
    const { scan } = this.reading;
    if (scan.clock !== CLOCK.none || scan.kind === LINE.exit || scan.kind === LINE.unfinished || scan.kind === LINE.resumed) this.sure = true;
    else if ((scan.kind === LINE.call || scan.kind === LINE.cut) && scan.pid >= 0 && (scan.errno > 0 || (scan.comma >= 0 && scan.comma + 1 < end))) {
      if (scan.errno === 0 && buf[scan.comma + 1] === 0x20) this.sure = true;
      else {
        this.qemu = qemuLines(this.reading);
        this.qemu.line(buf, from, end);
        return true;
      }
    }
    return false;
  }

  finish(): TraceIndex {
    const { reading, feed, calls } = this;
    feed.finish();
    if (calls.hanging >= 0) {
      reading.scan.kind = LINE.other;
      calls.drop();
    }
    return verdict(reading, this.table, { version: TRACE_VERSION, bytes: feed.bytes, utf16: feed.utf16, qemu: this.qemu !== null });
  }
}
