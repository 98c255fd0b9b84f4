// Rules over a case: findings, ranked and numbered.
import { errorText } from '../../shared/domain/errors.ts';
import type { Explain } from '../../shared/domain/explain.ts';
import { contradictions } from './contradictions.ts';
import { ranked, type Drafted } from './rank.ts';
import type { Case, Draft, Rule } from './types.ts';

/** A rule that throws is a bug of ours: told in `notes`, and no reason to lose what the others found. */
export function diagnose(seen: Case, rules: readonly Rule[]): Explain {
  const notes = contradictions(seen.facts, seen.trace);
  const drafted: Drafted[] = [];
  for (const rule of rules) {
    try {
      for (const draft of draftsOf(rule.find(seen))) {
        const wrong = faultOf(draft);
        if (wrong === null) drafted.push({ rule, draft });
        else notes.push(`a bug of ours: the rule ${rule.id} ${wrong}`);
      }
    } catch (error) {
      notes.push(`a bug of ours: the rule ${rule.id} failed: ${errorText(error).slice(0, 500)}`);
    }
  }
  return { schema: 'cgoscope/explain@1', findings: ranked(drafted), likely: [], notes };
}

const draftsOf = (found: Draft | Draft[] | null): readonly Draft[] => (found === null ? [] : Array.isArray(found) ? found : [found]);

/** Evidence before opinion. */
function faultOf({ confidence, evidence, title }: Draft): string | null {
  if (evidence.length === 0) return 'concluded something without evidence';
  if (!(confidence >= 0 && confidence <= 1)) return `is ${confidence} sure; expected 0 to 1`;
  return title === '' ? 'has no title' : null;
}
