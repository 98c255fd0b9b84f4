// What the resolvers make of resolv.conf, for the eye: one sign a line and resolver beside the text, and below it what is to be said, each once. Pure.
import type { DnsLint, Resolver } from '../../../shared/domain/dns.ts';

export type Note = DnsLint['resolvers'][number]['notes'][number];
export type Verdict = Note['verdict'];

/** Gravest last. */
const ORDER: readonly Verdict[] = ['honoured', 'ignored', 'clamped', 'dangerous'];

export const VERDICT_SIGN: Record<Verdict, string> = { honoured: '✓', ignored: '–', clamped: '≤', dangerous: '!' };

/** Line (from 1) -> the gravest verdict of each resolver of the lint, in its order; null where nothing is said. */
export function marksByLine(lint: DnsLint): Map<number, (Verdict | null)[]> {
  const marks = new Map<number, (Verdict | null)[]>();
  lint.resolvers.forEach(({ notes }, index) => {
    for (const { line, verdict } of notes) {
      if (line === null) continue;
      const row = marks.get(line) ?? lint.resolvers.map(() => null);
      const before = row[index] ?? null;
      if (before === null || ORDER.indexOf(verdict) > ORDER.indexOf(before)) row[index] = verdict;
      marks.set(line, row);
    }
  });
  return marks;
}

export interface Said {
  line: number | null;
  word: string | null;
  verdict: Verdict;
  text: string;
  by: { resolver: Resolver; version: string }[];
}

/** What is worth reading: everything but what is simply honoured. The same of several resolvers is one. In the order of the lines, gravest first within one. */
export function saidOf(lint: DnsLint): Said[] {
  const found = new Map<string, Said>();
  for (const { resolver, version, notes } of lint.resolvers)
    for (const { line, word, verdict, text } of notes) {
      if (verdict === 'honoured') continue;
      const key = JSON.stringify([line, word, verdict, text]);
      const before = found.get(key);
      if (before === undefined) found.set(key, { line, word, verdict, text, by: [{ resolver, version }] });
      else before.by.push({ resolver, version });
    }
  const place = (line: number | null): number => line ?? Number.POSITIVE_INFINITY;
  return [...found.values()].sort((a, b) => (place(a.line) === place(b.line) ? ORDER.indexOf(b.verdict) - ORDER.indexOf(a.verdict) : place(a.line) - place(b.line)));
}

/** `go`, or `go 1.19` where the lint has several versions of it. */
export function resolverName({ resolver, version }: { resolver: Resolver; version: string }, all: readonly { resolver: Resolver }[]): string {
  return all.filter((each) => each.resolver === resolver).length > 1 ? `${resolver} ${version}` : resolver;
}

export const countVerdicts = (lint: DnsLint): Record<Verdict, number> => {
  const counts: Record<Verdict, number> = { honoured: 0, ignored: 0, clamped: 0, dangerous: 0 };
  for (const { verdict } of saidOf(lint)) counts[verdict] += 1;
  return counts;
};
