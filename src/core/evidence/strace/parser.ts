// Sums up an strace log while it streams in. Memory is bounded by what is kept (names, paths, connects), never by the log's length.
import type { Trace } from '../../../shared/domain/trace.ts';
import { argvOf, pathCall, pathOf } from './files.ts';
import { readLine, readResumedCall, splitArguments, type Line, type Result } from './line.ts';
import { connectOf, protocolOfDescriptor, protocolOfSocket } from './sockets.ts';
import { fromLatin1, own } from './text.ts';

/** A line longer than this is cut; strace's own limit for strings makes real lines far shorter. */
const MAX_LINE = 1 << 20;
/** Arguments kept of a call that another thread interrupts. */
const MAX_PENDING = 64 * 1024;
const MAX_PIDS = 100_000;
const MAX_NAMES = 4_096;
const MAX_PATHS = 100_000;
const MAX_CONNECTS = 20_000;
const MAX_WARNINGS = 50;

/** A path that a call named, as it came by: also every further look at the same one. */
export interface SeenPath {
  path: string;
  /** The call was to open it, not only to look at it. */
  opens: boolean;
  /** `ENOENT`; null where it was there. */
  errno: string | null;
}

interface Count {
  calls: number;
  errors: number;
  totalNs: number | null;
}

/**
 * Push chunks of the log as they come (cut anywhere), then {@link StraceParser.finish}. Never throws on any bytes. Made for
 * `strace -f -ttt -T -yy -o FILE`, tolerant of the other time formats, of logs without pids and of what a terminal mixes in.
 */
export class StraceParser {
  private readonly onPath: ((seen: SeenPath) => void) | null;
  private pieces: string[] = [];
  private pieceLength = 0;
  private tooLong = false;
  private lineNumber = 0;
  private strange = 0;
  private firstStrange: { text: string; line: number } | null = null;

  private events = 0;
  private readonly pids = new Set<string>();
  private readonly threads = new Set<string>();
  private readonly pending = new Map<string, { name: string; args: string }>();
  private abandoned = 0;
  private readonly counts = new Map<string, Count>();
  private readonly errors = new Map<string, number>();
  private firstExec: Trace['firstExec'] = null;
  /** Found, or missing so far; opened files stand in `opened` too. */
  private readonly paths = new Map<string, 'found' | 'missing'>();
  private readonly opened = new Set<string>();
  private readonly connects: Trace['connects'] = [];
  private readonly sockets = new Map<string, string>();
  private readonly warnings: Trace['warnings'] = [];
  private readonly said = new Set<string>();

  /** `onPath` hears of every path with how its call ended, which the document sums up to found and missing. */
  constructor(options: { onPath?: (seen: SeenPath) => void } = {}) {
    this.onPath = options.onPath ?? null;
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    // One character per byte: strace's own escapes are ASCII, and a chunk may end inside a character of UTF-8.
    const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1');
    let start = 0;
    for (;;) {
      const end = text.indexOf('\n', start);
      if (end < 0) break;
      this.lineNumber++;
      if (this.pieceLength > 0 || this.tooLong) this.endPieces(text.slice(start, end));
      else this.readWhole(text.slice(start, end));
      start = end + 1;
    }
    if (start < text.length) this.keepPiece(text.slice(start));
  }

  private keepPiece(piece: string): void {
    if (this.tooLong) return;
    if (this.pieceLength + piece.length > MAX_LINE) {
      this.tooLong = true;
      return;
    }
    this.pieces.push(piece);
    this.pieceLength += piece.length;
  }

  private endPieces(last: string): void {
    this.keepPiece(last);
    const line = this.pieces.join('');
    const tooLong = this.tooLong;
    this.pieces = [];
    this.pieceLength = 0;
    this.tooLong = false;
    if (tooLong) this.readTooLong(line);
    else this.readWhole(line);
  }

  private readWhole(line: string): void {
    if (line.length > MAX_LINE) this.readTooLong(line.slice(0, MAX_PENDING));
    else if (line.length > 0) this.take(readLine(line.charCodeAt(line.length - 1) === 0x0d ? line.slice(0, -1) : line), line);
  }

  /** The head of the line says at least which call it was. */
  private readTooLong(head: string): void {
    this.warn('line-too-long', `a line of more than ${MAX_LINE} bytes; only its beginning was read`);
    const line = readLine(head.slice(0, MAX_PENDING));
    if (line.kind === 'call' || line.kind === 'cut' || line.kind === 'unfinished') this.cut(line.pid, line.name);
  }

