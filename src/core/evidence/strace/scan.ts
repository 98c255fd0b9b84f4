// One line of strace, taken apart in place: who, when, what, where its arguments and its result stand. Works on bytes and makes no strings; the spans it
// leaves are read at once. Tolerates -f, -t, -tt, -ttt, -r, -i, -n, -T, -y, -yy, -Y and the `[pid N]` of a terminal.
import { ascii, decorationEndOf, isDecoration, isDigit, NAME, startsWith, stringEnd } from './bytes.ts';

export const LINE = { other: 0, call: 1, unfinished: 2, resumed: 3, signal: 4, exit: 5, message: 6, cut: 7 } as const;
export const CLOCK = { none: 0, /** Of the day. */ day: 1, /** Since 1970. */ epoch: 2, /** Since the line before. */ relative: 3 } as const;

const SPACE = 0x20;
/** The kernel's own limit is 2^22; more is a time. */
const MAX_PID = 99_999_999;
const PID = ascii('[pid ');
const EXIT = ascii('+++ ');
const SIGNAL = ascii('--- ');
/** What strace goes on with; a signal that it has no name for is a number. */
const OF_SIGNAL = ['SIG', 'stopped by '].map(ascii);
const OF_EXIT = ['exited with ', 'killed by ', 'superseded by '].map(ascii);
const RESUMED = ascii('<... ');
const RESUMED_END = ascii(' resumed>');
const STRACE = ascii('strace: ');
const UNFINISHED = ascii('<unfinished ...>');
const DETACHED = ascii('<detached ...>');
const MOVED = ascii('<pid changed to ');
const UNKNOWN = ascii('???(');
const PROCESS = ascii('Process ');
const MODE = ascii('[ Process PID=');
const ERESTART = ascii('ERESTART');
const ERRNO = ascii('errno=');
const NAMELESS = ascii('(errno ');

/** What stops a walk through arguments. */
const STRING = 1;
const DECORATION = 2;
const OPEN = 3;
const CLOSE = 4;
const COMMA = 5;
const STOP = new Uint8Array(256);
STOP[0x22] = STRING;
STOP[0x3c] = DECORATION;
STOP[0x28] = OPEN;
STOP[0x29] = CLOSE;
STOP[0x2c] = COMMA;

export class LineScan {
  kind: number = LINE.other;
  /** -1 for none. */
  pid = -1;
  clock: number = CLOCK.none;
  seconds = 0;
  ns = 0;
  /** The time has a part behind the second. */
  fraction = false;
  /** Where the text behind pid and times begins. */
  at = 0;

  nameStart = 0;
  nameEnd = 0;
  argsStart = 0;
  /** Behind the last argument; for a resumed line this is known after {@link readEnd} only. */
  argsEnd = 0;
  /** The first comma between arguments; -1. */
  comma = -1;
  /** strace cut a string. */
  cutString = false;

  /** The value behind `=`; NaN for `?` and what is no number. */
  value = Number.NaN;
  valueStart = 0;
  valueEnd = 0;
  /** Behind the value's decoration, words and all but -T's time. */
  resultEnd = 0;
  errorStart = 0;
  errorEnd = 0;
  /** The kernel starts it again. */
  restarted = false;
  /** `errno=2` of qemu-user; 0. */
  errno = 0;
  /** ns; NaN. */
  duration = Number.NaN;

  /** Bytes `from` to `end`, without the line's end. */
  scan(buf: Uint8Array, from: number, end: number): void {
    this.kind = LINE.other;
    this.prefix(buf, from, end);
    const at = this.at;
    switch (buf[at]) {
      case 0x2b:
        if (startsWith(buf, at, end, EXIT)) this.words(LINE.exit, buf, at + 4, end);
        return;
      case 0x2d:
        if (startsWith(buf, at, end, SIGNAL)) this.words(LINE.signal, buf, at + 4, end);
        return;
      case 0x3c:
        if (startsWith(buf, at, end, RESUMED)) this.resumed(buf, at + 5, end);
        return;
      case 0x5b:
        if (startsWith(buf, at, end, MODE)) this.kind = LINE.message;
        return;
      case 0x3f:
        if (startsWith(buf, at, end, UNKNOWN)) this.call(buf, at, at + 3, end);
        return;
      default:
        this.named(buf, at, end);
    }
  }

  private named(buf: Uint8Array, at: number, end: number): void {
    if (isDigit(buf[at])) return;
    let i = at;
    const most = Math.min(end, at + 64);
    while (i < most && NAME[buf[i] ?? 0] === 1) i++;
    if (i > at && i < end && buf[i] === 0x28) this.call(buf, at, i, end);
    else if (startsWith(buf, at, end, STRACE) || isOldMessage(buf, at, end)) this.kind = LINE.message;
  }

