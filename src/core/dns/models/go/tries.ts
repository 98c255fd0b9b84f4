// One name and one type: attempts x servers, one exchange after the other, until one of them says something final (net/dnsclient_unix.go, tryOneName and exchange).
import type { DnsExchange, ExchangeOutcome } from '../../../../shared/domain/dns.ts';
import { faultAt } from '../../../../shared/domain/dns-faults.ts';
import type { Choose } from '../explore.ts';
import { countsPackets, createServers, type Query, type Rcode, type Servers } from '../servers.ts';
import type { ModelServer, QueryType } from '../types.ts';

/** What the caller is told, without the addresses that Go puts around it. */
export type GoError =
  | 'timeout'
  | 'no such host'
  | 'server misbehaving'
  | 'lame referral'
  | 'connection refused'
  | 'network is unreachable'
  | 'no route to host'
  | 'cannot marshal DNS message'
  | 'cannot unmarshal DNS message'
  | 'no suitable address found'
  | 'DNS response contained records which contain invalid names';

export interface TrySettings {
  servers: readonly ModelServer[];
  /** T. */
  timeoutNs: number;
  attempts: number;
  useVc: boolean;
  /** Without exchanges. */
  brief: boolean;
}

/** How it ended for one type. */
export interface Ending {
  endNs: number;
  packets: number;
  /** Exchanges that were begun; the microseconds that each costs decide who is first where times are equal. */
  tries: number;
  /** 0: `error` says why. */
  records: number;
  error: GoError | null;
  exchanges: readonly DnsExchange[];
  /** There are more than MOST_EXCHANGES. */
  cut: boolean;
}

/** Of one type and name; resolv.conf may ask for millions of attempts. */
export const MOST_EXCHANGES = 2_000;

/** What came of one exchange. Made once for each type: there are millions in a grid. */
interface Fate {
  endNs: number;
  packets: number;
  outcome: ExchangeOutcome;
  records: number;
  error: GoError | null;
  /** No other server is asked. */
  final: boolean;
}

/** One type of one name. */
export interface NameQuery {
  /** Lower case, with its trailing dot. */
  name: string;
  type: QueryType;
  startNs: number;
  /** The server that is first (rotate). */
  offset: number;
  /** After this nothing is sent. */
  deadlineNs: number;
}

/** `seen` counts packets for `drop-first` and is changed. */
export function tryName(settings: TrySettings, { name, type, startNs, offset, deadlineNs }: NameQuery, choose: Choose, seen: Map<string, number>): Ending {
  const { servers, attempts, brief } = settings;
  /** Chance had a part in this round: the next may be another. */
  let fickle = false;
  const world = createServers(
    servers,
    (ways, odds) => {
      fickle = true;
      return choose(ways, odds);
    },
    seen,
  );
  const exchanges: DnsExchange[] = [];
  const fate: Fate = { endNs: startNs, packets: 0, outcome: 'timeout', records: 0, error: null, final: false };
  const ending: Ending = { endNs: startNs, packets: 0, tries: 0, records: 0, error: 'cannot unmarshal DNS message', exchanges, cut: false };
  const record = (server: number, protocol: 'udp' | 'tcp', tNs: number): void => {
    if (brief) return;
    if (exchanges.length < MOST_EXCHANGES) exchanges.push({ tNs, endNs: fate.endNs, server: server + 1, protocol, type, name, outcome: fate.outcome });
    else ending.cut = true;
  };
  const count = servers.length;
  let t = startNs;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const before = { t, packets: ending.packets, tries: ending.tries, exchanges: exchanges.length };
    fickle = false;
    for (let place = 0; place < count; place++) {
      if (t >= deadlineNs) return { ...ending, endNs: t, error: 'timeout' };
      const server = (offset + place) % count;
      ending.tries += 1;
      const query: Query = { tNs: t, name, type };
      if (settings.useVc) overTcp(world, server, query, Math.min(t + settings.timeoutNs, deadlineNs), fate);
      else overUdp(world, server, query, Math.min(t + settings.timeoutNs, deadlineNs), fate);
      ending.packets += fate.packets;
      record(server, settings.useVc ? 'tcp' : 'udp', t);
      t = fate.endNs;
      if (fate.outcome === 'truncated' && t < deadlineNs) {
        overTcp(world, server, { tNs: t, name, type }, Math.min(t + settings.timeoutNs, deadlineNs), fate);
        ending.packets += fate.packets;
        record(server, 'tcp', t);
        t = fate.endNs;
      }
      ending.endNs = t;
      ending.error = fate.error;
      ending.records = fate.records;
      if (fate.final) return ending;
    }
    if (count === 0) return ending;
    if (fickle || (attempt < MOST_COUNTED && countsNow(servers, before.t))) continue;
    // What was the same for every server will be the same in the next round, up to where a schedule or the deadline changes it.
    const rest = attempts - attempt - 1;
    const lasted = t - before.t;
    const same = lasted === 0 ? rest : Math.min(rest, Math.floor((Math.min(deadlineNs, nextChange(servers, before.t)) - t) / lasted));
    if (same <= 0) continue;
    const round = exchanges.slice(before.exchanges);
    const packets = ending.packets - before.packets;
    const tries = ending.tries - before.tries;
    for (let times = 1; !brief && times <= same && !ending.cut; times++)
      for (const each of round) {
        if (exchanges.length < MOST_EXCHANGES) exchanges.push({ ...each, tNs: each.tNs + times * lasted, endNs: (each.endNs ?? each.tNs) + times * lasted });
        else ending.cut = true;
      }
    ending.packets += same * packets;
    ending.tries += same * tries;
    t += same * lasted;
    ending.endNs = t;
    attempt += same;
  }
  return ending;
}

