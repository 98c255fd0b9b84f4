// What was given to be explained, kept while one looks elsewhere in the window. Nothing of it is sent before it is asked about.
import { create } from 'zustand';
import type { ProcedureInput } from '../../../shared/api/contract.ts';
import type { GivenKind } from './classify.ts';

export interface GivenFile {
  /** Its name; null: a text that was pasted. */
  name: string | null;
  blob: Blob;
  /** Where it is on the machine of the workbench; null: it is sent as text. */
  path: string | null;
}

export interface GivenFacts {
  name: string | null;
  blob: Blob;
  value: Record<string, unknown>;
}

/** One of each kind: they belong together. */
export interface Given {
  log: GivenFile | null;
  trace: GivenFile | null;
  elf: { name: string; path: string; blob: Blob | null } | null;
  facts: GivenFacts | null;
  image: string | null;
}

export const NOTHING: Given = { log: null, trace: null, elf: null, facts: null, image: null };

interface GivenStore {
  given: Given;
  /** Changes with every change of what is given. */
  stamp: number;
  change: (part: Partial<Given>) => void;
}

export const useGiven = create<GivenStore>((set) => ({
  given: NOTHING,
  stamp: 0,
  change: (part) => set(({ given, stamp }) => ({ given: { ...given, ...part }, stamp: stamp + 1 })),
}));

export const isNothing = (given: Given): boolean => Object.values(given).every((part) => part === null);

/** Text that is sent as it is; longer than this it is uploaded where that is how files get there (a call of the browser shell has an end). */
export const MOST_SENT = 4_000_000;
/** What the workbench takes as text at all. */
export const MOST_TEXT = 64_000_000;

/** Reads what is sent as text. */
export async function requestOf(given: Given): Promise<ProcedureInput<'explain.make'>> {
  const { log, trace, elf, facts, image } = given;
  // A trace that is no file is a text like any other.
  const text = log ?? (trace?.path === null ? trace : null);
  return {
    ...(text === null ? {} : { log: text.path === null ? { text: await text.blob.text() } : { path: text.path } }),
    ...(trace === null || trace.path === null ? {} : { trace: trace.path }),
    ...(elf === null ? {} : { elf: { kind: 'file' as const, path: elf.path } }),
    ...(image === null ? {} : { image }),
    ...(facts === null ? {} : { facts: await facts.blob.text() }),
  };
}

/** The command line that explains the same; a text that was pasted comes from standard input there. */
export function commandOf(given: Given): string[] {
  const { log, trace, elf, facts, image } = given;
  const file = (one: { name: string | null; path?: string | null }): string => one.path ?? one.name ?? '-';
  return [
    'explain',
    ...(log === null ? [] : ['--log', file(log)]),
    ...(elf === null ? [] : ['--elf', elf.path]),
    ...(trace === null ? [] : trace.path === null && log === null ? ['--log', '-'] : ['--trace', file(trace)]),
    ...(image === null ? [] : ['--image', image]),
    ...(facts === null ? [] : ['--facts', facts.name ?? 'facts.json']),
  ];
}

export const KIND_ORDER: readonly (GivenKind | 'image')[] = ['log', 'trace', 'elf', 'image', 'facts'];
