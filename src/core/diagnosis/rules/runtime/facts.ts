// What rules of this group ask of facts again and again.
import type { Case } from '../../types.ts';

/** Compares `1.21.5`, `go1.9`, `2.6.32-754.el6`: numbers only, what is missing counts as 0. Null where one is no version. */
export function compareVersions(a: string, b: string): number | null {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  if (left === null || right === null) return null;
  for (let i = 0; i < 3; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbersOf(version: string): number[] | null {
  const found = /(\d{1,6})\.(\d{1,6})(?:\.(\d{1,6}))?/.exec(version.slice(0, 200));
  return found === null ? null : found.slice(1).map((part) => Number(part ?? 0));
}

/** Version of Go as it stands in the facts, `1.22.1`; null where nothing says it. */
export function goVersionOf({ facts }: Case): string | null {
  const said = facts.build?.go ?? facts.elf?.goVersion ?? null;
  return said === null ? null : (/\d+\.\d+(?:\.\d+)?/.exec(said)?.[0] ?? null);
}

/** Null where nothing says it. */
export function cgoOf({ facts, cell }: Case): boolean | null {
  if (facts.build?.cgo !== undefined) return facts.build.cgo;
  const setting = facts.elf?.goSettings?.['CGO_ENABLED'] ?? cell?.axes['cgo'];
  return setting === '1' ? true : setting === '0' ? false : null;
}

export function libcOf({ facts, cell }: Case): 'glibc' | 'musl' | null {
  for (const said of [facts.image?.libc, facts.elf?.libc, cell?.axes['libc']]) if (said === 'glibc' || said === 'musl') return said;
  return null;
}

/** Which of an image's files match, of those that are known to be there and those that are known not to be. */
export function imageFiles({ facts }: Case, pattern: RegExp): { has: string[]; missing: string[] } {
  return { has: (facts.image?.has ?? []).filter((path) => pattern.test(path)), missing: (facts.image?.missing ?? []).filter((path) => pattern.test(path)) };
}

/** An image without anything, as far as is known: a missing shell and no file of ours. */
export const isEmptyImage = ({ facts }: Case): boolean => {
  const { has, missing, ref } = facts.image ?? {};
  if (has !== undefined && has.length === 0 && (missing?.length ?? 0) > 0) return true;
  return ref !== undefined && /(?:^|\/)(?:scratch|empty)\b/.test(ref);
};

/** Both lists of a trace: of the facts where there are any, else of the document. */
export const traceFiles = ({ facts, trace }: Case): { opened: readonly string[]; missing: readonly string[] } => ({
  opened: facts.trace?.filesOpened ?? trace?.filesOpened ?? [],
  missing: facts.trace?.filesMissing ?? trace?.filesMissing ?? [],
});

/** True where a cell ended as it should, or, without one, the program of a trace did: nothing is to be blamed on facts alone then. */
export const isGreen = ({ cell, facts }: Case): boolean => cell?.green === true || cell?.outcome === 'pass' || (cell === null && facts.trace?.ended?.code === 0);

export const clamp = (confidence: number): number => Math.min(0.99, Math.max(0, Math.round(confidence * 100) / 100));
