// The part `places`: the bytes of the file that each fact of elf@1 was read from. A fact with several has several: a name, and the entry that points at it.
import type { ByteRange, ElfDetail } from '../../../../shared/domain/elf-detail.ts';
import type { Elf } from '../../../../shared/domain/elf.ts';
import { findBuildInfo } from '../../gobinary/index.ts';
import type { Input } from '../input.ts';
import { readNotePlaces } from '../notes.ts';
import { relocationTables } from '../relocation-table.ts';
import type { ElfSkeleton } from '../skeleton.ts';
import { readVersionNeeds } from '../versions.ts';
import { INIT_ARRAYS } from './init-arrays.ts';
import { dynamicPlace, sectionPlace, segmentPlace } from './where.ts';

type Places = NonNullable<ElfDetail['places']>;
type Add = (fact: string, place: ByteRange | null) => void;

const MAX_PLACES = 50_000;

/** `elf` is the document whose facts are placed. Paths are those of its JSON: `needed[0]`, `relocations`, `symbols.dynamic`. */
export function describePlaces(skeleton: ElfSkeleton, elf: Elf): Places {
  const places: Places = [];
  let cut = 0;
  const { size } = skeleton.input;
  const add: Add = (fact, place) => {
    if (!place || place.length <= 0 || !(place.offset >= 0) || place.offset >= size) return;
    if (places.length < MAX_PLACES) places.push({ fact, offset: place.offset, length: Math.min(place.length, size - place.offset) });
    else if (cut++ === 0) skeleton.input.warn('places-cut', `more than ${MAX_PLACES} places; the rest is left out`, place.offset);
  };
  placeHeader(skeleton, add);
  placeTables(skeleton, elf, add);
  placeDynamic(skeleton, elf, add);
  placeSymbols(skeleton, add);
  placeRest(skeleton, elf, add);
  placeConcluded(places, elf, add);
  return places;
}

/** Fields of the header stand at fixed places. */
function placeHeader({ input }: ElfSkeleton, add: Add): void {
  const wide = input.is64 ? 8 : 4;
  add('format', { offset: 0, length: 4 });
  add('class', { offset: 4, length: 1 });
  add('data', { offset: 5, length: 1 });
  add('osabi', { offset: 7, length: 1 });
  add('abiVersion', { offset: 8, length: 1 });
  add('type', { offset: 16, length: 2 });
  add('machine', { offset: 18, length: 2 });
  add('entry', { offset: 24, length: wide });
  add('flags', { offset: 24 + 3 * wide, length: 4 });
}

function placeTables(skeleton: ElfSkeleton, { interp }: Elf, add: Add): void {
  const { header, sections, segments } = skeleton;
  add('segments', { offset: header.phoff, length: segments.length * header.phentsize });
  for (const index of segments.keys()) add(`segments[${index}]`, segmentPlace(skeleton, index));
  add('sections', { offset: header.shoff, length: sections.length * header.shentsize });
  for (const index of sections.keys()) add(`sections[${index}]`, sectionPlace(skeleton, index));
  segments.forEach(({ type, offset, filesz }, index) => {
    if (type === 'PT_INTERP' && interp !== null && filesz > 0) {
      add('interp', { offset, length: Math.min(4096, filesz) });
      add('interp', segmentPlace(skeleton, index));
    }
    if (type !== 'PT_TLS') return;
    add('tls', segmentPlace(skeleton, index));
    add('tls', { offset, length: filesz });
  });
}

/** The name in the string table first, then the entry that points at it. */
function placeDynamic(skeleton: ElfSkeleton, elf: Elf, add: Add): void {
  const { dynamic } = skeleton;
  if (!dynamic) return;
  const strings = dynamic.at('DT_STRTAB');
  const next = { needed: 0, rpath: 0, runpath: 0, soname: 0 };
  add('dynamic', { offset: dynamic.place.offset, length: (dynamic.entries.length + 1) * dynamic.entrySize });
  dynamic.entries.forEach(({ tag, value, text }, index) => {
    const entry: ByteRange = { offset: dynamic.place.offset + index * dynamic.entrySize, length: dynamic.entrySize };
    add(`dynamic[${index}]`, entry);
    if (text === null || strings === null || value > BigInt(skeleton.input.size)) return;
    const name = textPlace(skeleton.input, strings + Number(value));
    const both = (fact: string, place: ByteRange): void => {
      add(fact, place);
      add(fact, entry);
    };
    if (tag === 'DT_NEEDED') both(`needed[${next.needed++}]`, name);
    else if (tag === 'DT_SONAME' && next.soname++ === 0) both('soname', name);
    else if (tag === 'DT_RPATH' || tag === 'DT_RUNPATH') {
      const list = tag === 'DT_RPATH' ? 'rpath' : 'runpath';
      for (const part of parts(skeleton.input, name, elf[list].length - next[list])) both(`${list}[${next[list]++}]`, part);
    }
  });
  if (elf.tls.staticFlag) add('tls.staticFlag', dynamicPlace(skeleton, 'DT_FLAGS'));
  for (const tag of ['DT_FLAGS_1', 'DT_SONAME']) add('linkage', dynamicPlace(skeleton, tag));
}