  /** Pid and times alone, and where the text behind them begins. */
  prefix(buf: Uint8Array, from: number, end: number): void {
    this.pid = -1;
    this.clock = CLOCK.none;
    let at = from;
    while (at < end && buf[at] === SPACE) at++;
    if (startsWith(buf, at, end, PID)) {
      let i = at + 5;
      while (i < end && buf[i] === SPACE) i++;
      let pid = 0;
      const digits = i;
      for (; i < end && isDigit(buf[i]) && i - digits < 9; i++) pid = pid * 10 + (buf[i] ?? 0) - 0x30;
      if (buf[i] === 0x3c) i = commEnd(buf, i, end);
      if (i > digits && buf[i] === 0x5d) {
        this.pid = pid;
        at = i + 1;
      }
    }
    for (;;) {
      while (at < end && buf[at] === SPACE) at++;
      this.at = at;
      const byte = buf[at];
      if (isDigit(byte)) {
        at = this.number(buf, at, end);
      } else if (byte === 0x5b) {
        // -i and -n: `[00007f12ab]`, `[  59]`, `[????????]`.
        let i = at + 1;
        const most = Math.min(end, at + 40);
        while (i < most && (isDigit(buf[i]) || (buf[i] ?? 0) === SPACE || buf[i] === 0x3f || buf[i] === 0x78 || ((buf[i] ?? 0) >= 0x61 && (buf[i] ?? 0) <= 0x66))) i++;
        at = i > at + 1 && buf[i] === 0x5d && buf[i + 1] === SPACE ? i + 1 : -1;
      } else if (byte === 0x28 && buf[at + 1] === 0x2b) {
        // -tt with -r: `(+     0.000012)`; the time before it says more.
        let i = at + 2;
        const most = Math.min(end, at + 40);
        while (i < most && buf[i] !== 0x29) i++;
        at = buf[i] === 0x29 ? i + 1 : -1;
      } else return;
      if (at < 0) return;
    }
  }

  /** A pid or a time; the index behind it, -1 where it is neither. */
  private number(buf: Uint8Array, at: number, end: number): number {
    let value = 0;
    let i = at;
    const most = Math.min(end, at + 16);
    for (; i < most && isDigit(buf[i]); i++) value = value * 10 + (buf[i] ?? 0) - 0x30;
    const stop = i < end ? buf[i] : 0;
    const digits = i - at;
    switch (stop) {
      case SPACE:
        if (this.clock === CLOCK.none && digits >= 9) {
          this.time(CLOCK.epoch, value, 0, false);
          return i;
        }
        if (this.pid >= 0 || this.clock !== CLOCK.none || value > MAX_PID) return -1;
        this.pid = value;
        return i;
      case 0x3c: {
        const behind = commEnd(buf, i, end);
        if (this.pid >= 0 || this.clock !== CLOCK.none || value > MAX_PID || buf[behind] !== SPACE) return -1;
        this.pid = value;
        return behind;
      }
      case 0x3a: {
        if (this.clock !== CLOCK.none || digits > 2 || !isDigit(buf[i + 1]) || !isDigit(buf[i + 2]) || buf[i + 3] !== 0x3a || !isDigit(buf[i + 4]) || !isDigit(buf[i + 5]))
          return -1;
        const seconds = value * 3600 + (two(buf, i + 1) * 60 + two(buf, i + 4));
        i += 6;
        if (buf[i] !== 0x2e) {
          this.time(CLOCK.day, seconds, 0, false);
          return buf[i] === SPACE ? i : -1;
        }
        return this.fractionOf(buf, i + 1, end, CLOCK.day, seconds);
      }
      case 0x2e:
        return this.clock === CLOCK.none && digits > 0 ? this.fractionOf(buf, i + 1, end, value >= 1e8 ? CLOCK.epoch : CLOCK.relative, value) : -1;
      default:
        return -1;
    }
  }

  private fractionOf(buf: Uint8Array, at: number, end: number, clock: number, seconds: number): number {
    let ns = 0;
    let scale = 100_000_000;
    let i = at;
    for (; i < end && isDigit(buf[i]); i++) {
      ns += scale * ((buf[i] ?? 0) - 0x30);
      scale = scale === 1 ? 0 : scale / 10;
      if (i - at > 12) return -1;
    }
    if (i === at || buf[i] !== SPACE) return -1;
    this.time(clock, seconds, ns, true);
    return i;
  }

  private time(clock: number, seconds: number, ns: number, fraction: boolean): void {
    this.clock = clock;
    this.seconds = seconds;
    this.ns = ns;
    this.fraction = fraction;
  }

