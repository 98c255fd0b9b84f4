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
    })
    .partial()
    .optional(),
  resolver: z.object({ resolvConf: z.string() }).partial().optional(),
});
export type Facts = z.infer<typeof factsSchema>;
