// Every JSON document the workbench prints, by kind. `cgoscope schema KIND` and the fixtures in tests stand on this list.
import { z } from 'zod';
import { differenceSchema } from './difference.ts';
import { checklistSchema } from './checklist.ts';
import { dnsAdviceSchema, dnsComparisonSchema, dnsLintSchema, dnsMeasurementSchema, dnsMeasurementsSchema, dnsPredictionSchema } from './dns.ts';
import { elfDetailSchema, sizeChangeSchema } from './elf-detail.ts';
import { elfSchema } from './elf.ts';
import { bisectSchema, explainSchema, proofDocumentSchema } from './explain.ts';
import { auditSchema } from './image.ts';
import { againstSchema, verdictSchema } from './verdict.ts';
import { isoTime, runSchema, cellSchema, STATES, OUTCOMES, STAGES } from './run.ts';
import { planSchema } from './plan.ts';
import { historyEntrySchema } from './run-line.ts';
import { settingsViewSchema } from './settings.ts';
import { traceDetailSchema, traceDiffSchema, traceRecordingSchema, traceRecordingsSchema, traceRowsDocumentSchema } from './trace-detail.ts';
import { traceSchema } from './trace.ts';
import { traceDecidingSchema } from './trace-detail.ts';
import { factsSchema } from './facts.ts';
import { matrixFileSchema } from './matrix-file.ts';

export { differenceSchema, type Difference } from './difference.ts';

const int = z.number().int().nonnegative();

export const runsSchema = z.object({
  schema: z.literal('cgoscope/runs@0'),
  runs: z.array(
    z.object({
      id: z.string(),
      state: z.enum(STATES),
      startedAt: isoTime,
      endedAt: isoTime.nullable(),
      project: z.string(),
      cells: int,
      green: int,
      red: int,
      grey: int,
      /** Cells that are over; the others stand in `grey` until they are. */
      ended: int,
      /** `local`, or the name of the bundle it was imported from. */
      origin: z.string(),
    }),
  ),
});
export type Runs = z.infer<typeof runsSchema>;

export const capturedTextSchema = z.object({
  text: z.string(),
  bytes: int,
  truncated: z.boolean(),
});
export type CapturedText = z.infer<typeof capturedTextSchema>;

export const nearestSchema = z.object({
  number: int,
  key: z.string(),
  apart: z.array(z.string()),
  differences: z.array(differenceSchema),
});

/** One call as the log of a trace has it. */
const tracedCallSchema = z.object({ event: int, line: int, text: z.string() });
/** What the traces of a red cell say. */
export const tracedSchema = z.object({
  /** The calls that decide how it ended, most telling first. */
  deciding: z.array(traceDecidingSchema),
  /** Where it parts from the trace of its nearest green cell; null where there is none, or both did the same. `sentence` calls them by their numbers. */
  parting: z.object({ cell: int, sentence: z.string(), red: tracedCallSchema.nullable(), green: tracedCallSchema.nullable() }).nullable(),
});

export const showSchema = z.object({
  schema: z.literal('cgoscope/show@0'),
  run: z.object({ id: z.string(), state: z.enum(STATES), startedAt: isoTime, project: z.string(), endpoint: z.string() }),
  cell: cellSchema,
  elf: elfSchema.nullable(),
  trace: traceSchema.nullable(),
  facts: factsSchema,
  /** The judgement before the start, in full; absent in runs of older versions, null where none could be made. */
  verdict: verdictSchema.nullable().optional(),
  logs: z.object({ build: capturedTextSchema.nullable(), stdout: capturedTextSchema.nullable(), stderr: capturedTextSchema.nullable() }),
  /** For a red cell: its nearest green cell and the facts that differ, weightiest first. */
  nearest: nearestSchema.nullable(),
  /** Null where it is not red, or no trace is at hand; absent in documents of older versions. */
  traced: tracedSchema.nullable().optional(),
});
export type Show = z.infer<typeof showSchema>;

export const diffSchema = z.object({
  schema: z.literal('cgoscope/diff@0'),
  kind: z.enum(['cells', 'runs']),
  a: z.object({ run: z.string(), cell: int.nullable(), label: z.string() }),
  b: z.object({ run: z.string(), cell: int.nullable(), label: z.string() }),
  differences: z.array(differenceSchema),
  /** For two runs: every cell of either, matched by key. */
  cells: z.array(
    z.object({ key: z.string(), in: z.enum(['a', 'b', 'both']), a: z.string().nullable(), b: z.string().nullable(), changed: z.boolean(), differences: z.array(differenceSchema) }),
  ),
  /** For two binaries (`elf diff`): bytes by section, package and symbol, largest change first. Absent for cells and runs. */
  sizes: z.array(sizeChangeSchema).optional(),
});
export type Diff = z.infer<typeof diffSchema>;

