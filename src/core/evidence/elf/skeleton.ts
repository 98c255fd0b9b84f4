// What every reader of an ELF file begins with: header, sections, segments and dynamic table, parsed once per source and shared. Used by elf@1, by the
// parts of elf-detail@0 and by core/evidence/gobinary.
import type { ByteSource } from '../types.ts';
import { readDynamic, type Dynamic } from './dynamic.ts';
import { formatOf, HEAD_BYTES, type Format } from './format.ts';
import { offsetOf, readHeader, readSections, readSegments, type Header, type HeaderFacts, type Section, type Segment } from './header.ts';
import { Input } from './input.ts';
import { eachSymbol, symbolTables, type SymbolCursor, type SymbolTable, type SymbolTableKind } from './symbol-table.ts';

export interface ElfSkeleton {
  /** Bytes, byte order, and the warnings of this reader: those of the skeleton, and what the reader adds. */
  readonly input: Input;
  readonly header: Header;
  readonly sections: Section[];
  readonly segments: Segment[];
  /** Null where the file has no dynamic table. */
  readonly dynamic: Dynamic | null;
  /** File offset of a virtual address; null where no byte of the file is mapped there. */
  offsetOf(address: bigint): number | null;
  /** The first section of that name. */
  sectionNamed(name: string): Section | undefined;
  /** Symbol tables of a kind, found by section headers, or by the dynamic table where there are none. */
  symbolTables(kind: SymbolTableKind): SymbolTable[];
  /**
   * Visits every symbol of a kind in the order of the table, the null symbol included; ends when `visit` answers false. The cursor is ONE object that moves
   * on: take from it what is needed, names above all (they are decoded when asked for). Returns how many were visited.
   */
  eachSymbol(kind: SymbolTableKind, visit: (symbol: SymbolCursor) => unknown): number;
}

interface Parsed {
  readonly input: Input;
  readonly format: Format;
  readonly facts: HeaderFacts;
  /** Null where the file is no ELF, or its header is damaged. */
  readonly skeleton: ElfSkeleton | null;
}

// A source is read-only bytes, so what was parsed of it holds as long as it does.
const known = new WeakMap<ByteSource, Parsed>();

/** The skeleton of an ELF file; null where the file is none or its header is damaged. Never throws on any bytes. */
export const openElf = (source: ByteSource): ElfSkeleton | null => parseElf(source).skeleton;

/** The same with the format of what is no ELF and with what a damaged header still says. Each call has warnings of its own. */
export function parseElf(source: ByteSource): Parsed {
  let parsed = known.get(source);
  if (!parsed) {
    parsed = parse(source);
    known.set(source, parsed);
  }
  const input = parsed.input.fork();
  return { ...parsed, input, skeleton: parsed.skeleton && withInput(parsed.skeleton, input) };
}

function parse(source: ByteSource): Parsed {
  const input = new Input(source);
  const format = formatOf(input.bytes(0, HEAD_BYTES), input.size);
  const facts: HeaderFacts = { class: null, data: null, machine: null, type: null, osabi: null, abiVersion: null, entry: null, flags: null };
  if (format !== 'elf') return { input, format, facts, skeleton: null };
  const header = readHeader(input, facts);
  if (!header) return { input, format, facts, skeleton: null };
  const sections = readSections(input, header);
  const segments = readSegments(input, header);
  const dynamic = readDynamic(input, header.machine, sections, segments);
  return { input, format, facts, skeleton: withInput({ header, sections, segments, dynamic }, input) };
}

function withInput({ header, sections, segments, dynamic }: Pick<ElfSkeleton, 'header' | 'sections' | 'segments' | 'dynamic'>, input: Input): ElfSkeleton {
  const tables = new Map<SymbolTableKind, SymbolTable[]>();
  const tablesOf = (kind: SymbolTableKind): SymbolTable[] => {
    let found = tables.get(kind);
    if (!found) {
      found = symbolTables(input, kind, sections, dynamic);
      tables.set(kind, found);
    }
    return found;
  };
  return {
    input,
    header,
    sections,
    segments,
    dynamic,
    offsetOf: (address) => offsetOf(segments, address),
    sectionNamed: (name) => sections.find((section) => section.name === name),
    symbolTables: tablesOf,
    eachSymbol: (kind, visit) => {
      let visited = 0;
      let stopped = false;
      for (const table of tablesOf(kind)) {
        if (stopped) break;
        visited += eachSymbol(input, table, (symbol) => {
          stopped = visit(symbol) === false;
          return !stopped;
        });
      }
      return visited;
    },
  };
}
