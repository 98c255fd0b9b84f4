// Will this binary run in that image on that host? The judgement before anything is started: the documents `against@0` and, in a cell, its summary.
// Written by core/verdict, read by every shell; compared with what really happened by core/cell.
import { z } from 'zod';
import { elfSchema } from './elf.ts';

const int = z.number().int().nonnegative();

/**
 * The checks, in the order in which a kernel and a loader would stumble over them. `format`: can a kernel execute it at all; `machine`: machine and OS
 * against the platform; `emulation`: whether the host has to emulate and can; `interp`; `needed`; `versions`; `symbols`; `kernel`: minimum of the ABI tag;
 * `cpu`: level of the build against the CPU; `go-files`: what packages of Go read at run time; `tls`: static TLS asked of dlopen; `permission`.
 */
export const CHECKS = ['format', 'permission', 'machine', 'emulation', 'interp', 'needed', 'versions', 'symbols', 'tls', 'kernel', 'cpu', 'go-files'] as const;
export type CheckId = (typeof CHECKS)[number];

export const verdictEvidenceSchema = z.object({
  source: z.enum(['elf', 'image', 'host', 'build']),
  text: z.string(),
  /** A path in the image, or the file itself. */
  path: z.string().nullable(),
  /** Bytes of the binary that say it. */
  byteOffset: int.nullable(),
  length: int.nullable(),
});
export type VerdictEvidence = z.infer<typeof verdictEvidenceSchema>;

export const checkResultSchema = z.object({
  id: z.enum(CHECKS),
  /** `warn`: it starts, and something it may want is not there; `unknown`: a fact is missing to tell; `not-needed`: there is nothing to check. */
  status: z.enum(['pass', 'fail', 'warn', 'unknown', 'not-needed']),
  /** One sentence: the deciding fact. */
  text: z.string(),
  /** A cause of facts/causes.md for a fail or warn. */
  cause: z.string().nullable(),
  evidence: z.array(verdictEvidenceSchema),
});
export type CheckResult = z.infer<typeof checkResultSchema>;

/** How one library was found, the way the image's own loader would look. */
export const resolvedLibrarySchema = z.object({
  /** As NEEDED says it. */
  name: z.string(),
  /** Who asks for it: the binary (its path in the image) or a library. */
  by: z.string(),
  /** Real path in the image; null where it is not found. */
  path: z.string().nullable(),
  how: z.enum(['rpath', 'LD_LIBRARY_PATH', 'runpath', 'ld.so.cache', 'ld.so.conf', 'default', 'path-file', 'absolute', 'loader', 'already-loaded', 'not-found']),
  /** Every path that was looked at, in order, at most 40, with why it did not serve. */
  tried: z.array(z.object({ path: z.string(), why: z.string() })),
});
export type ResolvedLibrary = z.infer<typeof resolvedLibrarySchema>;

export const verdictSchema = z.object({
  image: z.object({ ref: z.string(), id: z.string().nullable(), platform: z.string(), libc: z.string(), libcVersion: z.string().nullable() }),
  host: z.object({ platform: z.string().nullable(), kernel: z.string().nullable(), cpu: z.string().nullable(), emulated: z.boolean().nullable() }),
  /** `yes`: it will start and find all that its start needs; `no`: with the first check that fails; `unknown`: a fact is missing. */
  runs: z.enum(['yes', 'no', 'unknown']),
  /** The cause of a `no`, of facts/causes.md. */
  cause: z.string().nullable(),
  /** One sentence: the fact behind the verdict. */
  reason: z.string(),
  checks: z.array(checkResultSchema),
  libraries: z.array(resolvedLibrarySchema),
  /** What starts, and may miss something later: texts of the checks that warn. */
  warnings: z.array(z.string()),
});
export type Verdict = z.infer<typeof verdictSchema>;

export const againstSchema = z.object({
  schema: z.literal('cgoscope/against@0'),
  elf: elfSchema,
  verdicts: z.array(verdictSchema),
  /** Images that could not be looked at, with the reason. */
  failed: z.array(z.object({ ref: z.string(), reason: z.string() })),
});
export type Against = z.infer<typeof againstSchema>;

/** The judgement as it stands in a cell, made before the start; `agrees` compares it with what happened (null: nothing was started, or it said `unknown`). */
export const judgementSchema = z.object({
  runs: z.enum(['yes', 'no', 'unknown']),
  cause: z.string().nullable(),
  reason: z.string(),
  agrees: z.boolean().nullable(),
});
export type Judgement = z.infer<typeof judgementSchema>;

/** What is known of the machine that an engine runs on. */
export interface HostFacts {
  /** `linux/amd64`: the daemon's own platform. */
  platform: string;
  /** `6.18.44`. */
  kernel: string;
  /** From /proc/cpuinfo of the host; null where it could not be read. */
  cpu: { model: string; flags: string[]; /** `v1`…`v4` on x86-64, `v8.0`… on arm64 as far as the flags tell; null elsewhere. */ level: string | null } | null;
  /** Whether its kernel runs programs of 32 bits of its own family (CONFIG_IA32_EMULATION, CONFIG_COMPAT); absent or null: not known. */
  compat32?: boolean | null;
  /** null: not known. */
  emulators: { name: string; enabled: boolean; flags: string; interpreter: string; platform: string | null }[] | null;
}
