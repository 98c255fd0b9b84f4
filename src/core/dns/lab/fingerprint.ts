// Which resolver really ran: Go's own trace on stderr, and the packets, which tell the three apart (facts: Go sends each packet from a new port with an OPT of
// 1232, glibc keeps one port for a server through types and tries, musl one port for all servers and asks them at once). Never assumed.
import type { DnsSample } from '../../../shared/domain/dns.ts';
import type { LabPacket } from './protocol.ts';

type Ran = DnsSample['resolver'];

/** Go says its choice for every name with GODEBUG=netdns=…+2. */
const TRACE = /go package net: hostLookupOrder\(([^)]*)\) = (\S+)/g;

/** `files,dns` and the like are Go's own; `cgo` is libc. Null where it said nothing. */
export function goTrace(stderr: string): { choice: 'go' | 'cgo'; text: string } | null {
  const found = [...stderr.matchAll(TRACE)].at(-1);
  return found === undefined ? null : { choice: found[2] === 'cgo' ? 'cgo' : 'go', text: found[0] };
}

const portOf = (source: string): number => Number(/:(\d+)$/.exec(source)?.[1] ?? 0);

/** musl sends a round to all servers in one go; other resolvers wait in between. */
const ROUND_NS = 20_000_000;

interface Fingerprint {
  resolver: 'go' | 'glibc' | 'musl';
  text: string;
}

/** By the packets alone; null where they fit none or several. */
export function fingerprint(packets: readonly LabPacket[]): Fingerprint | null {
  const sizes = new Set(packets.map(({ edns }) => edns));
  const sources = new Set(packets.map(({ source }) => source));
  if (sizes.size === 1 && sizes.has(1232)) return { resolver: 'go', text: `${packets.length} packets with an OPT of 1232 from ${sources.size} ports` };
  const udp = packets.filter(({ protocol }) => protocol === 'udp');
  if (udp.length === 0) return null;
  const ports = new Set(udp.map(({ source }) => portOf(source)));
  // GODEBUG=netedns0=0: without OPT, but a port for each packet all the same; of libc's two types at least share one.
  if (udp.length > 1 && ports.size === udp.length && sizes.has(null) && sizes.size === 1 && bothTypesApart(udp)) {
    return { resolver: 'go', text: `A and AAAA, and each of their ${udp.length} packets, from ports of their own, no OPT` };
  }
  if (sizes.has(1200)) return { resolver: 'glibc', text: 'an OPT of 1200' };
  if (sizes.size > 1 || !sizes.has(null)) return null;
  const servers = new Set(udp.map(({ server }) => server));
  if (servers.size > 1) {
    const shared = [...ports].some((port) => new Set(udp.filter(({ source }) => portOf(source) === port).map(({ server }) => server)).size > 1);
    if (shared) return { resolver: 'musl', text: `one port for ${servers.size} servers, no OPT` };
    return { resolver: 'glibc', text: 'a port for each server, kept through its packets, no OPT' };
  }
  return null;
}

/**
 * A and AAAA of one name, at one server, at the same moment, from two ports. More packets from more ports alone tell nothing: libc opens a new socket for
 * every name, for one type after the other (`ip6` under cgo), and again when a server has failed.
 */
function bothTypesApart(udp: readonly LabPacket[]): boolean {
  return udp.some((one) =>
    udp.some(
      (other) =>
        one.type === 'A' &&
        other.type === 'AAAA' &&
        one.name === other.name &&
        one.server === other.server &&
        portOf(one.source) !== portOf(other.source) &&
        Math.abs(one.atNs - other.atNs) < TOGETHER_NS &&
        // Each of them unanswered when the other was sent: nobody waited.
        (one.repliedNs === null || one.repliedNs > other.atNs) &&
        (other.repliedNs === null || other.repliedNs > one.atNs),
    ),
  );
}

/** Two goroutines send at the same moment. */
const TOGETHER_NS = 50_000_000;

/** Servers that a resolver of this kind knows and would ask at once: more than one, and only one was asked within a round. */
function askedInTurn(packets: readonly LabPacket[], servers: number): boolean {
  const first = packets[0];
  if (first === undefined || servers < 2) return false;
  const round = packets.filter(({ atNs }) => atNs - first.atNs < ROUND_NS);
  return new Set(round.map(({ server }) => server)).size < servers && packets.some(({ atNs }) => atNs - first.atNs >= ROUND_NS);
}

/**
 * What the sample proves. `libc` is the one that the program was linked with (its image has no other), null where that is not known; `listening`: how many
 * of the servers it was told of can see a packet.
 */
export function provenResolver(stderr: string, packets: readonly LabPacket[], libc: 'glibc' | 'musl' | null, listening: number): Ran {
  const proof: string[] = [];
  const trace = goTrace(stderr);
  if (trace !== null) proof.push(trace.text);
  const print = fingerprint(packets);
  if (print !== null) proof.push(`${print.resolver}: ${print.text}`);
  else if (packets.length > 0 && askedInTurn(packets, listening)) proof.push('servers are asked in turn');
  if (print !== null) {
    const contradicted = trace !== null && (trace.choice === 'go') !== (print.resolver === 'go');
    if (contradicted) proof.push('the trace and the packets contradict each other: the packets are what went over the wire');
    return { ran: print.resolver, proof };
  }
  if (trace?.choice === 'go') return { ran: packets.length === 0 ? 'none' : 'go', proof: packets.length === 0 ? [...proof, 'no packet arrived'] : proof };
  // No OPT and one server: both libcs look alike, but a process has only the one it was linked with.
  const plain = packets.every(({ edns }) => edns === null);
  if (libc !== null && (trace?.choice === 'cgo' || plain)) {
    if (packets.length === 0) return { ran: 'none', proof: [...proof, 'no packet arrived'] };
    return { ran: libc, proof: [...proof, `no OPT, one port for the types it asks: ${libc}, the libc that it is linked with`] };
  }
  if (packets.length === 0) return { ran: 'none', proof: [...proof, 'no packet arrived'] };
  return { ran: 'unknown', proof };
}

/** Behind the engine's forwarder no packet is the program's own: its trace tells, or what it is linked with. */
export function behindForwarder(stderr: string, libc: 'glibc' | 'musl' | null): Ran {
  const trace = goTrace(stderr);
  if (trace?.choice === 'go') return { ran: 'go', proof: [trace.text] };
  const proof = trace === null ? [] : [trace.text];
  if (libc === null) return { ran: 'unknown', proof };
  return { ran: libc, proof: [...proof, `linked with ${libc}; the packets are those of the engine's forwarder`] };
}
