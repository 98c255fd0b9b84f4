// The document `trace@1`: what a program asked of the kernel, summed up. Written by core/evidence/strace.
import { z } from 'zod';

const int = z.number().int().nonnegative();

export const traceSchema = z.object({
  schema: z.literal('cgoscope/trace@1'),
  /** System calls, signals and exits seen; a call cut in two by another thread counts once. */
  events: int,
  processes: int,
  /** Calls whose end the log does not hold. */
  unfinished: int,
  /** Failed calls by errno name. A call the kernel restarts (`= ? ERESTARTSYS`) is none, as the program never sees it; `strace -c` counts it. */
  errors: z.record(z.string(), int),
  /** Most calls first; calls that never return (exit_group, what a signal cut off) count, which `strace -c` leaves out. `totalNs` is null where the log has no -T times. */
  syscalls: z.array(z.object({ name: z.string(), calls: int, errors: int, totalNs: int.nullable() })),
  firstExec: z.object({ path: z.string(), argv: z.array(z.string()), error: z.string().nullable() }).nullable(),
  /** What open, openat and openat2 opened, in the order of the first opening, each once. Programs started by execve are not in it. */
  filesOpened: z.array(z.string()),
  /** Paths that were looked for and never found (ENOENT, ENOTDIR), in the order of the first look. */
  filesMissing: z.array(z.string()),
  connects: z.array(z.object({ address: z.string(), port: int.nullable(), protocol: z.string(), error: z.string().nullable() })),
  warnings: z.array(z.object({ code: z.string(), text: z.string(), line: int.nullable() })),
});
export type Trace = z.infer<typeof traceSchema>;
