// glibc's UDP sockets: one for each server, connected, with everything that still comes in on it. They are closed all at once (__res_iclose), and what comes
// later is lost with them.
import type { DnsExchange } from '../../../../shared/domain/dns.ts';
import type { UdpReply } from '../servers.ts';
import type { QueryType } from '../types.ts';
import { neighbourFailsNs, note, PENDING, settle, type Question, type World } from './world.ts';

export type Message = Extract<UdpReply, { kind: 'message' | 'garbage' | 'short' }>;

/** Something that comes in: a packet, or an error of ICMP. */
export interface Arrival {
  atNs: number;
  exchange: DnsExchange;
  type: QueryType;
  /** Null: an error. */
  message: Message | null;
  error: 'port-unreachable' | 'host-unreachable' | null;
}

export interface Socket {
  /** In the order of their coming. */
  arrivals: Arrival[];
  sent: DnsExchange[];
}

/** Sends one query; false: the socket has an error (no route, or an earlier packet's), nothing was sent. */
export function transmit(world: World, server: number, { name }: Question, type: QueryType): boolean {
  const socket = (world.sockets[server] ??= { arrivals: [], sent: [] });
  const first = socket.arrivals[0];
  if (first !== undefined && first.error !== null && first.atNs <= world.nowNs && first.exchange.tNs < world.nowNs) return false;
  const exchange = note(world, server, 'udp', type, name);
  if (world.servers.listens(server, 'udp', world.nowNs)) world.packets += 1;
  const reply = world.servers.udp(server, { tNs: world.nowNs, name, type });
  if (reply.kind === 'no-route') {
    settle(world, exchange, 'no-route');
    return false;
  }
  socket.sent.push(exchange);
  if (reply.kind === 'nothing') return true;
  if (reply.kind === 'port-unreachable' || reply.kind === 'host-unreachable') {
    const atNs = reply.kind === 'port-unreachable' ? world.nowNs : neighbourFailsNs(world, server, reply.afterNs);
    enqueue(socket, { atNs, exchange, type, message: null, error: reply.kind });
  } else enqueue(socket, { atNs: world.nowNs + reply.afterNs, exchange, type, message: reply, error: null });
  return true;
}

function enqueue({ arrivals }: Socket, arrival: Arrival): void {
  let place = arrivals.length;
  while (place > 0 && (arrivals[place - 1]?.atNs ?? 0) > arrival.atNs) place -= 1;
  arrivals.splice(place, 0, arrival);
}

/** Closes every socket. Nobody will see what is still on its way. */
export function closeAll(world: World): void {
  for (const [server, socket] of world.sockets.entries()) {
    if (socket === null || socket === undefined) continue;
    world.sockets[server] = null;
    for (const { exchange, atNs, error } of socket.arrivals) {
      if (exchange.outcome !== PENDING && exchange.outcome !== 'timeout') continue;
      exchange.outcome = error ?? 'late';
      exchange.endNs = atNs;
    }
    for (const exchange of socket.sent) if (exchange.outcome === PENDING) settle(world, exchange, 'dropped');
  }
}
