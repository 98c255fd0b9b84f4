// getaddrinfo of glibc as a discrete-event simulation: every outcome of one lookup, or of several in one thread. Facts: resolv/{res_send,res_query}.c,
// resolv/nss_dns/dns-host.c and getaddrinfo.c of 2.36 and 2.41 (Debian's, with their updates) and 2.43; the only difference among them that shows is `strict-error`,
// which reading resolv.conf takes care of.
import type { DnsOutcome, DnsWarning } from '../../../../shared/domain/dns.ts';
import { explore, type Choose } from '../explore.ts';
import { createServers } from '../servers.ts';
import type { Model, ModelInput } from '../types.ts';
import { isRecordApi, lookup } from './lookup.ts';
import type { World } from './world.ts';

export { aaaaDroppedS, aDroppedS, allSilent, cycleS, firstSilent, namesWhenSilent, patienceS, rotatedSilentS, serverWaitS, type GlibcShape } from './closed-forms.ts';

export const glibcModel: Model = (input) => {
  const { outcomes, complete } = explore((choose) => simulate(input, choose));
  return { outcomes, complete, warnings: warningsOf(input, outcomes, complete) };
};

function simulate(input: ModelInput, choose: Choose): Omit<DnsOutcome, 'probability'> {
  const world = newWorld(input, choose);
  const deadlineNs = input.deadlineNs ?? null;
  let outcome: Pick<DnsOutcome, 'result' | 'addresses' | 'error'> = { result: 'ok', addresses: 0, error: null };
  for (let done = 0; done < (input.repeat ?? 1) && outcome.result !== 'hang'; done++) {
    const startNs = world.nowNs;
    const end = lookup(world, input);
    const hangs = end.kind === 'hang';
    if (deadlineNs !== null && (hangs || world.nowNs - startNs > deadlineNs)) {
      // The caller goes; the thread stays in libc to the end, and so do its packets. The next lookup gets another thread.
      outcome = { result: 'fail', addresses: 0, error: 'timeout' };
      world.nowNs = startNs + deadlineNs;
      world.singleRequest = world.reopen = false;
    } else if (hangs) outcome = { result: 'hang', addresses: 0, error: null };
    else outcome = { result: end.error === null ? 'ok' : 'fail', addresses: end.addresses, error: end.error };
  }
  return {
    wallNs: outcome.result === 'hang' ? null : world.nowNs,
    packets: world.packets,
    ...outcome,
    names: [...world.names],
    timeline: input.brief === true ? [] : world.exchanges.sort((a, b) => a.tNs - b.tNs),
  };
}

function newWorld({ settings, servers }: ModelInput, choose: Choose): World {
  return {
    settings,
    servers: createServers(servers, choose),
    count: settings.servers.length,
    choose,
    nowNs: 0,
    exchanges: [],
    packets: 0,
    names: new Set(),
    sockets: [],
    neighbourNs: [],
    nextStart: null,
    singleRequest: false,
    reopen: false,
    errno: 'other',
    buffer: 'empty',
  };
}

function warningsOf({ settings, api }: ModelInput, outcomes: readonly DnsOutcome[], complete: boolean): DnsWarning[] {
  const warnings: DnsWarning[] = [];
  if (settings.attempts === 0) warnings.push({ code: 'attempts-0-glibc-fails', text: 'With attempts:0 every lookup of glibc fails at once, without a packet.' });
  if (outcomes.some(({ timeline, result }) => result === 'hang' || timeline.some(({ outcome }) => outcome === 'hang')))
    warnings.push({ code: 'tcp-no-timeout', text: 'glibc has no time-out for TCP: a server that takes the connection and never answers holds the lookup for ever.' });
  if (isRecordApi(api))
    warnings.push({ code: 'not-getaddrinfo', text: 'getaddrinfo does not ask for this type; predicted is res_search of a C program. Go asks with its own resolver.' });
  if (!complete) warnings.push({ code: 'more-outcomes', text: 'There are more outcomes than were looked at: chance upon chance.' });
  return warnings;
}
