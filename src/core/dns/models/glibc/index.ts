// getaddrinfo of glibc as a discrete-event simulation: every outcome of one lookup, or of several in one thread. Facts: resolv/{res_send,res_query}.c,
// resolv/nss_dns/dns-host.c and getaddrinfo.c of 2.36 and 2.41 (Debian's, with their updates) and 2.43; the only difference among them that shows is `strict-error`,
// which reading resolv.conf takes care of.
import type { DnsOutcome, DnsWarning } from '../../../../shared/domain/dns.ts';
import type { Model, ModelInput } from '../types.ts';
import { isRecordApi } from './lookup.ts';
import { outcomesOf } from './stories.ts';

export { aaaaDroppedS, aDroppedS, allSilent, cycleS, firstSilent, namesWhenSilent, patienceS, rotatedSilentS, serverWaitS, type GlibcShape } from './closed-forms.ts';

export const glibcModel: Model = (input) => {
  const { outcomes, complete } = outcomesOf(input);
  return { outcomes, complete, warnings: warningsOf(input, outcomes, complete) };
};

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
