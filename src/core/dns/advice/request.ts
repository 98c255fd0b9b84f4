// What advice is asked for, and what it works with. Times in nanoseconds.
import type { DnsScenario, Resolver } from '../../../shared/domain/dns.ts';
import type { Flag } from '../conf/index.ts';
import type { Model } from '../models/types.ts';

export type Models = Readonly<Record<Resolver, Model>>;

export interface AdviceRequest {
  /** Its file, files beside it, environment, name and who knows which name; its faults and its deadline play no part. */
  scenario: DnsScenario;
  /** All that read this file; the worst of them counts. Known versions. */
  resolvers: readonly { kind: Resolver; version: string }[];
  /** A lookup takes no longer when every name server is silent. */
  totalNs: number | null;
  /** A lookup succeeds within this time when one name server is silent, whichever. */
  failoverNs: number | null;
  /** The slowest answer of a healthy name server. */
  latencyNs: number;
  /** Probability that a packet is lost, each way. */
  loss: number;
  /** A lookup may fail this often because of it. */
  lossBudget: number;
}

/** Flags that change how long a lookup takes. */
export const COSTLY_FLAGS = ['rotate', 'single-request', 'single-request-reopen', 'use-vc'] as const satisfies readonly Flag[];
export type CostlyFlag = (typeof COSTLY_FLAGS)[number];

/** One way to write the file. */
export interface Setting {
  timeout: number;
  attempts: number;
  ndots: number;
  /** The first of the file. */
  servers: number;
  keepsSearch: boolean;
  /** Flags of the file that go. */
  without: readonly CostlyFlag[];
}
