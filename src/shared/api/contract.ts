// The one typed contract between the workbench and its shells: every procedure with its input and output schema, and the push events.
// Shells carry these over a transport and add nothing; values are checked at the boundary in both directions.
import { z } from 'zod';
import { diffSchema, doctorSchema, eventSchema, runsSchema, showSchema, toolchainsSchema } from '../domain/documents.ts';
import { planSchema } from '../domain/plan.ts';
import { runSchema } from '../domain/run.ts';

const int = z.number().int().nonnegative();

/** What `plan` and `run` are asked: a project, a matrix file and what the command line changes of it. */
export const matrixRequestSchema = z.object({
  /** Absolute path of the project folder. */
  path: z.string(),
  /** Absolute path of the matrix file; null = `cgoscope.yaml` in the folder if there is one. */
  config: z.string().nullable().default(null),
  /** `axis=v,v` each; replaces the axis of the file. */
  set: z.array(z.string()).default([]),
  only: z.array(z.string()).default([]),
});
export type MatrixRequest = z.infer<typeof matrixRequestSchema>;

/** Names of the user's environment that the workbench reads; the shell passes them, as the owner may be another process. */
export const callerEnvSchema = z.record(z.string(), z.string());

export const runRequestSchema = matrixRequestSchema.extend({
  jobs: z.number().int().min(1).max(64).nullable().default(null),
  endpoint: z.string().nullable().default(null),
  /** True allows downloads and disk use without a further question (the plan has named them). */
  yes: z.boolean().default(false),
  env: callerEnvSchema.default({}),
});
export type RunRequest = z.infer<typeof runRequestSchema>;

const engineRequest = z.object({ endpoint: z.string().nullable().default(null), env: callerEnvSchema.default({}) });

const procedure = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output });

export const PROCEDURES = {
  /** Plans; starts nothing. With an engine in reach the plan knows its platform and emulators, else it says so in `notes`. */
  'plan.make': procedure(matrixRequestSchema.extend({ endpoint: z.string().nullable().default(null), env: callerEnvSchema.default({}) }), planSchema),
  /** Starts a run and returns at once; follow it by events or `run.wait`. */
  'run.start': procedure(runRequestSchema, z.object({ id: z.string(), cells: int })),
  /** The same matrix, or the same cell of it, again. */
  'run.again': procedure(z.object({ run: z.string(), cell: z.string().nullable().default(null), env: callerEnvSchema.default({}) }), z.object({ id: z.string(), cells: int })),
  /** Answers when the run has ended. */
  'run.wait': procedure(z.object({ run: z.string() }), runSchema),
  'run.cancel': procedure(z.object({ run: z.string(), cell: int.nullable().default(null) }), z.object({ cancelled: int })),
  'run.get': procedure(z.object({ run: z.string() }), runSchema),
  'runs.list': procedure(z.object({ limit: int.default(50) }), runsSchema),
  /** `cell`: its number, or any unambiguous `axis=value` list. */
  'cell.get': procedure(z.object({ run: z.string(), cell: z.string(), logBytes: int.default(1_000_000) }), showSchema),
  /** `a`, `b`: RUN or RUN/CELL. `all` includes the facts that are equal in weight to noise. */
  'diff.make': procedure(z.object({ a: z.string(), b: z.string(), all: z.boolean().default(false) }), diffSchema),
  'report.render': procedure(z.object({ run: z.string(), format: z.enum(['html', 'md', 'json']) }), z.object({ content: z.string() })),
  'bundle.export': procedure(z.object({ run: z.string(), to: z.string(), artifacts: z.boolean().default(false) }), z.object({ bytes: int, redacted: z.record(z.string(), int) })),
  'bundle.import': procedure(z.object({ file: z.string() }), z.object({ id: z.string(), cells: int, fresh: z.boolean() })),
  /** With `apply: false` it only says what it would free. */
  'clean.run': procedure(
    z.object({
      olderDays: z.number().nullable().default(null),
      all: z.boolean().default(false),
      apply: z.boolean().default(false),
      endpoint: z.string().nullable().default(null),
      env: callerEnvSchema.default({}),
    }),
    z.object({ items: z.array(z.object({ what: z.string(), bytes: int })), bytes: int, applied: z.boolean() }),
  ),
  'toolchain.list': procedure(engineRequest, toolchainsSchema),
  'toolchain.build': procedure(engineRequest.extend({ names: z.array(z.string()) }), toolchainsSchema),
  'toolchain.remove': procedure(engineRequest.extend({ names: z.array(z.string()) }), toolchainsSchema),
  'doctor.run': procedure(engineRequest, doctorSchema),
} as const;

export type ProcedureName = keyof typeof PROCEDURES;
export type ProcedureInput<N extends ProcedureName> = z.input<(typeof PROCEDURES)[N]['input']>;
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
