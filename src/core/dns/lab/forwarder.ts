// The engine's own name server: on networks that users make, Docker writes `nameserver 127.0.0.11` into a container, and forwards what is asked there to the
// servers of its Dns settings. A scenario whose resolv.conf names it means that one; the scenario's servers are then its upstreams. Pure.
import type { FaultSchedule } from '../../../shared/domain/dns-faults.ts';
import type { DnsScenario, DnsSubject } from '../../../shared/domain/dns.ts';
import { parseResolvConf } from '../conf/index.ts';
import { placeOf } from './addresses.ts';

export const FORWARDER = '127.0.0.11';

export const NOT_PREDICTED = `what Docker's forwarder at ${FORWARDER} does with a query is no model of ours: it is measured`;

/** The file's only server is the forwarder. */
export const isForwarder = (addresses: readonly string[]): boolean => addresses.length === 1 && addresses[0] === FORWARDER;

/** Why it can't be measured behind the engine's Dns settings; null where it can, or is not. */
export function unfitForForwarder(addresses: readonly string[], schedules: readonly FaultSchedule[], subject: DnsSubject): string | null {
  if (addresses.includes(FORWARDER) && !isForwarder(addresses)) return `its resolv.conf names Docker's forwarder ${FORWARDER} beside other name servers: only alone it is measured`;
  const behind = isForwarder(addresses) || (subject.kind === 'image' && subject.via === 'docker');
  if (behind && addresses.some((address) => address.includes(':')))
    return "name servers of IPv6 are given to the engine's Dns settings by nobody here: its forwarder is measured with IPv4";
  if (behind && schedules.some((schedule) => placeOf(schedule) === 'neighbour'))
    return "a neighbour that is not there can't be told to the engine before its network is made: arp-fail is measured without its forwarder";
  return null;
}

/** As if the forwarder never answered: nobody has to wait longer. */
export const behindSilence = (scenario: DnsScenario): DnsScenario => ({ ...scenario, servers: [{ fault: 'silent', exists: null }] });

/** The engine's Dns settings that say what a resolv.conf says, with `upstreams` for its servers. */
export function dnsSettings(resolvConf: string, upstreams: readonly string[]): { dns: string[]; dnsOptions: string[]; dnsSearch: string[] } {
  const { options, search } = parseResolvConf(resolvConf);
  return { dns: [...upstreams], dnsOptions: [...new Set(options)], dnsSearch: search };
}
