// getaddrinfo of musl as a discrete-event simulation: every outcome of one lookup. Facts: src/network/{lookup_name,res_msend,resolvconf}.c of 1.2.3, 1.2.5, 1.2.6.
import type { DnsExchange, DnsOutcome, DnsWarning } from '../../../../shared/domain/dns.ts';
import { explore, MOST_RUNS, type Choose } from '../explore.ts';
import { alikeAs, countsPackets, createServers } from '../servers.ts';
import type { Model, ModelApi, ModelInput, QueryType } from '../types.ts';
import { addressFamily, candidates, questionName } from './names.ts';
import { msend } from './msend.ts';
import { repeated } from './repeated.ts';
import { muslTraits, type MuslTraits } from './traits.ts';
import type { World } from './world.ts';

export { allSilent, delayed, firstSilent, racing, servfailing } from './closed.ts';

/** Types of one lookup. `cname` is getaddrinfo with AI_CANONNAME, which asks for the same; the others are res_query, which has no search list. */
const TYPES: Record<ModelApi, readonly QueryType[]> = { host: ['A', 'AAAA'], cname: ['A', 'AAAA'], ip4: ['A'], ip6: ['AAAA'], txt: ['TXT'], mx: ['MX'], srv: ['SRV'] };

/** How one lookup ended. */
interface Lookup {
  endNs: number;
  addresses: number;
  /** Null: it succeeded. */
  error: string | null;
}

/** Lookups on end whose servers change are simulated as a whole, which gets long: fewer ways are looked at. */
const MOST_RUNS_OF_ALL = 16_384;

export const muslModel: Model = (input) => {
  const traits = muslTraits(input.settings.version);
  const times = Math.max(1, input.repeat ?? 1);
  const brief = input.brief ?? false;
  const forgetful = input.servers.every(({ schedule }) => schedule.length < 2 && !countsPackets(schedule));
  const alike = alikeAs(input.servers);
  // A deadline ends the call, not the lookup: what is sent after it belongs to the time of the next.
  const alone = times === 1 || (forgetful && (input.deadlineNs ?? null) === null && input.settings.attempts > 0);
  const ways = explore((choose) => simulate(input, alike, traits, alone ? 1 : times, choose), alone ? MOST_RUNS : Math.ceil(MOST_RUNS_OF_ALL / times));
  const all = alone && times > 1 ? repeated(ways.outcomes, times, brief) : ways;
  const complete = ways.complete && all.complete;
  return { outcomes: all.outcomes, complete, warnings: warningsOf(input, complete) };
};

function simulate(input: ModelInput, alike: readonly number[], traits: MuslTraits, times: number, choose: Choose): Omit<DnsOutcome, 'probability'> {
  const { settings } = input;
  const timeline: DnsExchange[] = [];
  const world: World = { servers: createServers(input.servers, choose), count: settings.servers.length, alike, choose, traits, timeline, packets: 0, names: new Set() };
  const deadlineNs = input.deadlineNs ?? null;
  let nowNs = 0;
  let last: Lookup = { endNs: 0, addresses: 0, error: null };
  let addresses = 0;
  let error: string | null = null;
  for (let done = 0; done < times && last.error !== 'SIGFPE'; done++) {
    last = lookup(world, input, nowNs);
    // The call returns at its deadline; the thread in libc goes on to the end, and so do its packets.
    if (deadlineNs !== null && last.endNs - nowNs > deadlineNs) last = { endNs: nowNs + deadlineNs, addresses: 0, error: 'timeout' };
    nowNs = last.endNs;
    addresses += last.addresses;
    error = last.error ?? error;
  }
  return {
    wallNs: nowNs,
    packets: world.packets,
    result: error === null ? 'ok' : 'fail',
    addresses,
    names: [...world.names],
    timeline: input.brief === true ? [] : timeline.sort((a, b) => a.tNs - b.tNs),
    error,
  };
}