  /** `exited with 1 +++`, `SIGCHLD {si_signo=…} ---`: its first word is its name. */
  private words(kind: number, buf: Uint8Array, at: number, end: number): void {
    let i = at;
    const most = Math.min(end, at + 64);
    while (i < most && NAME[buf[i] ?? 0] === 1) i++;
    // Programs write such lines too, and a log may hold their output: `--- FAIL: TestA (0.00s)` of go test, `+++ b/main.go` of a diff.
    const ours = kind === LINE.signal ? isDigit(buf[at]) || OF_SIGNAL.some((word) => startsWith(buf, at, end, word)) : OF_EXIT.some((word) => startsWith(buf, at, end, word));
    if (!ours) return;
    this.kind = kind;
    this.nameStart = at;
    this.nameEnd = i;
  }

  private resumed(buf: Uint8Array, at: number, end: number): void {
    let i = at;
    const most = Math.min(end, at + 64);
    while (i < most && buf[i] !== SPACE) i++;
    if (i === at || !startsWith(buf, i, end, RESUMED_END)) return;
    this.kind = LINE.resumed;
    this.nameStart = at;
    this.nameEnd = i;
    this.argsStart = i + RESUMED_END.length;
  }

  private call(buf: Uint8Array, name: number, open: number, end: number): void {
    this.nameStart = name;
    this.nameEnd = open;
    this.argsStart = open + 1;
    const mark = markLength(buf, open, end);
    if (mark > 0) {
      this.kind = LINE.unfinished;
      // strace sets a blank before its mark.
      this.argsEnd = end - mark > open + 1 && buf[end - mark - 1] === SPACE ? end - mark - 1 : end - mark;
      return;
    }
    this.kind = this.readEnd(buf, open + 1, end) ? LINE.call : LINE.cut;
  }

  /** Arguments from `from` to their end, and the result behind them. False where there is none. */
  readEnd(buf: Uint8Array, from: number, end: number): boolean {
    const close = this.argumentsEnd(buf, from, end);
    if (close < 0) return false;
    this.argsStart = from;
    this.argsEnd = close;
    return this.readResult(buf, close + 1, end);
  }

  /** Index of the `)` that ends the arguments; quotes and decorations are stepped over. -1 where the line ends before. */
  argumentsEnd(buf: Uint8Array, from: number, end: number): number {
    let depth = 0;
    this.comma = -1;
    this.cutString = false;
    for (let i = from; i < end; i++) {
      const stop = STOP[buf[i] ?? 0] ?? 0;
      if (stop === 0) continue;
      switch (stop) {
        case STRING: {
          const after = stringEnd(buf, i, end);
          if (after < 0) return -1;
          if (buf[after] === 0x2e && buf[after + 1] === 0x2e) this.cutString = true;
          i = after - 1;
          break;
        }
        case DECORATION:
          if (i > from && isDecoration(buf, i)) i = decorationEndOf(buf, i, end) - 1;
          break;
        case OPEN:
          depth++;
          break;
        case CLOSE:
          if (depth-- === 0) return i;
          break;
        default:
          if (this.comma < 0) this.comma = i;
      }
    }
    return -1;
  }

  /** ` = 3</path> <0.000012>`, ` = -1 ENOENT (No such file or directory) <0.000010>`, ` = ? ERESTARTSYS (…)`. */
  readResult(buf: Uint8Array, from: number, end: number): boolean {
    let at = from;
    while (at < end && buf[at] === SPACE) at++;
    if (at >= end || buf[at] !== 0x3d) return false;
    at++;
    while (at < end && buf[at] === SPACE) at++;
    let stop = at;
    for (; stop < end; stop++) {
      const byte = buf[stop];
      if (byte === SPACE || byte === 0x3c) break;
    }
    if (stop === at) return false;
    this.valueStart = at;
    this.valueEnd = stop;
    this.value = numberOf(buf, at, stop);
    this.errorStart = this.errorEnd = 0;
    this.restarted = false;
    this.errno = 0;
    if (buf[stop] === SPACE && stop + 1 < end) {
      if (this.value === -1) {
        if (buf[stop + 1] === 0x45) this.error(buf, stop + 1, end);
        else if (startsWith(buf, stop + 1, end, NAMELESS)) {
          // Of an error without a name its number is kept: `errno 524`.
          this.error(buf, stop + 2, end);
          for (this.errorEnd++; isDigit(buf[this.errorEnd]);) this.errorEnd++;
        } else if (startsWith(buf, stop + 1, end, ERRNO))
          for (let i = stop + 7; i < end && i < stop + 11 && isDigit(buf[i]); i++) this.errno = this.errno * 10 + (buf[i] ?? 0) - 0x30;
      } else if (buf[at] === 0x3f && startsWith(buf, stop + 1, end, ERESTART)) {
        this.error(buf, stop + 1, end);
        this.restarted = true;
      }
    }
    this.readDuration(buf, stop, end);
    return true;
  }

