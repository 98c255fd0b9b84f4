// The one typed contract between the workbench and its shells: every procedure with its input and output schema, and the push events.
// Shells carry these over a transport and add nothing; values are checked at the boundary in both directions.
import { z } from 'zod';
import { checklistSchema } from '../domain/checklist.ts';
import {
  dnsAdviceSchema,
  dnsComparisonSchema,
  dnsGridSchema,
  dnsLintSchema,
  dnsMeasurementSchema,
  dnsMeasurementsSchema,
  dnsPredictionSchema,
  dnsScenarioSchema,
  dnsSubjectSchema,
  dnsVarySchema,
  RESOLVERS,
} from '../domain/dns.ts';
import { ELF_PARTS, elfDetailSchema, elfSymbolSchema } from '../domain/elf-detail.ts';
import { elfSchema } from '../domain/elf.ts';
import { bisectSchema, changeSchema, explainSchema, proofDocumentSchema } from '../domain/explain.ts';
import { auditSchema, imageEntrySchema, localImageSchema } from '../domain/image.ts';
import {
  RECORDING_NETWORKS,
  TRACE_CLASSES,
  TRACE_PARTS,
  traceCompletionsSchema,
  traceDescriptorSchema,
  traceDetailSchema,
  traceDiffRowsSchema,
  traceDiffSchema,
  traceRecordingSchema,
  traceRecordingsSchema,
  traceRowsSchema,
  traceTimelineSchema,
} from '../domain/trace-detail.ts';
import { againstSchema } from '../domain/verdict.ts';
import { bundleKindSchema, diffSchema, doctorSchema, elfDiffSchema, eventSchema, runsSchema, showSchema, toolchainsSchema } from '../domain/documents.ts';
import { planSchema } from '../domain/plan.ts';
import { cellSchema, isoTime, runSchema } from '../domain/run.ts';
import {
  folderSchema,
  historyEntrySchema,
  LOG_STREAMS,
  logDiffSchema,
  logMarksSchema,
  logPageSchema,
  logSearchSchema,
  recentProjectSchema,
  settingsViewSchema,
  workbenchSettingsSchema,
} from './views.ts';

const int = z.number().int().nonnegative();
// Everything a caller may send has an end: what is longer is no request of a shell of ours. Lengths in UTF-16 units.
/** A file or folder of the machine that the workbench runs on; no path of any system holds a NUL. */
const path = z
  .string()
  .max(8_192)
  .refine((text) => !text.includes('\0'), 'a path without NUL');
/** A name that people type: a run, an endpoint, a toolchain, an action. */
const name = z.string().max(4_096);
/** A cell by its number, its key or an expression; RUN/CELL. Keys hold values that people wrote into a matrix file. */
const reference = z.string().max(100_000);
/** `axis=value …` as typed. */
const expressions = z.array(z.string().max(100_000)).max(1_000).default([]);
const names = z.array(name).max(1_000);
/** How much of a list. */
const limit = int.max(1_000_000);

/** What `plan` and `run` are asked: a project, a matrix file and what the command line changes of it. */
export const matrixRequestSchema = z.object({
  /** Absolute path of the project folder. */
  path,
  /** Absolute path of the matrix file; null = `cgoscope.yaml` in the folder if there is one. */
  config: path.nullable().default(null),
  /** `axis=v,v` each; replaces the axis of the file. */
  set: expressions,
  only: expressions,
});
export type MatrixRequest = z.infer<typeof matrixRequestSchema>;

/** Names of the user's environment that the workbench reads; the shell passes them, as the owner may be another process. */
export const callerEnvSchema = z.record(z.string().max(1_000), z.string().max(131_072)).refine((env) => Object.keys(env).length <= 1_000, 'at most 1,000 names');

/** Of the caller's choice: a second request with it, within minutes, starts nothing and answers as the first one did. So a request whose answer was lost can be made again. */
const requestToken = z.string().min(1).max(100).optional();

export const runRequestSchema = matrixRequestSchema.extend({
  jobs: z.number().int().min(1).max(64).nullable().default(null),
  endpoint: name.nullable().default(null),
  /** True allows downloads and disk use without a further question (the plan has named them). */
  yes: z.boolean().default(false),
  env: callerEnvSchema.default({}),
  token: requestToken,
  /** What is changed of every cell, on a copy of project and matrix: a fix that is tried, a step of a bisect. */
  change: changeSchema.nullable().optional(),
  /** As `only`, of the cells as they are after the change. */
  changedOnly: z.array(z.string().max(100_000)).max(1_000).optional(),
  /** `RUN/CELL#FIX` or `bisect ID`: what this run is an experiment for. */
  purpose: z.string().max(100_000).nullable().optional(),
});
export type RunRequest = z.infer<typeof runRequestSchema>;

