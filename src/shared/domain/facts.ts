// Facts: evidence parsed, in one shape for store, comparison, rules, `--facts` and reports. All parts optional: unknown is an answer.
import { z } from 'zod';

export const factsSchema = z.object({
  elf: z
    .object({
      format: z.string(),
      machine: z.string().nullable(),
      class: z.number().nullable(),
      type: z.string().nullable(),
      interp: z.string().nullable(),
      needed: z.array(z.string()),
      glibcFloor: z.string().nullable(),
      libc: z.string(),
      linkage: z.string().nullable(),
      size: z.number(),
      goVersion: z.string().nullable(),
      goSettings: z.record(z.string(), z.string()),
      buildId: z.string().nullable(),
      flags: z.array(z.string()),
    })
    .partial()
    .optional(),
  image: z
    .object({
      ref: z.string(),
      platform: z.string(),
      libc: z.string().nullable(),
      libcVersion: z.string().nullable(),
      has: z.array(z.string()),
      missing: z.array(z.string()),
    })
    .partial()
    .optional(),
  host: z
    .object({
      arch: z.string(),
      kernel: z.string(),
      cpu: z.string(),
      engine: z.string(),
      binfmt: z.array(z.object({ name: z.string(), flags: z.string(), interpreter: z.string() })),
    })
    .partial()
    .optional(),
  build: z
    .object({
      go: z.string(),
      goos: z.string(),
      goarch: z.string(),
      gohostos: z.string(),
      gohostarch: z.string(),
      cgo: z.boolean(),
      /** A package of the project itself has `import "C"`; dependencies are not looked into. */
      importsC: z.boolean(),
      cc: z.string().nullable(),
      exitStatus: z.number().nullable(),
      flags: z.array(z.string()),
      deps: z.array(z.string()),
      warnings: z.array(z.string()),
      errors: z.array(z.string()),
      linkMode: z.string().nullable(),
    })
    .partial()
    .optional(),
  run: z
    .object({
      outcome: z.string(),
      code: z.number().nullable(),
      signal: z.string().nullable(),
      error: z.string().nullable(),
      stdout: z.array(z.string()),
      stderr: z.array(z.string()),
    })
    .partial()
    .optional(),
  trace: z
    .object({
      firstExec: z.object({ path: z.string(), error: z.string().nullable() }).nullable(),
      filesOpened: z.array(z.string()),
      filesMissing: z.array(z.string()),
      connects: z.array(z.string()),
      errors: z.record(z.string(), z.number()),
      /** An emulator's own calls are in the log (qemu-user). */
      emulated: z.boolean(),
      /** What was started first, and how it ended; null where the log does not hold it. */
      program: z.object({ path: z.string(), argv: z.array(z.string()) }).nullable(),
      ended: z.object({ code: z.number().nullable(), signal: z.string().nullable() }).nullable(),
      /**
       * Things that were looked for: `kind` and `name` as in traceSoughtSchema (`library` `libfoo.so.1`, `ca-roots` `CA roots`, `loader` `interpreter of /app`), in which
       * places, and where found. Files of the kind `other` only where they were never found; what every program looks for and none minds is left out.
       */
      sought: z.array(z.object({ kind: z.string(), name: z.string(), found: z.boolean(), foundAt: z.string().nullable(), places: z.array(z.string()) })),
      /** As in traceDecidingSchema; `text` is the call without pid and times: `openat(AT_FDCWD, "/x", O_RDONLY) = -1 ENOENT`. */
      deciding: z.array(z.object({ why: z.string(), event: z.number(), text: z.string() })),
      /** Each signal once with its code (`SEGV_MAPERR`, `SI_USER`). `fatal`: it ended the process that got it. */
      signals: z.array(z.object({ name: z.string(), code: z.string().nullable(), fatal: z.boolean(), event: z.number() })),
      /** Calls that name no file and were refused as such (EPERM, EACCES, ENOSYS): what a seccomp profile, an emulator or an old kernel does. */
      refused: z.array(z.object({ call: z.string(), error: z.string(), times: z.number(), event: z.number() })),
      /** `answered` is the code of the first answer (`NOERROR`, `NXDOMAIN`), null without one; `waitMs` until then. */
      dns: z.array(
        z.object({
          name: z.string(),
          type: z.string(),
          server: z.string(),
          answered: z.string().nullable(),
          addresses: z.array(z.string()),
          /** Length of the first answer's message. */
          answerBytes: z.number().nullable(),
          waitMs: z.number().nullable(),
          event: z.number(),
        }),
      ),
    })
    .partial()
    .optional(),
  resolver: z.object({ resolvConf: z.string() }).partial().optional(),
});
export type Facts = z.infer<typeof factsSchema>;