  /** Whether the result is one that a tracer prints: a number or `?`. `a(b) == c` of a program's source has none. */
  hasValue(buf: Uint8Array): boolean {
    return !Number.isNaN(this.value) || buf[this.valueStart] === 0x3f;
  }

  private error(buf: Uint8Array, at: number, end: number): void {
    let i = at;
    while (i < end && i - at < 64 && NAME[buf[i] ?? 0] === 1) i++;
    this.errorStart = at;
    this.errorEnd = i;
  }

  /** `<0.000012>` at the line's end. */
  private readDuration(buf: Uint8Array, from: number, end: number): void {
    this.duration = Number.NaN;
    this.resultEnd = end;
    if (buf[end - 1] !== 0x3e) return;
    let at = end - 2;
    const least = Math.max(from, end - 32);
    while (at > least && (isDigit(buf[at]) || buf[at] === 0x2e)) at--;
    if (buf[at] !== 0x3c || buf[at - 1] !== SPACE || at < from) return;
    let seconds = 0;
    let i = at + 1;
    for (; isDigit(buf[i]); i++) seconds = seconds * 10 + (buf[i] ?? 0) - 0x30;
    if (i === at + 1) return;
    let ns = 0;
    if (buf[i] === 0x2e) {
      let scale = 100_000_000;
      for (i++; isDigit(buf[i]); i++) {
        ns += scale * ((buf[i] ?? 0) - 0x30);
        scale = scale === 1 ? 0 : scale / 10;
      }
    }
    if (i !== end - 1) return;
    const duration = seconds * 1e9 + ns;
    if (!Number.isSafeInteger(duration)) return;
    this.duration = duration;
    this.resultEnd = at - 1;
  }
}

/** Length of strace's mark at the end of a line whose call goes on elsewhere; 0. */
export function markLength(buf: Uint8Array, from: number, end: number): number {
  if (buf[end - 1] !== 0x3e || buf[end - 2] !== 0x2e) return 0;
  for (const mark of [UNFINISHED, DETACHED]) if (end - mark.length > from && startsWith(buf, end - mark.length, end, mark)) return mark.length;
  // A thread's execve: `<pid changed to 12 ...>`.
  const least = Math.max(from, end - 40);
  for (let at = end - MOVED.length; at > least; at--) if (startsWith(buf, at, end, MOVED)) return end - at;
  return 0;
}

const two = (buf: Uint8Array, at: number): number => ((buf[at] ?? 0) - 0x30) * 10 + (buf[at + 1] ?? 0) - 0x30;

/** Behind `<comm>` (-Y, --decode-pids=comm); strace escapes `<` and `>` in it. */
function commEnd(buf: Uint8Array, at: number, end: number): number {
  const most = Math.min(end, at + 80);
  for (let i = at + 1; i < most; i++) if (buf[i] === 0x3e) return i + 1;
  return at;
}

/** `Process 12 attached` of strace before 4.20. */
function isOldMessage(buf: Uint8Array, at: number, end: number): boolean {
  if (!startsWith(buf, at, end, PROCESS) || !isDigit(buf[at + 8]) || end - at > 60) return false;
  let i = at + 8;
  while (isDigit(buf[i])) i++;
  return (
    startsWith(buf, i, end, ascii(' attached')) ||
    startsWith(buf, i, end, ascii(' detached')) ||
    startsWith(buf, i, end, ascii(' resumed')) ||
    startsWith(buf, i, end, ascii(' suspended'))
  );
}

/** `3`, `-1`, `0x7f12`, `022` (octal, of umask); NaN. */
function numberOf(buf: Uint8Array, from: number, to: number): number {
  let at = from;
  const negative = buf[at] === 0x2d;
  if (negative) at++;
  if (at >= to || to - at > 32) return Number.NaN;
  let value = 0;
  if (buf[at] === 0x30 && buf[at + 1] === 0x78 && to - at > 2) {
    for (at += 2; at < to; at++) {
      const byte = buf[at] ?? 0;
      const digit = isDigit(byte) ? byte - 0x30 : byte >= 0x61 && byte <= 0x66 ? byte - 0x57 : -1;
      if (digit < 0) return Number.NaN;
      value = value * 16 + digit;
    }
  } else {
    const base = buf[at] === 0x30 && to - at > 1 ? 8 : 10;
    for (; at < to; at++) {
      const byte = buf[at];
      if (!isDigit(byte)) return Number.NaN;
      value = value * base + byte - 0x30;
    }
  }
  return negative ? -value : value;
}
