// The document `elf@1`: what a binary says of itself. Written by core/evidence/elf, read by everything.
import { z } from 'zod';

const int = z.number().int().nonnegative();
/** A 64-bit address, size of memory or set of flags: decimal text, as JSON numbers end at 2^53. */
const u64 = z.string().regex(/^\d+$/);

export const goInfoSchema = z.object({
  /** The toolchain's version as it stands in the file, `go1.24.4`. */
  version: z.string(),
  path: z.string(),
  main: z.object({ path: z.string(), version: z.string(), sum: z.string() }).nullable(),
  deps: z.array(z.object({ path: z.string(), version: z.string(), sum: z.string(), replace: z.object({ path: z.string(), version: z.string(), sum: z.string() }).nullable() })),
  settings: z.record(z.string(), z.string()),
});

export const elfSchema = z.object({
  schema: z.literal('cgoscope/elf@1'),
  path: z.string(),
  size: int,
  format: z.enum(['elf', 'mach-o', 'pe', 'script', 'ar', 'gzip', 'text', 'empty', 'unknown']),
  /** 32 or 64; null where the file is no ELF. The same holds for every header fact below. */
  class: z.union([z.literal(32), z.literal(64)]).nullable(),
  data: z.enum(['lsb', 'msb']).nullable(),
  /** The constant of elf.h, `EM_X86_64`; `EM_<number>` where it has no name here. */
  machine: z.string().nullable(),
  type: z.string().nullable(),
  osabi: z.string().nullable(),
  abiVersion: int.nullable(),
  entry: u64.nullable(),
  flags: u64.nullable(),
  interp: z.string().nullable(),
  needed: z.array(z.string()),
  soname: z.string().nullable(),
  rpath: z.array(z.string()),
  runpath: z.array(z.string()),
  versionsNeeded: z.array(z.object({ file: z.string(), version: z.string(), hidden: z.boolean(), weak: z.boolean() })),
  /** The highest `GLIBC_x.y` among the versions needed, as `2.34`. */
  glibcFloor: z.string().nullable(),
  libc: z.enum(['glibc', 'musl', 'none', 'unknown']),
  linkage: z.enum(['static', 'static-pie', 'dynamic', 'pie', 'shared', 'relocatable']).nullable(),
  buildId: z.string().nullable(),
  goBuildId: z.string().nullable(),
  go: goInfoSchema.nullable(),
  cgo: z.object({ enabled: z.boolean().nullable(), evidence: z.array(z.string()) }),
  sections: z.array(z.object({ name: z.string(), type: z.string(), flags: u64, addr: u64, offset: int, size: int, link: int, info: int, align: int, entsize: int })),
  segments: z.array(z.object({ type: z.string(), flags: u64, offset: int, vaddr: u64, paddr: u64, filesz: int, memsz: u64, align: u64 })),
  dynamic: z.array(z.object({ tag: z.string(), value: u64, text: z.string().nullable() })),
  /** Counts include the null symbol. */
  symbols: z.object({ dynamic: int, static: int }),
  tls: z.object({ present: z.boolean(), models: z.array(z.string()), staticFlag: z.boolean() }),
  initArray: int,
  relocations: z.object({ count: int, byType: z.record(z.string(), int), plt: int }),
  notes: z.array(z.object({ name: z.string(), type: int, desc: z.string(), text: z.string().nullable() })),
  warnings: z.array(z.object({ code: z.string(), text: z.string(), offset: int.nullable() })),
});

/** What a binary says of itself. Non-ELF files carry `format` and nulls. */
export type Elf = z.infer<typeof elfSchema>;
export type GoInfo = z.infer<typeof goInfoSchema>;

/** The part of {@link Elf} that stands in a cell. */
export const elfSummarySchema = z.object({
  format: z.string(),
  machine: z.string().nullable(),
  type: z.string().nullable(),
  interp: z.string().nullable(),
  needed: z.array(z.string()),
  glibcFloor: z.string().nullable(),
  libc: z.string(),
  linkage: z.string().nullable(),
  goVersion: z.string().nullable(),
  cgoEnabled: z.boolean().nullable(),
});
export type ElfSummary = z.infer<typeof elfSummarySchema>;

export const summariseElf = (elf: Elf): ElfSummary => ({
  format: elf.format,
  machine: elf.machine,
  type: elf.type,
  interp: elf.interp,
  needed: elf.needed,
  glibcFloor: elf.glibcFloor,
  libc: elf.libc,
  linkage: elf.linkage,
  goVersion: elf.go?.version ?? null,
  cgoEnabled: elf.cgo.enabled,
});
