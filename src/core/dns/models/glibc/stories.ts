// Several lookups one after the other in one thread: what they remember from each to the next, with stories that have come to the same point told as one.
import type { DnsExchange, DnsOutcome } from '../../../../shared/domain/dns.ts';
import { either, everyWay, fastestFirst, MOST_RUNS, type Choose } from '../explore.ts';
import { countsPackets, createServers } from '../servers.ts';
import type { ModelInput } from '../types.ts';
import { lookup } from './lookup.ts';
import type { Memory, World } from './world.ts';

/** Simulations of one lookup, and stories that are followed at once. */
const MOST_RUNS_OF_ALL = 16_384;
const MOST_STORIES = 4_096;

interface Left {
  memory: Memory;
  packets: number;
  names: ReadonlySet<string>;
  addresses: number;
  result: DnsOutcome['result'];
  /** Of the last lookup that failed. */
  error: string | null;
}

/** One lookup, and what it leaves behind. Its times count from `fromNs`. */
interface Step extends Left {
  exchanges: readonly DnsExchange[];
  odds: number | null;
}

/** What has happened so far, on one of the ways that chance can take. */
interface Story extends Left {
  probability: number | null;
  last: Step | null;
  /** By how much the times of `last` are to be moved. */
  shiftNs: number;
  before: Story | null;
}

const FRESH: Memory = { nowNs: 0, neighbourNs: [], nextStart: null, singleRequest: false, reopen: false, seen: null };
const BEGIN: Story = { memory: FRESH, packets: 0, names: new Set(), addresses: 0, result: 'ok', error: null, probability: 1, last: null, shiftNs: 0, before: null };

/** Every outcome of all lookups together: times, packets and addresses add up, and one that fails makes them fail. */
export function outcomesOf(input: ModelInput): { outcomes: DnsOutcome[]; complete: boolean } {
  const times = Math.max(1, input.repeat ?? 1);
  const stepsFrom = stepper(input, times);
  let stories = [BEGIN];
  let complete = true;
  for (let done = 0; done < times; done++) {
    const further: Story[] = [];
    for (const story of stories) {
      if (story.result === 'hang') {
        further.push(story);
        continue;
      }
      const { steps, shiftNs, all } = stepsFrom(story.memory);
      complete &&= all;
      for (const step of steps) further.push(toldOn(story, step, shiftNs));
    }
    stories = merged(further, (story) => `${keyOf(story)} ${memoryKey(story.memory)}`);
    if (stories.length > MOST_STORIES) {
      complete = false;
      // The likely ones are followed.
      stories = stories.sort((a, b) => (b.probability ?? 1) - (a.probability ?? 1)).slice(0, MOST_STORIES);
    }
  }
  const outcomes = merged(stories, keyOf).map((story) => outcomeOf(story, input.brief === true));
  return { outcomes: outcomes.length > 1 ? outcomes.sort(fastestFirst) : outcomes, complete };
}

interface Steps {
  steps: Step[];
  shiftNs: number;
  /** False: there are more. */
  all: boolean;
}

/** Every way that a lookup can go after what went before. Where nothing depends on the time, the lookups of a hundred are simulated once. */
function stepper(input: ModelInput, times: number): (memory: Memory) => Steps {
  const timeless = times > 1 && input.servers.every(({ schedule }) => schedule.length < 2 && !countsPackets(schedule) && schedule[0]?.fault.name !== 'arp-fail');
  const known = new Map<string, Omit<Steps, 'shiftNs'>>();
  let left = times === 1 ? MOST_RUNS : MOST_RUNS_OF_ALL;
  return (memory) => {
    const key = timeless ? memoryKey(memory) : '';
    const found = timeless ? known.get(key) : undefined;
    const shiftNs = timeless ? memory.nowNs : 0;
    if (found !== undefined) return { ...found, shiftNs };
    const steps: Step[] = [];
    const begin = timeless ? { ...memory, nowNs: 0 } : memory;
    const simulate = (choose: Choose): Step => {
      left -= 1;
      return oneLookup(input, begin, choose);
    };
    const all = everyWay(simulate, (step, odds) => steps.push({ ...step, odds }), Math.max(1, Math.min(left, MOST_RUNS)));
    const told = { steps, all };
    if (timeless) known.set(key, told);
    return { ...told, shiftNs };
  };
}

function oneLookup(input: ModelInput, memory: Memory, choose: Choose): Step {
  const { settings, servers } = input;
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
    packets: 0,
    names: new Set(),
    sockets: [],
    errno: 'other',
    buffer: 'empty',
  };
  const end = lookup(world, input);
  const { exchanges, packets, names, neighbourNs, nextStart, singleRequest, reopen, nowNs } = world;
  const deadlineNs = input.deadlineNs ?? null;
  const kept = { neighbourNs, nextStart, seen };
  if (deadlineNs !== null && (end.kind === 'hang' || nowNs - memory.nowNs > deadlineNs)) {
    // The caller goes; the thread stays in libc to the end, and so do its packets. The next lookup gets a thread that remembers nothing.
    const left: Memory = { ...kept, nowNs: memory.nowNs + deadlineNs, singleRequest: false, reopen: false };
    return { memory: left, packets, names, addresses: 0, result: 'fail', error: 'timeout', exchanges, odds: 1 };
  }
  const left: Memory = { ...kept, nowNs, singleRequest, reopen };
  if (end.kind === 'hang') return { memory: left, packets, names, addresses: 0, result: 'hang', error: null, exchanges, odds: 1 };
  return { memory: left, packets, names, addresses: end.addresses, result: end.error === null ? 'ok' : 'fail', error: end.error, exchanges, odds: 1 };
}

function toldOn(story: Story, step: Step, shiftNs: number): Story {
  const { memory, odds } = step;
  return {
    memory: shiftNs === 0 ? memory : { ...memory, nowNs: memory.nowNs + shiftNs },
    packets: story.packets + step.packets,
    names: [...step.names].every((name) => story.names.has(name)) ? story.names : new Set([...story.names, ...step.names]),
    addresses: story.addresses + step.addresses,
    result: step.result === 'ok' ? story.result : step.result,
    error: step.error ?? story.error,
    probability: story.probability === null || odds === null ? null : story.probability * odds,
    last: step,
    shiftNs,
    before: story,
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
  const timeline = brief ? [] : timelineOf(story);
  if (result === 'hang') return { wallNs: null, packets, result, addresses: 0, names: [...names], timeline, error: null, probability };
  return { wallNs: memory.nowNs, packets, result, addresses, names: [...names], timeline, error, probability };
}

function timelineOf(story: Story): DnsExchange[] {
  const parts: (readonly DnsExchange[])[] = [];
  for (let at: Story | null = story; at !== null; at = at.before) if (at.last !== null) parts.push(moved(at.last.exchanges, at.shiftNs));
  return parts
    .reverse()
    .flat()
    .sort((a, b) => a.tNs - b.tNs);
}

const moved = (exchanges: readonly DnsExchange[], byNs: number): readonly DnsExchange[] =>
  byNs === 0 ? exchanges : exchanges.map((each) => ({ ...each, tNs: each.tNs + byNs, endNs: typeof each.endNs === 'number' ? each.endNs + byNs : null }));
