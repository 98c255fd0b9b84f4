// The matrix file, `cgoscope.yaml`: every key optional. The schema is published by `cgoscope schema matrix`.
import { z } from 'zod';

const text = z.string();
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const list = z.union([scalar, z.array(scalar)]);
/** `30s`, `2m`, `500ms`. */
export const durationText = z.string().regex(/^\d+(\.\d+)?(ms|s|m|h)$/, 'a duration such as 500ms, 30s or 2m');
/** `64MB`, `2GB`, or a number of bytes. */
export const sizeText = z.union([z.number().int().positive(), z.string().regex(/^\d+(\.\d+)?\s*(B|[kKMGT]B?|[KMGT]iB)$/, 'a size such as 64MB or 2GiB')]);

export const readySchema = z.union([
  z.strictObject({ tcp: z.number().int().min(1).max(65535) }),
  z.strictObject({ http: z.string().describe('port and path, `8080/healthz`') }),
  z.strictObject({ log: z.string().describe('a text that a line of its output contains') }),
  z.strictObject({ after: durationText.describe('still running after this long') }),
]);
export type Ready = z.infer<typeof readySchema>;

export const runSettingsSchema = z.strictObject({
  args: z.array(scalar).optional(),
  env: z.record(z.string(), scalar).optional(),
  stdin: text.optional(),
  user: z.union([text, z.number()]).optional(),
  workdir: text.optional(),
  /** path in the container -> file of the project */
  files: z.record(z.string(), z.string()).optional(),
  network: z.enum(['none', 'isolated', 'outside']).optional().describe('isolated: a bridge of ours without outside access (default)'),
  limits: z
    .strictObject({
      time: durationText.optional(),
      memory: sizeText.optional(),
      pids: z.number().int().positive().optional(),
      output: sizeText.optional(),
      trace: sizeText.optional(),
    })
    .optional(),
  ready: readySchema.optional(),
  stop: z
    .string()
    .regex(/^SIG[A-Z0-9]+$/, 'a signal name such as SIGTERM')
    .optional(),
  profile: z.enum(['docker-default', 'hardened']).optional(),
  trace: z.union([z.enum(['on', 'off']), z.boolean()]).optional(),
});
export type RunSettings = z.infer<typeof runSettingsSchema>;

export const matrixFileSchema = z.strictObject({
  version: z.literal(1).optional(),
  axes: z
    .strictObject({
      package: list.optional(),
      cgo: list.optional(),
      platform: list.optional(),
      libc: list.optional(),
      link: list.optional(),
      go: list.optional(),
      tags: list.optional(),
      base: list.optional(),
      level: list.optional(),
    })
    .optional(),
  /** auto: official images where a registry answers, else made from Debian's packages. */
  toolchain: z.union([z.enum(['auto', 'debian', 'images']), z.strictObject({ image: text })]).optional(),
  env: z.record(z.string(), scalar).optional(),
  goflags: text.optional(),
  ldflags: text.optional(),
  gcflags: text.optional(),
  trimpath: z.boolean().optional(),
  buildvcs: z.boolean().optional(),
  /** C libraries: libc or `libc platform` -> Debian (glibc) package names installed beside the compiler. */
  packages: z.record(z.string(), z.array(text)).optional(),
  sources: z.strictObject({ exclude: z.array(text).optional() }).optional(),
  modules: z.strictObject({ proxy: text.optional(), private: text.optional(), nosumdb: text.optional(), sumdb: text.optional(), ca: z.array(text).optional() }).optional(),
  build: z
    .strictObject({ limits: z.strictObject({ time: durationText.optional(), memory: sizeText.optional(), pids: z.number().int().positive().optional() }).optional() })
    .optional(),
  run: runSettingsSchema.optional(),
  /** Settings of single cells, later ones win. */
  cells: z.array(z.strictObject({ when: text, run: runSettingsSchema.optional(), env: z.record(z.string(), scalar).optional(), ldflags: text.optional() })).optional(),
  /** What counts as green where it is not `pass`; the last match wins. */
  expect: z
    .array(
      z.strictObject({
        when: text,
        outcome: z.enum(['pass', 'build-failed', 'start-failed', 'exit', 'signal', 'timed-out', 'oom']),
        code: z.number().int().min(0).max(255).optional(),
        why: text.optional(),
      }),
    )
    .optional(),
  include: z.array(text).optional(),
  exclude: z.array(text).optional(),
});
export type MatrixFile = z.infer<typeof matrixFileSchema>;
