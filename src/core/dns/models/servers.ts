// Name servers as the simulations meet them: what comes back for a query, and when. The lab's own name server (resources/dnslab) does the same on a real wire.
import { faultAt, type Fault, type FaultSchedule } from '../../../shared/domain/dns-faults.ts';
import type { Choose } from './explore.ts';
import type { ModelServer, QueryType } from './types.ts';

/** A query at the moment at which it is sent; nanoseconds after the lookup began. */
export interface Query {
  tNs: number;
  name: string;
  type: QueryType;
}

export type Rcode = 'noerror' | 'nxdomain' | 'servfail' | 'refused' | 'formerr' | 'notimp';

/** What a query over UDP meets. `afterNs` counts from its sending. */
export type UdpReply =
  | { kind: 'message'; afterNs: number; rcode: Rcode; /** Records of the type asked for. */ records: number; truncated: boolean; lame: boolean; rightId: boolean }
  /** 64 bytes under the right ID that are no message: its flags read as a response with rcode 0, its counts are far too high. */
  | { kind: 'garbage'; afterNs: number }
  /** Four bytes under the right ID, rcode 0. */
  | { kind: 'short'; afterNs: number }
  | { kind: 'nothing' }
  /** Nobody listens: an ICMP error comes, at once or (a neighbour that is not there) after the kernel's three tries. */
  | { kind: 'port-unreachable' }
  | { kind: 'host-unreachable'; afterNs: number }
  /** The send fails. */
  | { kind: 'no-route' };

/** What a connection over TCP meets, and the query on it. */
export type TcpReply =
  { kind: 'message'; rcode: Rcode; records: number } | { kind: 'silent' } | { kind: 'refused' } | { kind: 'host-unreachable'; afterNs: number } | { kind: 'no-route' };

/** Three tries of a second each, with the kernel's default settings (neigh/default/mcast_solicit, retrans_time_ms); measured 3.05 s. */
export const ARP_FAIL_NS = 3_050_000_000;

/** Servers of one run of a simulation; they remember what they were asked. */
export interface Servers {
  /** `server`: its place, from 0. Counts as a packet where {@link listens}. */
  udp(server: number, query: Query): UdpReply;
  tcp(server: number, query: Query): TcpReply;
  /** True where a query at this time reaches a program. TCP: a port may be closed while UDP is open. */
  listens(server: number, protocol: 'udp' | 'tcp', tNs: number): boolean;
}

/**
 * `seen` holds how many packets a server has had of each name and type, for `drop-first`: who simulates several lookups of one process hands on one map.
 */
export function createServers(servers: readonly ModelServer[], choose: Choose, seen: Map<string, number> = new Map()): Servers {
  const counts = servers.map(({ schedule }) => countsPackets(schedule));
  const serverAt = (index: number): ModelServer => servers[index] ?? NO_SERVER;
  const fault = (index: number, tNs: number): Fault => faultOf(serverAt(index).schedule, tNs);
  /** The kernel looks for a neighbour once for all who wait: who comes in the middle of its three tries hears of their end with the others (measured). */
  const fromNeighbour = <R extends { kind: string; afterNs?: number }>(index: number, tNs: number, reply: R): R => {
    if (reply.kind !== 'host-unreachable') return reply;
    const key = `neighbour ${index}`;
    const before = seen.get(key) ?? serverAt(index).soughtSinceNs;
    const since = before !== undefined && before <= tNs && tNs < before + ARP_FAIL_NS ? before : tNs;
    seen.set(key, since);
    return { ...reply, afterNs: since + ARP_FAIL_NS - tNs };
  };
  return {
    udp(index, query) {
      let before = 0;
      if (counts[index] === true) {
        const key = `${index} ${query.type} ${query.name}`;
        before = seen.get(key) ?? 0;
        seen.set(key, before + 1);
      }
      return fromNeighbour(index, query.tNs, udpReply(serverAt(index), fault(index, query.tNs), query, before, choose));
    },
    tcp: (index, query) => fromNeighbour(index, query.tNs, tcpReply(serverAt(index), fault(index, query.tNs), query)),
    listens(index, protocol, tNs) {
      const { name } = fault(index, tNs);
      return name !== 'closed' && name !== 'arp-fail' && name !== 'no-route' && !(protocol === 'tcp' && name === 'truncate-tcp-closed');
    },
  };
}

const NO_SERVER: ModelServer = { schedule: [], exists: null };

/** Must earlier packets be remembered to know what this server does? */
export const countsPackets = (schedule: FaultSchedule): boolean => schedule.some(({ fault }) => fault.name === 'drop-first' || fault.name === 'arp-fail');

/**
 * Of each server the place of the first that does the same: a query comes to the same end at either. One that counts packets is like no other, for it may have counted others.
 */
export function alikeAs(servers: readonly ModelServer[]): number[] {
  const texts = servers.map(({ schedule }) => (countsPackets(schedule) ? null : JSON.stringify(schedule)));
  return servers.map((server, index) => {
    const text = texts[index] ?? null;
    return text === null ? index : servers.findIndex((other, place) => texts[place] === text && sameNames(other.exists, server.exists));
  });
}

