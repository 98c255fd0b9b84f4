// Two traces compared, kept as numbers: what the document, the rows and the sentence are made of. A generator, so that a thread can do other things in between.
import type { ReadableTrace } from '../../evidence/index.ts';
import { coverageOf, unsharedClasses } from './coverage.ts';
import type { CallClass } from './calls.ts';
import { cutOf, type Cut } from './cut.ts';
import { differencesOf, type Differences } from './differences.ts';
import { bagOf, bagsOf, matchLeft, matchPair, rowsOf, type Bags, type Matched, type Partners } from './matching.ts';
import { pairProcesses, type ProcessPair } from './pairing.ts';
import { choosePartings, type ComparedPair, type Parting } from './parting.ts';
import { processesOf, type Process, type Processes } from './processes.ts';
import { nothingIn } from './nothing.ts';
import { tokensOf, type SideTokens, type Vocabulary } from './tokens.ts';

export interface TraceDiffOptions {
  /** With the emulator's own calls. */
  noise?: boolean;
}

export interface Side {
  tokens: SideTokens;
  processes: Processes;
  partial: boolean;
}

export interface Compared {
  a: Side;
  b: Side;
  vocabulary: Vocabulary;
  pairs: readonly (ProcessPair & Matched & ComparedPair & { label: string })[];
  differences: Differences;
  parting: Parting | null;
  /** One log stops before its program did. */
  cut: Cut | null;
  /** Classes of calls that only one log was recorded with. */
  without: ReadonlySet<CallClass>;
}

export function* compareSteps(traceA: ReadableTrace, traceB: ReadableTrace, options: TraceDiffOptions = {}): Generator<void, Compared, undefined> {
  const coverage = { a: coverageOf(traceA), b: coverageOf(traceB) };
  const without = unsharedClasses(coverage.a, coverage.b);
  yield;
  const tokens = yield* tokensOf(traceA, traceB, { noise: options.noise === true, without });
  const a: Side = { tokens: tokens.a, processes: processesOf(traceA), partial: coverage.a.partial };
  const b: Side = { tokens: tokens.b, processes: processesOf(traceB), partial: coverage.b.partial };
  const bagsA = bagsOf(a.tokens, a.processes.of, a.processes.list.length);
  yield;
  const bagsB = bagsOf(b.tokens, b.processes.of, b.processes.list.length);
  yield;
  const partners: Partners = { a: new Int32Array(traceA.index.count).fill(-1), b: new Int32Array(traceB.index.count).fill(-1) };
  const inOrder = new Uint8Array(traceA.index.count);
  // Beside nothing everything is alone, which says nothing of the program.
  const pairs = nothingIn(traceA) === null && nothingIn(traceB) === null ? pairProcesses(a.processes, b.processes) : [];
  for (const pair of pairs) {
    if (pair.a !== null && pair.b !== null) yield* matchPair(a.tokens, b.tokens, bagOf(bagsA, pair.a), bagOf(bagsB, pair.b), partners, inOrder);
    yield;
  }
  yield* matchSameJobs(a, b, pairs, bagsA, bagsB, partners);
  const made: Compared['pairs'][number][] = [];
  for (const pair of pairs) {
    const matched = rowsOf(a.tokens, b.tokens, bagOf(bagsA, pair.a), bagOf(bagsB, pair.b), partners, inOrder);
    const inA = pair.a === null ? undefined : a.processes.list[pair.a];
    const inB = pair.b === null ? undefined : b.processes.list[pair.b];
    made.push({
      ...pair,
      ...matched,
      label: (inA?.started === false ? (inB ?? inA) : (inA ?? inB))?.label ?? '',
      gapBefore: inA !== undefined ? inA.firstEvent - 1 : madeBehind(traceB, inB, bagsB, b.processes, partners, inOrder),
      endA: inA === undefined ? null : endOf(a.tokens, inA, bagOf(bagsA, pair.a), tokens.vocabulary),
      endB: inB === undefined ? null : endOf(b.tokens, inB, bagOf(bagsB, pair.b), tokens.vocabulary),
    });
    yield;
  }
  const differences = yield* differencesOf(a.tokens, b.tokens, made, inOrder);
  const found = cutOf(made, a, b, inOrder);
  const parting = choosePartings(found === null ? differences.list : differences.list.filter((one) => !found.behind(one)), made, a.tokens, b.tokens, inOrder);
  return { a, b, vocabulary: tokens.vocabulary, pairs: made, differences, parting, cut: found?.cut ?? null, without };
}

/** The same comparison over other openings of the same traces: a log may have been closed and opened again. */
export const withTraces = (compared: Compared, a: ReadableTrace, b: ReadableTrace): Compared => ({
  ...compared,
  a: { ...compared.a, tokens: { ...compared.a.tokens, trace: a } },
  b: { ...compared.b, tokens: { ...compared.b.tokens, trace: b } },
});

/** Workers of one job share it out as it comes: what is left of one may have been done by another. */
function* matchSameJobs(a: Side, b: Side, pairs: readonly ProcessPair[], bagsA: Bags, bagsB: Bags, partners: Partners): Generator<void, void, undefined> {
  const jobs = new Map<string, { a: Int32Array[]; b: Int32Array[] }>();
  for (const pair of pairs) {
    for (const [side, place, bags] of [['a', pair.a, bagsA] as const, ['b', pair.b, bagsB] as const]) {
      const process = place === null ? undefined : (side === 'a' ? a : b).processes.list[place];
      if (process === undefined || place === null) continue;
      const key = `${String(process.started)} ${process.job}`;
      const job = jobs.get(key) ?? { a: [], b: [] };
      jobs.set(key, job);
      job[side].push(bagOf(bags, place));
    }
  }
  for (const job of jobs.values()) {
    if (job.a.length < 2 && job.b.length < 2) continue;
    yield* matchLeft(a.tokens, b.tokens, joined(job.a), joined(job.b), partners);
    yield;
  }
}

function joined(parts: readonly Int32Array[]): Int32Array {
  const whole = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole.sort();
}

/** Event of `a` behind which a process stands that only `b` has: where its parent made it. */
function madeBehind({ index }: ReadableTrace, process: Process | undefined, bags: Bags, processes: Processes, partners: Partners, inOrder: Uint8Array): number {
  const madeBy = process === undefined ? null : (index.tasks[process.task]?.madeBy ?? null);
  if (madeBy === null || process === undefined || process.parent === null || processes.list[process.parent] === undefined) return -1;
  const siblings = bagOf(bags, process.parent);
  let low = 0;
  let high = siblings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((siblings[middle] ?? 0) <= madeBy) low = middle + 1;
    else high = middle;
  }
  for (let place = low - 1; place >= 0; place--) {
    const partner = partners.b[siblings[place] ?? 0] ?? -1;
    if (partner >= 0 && inOrder[partner] === 1) return partner;
  }
  return -1;
}

/** `code 1`, `SIGSEGV`; null where the log does not hold it. The last line of a container's log is often missing: then its last call says it. */
function endOf({ trace: { index }, families, result }: SideTokens, { ended }: Process, events: Int32Array, { results }: Vocabulary): string | null {
  if (ended !== null) return ended.signal ?? (ended.code === null ? null : `code ${String(ended.code)}`);
  const last = events.at(-1);
  if (last === undefined || families[index.name[last] ?? 0] !== 'exit_group') return null;
  return results[result[last] ?? 0] ?? null;
}
