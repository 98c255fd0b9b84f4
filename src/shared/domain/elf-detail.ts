// The document `elf-detail@0`: what stands in a binary beyond `elf@1`, in parts that are read only when asked. Written by core/evidence/elf and
// core/evidence/gobinary, read by the window, the command line, the comparison and the judgement whether it will run.
import { z } from 'zod';

const int = z.number().int().nonnegative();
/** A 64-bit address, value or size: decimal text. */
const u64 = z.string().regex(/^\d+$/);

/** The parts of the document; one that was not asked for is null. */
export const ELF_PARTS = ['places', 'versions', 'symbols', 'relocations', 'plt', 'tls', 'init', 'properties', 'go', 'hardening', 'sizes'] as const;
export type ElfPart = (typeof ELF_PARTS)[number];

/** A range of bytes of the file: where a fact stands. */
export const byteRangeSchema = z.object({ offset: int, length: int });
export type ByteRange = z.infer<typeof byteRangeSchema>;

export const elfSymbolSchema = z.object({
  table: z.enum(['dynamic', 'static']),
  /** Its place in the table; the null symbol is 0. */
  index: int,
  name: z.string(),
  /** `GLIBC_2.34`; null where the symbol has none. */
  version: z.string().nullable(),
  /** True where the version is not the default one (`name@V`, not `name@@V`). */
  hidden: z.boolean(),
  /** The library that the version is asked of; null for what is defined here and for what has no version. */
  from: z.string().nullable(),
  value: u64,
  size: u64,
  /** Constants of elf.h: STT_FUNC, STB_GLOBAL, STV_DEFAULT. */
  type: z.string(),
  bind: z.string(),
  visibility: z.string(),
  /** The section's name, or SHN_UNDEF, SHN_ABS, SHN_COMMON. */
  section: z.string(),
});
export type ElfSymbol = z.infer<typeof elfSymbolSchema>;

/** One fact of hardening: `yes`, `no`, `partial` (RELRO without BIND_NOW, some functions fortified), `unknown` (nothing in the file says it) or `not-applicable`. */
export const hardeningFactSchema = z.object({
  id: z.enum(['nx', 'pie', 'relro', 'canary', 'fortify', 'no-rwx', 'no-textrel', 'no-rpath', 'ibt', 'shstk', 'bti', 'pac', 'stripped']),
  value: z.enum(['yes', 'no', 'partial', 'unknown', 'not-applicable']),
  /** The fact that decides it, in one sentence. */
  why: z.string(),
  place: byteRangeSchema.nullable(),
});
export type HardeningFact = z.infer<typeof hardeningFactSchema>;

/** Bytes in the file, as a tree: sections, packages of Go, symbols. A node's size is at least that of its children together. */
export interface SizeNode {
  name: string;
  /** `file` the root; `other`: what no finer name is known for. */
  kind: 'file' | 'section' | 'package' | 'symbol' | 'header' | 'other';
  bytes: number;
  children: SizeNode[];
}
export const sizeNodeSchema: z.ZodType<SizeNode> = z.lazy(() =>
  z.object({ name: z.string(), kind: z.enum(['file', 'section', 'package', 'symbol', 'header', 'other']), bytes: int, children: z.array(sizeNodeSchema) }),
);

/** What the Go toolchain left in a binary beside its build info. */
export const goDetailSchema = z.object({
  /** Build info's format: pointers (before Go 1.18) or inline strings; null without build info. */
  buildInfoFormat: z.enum(['pointers', 'inline']).nullable(),
  /** The version of the pclntab, by its magic; null where none was found. */
  pclntab: z.object({ version: z.enum(['go1.2', 'go1.16', 'go1.18', 'go1.20', 'unknown']), functions: int, files: int.nullable(), place: byteRangeSchema }).nullable(),
  /** Every package with a function in the binary, by import path; `std` are those of the standard library. */
  packages: z.array(z.object({ path: z.string(), std: z.boolean(), functions: int, bytes: int })),
  /** The packages that decide where it can run: whether they are in it, and by what that is known. null: can't be told. */
  has: z.array(z.object({ package: z.enum(['runtime/cgo', 'net', 'os/user', 'crypto/x509', 'time/tzdata', 'plugin']), present: z.boolean().nullable(), evidence: z.string() })),
  /** Whether time.LoadLocation is in it: what is never called is not linked, and nothing else asks for zones by name. null: can't be told. */
  zonesByName: z.boolean().nullable(),
  /** Symbols of cgo by kind, with counts and a few names each. */
  cgoSymbols: z.array(z.object({ kind: z.enum(['_cgoexp_', '_Cfunc_', '_cgo_', 'x_cgo_', '_cgo_init']), count: int, names: z.array(z.string()) })),
  /** GOAMD64, GOARM64, GOARM, GO386 … as build info says it, and what is the default where it does not; null for machines without levels. */
  level: z.object({ variable: z.string(), value: z.string(), assumed: z.boolean() }).nullable(),
  /** What really linked it: `internal` (Go's own linker) or `external`; with the facts that say it. */
  linkMode: z.object({ mode: z.enum(['internal', 'external', 'unknown']), evidence: z.array(z.string()) }),
  /** True for binaries built with -race, -msan, -asan; null where it can't be told. */
  race: z.boolean().nullable(),
});
export type GoDetail = z.infer<typeof goDetailSchema>;

