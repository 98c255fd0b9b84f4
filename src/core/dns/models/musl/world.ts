// What one run of the simulation shares: the servers, the odds, and the list of everything that was sent.
import type { DnsExchange } from '../../../../shared/domain/dns.ts';
import type { Choose } from '../explore.ts';
import type { Servers } from '../servers.ts';
import type { MuslTraits } from './traits.ts';

export interface World {
  servers: Servers;
  /** How many name servers there are. */
  count: number;
  /** Of each server the first that is like it: which of them answers makes no difference. */
  alike: readonly number[];
  choose: Choose;
  traits: MuslTraits;
  timeline: DnsExchange[];
  /** Queries that arrived at a program. */
  packets: number;
  /** Names asked for, in their order. */
  names: Set<string>;
}
