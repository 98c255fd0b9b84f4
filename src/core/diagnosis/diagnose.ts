// Rules over a case: findings, ranked and numbered.
import { errorText } from '../../shared/domain/errors.ts';
import type { Explain } from '../../shared/domain/explain.ts';
import { contradictions } from './contradictions.ts';
import { ranked, type Drafted } from './rank.ts';
import type { Case, Draft, DraftFix, Rule } from './types.ts';

/** A rule that throws is a bug of ours: told in `notes`, and no reason to lose what the others found. */
export function diagnose(seen: Case, rules: readonly Rule[]): Explain {
  const notes = contradictions(seen.facts, seen.trace);
  const drafted: Drafted[] = [];
  for (const rule of rules) {
    try {
      for (const draft of draftsOf(rule.find(seen))) {
        const wrong = faultOf(draft);
        if (wrong === null) drafted.push({ rule, draft: { ...draft, fixes: draft.fixes.filter((fix) => !isSoAlready(fix, seen)) } });
        else notes.push(`a bug of ours: the rule ${rule.id} ${wrong}`);
      }
    } catch (error) {
      notes.push(`a bug of ours: the rule ${rule.id} failed: ${errorText(error).slice(0, 500)}`);
    }
  }
  return { schema: 'cgoscope/explain@1', findings: ranked(drafted), likely: [], notes };
}

const draftsOf = (found: Draft | Draft[] | null): readonly Draft[] => (found === null ? [] : Array.isArray(found) ? found : [found]);

/** A fix that asks nothing but axes that the cell has: it failed with them. */
function isSoAlready({ change }: DraftFix, { cell }: Case): boolean {
  const { axes = {}, ...other } = change;
  const asked = Object.entries(axes);
  if (cell === null || asked.length === 0 || Object.keys(other).length > 0) return false;
  return asked.every(([axis, value]) => {
    const has = cell.axes[axis];
    return value.startsWith('+') ? has?.split('+').includes(value.slice(1)) === true : has === value;
  });
}

/** Evidence before opinion. */
function faultOf({ confidence, evidence, title }: Draft): string | null {
  if (evidence.length === 0) return 'concluded something without evidence';
  if (!(confidence >= 0 && confidence <= 1)) return `is ${confidence} sure; expected 0 to 1`;
  return title === '' ? 'has no title' : null;
}