/** One getaddrinfo (the candidates in their order, until one ends it), or one res_query. */
function lookup(world: World, input: ModelInput, startNs: number): Lookup {
  const { settings, name, api } = input;
  const type = input.record ?? (isQuery(api) ? TYPES[api][0] : undefined);
  if (type !== undefined) return query(world, input, type, startNs);
  const { traits } = world;
  const fail = (endNs: number, error: string): Lookup => ({ endNs, addresses: 0, error });
  const family = addressFamily(name);
  if (family !== null) {
    const wanted = api === 'ip4' || api === 'ip6' ? api : family;
    return wanted === family ? { endNs: startNs, addresses: 1, error: null } : fail(startNs, traits.noData);
  }
  const names = candidates(name, settings.search, settings.ndots);
  if (names === null) return fail(startNs, 'EAI_NONAME');
  let nowNs = startNs;
  for (const candidate of names) {
    const question = questionName(candidate);
    if (question === null) {
      if (traits.invalidNameEnds) return fail(nowNs, 'EAI_NONAME');
      continue;
    }
    // The interval between rounds is T / A.
    if (settings.attempts === 0) return fail(nowNs, 'SIGFPE');
    const { endNs, answers } = msend(world, { name: question, types: TYPES[api], startNs: nowNs, timeoutMs: settings.timeout * 1000, attempts: settings.attempts });
    nowNs = endNs;
    const end = verdict(answers, traits);
    if (end === 'next') continue;
    return typeof end === 'number' ? { endNs, addresses: end, error: null } : fail(endNs, end);
  }
  return fail(nowNs, 'EAI_NONAME');
}

const isQuery = (api: ModelApi): boolean => api === 'txt' || api === 'mx' || api === 'srv';

/** What h_errno says after res_query. */
const H_ERRNO: Record<string, string> = { EAI_AGAIN: 'TRY_AGAIN', EAI_NODATA: 'NO_DATA', EAI_NONAME: 'NO_DATA' };

/** res_query, which musl also calls res_search: one type of the name as it stands. */
function query(world: World, { settings, name }: ModelInput, type: QueryType, startNs: number): Lookup {
  const question = questionName(name);
  if (question === null) return { endNs: startNs, addresses: 0, error: 'NO_RECOVERY' };
  if (settings.attempts === 0) return { endNs: startNs, addresses: 0, error: 'SIGFPE' };
  const { endNs, answers } = msend(world, { name: question, types: [type], startNs, timeoutMs: settings.timeout * 1000, attempts: settings.attempts });
  const end = verdict(answers, world.traits);
  if (end === 'next') return { endNs, addresses: 0, error: 'HOST_NOT_FOUND' };
  return typeof end === 'number' ? { endNs, addresses: end, error: null } : { endNs, addresses: 0, error: H_ERRNO[end] ?? end };
}

/** In the order of the types: the first that is missing or does not exist decides, whatever the others say. */
function verdict(answers: readonly ({ rcode: 'noerror' | 'nxdomain'; records: number } | null)[], traits: MuslTraits): number | 'next' | 'EAI_AGAIN' | MuslTraits['noData'] {
  let records = 0;
  for (const answer of answers) {
    if (answer === null) return 'EAI_AGAIN';
    if (answer.rcode === 'nxdomain') return 'next';
    records += answer.records;
  }
  return records > 0 ? records : traits.noData;
}

function warningsOf({ settings, api }: ModelInput, complete: boolean): DnsWarning[] {
  const warnings: DnsWarning[] = [];
  if (settings.attempts === 0) warnings.push({ code: 'attempts-0-musl-crash', text: 'musl divides by attempts: with attempts:0 the program dies of SIGFPE at its first lookup.' });
  else if (settings.timeout === 0) warnings.push({ code: 'timeout-0-musl-fails', text: 'With timeout:0 every lookup of musl fails at once, without a packet.' });
  if (isQuery(api))
    warnings.push({ code: 'not-getaddrinfo', text: 'getaddrinfo does not ask for this type; predicted is res_query of a C program. Go asks with its own resolver.' });
  if (!complete) warnings.push({ code: 'more-outcomes', text: 'There are more outcomes than were looked at: chance upon chance.' });
  return warnings;
}
