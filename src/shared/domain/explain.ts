// The document `explain@1` and the words in it: finding, evidence, fix, change, proof.
import { z } from 'zod';
import { differenceSchema } from './difference.ts';

const int = z.number().int().nonnegative();
const shortText = z.string().max(100_000);

/** Where a piece of evidence stands. */
export const EVIDENCE_SOURCES = ['log', 'elf', 'trace', 'image', 'host', 'build', 'resolver', 'facts'] as const;

/** One thing that was seen. Of a log: `line` counts from 1 and `text` is the raw line; of facts: `path` names the fact (`elf.interp`) and `text` its value. */
export const findingEvidenceSchema = z.object({
  source: z.enum(EVIDENCE_SOURCES),
  line: int.optional(),
  text: z.string().optional(),
  byteOffset: int.optional(),
  length: int.optional(),
  event: int.optional(),
  /** Which log of a cell (`build`, `stdout`, `stderr`), which fact (`elf.interp`), or which file. */
  path: z.string().optional(),
});
export type FindingEvidence = z.infer<typeof findingEvidenceSchema>;

/** A file that a change puts into the container where the program runs: as text, or as it is in one of our run images. */
const addedFileSchema = z.union([
  z.object({ path: shortText, content: shortText }),
  /** `from`: name of a run image of ours; files and folders (whole) of it. */
  z.object({ path: shortText, from: z.string().max(200) }),
]);

/** An edit of one file of the project, on the copy that is sent. `content` null removes the file; `replace` wants `find` to stand there. */
const sourceEditSchema = z.union([z.object({ path: shortText, content: shortText.nullable() }), z.object({ path: shortText, find: shortText, replace: shortText })]);

/**
 * What a fix changes of a cell. Everything that is named is replaced, the rest stays. `manual` holds what nobody but a person can do (a host's kernel,
 * a registry's password): such a fix is told and not run.
 */
export const changeSchema = z.object({
  /** axis -> value: `{cgo: '0'}`, `{base: 'glibc'}`, `{libc: 'musl', link: 'static'}`, `{platform: 'linux/arm64'}`, `{go: '1.26'}`, `{level: 'v1'}`, `{tags: '…'}` (`+netgo` adds to the tags there are). */
  axes: z.record(z.string().max(40), shortText).optional(),
  /** Environment of the build; null takes a name out. */
  env: z.record(z.string().max(1_000), shortText.nullable()).optional(),
  goflags: shortText.nullable().optional(),
  ldflags: shortText.nullable().optional(),
  /** Debian packages of C libraries, added beside the compiler. */
  packages: z.array(z.string().max(200)).max(50).optional(),
  modules: z.object({ proxy: shortText, private: shortText, nosumdb: shortText, sumdb: shortText }).partial().optional(),
  sources: z.array(sourceEditSchema).max(50).optional(),
  run: z
    .object({
      env: z.record(z.string().max(1_000), shortText.nullable()),
      user: z.string().max(200).nullable(),
      workdir: shortText.nullable(),
      args: z.array(shortText).max(1_000),
      network: z.enum(['none', 'isolated', 'outside']),
      profile: z.enum(['docker-default', 'hardened']),
      /** `60s`, `2GB`. */
      time: z.string().max(20),
      memory: z.string().max(20),
      /** Put into the container before the start. */
      files: z.array(addedFileSchema).max(50),
      /** Text of /etc/resolv.conf. */
      resolvConf: shortText,
    })
    .partial()
    .optional(),
  /** Shell lines and words for a person. */
  manual: z.array(shortText).max(50).optional(),
});
export type Change = z.infer<typeof changeSchema>;

/** A fix that was tried: the cell that came of it. */
export const proofSchema = z.object({
  run: z.string(),
  cell: int,
  /** True: the cell turned green. False: not proven, by this try. Null: it could not be tried (grey). */
  green: z.boolean().nullable(),
  /** `pass`, `exit 3`, `start-failed` … or why it was not tried. */
  outcome: z.string(),
  at: z.string(),
});
export type Proof = z.infer<typeof proofSchema>;

export const fixSchema = z.object({
  /** Unique in the document: what `rerun --fix` takes. */
  id: z.string(),
  title: z.string(),
  change: changeSchema,
  /** What it costs: told before it is applied. */
  tradeOffs: z.array(z.string()).default([]),
  proof: proofSchema.nullable(),
});
export type Fix = z.infer<typeof fixSchema>;

export const findingSchema = z.object({
  /** Unique in the document. */
  id: z.string(),
  rule: z.string(),
  /** One of {@link CAUSES}. */
  cause: z.string(),
  title: z.string(),
  confidence: z.number().min(0).max(1),
  evidence: z.array(findingEvidenceSchema),
  fixes: z.array(fixSchema),
  see: z.array(z.string()),
  /** The id of the finding that this one merely follows from. */
  follows: z.string().nullable().default(null),
  /** The one fact that would decide it, where it is missing: what to look up, and how. */
  next: z.string().nullable().default(null),
  /** What speaks against it. */
  against: z.array(findingEvidenceSchema).default([]),
});
export type Finding = z.infer<typeof findingSchema>;

export const explainSchema = z.object({
  schema: z.literal('cgoscope/explain@1'),
  /** Likeliest first. */
  findings: z.array(findingSchema),
  /** Nothing explains it: the lines that most likely say why. */
  likely: z.array(findingEvidenceSchema).default([]),
  /** What was looked at, in words, and what contradicts itself. */
  notes: z.array(z.string()).default([]),
});
export type Explain = z.infer<typeof explainSchema>;

/** A fix beside what it was to fix. */
export const proofDocumentSchema = z.object({
  schema: z.literal('cgoscope/proof@0'),
  red: z.object({ run: z.string(), cell: int, label: z.string(), outcome: z.string() }),
  green: z.object({ run: z.string(), cell: int, label: z.string(), outcome: z.string(), green: z.boolean().nullable() }),
  finding: z.object({ id: z.string(), cause: z.string(), title: z.string() }).nullable(),
  fix: fixSchema,
  proven: z.boolean(),
  /** What else changed: size, linkage, floor of glibc, packages that resolve names, users or certificates another way. */
  differences: z.array(differenceSchema),
  /** Told in words: what is lost or won. */
  sideEffects: z.array(z.string()),
  /** A unified diff that a user can take: matrix file, go.mod, Dockerfile lines. */
  patch: z.string(),
});
export type ProofDocument = z.infer<typeof proofDocumentSchema>;

/** The search for the one step that turns green into red. */
export const bisectSchema = z.object({
  schema: z.literal('cgoscope/bisect@0'),
  id: z.string(),
  state: z.enum(['running', 'done', 'cancelled', 'interrupted']),
  green: z.object({ run: z.string(), cell: int, label: z.string() }),
  red: z.object({ run: z.string(), cell: int, label: z.string() }),
  /** From green to red, one change each; `cell` where it was really run. */
  steps: z.array(
    z.object({
      number: int,
      /** What this step changes against the one before, in words; of the first: the green cell. */
      change: z.string(),
      what: z.string(),
      from: z.string().nullable(),
      to: z.string().nullable(),
      run: z.string().nullable(),
      cell: int.nullable(),
      outcome: z.string().nullable(),
      green: z.boolean().nullable(),
    }),
  ),
  /** Number of the step that first came out red with the one before it green; null where there is none, and `why` says why. */
  step: int.nullable(),
  why: z.string(),
  notes: z.array(z.string()),
});
export type Bisect = z.infer<typeof bisectSchema>;
