// What is shown of a recorded trace beyond the sums of trace@1: its events, tasks, descriptors, DNS queries, what was looked for, two traces compared, and
// recordings. Made by core/trace from core/evidence/trace and core/compare/trace; the window and `cgoscope trace` show it.
import { z } from 'zod';
import { isoTime } from './run.ts';
import { traceSchema } from './trace.ts';

const int = z.number().int().nonnegative();
/** A number of an event: it counts from 1 in the order of the events' first lines. It names the event in findings, links and filters. */
const event = int.min(1);
/** Nanoseconds since the first event of the log that has a time. */
const ns = int;

/** `message`: what strace itself said between the calls. */
export const TRACE_EVENT_KINDS = ['call', 'signal', 'exit', 'message'] as const;

export const traceEventSchema = z.object({
  event,
  /** Line of the log, from 1, where it begins. */
  line: int.min(1),
  /** Line where an interrupted call goes on (`<... read resumed>`); null where it was not cut in two. */
  resumedLine: int.nullable(),
  kind: z.enum(TRACE_EVENT_KINDS),
  /** Place in the list of tasks. */
  task: int,
  pid: int.nullable(),
  tNs: ns.nullable(),
  /** Time in the call; null where the log has no -T, and for calls that never returned. */
  durationNs: ns.nullable(),
  /** `openat`, `SIGSEGV`, `exited`, `killed`. */
  name: z.string(),
  /** Arguments as strace printed them, both halves of a call that was cut in two joined; at most 4,096 characters. */
  args: z.string(),
  argsCut: z.boolean(),
  /** What stands behind `=`, with its decoration and without the error: `3</etc/hosts>`, `-1`, `?`; empty where the log has no end of it. */
  result: z.string(),
  error: z.string().nullable(),
  /** The emulator's own doing (qemu-user), not the program's. */
  noise: z.boolean(),
  /** The log holds no end of this call. */
  unfinished: z.boolean(),
  /** Event that made the descriptor that this call is about; null where it is about none, or the log does not hold it. */
  madeBy: event.nullable(),
});
export type TraceEvent = z.infer<typeof traceEventSchema>;

/** A process or a thread of one, over its life in the log. A pid that is used again is another task. */
export const traceTaskSchema = z.object({
  task: int,
  pid: int.nullable(),
  kind: z.enum(['process', 'thread']),
  /** Who made it; null for the first, and where the log does not hold the clone. */
  parent: int.nullable(),
  /** What it runs: the last execve that succeeded in it, or what it has from its parent. Null where the log holds none. */
  program: z.object({ path: z.string(), argv: z.array(z.string()), event: event.nullable() }).nullable(),
  firstEvent: event,
  lastEvent: event,
  startNs: ns.nullable(),
  endNs: ns.nullable(),
  /** `code` or `signal`; null where the log holds no end. */
  ended: z.object({ code: int.nullable(), signal: z.string().nullable(), event }).nullable(),
  events: int,
  errors: int,
});
export type TraceTask = z.infer<typeof traceTaskSchema>;

/** Calls put together by what they are, or what they are about. */
export const traceGroupSchema = z.object({
  /** A call's name, a path, an address (`udp 127.0.0.53:53`, `unix /run/x.sock`), an errno, or a task's number. */
  key: z.string(),
  calls: int,
  /** Errno names; ERESTARTSYS and its like are none (as in trace@1). */
  errors: z.record(z.string(), int),
  totalNs: ns.nullable(),
  longestNs: ns.nullable(),
  firstEvent: event,
  /** What read and its like brought, what write and its like took; null where no such call is among them. */
  bytesRead: int.nullable(),
  bytesWritten: int.nullable(),
});
export type TraceGroup = z.infer<typeof traceGroupSchema>;
export const TRACE_GROUPINGS = ['call', 'file', 'address', 'error', 'task'] as const;
export type TraceGrouping = (typeof TRACE_GROUPINGS)[number];

/** Kinds of files that programs of this field look for without being asked to. */
export const SOUGHT_KINDS = ['program', 'loader', 'library', 'ca-roots', 'resolv-conf', 'hosts', 'nsswitch', 'users', 'zoneinfo', 'locale', 'device', 'kernel', 'other'] as const;
export type SoughtKind = (typeof SOUGHT_KINDS)[number];

