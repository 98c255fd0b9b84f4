// Symbol versions of GNU: what is needed (`.gnu.version_r`), what is defined (`.gnu.version_d`), and which symbol has which (`.gnu.version`).
// The chains only go forward and are bounded. Source: the LSB's symbol versioning chapter; elf.h.
import type { ByteRange } from '../../../shared/domain/elf-detail.ts';
import { stringTable, type Dynamic, type Strings } from './dynamic.ts';
import type { Section } from './header.ts';
import type { Input } from './input.ts';

const MAX_VERSIONS = 20_000;
const WEAK = 2;
const BASE = 1;
const HIDDEN = 0x8000;
const INDEX = 0x7fff;

export interface VersionNeed {
  /** The number that `.gnu.version` gives to symbols of this version. */
  index: number;
  file: string;
  version: string;
  hidden: boolean;
  weak: boolean;
  place: ByteRange;
  /** Where the version's name and the file's name stand; null where they are outside the string table. */
  nameAt: number | null;
  fileAt: number | null;
}

export interface VersionDefinition {
  index: number;
  name: string;
  parents: string[];
  /** Names the file itself; symbols without a version have its index. */
  base: boolean;
  weak: boolean;
  place: ByteRange;
}

interface Chain {
  start: number;
  count: number;
  strings: Strings;
}

function chain(input: Input, dynamic: Dynamic | null, sections: Section[], type: string, tag: string, countTag: string): Chain | null {
  const section = sections.find((candidate) => candidate.type === type);
  const start = dynamic?.at(tag) ?? section?.offset ?? null;
  if (start === null) return null;
  const claimed = dynamic?.get(countTag) ?? BigInt(section?.info ?? 0);
  const names = section ? sections[section.link] : undefined;
  const strings: Strings = dynamic
    ? stringTable(input, dynamic)
    : { offset: names?.offset ?? null, get: (index) => (names && index < BigInt(names.size) ? input.text(names.offset + Number(index)) : null) };
  return { start, count: claimed > BigInt(MAX_VERSIONS) ? MAX_VERSIONS : Number(claimed), strings };
}

const placeOfName = ({ offset }: Strings, index: number): number | null => (offset === null ? null : offset + index);

export function readVersionNeeds(input: Input, dynamic: Dynamic | null, sections: Section[]): VersionNeed[] {
  const found = chain(input, dynamic, sections, 'SHT_GNU_verneed', 'DT_VERNEED', 'DT_VERNEEDNUM');
  if (!found) return [];
  const { start, count, strings } = found;
  const needs: VersionNeed[] = [];
  let at = start;
  for (let i = 0; i < count && needs.length < MAX_VERSIONS; i++) {
    const need = input.view(at, 16);
    if (!need) {
      input.warn('versions-outside', `version need ${i} of ${count} is outside the file`, at);
      return needs;
    }
    const fileIndex = input.u32(need, 4);
    const file = strings.get(BigInt(fileIndex)) ?? '';
    const auxCount = input.u16(need, 2);
    let auxAt = at + input.u32(need, 8);
    for (let j = 0; j < auxCount && needs.length < MAX_VERSIONS; j++) {
      const aux = input.view(auxAt, 16);
      if (!aux) {
        input.warn('versions-outside', `a version needed of "${file.slice(0, 64)}" is outside the file`, auxAt);
        break;
      }
      const other = input.u16(aux, 6);
      const nameIndex = input.u32(aux, 8);
      needs.push({
        index: other & INDEX,
        file,
        version: strings.get(BigInt(nameIndex)) ?? '',
        hidden: (other & HIDDEN) !== 0,
        weak: (input.u16(aux, 4) & WEAK) !== 0,
        place: { offset: auxAt, length: 16 },
        nameAt: placeOfName(strings, nameIndex),
        fileAt: placeOfName(strings, fileIndex),
      });
      const next = input.u32(aux, 12);
      if (next === 0) break;
      auxAt += next;
    }
    const next = input.u32(need, 12);
    if (next === 0) break;
    at += next;
  }
  if (needs.length >= MAX_VERSIONS) input.warn('versions-cut', `more than ${MAX_VERSIONS} versions needed; the rest is left out`, start);
  return needs;
}

