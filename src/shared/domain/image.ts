// What is in an image, and what an audit of it says: the documents `image@0` and `audit@0`. Written by core/image, read by every shell.
import { z } from 'zod';
import { differenceSchema } from './difference.ts';

const int = z.number().int().nonnegative();

export const LAYER_COMPRESSIONS = ['none', 'gzip', 'zstd'] as const;

export const imageConfigSchema = z.object({
  /** `linux/arm64`, `linux/arm/v7`: what the config claims. */
  platform: z.string(),
  entrypoint: z.array(z.string()),
  cmd: z.array(z.string()),
  env: z.array(z.string()),
  user: z.string(),
  workdir: z.string(),
  labels: z.record(z.string(), z.string()),
  exposedPorts: z.array(z.string()),
  stopSignal: z.string().nullable(),
  created: z.string().nullable(),
});
export type ImageConfig = z.infer<typeof imageConfigSchema>;

/** Where a fact about an image stands: a path in it, the config, or a layer. */
export const imageEvidenceSchema = z.object({
  source: z.enum(['file', 'config', 'manifest', 'layer', 'elf']),
  /** Absolute path in the image; null where it is not about a file. */
  path: z.string().nullable(),
  text: z.string(),
  layer: int.nullable(),
});
export type ImageEvidence = z.infer<typeof imageEvidenceSchema>;

export const imageFactsSchema = z.object({
  /** As it was asked for, and the image's own id. */
  ref: z.string(),
  id: z.string(),
  config: imageConfigSchema,
  bytes: int,
  layers: z.array(
    z.object({ digest: z.string(), bytes: int, compression: z.enum(LAYER_COMPRESSIONS), entries: int, whiteouts: int, createdBy: z.string().nullable(), empty: z.boolean() }),
  ),
  files: int,
  directories: int,
  links: int,
  /** Every ELF by machine, with examples: what the platform claims and what is inside. */
  machines: z.array(z.object({ machine: z.string(), class: z.number(), data: z.string(), count: int, platform: z.string().nullable(), examples: z.array(z.string()) })),
  /** True: all that starts here is of the claimed platform; null: nothing is in it that could tell. */
  platformHolds: z.boolean().nullable(),
  /** Loaders (`/lib64/ld-linux-x86-64.so.2`), real path and the C library they belong to. */
  loaders: z.array(z.object({ path: z.string(), real: z.string().nullable(), libc: z.enum(['glibc', 'musl', 'unknown']), machine: z.string().nullable() })),
  libc: z.enum(['glibc', 'musl', 'both', 'none', 'unknown']),
  /** `2.41`, `1.2.5`; null where the files do not say it. */
  libcVersion: z.string().nullable(),
  /** What says the version: a path and the words in it. */
  libcEvidence: z.array(imageEvidenceSchema),
  /** The highest version node that its libc, libstdc++ and libgcc define: `GLIBC_2.41`, `GLIBCXX_3.4.33`, `CXXABI_1.3.15`, `GCC_14.0.0`. */
  provides: z.array(z.string()),
  distribution: z.object({ id: z.string(), version: z.string(), name: z.string() }).nullable(),
  /** What entrypoint and command need. `program`: the first word as it would be found; null where it is not. */
  start: z.object({
    argv: z.array(z.string()),
    program: z.string().nullable(),
    kind: z.enum(['elf', 'script', 'other', 'missing', 'none']),
    interpreter: z.string().nullable(),
    problem: z.string().nullable(),
  }),
  user: z.object({ asked: z.string(), uid: z.number().nullable(), gid: z.number().nullable(), home: z.string().nullable(), inPasswd: z.boolean().nullable() }),
  roots: z.object({ present: z.boolean(), files: z.array(z.object({ path: z.string(), certificates: int.nullable() })) }),
  zoneinfo: z.object({ present: z.boolean(), path: z.string().nullable(), zones: int }),
  // eslint-disable-next-line no-restricted-syntax -- a path in an image, not an option of spawn
  passwd: z.object({ present: z.boolean(), users: z.array(z.object({ name: z.string(), uid: int, gid: int, home: z.string(), shell: z.string() })) }),
  group: z.object({ present: z.boolean(), groups: z.array(z.object({ name: z.string(), gid: int })) }),
  nsswitch: z.object({ present: z.boolean(), hosts: z.string().nullable(), passwd: z.string().nullable(), modules: z.array(z.string()) }),
  // eslint-disable-next-line no-restricted-syntax -- a path in an image, not an option of spawn
  shell: z.string().nullable(),
  setuid: z.array(z.object({ path: z.string(), mode: z.string(), uid: int })),
  /** Scripts whose interpreter is missing, or has a carriage return in its name. */
  scripts: z.array(z.object({ path: z.string(), interpreter: z.string(), problem: z.enum(['interpreter-missing', 'carriage-return', 'no-interpreter']) })),
  /** What rules ask for: paths that are there and paths that are not, of a fixed list (core/image/wanted.ts). */
  has: z.array(z.string()),
  missing: z.array(z.string()),
  warnings: z.array(z.object({ code: z.string(), text: z.string(), path: z.string().nullable() })),
});
export type ImageFacts = z.infer<typeof imageFactsSchema>;

export const imageFindingSchema = z.object({
  /** `platform-lie`, `entrypoint-missing`, `crlf-script` …: one per rule of core/image/audit. */
  id: z.string(),
  level: z.enum(['error', 'warning', 'info']),
  /** A cause of facts/causes.md that it would lead to; null where it leads to none. */
  cause: z.string().nullable(),
  title: z.string(),
  /** One or two sentences: what follows from it. */
  detail: z.string(),
  evidence: z.array(imageEvidenceSchema),
});
export type ImageFinding = z.infer<typeof imageFindingSchema>;

const audited = z.object({ image: imageFactsSchema, findings: z.array(imageFindingSchema) });
export const auditSchema = audited.extend({
  schema: z.literal('cgoscope/audit@0'),
  /** The second image, and what differs; null where one was asked for. */
  other: audited.nullable(),
  differences: z.array(differenceSchema),
  /** How the index came: read now from the engine's stream, or known from before by the image's id. */
  index: z.object({ cached: z.boolean(), readBytes: int, tookNs: int }),
});
export type Audit = z.infer<typeof auditSchema>;

/** A local image, for a list to choose from. */
export const localImageSchema = z.object({ id: z.string(), tags: z.array(z.string()), bytes: int, createdAt: z.string(), ours: z.boolean() });
export type LocalImage = z.infer<typeof localImageSchema>;

/** One entry of a folder in an image. */
export const imageEntrySchema = z.object({
  name: z.string(),
  path: z.string(),
  kind: z.enum(['file', 'directory', 'symlink', 'char', 'block', 'fifo']),
  mode: z.string(),
  uid: int,
  gid: int,
  size: int,
  /** Where a symlink leads, as it stands in it, and whether that is there. */
  target: z.string().nullable(),
  dangling: z.boolean(),
  layer: int,
  elf: z.object({ machine: z.string().nullable(), linkage: z.string().nullable(), interp: z.string().nullable() }).nullable(),
});
export type ImageEntry = z.infer<typeof imageEntrySchema>;

/** The task of progress events while the layers of `image` are read. */
export const readingTask = (image: string): string => `reading ${image}`;