/** Two binaries: facts that differ, and where the bytes went. */
export const elfDiffSchema = z.object({
  schema: z.literal('cgoscope/elf-diff@0'),
  a: z.object({ path: z.string(), size: int }),
  b: z.object({ path: z.string(), size: int }),
  differences: z.array(differenceSchema),
  /** By section, by package of Go and by symbol; largest change first, at most 1,000 of a kind. */
  sizes: z.array(sizeChangeSchema),
});
export type ElfDiff = z.infer<typeof elfDiffSchema>;

/** What can be done about a problem by itself: named before, done on a click (safe) or after a question of its own (changes the host or removes something). */
export const doctorActionSchema = z.object({
  /** What `doctor.fix` takes. */
  id: z.string(),
  title: z.string(),
  /** True where something outside the containers of ours changes; asked for each time. */
  changesHost: z.boolean(),
  /** What will be done, in words and figures, for the question. */
  detail: z.string(),
  /** The same by hand, for a terminal; null where there is no such line. */
  command: z.string().nullable(),
});
export type DoctorAction = z.infer<typeof doctorActionSchema>;

export const doctorSchema = z.object({
  schema: z.literal('cgoscope/doctor@0'),
  endpoint: z.object({ name: z.string(), host: z.string(), rule: z.string(), transport: z.enum(['unix', 'tcp', 'tls', 'ssh', 'npipe']) }).nullable(),
  engine: z
    .object({
      version: z.string(),
      apiVersion: z.string(),
      name: z.string(),
      platform: z.string(),
      kernel: z.string(),
      operatingSystem: z.string(),
      storage: z.string(),
      cgroup: z.string(),
      buildkit: z.string().nullable(),
      rootless: z.boolean(),
      cpus: int,
      memoryBytes: int,
      security: z.array(z.string()),
    })
    .nullable(),
  emulators: z.array(z.object({ name: z.string(), enabled: z.boolean(), flags: z.string(), interpreter: z.string(), platform: z.string().nullable() })).nullable(),
  disk: z.object({ path: z.string(), freeBytes: int.nullable(), usedByUsBytes: int }).nullable(),
  toolchains: z.array(z.object({ name: z.string(), image: z.string(), bytes: int })),
  dataFolder: z.object({ path: z.string(), bytes: int, limitBytes: int, owner: z.string().nullable() }),
  foreign: z.array(z.string()),
  /** `action` is absent where only a person can do something. */
  problems: z.array(z.object({ level: z.enum(['error', 'warning', 'info']), text: z.string(), fix: z.string(), action: doctorActionSchema.optional() })),
});
export type Doctor = z.infer<typeof doctorSchema>;

export const toolchainsSchema = z.object({
  schema: z.literal('cgoscope/toolchains@0'),
  toolchains: z.array(
    z.object({ name: z.string(), provider: z.string(), kind: z.enum(['toolchain', 'run-image', 'tracer', 'layer']), image: z.string(), bytes: int, createdAt: z.string() }),
  ),
  available: z.array(z.object({ name: z.string(), kind: z.string(), downloadBytes: int, diskBytes: int })),
});
export type Toolchains = z.infer<typeof toolchainsSchema>;

/** A live event; `--events` prints them one a line. */
export const eventSchema = z.discriminatedUnion('type', [
  z.object({ schema: z.literal('cgoscope/event@0'), type: z.literal('run'), run: z.string(), at: isoTime, state: z.enum(STATES), cells: int }),
  z.object({
    schema: z.literal('cgoscope/event@0'),
    type: z.literal('cell'),
    run: z.string(),
    at: isoTime,
    cell: int,
    key: z.string(),
    state: z.enum(STATES),
    stage: z.enum(STAGES).nullable(),
    outcome: z.enum(OUTCOMES).nullable(),
    green: z.boolean().nullable(),
    reason: z.string().nullable(),
  }),
  z.object({
    schema: z.literal('cgoscope/event@0'),
    type: z.literal('log'),
    run: z.string(),
    at: isoTime,
    cell: int,
    stream: z.enum(['build', 'stdout', 'stderr']),
    text: z.string(),
  }),
  /** Work that belongs to no single cell: toolchains, sources, run images. */
  z.object({
    schema: z.literal('cgoscope/event@0'),
    type: z.literal('progress'),
    run: z.string().nullable(),
    at: isoTime,
    task: z.string(),
    text: z.string(),
    doneBytes: int.nullable(),
    totalBytes: int.nullable(),
  }),
  /** The list of runs changed by other means than a run: who shows it reads it again. */
  z.object({ schema: z.literal('cgoscope/event@0'), type: z.literal('stored'), run: z.string(), at: isoTime, change: z.enum(['imported', 'removed', 'restored', 'cleaned']) }),
  /** Something else that every window shows was changed from one of them: the list of projects, the settings, what is on the engine. */
  z.object({
    schema: z.literal('cgoscope/event@0'),
    type: z.literal('changed'),
    run: z.null(),
    at: isoTime,
    what: z.enum(['projects', 'settings', 'engine', 'bisect', 'dns', 'traces']),
  }),
]);
export type LabEvent = z.infer<typeof eventSchema>;

