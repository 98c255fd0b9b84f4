// Advice asked in one line: a file, who reads it, what it may cost.
import { adviseOn, type AdviceRequest } from '../../../../src/core/dns/advice/index.ts';
import { newestVersion } from '../../../../src/core/dns/conf/index.ts';
import { glibcModel } from '../../../../src/core/dns/models/glibc/index.ts';
import { goModel } from '../../../../src/core/dns/models/go/index.ts';
import { muslModel } from '../../../../src/core/dns/models/musl/index.ts';
import { dnsScenarioSchema, type DnsAdvice, type DnsScenario, type Resolver } from '../../../../src/shared/domain/dns.ts';

export const MODELS = { go: goModel, glibc: glibcModel, musl: muslModel };

export interface Asked {
  /** Seconds. */
  budget?: number;
  failover?: number;
  latency?: number;
  loss?: number;
  lossBudget?: number;
  scenario?: Partial<DnsScenario>;
}

export function requestOf(resolvConf: string, kinds: readonly Resolver[], asked: Asked): AdviceRequest {
  const ns = (seconds: number | undefined): number | null => (seconds === undefined ? null : seconds * 1e9);
  return {
    scenario: { ...dnsScenarioSchema.parse({ resolvConf }), ...asked.scenario },
    resolvers: kinds.map((kind) => ({ kind, version: newestVersion(kind) })),
    totalNs: ns(asked.budget),
    failoverNs: ns(asked.failover),
    latencyNs: ns(asked.latency) ?? 0,
    loss: asked.loss ?? 0,
    lossBudget: asked.lossBudget ?? 1,
  };
}

export const advise = (resolvConf: string, kinds: readonly Resolver[], asked: Asked): Omit<DnsAdvice, 'proof'> => adviseOn(requestOf(resolvConf, kinds, asked), MODELS);
