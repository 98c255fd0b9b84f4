// The document `run@1` and the words in it: state, outcome, cell, run.
import { z } from 'zod';
import { elfSummarySchema } from './elf.ts';
import { findingSchema } from './explain.ts';
import { judgementSchema } from './verdict.ts';

const int = z.number().int().nonnegative();
export const isoTime = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);

export const STATES = ['planned', 'running', 'done', 'cancelled', 'interrupted', 'unsupported'] as const;
export type State = (typeof STATES)[number];

export const OUTCOMES = ['pass', 'build-failed', 'start-failed', 'exit', 'signal', 'timed-out', 'oom', 'not-run'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const STAGES = ['prepare', 'build', 'collect', 'run', 'trace', 'analyse'] as const;
export type Stage = (typeof STAGES)[number];

export const cellSchema = z.object({
  /** Counts from 1 in the run, so that `last/3` names a cell. */
  number: int,
  key: z.string(),
  axes: z.record(z.string(), z.string()),
  state: z.enum(STATES),
  outcome: z.enum(OUTCOMES).nullable(),
  /** The outcome that counts as green: `pass`, or what the matrix file says, `exit 3` with a code. */
  expected: z.string(),
  /** null is grey: neither green nor red (not-run, unsupported, not done yet). */
  green: z.boolean().nullable(),
  /** The stage it is in, or the last one it reached; null before the first. */
  stage: z.enum(STAGES).nullable(),
  /** One sentence: why unsupported, why it failed, what is inferred. */
  reason: z.string().nullable(),
  /** Durations by stage; further keys: `wait` for toolchain and slot, `judge` of the look at the run image before the start, `wall` of the untraced program, `traced` of the traced one, `ready`, `total` without the wait. */
  timesNs: z.record(z.string(), int),
  toolchain: z.object({ provider: z.string(), image: z.string(), digest: z.string() }).nullable(),
  runImage: z.object({ image: z.string(), digest: z.string() }).nullable(),
  /** How the program was started: `docker-default` or `hardened`. */
  profile: z.string(),
  linkage: z.object({ asked: z.string(), got: z.string().nullable() }),
  /** True where the program ran under an emulator. */
  emulated: z.boolean(),
  /** True where Go's build cache answered the whole build: nothing was compiled or linked. */
  cached: z.boolean(),
  /** What was cut: `build-log`, `stdout`, `stderr`, `trace`. */
  truncated: z.array(z.string()),
  artifact: z.object({ sha256: z.string(), size: int }).nullable(),
  elf: elfSummarySchema.nullable(),
  /** What was judged of the artefact in its run image before it was started, and whether that agrees with what happened. Absent in runs of older versions. */
  judgement: judgementSchema.nullable().optional(),
  exit: z.object({ code: z.number().int().nullable(), signal: z.string().nullable(), error: z.string().nullable() }).nullable(),
  /** Traced wall time over untraced wall time. */
  traceFactor: z.number().nullable(),
  /** Shaped as {@link findingSchema}; runs of older versions have none. */
  findings: z.array(findingSchema),
  fixOf: z.string().nullable(),
  /** Shell lines that do the same with docker alone. */
  reproduce: z.array(z.string()),
});
export type Cell = z.infer<typeof cellSchema>;

export const runSchema = z.object({
  schema: z.literal('cgoscope/run@1'),
  id: z.string(),
  state: z.enum(STATES),
  startedAt: isoTime,
  endedAt: isoTime.nullable(),
  endpoint: z.string(),
  project: z.object({ path: z.string(), treeHash: z.string() }),
  cells: z.array(cellSchema),
});
export type Run = z.infer<typeof runSchema>;

export type Colour = 'green' | 'red' | 'grey';
export const colourOf = (cell: Pick<Cell, 'green'>): Colour => (cell.green === null ? 'grey' : cell.green ? 'green' : 'red');

/** `exit 3`, `signal SIGSEGV`, `pass`: an outcome with what it needs to be understood. */
export function outcomeText(cell: Pick<Cell, 'state' | 'outcome' | 'exit'>): string {
  if (cell.state !== 'done' || cell.outcome === null) return cell.state;
  if (cell.outcome === 'exit') return `exit ${cell.exit?.code ?? '?'}`;
  if (cell.outcome === 'signal') return `signal ${cell.exit?.signal ?? '?'} (inferred)`;
  return cell.outcome;
}
