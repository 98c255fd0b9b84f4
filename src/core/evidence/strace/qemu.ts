// Lines of qemu-user's own log (QEMU_STRACE, -strace): `PID name(args) = result`, errors as `-1 errno=2 (No such file or directory)`. Its threads share one
// pid and write into each other's lines, so a result may stand behind another call; one that can't be told is left out.
import { ascii, find, isDigit, latin1, NAME, startsWith } from './bytes.ts';
import type { LineScan } from './scan.ts';

const UNKNOWN = ascii('Unknown syscall ');
const SIGNAL = ascii('--- SIG');
const QEMU = ascii('qemu: ');
const MAX_PENDING = 1_000;
/** Another thread's line in the middle of a call stands within this. */
const NEAR = 4_096;

export interface QemuSink {
  /** A call whose arguments are in the line; answers its event. */
  begin(pid: number, buf: Uint8Array, name: number, nameEnd: number, argsStart: number, argsEnd: number): number;
  /** `scan` holds its result; the arguments are those of begin, -1 where the result stands in another line. */
  end(event: number, buf: Uint8Array, argsStart: number, argsEnd: number): void;
  /** A number that the emulator has no name for. */
  unknown(pid: number, number: number): void;
  signal(buf: Uint8Array, at: number, end: number): void;
  message(buf: Uint8Array, at: number, end: number): void;
  strange(): void;
}

export class QemuLines {
  private readonly scan: LineScan;
  private readonly sink: QemuSink;
  private pending: number[] = [];
  private pid = -1;

  constructor(scan: LineScan, sink: QemuSink) {
    this.scan = scan;
    this.sink = sink;
  }

  line(buf: Uint8Array, from: number, end: number): void {
    const { scan, sink } = this;
    let at = from;
    let found = false;
    /** Pids that stand there without a call so far: the last one has the next call. */
    const pids: number[] = [];
    for (let rounds = 0; at < end && rounds < 1_000; rounds++) {
      while (at < end && buf[at] === 0x20) at++;
      if (at >= end) break;
      const byte = buf[at];
      if (startsWith(buf, at, end, SIGNAL)) {
        sink.signal(buf, at, end);
        found = true;
        const close = find(buf, at + 4, Math.min(end, at + NEAR), CLOSE);
        at = close < 0 ? end : close + CLOSE.length;
        continue;
      }
      if (startsWith(buf, at, end, QEMU)) {
        sink.message(buf, at, end);
        return;
      }
      if (byte === 0x3d && buf[at + 1] === 0x20) {
        // The result of a call of another line.
        if (scan.readResult(buf, at, end)) this.late(buf);
        found = true;
        at = afterResult(buf, at, end);
        continue;
      }
      if (isDigit(byte)) {
        let pid = 0;
        let i = at;
        for (; isDigit(buf[i]) && i - at < 9; i++) pid = pid * 10 + (buf[i] ?? 0) - 0x30;
        if (buf[i] === 0x20) {
          pids.push(pid);
          at = i + 1;
          continue;
        }
        break;
      }
      if (startsWith(buf, at, end, UNKNOWN)) {
        let number = 0;
        let i = at + UNKNOWN.length;
        for (; isDigit(buf[i]) && number < 1e6; i++) number = number * 10 + (buf[i] ?? 0) - 0x30;
        sink.unknown(this.next(pids), number);
        found = true;
        at = i;
        continue;
      }
      let i = at;
      while (i < end && i - at < 64 && NAME[buf[i] ?? 0] === 1) i++;
      if (i === at || buf[i] !== 0x28) break;
      found = true;
      at = this.call(buf, at, i, end, this.next(pids));
    }
    if (!found) sink.strange();
    if (pids.length > 0) this.pid = pids.at(-1) ?? this.pid;
  }

  private next(pids: number[]): number {
    const pid = pids.pop() ?? this.pid;
    this.pid = pid;
    return pid;
  }

  private call(buf: Uint8Array, name: number, open: number, end: number, pid: number): number {
    const { scan, sink } = this;
    const close = scan.argumentsEnd(buf, open + 1, end);
    const argsEnd = close < 0 ? end : close;
    const event = sink.begin(pid, buf, name, open, open + 1, argsEnd);
    if (close < 0) {
      this.wait(event);
      return end;
    }
    let at = close + 1;
    while (at < end && buf[at] === 0x20) at++;
    if (buf[at] === 0x3d && scan.readResult(buf, at, end)) {
      this.trim(buf);
      sink.end(event, buf, open + 1, close);
      return afterResult(buf, at, end);
    }
    this.wait(event);
    return close + 1;
  }

  private wait(event: number): void {
    this.pending.push(event);
    if (this.pending.length > MAX_PENDING) this.pending.shift();
  }

  private late(buf: Uint8Array): void {
    const event = this.pending.shift();
    // Of two calls that wait nobody knows whose result this is: the older one is told to have none.
    if (event === undefined || this.pending.length > 0) return;
    this.trim(buf);
    this.sink.end(event, buf, -1, -1);
  }

  /** `= 0x55` followed by the next thread's line at once is read up to it; 513 is the end of a signal handler and no error. */
  private trim(buf: Uint8Array): void {
    const { scan } = this;
    if (scan.errno === 513) {
      scan.errno = 0;
      scan.value = Number.NaN;
    }
    if (Number.isNaN(scan.value) && isDigit(buf[scan.valueStart])) scan.value = Number.parseInt(latin1(buf, scan.valueStart, Math.min(scan.valueEnd, scan.valueStart + 12)), 10);
  }
}

const CLOSE = ascii(' ---');

/** Behind a result and its words: `= -1 errno=2 (No such file or directory)`, `= 0 ({tv_sec = 1})`. */
function afterResult(buf: Uint8Array, from: number, end: number): number {
  let at = from + 2;
  while (at < end && buf[at] !== 0x20) at++;
  for (;;) {
    let i = at;
    while (i < end && buf[i] === 0x20) i++;
    if (startsWith(buf, i, end, ERRNO)) {
      for (i += ERRNO.length; isDigit(buf[i]);) i++;
      at = i;
      continue;
    }
    if (buf[i] !== 0x28) return at;
    let depth = 0;
    const most = Math.min(end, i + NEAR);
    for (; i < most; i++) {
      if (buf[i] === 0x28) depth++;
      else if (buf[i] === 0x29 && --depth === 0) break;
    }
    if (i >= most) return end;
    at = i + 1;
  }
}

const ERRNO = ascii('errno=');