  private take(line: Line, text: string): void {
    switch (line.kind) {
      case 'call':
        this.event(line.pid);
        this.count(line.name, line.result);
        this.look(line.pid, line.name, line.args, line.result);
        return;
      case 'unfinished':
        this.event(line.pid);
        this.suspend(line.pid, line.name, line.args);
        return;
      case 'resumed':
        this.resume(line.pid, line.name, line.rest);
        return;
      case 'signal':
        this.event(line.pid);
        return;
      case 'exit':
        this.event(line.pid);
        return;
      case 'message':
        // `strace: Process 12 attached` is no event of the program.
        if (!/^strace: Process \d+ (attached|detached)/.test(line.text)) this.warn('strace-message', fromLatin1(line.text.slice(0, 500)));
        return;
      case 'cut':
        this.warn('line-cut', `the call ${line.name} has no result: the line is cut`);
        this.cut(line.pid, line.name);
        return;
      case 'other':
        if (/^ > |^\s*$/.test(text)) return; // stack frames of -k
        this.strange++;
        this.firstStrange ??= { text: own(fromLatin1(text.slice(0, 120))), line: this.lineNumber };
        return;
    }
  }

  private cut(pid: string, name: string): void {
    this.event(pid);
    this.count(name, null);
    this.abandoned++;
  }

  private event(pid: string): void {
    this.events++;
    if (this.pids.size < MAX_PIDS && !this.pids.has(pid)) this.pids.add(own(pid));
  }

  private suspend(pid: string, name: string, args: string): void {
    if (this.pending.has(pid)) this.abandoned++;
    else if (this.pending.size >= MAX_PIDS) {
      this.abandoned++;
      return;
    }
    this.pending.set(own(pid), { name: own(name), args: own(args.slice(0, MAX_PENDING)) });
  }

  private resume(pid: string, name: string, rest: string): void {
    const begunBy = this.pending.get(pid)?.name === name ? pid : this.otherNameOf(pid, name);
    const begun = this.pending.get(begunBy);
    if (!begun || begun.name !== name) {
      // The log begins in the middle of this call (strace -p), or its beginning was lost.
      if (begun === undefined) this.event(pid);
      const result = readResumedCall(rest)?.result ?? null;
      this.count(name, result);
      return;
    }
    this.pending.delete(begunBy);
    const whole = readResumedCall(begun.args + rest);
    // Arguments that were cut can leave a quote open: the result still stands at the end of the second line.
    const result = whole?.result ?? readResumedCall(rest)?.result ?? null;
    this.count(name, result);
    if (whole) this.look(pid, name, whole.args, whole.result);
  }

  /** On a terminal strace prints no pid while there is one process only: a call can begin with one and end without, or the other way round. */
  private otherNameOf(pid: string, name: string): string {
    if (pid !== '') return this.pending.get('')?.name === name ? '' : pid;
    if (this.pending.size <= 16) for (const [other, { name: begun }] of this.pending) if (begun === name) return other;
    return pid;
  }

  private count(name: string, result: Result | null): void {
    let count = this.counts.get(name);
    if (!count) {
      if (this.counts.size >= MAX_NAMES) return this.warn('syscalls-cut', `more than ${MAX_NAMES} names of system calls; the rest is not counted`);
      count = { calls: 0, errors: 0, totalNs: null };
      this.counts.set(own(name), count);
    }
    count.calls++;
    if (!result) return;
    if (result.ns !== null) count.totalNs = Math.min(Number.MAX_SAFE_INTEGER, (count.totalNs ?? 0) + result.ns);
    if (result.errno === null) return;
    count.errors++;
    const known = this.errors.get(result.errno);
    if (known !== undefined) this.errors.set(result.errno, known + 1);
    else if (this.errors.size < MAX_NAMES) this.errors.set(own(result.errno), 1);
  }

