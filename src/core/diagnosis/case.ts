// Puts together what rules look at: facts, a cell, a verdict, a trace and logs that were read.
import type { Facts } from '../../shared/domain/facts.ts';
import { withoutDocuments } from './documents.ts';
import type { LogReading } from './log/types.ts';
import type { Case, Hit } from './types.ts';

export type CaseInput = Partial<Pick<Case, 'facts' | 'cell' | 'verdict' | 'trace'>> & { logs?: readonly LogReading[] };

export function caseOf({ facts, cell, verdict, trace, logs = [] }: CaseInput): Case {
  const known = new Map<string, { hits: Hit[]; count: number }>();
  for (const reading of logs)
    for (const [signal, { hits, count }] of reading.hits) {
      const before = known.get(signal);
      known.set(signal, before === undefined ? { hits: [...hits], count } : { hits: [...before.hits, ...hits], count: before.count + count });
    }
  const said = withoutDocuments(new Map([...known].map(([signal, { hits }]) => [signal, hits])));
  return {
    facts: facts ?? EMPTY,
    cell: cell ?? null,
    verdict: verdict ?? null,
    trace: trace ?? null,
    hasLog: logs.length > 0,
    hits: (signal) => said.get(signal) ?? NONE,
    count: (signal) => countOf(known.get(signal), said.get(signal)),
  };
}

/** What was counted beyond the limit of hits is taken for said. */
const countOf = (found: { hits: readonly Hit[]; count: number } | undefined, said: readonly Hit[] | undefined): number =>
  found === undefined ? 0 : found.count - found.hits.length + (said?.length ?? 0);

const EMPTY: Facts = {};
const NONE: readonly Hit[] = [];
