// From a scenario to what a model takes: the settings that the resolver reads, and the name servers that it meets.
import { parseFault } from '../../shared/domain/dns-faults.ts';
import type { DnsScenario, DnsServer, Resolver } from '../../shared/domain/dns.ts';
import { readSettings, type Read } from './conf/index.ts';
import type { ModelApi, ModelInput, ModelServer } from './models/types.ts';

export interface ScenarioInput {
  input: ModelInput;
  read: Read;
}

/** `version`: a known one. Throws InputError for a fault that is none. */
export function inputOf(scenario: DnsScenario, kind: Resolver, version: string, api: ModelApi, brief = false): ScenarioInput {
  const read = readSettings(kind, version, scenario);
  const { settings } = read;
  const input: ModelInput = {
    settings,
    servers: settings.servers.map((_, index) => serverOf(scenario.servers[index], scenario.exists)),
    name: scenario.name,
    api,
    repeat: scenario.repeat,
    deadlineNs: scenario.deadlineMs === null ? null : scenario.deadlineMs * 1e6,
    brief,
  };
  return { input, read };
}

/** A server that the scenario does not speak of answers as it should. */
function serverOf(server: DnsServer | undefined, common: readonly string[]): ModelServer {
  const own = server?.exists ?? null;
  return { schedule: parseFault(server?.fault ?? 'ok'), exists: own !== null ? new Set(own.map(qualified)) : common.length === 0 ? null : new Set(common.map(qualified)) };
}

/** Lower case, with its trailing dot. */
const qualified = (name: string): string => {
  const low = name.trim().toLowerCase();
  return low.endsWith('.') ? low : `${low}.`;
};
