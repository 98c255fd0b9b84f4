// The Go code of a binary, read once per skeleton and shared by the parts that ask for it: its table of functions, the functions as columns, their packages.
import type { ElfSkeleton } from '../elf/skeleton.ts';
import { readFunctions, type GoFunctions } from './functions.ts';
import { groupByPackage, type PackageColumns } from './packages.ts';
import { findPclntab, type Pclntab } from './pclntab.ts';

export interface GoText {
  table: Pclntab;
  functions: GoFunctions;
  packages: PackageColumns;
}

const known = new WeakMap<ElfSkeleton, GoText | null>();

/** Null where the file has no table of Go functions. */
export function readGoText(skeleton: ElfSkeleton): GoText | null {
  const before = known.get(skeleton);
  if (before !== undefined) return before;
  const table = findPclntab(skeleton);
  const functions = table && readFunctions(skeleton.input, table);
  const text = table && functions ? { table, functions, packages: groupByPackage(functions) } : null;
  known.set(skeleton, text);
  return text;
}

/** Whether Go's linker made it, by what every Go binary with section headers has; a file without them may be one. */
export function mayBeGo({ sections }: ElfSkeleton): boolean {
  return sections.length === 0 || sections.some(({ name }) => MARKS.has(name));
}

const MARKS = new Set(['.go.buildinfo', '.note.go.buildid', '.gopclntab', '.data.rel.ro.gopclntab', '.gosymtab', '.go.module']);
