// Go's own resolver, simulated: one lookup or several in one process, with every outcome that can occur. Sources: net/dnsclient_unix.go, dnsconfig_unix.go, lookup.go and lookup_unix.go
// of 1.19.8, 1.22.12, 1.24.4 and 1.27.3. Microseconds of the loopback are taken for nothing: an answer at once comes after 0 ns.
import type { DnsOutcome, DnsWarning } from '../../../../shared/domain/dns.ts';
import { atOnce } from '../at-once.ts';
import { alikeAs, countsPackets } from '../servers.ts';
import type { Model, ModelAnswer, ModelApi, ModelInput, QueryType } from '../types.ts';
import { LONGEST_NS, lookUp } from './lookup.ts';
import { candidatesOf, familyOf, isDomainName } from './names.ts';
import { traitsOf, type GoTraits } from './version.ts';

export const goModel: Model = (input) => {
  const { settings, name, api } = input;
  const traits = traitsOf(settings.version);
  const known = withoutQuery(input, traits);
  if (known !== null) return { outcomes: [known], complete: true, warnings: [] };
  const types = typesOf(api, traits);
  const servers = input.servers.slice(0, settings.servers.length);
  const { outcomes, complete, cut } = lookUp({
    name,
    candidates: candidatesOf(name, settings, traits),
    types,
    servers,
    timeoutNs: settings.timeout * 1e9,
    attempts: settings.attempts,
    useVc: settings.useVc,
    sequential: settings.singleRequest || settings.singleRequestReopen,
    rotate: settings.rotate,
    raceMatters: settings.rotate && types.length > 1 && !settings.singleRequest && !settings.singleRequestReopen && alikeAs(servers).some((first) => first > 0),
    countsPackets: servers.some(({ schedule }) => countsPackets(schedule)),
    timeless: servers.every(({ schedule }) => schedule.length < 2),
    gives: api === 'cname' ? 'canonical' : api === 'host' || api === 'ip4' || api === 'ip6' ? 'addresses' : 'records',
    leavesAtDeadline: api === 'ip4' || api === 'ip6',
    repeat: Math.max(1, input.repeat ?? 1),
    deadlineNs: input.deadlineNs ?? Number.POSITIVE_INFINITY,
    brief: input.brief ?? false,
  });
  return { outcomes, complete, warnings: warningsOf({ outcomes, complete, cut }) };
};

/** What one lookup asks for of each name, in the order in which its goroutines are begun. */
export function typesOf(api: ModelApi, traits: GoTraits): readonly QueryType[] {
  switch (api) {
    case 'host':
      return ['A', 'AAAA'];
    case 'ip4':
      return ['A'];
    case 'ip6':
      return ['AAAA'];
    case 'cname':
      return traits.asksCname ? ['A', 'AAAA', 'CNAME'] : ['A', 'AAAA'];
    case 'txt':
      return ['TXT'];
    case 'mx':
      return ['MX'];
    case 'srv':
      return ['SRV'];
  }
}

/** An address is its own answer, what is no name has none, and `hosts: files` asks nobody for addresses. Null: name servers are asked. */
function withoutQuery({ settings, name, api, repeat }: ModelInput, traits: GoTraits): DnsOutcome | null {
  const times = Math.max(1, repeat ?? 1);
  if (api === 'host' || api === 'ip4' || api === 'ip6') {
    const family = familyOf(name);
    if (family !== null) return (api === 'ip4' && family === 6) || (api === 'ip6' && family === 4) ? atOnce(0, 'no suitable address found') : atOnce(times, null);
  }
  if (!settings.asksServers && (api === 'host' || api === 'ip4' || api === 'ip6' || api === 'cname')) {
    if (traits.filesOnlyFails || name === '') return atOnce(0, 'no such host');
    return atOnce(0, api === 'cname' ? 'DNS response contained records which contain invalid names' : null);
  }
  return isDomainName(name) ? null : atOnce(0, 'no such host');
}

function warningsOf({ outcomes, complete, cut }: Pick<ModelAnswer, 'outcomes' | 'complete'> & { cut: boolean }): DnsWarning[] {
  const warnings: DnsWarning[] = [];
  if (!complete) warnings.push({ code: 'outcomes-missing', text: 'chance upon chance: there are more outcomes than were looked at' });
  if (cut) warnings.push({ code: 'timeline-cut', text: 'the timelines hold the first exchanges of each name and type only; times and packets are of all' });
  if (outcomes.some(({ wallNs }) => wallNs === LONGEST_NS)) warnings.push({ code: 'longer-than-104-days', text: 'the lookup lasts longer than 104 days: its time is not exact' });
  return warnings;
}
