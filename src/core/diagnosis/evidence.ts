// Pieces of evidence as rules make them.
import type { FindingEvidence } from '../../shared/domain/explain.ts';
import type { Facts } from '../../shared/domain/facts.ts';
import type { Case, Hit, LogLine } from './types.ts';

/** A line of a log, raw. */
export const fromLine = (line: LogLine): FindingEvidence =>
  line.event === undefined
    ? { source: 'log', line: line.number, text: line.raw, ...(line.log === 'log' ? {} : { path: line.log }) }
    : { source: 'trace', line: line.number, event: line.event, text: line.raw };
export const fromHit = (hit: Hit): FindingEvidence => fromLine(hit.line);

type FactPart = 'elf' | 'image' | 'host' | 'build' | 'run' | 'trace' | 'resolver';

/** A fact by its path: `fact(seen, 'elf', 'interp')`. Lists and objects are given as JSON. Empty where it is unknown, so that it can be spread into a list. */
export function fact<P extends FactPart>(seen: Pick<Case, 'facts'>, part: P, name: string & keyof NonNullable<Facts[P]>): FindingEvidence[] {
  const facts: Record<string, unknown> = seen.facts[part] ?? {};
  const value = facts[name];
  if (value === undefined) return [];
  return [{ source: part === 'run' ? 'facts' : part, path: `${part}.${name}`, text: typeof value === 'string' ? value : JSON.stringify(value) }];
}