/** One thing that was looked for, in all the places where it was. `libfoo.so.1` in five folders is one; so are all files of roots. */
export const traceSoughtSchema = z.object({
  kind: z.enum(SOUGHT_KINDS),
  /** `libc.so.6`, `Europe/Berlin`, `CA roots`; a path where it has no other name. */
  name: z.string(),
  found: z.boolean(),
  /** In the order of the first look; at most 100. `error` is the last one where it was never found, null where it was. */
  places: z.array(z.object({ path: z.string(), error: z.string().nullable(), event })),
  /** Where it was found first. */
  foundAt: z.string().nullable(),
  task: int,
});
export type TraceSought = z.infer<typeof traceSoughtSchema>;

export const traceDnsSchema = z.object({
  /** The call that sent it. */
  event,
  task: int,
  server: z.string(),
  port: int.nullable(),
  protocol: z.enum(['udp', 'tcp', 'unknown']),
  id: int,
  name: z.string(),
  /** `A`, `AAAA`, `TYPE65`. */
  type: z.string(),
  tNs: ns.nullable(),
  answers: z.array(
    z.object({
      event,
      tNs: ns.nullable(),
      rcode: z.string(),
      addresses: z.array(z.string()),
      /** TC of the message. */ truncated: z.boolean(),
      /** strace printed its beginning only (-s): there may be more addresses. */ cut: z.boolean().optional(),
    }),
  ),
  /** From the question to its first answer; null without one. */
  waitNs: ns.nullable(),
});
export type TraceDns = z.infer<typeof traceDnsSchema>;

export const traceGapSchema = z.object({
  /** Null: of all tasks together (nobody made a call meanwhile). */
  task: int.nullable(),
  after: event,
  before: event.nullable(),
  ns,
  /** The call that lasted so long; null where the program computed (or its calls were not traced). */
  inCall: z.string().nullable(),
});
export type TraceGap = z.infer<typeof traceGapSchema>;

export const DECIDING = ['exec-failed', 'not-found', 'refused', 'no-such-call', 'signal', 'said', 'ended'] as const;
/** A call that decides how the program ended, most telling first: what failed last before it said so and gave up. */
export const traceDecidingSchema = z.object({ why: z.enum(DECIDING), event, line: int, /** The line of the log, at most 1,000 characters. */ text: z.string() });
export type TraceDeciding = z.infer<typeof traceDecidingSchema>;

/** The life of a descriptor: how it came to be, hand by hand, and its end. */
export const traceDescriptorSchema = z.object({
  fd: z.number().int(),
  /** What it is: a path, an address, `pipe`, `socket`; as the log shows it. */
  what: z.string(),
  /** Oldest first; `how` is the call (`openat`, `dup2`, `clone`, `socketpair`, `accept4`, `fcntl`). */
  steps: z.array(z.object({ event, how: z.string(), fd: z.number().int(), task: int, text: z.string() })),
  closedBy: event.nullable(),
  /** Calls on it, from its making to its end. */
  uses: int,
});
export type TraceDescriptor = z.infer<typeof traceDescriptorSchema>;

export const TRACE_PARTS = ['sums', 'calls', 'files', 'addresses', 'errors', 'tasks', 'dns', 'sought', 'gaps', 'deciding'] as const;
export type TracePart = (typeof TRACE_PARTS)[number];

const part = <T extends z.ZodType>(row: T) => z.object({ total: int, rows: z.array(row) });

/** What a log is, and the parts of it that were asked for (each list cut to what was asked for, `total` counts all). */
export const traceDetailSchema = z.object({
  schema: z.literal('cgoscope/trace-detail@0'),
  name: z.string(),
  /** Names the log's content and how it was read: equal keys, equal answers. */
  key: z.string(),
  bytes: int,
  lines: int,
  /** `strace-count`: the table of `strace -c`; `qemu`: the emulator's own log; `none`: no line of it is of any tracer. */
  format: z.enum(['strace', 'strace-count', 'qemu', 'none']),
  has: z.object({ pids: z.boolean(), times: z.enum(['none', 'seconds', 'fraction', 'relative']), durations: z.boolean(), descriptors: z.boolean(), stacks: z.boolean() }),
  /** Of the first event, where the log has absolute times with a date (-ttt). */
  startedAt: isoTime.nullable(),
  wallNs: ns.nullable(),
  events: int,
  /** Events that the filter leaves; all without one. */
  matching: int,
  noise: int,
  tasks: int,
  warnings: z.array(z.object({ code: z.string(), text: z.string(), line: int.nullable() })),
  /** trace@1 of the whole log; the other parts are of what the filter leaves. */
  sums: traceSchema.optional(),
  calls: part(traceGroupSchema).optional(),
  files: part(traceGroupSchema).optional(),
  addresses: part(traceGroupSchema).optional(),
  errors: part(traceGroupSchema).optional(),
  taskList: part(traceTaskSchema).optional(),
  dns: part(traceDnsSchema).optional(),
  sought: part(traceSoughtSchema).optional(),
  gaps: part(traceGapSchema).optional(),
  deciding: part(traceDecidingSchema).optional(),
});
export type TraceDetail = z.infer<typeof traceDetailSchema>;

