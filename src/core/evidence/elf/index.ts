// Reads an ELF file into the document elf@1. The face of the folder; called for every artefact, for lone files and for every ELF of an image.
import type { Elf } from '../../../shared/domain/elf.ts';
import { findBuildInfo, findForeignBuildInfo } from '../gobinary/index.ts';
import type { ByteSource } from '../types.ts';
import { countDynamicSymbols, entriesOf, glibcFloorOf, type Dynamic } from './dynamic.ts';

import type { Section } from './header.ts';
import type { Input } from './input.ts';
import { readNotes } from './notes.ts';
import { readOrigin } from './origin.ts';
import { readRelocations, tlsModels } from './relocations.ts';
import { parseElf } from './skeleton.ts';
import { readVersionNeeds } from './versions.ts';

export { formatOf, HEAD_BYTES } from './format.ts';

/** A document in which nothing is known. */
export const emptyElf = (path: string, size: number, format: Elf['format']): Elf => ({
  schema: 'cgoscope/elf@1',
  path,
  size,
  format,
  class: null,
  data: null,
  machine: null,
  type: null,
  osabi: null,
  abiVersion: null,
  entry: null,
  flags: null,
  interp: null,
  needed: [],
  soname: null,
  rpath: [],
  runpath: [],
  versionsNeeded: [],
  glibcFloor: null,
  libc: 'unknown',
  linkage: null,
  buildId: null,
  goBuildId: null,
  go: null,
  cgo: { enabled: null, evidence: [] },
  sections: [],
  segments: [],
  dynamic: [],
  symbols: { dynamic: 0, static: 0 },
  tls: { present: false, models: [], staticFlag: false },
  initArray: 0,
  relocations: { count: 0, byType: {}, plt: 0 },
  notes: [],
  warnings: [],
});

/**
 * Everything a file says of itself. `path` is only carried into the document. Never throws on any bytes (an error of `source.read` itself passes
 * through); a damaged file gives what could be read and warnings with offsets; time and memory are linear in what is read, never in what is claimed.
 * Sources: the System V gABI, elf.h, the psABI documents, Go's debug/buildinfo.
 */
export function readElf(source: ByteSource, path: string): Elf {
  const { input, format, facts, skeleton } = parseElf(source);
  const elf = emptyElf(path, input.size, format);
  elf.warnings = input.warnings;
  Object.assign(elf, facts);
  // What is no ELF is named by Go's build info all the same: it says GOOS and GOARCH.
  if (format === 'pe' || format === 'mach-o') elf.go = findForeignBuildInfo(source, format)?.info ?? null;
  if (!skeleton) return elf;
  const { header, sections, segments, dynamic } = skeleton;
  const interp = segments.find(({ type, filesz }) => type === 'PT_INTERP' && filesz > 0);
  if (interp) elf.interp = input.text(interp.offset, Math.min(4096, interp.filesz));
  if (dynamic) describeDynamic(elf, dynamic);
  elf.versionsNeeded = readVersionNeeds(input, dynamic, sections).map(({ file, version, hidden, weak }) => ({ file, version, hidden, weak }));
  elf.glibcFloor = glibcFloorOf(elf.versionsNeeded);
  elf.symbols = {
    dynamic: countDynamicSymbols(input, dynamic, sections),
    static: sections.filter(({ type }) => type === 'SHT_SYMTAB').reduce((sum, section) => sum + entriesOf(input, section), 0),
  };
  // In a file of debug information (`objcopy --only-keep-debug`) the segment is there and its text is not.
  const asksForLoader = segments.some(({ type }) => type === 'PT_INTERP');
  elf.linkage = linkageOf(elf, header.entry, dynamic, asksForLoader);

  const notes = readNotes(skeleton);
  elf.notes = notes.notes;
  elf.buildId = notes.buildId;
  elf.goBuildId = notes.goBuildId;
  elf.relocations = readRelocations(input, header, sections, dynamic);
  const hasTls = segments.some(({ type }) => type === 'PT_TLS') || (header.type === 'ET_REL' && sections.some(({ flags }) => (flags & 0x400n) !== 0n));
  elf.tls = {
    present: hasTls,
    models: tlsModels(elf.relocations, hasTls, elf.linkage !== 'shared' && elf.linkage !== 'relocatable' && elf.linkage !== null),
    staticFlag: ((dynamic?.get('DT_FLAGS') ?? 0n) & 16n) !== 0n,
  };
  elf.initArray = initArrayOf(input, dynamic, sections);
  elf.go = findBuildInfo(skeleton)?.info ?? null;
  const origin = readOrigin(input, { ...elf, android: notes.android, sections, segments });
  elf.libc = origin.libc;
  elf.cgo = origin.cgo;

  elf.sections = sections.map((section) => ({ ...section, flags: String(section.flags), addr: String(section.addr) }));
  elf.segments = segments.map((segment) => ({
    ...segment,
    flags: String(segment.flags),
    vaddr: String(segment.vaddr),
    paddr: String(segment.paddr),
    memsz: String(segment.memsz),
    align: String(segment.align),
  }));
  return elf;
}