const engineRequest = z.object({ endpoint: name.nullable().default(null), env: callerEnvSchema.default({}) });

/** A log of a cell: RUN, the cell's number, and which one. */
const logRequest = z.object({ run: name, cell: int, stream: z.enum(LOG_STREAMS) });

/** A binary: a file of the machine that the workbench runs on, the artefact of a cell, or a file in a local image. */
export const binarySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), path }),
  z.object({ kind: z.literal('cell'), run: name, cell: int }),
  z.object({ kind: z.literal('image'), image: name, path }),
]);
export type Binary = z.infer<typeof binarySchema>;

/** A trace: a log of strace (or qemu-user) on the machine that the workbench runs on, the trace of a cell, or a recording. */
export const traceSourceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), path }),
  z.object({ kind: z.literal('cell'), run: name, cell: int }),
  z.object({ kind: z.literal('recording'), id: name }),
]);
export type TraceSource = z.infer<typeof traceSourceSchema>;

/** A trace, and what is to be seen of it. */
const traceRequest = z.object({
  source: traceSourceSchema,
  /** In the filter language (shared/domain/trace-filter.ts); empty: everything. */
  filter: z.string().max(10_000).default(''),
  /** With the emulator's own calls. */
  noise: z.boolean().default(false),
});
/** An event by its number, from 1. */
const eventNumber = z.number().int().min(1).max(0xffff_ffff);

/** What is to be explained: a cell, or any of a log, a binary, a recorded trace, an image and facts that belong together. */
const explainRequest = engineRequest.extend({
  cell: reference.nullable().default(null),
  /** A text as it was pasted, or a file of the machine that the workbench runs on (of any length: it is streamed). */
  log: z
    .union([z.object({ text: z.string().max(64_000_000) }), z.object({ path })])
    .nullable()
    .default(null),
  elf: binarySchema.nullable().default(null),
  trace: path.nullable().default(null),
  image: name.nullable().default(null),
  /** Text of a facts document (JSON). */
  facts: z.string().max(16_000_000).nullable().default(null),
});

/** A resolver and its version; null: the newest that the models know. */
const resolverChoice = z.object({ resolver: z.enum(RESOLVERS), version: z.string().max(100).nullable().default(null) });
const resolverChoices = z.array(resolverChoice).min(1).max(20);

const measureRequest = engineRequest.extend({
  title: z.string().max(200).default(''),
  scenarios: z.array(dnsScenarioSchema).min(1).max(5_000),
  /** Every scenario, with every combination of these in its place. */
  vary: dnsVarySchema.default({}),
  subjects: z.array(dnsSubjectSchema).min(1).max(50),
  /** Samples of each pair of scenario and subject. */
  rounds: z.number().int().min(1).max(100).default(1),
  /** Longest that a sample may take before it is ended (a resolver that hangs), in ms; null: from the prediction. */
  sampleLimitMs: z.number().int().min(100).max(3_600_000).nullable().default(null),
  /** A measurement that is predicted to last longer is refused, with the figure. */
  limitMs: z.number().int().min(1_000).max(86_400_000).default(120_000),
  /** True allows downloads and builds of the lab's programs without a further question. */
  yes: z.boolean().default(false),
  token: requestToken,
});

/** True leaves `reproduce` of every cell empty, which is most of a run's bytes; `cell.get` has it. */
const brief = z.boolean().default(false);

const procedure = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output });

