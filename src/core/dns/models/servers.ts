// Name servers as the simulations meet them: what comes back for a query, and when. The lab's own name server (resources/dnslab) does the same on a real wire.
import { faultAt, type Fault } from '../../../shared/domain/dns-faults.ts';
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

export function createServers(servers: readonly ModelServer[], choose: Choose): Servers {
  /** Packets by server, name and type, for `drop-first`. */
  const seen = new Map<string, number>();
  const serverAt = (index: number): ModelServer => servers[index] ?? { schedule: [], exists: null };
  const fault = (index: number, tNs: number): Fault => faultAt(serverAt(index).schedule, tNs);
  return {
    udp(index, query) {
      const key = `${index} ${query.type} ${query.name}`;
      const before = seen.get(key) ?? 0;
      seen.set(key, before + 1);
      return udpReply(serverAt(index), fault(index, query.tNs), query, before, choose);
    },
    tcp: (index, query) => tcpReply(serverAt(index), fault(index, query.tNs), query),
    listens(index, protocol, tNs) {
      const { name } = fault(index, tNs);
      return name !== 'closed' && name !== 'arp-fail' && name !== 'no-route' && !(protocol === 'tcp' && name === 'truncate-tcp-closed');
    },
  };
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

function udpReply(server: ModelServer, fault: Fault, query: Query, before: number, choose: Choose): UdpReply {
  const message = (more: Partial<Extract<UdpReply, { kind: 'message' }>>): UdpReply => ({
    kind: 'message',
    afterNs: 0,
    ...healthy(server, query),
    truncated: false,
    lame: false,
    rightId: true,
    ...more,
  });
  const empty = { rcode: 'noerror', records: 0 } as const;
  const { name, value } = fault;
  switch (name) {
    case 'ok':
      return message({});
    case 'silent':
      return { kind: 'nothing' };
    case 'delay':
      return message({ afterNs: value * 1e6 });
    case 'drop-first':
      return before < value ? { kind: 'nothing' } : message({});
    case 'drop-a':
      return query.type === 'A' ? { kind: 'nothing' } : message({});
    case 'drop-aaaa':
      return query.type === 'AAAA' ? { kind: 'nothing' } : message({});
    case 'loss':
      if (value <= 0) return message({});
      return value >= 1 || choose(2, [1 - value, value]) === 1 ? { kind: 'nothing' } : message({});
    case 'nodata':
      return message(empty);
    case 'lame':
      return message({ ...empty, lame: true });
    case 'garbage':
      return { kind: 'garbage', afterNs: 0 };
    case 'short':
      return { kind: 'short', afterNs: 0 };
    case 'wrong-id':
      return message({ rightId: false });
    case 'servfail-aaaa':
    case 'refused-aaaa':
    case 'nxdomain-aaaa':
      return query.type === 'AAAA' ? message({ rcode: RCODE_OF[name] ?? 'servfail', records: 0 }) : message({});
    case 'servfail':
    case 'refused':
    case 'formerr':
    case 'notimp':
    case 'nxdomain':
      return message({ rcode: RCODE_OF[name] ?? 'servfail', records: 0 });
    case 'truncate':
    case 'truncate-tcp-silent':
    case 'truncate-tcp-closed':
      return message({ ...empty, truncated: true });
    case 'truncate-delay':
      return message({ ...empty, truncated: true, afterNs: value * 1e6 });
    case 'closed':
      return { kind: 'port-unreachable' };
    case 'arp-fail':
      return { kind: 'host-unreachable', afterNs: ARP_FAIL_NS };
    case 'no-route':
      return { kind: 'no-route' };
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