export const elfDetailSchema = z.object({
  schema: z.literal('cgoscope/elf-detail@0'),
  path: z.string(),
  size: int,
  format: z.string(),
  /** What was asked for. */
  parts: z.array(z.enum(ELF_PARTS)),
  /** The bytes that a fact of `elf@1` was read from, by the fact's path in that document: `interp`, `needed[0]`, `machine`, `versionsNeeded[3]`, `notes[1]`, `go`. */
  places: z.array(byteRangeSchema.extend({ fact: z.string() })).nullable(),
  versions: z
    .object({
      defined: z.array(z.object({ index: int, name: z.string(), parents: z.array(z.string()), base: z.boolean(), weak: z.boolean(), place: byteRangeSchema })),
      needed: z.array(z.object({ index: int, file: z.string(), version: z.string(), weak: z.boolean(), symbols: z.array(z.string()), place: byteRangeSchema })),
    })
    .nullable(),
  symbols: z
    .object({
      dynamic: int,
      static: int,
      /** The symbols asked for: all of a small file, else the first; `cut` counts those left out. */
      list: z.array(elfSymbolSchema),
      cut: int,
    })
    .nullable(),
  relocations: z
    .object({
      tables: z.array(
        z.object({ name: z.string(), kind: z.enum(['rela', 'rel', 'relr']), count: int, plt: z.boolean(), byType: z.record(z.string(), int), place: byteRangeSchema }),
      ),
    })
    .nullable(),
  /** Which symbol lives in which slot. `slot`: address of the GOT entry; `stub`: address of the PLT entry where it can be told. */
  plt: z
    .object({
      entries: z.array(z.object({ slot: u64, stub: u64.nullable(), symbol: z.string().nullable(), version: z.string().nullable(), type: z.string(), place: byteRangeSchema })),
      cut: int,
    })
    .nullable(),
  tls: z
    .object({
      segment: z.object({ fileBytes: int, memoryBytes: u64, align: u64, place: byteRangeSchema }).nullable(),
      staticFlag: z.boolean(),
      models: z.array(z.object({ model: z.string(), count: int.nullable(), evidence: z.array(z.string()) })),
      symbols: z.array(z.string()),
    })
    .nullable(),
  init: z
    .object({
      entries: z.array(z.object({ array: z.enum(['preinit', 'init', 'fini']), index: int, value: u64.nullable(), symbol: z.string().nullable(), place: byteRangeSchema })),
      cut: int,
    })
    .nullable(),
  /** GNU properties: `x86 ISA needed: x86-64-v3`, `IBT`, `BTI`; unknown ones by number. */
  properties: z.array(z.object({ name: z.string(), value: z.string(), place: byteRangeSchema })).nullable(),
  go: goDetailSchema.nullable(),
  hardening: z.array(hardeningFactSchema).nullable(),
  /** The file's bytes by section, below them packages and symbols. */
  sizes: sizeNodeSchema.nullable(),
  warnings: z.array(z.object({ code: z.string(), text: z.string(), offset: int.nullable() })),
});
export type ElfDetail = z.infer<typeof elfDetailSchema>;

/** The document `elf-diff@0`: two binaries side by side, facts and bytes. */
export const sizeChangeSchema = z.object({ kind: z.enum(['section', 'package', 'symbol']), name: z.string(), a: int.nullable(), b: int.nullable() });
export type SizeChange = z.infer<typeof sizeChangeSchema>;
