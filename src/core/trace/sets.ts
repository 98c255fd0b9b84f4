// Which events a filter leaves, with the last answers kept: a window asks for the same ones again and again, and a filter that grows by a term asks only for
// that term. Called by answers.ts.
import { printTraceFilter, readTraceFilter, type FilterTerm } from '../../shared/domain/trace-filter.ts';
import { breather } from '../breather.ts';
import { everyEvent, intersectEvents, subtractEvents, termSteps, withoutNoise, type EventSet } from '../evidence/index.ts';
import type { OpenedTrace } from './types.ts';

/** Of a trace of a million events a set takes 125 kB. */
const KEPT_BYTES = 16_000_000;
const LEAST_KEPT = 8;

/** Null: all of them. Throws InputError for a filter that is none, CancelledError after an abort. Without `noise` the emulator's own calls go, unless the filter asks for them. */
export async function eventsOf(trace: OpenedTrace, filter: string, noise: boolean, signal: AbortSignal): Promise<EventSet | null> {
  const { terms } = readTraceFilter(filter);
  const quiet = !noise && !terms.some((term) => term.key === 'is' && term.words.includes('noise'));
  if (terms.length === 0) return quiet ? kept(trace, 'quiet', () => withoutNoise(trace.index)) : null;
  const name = `${quiet ? 'quiet' : 'all'} ${printTraceFilter({ terms })}`;
  const known = trace.sets.get(name);
  if (known !== undefined) return kept(trace, name, () => known);
  const result = everyEvent(trace.index.count);
  for (const term of terms) {
    const set = await termSet(trace, term, signal);
    if (term.negated) subtractEvents(result, set);
    else intersectEvents(result, set);
  }
  const silent = quiet ? kept(trace, 'quiet', () => withoutNoise(trace.index)) : null;
  if (silent !== null) intersectEvents(result, silent);
  return kept(trace, name, () => result);
}

async function termSet(trace: OpenedTrace, term: FilterTerm, signal: AbortSignal): Promise<EventSet> {
  const name = `term ${printTraceFilter({ terms: [{ ...term, negated: false }] })}`;
  const known = trace.sets.get(name);
  if (known !== undefined && known !== null) {
    kept(trace, name, () => known);
    return known;
  }
  const breathe = breather(signal);
  const steps = termSteps(trace, trace.source, term);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) {
      const { value } = step;
      kept(trace, name, () => value);
      return value;
    }
    await breathe();
  }
}

/** What is known by this name, or is now; the longest unasked sets go. */
function kept<T extends EventSet | null>(trace: OpenedTrace, name: string, make: () => T): T {
  const { sets } = trace;
  const set = sets.has(name) ? (sets.get(name) as T) : make(); // a name always has a set of its own kind
  sets.delete(name);
  sets.set(name, set);
  const room = Math.max(LEAST_KEPT, Math.floor(KEPT_BYTES / (trace.index.count / 8 + 64)));
  for (const oldest of sets.keys()) {
    if (sets.size <= room) break;
    sets.delete(oldest);
  }
  return set;
}
