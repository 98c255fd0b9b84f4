// Several lookups one after the other, where servers remember nothing: the outcomes of one, combined. A hundred lookups that race have 2^100 ways and 101 outcomes.
import type { DnsExchange, DnsOutcome } from '../../../../shared/domain/dns.ts';
import { either, fastestFirst } from '../explore.ts';

/** Combinations that are followed at once. */
const MOST_STATES = 4_096;

interface State {
  wallNs: number;
  packets: number;
  names: string[];
  probability: number | null;
  addresses: number;
  /** Of the last that failed. */
  error: string | null;
  last: DnsOutcome | null;
  before: State | null;
}

/** `times` lookups whose every outcome is one of `outcomes`; addresses add up, and one that fails makes it a failure. */
export function repeated(outcomes: readonly DnsOutcome[], times: number, brief: boolean): { outcomes: DnsOutcome[]; complete: boolean } {
  let states: State[] = [{ wallNs: 0, packets: 0, names: [], probability: 1, addresses: 0, error: null, last: null, before: null }];
  let complete = true;
  for (let done = 0; done < times; done++) {
    const next = new Map<string, State>();
    for (const state of states) for (const outcome of outcomes) add(next, after(state, outcome));
    complete &&= next.size <= MOST_STATES;
    states = [...next.values()].slice(0, MOST_STATES);
  }
  return { outcomes: states.map((state) => outcomeOf(state, brief)).sort(fastestFirst), complete };
}

function after(state: State, outcome: DnsOutcome): State {
  const before = state.probability;
  const now = outcome.probability ?? null;
  return {
    wallNs: state.wallNs + (outcome.wallNs ?? 0),
    packets: state.packets + outcome.packets,
    names: state.names.length === 0 ? outcome.names : [...new Set([...state.names, ...outcome.names])],
    probability: before === null || now === null ? null : before * now,
    addresses: state.addresses + outcome.addresses,
    error: outcome.error ?? state.error,
    last: outcome,
    before: state,
  };
}

function add(states: Map<string, State>, state: State): void {
  const key = JSON.stringify([state.wallNs, state.packets, state.names, state.addresses, state.error]);
  const known = states.get(key);
  if (known === undefined) states.set(key, state);
  else known.probability = either(known.probability, state.probability);
}

function outcomeOf(state: State, brief: boolean): DnsOutcome {
  const { wallNs, packets, names, probability, addresses, error } = state;
  return {
    wallNs,
    packets,
    result: error === null ? 'ok' : 'fail',
    addresses,
    names,
    timeline: brief ? [] : timelineOf(state),
    error,
    probability,
  };
}

function timelineOf(state: State): DnsExchange[] {
  const parts: DnsExchange[][] = [];
  for (let each: State | null = state; each !== null; each = each.before) {
    const startNs = each.before?.wallNs ?? 0;
    const shifted = each.last?.timeline.map((exchange) => ({
      ...exchange,
      tNs: exchange.tNs + startNs,
      endNs: typeof exchange.endNs === 'number' ? exchange.endNs + startNs : null,
    }));
    parts.push(shifted ?? []);
  }
  return parts
    .reverse()
    .flat()
    .sort((a, b) => a.tNs - b.tNs);
}
