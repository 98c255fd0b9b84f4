// Every field of elf@1 of one file beside what readelf, pyelftools, file(1) and Go's debug/buildinfo say of it.
import { relocationName } from '../../../src/core/evidence/elf/relocation-names.ts';
import type { Elf } from '../../../src/shared/domain/elf.ts';
import type { ReadelfFacts } from './readelf.ts';
import { modelsOf } from './tls.ts';
import { MACHINES, NOTE_TYPES, OSABIS, RELATIVE, RELOCATIONS, SECTION_TYPES, SEGMENT_TYPES, named } from './words.ts';

export type Reference = 'readelf' | 'pyelftools' | 'file' | 'go';

export interface Difference {
  field: string;
  by: Reference;
  ours: string;
  theirs: string;
}

/** What pyelftools_facts.py prints. */
export interface PyelftoolsFacts {
  error?: string;
  size: number;
  class: number;
  data: string;
  machine: string | number;
  type: string | number;
  osabi: string | number;
  abiVersion: number;
  entry: string;
  flags: string;
  sections: [string, string | number, string, string, number, number, number, number, number, number][];
  segments: [string | number, string, number, string, string, number, string, string][];
  interp: string | null;
  needed: string[];
  soname: string | null;
  rpath: string[];
  runpath: string[];
  dynamic: [string | number, string][];
  versionsNeeded: [string, string, boolean, boolean][];
  symbols: { dynamic: number; static: number };
  relocations: { count: number; byType: Record<string, number>; plt: number } | null;
  notes: { name: string; type: string | number; desc: string }[];
  initArray: number;
  libc: string | null;
  go: { sections: boolean; x_cgo_init: boolean; _Cfunc_: boolean; _cgoexp_: boolean };
}

interface GoModule {
  Path: string;
  Version: string;
  Sum: string;
  Replace: GoModule | null;
}
/** debug/buildinfo's BuildInfo as JSON. */
export interface GoBuildInfo {
  GoVersion: string;
  Path: string;
  Main: GoModule;
  Deps: GoModule[] | null;
  Settings: { Key: string; Value: string }[] | null;
}