/** What `clean` would free, or freed. */
export const cleanSchema = z.object({
  schema: z.literal('cgoscope/clean@0'),
  items: z.array(z.object({ what: z.string(), bytes: int })),
  bytes: int,
  /** False: it was only said. */
  applied: z.boolean(),
});
export type Clean = z.infer<typeof cleanSchema>;

/** What a bundle holds; absent where it stands: a run. */
export const bundleKindSchema = z.enum(['run', 'dns-measurement', 'trace-recording']);
export type BundleKind = z.infer<typeof bundleKindSchema>;

/** Where `export` wrote a bundle. `redacted`: what was taken out, by kind, with counts. */
export const exportedSchema = z.object({
  schema: z.literal('cgoscope/exported@0'),
  kind: bundleKindSchema.optional(),
  id: z.string().optional(),
  file: z.string(),
  bytes: int,
  redacted: z.record(z.string(), int),
});
export type Exported = z.infer<typeof exportedSchema>;

/** What `import` opened; `fresh` is false where it was here already. */
export const importedSchema = z.object({ schema: z.literal('cgoscope/imported@0'), kind: bundleKindSchema.optional(), id: z.string(), cells: int, fresh: z.boolean() });
export type Imported = z.infer<typeof importedSchema>;

/** A run that was taken out of the lists; it can come back until `until`. */
export const removedSchema = z.object({ schema: z.literal('cgoscope/removed@0'), id: z.string(), until: isoTime });
export type Removed = z.infer<typeof removedSchema>;

/** A removed run that is back. */
export const restoredSchema = z.object({ schema: z.literal('cgoscope/restored@0'), id: z.string() });
export type Restored = z.infer<typeof restoredSchema>;

/** One cell, by its key, in every run of the project that has it, newest first. */
export const historySchema = z.object({ schema: z.literal('cgoscope/history@0'), key: z.string(), entries: z.array(historyEntrySchema) });
export type History = z.infer<typeof historySchema>;

/** The settings of the workbench, and what else decides. */
export const settingsSchema = settingsViewSchema.extend({ schema: z.literal('cgoscope/settings@0') });
export type Settings = z.infer<typeof settingsSchema>;

/** What one action of the doctor did. */
export const fixedSchema = z.object({ schema: z.literal('cgoscope/fixed@0'), action: z.string(), done: z.string() });
export type Fixed = z.infer<typeof fixedSchema>;

/** The JSON report: the run, what `show` prints of every cell, and what was taken out. */
export const reportSchema = z.object({
  schema: z.literal('cgoscope/report@0'),
  run: runSchema,
  origin: z.string(),
  config: z.string().nullable(),
  shows: z.array(showSchema),
  /** Fixes of its cells that were tried, red beside green. Absent in reports of older versions. */
  proofs: z.array(proofDocumentSchema).optional(),
  environment: z.record(z.string(), z.string()),
  redacted: z.record(z.string(), int),
});
export type Report = z.infer<typeof reportSchema>;

/** kind -> schema. The version in `schema` is the contract; `@0` may still change. */
export const DOCUMENTS = {
  plan: planSchema,
  run: runSchema,
  runs: runsSchema,
  show: showSchema,
  diff: diffSchema,
  doctor: doctorSchema,
  toolchains: toolchainsSchema,
  elf: elfSchema,
  'elf-detail': elfDetailSchema,
  'elf-diff': elfDiffSchema,
  against: againstSchema,
  audit: auditSchema,
  checklist: checklistSchema,
  explain: explainSchema,
  proof: proofDocumentSchema,
  bisect: bisectSchema,
  'dns-prediction': dnsPredictionSchema,
  'dns-lint': dnsLintSchema,
  'dns-measurement': dnsMeasurementSchema,
  'dns-measurements': dnsMeasurementsSchema,
  'dns-advice': dnsAdviceSchema,
  'dns-comparison': dnsComparisonSchema,
  trace: traceSchema,
  'trace-detail': traceDetailSchema,
  'trace-rows': traceRowsDocumentSchema,
  'trace-diff': traceDiffSchema,
  'trace-recording': traceRecordingSchema,
  'trace-recordings': traceRecordingsSchema,
  event: eventSchema,
  clean: cleanSchema,
  exported: exportedSchema,
  imported: importedSchema,
  removed: removedSchema,
  restored: restoredSchema,
  history: historySchema,
  settings: settingsSchema,
  fixed: fixedSchema,
  report: reportSchema,
  facts: factsSchema,
  matrix: matrixFileSchema,
} as const;
export type DocumentKind = keyof typeof DOCUMENTS;