  /** The calls that say something of files, sockets and processes. */
  private look(pid: string, name: string, args: string, result: Result): void {
    const call = pathCall(name);
    if (call) {
      const parts = splitArguments(args, 4);
      const path = pathOf(call, parts);
      if (path !== null) {
        this.sawPath(path, call.opens, result);
        if (result.value !== '?') this.onPath?.({ path, opens: call.opens, errno: result.errno });
      }
      if (this.firstExec === null && (name === 'execve' || name === 'execveat')) this.sawExec(name, path, parts, result);
      return;
    }
    switch (name) {
      case 'connect': {
        const parts = splitArguments(args, 3);
        const descriptor = parts[0] ?? '';
        const connect = connectOf(parts, protocolOfDescriptor(descriptor) ?? this.sockets.get(/^\d+/.exec(descriptor)?.[0] ?? '') ?? null, result.errno);
        if (!connect) return;
        if (this.connects.length < MAX_CONNECTS) this.connects.push({ ...connect, address: own(connect.address) });
        else this.warn('connects-cut', `more than ${MAX_CONNECTS} connects; the rest is left out`);
        return;
      }
      case 'socket':
        if (this.sockets.size < MAX_NAMES || this.sockets.has(result.value)) this.sockets.set(own(result.value), protocolOfSocket(splitArguments(args, 3)));
        return;
      case 'clone':
      case 'clone3':
        // The new thread's id is the answer, `12` or, from inside a container, `12 /* 4711 in strace's PID NS */`.
        if (args.includes('CLONE_THREAD') && this.threads.size < MAX_PIDS) this.threads.add(own(result.value));
        return;
    }
  }

  private sawExec(name: string, path: string | null, parts: string[], result: Result): void {
    const shown = path ?? '';
    // Where strace itself was traced, its own start is not the program's.
    if (/(^|\/)strace$/.test(shown)) return;
    this.firstExec = { path: own(shown), argv: argvOf(parts[name === 'execveat' ? 2 : 1] ?? '').map(own), error: result.errno };
  }

  private sawPath(path: string, opens: boolean, result: Result): void {
    const missing = result.errno === 'ENOENT' || result.errno === 'ENOTDIR';
    const state = this.paths.get(path);
    if (state === undefined && this.paths.size >= MAX_PATHS) return this.warn('paths-cut', `more than ${MAX_PATHS} different paths; the rest is left out`);
    if (missing) {
      if (state === undefined) this.paths.set(own(path), 'missing');
      return;
    }
    if (result.errno !== null || result.value === '?') return;
    if (state !== 'found') this.paths.set(own(path), 'found');
    if (opens && !this.opened.has(path)) this.opened.add(own(path));
  }

  private warn(code: string, text: string): void {
    // Each kind a few times is enough to find the place; all of them would be the log again.
    if (this.warnings.length >= MAX_WARNINGS || this.said.has(code + text)) return;
    this.said.add(code + text);
    this.warnings.push({ code, text, line: this.lineNumber || null });
  }

  /** The document; call it once, after the last chunk. */
  finish(): Trace {
    if (this.pieceLength > 0 || this.tooLong) {
      this.lineNumber++;
      this.endPieces('');
    }
    if (this.events === 0) {
      this.warnings.unshift({
        code: 'no-trace',
        text:
          this.lineNumber === 0
            ? 'the log is empty'
            : `none of ${this.lineNumber} lines is a line of strace, such as \`12 1700000000.123456 execve("/app", …) = 0\`; the first one is: ${JSON.stringify(this.firstStrange?.text ?? '')}`,
        line: this.firstStrange?.line ?? null,
      });
    } else if (this.firstStrange) {
      this.warnings.push({
        code: 'lines-skipped',
        text: `${this.strange} lines are no lines of strace; the first one is: ${JSON.stringify(this.firstStrange.text)}`,
        line: this.firstStrange.line,
      });
    }
    for (const { name } of this.pending.values()) this.count(name, null);
    let threads = 0;
    for (const thread of this.threads) if (this.pids.has(thread)) threads++;
    return {
      schema: 'cgoscope/trace@1',
      events: this.events,
      processes: this.pids.size - threads - (this.pids.size > 1 && this.pids.has('') ? 1 : 0),
      unfinished: this.pending.size + this.abandoned,
      errors: Object.fromEntries([...this.errors].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))),
      syscalls: [...this.counts].map(([name, count]) => ({ name, ...count })).sort((a, b) => b.calls - a.calls || (a.name < b.name ? -1 : 1)),
      firstExec: this.firstExec,
      filesOpened: [...this.opened],
      filesMissing: [...this.paths].filter(([, state]) => state === 'missing').map(([path]) => path),
      connects: this.connects,
      warnings: this.warnings,
    };
  }
}

/** A whole log at once. */
export function parseStrace(bytes: Uint8Array): Trace {
  const parser = new StraceParser();
  for (let at = 0; at < bytes.length; at += MAX_LINE) parser.push(bytes.subarray(at, at + MAX_LINE));
  return parser.finish();
}
