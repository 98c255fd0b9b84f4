// Sentences: what is wrong with a setting, why a line of the file changes.
import type { Resolver } from '../../../shared/domain/dns.ts';
import type { Subject } from './changes.ts';
import type { Evaluated } from './evaluate.ts';
import type { AdviceRequest, Setting } from './request.ts';
import type { Now } from './settings.ts';
import { counted, listed, named, percent, seconds, times } from './words.ts';

const slowest = ({ perResolver }: Evaluated): Resolver | null => [...perResolver].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;

/** Each part of the budget that is not met; empty: all are. */
export function shortfalls(request: AdviceRequest, evaluated: Evaluated): string[] {
  const { worstNs, failoverNs, lossSurvival, fails, failsSlow } = evaluated;
  const found: string[] = [];
  if (fails.length > 0) found.push(`Lookups of ${listed(fails)} fail even when every name server is well.`);
  if (failsSlow.length > 0) found.push(`Lookups of ${listed(failsSlow)} fail when healthy name servers answer after ${seconds(request.latencyNs)}.`);
  const who = slowest(evaluated);
  if (who !== null && !Number.isFinite(worstNs)) found.push(`When every name server is silent, a lookup of ${named(who)} never returns.`);
  else if (who !== null && request.totalNs !== null && worstNs > request.totalNs)
    found.push(`When every name server is silent, a lookup of ${named(who)} takes ${seconds(worstNs)}; the budget is ${seconds(request.totalNs)}.`);
  if (request.failoverNs !== null && failoverNs !== null && failoverNs > request.failoverNs)
    found.push(
      Number.isFinite(failoverNs)
        ? `When one name server is silent, an answer takes ${seconds(failoverNs)}; the budget is ${seconds(request.failoverNs)}.`
        : 'When one name server is silent, the lookup fails though another one answers.',
    );
  if (fails.length === 0 && 1 - lossSurvival > request.lossBudget + 1e-12)
    found.push(`With ${percent(request.loss)} of all packets lost, only ${percent(lossSurvival)} of the lookups succeed; the budget is ${percent(1 - request.lossBudget)}.`);
  return found;
}

export interface ReasonInput {
  request: AdviceRequest;
  now: Now;
  setting: Setting;
  before: Evaluated;
  after: Evaluated;
}

/** Why a line changes, by what is changed in it. */
export function reasonFor({ request, now, setting, before, after }: ReasonInput): (subject: Subject) => string {
  const kinds = request.resolvers.map(({ kind }) => kind);
  const whole = `all in all ${seconds(after.worstNs)} instead of ${seconds(before.worstNs)} when every name server is silent`;
  return (subject) => {
    switch (subject) {
      case 'timeout': {
        const waits = kinds.some((kind) => kind !== 'musl') ? 'waits for a silent name server each time' : 'tries in all';
        const patience = request.latencyNs > 0 ? `, still longer than the ${seconds(request.latencyNs)} that a healthy answer may take` : '';
        return `timeout: how long a resolver ${waits}, ${setting.timeout} s${now.timeout === null ? '' : ` instead of ${now.timeout} s`}${patience}; ${whole}.`;
      }
      case 'attempts':
        return setting.attempts < (now.attempts ?? Number.POSITIVE_INFINITY)
          ? `attempts: every silent name server is asked ${times(setting.attempts)}${now.attempts === null ? '' : ` instead of ${times(now.attempts)}`}; ${percent(after.lossSurvival)} of the lookups survive ${percent(request.loss)} of lost packets.`
          : `attempts: ${setting.attempts} instead of ${now.attempts ?? 'what each resolver made of it'}, so that ${percent(after.lossSurvival)} of the lookups survive ${percent(request.loss)} of lost packets.`;
      case 'ndots':
        return 'ndots:1: a name with a dot is asked for as it stands first, not behind every search domain.';
      case 'rotate':
        return kinds.includes('go')
          ? 'rotate goes: Go asks one name server for A and the next for AAAA, so that one dead server stops more lookups than without.'
          : 'rotate goes: with it the dead name server is the first of some lookups, whichever it is.';
      case 'single-request':
      case 'single-request-reopen':
        return `${subject} goes: Go asks for A and then for AAAA with it, and waits twice. Keep it only for a firewall that drops one of two queries from one port.`;
      case 'use-vc':
        return 'use-vc goes: over TCP glibc has no time-out, a silent name server holds the lookup for ever.';
      case 'nameserver':
        return `One name server less: ${counted(setting.servers, 'name server')} to wait for instead of ${now.servers}; ${whole}.`;
      case 'nameserver-added':
        return 'The file names no name server: Go would ask 127.0.0.1 and ::1 one after the other, the others 127.0.0.1 alone. Named, it is one for all.';
      case 'search':
        return `No search list: every name is asked for as it stands, once; names without their domain are no longer found. ${whole.charAt(0).toUpperCase()}${whole.slice(1)}.`;
      case 'deadly':
        return 'Reading this kills: glibc aborts at a search domain that does not fit into 256 bytes, and never gets past odd white space in a sortlist.';
      case 'plain':
        return `Written so that ${listed(kinds)} read it alike: nothing before the keyword, no carriage return after it, one line that says it.`;
    }
  };
}