export const traceRowsSchema = z.object({
  /** Events that the filter leaves. */
  matching: int,
  /** Place (from 0) of the first row among them. */
  from: int,
  rows: z.array(traceEventSchema),
});
export type TraceRows = z.infer<typeof traceRowsSchema>;

/** Events of a trace as `cgoscope trace FILE --events --json` prints them. */
export const traceRowsDocumentSchema = traceRowsSchema.extend({
  schema: z.literal('cgoscope/trace-rows@0'),
  name: z.string(),
  /** As it was given; empty for none. */
  filter: z.string(),
  /** With the emulator's own calls. */
  noise: z.boolean(),
});

/** For a canvas: what happened in equal steps of time, task by task. */
export const traceTimelineSchema = z.object({
  fromNs: ns,
  toNs: ns,
  /** Tasks in the order of their first event; the busiest 200 of them, `left` counts the others. */
  lanes: z.array(
    z.object({
      task: int,
      /** One number a step each. */
      calls: z.array(int),
      errors: z.array(int),
      /** Time spent in calls. */
      busyNs: z.array(int),
    }),
  ),
  left: int,
  /** The events themselves where there are at most 4,000 between the two times; null where there are more. A restarted call has no error here. */
  events: z.array(z.object({ event, task: int, tNs: ns, durationNs: ns.nullable(), name: z.string(), error: z.string().nullable() })).nullable(),
});
export type TraceTimeline = z.infer<typeof traceTimelineSchema>;

/** What may stand at a place of a filter. */
export const traceCompletionsSchema = z.object({
  /** The part of the filter that a choice replaces, in UTF-16 units. */
  from: int,
  to: int,
  choices: z.array(z.object({ text: z.string(), what: z.enum(['key', 'value']), /** Events with it; null for a key. */ count: int.nullable() })),
});
export type TraceCompletions = z.infer<typeof traceCompletionsSchema>;

// Two traces.

const difference = z.object({
  /** Normalised call: `openat(AT_FDCWD, "/lib64/ld-linux-x86-64.so.2", O_RDONLY|O_CLOEXEC) = ENOENT`. */
  call: z.string(),
  /** Which pair of tasks (place in `pairs`). */
  pair: int,
  /** Times that only this side did it (the whole number, where the other never did). */
  times: int,
  firstEvent: event,
  /** 0..1: how much it tells of why the two ended differently; the list is sorted by it. */
  weight: z.number().min(0).max(1),
});
const side = z.object({ name: z.string(), key: z.string(), events: int, tasks: int, ended: z.string().nullable() });

export const traceDiffSchema = z.object({
  schema: z.literal('cgoscope/trace-diff@0'),
  a: side,
  b: side,
  /** The first line to read: the first telling thing that one did and the other did not. Null where the two did the same, but for what tells nothing. */
  firstParting: z
    .object({
      kind: z.enum(['only-a', 'only-b', 'error', 'result', 'end']),
      sentence: z.string(),
      pair: int,
      a: traceEventSchema.nullable(),
      b: traceEventSchema.nullable(),
    })
    .nullable(),
  /** At most 1,000 each, most telling first; `total` counts all. */
  onlyA: part(difference),
  onlyB: part(difference),
  /** The same call with another error: `a` and `b` are errno names, null where it succeeded. */
  changedErrors: part(
    z.object({ call: z.string(), pair: int, a: z.string().nullable(), b: z.string().nullable(), eventA: event, eventB: event, times: int, weight: z.number().min(0).max(1) }),
  ),
  /** The same call with another result: what a file holds, which file a library is, how a process ended. */
  changedResults: part(z.object({ call: z.string(), pair: int, sentence: z.string(), eventA: event, eventB: event, times: int, weight: z.number().min(0).max(1) })),
  /** Processes (their threads together) of both sides that do the same job; null: only one side has it. */
  pairs: z.array(
    z.object({
      label: z.string(),
      a: int.nullable(),
      b: int.nullable(),
      equal: int,
      onlyA: int,
      onlyB: int,
      changed: int,
      /** Rows of the side-by-side view, folded ones counted once a fold. */
      rows: int,
    }),
  ),
  /** What was left out of the comparison: `addresses`, `pids`, `times`, `temporary names` … */
  masked: z.array(z.string()),
  warnings: z.array(z.object({ code: z.string(), text: z.string() })),
});
export type TraceDiff = z.infer<typeof traceDiffSchema>;

