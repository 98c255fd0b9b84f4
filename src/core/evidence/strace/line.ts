// One line of an strace log, taken apart: who, when, what. Tolerates -f, -t, -tt, -ttt, -r, -i, -n, -T, -y, -yy and the `[pid N]` of a terminal.
import { decorationEnd, literalEnd } from './text.ts';

export type Line =
  | { kind: 'call'; pid: string; name: string; args: string; result: Result; /** Where the text behind the arguments begins. */ at: number }
  | { kind: 'unfinished'; pid: string; name: string; args: string }
  | { kind: 'resumed'; pid: string; name: string; rest: string }
  | { kind: 'signal'; pid: string; text: string }
  | { kind: 'exit'; pid: string; text: string }
  | { kind: 'message'; pid: string; text: string }
  /** Cut: a call whose result is not in the line. */
  | { kind: 'cut'; pid: string; name: string }
  | { kind: 'other' };

export interface Result {
  /** `3`, `-1`, `?`, `0x7f…`: the value without decoration. */
  value: string;
  /** `ENOENT`; null for success and for `?`. */
  errno: string | null;
  /** `ERESTARTSYS` of `= ? ERESTARTSYS (…)`: the program never sees it. */
  restart: string | null;
  /** Time in the call, where -T printed it. */
  ns: number | null;
}

const PREFIX = /^ *(?:\[pid +(\d+)(?:<[^>]*>)?\] +|(\d+)(?:<[^>]*>)? +(?![.:]))?(?:(?:\d+:\d\d:\d\d(?:\.\d+)?|\d+\.\d+|\d{9,}|\(\+ *\d+\.\d+\)) +)*(?:\[[0-9a-fx ?]+\] +)*/;

/** `text` is one line without its end, one character per byte. */
export function readLine(text: string): Line {
  const prefix = PREFIX.exec(text);
  let pid = prefix?.[1] ?? prefix?.[2] ?? '';
  let at = prefix?.[0].length ?? 0;
  // Whole seconds of -t in old versions look like a pid; a pid is never that long.
  if (pid.length > 8) pid = '';
  while (text.charCodeAt(at) === 0x20) at++;

  const first = text.charCodeAt(at);
  if (first === 0x2b && text.startsWith('+++ ', at)) return { kind: 'exit', pid, text: text.slice(at + 4) };
  if (first === 0x2d && text.startsWith('--- ', at)) return { kind: 'signal', pid, text: text.slice(at + 4) };
  if (first === 0x3c && text.startsWith('<... ', at)) return readResumed(text, at, pid);
  if (text.startsWith('strace: ', at)) return { kind: 'message', pid, text: text.slice(at) };

  const open = nameEnd(text, at);
  if (open < 0) return { kind: 'other' };
  const name = text.slice(at, open);
  if (text.endsWith('<unfinished ...>')) return { kind: 'unfinished', pid, name, args: text.slice(open + 1, text.length - 16) };
  const close = argumentsEnd(text, open + 1);
  if (close < 0) {
    // On a terminal strace's own message stands in the middle of the call that made the process: `vfork(strace: Process 12 attached`.
    const message = text.indexOf('strace: Process ', open);
    return message < 0 ? { kind: 'cut', pid, name } : { kind: 'unfinished', pid, name, args: text.slice(open + 1, message) };
  }
  const result = readResult(text, close + 1);
  if (!result) return { kind: 'cut', pid, name };
  return { kind: 'call', pid, name, args: text.slice(open + 1, close), result, at: close + 1 };
}

/** The end of a call that an earlier line began: `args` of both lines together, then the result. Null where there is none. */
export function readResumedCall(args: string): { args: string; result: Result } | null {
  const close = argumentsEnd(args, 0);
  if (close < 0) return null;
  const result = readResult(args, close + 1);
  return result ? { args: args.slice(0, close), result } : null;
}

function readResumed(text: string, at: number, pid: string): Line {
  const end = text.indexOf(' resumed>', at);
  if (end < 0) return { kind: 'other' };
  return { kind: 'resumed', pid, name: text.slice(at + 5, end), rest: text.slice(end + 9) };
}

