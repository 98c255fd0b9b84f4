// One lookup, or several in one process: candidate after candidate, all types of one at once (net/dnsclient_unix.go, goLookupIPCNAMEOrder and lookup). Every way that chance and
// the race of the types for rotate's counter can take is followed; ways that have become alike are one again after each candidate, so thousands of combinations stay few.
import type { DnsExchange, DnsOutcome } from '../../../../shared/domain/dns.ts';
import { either, everyWay, fastestFirst } from '../explore.ts';
import type { QueryType } from '../types.ts';
import { isPackable } from './names.ts';
import { MOST_EXCHANGES, tryName, type Ending, type GoError, type NameQuery, type TrySettings } from './tries.ts';

/** The longest time that a document can hold, in ns: 104 days. Go takes `timeout:` up to 194. */
export const LONGEST_NS = Number.MAX_SAFE_INTEGER;

export interface LookupPlan extends TrySettings {
  /** As the program gives it. */
  name: string;
  candidates: readonly string[];
  types: readonly QueryType[];
  /** One type after the other. */
  sequential: boolean;
  /** Each type of each name begins with another server. */
  rotate: boolean;
  /** False: which type takes which place of rotate's counter makes no difference. */
  raceMatters: boolean;
  /** Some server drops the first packets. */
  countsPackets: boolean;
  /** No server has a schedule: what it does is always the same. */
  timeless: boolean;
  /** `addresses`: what A and AAAA bring. `canonical`: one name, where A or AAAA brings anything. `records`: of the one type; the error of the last candidate counts, not the first's. */
  gives: 'addresses' | 'canonical' | 'records';
  /** LookupIP: the lookup is shared with others who may ask the same, so its caller leaves it; whatever it had met, it is told that time is over (net/lookup.go, lookupIPAddr). */
  leavesAtDeadline: boolean;
  repeat: number;
  /** From the start of each lookup; infinite: none. */
  deadlineNs: number;
}

/** States that are followed at once: the likeliest. */
const MOST_STATES = 4_096;
/** Combinations of the ways of types: in all, and for one candidate. Each candidate has half of what is left, so that the likeliest states always go on. */
const MOST_COMBINATIONS = 150_000;
const MOST_OF_ONE = 60_000;
/** Exchanges that are simulated; beyond, each type goes one way only. */
const MOST_EFFORT = 200_000;
/** Ways that one type of one name can take. */
const MOST_WAYS = 300;

/** No candidate at all: addresses come back empty and without an error, an empty name is no canonical one, and a record can't be read from a message that never was. */
const ERROR_OF_NOTHING: Record<LookupPlan['gives'], GoError | null> = {
  addresses: null,
  canonical: 'DNS response contained records which contain invalid names',
  records: 'cannot unmarshal DNS message',
};

interface Trail {
  before: Trail | null;
  exchanges: readonly DnsExchange[];
}

interface State {
  tNs: number;
  packets: number;
  /** Of all lookups so far. */
  addresses: number;
  failed: boolean;
  error: GoError | null;
  /** Candidates that were asked for in the lookup that went farthest. */
  asked: number;
  /** Rotate's. */
  counter: number;
  seen: Map<string, number>;
  trail: Trail | null;
  probability: number | null;
  /** Of the lookup that is under way. */
  startNs: number;
  found: number;
  lastError: GoError | null;
}

export interface Looked {
  outcomes: DnsOutcome[];
  complete: boolean;
  /** Exchanges are missing in timelines. */
  cut: boolean;
}

/** Every outcome of `plan.repeat` lookups, together. */
export function lookUp(plan: LookupPlan): Looked {
  const run = new Run(plan);
  let states: State[] = [START()];
  for (let lookup = 0; lookup < plan.repeat; lookup++) states = run.lookup(states);
  const outcomes = states.map((state) => run.outcomeOf(state)).sort(fastestFirst);
  return { outcomes, complete: run.complete, cut: run.cut };
}

const START = (): State => ({
  tNs: 0,
  packets: 0,
  addresses: 0,
  failed: false,
  error: null,
  asked: 0,
  counter: 0,
  seen: new Map(),
  trail: null,
  probability: 1,
  startNs: 0,
  found: 0,
  lastError: null,
});

class Run {
  complete = true;
  cut = false;
  readonly #plan: LookupPlan;
  readonly #orders: readonly (readonly number[])[];
  #combinations = 0;
  #effort = 0;
  readonly #known = new Map<string, Ended[]>();

  constructor(plan: LookupPlan) {
    this.#plan = plan;
    const inOrder = plan.types.map((_, index) => index);
    this.#orders = plan.raceMatters ? permutations(inOrder) : [inOrder];
  }

