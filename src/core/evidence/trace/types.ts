// The face of what a trace is once it was read: columns, one entry an event, and tables that they point into. Written by evidence/strace, kept in a file by
// core/trace, read by the pure functions of this folder (filter, sums, tasks, descriptors, DNS …) and by compare/trace. Columns may stand on shared memory.

/** Values of {@link TraceIndex.kind}. */
export const KIND = { call: 0, signal: 1, exit: 2, message: 3 } as const;

/** Bits of {@link TraceIndex.flags}. */
export const FLAG = {
  /** The emulator's own doing (facts/docker.md 7). */
  noise: 1,
  /** The log holds no end of the call. */
  unfinished: 2,
  /** Goes on in a second line: see {@link TraceIndex.resumed}. */
  resumed: 4,
  /** The log begins in the middle of the call: only its end is there. */
  headless: 8,
  /** `= ? ERESTARTSYS` and its like: the kernel restarts it, the program never sees an error. */
  restarted: 16,
  /** strace cut a string of it (`"…"...`). */
  cut: 32,
  /** The line is longer than is read; what was read of it stands. */
  longLine: 64,
} as const;

/** One process or thread over its life; see traceTaskSchema for what the fields say. Events and tasks count from 0 here. */
export interface Task {
  pid: number | null;
  thread: boolean;
  parent: number | null;
  /** Event of the clone that made it. */
  madeBy: number | null;
  /** The last execve that succeeded. */
  program: { path: string; argv: string[]; event: number | null } | null;
  firstEvent: number;
  lastEvent: number;
  ended: { code: number | null; signal: string | null; event: number } | null;
}

/** Every array has `count` entries (or more: only the first `count` count); events stand in the order of their first lines, from 0. */
export interface TraceIndex {
  /** Of this shape; a kept file with another one is read again. */
  readonly version: number;
  readonly format: 'strace' | 'strace-count' | 'qemu' | 'none';
  readonly has: { pids: boolean; times: 'none' | 'seconds' | 'fraction' | 'relative'; durations: boolean; descriptors: boolean; stacks: boolean };
  readonly bytes: number;
  readonly lines: number;
  readonly count: number;
  /** Of the first event with a time, ns since 1970 as far as a double goes; null where the log has no date. */
  readonly startedAtMs: number | null;

  /** Where the event's first line begins in the log, in bytes. */
  readonly offset: Float64Array;
  /** Length of that line without its end. */
  readonly length: Uint32Array;
  /** From 1. */
  readonly line: Uint32Array;
  readonly task: Uint32Array;
  readonly kind: Uint8Array;
  readonly flags: Uint8Array;
  /** Into `names`: the call, the signal, `exited`/`killed`; 0 for a message. */
  readonly name: Uint16Array;
  /** Into `errors`; 0 = none. Errors of restarted calls (ERESTARTSYS …) stand here too, with the flag. */
  readonly error: Uint8Array;
  /** ns since the first event; NaN where the log has no times. */
  readonly time: Float64Array;
  /** ns; NaN. */
  readonly duration: Float64Array;
  /** The call's value; NaN for `?` and where there is none. Pointers too (exact below 2^53). */
  readonly result: Float64Array;
  /** Into `paths`: the file that the call names, joined to the folder of its descriptor where -y told it; 0 = none. */
  readonly path: Uint32Array;
  /** Into `addresses`: `udp 127.0.0.53:53`, `tcp [::1]:80`, `unix /run/x`, `netlink` (for connect, bind, accept, sendto, recvfrom, and descriptors that -yy shows); 0 = none. */
  readonly address: Uint32Array;
  /** The descriptor in the call's first place, for calls that take one there; -1 for none. */
  readonly fd: Int32Array;
  /** Event that made this descriptor (open, socket, accept, dup …), by the tables of its process; -1 where it is not known. */
  readonly madeBy: Int32Array;
  /** Second lines of calls that were cut in two, by event, ascending. */
  readonly resumed: { readonly event: Uint32Array; readonly offset: Float64Array; readonly length: Uint32Array; readonly line: Uint32Array; readonly count: number };

  /** [0] is ''. */
  readonly names: readonly string[];
  readonly errors: readonly string[];
  readonly paths: readonly string[];
  readonly addresses: readonly string[];
  readonly tasks: readonly Task[];
  readonly warnings: readonly { code: string; text: string; line: number | null }[];
  /** Of `strace -c`: its rows, where the format is `strace-count`. */
  readonly counted: readonly { name: string; calls: number; errors: number; totalNs: number | null }[];
}

/** The text of events, read from the log when it is asked for. Text holds one character per byte (latin1) as strace wrote it; `fromLatin1` and `literal` of evidence/strace make text of it. */
export interface TraceText {
  /** The event's first line without its end. */
  line(event: number): string;
  /** The second line of a call that was cut in two; null where there is none. */
  resumedLine(event: number): string | null;
  /** Its arguments (both halves) and what stands behind `=`; null for what is no call or can't be taken apart. */
  parts(event: number): { name: string; args: string; result: string } | null;
}

/** A trace that can be asked: what every pure function of this folder and of compare/trace takes. */
export interface ReadableTrace {
  readonly index: TraceIndex;
  readonly text: TraceText;
}

/** Bits over events, 32 a word: what a filter leaves. Null in its place means: all. */
export type EventSet = Uint32Array;