/** Index of the `(` behind a system call's name; -1 where no name stands there. */
function nameEnd(text: string, at: number): number {
  if (text.startsWith('???(', at)) return at + 3; // a call strace came too late to name: its process was killed
  let i = at;
  for (; i < text.length && i - at < 64; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x28) return i > at ? i : -1;
    const inName = (code >= 0x61 && code <= 0x7a) || code === 0x5f || (code >= 0x30 && code <= 0x39 && i > at) || (code >= 0x41 && code <= 0x5a);
    if (!inName) return -1;
  }
  return -1;
}

/** Index of the `)` that ends the arguments; quotes and decorations are stepped over. -1 where the line ends before. */
function argumentsEnd(text: string, from: number): number {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 0x22: {
        const end = literalEnd(text, i);
        if (end < 0) return -1;
        i = end - 1;
        break;
      }
      case 0x3c: {
        // `3</path>` and `AT_FDCWD</path>`; `1<<12` and `a < b` are numbers.
        const before = text.charCodeAt(i - 1);
        const decorated = ((before >= 0x30 && before <= 0x39) || before === 0x44) && text.charCodeAt(i + 1) !== 0x3c;
        if (decorated) i = decorationEnd(text, i) - 1;
        break;
      }
      case 0x28:
        depth++;
        break;
      case 0x29:
        if (depth-- === 0) return i;
        break;
    }
  }
  return -1;
}

/** ` = 3</path> <0.000012>`, ` = -1 ENOENT (No such file or directory) <0.000010>`, ` = ? ERESTARTSYS (…)`. Null where it does not begin like that. */
function readResult(text: string, from: number): Result | null {
  let at = from;
  while (text.charCodeAt(at) === 0x20) at++;
  if (text.charCodeAt(at) !== 0x3d) return null;
  at++;
  while (text.charCodeAt(at) === 0x20) at++;
  let end = at;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === 0x20 || code === 0x3c) break;
  }
  if (end === at) return null;
  const value = text.slice(at, end);
  let errno: string | null = null;
  if (value === '-1' && text.charCodeAt(end) === 0x20) {
    let stop = end + 1;
    while (isNameCode(text.charCodeAt(stop))) stop++;
    if (stop > end + 1 && text.charCodeAt(end + 1) === 0x45) errno = text.slice(end + 1, stop);
  }
  const restart = value === '?' ? (/^ (ERESTART[A-Z_]*)/.exec(text.slice(end, end + 40))?.[1] ?? null) : null;
  return { value, errno, restart, ns: readTime(text, end) };
}

const isNameCode = (code: number): boolean => (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39) || code === 0x5f;

/** `<0.000012>` at the line's end, in whole nanoseconds. */
function readTime(text: string, from: number): number | null {
  if (text.charCodeAt(text.length - 1) !== 0x3e) return null;
  const open = text.lastIndexOf(' <');
  if (open < from - 1) return null;
  let seconds = 0;
  let fraction = 0;
  let scale = 1e9;
  let i = open + 2;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i) - 48;
    if (code < 0 || code > 9) break;
    seconds = seconds * 10 + code;
  }
  if (text.charCodeAt(i) !== 0x2e) return null;
  for (i++; i < text.length - 1; i++) {
    const code = text.charCodeAt(i) - 48;
    if (code < 0 || code > 9) return null;
    if (scale > 1) {
      scale /= 10;
      fraction += code * scale;
    }
  }
  const ns = Math.round(seconds * 1e9 + fraction);
  return Number.isSafeInteger(ns) ? ns : null;
}

/** The arguments apart, each trimmed; commas in literals, structures and decorations do not count. At most `max`. */
export function splitArguments(args: string, max = 16): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < args.length && parts.length < max; i++) {
    switch (args.charCodeAt(i)) {
      case 0x22: {
        const end = literalEnd(args, i);
        i = end < 0 ? args.length : end - 1;
        break;
      }
      case 0x3c: {
        const before = args.charCodeAt(i - 1);
        if (((before >= 0x30 && before <= 0x39) || before === 0x44) && args.charCodeAt(i + 1) !== 0x3c) i = decorationEnd(args, i) - 1;
        break;
      }
      case 0x28:
      case 0x5b:
      case 0x7b:
        depth++;
        break;
      case 0x29:
      case 0x5d:
      case 0x7d:
        depth--;
        break;
      case 0x2c:
        if (depth === 0) {
          parts.push(args.slice(start, i).trim());
          start = i + 1;
        }
        break;
    }
  }
  if (parts.length < max) parts.push(args.slice(start).trim());
  return parts;
}