const MAX_TEXT = 4096;
const COLON = 0x3a;

/** The bytes of a text up to its NUL, which is left out. */
function textPlace(input: Input, offset: number): ByteRange {
  const bytes = input.bytes(offset, MAX_TEXT);
  const end = bytes.indexOf(0);
  return { offset, length: end < 0 ? bytes.length : end };
}

/** The first ranges between the colons of a search path. */
function parts(input: Input, { offset, length }: ByteRange, most: number): ByteRange[] {
  const bytes = input.bytes(offset, length);
  const ranges: ByteRange[] = [];
  for (let from = 0; from <= bytes.length && ranges.length < most;) {
    const colon = bytes.indexOf(COLON, from);
    const end = colon < 0 ? bytes.length : colon;
    ranges.push({ offset: offset + from, length: end - from });
    from = end + 1;
  }
  return ranges;
}

function placeSymbols(skeleton: ElfSkeleton, add: Add): void {
  for (const kind of ['dynamic', 'static'] as const)
    for (const table of skeleton.symbolTables(kind)) {
      add(`symbols.${kind}`, { offset: table.offset, length: table.count * table.stride });
      add(`symbols.${kind}`, { offset: table.names.offset, length: table.names.size });
    }
}

function placeRest(skeleton: ElfSkeleton, elf: Elf, add: Add): void {
  const { input, header, sections, dynamic } = skeleton;
  readVersionNeeds(input, dynamic, sections).forEach(({ version, file, place, nameAt, fileAt }, index) => {
    const fact = `versionsNeeded[${index}]`;
    add(fact, place);
    if (nameAt !== null && version !== '') add(fact, textPlace(input, nameAt));
    if (fileAt !== null && file !== '') add(fact, textPlace(input, fileAt));
    if (elf.glibcFloor !== null && version === `GLIBC_${elf.glibcFloor}`) add('glibcFloor', place);
  });
  for (const table of relocationTables(input, header, sections, dynamic)) {
    add('relocations', { offset: table.offset, length: table.size });
    if (table.plt) add('relocations.plt', { offset: table.offset, length: table.size });
  }
  const placed = { buildId: false, goBuildId: false };
  readNotePlaces(skeleton).forEach(({ name, type, place, desc }, index) => {
    add(`notes[${index}]`, place);
    const fact = name === 'GNU' && type === 3 ? 'buildId' : name === 'Go' && type === 4 ? 'goBuildId' : null;
    if (fact === null || placed[fact]) return;
    placed[fact] = true;
    add(fact, desc);
  });
  placeInit(skeleton, add);
  const buildInfo = elf.go && (findBuildInfo(skeleton)?.place ?? null);
  add('go', buildInfo);
  if (elf.go?.settings['CGO_ENABLED'] !== undefined) add('cgo.enabled', buildInfo);
}

/** Facts that are concluded from others stand where those stand. */
const CONCLUDED: [fact: string, from: RegExp][] = [
  ['linkage', /^(type|interp)$/],
  ['libc', /^interp$/],
];

function placeConcluded(places: Places, { needed, versionsNeeded }: Elf, add: Add): void {
  for (const place of [...places]) for (const [fact, from] of CONCLUDED) if (from.test(place.fact)) add(fact, place);
  const libc = needed.findIndex((file) => /^libc\.(so|musl)/.test(file));
  const version = versionsNeeded.findIndex(({ version: name }) => name.startsWith('GLIBC_'));
  const from = new Set([`needed[${libc}]`, `versionsNeeded[${version}]`]);
  for (const place of [...places]) if (from.has(place.fact)) add('libc', place);
}

function placeInit({ sections, dynamic }: ElfSkeleton, add: Add): void {
  const init = INIT_ARRAYS.find(({ array }) => array === 'init');
  if (!init) return;
  const offset = dynamic?.at(init.tag) ?? null;
  if (dynamic && offset !== null) add('initArray', { offset, length: dynamic.size(init.sizeTag) });
  else for (const section of sections) if (section.type === init.type) add('initArray', { offset: section.offset, length: section.size });
}