const sameNames = (a: ReadonlySet<string> | null, b: ReadonlySet<string> | null): boolean =>
  a === b || (a !== null && b !== null && a.size === b.size && [...a].every((name) => b.has(name)));

/** Most schedules have one step. */
function faultOf(schedule: FaultSchedule, tNs: number): Fault {
  const [only] = schedule;
  return schedule.length === 1 && only !== undefined ? only.fault : faultAt(schedule, tNs);
}

const knows = (server: ModelServer, name: string): boolean => server.exists === null || server.exists.has(name.toLowerCase());

/** As a healthy server answers: a record of every type but CNAME for a name that it knows. */
function healthy(server: ModelServer, { name, type }: Query): { rcode: Rcode; records: number } {
  if (!knows(server, name)) return { rcode: 'nxdomain', records: 0 };
  return { rcode: 'noerror', records: type === 'CNAME' ? 0 : 1 };
}

const RCODE_OF: Partial<Record<Fault['name'], Rcode>> = {
  servfail: 'servfail',
  refused: 'refused',
  formerr: 'formerr',
  notimp: 'notimp',
  nxdomain: 'nxdomain',
  'servfail-aaaa': 'servfail',
  'refused-aaaa': 'refused',
  'nxdomain-aaaa': 'nxdomain',
};

type Message = Extract<UdpReply, { kind: 'message' }>;
const NOTHING: UdpReply = { kind: 'nothing' };
const GARBAGE: UdpReply = { kind: 'garbage', afterNs: 0 };
const SHORT: UdpReply = { kind: 'short', afterNs: 0 };
const PORT_UNREACHABLE: UdpReply = { kind: 'port-unreachable' };
const HOST_UNREACHABLE: UdpReply = { kind: 'host-unreachable', afterNs: ARP_FAIL_NS };
const NO_ROUTE: UdpReply = { kind: 'no-route' };
const EMPTY: Message = { kind: 'message', afterNs: 0, rcode: 'noerror', records: 0, truncated: false, lame: false, rightId: true };
const LAME: UdpReply = { ...EMPTY, lame: true };
const TRUNCATED: UdpReply = { ...EMPTY, truncated: true };
const failed = (rcode: Rcode): UdpReply => ({ ...EMPTY, rcode });
const answer = (server: ModelServer, query: Query, afterNs: number): Message => {
  const { rcode, records } = healthy(server, query);
  return { kind: 'message', afterNs, rcode, records, truncated: false, lame: false, rightId: true };
};

function udpReply(server: ModelServer, { name, value }: Fault, query: Query, before: number, choose: Choose): UdpReply {
  switch (name) {
    case 'ok':
      return answer(server, query, 0);
    case 'silent':
      return NOTHING;
    case 'delay':
      return answer(server, query, value * 1e6);
    case 'drop-first':
      return before < value ? NOTHING : answer(server, query, 0);
    case 'drop-a':
      return query.type === 'A' ? NOTHING : answer(server, query, 0);
    case 'drop-aaaa':
      return query.type === 'AAAA' ? NOTHING : answer(server, query, 0);
    case 'loss':
      if (value <= 0) return answer(server, query, 0);
      return value >= 1 || choose(2, [1 - value, value]) === 1 ? NOTHING : answer(server, query, 0);
    case 'nodata':
      return EMPTY;
    case 'lame':
      return LAME;
    case 'garbage':
      return GARBAGE;
    case 'short':
      return SHORT;
    case 'wrong-id':
      return { ...answer(server, query, 0), rightId: false };
    case 'servfail-aaaa':
    case 'refused-aaaa':
    case 'nxdomain-aaaa':
      return query.type === 'AAAA' ? failed(RCODE_OF[name] ?? 'servfail') : answer(server, query, 0);
    case 'servfail':
    case 'refused':
    case 'formerr':
    case 'notimp':
    case 'nxdomain':
      return failed(RCODE_OF[name] ?? 'servfail');
    case 'truncate':
    case 'truncate-tcp-silent':
    case 'truncate-tcp-closed':
      return TRUNCATED;
    case 'truncate-delay':
      return { ...EMPTY, truncated: true, afterNs: value * 1e6 };
    case 'closed':
      return PORT_UNREACHABLE;
    case 'arp-fail':
      return HOST_UNREACHABLE;
    case 'no-route':
      return NO_ROUTE;
  }
}

function tcpReply(server: ModelServer, { name }: Fault, query: Query): TcpReply {
  switch (name) {
    case 'silent':
    case 'truncate-tcp-silent':
      return { kind: 'silent' };
    case 'truncate-tcp-closed':
    case 'closed':
      return { kind: 'refused' };
    case 'arp-fail':
      return { kind: 'host-unreachable', afterNs: ARP_FAIL_NS };
    case 'no-route':
      return { kind: 'no-route' };
    default:
      return { kind: 'message', ...healthy(server, query) };
  }
}
