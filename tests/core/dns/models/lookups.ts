// Builders for the tests of the models: settings as a resolver ends up with them, name servers by their faults, and the one outcome of a lookup.
import { parseFault } from '../../../../src/shared/domain/dns-faults.ts';
import type { DnsOutcome, Resolver } from '../../../../src/shared/domain/dns.ts';
import type { Model, ModelInput, ModelServer, ResolverSettings } from '../../../../src/core/dns/models/types.ts';

export const SECOND = 1e9;

export const settingsOf = (kind: Resolver, version: string, more: Partial<ResolverSettings> = {}): ResolverSettings => ({
  kind,
  version,
  servers: ['127.0.0.2'],
  builtInServers: false,
  search: [],
  ndots: 1,
  timeout: 5,
  attempts: 2,
  rotate: false,
  singleRequest: false,
  singleRequestReopen: false,
  useVc: false,
  edns0: false,
  trustAd: false,
  noAaaa: false,
  noReload: false,
  noTldQuery: false,
  strictError: false,
  asksServers: true,
  filesFirst: true,
  ...more,
});

/** `exists`: names that the servers know; none: every name. */
export const serverOf = (fault: string, exists: readonly string[] = []): ModelServer => ({
  schedule: parseFault(fault),
  exists: exists.length === 0 ? null : new Set(exists.map((name) => `${name.toLowerCase().replace(/\.$/, '')}.`)),
});

export interface Asked extends Partial<Omit<ModelInput, 'settings' | 'servers'>> {
  faults: readonly string[];
  settings?: Partial<ResolverSettings>;
  version?: string;
  exists?: readonly string[];
}

export function inputOf(kind: Resolver, newest: string, { faults, settings = {}, version = newest, exists = [], ...more }: Asked): ModelInput {
  const servers = faults.map((_, index) => `127.0.0.${index + 2}`);
  return { settings: settingsOf(kind, version, { servers, ...settings }), servers: faults.map((fault) => serverOf(fault, exists)), name: 'db.internal', api: 'host', ...more };
}

/** The only outcome; an error where there are others. */
export function onlyOutcome(model: Model, input: ModelInput): DnsOutcome {
  const { outcomes, complete } = model(input);
  const [only] = outcomes;
  if (only === undefined || outcomes.length > 1 || !complete) throw new Error(`${outcomes.length} outcomes: ${JSON.stringify(outcomes.map((each) => ({ ...each, timeline: 0 })))}`);
  return only;
}
