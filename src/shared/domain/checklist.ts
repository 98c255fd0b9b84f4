// The production checklist for an image on a host, foreign platforms first: the document `checklist@0`. Written by core/checklist, read by every shell.
// Each item stands on something that was read or called, never on what a tool prints whatever the truth is (facts/claims.md C43 to C48).
import { z } from 'zod';

const int = z.number().int().nonnegative();

/** How one system call answered in one place. `error` is the errno's name (`ENOSYS`, `EPERM`), null for a call that succeeded or failed for its arguments alone. */
export const callAnswerSchema = z.object({ result: z.string(), error: z.string().nullable() });

export const syscallRowSchema = z.object({
  name: z.string(),
  /** The number on the platform that was probed. */
  number: int,
  /** The first kernel that has it: `5.6`; and where that is written. */
  since: z.string(),
  source: z.string(),
  /** Where the image will run: its platform, Docker's default seccomp profile. */
  target: callAnswerSchema.nullable(),
  /** The same with seccomp switched off: tells a refusal by the profile from one by the kernel. Null where it was not needed or not allowed. */
  unconfined: callAnswerSchema.nullable(),
  /** The same call by the host's own platform, without an emulator and without seccomp. Null where the image's platform is the host's. */
  native: callAnswerSchema.nullable(),
  /** `refused-by-kernel`: the kernel has it and says EPERM also without seccomp, so it wants a privilege that a container lacks, or a sysctl forbids it. */
  verdict: z.enum(['available', 'missing-in-kernel', 'refused-by-seccomp', 'refused-by-kernel', 'hidden-by-emulator', 'unknown']),
  /** True where the image's program was seen to make this call in the recorded trace; null without a trace. */
  used: z.boolean().nullable(),
});
export type SyscallRow = z.infer<typeof syscallRowSchema>;

export const checklistItemSchema = z.object({
  id: z.string(),
  group: z.enum(['abi', 'image', 'devices', 'syscalls', 'cpu', 'emulation']),
  title: z.string(),
  status: z.enum(['pass', 'fail', 'warn', 'unknown', 'not-applicable']),
  /** The deciding fact in one sentence. */
  text: z.string(),
  evidence: z.array(z.object({ source: z.string(), text: z.string() })),
  /** Claims of facts/claims.md that it puts right: `C43`. */
  see: z.array(z.string()),
});
export type ChecklistItem = z.infer<typeof checklistItemSchema>;

export const checklistSchema = z.object({
  schema: z.literal('cgoscope/checklist@0'),
  image: z.object({ ref: z.string(), id: z.string(), platform: z.string() }),
  host: z.object({
    platform: z.string(),
    kernel: z.string(),
    engine: z.string(),
    cpu: z.string().nullable(),
    emulated: z.boolean(),
    emulator: z.string().nullable(),
    seccomp: z.string().nullable(),
  }),
  /** The program that was started to see what it opens: argv; null where none was. */
  traced: z.object({ argv: z.array(z.string()), seconds: z.number(), ended: z.string() }).nullable(),
  items: z.array(checklistItemSchema),
  syscalls: z.array(syscallRowSchema),
  /** Device nodes the program opened or looked for, and what came of it. */
  devices: z.array(z.object({ path: z.string(), error: z.string().nullable(), inContainer: z.boolean(), option: z.string().nullable(), optionState: z.string().nullable() })),
  passed: int,
  failed: int,
});
export type Checklist = z.infer<typeof checklistSchema>;