  lookup(before: readonly State[]): State[] {
    const { candidates } = this.#plan;
    let open: State[] = before.map((state) => ({ ...state, startNs: state.tNs, found: 0, lastError: null }));
    const done: State[] = [];
    for (const [index, candidate] of candidates.entries()) {
      const next: State[] = [];
      const limit = this.#combinations + Math.min(MOST_OF_ONE, (MOST_COMBINATIONS - this.#combinations) / 2);
      if (open.length > 1) open.sort(likeliestFirst);
      for (const state of open) {
        if (this.#combinations > limit && next.length > 0) {
          this.complete = false;
          break;
        }
        this.#ask(state, candidate, index, next);
      }
      open = [];
      for (const state of this.#merge(next)) (state.found > 0 || this.#isLeft(state) ? done : open).push(state);
      if (open.length === 0) break;
    }
    done.push(...open);
    return this.#merge(done.map((state) => this.#finish(state)));
  }

  /** One candidate, from one state: a state for each way it can go. */
  #ask(state: State, candidate: string, index: number, into: State[]): void {
    if (!isPackable(candidate)) {
      // It has taken its places of rotate's counter before it turns out that there is nothing to send.
      const counter = this.#plan.rotate ? state.counter + this.#plan.types.length : 0;
      into.push({ ...state, counter, lastError: this.#errorOf(state.lastError, 'cannot marshal DNS message', candidate) });
      return;
    }
    for (const order of this.#orders) this.#askInOrder(state, candidate, index, order, into);
  }

  #askInOrder(state: State, candidate: string, index: number, order: readonly number[], into: State[]): void {
    const { types, sequential, rotate, countsPackets, deadlineNs } = this.#plan;
    /** Ways so far: the endings of the types that were looked at. */
    let ways: Way[] = [{ endings: [], endNs: state.tNs, probability: this.#orders.length > 1 ? null : state.probability, seen: state.seen }];
    const name = candidate.toLowerCase();
    for (const [place, type] of types.entries()) {
      const offset = rotate ? state.counter + (order[place] ?? place) : 0;
      const deadline = state.startNs + deadlineNs;
      // At once, no type has to do with what another met, but for the packets that are counted.
      const shared = sequential || countsPackets ? null : this.#endingsOf({ name, type, startNs: state.tNs, offset, deadlineNs: deadline }, state.seen);
      const next: Way[] = [];
      for (const way of ways) {
        const found = shared ?? this.#endingsOf({ name, type, startNs: sequential ? way.endNs : state.tNs, offset, deadlineNs: deadline }, way.seen);
        for (const { ending, probability, seen } of found) {
          this.#combinations += 1;
          if (next.length >= MOST_OF_ONE) {
            this.complete = false;
            break;
          }
          next.push({ endings: [...way.endings, ending], endNs: Math.max(way.endNs, ending.endNs), probability: times(way.probability, probability), seen });
        }
      }
      ways = next;
    }
    for (const way of ways) into.push(this.#after(state, way, candidate, index));
  }

  /** Every way in which one type can end. */
  #endingsOf(query: NameQuery, before: Map<string, number>): Ended[] {
    const { countsPackets, brief, timeless, servers } = this.#plan;
    if (!brief || !timeless || countsPackets || query.deadlineNs !== Number.POSITIVE_INFINITY) return this.#simulated(query, before);
    // Where no clock is looked at, it ends as it would have ended at another time.
    const key = `${query.name} ${query.type} ${servers.length === 0 ? 0 : query.offset % servers.length}`;
    let found = this.#known.get(key);
    if (found === undefined) {
      if (this.#known.size > 100) this.#known.clear();
      found = this.#simulated({ ...query, startNs: 0 }, before);
      this.#known.set(key, found);
    }
    return query.startNs === 0 ? found : found.map(({ ending, ...rest }) => ({ ending: { ...ending, endNs: ending.endNs + query.startNs }, ...rest }));
  }

  #simulated(query: NameQuery, before: Map<string, number>): Ended[] {
    const { countsPackets } = this.#plan;
    const found: Ended[] = [];
    const all = everyWay(
      (choose) => {
        const seen = countsPackets ? new Map(before) : before;
        return { ending: tryName(this.#plan, query, choose, seen), seen };
      },
      ({ ending, seen }, probability) => {
        this.#effort += Math.min(ending.tries, MOST_EXCHANGES);
        this.cut ||= ending.cut;
        found.push({ ending, probability, seen });
      },
      this.#effort > MOST_EFFORT ? 1 : MOST_WAYS,
    );
    this.complete &&= all;
    return found;
  }

  /** The state when all types of a candidate have ended. */
  #after(state: State, { endings, endNs, probability, seen }: Way, candidate: string, index: number): State {
    const { types, rotate, gives, sequential, brief } = this.#plan;
    let { packets, found, lastError, asked, trail } = state;
    for (const [place, ending] of endings.entries()) {
      packets += ending.packets;
      if (ending.tries > 0) asked = Math.max(asked, index + 1);
      if (types[place] !== 'CNAME') found += ending.records;
      if (!brief && ending.exchanges.length > 0) trail = { before: trail, exchanges: ending.exchanges };
    }
    // Errors count in the order in which they come; more exchanges take longer, if only microseconds.
    const inTime = sequential || endings.length < 2 ? endings : endings.toSorted((a, b) => a.endNs - b.endNs || a.tries - b.tries);
    for (const { error } of inTime) if (error !== null) lastError = this.#errorOf(lastError, error, candidate);
    if (gives === 'canonical') found = Math.min(found, 1);
    return { ...state, tNs: endNs, packets, found, lastError, asked, trail, probability, seen, counter: rotate ? state.counter + endings.length : 0 };
  }

  /** Of addresses the first error is kept, unless it is of the name itself; of records the last. */
  #errorOf(before: GoError | null, error: GoError, candidate: string): GoError {
    const { gives, name } = this.#plan;
    return before === null || gives === 'records' || candidate === `${name}.` ? error : before;
  }

  /** The deadline has passed, and the call with it. What it began goes on without it: it sends nothing more, and what it takes of rotate's counter comes too late for the next. */
  #isLeft({ tNs, startNs }: State): boolean {
    return this.#plan.leavesAtDeadline && tNs >= startNs + this.#plan.deadlineNs;
  }

  #finish(state: State): State {
    const { gives } = this.#plan;
    if (state.found === 0 && this.#isLeft(state)) return { ...state, failed: true, error: 'timeout' };
    if (state.found > 0) return { ...state, addresses: state.addresses + state.found };
    const error = state.lastError ?? ERROR_OF_NOTHING[gives];
    return error === null ? state : { ...state, failed: true, error };
  }

  /** States from which everything goes on alike are one. */
  #merge(states: State[]): State[] {
    if (states.length < 2) return states;
    const found = new Map<string, State>();
    for (const state of states) {
      const seen = this.#plan.countsPackets ? JSON.stringify([...state.seen]) : '';
      const key = `${state.tNs} ${state.packets} ${state.addresses} ${state.found} ${state.failed} ${state.error} ${state.lastError} ${state.asked} ${state.counter} ${seen}`;
      const before = found.get(key);
      if (before === undefined) found.set(key, state);
      else before.probability = either(before.probability, state.probability);
    }
    if (found.size <= MOST_STATES) return [...found.values()];
    this.complete = false;
    return [...found.values()].sort(likeliestFirst).slice(0, MOST_STATES);
  }

  outcomeOf(state: State): DnsOutcome {
    const { candidates, brief } = this.#plan;
    const names = new Set<string>();
    for (const candidate of candidates.slice(0, state.asked)) if (isPackable(candidate)) names.add(candidate.toLowerCase());
    return {
      wallNs: Math.min(state.tNs, LONGEST_NS),
      packets: state.packets,
      result: state.failed ? 'fail' : 'ok',
      addresses: state.addresses,
      names: [...names],
      timeline: brief ? [] : timelineOf(state.trail),
      error: state.error,
      probability: state.probability,
    };
  }
}

const likeliestFirst = (a: State, b: State): number => (b.probability ?? 0) - (a.probability ?? 0);

/** The odds of two things together; null where those of one are not known. */
const times = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a * b);

interface Ended {
  ending: Ending;
  probability: number | null;
  seen: Map<string, number>;
}

interface Way {
  endings: Ending[];
  endNs: number;
  probability: number | null;
  seen: Map<string, number>;
}

function timelineOf(trail: Trail | null): DnsExchange[] {
  const parts: (readonly DnsExchange[])[] = [];
  for (let each = trail; each !== null; each = each.before) parts.push(each.exchanges);
  return parts
    .reverse()
    .flat()
    .sort((a, b) => a.tNs - b.tNs)
    .map(withinLongest);
}

/** What no document can hold is told as the longest there is; `longer-than-104-days` warns of it. */
const withinLongest = (exchange: DnsExchange): DnsExchange =>
  (exchange.endNs ?? exchange.tNs) <= LONGEST_NS
    ? exchange
    : { ...exchange, tNs: Math.min(exchange.tNs, LONGEST_NS), ...(typeof exchange.endNs === 'number' ? { endNs: Math.min(exchange.endNs, LONGEST_NS) } : {}) };

const permutations = (of: readonly number[]): number[][] =>
  of.length < 2 ? [[...of]] : of.flatMap((first) => permutations(of.filter((each) => each !== first)).map((rest) => [first, ...rest]));