export const traceDiffRowsSchema = z.object({
  total: int,
  from: int,
  rows: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('equal'), a: traceEventSchema, b: traceEventSchema }),
      /** The same call, another error or result. */
      z.object({ kind: z.literal('changed'), a: traceEventSchema, b: traceEventSchema }),
      z.object({ kind: z.literal('only-a'), a: traceEventSchema }),
      z.object({ kind: z.literal('only-b'), b: traceEventSchema }),
      /** `count` equal rows; `from`, `to`: rows of the unfolded view. */
      z.object({ kind: z.literal('fold'), count: int, from: int, to: int }),
    ]),
  ),
});
export type TraceDiffRows = z.infer<typeof traceDiffRowsSchema>;

// Recordings.

export const TRACE_CLASSES = ['file', 'network', 'process', 'signal', 'ipc', 'desc', 'memory', 'all'] as const;
export type TraceClass = (typeof TRACE_CLASSES)[number];
/** `inside`: a bridge of ours without access to the outside. */
export const RECORDING_NETWORKS = ['none', 'inside', 'internet'] as const;
export const RECORDING_STATES = ['running', 'done', 'failed', 'cancelled', 'interrupted'] as const;

/** How one start of a program ended. */
const startSchema = z.object({
  wallNs: int,
  /** Null where it was ended by us. */
  code: int.nullable(),
  signal: z.string().nullable(),
  /** `ended with code 0`, `ready after 120 ms, then asked to stop`, `was stopped after 30 s`. */
  ended: z.string(),
  stdout: z.object({ text: z.string(), bytes: int, truncated: z.boolean() }),
  stderr: z.object({ text: z.string(), bytes: int, truncated: z.boolean() }),
  /** When it became ready, where that was asked for. */
  readyNs: int.nullable(),
});

export const traceRecordingSchema = z.object({
  schema: z.literal('cgoscope/trace-recording@0'),
  id: z.string(),
  state: z.enum(RECORDING_STATES),
  title: z.string(),
  image: z.string(),
  /** The image's id. */
  digest: z.string(),
  platform: z.string(),
  emulated: z.boolean(),
  /** Entrypoint and command together, as they were started. */
  argv: z.array(z.string()),
  user: z.string(),
  readOnly: z.boolean(),
  classes: z.array(z.enum(TRACE_CLASSES)),
  /** What else was asked for, so that the same can be recorded again; not there in recordings of earlier versions. */
  asked: z
    .object({
      /** Names alone: a value may be a secret. */
      environment: z.array(z.string()),
      workdir: z.string().nullable(),
      network: z.enum(RECORDING_NETWORKS),
      /** Null where the engine's own was taken. */
      platform: z.string().nullable(),
      ready: z.string().nullable(),
      stopAfterS: z.number().nullable(),
      seconds: z.number(),
    })
    .optional(),
  startedAt: isoTime,
  endedAt: isoTime.nullable(),
  /** The start without the tracer; null where it was left out (`--once`). */
  plain: startSchema.nullable(),
  traced: startSchema.nullable(),
  /** Wall time of the traced start over that of the plain one; null where one is missing or both were ended by us. */
  factor: z.number().nullable(),
  /** The log; null until there is one. */
  log: z.object({ sha256: z.string(), bytes: int, truncated: z.boolean() }).nullable(),
  sums: traceSchema.nullable(),
  tracer: z.string().nullable(),
  /** Why it failed, or is not as it was asked for. */
  reason: z.string().nullable(),
  notes: z.array(z.string()),
  /** Shell lines that record the same with docker alone. */
  reproduce: z.array(z.string()),
});
export type TraceRecording = z.infer<typeof traceRecordingSchema>;

export const traceRecordingLineSchema = traceRecordingSchema
  .pick({ id: true, state: true, title: true, image: true, platform: true, argv: true, startedAt: true, endedAt: true, factor: true })
  .extend({ events: int.nullable(), bytes: int.nullable(), ended: z.string().nullable() });
export type TraceRecordingLine = z.infer<typeof traceRecordingLineSchema>;
export const traceRecordingsSchema = z.object({ schema: z.literal('cgoscope/trace-recordings@0'), recordings: z.array(traceRecordingLineSchema) });
