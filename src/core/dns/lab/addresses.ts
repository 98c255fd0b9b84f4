// Addresses for the name servers of a measurement: each server of each sample has one of its own, so that all samples can go on at once.
import type { FaultSchedule } from '../../../shared/domain/dns-faults.ts';

/** Where an address belongs: loopback of the lab's container, a neighbour that is not there, a network that no route leads to. */
export type Place = 'loopback' | 'neighbour' | 'nowhere';

export function placeOf(schedule: FaultSchedule): Place {
  const name = schedule[0]?.fault.name;
  return name === 'arp-fail' ? 'neighbour' : name === 'no-route' ? 'nowhere' : 'loopback';
}

/** Subnet of the network that neighbours are missing in: the lab's own address in it, and how many bits name the network. */
export interface Subnet {
  address: string;
  bits: number;
}

/** Gives out addresses, none twice. */
export interface Addresses {
  next(place: Place, family: 4 | 6): string;
}

/** All of 127.0.0.0/8 is the loopback's own (ip(7)); 127.0.0.x stays free for what is built in or well known. */
const LOOPBACK_FROM = 0x7f010001;
/** TEST-NET-1 and the documentation prefix: never routed (RFC 5737, RFC 3849). */
const NOWHERE = { 4: '192.0.2.', 6: '2001:db8::' } as const;
/** A unique local prefix (RFC 4193) of no network. */
const LOOPBACK_6 = 'fd63:676f:73::';

const dotted = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');

/** Throws where the subnet has no address left. */
export function createAddresses(subnet: Subnet | null): Addresses {
  let loopback = LOOPBACK_FROM;
  let loopback6 = 0;
  let nowhere = 0;
  let neighbour = 0;
  const nextNeighbour = (): string => {
    if (subnet === null) throw new Error('a missing neighbour needs a network of its own');
    const own = subnet.address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    const size = 2 ** (32 - subnet.bits);
    const network = own - (own % size);
    // From the top down, below the broadcast address; the engine gives addresses from the bottom up, and only we are on that network.
    neighbour += 1;
    const address = network + size - 1 - neighbour;
    if (address <= own + 1 || size < 8) throw new Error(`the network of the lab has no more than ${size} addresses: too few for missing neighbours`);
    return dotted(address);
  };
  return {
    next(place, family) {
      switch (place) {
        case 'nowhere':
          nowhere += 1;
          return family === 4 ? `${NOWHERE[4]}${1 + (nowhere % 250)}` : `${NOWHERE[6]}${nowhere.toString(16)}`;
        case 'neighbour':
          return nextNeighbour();
        case 'loopback': {
          if (family === 6) {
            loopback6 += 1;
            return LOOPBACK_6 + loopback6.toString(16);
          }
          const address = loopback;
          do loopback += 1;
          while ((loopback & 255) === 0 || (loopback & 255) === 255);
          return dotted(address);
        }
      }
    },
  };
}

/** The subnet of an interface that is not the loopback, from /proc/net/route (hexadecimal in the machine's byte order: little-endian everywhere Docker runs) and its address. */
export function subnetOf(route: string, addresses: readonly string[]): Subnet | null {
  for (const row of route.split('\n').slice(1)) {
    const [device, destination, , , , , , mask] = row.trim().split(/\s+/);
    if (device === undefined || destination === undefined || mask === undefined || destination === '00000000' || !/^[0-9A-Fa-f]{8}$/.test(mask)) continue;
    const value = (hex: string): number => Number.parseInt(hex.match(/../g)?.reverse().join('') ?? '0', 16);
    const [network, bitmask] = [value(destination), value(mask)];
    const bits = bitmask.toString(2).replaceAll('0', '').length;
    const own = addresses.find((address) => {
      const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
      return /^\d+\.\d+\.\d+\.\d+$/.test(address) && number - (number % 2 ** (32 - bits)) === network;
    });
    if (own !== undefined) return { address: own, bits };
  }
  return null;
}
