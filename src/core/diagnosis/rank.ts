// From what rules concluded to a list: one finding a cause, likeliest first, what follows from another below it, and nothing blamed twice for one line.
import type { Finding, FindingEvidence } from '../../shared/domain/explain.ts';
import type { Draft, DraftFix, Rule } from './types.ts';

export interface Drafted {
  rule: Pick<Rule, 'id' | 'cause'>;
  draft: Draft;
}

const HARMLESS = 'not-a-failure';
/** Of the best that claims the same lines: less is no possibility any more. */
const HALF = 0.5;
const MOST_FINDINGS = 12;
const MOST_EVIDENCE = 24;

export function ranked(drafted: readonly Drafted[]): Finding[] {
  const kept = placed(withoutHarmless(contested(merged(drafted)))).slice(0, MOST_FINDINGS);
  const ids = new Map(kept.map((each, index) => [each, `f${index + 1}-${each.rule.cause}`]));
  const idOf = (each: Drafted | null): string | null => (each === null ? null : (ids.get(each) ?? null));
  const fixIds = new Set<string>();
  return kept.map((each): Finding => ({
    id: idOf(each) ?? each.rule.cause,
    rule: each.rule.id,
    cause: each.rule.cause,
    title: each.draft.title,
    confidence: Math.round(each.draft.confidence * 1_000) / 1_000,
    evidence: each.draft.evidence,
    fixes: each.draft.fixes.map((fix) => ({ id: uniqueId(fix.id, fixIds), title: fix.title, change: fix.change, tradeOffs: fix.tradeOffs, proof: null })),
    see: each.draft.see ?? [],
    follows: idOf(leaderOf(each, kept)),
    next: each.draft.next ?? null,
    against: each.draft.against ?? [],
  }));
}

function uniqueId(wanted: string, taken: Set<string>): string {
  let id = wanted;
  for (let count = 2; taken.has(id); count += 1) id = `${wanted}-${count}`;
  taken.add(id);
  return id;
}

const bySureness = (a: Drafted, b: Drafted): number => b.draft.confidence - a.draft.confidence || factsIn(b) - factsIn(a) || (a.rule.id < b.rule.id ? -1 : 1);
const factsIn = ({ draft }: Drafted): number => draft.evidence.filter(({ source }) => source !== 'log').length;

/** One finding a cause: the surest says what it is, the others add what they saw and what they would do. */
function merged(drafted: readonly Drafted[]): Drafted[] {
  const byCause = new Map<string, Drafted>();
  for (const each of [...drafted].sort(bySureness)) {
    const known = byCause.get(each.rule.cause);
    if (known === undefined) {
      byCause.set(each.rule.cause, { rule: each.rule, draft: { ...each.draft, evidence: distinct([each.draft.evidence]) } });
      continue;
    }
    const { draft } = known;
    known.draft = {
      ...draft,
      evidence: distinct([draft.evidence, each.draft.evidence]),
      fixes: distinctFixes(draft.fixes, each.draft.fixes),
      see: [...new Set([...(draft.see ?? []), ...(each.draft.see ?? [])])],
      follows: [...new Set([...(draft.follows ?? []), ...(each.draft.follows ?? [])])],
      against: distinct([draft.against ?? [], each.draft.against ?? []]),
    };
  }
  return [...byCause.values()];
}

const nameOf = ({ source, path, line, text, event }: FindingEvidence): string => JSON.stringify([source, path ?? '', line ?? '', event ?? '', line === undefined ? text : '']);

function distinct(lists: readonly (readonly FindingEvidence[])[]): FindingEvidence[] {
  const seen = new Map<string, FindingEvidence>();
  for (const each of lists.flat()) if (!seen.has(nameOf(each))) seen.set(nameOf(each), each);
  return [...seen.values()].slice(0, MOST_EVIDENCE);
}

function distinctFixes(first: readonly DraftFix[], more: readonly DraftFix[]): DraftFix[] {
  const same = (a: DraftFix, b: DraftFix): boolean => a.id === b.id && JSON.stringify(a.change) === JSON.stringify(b.change);
  return [...first, ...more.filter((fix) => !first.some((each) => same(each, fix)))];
}

/** Lines of logs that a finding stands on. */
const linesOf = ({ draft }: Drafted): Set<string> =>
  new Set(draft.evidence.flatMap(({ source, path, line }) => (source === 'log' && line !== undefined ? [`${path ?? ''}:${line}`] : [])));
const within = (inner: ReadonlySet<string>, outer: ReadonlySet<string>): boolean => inner.size > 0 && [...inner].every((line) => outer.has(line));

/**
 * Where two read the same lines, one cause wins: of what stands on no other line than a surer one, only what is at least half as sure stays, as a possibility.
 * What another follows from stays: it is the same story.
 */
function contested(findings: readonly Drafted[]): Drafted[] {
  const sorted = [...findings].sort(bySureness);
  return sorted.filter((each, index) => {
    const lines = linesOf(each);
    return !sorted.slice(0, index).some((surer) => {
      if (surer.draft.follows?.includes(each.rule.cause) === true || !within(lines, linesOf(surer))) return false;
      // Said to be harmless, and surer of it: then nothing weaker blames it.
      return surer.rule.cause === HARMLESS || each.draft.confidence < surer.draft.confidence * HALF;
    });
  });
}

/** That something is harmless is worth a word only where nothing is found to be wrong. */
function withoutHarmless(findings: readonly Drafted[]): Drafted[] {
  const failures = findings.filter(({ rule }) => rule.cause !== HARMLESS);
  return failures.length > 0 ? failures : [...findings];
}

/** The surest of those that a finding says it follows from; null where none is sure enough to lead. */
function leaderOf(each: Drafted, all: readonly Drafted[]): Drafted | null {
  const causes = each.draft.follows ?? [];
  const leaders = all.filter((one) => one !== each && causes.includes(one.rule.cause) && one.draft.confidence >= each.draft.confidence * HALF);
  // Two that follow from each other: the surer one leads.
  const able = leaders.filter((one) => !(one.draft.follows ?? []).includes(each.rule.cause) || bySureness(one, each) < 0);
  return able.sort(bySureness)[0] ?? null;
}

/** Surest first, but nothing before what it follows from. */
function placed(findings: readonly Drafted[]): Drafted[] {
  const order: Drafted[] = [];
  const begun = new Set<Drafted>();
  const place = (each: Drafted): void => {
    if (begun.has(each)) return; // placed, or a circle
    begun.add(each);
    const leader = leaderOf(each, findings);
    if (leader !== null) place(leader);
    order.push(each);
  };
  for (const each of [...findings].sort(bySureness)) place(each);
  return order;
}