function readVersionDefinitions(input: Input, dynamic: Dynamic | null, sections: Section[]): VersionDefinition[] {
  const found = chain(input, dynamic, sections, 'SHT_GNU_verdef', 'DT_VERDEF', 'DT_VERDEFNUM');
  if (!found) return [];
  const { start, count, strings } = found;
  const definitions: VersionDefinition[] = [];
  let names = 0;
  let at = start;
  for (let i = 0; i < count; i++) {
    const definition = input.view(at, 20);
    if (!definition) {
      input.warn('versions-outside', `version definition ${i} of ${count} is outside the file`, at);
      break;
    }
    const flags = input.u16(definition, 2);
    const auxCount = input.u16(definition, 6);
    const own: string[] = [];
    let auxAt = at + input.u32(definition, 12);
    let end = at + 20;
    // The first name is its own, those behind it are the versions it inherits from.
    for (let j = 0; j < auxCount && names < MAX_VERSIONS; j++, names++) {
      const aux = input.view(auxAt, 8);
      if (!aux) {
        input.warn('versions-outside', `a name of version definition ${i} is outside the file`, auxAt);
        break;
      }
      own.push(strings.get(BigInt(input.u32(aux, 0))) ?? '');
      end = Math.max(end, auxAt + 8);
      const next = input.u32(aux, 4);
      if (next === 0) break;
      auxAt += next;
    }
    definitions.push({
      index: input.u16(definition, 4) & INDEX,
      name: own[0] ?? '',
      parents: own.slice(1),
      base: (flags & BASE) !== 0,
      weak: (flags & WEAK) !== 0,
      // One range from the definition to the last of its names, where they stand behind it as linkers write them.
      place: { offset: at, length: end - at <= 20 + 8 * Math.max(1, own.length) ? end - at : 20 },
    });
    const next = input.u32(definition, 16);
    if (next === 0) break;
    at += next;
  }
  if (names >= MAX_VERSIONS) input.warn('versions-cut', `more than ${MAX_VERSIONS} names of versions defined; the rest is left out`, start);
  return definitions;
}

export interface SymbolVersion {
  name: string;
  hidden: boolean;
  /** The library it is asked of; null for a version defined here. */
  from: string | null;
}

/** The versions of dynamic symbols by their index in the table. */
export interface SymbolVersions {
  needs: VersionNeed[];
  definitions: VersionDefinition[];
  /** The raw number, hidden bit included; null where the file has no `.gnu.version`, or it ends before. */
  raw(symbol: number): number | null;
  /** Null for a symbol without a version (local, or of the base). `defined`: whether the symbol is defined here. */
  of(symbol: number, defined: boolean): SymbolVersion | null;
}

export function readSymbolVersions(input: Input, dynamic: Dynamic | null, sections: Section[], symbolCount: number): SymbolVersions {
  const needs = readVersionNeeds(input, dynamic, sections);
  const definitions = readVersionDefinitions(input, dynamic, sections);
  const section = sections.find(({ type }) => type === 'SHT_GNU_versym');
  const at = section && section.type !== 'SHT_NOBITS' ? section.offset : (dynamic?.at('DT_VERSYM') ?? null);
  const bytes = at === null ? new Uint8Array(0) : input.bytes(at, Math.min(symbolCount * 2, section?.size ?? Number.MAX_SAFE_INTEGER));
  const numbers = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const needed = new Map(needs.map((need) => [need.index, { name: need.version, from: need.file }]));
  const defined = new Map(definitions.map((definition) => [definition.index, { name: definition.name, from: null }]));
  const raw = (symbol: number): number | null => (2 * symbol + 2 <= numbers.byteLength ? input.u16(numbers, 2 * symbol) : null);
  return {
    needs,
    definitions,
    raw,
    of: (symbol, isDefined) => {
      const number = raw(symbol);
      if (number === null) return null;
      const index = number & INDEX;
      // 0: local. 1: global and without a version, which a file that defines versions names after itself.
      if (index < 2) return null;
      // What a copy relocation puts into the program is defined there and has a version of the library it was copied from.
      const version = isDefined ? (defined.get(index) ?? needed.get(index)) : needed.get(index);
      return version ? { ...version, hidden: (number & HIDDEN) !== 0 } : null;
    },
  };
}