function describeDynamic(elf: Elf, dynamic: Dynamic): void {
  elf.dynamic = dynamic.entries.map(({ tag, value, text }) => ({ tag, value: String(value), text }));
  for (const { tag, text } of dynamic.entries) {
    if (text === null) continue;
    if (tag === 'DT_NEEDED') elf.needed.push(text);
    else if (tag === 'DT_SONAME') elf.soname ??= text;
    else if (tag === 'DT_RPATH') elf.rpath.push(...folders(elf, elf.rpath, text));
    else if (tag === 'DT_RUNPATH') elf.runpath.push(...folders(elf, elf.runpath, text));
  }
}

/** A search path of more folders than this is none. */
const MAX_FOLDERS = 4096;

function folders(elf: Elf, known: string[], text: string): string[] {
  const found = text.split(':', MAX_FOLDERS + 1);
  if (known.length + found.length <= MAX_FOLDERS) return found;
  if (known.length < MAX_FOLDERS) elf.warnings.push({ code: 'path-cut', text: `search paths of more than ${MAX_FOLDERS} folders; the rest is left out`, offset: null });
  return found.slice(0, MAX_FOLDERS - known.length);
}

/**
 * What the file links, from its type, its dynamic table and its loader:
 * - `static`: ET_EXEC that asks for no loader and no library; `dynamic`: ET_EXEC that asks for one.
 * - ET_DYN: DF_1_PIE (or, in files older than that flag, a loader and no soname) makes it a program: `static-pie` where it asks for neither loader
 *   nor library, else `pie`. So Go's own `CGO_ENABLED=0 -buildmode=pie` is `pie`: it has a loader, and nothing that it needs.
 * - A program without the flag, without loader, soname and exports is the `static-pie` of old linkers; what is left is `shared`.
 */
function linkageOf(elf: Elf, entry: bigint, dynamic: Dynamic | null, asksForLoader: boolean): Elf['linkage'] {
  const asks = asksForLoader || elf.needed.length > 0;
  switch (elf.type) {
    case 'ET_REL':
      return 'relocatable';
    case 'ET_EXEC':
      return asks ? 'dynamic' : 'static';
    case 'ET_DYN':
      if (((dynamic?.get('DT_FLAGS_1') ?? 0n) & 0x08000000n) !== 0n) return asks ? 'pie' : 'static-pie';
      if (elf.soname !== null) return 'shared';
      if (asksForLoader) return 'pie';
      // Kept debug information has no dynamic table to say it: the loader itself would look like a program.
      return dynamic !== null && elf.needed.length === 0 && entry !== 0n && elf.symbols.dynamic <= 1 ? 'static-pie' : 'shared';
    default:
      return null;
  }
}

function initArrayOf(input: Input, dynamic: Dynamic | null, sections: Section[]): number {
  const wide = input.is64 ? 8 : 4;
  const bytes =
    dynamic !== null && dynamic.get('DT_INIT_ARRAYSZ') !== null
      ? dynamic.size('DT_INIT_ARRAYSZ')
      : sections.filter(({ type }) => type === 'SHT_INIT_ARRAY').reduce((sum, { size }) => sum + Math.min(size, input.size), 0);
  return Math.floor(Math.min(bytes, input.size) / wide);
}
