// Several lookups one after the other in one thread: what they remember from each to the next, with stories that have come to the same point told as one.
import type { DnsExchange, DnsOutcome } from '../../../../shared/domain/dns.ts';
import { either, everyWay, fastestFirst, MOST_RUNS, type Choose } from '../explore.ts';
import { countsPackets, createServers } from '../servers.ts';
import type { ModelInput } from '../types.ts';
import { lookup } from './lookup.ts';
import type { Memory, World } from './world.ts';

/** Simulations of one lookup, over all of them. */
const MOST_RUNS_OF_ALL = 16_384;

/** What has happened so far, on one of the ways that chance can take. */
interface Story {
  memory: Memory;
  packets: number;
  names: ReadonlySet<string>;
  addresses: number;
  result: DnsOutcome['result'];
  /** Of the last lookup that failed. */
  error: string | null;
  probability: number | null;
  exchanges: DnsExchange[];
  before: Story | null;
}

const NOTHING_YET: Omit<Story, 'memory'> = { packets: 0, names: new Set(), addresses: 0, result: 'ok', error: null, probability: 1, exchanges: [], before: null };

/** Every outcome of all lookups together: times, packets and addresses add up, and one that fails makes them fail. */
export function outcomesOf(input: ModelInput): { outcomes: DnsOutcome[]; complete: boolean } {
  const times = Math.max(1, input.repeat ?? 1);
  const mostRuns = times === 1 ? MOST_RUNS : Math.ceil(MOST_RUNS_OF_ALL / times);
  let stories: Story[] = [{ ...NOTHING_YET, memory: { nowNs: 0, neighbourNs: [], nextStart: null, singleRequest: false, reopen: false, seen: null } }];
  let complete = true;
  for (let done = 0; done < times; done++) {
    const further: Story[] = [];
    let runs = 0;
    for (const story of stories) {
      if (story.result === 'hang') further.push(story);
      else if (runs >= mostRuns) complete = false;
      else {
        const take = (next: Story, odds: number | null) => further.push({ ...next, probability: story.probability === null || odds === null ? null : story.probability * odds });
        const all = everyWay((choose) => ((runs += 1), oneMore(input, story, choose)), take, mostRuns - runs);
        complete &&= all;
      }
    }
    stories = merged(further, (story) => `${keyOf(story)} ${memoryKey(story.memory)}`);
    // Where not all can be followed, the likely ones are.
    if (stories.length > 1 && done + 1 < times) stories.sort((a, b) => (b.probability ?? 1) - (a.probability ?? 1));
  }
  const outcomes = merged(stories, keyOf).map((story) => outcomeOf(story, input.brief === true));
  return { outcomes: outcomes.length > 1 ? outcomes.sort(fastestFirst) : outcomes, complete };
}

function oneMore(input: ModelInput, before: Story, choose: Choose): Story {
  const { settings, servers } = input;
  const { memory } = before;
  const seen = servers.some(({ schedule }) => countsPackets(schedule)) ? new Map(memory.seen) : null;
  const world: World = {
    ...memory,
    neighbourNs: [...memory.neighbourNs],
    seen,
    settings,
    servers: seen === null ? createServers(servers, choose) : createServers(servers, choose, seen),
    count: settings.servers.length,
    choose,
    exchanges: [],
    packets: before.packets,
    names: new Set(before.names),
    sockets: [],
    errno: 'other',
    buffer: 'empty',
  };
  const end = lookup(world, input);
  const deadlineNs = input.deadlineNs ?? null;
  const late = deadlineNs !== null && (end.kind === 'hang' || world.nowNs - memory.nowNs > deadlineNs) ? deadlineNs : null;
  // The caller goes at its deadline; the thread stays in libc to the end, and so do its packets. The next lookup gets a thread that remembers nothing.
  const kept: Memory = late === null ? world : { ...world, nowNs: memory.nowNs + late, singleRequest: false, reopen: false };
  const { nowNs, neighbourNs, nextStart, singleRequest, reopen } = kept;
  const error = late !== null ? 'timeout' : end.kind === 'hang' ? null : end.error;
  return {
    memory: { nowNs, neighbourNs, nextStart, singleRequest, reopen, seen },
    packets: world.packets,
    names: world.names,
    addresses: before.addresses + (late === null && end.kind === 'returned' ? end.addresses : 0),
    result: late === null && end.kind === 'hang' ? 'hang' : error !== null ? 'fail' : before.result,
    error: error ?? before.error,
    probability: 1,
    exchanges: world.exchanges,
    before,
  };
}

/** Those with the same key become the first of them, with their odds added up. */
function merged(stories: Story[], key: (story: Story) => string): Story[] {
  if (stories.length < 2) return stories;
  const found = new Map<string, Story>();
  for (const story of stories) {
    const text = key(story);
    const known = found.get(text);
    if (known === undefined) found.set(text, story);
    else known.probability = either(known.probability, story.probability);
  }
  return [...found.values()];
}

const keyOf = ({ memory, packets, addresses, result, error, names }: Story): string => `${memory.nowNs} ${packets} ${addresses} ${result} ${error} ${[...names].join()}`;

const memoryKey = ({ neighbourNs, nextStart, singleRequest, reopen, seen }: Memory): string =>
  `${neighbourNs.join()} ${nextStart} ${singleRequest} ${reopen} ${seen === null ? '' : JSON.stringify([...seen])}`;

function outcomeOf(story: Story, brief: boolean): DnsOutcome {
  const { memory, packets, result, addresses, names, error, probability } = story;
  const wallNs = result === 'hang' ? null : memory.nowNs;
  return {
    wallNs,
    packets,
    result,
    addresses: result === 'hang' ? 0 : addresses,
    names: [...names],
    timeline: brief ? [] : timelineOf(story),
    error: result === 'hang' ? null : error,
    probability,
  };
}

function timelineOf(story: Story): DnsExchange[] {
  const parts: DnsExchange[][] = [];
  for (let at: Story | null = story; at !== null; at = at.before) parts.push(at.exchanges);
  const all = parts.reverse().flat();
  return all.sort((a, b) => a.tNs - b.tNs);
}