export interface Others {
  readelf: ReadelfFacts;
  pyelftools: PyelftoolsFacts | null;
  /** `file -b`; null where it is not on this machine. */
  file: string | null;
  /** Undefined: no Go to ask. */
  go: GoBuildInfo | null | undefined;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined'));

export function compareFile(ours: Elf, size: number, others: Others): { differences: Difference[]; fields: number } {
  const differences: Difference[] = [];
  let fields = 0;
  const check = (by: Reference, field: string, our: unknown, their: unknown): void => {
    fields++;
    const [a, b] = [text(our), text(their)];
    if (a !== b) differences.push({ field, by, ours: a.slice(0, 300), theirs: b.slice(0, 300) });
  };
  /** Lists are compared entry by entry, so that one difference is one. */
  const checkList = (by: Reference, field: string, our: readonly unknown[], their: readonly unknown[]): void => {
    check(by, `${field}.length`, our.length, their.length);
    for (let i = 0; i < Math.min(our.length, their.length); i++) check(by, `${field}[]`, our[i], their[i]);
  };
  withReadelf(ours, others.readelf, check, checkList);
  if (others.pyelftools && others.pyelftools.error === undefined) withPyelftools(ours, size, others.pyelftools, check, checkList);
  else if (others.pyelftools) check('pyelftools', 'all', '', others.pyelftools.error);
  if (others.file !== null) check('file', 'linkage', ours.linkage, linkageByFile(others.file, ours.type));
  if (others.go !== undefined) withGo(ours, others.go, others.pyelftools, check);
  return { differences, fields };
}

type Check = (by: Reference, field: string, our: unknown, their: unknown) => void;
type CheckList = (by: Reference, field: string, our: readonly unknown[], their: readonly unknown[]) => void;

const sorted = (record: Record<string, number>): string => JSON.stringify(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

function withReadelf(ours: Elf, theirs: ReadelfFacts, check: Check, checkList: CheckList): void {
  const by = 'readelf';
  check(by, 'class', ours.class, theirs.class);
  check(by, 'data', ours.data, theirs.data);
  check(by, 'machine', ours.machine, MACHINES[theirs.machine] ?? theirs.machine);
  check(by, 'type', ours.type, theirs.type);
  check(by, 'osabi', ours.osabi, OSABIS[theirs.osabi] ?? theirs.osabi);
  check(by, 'abiVersion', ours.abiVersion, theirs.abiVersion);
  check(by, 'entry', ours.entry, theirs.entry);
  check(by, 'flags', ours.flags, theirs.flags);
  check(by, 'interp', ours.interp, theirs.interp);
  checkList(by, 'needed', ours.needed, theirs.needed);
  check(by, 'soname', ours.soname, theirs.soname);
  checkList(by, 'rpath', ours.rpath, theirs.rpath);
  checkList(by, 'runpath', ours.runpath, theirs.runpath);
  checkList(by, 'versionsNeeded', ours.versionsNeeded.map(({ file, version, hidden, weak }) => [file, version, hidden, weak]), theirs.versionsNeeded); // prettier-ignore
  check(by, 'glibcFloor', ours.glibcFloor, highest(theirs.versionsNeeded.map(([, version]) => version)));
  checkList(
    by,
    'sections',
    ours.sections.map((s) => [s.name, s.type, s.flags, s.addr, s.offset, s.size, s.link, s.info, s.align, s.entsize]),
    theirs.sections.map(([name, type, ...rest]) => [name, named(ours.machine, `SHT_${SECTION_TYPES[type] ?? type}`), ...rest]),
  );
  checkList(
    by,
    'segments',
    ours.segments.map((s) => [s.type, String(Number(s.flags) & 7), s.offset, s.vaddr, s.paddr, s.filesz, s.memsz, s.align]),
    theirs.segments.map(([type, ...rest]) => [named(ours.machine, `PT_${SEGMENT_TYPES[ours.machine ?? '']?.[type] ?? type}`), ...rest]),
  );
  checkList(
    by,
    'dynamic',
    ours.dynamic.map((entry, i) => [entry.tag, theirs.dynamic[i]?.[1] === null ? null : entry.value, theirs.dynamic[i]?.[2] === null ? null : entry.text?.split(' ').sort()]),
    theirs.dynamic.map(([tag, value, words]) => [named(ours.machine, `DT_${tag}`), value, words === null ? null : words.split(' ').sort()]),
  );
  check(by, 'symbols.dynamic', ours.symbols.dynamic, theirs.symbols.dynamic);
  check(by, 'symbols.static', ours.symbols.static, theirs.symbols.static);
  const byType: Record<string, number> = {};
  for (const [name, count] of Object.entries(theirs.relocations.byType)) {
    // readelf prints the number of what it has no name for: the number is what is compared then, and the name is ours for it.
    const unnamed = /^unrecognized: +([0-9a-f]+)$/.exec(name)?.[1];
    const word =
      unnamed !== undefined ? relocationName(ours.machine ?? '', parseInt(unnamed, 16)) : name === 'relr' ? (RELATIVE[ours.machine ?? ''] ?? 'relr') : (RELOCATIONS[name] ?? name);
    byType[word] = (byType[word] ?? 0) + count;
  }
  check(by, 'relocations.count', ours.relocations.count, theirs.relocations.count);
  check(by, 'relocations.plt', ours.relocations.plt, theirs.relocations.plt);
  check(by, 'relocations.byType', sorted(ours.relocations.byType), sorted(byType));
  const hasTls = theirs.segments.some(([type]) => type === 'TLS') || (theirs.type === 'ET_REL' && theirs.sections.some((section) => (BigInt(section[2]) & 0x400n) !== 0n));
  check(by, 'tls.present', ours.tls.present, hasTls);
  const models = modelsOf(Object.keys(byType));
  const program = ours.linkage !== null && ours.linkage !== 'shared' && ours.linkage !== 'relocatable';
  check(by, 'tls.models', ours.tls.models, models.length === 0 && hasTls && program ? ['local-exec'] : models);
  check(by, 'tls.staticFlag', ours.tls.staticFlag, theirs.dynamic.some(([tag, , words]) => tag === 'FLAGS' && (words ?? '').split(' ').includes('STATIC_TLS'))); // prettier-ignore
  const notesOf = (notes: { name: string; size: number }[]): string[] => notes.map(({ name, size }) => `${name} ${size}`).sort();
  checkList(by, 'notes', notesOf(ours.notes.map(({ name, desc }) => ({ name, size: desc.length / 2 }))), notesOf(theirs.notes));
  check(by, 'buildId', ours.buildId, theirs.notes.find((note) => /^[0-9a-f]{16,}$/.test(note.text ?? ''))?.text ?? null);
  check(by, 'notes[].text', ours.notes.find(({ name, type }) => name === 'GNU' && type === 1)?.text ?? null, theirs.notes.find((note) => note.text?.includes(' '))?.text ?? null); // prettier-ignore
  check(by, 'warnings', ours.warnings.length === 0 ? 'none' : ours.warnings.map(({ code }) => code).join(' '), theirs.warnings.length === 0 ? 'none' : theirs.warnings.join('; '));
}

const highest = (versions: string[]): string | null => {
  const numbers = versions.flatMap((version) => (/^GLIBC_[\d.]+$/.test(version) ? [version.slice(6)] : []));
  return numbers.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1) ?? null;
};

function withPyelftools(ours: Elf, size: number, theirs: PyelftoolsFacts, check: Check, checkList: CheckList): void {
  const by = 'pyelftools';
  check(by, 'size', ours.size, size);
  check(by, 'machine', ours.machine, MACHINES[String(theirs.machine)] ?? theirs.machine);
  for (const field of ['class', 'data', 'type', 'abiVersion', 'entry', 'flags', 'interp', 'soname', 'initArray'] as const) check(by, field, ours[field], theirs[field]);
  check(by, 'osabi', ours.osabi, OSABIS[String(theirs.osabi)] ?? theirs.osabi);
  for (const field of ['needed', 'rpath', 'runpath'] as const) checkList(by, field, ours[field], theirs[field]);
  checkList(by, 'versionsNeeded', ours.versionsNeeded.map(({ file, version, hidden, weak }) => [file, version, hidden, weak]), theirs.versionsNeeded); // prettier-ignore
  checkList(
    by,
    'sections',
    ours.sections.map((s) => [s.name, s.type, s.flags, s.addr, s.offset, s.size, s.link, s.info, s.align, s.entsize]),
    theirs.sections.map(([name, type, ...rest]) => [
      name,
      named(ours.machine, typeof type === 'number' ? `SHT_${type}` : `SHT_${SECTION_TYPES[type.slice(4)] ?? type.slice(4)}`),
      ...rest,
    ]),
  );
  checkList(
    by,
    'segments',
    ours.segments.map((s) => [s.type, s.flags, s.offset, s.vaddr, s.paddr, s.filesz, s.memsz, s.align]),
    theirs.segments.map(([type, ...rest]) => [named(ours.machine, typeof type === 'number' ? `PT_${type}` : type), ...rest]),
  );
  checkList(
    by,
    'dynamic',
    ours.dynamic.map(({ tag, value }) => [tag, value]),
    theirs.dynamic.map(([tag, value]) => [named(ours.machine, typeof tag === 'number' ? `DT_${tag}` : tag), value]),
  );
  check(by, 'symbols', ours.symbols, theirs.symbols);
  if (theirs.relocations) {
    const byType: Record<string, number> = {};
    for (const [type, count] of Object.entries(theirs.relocations.byType)) {
      const word = type === 'relr' ? (RELATIVE[ours.machine ?? ''] ?? 'relr') : relocationName(ours.machine ?? '', Number(type));
      byType[word] = (byType[word] ?? 0) + count;
    }
    check(by, 'relocations.count', ours.relocations.count, theirs.relocations.count);
    check(by, 'relocations.plt', ours.relocations.plt, theirs.relocations.plt);
    check(by, 'relocations.byType', sorted(ours.relocations.byType), sorted(byType));
  }
  checkList(
    by,
    'notes',
    ours.notes.map(({ name, type, desc }) => [name, type, desc]),
    theirs.notes.map(({ name, type, desc }) => [name, typeof type === 'number' ? type : (NOTE_TYPES[type] ?? type), desc]),
  );
  const goNote = theirs.notes.find((note) => note.name === 'Go' && (NOTE_TYPES[note.type] ?? note.type) === 4);
  check(by, 'goBuildId', ours.goBuildId, goNote ? Buffer.from(goNote.desc, 'hex').toString('latin1').replace(/\0+$/, '') : null);
  const isGo = ours.go !== null || ours.goBuildId !== null || theirs.go.sections;
  const inside = evidenceOf(ours, theirs).some((line) => !line.startsWith('build info'));
  check(by, 'libc', ours.libc, theirs.libc ?? (isGo && !inside && theirs.needed.length === 0 ? 'none' : 'unknown'));
}

/** What of cgo stands in the file, looked up by pyelftools. */
function evidenceOf(ours: Elf, theirs: PyelftoolsFacts): string[] {
  const setting = ours.go?.settings['CGO_ENABLED'];
  const evidence = setting === undefined ? [] : [`build info: CGO_ENABLED=${setting}`];
  if (setting === '0') return evidence;
  if (theirs.go.x_cgo_init) evidence.push('symbol x_cgo_init');
  for (const name of ['_Cfunc_', '_cgoexp_'] as const) if (theirs.go[name]) evidence.push(`functions ${name}… in .gopclntab`);
  return [...evidence, ...theirs.needed.map((file) => `needs ${file}`)];
}

function withGo(ours: Elf, theirs: GoBuildInfo | null, pyelftools: PyelftoolsFacts | null, check: Check): void {
  const by = 'go';
  const replaced = (module: GoModule | null): unknown => (module === null ? null : { path: module.Path, version: module.Version, sum: module.Sum });
  check(by, 'go.version', ours.go?.version ?? null, theirs?.GoVersion ?? null);
  check(by, 'go.path', ours.go?.path ?? null, theirs?.Path ?? null);
  check(by, 'go.main', ours.go?.main ?? null, theirs === null || theirs.Main.Path === '' ? null : replaced(theirs.Main));
  check(by, 'go.deps', ours.go?.deps ?? null, theirs === null ? null : (theirs.Deps ?? []).map((dep) => ({ path: dep.Path, version: dep.Version, sum: dep.Sum, replace: replaced(dep.Replace) }))); // prettier-ignore
  check(by, 'go.settings', ours.go?.settings ?? null, theirs === null ? null : Object.fromEntries((theirs.Settings ?? []).map(({ Key, Value }) => [Key, Value])));
  if (!pyelftools || pyelftools.error !== undefined) return;
  const isGo = theirs !== null || ours.goBuildId !== null || pyelftools.go.sections;
  const setting = theirs?.Settings?.find(({ Key }) => Key === 'CGO_ENABLED')?.Value;
  const evidence = isGo ? evidenceOf(ours, pyelftools) : [];
  check(by, 'cgo.evidence', ours.cgo.evidence, evidence);
  check(by, 'cgo.enabled', ours.cgo.enabled, !isGo ? null : setting !== undefined ? setting === '1' : evidence.length > 0 ? true : null);
}

/** The words of file(1) for what elf@1 calls linkage. */
function linkageByFile(said: string, type: string | null): string | null {
  if (type === 'ET_CORE') return null;
  if (/ relocatable,/.test(said)) return 'relocatable';
  if (/ pie executable,/.test(said)) return /static-pie linked/.test(said) ? 'static-pie' : 'pie';
  if (/ shared object,/.test(said)) return /static-pie linked/.test(said) ? 'static-pie' : 'shared';
  if (/ executable,/.test(said)) return /statically linked/.test(said) ? 'static' : 'dynamic';
  return said;
}
