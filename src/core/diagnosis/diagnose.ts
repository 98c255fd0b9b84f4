// Rules over a case: findings, ranked and numbered.
import type { Explain, Finding } from '../../shared/domain/explain.ts';
import { errorText } from '../../shared/domain/errors.ts';
import type { Case, Draft, Rule } from './types.ts';

export function diagnose(seen: Case, rules: readonly Rule[]): Explain {
  const notes: string[] = [];
  const found: { rule: Rule; draft: Draft }[] = [];
  for (const rule of rules) {
    try {
      const drafts = rule.find(seen);
      for (const draft of drafts === null ? [] : Array.isArray(drafts) ? drafts : [drafts]) found.push({ rule, draft });
    } catch (error) {
      notes.push(`the rule ${rule.id} failed: ${errorText(error)}`);
    }
  }
  found.sort((a, b) => b.draft.confidence - a.draft.confidence);
  const findings = found.map(({ rule, draft }, index): Finding => ({
    id: `f${index + 1}-${rule.cause}`,
    rule: rule.id,
    cause: rule.cause,
    title: draft.title,
    confidence: draft.confidence,
    evidence: draft.evidence,
    fixes: draft.fixes.map((fix) => ({ ...fix, proof: null })),
    see: draft.see ?? [],
    follows: null,
    next: draft.next ?? null,
    against: draft.against ?? [],
  }));
  return { schema: 'cgoscope/explain@1', findings, likely: [], notes };
}
