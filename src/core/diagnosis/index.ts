// The face of the diagnosis room: pure. Logs and facts in, causes out.
import type { Explain } from '../../shared/domain/explain.ts';
import { caseOf, type CaseInput } from './case.ts';
import { diagnose as diagnoseWith } from './diagnose.ts';
import { readText } from './log/simple.ts';
import { RULES } from './rules/index.ts';
import type { Case, Rule, Signal } from './types.ts';

export { caseOf, type CaseInput } from './case.ts';
export type { LogReading } from './log/types.ts';

/** The likeliest causes first. Never throws: a rule that does is told of in `notes`. */
export const diagnose = (seen: Case, rules: readonly Rule[] = RULES): Explain => diagnoseWith(seen, rules);

/** Every signal of these rules once. */
export const signalsOf = (rules: readonly Rule[] = RULES): Signal[] => [...new Map(rules.flatMap(({ signals }) => signals.map((signal) => [signal.id, signal] as const))).values()];

/** A log as text, with whatever else is known: for tests, and for texts that are at hand as a whole. */
export function explainText(text: string, also: Omit<CaseInput, 'logs'> = {}, rules: readonly Rule[] = RULES): Explain {
  return diagnose(caseOf({ ...also, logs: [readText(text, signalsOf(rules))] }), rules);
}
