// What is known of a pair of scenario and subject before it is measured: who is meant to look up, which name servers it takes, what the models say.
import type { DnsLint, DnsPrediction, DnsScenario, DnsVary, LabSubject, Resolver } from '../../../shared/domain/dns.ts';
import { InputError } from '../../../shared/domain/errors.ts';
import type { Taken } from './nameservers.ts';

/** The pure rooms that say it: core/dns/conf and the models behind it. All throw InputError for what they don't cover. */
export interface Foreseers {
  lint(scenario: DnsScenario, resolver: Resolver, version: string | null): DnsLint;
  /** `caller`: who calls libc. */
  predict(scenario: DnsScenario, resolver: Resolver, version: string | null, caller: 'go' | 'c'): DnsPrediction;
  /** Every combination of the axes in the place of a scenario. */
  varied(scenario: DnsScenario, vary: DnsVary): DnsScenario[];
}

/** Loaded when something is measured, not before. */
export async function loadForeseers(): Promise<Foreseers> {
  const [{ lint }, { predict }, { varied }] = await Promise.all([import('../conf/index.ts'), import('../predict.ts'), import('../vary.ts')]);
  return {
    lint: (scenario, resolver, version) => lint(scenario, [{ resolver, version }]),
    predict: (scenario, resolver, version, caller) => predict(scenario, resolver, version, { caller, v4Mapped: caller === 'go' }),
    varied: (scenario, vary) => varied(scenario, vary).map((each) => each.scenario),
  };
}

export interface Versions {
  go: string | null;
  glibc: string | null;
  musl: string | null;
}

/** A subject of the lab with its libc, where it has one. */
const LIBC: Record<LabSubject, 'glibc' | 'musl' | null> = {
  go: null,
  'go-cgo-glibc': 'glibc',
  'go-cgo-musl': 'musl',
  'go-auto-glibc': 'glibc',
  'go-auto-musl': 'musl',
  'c-glibc': 'glibc',
  'c-musl': 'musl',
};

/** Only Go's own resolver has these, also where libc is asked for everything else. */
const GO_ONLY: readonly DnsScenario['api'][] = ['txt', 'mx', 'srv', 'dial', 'prefer-go-dial'];
const GO_RESOLVER: readonly DnsScenario['api'][] = ['txt', 'mx', 'srv', 'prefer-go-dial'];

/** What a subject is meant to run whatever the scenario; null where the scenario decides. */
export function usualResolver(subject: LabSubject): Resolver | null {
  if (subject === 'go') return 'go';
  return subject.startsWith('go-auto') ? null : LIBC[subject];
}

/** The resolver that answers this call in this scenario. */
export function resolverFor(subject: LabSubject, scenario: DnsScenario, foreseers: Foreseers, versions: Versions): Resolver {
  const libc = LIBC[subject];
  if (libc === null || (subject.startsWith('go-') && GO_RESOLVER.includes(scenario.api))) return 'go';
  if (!subject.startsWith('go-auto')) return libc;
  const netdns = /(?:^|,)netdns=([a-z]*)/.exec(scenario.env['GODEBUG'] ?? '')?.[1] ?? '';
  if (netdns === 'go') return 'go';
  if (netdns === 'cgo') return libc;
  return foreseers.lint(scenario, 'go', versions.go).goChoice.resolver === 'cgo' ? libc : 'go';
}

/** Why this subject can't do what the scenario asks; null where it can. */
export function notDone(subject: LabSubject, { api }: DnsScenario): string | null {
  if (!subject.startsWith('c-')) return null;
  return GO_ONLY.includes(api) ? `${subject} has no such call as "${api}": getaddrinfo looks up addresses` : null;
}

export interface ServersOf {
  /** As the resolver reads them, at most three. */
  addresses: string[];
  builtIn: boolean;
  /** Where they stand in the file; none of built-in ones. */
  taken: Taken[];
}

export function serversOf(scenario: DnsScenario, resolver: Resolver, version: string | null, foreseers: Foreseers): ServersOf {
  const lint = foreseers.lint(scenario, resolver, version).resolvers[0];
  if (lint === undefined) throw new Error(`no lint of ${resolver}`);
  const taken = lint.notes.flatMap(({ code, line, word }) => (code === 'nameserver' && line !== null && word !== null ? [{ line, word }] : []));
  return { addresses: lint.settings.servers, builtIn: lint.settings.builtInServers, taken };
}

export type Forecast = { prediction: DnsPrediction; why: null } | { prediction: null; why: string };

/** The prediction where a model covers what is measured. */
export function forecast(subject: LabSubject, scenario: DnsScenario, resolver: Resolver, foreseers: Foreseers, versions: Versions): Forecast {
  const none = (why: string): Forecast => ({ prediction: null, why });
  if (scenario.api === 'dial' || scenario.api === 'prefer-go-dial') return none(`"${scenario.api}" is measured, not predicted`);
  if (scenario.parallel > 1) return none('lookups at once in one process are measured, not predicted');
  const caller = subject.startsWith('c-') ? 'c' : 'go';
  if (caller === 'go' && resolver === 'glibc' && scenario.repeat > 1)
    return none('a Go program calls libc from threads of its choice, and glibc remembers by thread: lookups one after the other are measured, not predicted');
  // getaddrinfo has no deadline; a Go program that calls it gives up waiting, while its thread goes on.
  const asked = caller === 'c' ? { ...scenario, deadlineMs: null } : scenario;
  try {
    return { prediction: foreseers.predict(asked, resolver, versions[resolver], caller), why: null };
  } catch (error) {
    if (error instanceof InputError) return none(error.message);
    throw error;
  }
}