/** Rounds that are counted one by one where earlier packets matter: no fault drops more of the first. */
const MOST_COUNTED = 1_001;

/** Do earlier packets matter to a server now: will the next round be another? */
const countsNow = (servers: readonly ModelServer[], tNs: number): boolean =>
  servers.some(({ schedule }) => countsPackets(schedule) && ['drop-first', 'arp-fail'].includes(faultAt(schedule, tNs).name));

/** When a server's schedule changes next; infinite: never. */
function nextChange(servers: readonly ModelServer[], tNs: number): number {
  let next = Number.POSITIVE_INFINITY;
  for (const { schedule } of servers) {
    if (schedule.length < 2) continue;
    for (const { fromNs } of schedule) if (fromNs > tNs && fromNs < next) next = fromNs;
  }
  return next;
}

/**
 * A datagram from a socket of its own. What is no answer to it is not looked at again; an ICMP error of a host that is not there neither (Linux reports to a
 * connected UDP socket only errors that are fatal).
 */
function overUdp(world: Servers, server: number, query: Query, limitNs: number, fate: Fate): void {
  const reply = world.udp(server, query);
  fate.packets = world.listens(server, 'udp', query.tNs) ? 1 : 0;
  switch (reply.kind) {
    case 'nothing':
    case 'host-unreachable':
      return timeout(fate, limitNs, 'timeout');
    case 'garbage':
    case 'short':
      return timeout(fate, limitNs, 'ignored');
    case 'port-unreachable':
      return refused(fate, query.tNs, 'port-unreachable', 'connection refused');
    case 'no-route':
      return refused(fate, query.tNs, 'no-route', 'network is unreachable');
    case 'message':
      // An answer that comes with the deadline is too late: it was sent after the clock was set.
      if (reply.afterNs >= limitNs - query.tNs) return timeout(fate, limitNs, 'timeout');
      if (!reply.rightId) return timeout(fate, limitNs, 'ignored');
      if (reply.truncated) return refused(fate, query.tNs + reply.afterNs, 'truncated', 'timeout');
      return answered(fate, query.tNs + reply.afterNs, reply.rcode, reply.records, reply.lame);
  }
}

/** Connecting and reading have one limit together. */
function overTcp(world: Servers, server: number, query: Query, limitNs: number, fate: Fate): void {
  const reply = world.tcp(server, query);
  fate.packets = world.listens(server, 'tcp', query.tNs) ? 1 : 0;
  switch (reply.kind) {
    case 'message':
      return answered(fate, query.tNs, reply.rcode, reply.records, false);
    case 'silent':
      return timeout(fate, limitNs, 'timeout');
    case 'refused':
      return refused(fate, query.tNs, 'connection-refused', 'connection refused');
    case 'no-route':
      return refused(fate, query.tNs, 'no-route', 'network is unreachable');
    case 'host-unreachable':
      // Other than a datagram's, an error while connecting is told.
      if (reply.afterNs >= limitNs - query.tNs) return timeout(fate, limitNs, 'timeout');
      return refused(fate, query.tNs + reply.afterNs, 'host-unreachable', 'no route to host');
  }
}

function set(fate: Fate, endNs: number, outcome: ExchangeOutcome, error: GoError | null, records: number, final: boolean): void {
  fate.endNs = endNs;
  fate.outcome = outcome;
  fate.error = error;
  fate.records = records;
  fate.final = final;
}
const timeout = (fate: Fate, endNs: number, outcome: ExchangeOutcome): void => set(fate, endNs, outcome, 'timeout', 0, false);
const refused = (fate: Fate, endNs: number, outcome: ExchangeOutcome, error: GoError): void => set(fate, endNs, outcome, error, 0, false);

/** checkHeader and skipToAnswer: a name that does not exist and one without such a record end it; a server in trouble sends it to the next one. */
function answered(fate: Fate, endNs: number, rcode: Rcode, records: number, lame: boolean): void {
  if (rcode === 'nxdomain') return set(fate, endNs, 'nxdomain', 'no such host', 0, true);
  if (rcode !== 'noerror') return set(fate, endNs, rcode, 'server misbehaving', 0, false);
  if (records > 0) return set(fate, endNs, 'answer', null, records, true);
  return lame ? set(fate, endNs, 'lame', 'lame referral', 0, false) : set(fate, endNs, 'nodata', 'no such host', 0, true);
}
