// The document `plan@0`: the cells a matrix means, what each needs, and what all of it will cost; nothing is started for it.
import { z } from 'zod';

const int = z.number().int().nonnegative();

export const plannedCellSchema = z.object({
  number: int,
  key: z.string(),
  axes: z.record(z.string(), z.string()),
  expected: z.string(),
  /** Null where it can run; else the reason why the cell would be `unsupported`. */
  unsupported: z.string().nullable(),
  emulated: z.boolean(),
  /** Toolchain parts it needs: `go-1.24`, `gcc`, `musl`, `gcc-arm64`, `musl-arm64`, `packages`. */
  needs: z.array(z.string()),
  runImage: z.string(),
  /** The argv of `go` for this cell, as it will be executed, and the environment that differs. */
  build: z.object({ argv: z.array(z.string()), env: z.record(z.string(), z.string()) }),
  trace: z.boolean(),
});
export type PlannedCell = z.infer<typeof plannedCellSchema>;

/** An axis of a plan: what it has, and what it could have with this engine and these toolchains. */
export const plannedAxisSchema = z.object({
  axis: z.string(),
  /** Values in the plan, in order, as `setText` takes them for `--set`; `auto` of base stands for what each cell needs. */
  values: z.array(z.string()),
  /** Values one may choose, those above included; free text is allowed where `open`. */
  offered: z.array(z.object({ value: z.string(), note: z.string().nullable() })),
  /** True where other values are meaningful too (tags, packages, base images). */
  open: z.boolean(),
  /** Where the values come from. */
  source: z.enum(['file', 'default', 'set']),
});
export type PlannedAxis = z.infer<typeof plannedAxisSchema>;

export const planSchema = z.object({
  schema: z.literal('cgoscope/plan@0'),
  project: z.object({
    path: z.string(),
    module: z.string(),
    goDirective: z.string().nullable(),
    mains: z.array(z.string()),
    usesCgo: z.boolean().nullable(),
    files: int,
    bytes: int,
    treeHash: z.string(),
  }),
  config: z.string().nullable(),
  axes: z.array(plannedAxisSchema),
  cells: z.array(plannedCellSchema),
  /** Combinations that fell together because an axis means nothing there. */
  collapsed: int,
  estimate: z.object({ downloadBytes: int, diskBytes: int, timeNs: int, basis: z.string() }),
  notes: z.array(z.string()),
});
export type Plan = z.infer<typeof planSchema>;
