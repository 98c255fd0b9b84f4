// What one run of the simulation shares: the clock, the servers, what a process and a thread of it keep from lookup to lookup, and the list of everything sent.
import type { DnsExchange } from '../../../../shared/domain/dns.ts';
import type { Choose } from '../explore.ts';
import type { Servers } from '../servers.ts';
import type { QueryType, ResolverSettings } from '../types.ts';
import type { Socket } from './sockets.ts';

/** What a process and a thread of it keep from one lookup to the next. */
export interface Memory {
  nowNs: number;
  /** When the search for the neighbour at a server's address ends that is going on: the kernel has one for all its packets. */
  neighbourNs: (number | null)[];
  /** `rotate`: the server with which the next name begins; null: not drawn yet. A process has one. */
  nextStart: number | null;
  /** One of two answers was missing once: the thread asks for A and AAAA one after the other from then on, or even from a new socket each. */
  singleRequest: boolean;
  reopen: boolean;
  /** What the servers remember (`drop-first`); null: nothing. */
  seen: Map<string, number> | null;
}

/** One lookup. */
export interface World extends Memory {
  settings: ResolverSettings;
  servers: Servers;
  /** How many name servers there are. */
  count: number;
  choose: Choose;
  /** In the order of sending. */
  exchanges: DnsExchange[];
  /** Queries that arrived at a program. */
  packets: number;
  /** Names asked for, in their order. */
  names: Set<string>;
  /** One UDP socket for each server, kept over all attempts for one name. */
  sockets: (Socket | null)[];
  /** `errno` as far as somebody looks at it. */
  errno: 'refused' | 'timed-out' | 'other';
  /** What lies in the buffer of the first answer; `res_search` and `no-aaaa` look at it after any failure. */
  buffer: 'empty' | 'servfail' | 'message' | 'garbage';
}

/** One candidate name with the types that are asked for together. */
export interface Question {
  /** Fully qualified, lower case, with trailing dot. */
  name: string;
  types: readonly QueryType[];
}

export const PENDING = '';

/** Notes that a query (or a try without a packet) was made now; `PENDING` until somebody writes its outcome into it. */
export function note(world: World, server: number, protocol: 'udp' | 'tcp', type: QueryType, name: string): DnsExchange {
  const exchange: DnsExchange = { tNs: world.nowNs, endNs: null, server: server + 1, protocol, type, name, outcome: PENDING };
  world.exchanges.push(exchange);
  world.names.add(name);
  return exchange;
}

/** Writes how a query ended, now. */
export function settle(world: World, exchange: DnsExchange, outcome: string): void {
  exchange.outcome = outcome;
  exchange.endNs = world.nowNs;
}

/** When the kernel gives up the search for a neighbour that is asked for now; several packets share one search. */
export function neighbourFailsNs(world: World, server: number, afterNs: number): number {
  const running = world.neighbourNs[server] ?? null;
  const endNs = running !== null && running > world.nowNs ? running : world.nowNs + afterNs;
  world.neighbourNs[server] = endNs;
  return endNs;
}