export const PROCEDURES = {
  /** Plans; starts nothing. With an engine in reach the plan knows its platform and emulators, else it says so in `notes`. */
  'plan.make': procedure(matrixRequestSchema.extend({ endpoint: name.nullable().default(null), env: callerEnvSchema.default({}) }), planSchema),
  /** Starts a run and returns at once; follow it by events or `run.wait`. */
  'run.start': procedure(runRequestSchema, z.object({ id: z.string(), cells: int })),
  /** The same matrix, or the same cell of it, again. */
  'run.again': procedure(
    z.object({ run: name, cell: reference.nullable().default(null), env: callerEnvSchema.default({}), token: requestToken }),
    z.object({ id: z.string(), cells: int }),
  ),
  /** Answers when the run has ended. */
  'run.wait': procedure(z.object({ run: name }), runSchema),
  'run.cancel': procedure(z.object({ run: name, cell: int.nullable().default(null) }), z.object({ cancelled: int })),
  'run.get': procedure(z.object({ run: name, brief }), runSchema),
  'runs.list': procedure(z.object({ limit: limit.default(50) }), runsSchema),
  /** `cell`: its number, or any unambiguous `axis=value` list. */
  'cell.get': procedure(z.object({ run: name, cell: reference, logBytes: int.max(1 << 27).default(1_000_000) }), showSchema),
  /** `a`, `b`: RUN or RUN/CELL. `all` includes the facts that are equal in weight to noise. */
  'diff.make': procedure(z.object({ a: reference, b: reference, all: z.boolean().default(false) }), diffSchema),
  'report.render': procedure(z.object({ run: name, format: z.enum(['html', 'md', 'json']) }), z.object({ content: z.string() })),
  /** `run`: a run, a measurement or a recording, by its id or an unambiguous beginning; `last` is the last run. */
  'bundle.export': procedure(
    z.object({ run: name, to: path, artifacts: z.boolean().default(false) }),
    z.object({ kind: bundleKindSchema.optional(), id: z.string().optional(), bytes: int, redacted: z.record(z.string(), int) }),
  ),
  'bundle.import': procedure(z.object({ file: path }), z.object({ kind: bundleKindSchema.optional(), id: z.string(), cells: int, fresh: z.boolean() })),
  /** With `apply: false` it only says what it would free. */
  'clean.run': procedure(
    z.object({
      olderDays: z.number().min(0).max(36_500).nullable().default(null),
      all: z.boolean().default(false),
      apply: z.boolean().default(false),
      endpoint: name.nullable().default(null),
      env: callerEnvSchema.default({}),
    }),
    z.object({ items: z.array(z.object({ what: z.string(), bytes: int })), bytes: int, applied: z.boolean() }),
  ),
  'toolchain.list': procedure(engineRequest, toolchainsSchema),
  'toolchain.build': procedure(engineRequest.extend({ names }), toolchainsSchema),
  'toolchain.remove': procedure(engineRequest.extend({ names }), toolchainsSchema),
  'doctor.run': procedure(engineRequest, doctorSchema),
  /** Does one action that `doctor.run` offered. `yes` is the answer to its question, and needed where it changes the host. */
  'doctor.fix': procedure(engineRequest.extend({ action: name, yes: z.boolean().default(false) }), z.object({ done: z.string() })),

  /** Projects that were run or opened here, newest first. */
  'projects.recent': procedure(z.object({ limit: limit.default(20) }), z.object({ projects: z.array(recentProjectSchema) })),
  /** Remembers a project as opened. Answers its real path, or rejects with InputError where it is no folder with Go source. */
  'project.open': procedure(z.object({ path }), z.object({ path: z.string() })),
  /** Forgets a project that was opened; its runs stay. */
  'project.forget': procedure(z.object({ path }), z.object({ forgotten: z.boolean() })),
  /** Writes a commented `cgoscope.yaml`, as `cgoscope init` does; never over an existing one. */
  'project.init': procedure(z.object({ path }), z.object({ file: z.string() })),
  /** A folder of the machine that the workbench runs on; null: the user's home. Names only, nothing is read of files. */
  'folder.list': procedure(z.object({ path: path.nullable().default(null), hidden: z.boolean().default(false) }), folderSchema),

  /** Some cells of a run, for a window that follows it; null: all. */
  'cell.list': procedure(z.object({ run: name, numbers: z.array(int).max(100_000).nullable().default(null), brief }), z.object({ cells: z.array(cellSchema) })),
  /** The same cell, by its key, in this and other runs of the project, newest first. */
  'cell.history': procedure(z.object({ run: name, cell: reference, limit: limit.default(50) }), z.object({ entries: z.array(historyEntrySchema) })),

  /** Takes a run out of every list; it can come back until `until` (and no later than the next `clean`). */
  'run.remove': procedure(z.object({ run: name }), z.object({ id: z.string(), until: isoTime })),
  'run.restore': procedure(z.object({ run: name }), z.object({ id: z.string() })),

  /** At most 5,000 lines from line `from` (1 is the first; a negative `from` counts from the end: -100 is the last hundred). Live logs too. */
  'log.read': procedure(logRequest.extend({ from: z.number().int().default(1), count: int.max(5_000).default(500) }), logPageSchema),
  'log.marks': procedure(logRequest, logMarksSchema),
  /** Plain text, or a regular expression of JavaScript without flags; rejects with InputError for one that is no expression or takes too long. */
  'log.search': procedure(
    logRequest.extend({ query: z.string().min(1).max(1_000), regex: z.boolean().default(false), matchCase: z.boolean().default(false), limit: int.max(10_000).default(1_000) }),
    logSearchSchema,
  ),
  /** `a`, `b`: RUN/CELL with the cell's number. `context`: equal lines kept around each change. */
  'log.diff': procedure(z.object({ a: reference, b: reference, stream: z.enum(LOG_STREAMS), context: int.max(100).default(3) }), logDiffSchema),

  /** What a binary says of itself, and of the parts asked for. `name` is what the documents call it; its own path or cell where null. A binary in an image needs the engine. */
  'elf.read': procedure(
    engineRequest.extend({ binary: binarySchema, name: name.nullable().default(null), parts: z.array(z.enum(ELF_PARTS)).max(20).default([]) }),
    z.object({ elf: elfSchema, detail: elfDetailSchema }),
  ),
  /** Symbols by part of a name, in order of the table; `total` counts all that match. */
  'elf.symbols': procedure(
    engineRequest.extend({
      binary: binarySchema,
      query: z.string().max(1_000).default(''),
      table: z.enum(['dynamic', 'static', 'both']).default('both'),
      from: int.default(0),
      count: int.max(5_000).default(500),
    }),
    z.object({ total: int, symbols: z.array(elfSymbolSchema) }),
  ),
  'elf.diff': procedure(engineRequest.extend({ a: binarySchema, b: binarySchema }), elfDiffSchema),
  /** Will it run in these local images (or image archives, by absolute path)? Nothing is started. */
  'elf.against': procedure(engineRequest.extend({ binary: binarySchema, name: name.nullable().default(null), images: z.array(name).min(1).max(200) }), againstSchema),
  /** Local images of the engine, newest first. */
  'image.list': procedure(engineRequest, z.object({ images: z.array(localImageSchema) })),
  /** Reads the image's tar stream (once: its index is kept) and says what is in it; `other`: a second one, compared. */
  'image.audit': procedure(engineRequest.extend({ image: name, other: name.nullable().default(null) }), auditSchema),
  /** One folder of an image. */
  'image.files': procedure(engineRequest.extend({ image: name, path: path.default('/') }), z.object({ path: z.string(), entries: z.array(imageEntrySchema), cut: int })),
  /** Pass or fail, item by item, for this image on this host; starts probes, and with `start` the image's own program under a tracer for `seconds`. */
  'image.checklist': procedure(engineRequest.extend({ image: name, start: z.boolean().default(true), seconds: z.number().min(1).max(120).default(5) }), checklistSchema),

  /** Which cause, on which evidence, and what would mend it. Nothing is started. Rejects with InputError where nothing is given, and for facts of another shape. */
  'explain.make': procedure(explainRequest, explainSchema),
  /** Builds and runs a red cell with a fix of one of its findings applied to a copy; returns at once. The new cell carries `fixOf`, the fix its proof when the run has ended. */
  'fix.apply': procedure(
    z.object({ run: name, cell: reference, fix: name, endpoint: name.nullable().default(null), env: callerEnvSchema.default({}), token: requestToken }),
    z.object({ id: z.string(), cells: int }),
  ),
  /** A fix that was tried, beside what it was to fix. Rejects with InputError where it was not tried yet. */
  'fix.proof': procedure(z.object({ run: name, cell: reference, fix: name }), proofDocumentSchema),
  /** Looks for the one step between a green cell and a red one (null: its nearest green cell) by running the cells between. Returns at once; `bisect.get` follows. */
  'bisect.start': procedure(
    z.object({ red: reference, green: reference.nullable().default(null), endpoint: name.nullable().default(null), env: callerEnvSchema.default({}), token: requestToken }),
    z.object({ id: z.string() }),
  ),
  'bisect.get': procedure(z.object({ id: name, wait: z.boolean().default(false) }), bisectSchema),
  'bisect.cancel': procedure(z.object({ id: name }), z.object({ cancelled: z.boolean() })),

  /** What each resolver makes of the files and the environment, line by line. Never rejects for what a file holds. */
  'dns.lint': procedure(z.object({ scenario: dnsScenarioSchema, resolvers: resolverChoices }), dnsLintSchema),
  /** One prediction for each resolver, in their order. Rejects with InputError for a fault that is none, or a lookup no model covers. */
  'dns.predict': procedure(z.object({ scenario: dnsScenarioSchema, resolvers: resolverChoices }), z.object({ predictions: z.array(dnsPredictionSchema) })),
  /** A grid of predictions, at most 20,000 points. */
  'dns.grid': procedure(z.object({ scenario: dnsScenarioSchema, vary: dnsVarySchema, resolvers: resolverChoices }), dnsGridSchema),
  /** Settings that meet a budget, by the models; with `prove` measured before and after (which needs the engine, and takes as long as it takes). */
  'dns.advise': procedure(
    engineRequest.extend({
      scenario: dnsScenarioSchema,
      resolvers: resolverChoices,
      budgetMs: z.number().int().min(1).max(86_400_000).nullable().default(null),
      failoverMs: z.number().int().min(0).max(86_400_000).nullable().default(null),
      /** Slowest answer of a healthy server. */
      latencyMs: z.number().int().min(0).max(60_000).default(0),
      loss: z.number().min(0).max(1).default(0),
      /** A lookup may fail this often for lost packets alone. */
      lossBudget: z.number().min(0).max(1).default(1),
      prove: z.boolean().default(false),
      yes: z.boolean().default(false),
    }),
    dnsAdviceSchema,
  ),
  /** Starts and returns at once; follow it by `dns.get` or events. Rejects with InputError, naming the time, where it would last longer than its limit. */
  'dns.measure': procedure(measureRequest, z.object({ id: z.string(), samples: int, longestNs: int })),
  'dns.get': procedure(z.object({ id: name, wait: z.boolean().default(false) }), dnsMeasurementSchema),
  'dns.list': procedure(z.object({ limit: limit.default(50) }), dnsMeasurementsSchema),
  /** Ends its containers at once; what was measured stays. */
  'dns.cancel': procedure(z.object({ id: name }), z.object({ cancelled: z.boolean() })),
  'dns.remove': procedure(z.object({ id: name }), z.object({ removed: z.boolean() })),
  'dns.compare': procedure(z.object({ a: name, b: name }), dnsComparisonSchema),
  'dns.report': procedure(z.object({ id: name, format: z.enum(['html', 'md', 'json']) }), z.object({ content: z.string() })),

  /** What a log of a tracer says, in the parts asked for. Read once: its index is kept. Rejects with InputError for a filter that is none, naming the place. */
  'trace.detail': procedure(
    traceRequest.extend({ name: name.nullable().default(null), parts: z.array(z.enum(TRACE_PARTS)).max(20).default([]), limit: limit.default(1_000) }),
    traceDetailSchema,
  ),
  /** Events that the filter leaves, from place `from` among them (a negative one counts from the end), or around the event `at`. */
  'trace.rows': procedure(
    traceRequest.extend({ from: z.number().int().default(0), at: eventNumber.nullable().default(null), count: int.max(5_000).default(200) }),
    traceRowsSchema,
  ),
  /** Lines of the log as they stand in it, from line `from` (1 is the first, a negative one counts from the end). */
  'trace.lines': procedure(z.object({ source: traceSourceSchema, from: z.number().int().default(1), count: int.max(5_000).default(500) }), logPageSchema),
  /** The life of the descriptor that the call `event` is about. Rejects with InputError where it is about none. */
  'trace.descriptor': procedure(z.object({ source: traceSourceSchema, event: eventNumber }), traceDescriptorSchema),
  /** `toNs` null: to the end. */
  'trace.timeline': procedure(
    traceRequest.extend({ fromNs: int.default(0), toNs: int.nullable().default(null), steps: z.number().int().min(1).max(4_000).default(400) }),
    traceTimelineSchema,
  ),
  /** What may stand at `cursor` (UTF-16 units) of the filter, with how often it occurs in this trace. Never rejects for a filter that is half written. */
  'trace.complete': procedure(traceRequest.extend({ cursor: int, limit: limit.default(50) }), traceCompletionsSchema),
  'trace.diff': procedure(z.object({ a: traceSourceSchema, b: traceSourceSchema, noise: z.boolean().default(false) }), traceDiffSchema),
  /** The two side by side. `pair`: of the comparison; `folded`: runs of equal rows but `context` each side of a difference are one row. */
  'trace.diffRows': procedure(
    z.object({
      a: traceSourceSchema,
      b: traceSourceSchema,
      noise: z.boolean().default(false),
      pair: int,
      folded: z.boolean().default(true),
      context: int.max(100).default(3),
      from: int.default(0),
      count: int.max(5_000).default(500),
    }),
    traceDiffRowsSchema,
  ),
  /** Records what an image's program asks of the kernel: starts it without the tracer, then with it. Returns at once; `trace.recording` or events follow. */
  'trace.record': procedure(
    engineRequest.extend({
      image: name,
      /** In the place of the image's command; empty: its own. */
      argv: z.array(z.string().max(131_072)).max(1_000).default([]),
      entrypoint: z.array(z.string().max(131_072)).max(1_000).nullable().default(null),
      environment: z.record(z.string().max(1_000), z.string().max(131_072)).default({}),
      user: name.nullable().default(null),
      workdir: path.nullable().default(null),
      readOnly: z.boolean().default(false),
      network: z.enum(RECORDING_NETWORKS).default('inside'),
      platform: name.nullable().default(null),
      classes: z.array(z.enum(TRACE_CLASSES)).min(1).max(TRACE_CLASSES.length).default(['file', 'network', 'process', 'signal']),
      /** `log:TEXT`, `tcp:PORT`, `http:PORT/PATH`, as in a matrix file: when it counts as ready. */
      ready: z.string().max(4_096).nullable().default(null),
      /** Seconds after it is ready (or started) until it is asked to stop; null: until it ends by itself. */
      stopAfterS: z.number().min(0).max(86_400).nullable().default(null),
      /** Longest that it may run. */
      seconds: z.number().min(1).max(86_400).default(30),
      /** The plain start is left out (a program with effects); nothing can be said of the slow-down then. */
      once: z.boolean().default(false),
      traceBytes: int.min(1_024).max(4_000_000_000).default(64_000_000),
      title: z.string().max(200).default(''),
      yes: z.boolean().default(false),
      token: requestToken,
    }),
    z.object({ id: z.string() }),
  ),
  'trace.recording': procedure(z.object({ id: name, wait: z.boolean().default(false) }), traceRecordingSchema),
  'trace.recordings': procedure(z.object({ limit: limit.default(50) }), traceRecordingsSchema),
  /** Ends its container at once; what was recorded stays. */
  'trace.cancel': procedure(z.object({ id: name }), z.object({ cancelled: z.boolean() })),
  'trace.remove': procedure(z.object({ id: name }), z.object({ removed: z.boolean() })),
  /** Writes the log itself to a file; never over an existing one. */
  'trace.export': procedure(z.object({ source: traceSourceSchema, to: path }), z.object({ file: z.string(), bytes: int })),

  'settings.get': procedure(z.object({ env: callerEnvSchema.default({}) }), settingsViewSchema),
  /** Changes what is named, keeps the rest; checked before it is written. */
  'settings.set': procedure(z.object({ change: workbenchSettingsSchema.partial(), env: callerEnvSchema.default({}) }), settingsViewSchema),
} as const;

export type ProcedureName = keyof typeof PROCEDURES;
export type ProcedureInput<N extends ProcedureName> = z.input<(typeof PROCEDURES)[N]['input']>;
/** A procedure's input after its schema: defaults filled in. */
export type ProcedureParsed<N extends ProcedureName> = z.output<(typeof PROCEDURES)[N]['input']>;
export type ProcedureOutput<N extends ProcedureName> = z.output<(typeof PROCEDURES)[N]['output']>;

/** Every push event. */
export const EVENTS = { lab: eventSchema } as const;
export type EventName = keyof typeof EVENTS;
export type EventValue<N extends EventName> = z.infer<(typeof EVENTS)[N]>;

/** The api as every shell sees it, whatever carries it. */
export interface Api {
  /** Rejects with the named errors of shared/domain/errors; input is checked before, output after. */
  call<N extends ProcedureName>(name: N, input: ProcedureInput<N>, options?: { signal?: AbortSignal }): Promise<ProcedureOutput<N>>;
  /** Until `signal` aborts. */
  on<N extends EventName>(name: N, listener: (value: EventValue<N>) => void, options: { signal: AbortSignal }): void;
}
