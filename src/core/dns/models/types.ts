// The face of the models: what a resolver was told, which name servers it meets, and every outcome of one lookup. Pure: no clock, no network.
import type { DnsOutcome, DnsWarning, Resolver } from '../../../shared/domain/dns.ts';
import type { FaultSchedule } from '../../../shared/domain/dns-faults.ts';

/** What a resolver of this kind and version makes of resolv.conf, nsswitch.conf and the environment: after its defaults, its caps and what it ignores. */
export interface ResolverSettings {
  kind: Resolver;
  version: string;
  /** Addresses in their order, at most three; the built-in ones where the file names none. */
  servers: string[];
  builtInServers: boolean;
  search: string[];
  ndots: number;
  /** Seconds (T). */
  timeout: number;
  /** A. */
  attempts: number;
  rotate: boolean;
  singleRequest: boolean;
  singleRequestReopen: boolean;
  useVc: boolean;
  edns0: boolean;
  trustAd: boolean;
  noAaaa: boolean;
  noReload: boolean;
  noTldQuery: boolean;
  strictError: boolean;
  /** What `hosts:` of nsswitch.conf leads to, as far as this resolver looks at it: is a name server asked at all, and does /etc/hosts come before. */
  asksServers: boolean;
  filesFirst: boolean;
}

/** A name server as the models meet it. */
export interface ModelServer {
  schedule: FaultSchedule;
  /** Names that it knows, fully qualified, lower case, with trailing dot; null: every name. */
  exists: ReadonlySet<string> | null;
  /** Of `arp-fail`: since when the kernel looks for the neighbour (negative: before this lookup); absent: not yet. */
  soughtSinceNs?: number;
}

export type QueryType = 'A' | 'AAAA' | 'CNAME' | 'TXT' | 'MX' | 'SRV';

/** `host` asks for both families; `cname` is Go's LookupCNAME. */
export type ModelApi = 'host' | 'ip4' | 'ip6' | 'cname' | 'txt' | 'mx' | 'srv';

export interface ModelInput {
  settings: ResolverSettings;
  /** One for each of `settings.servers`. */
  servers: readonly ModelServer[];
  /** As the program gives it: a trailing dot means rooted. */
  name: string;
  api: ModelApi;
  /** Lookups one after the other in a process that is fresh at the first (rotate, glibc's single-request fallback); absent: 1. Outcomes are of all of them together: addresses add up, and one that fails makes it a failure. */
  repeat?: number;
  /** The caller's context ends here; null or absent: never. */
  deadlineNs?: number | null;
  /** libc alone: res_search for this type, as Go's LookupCNAME calls it under cgo, whatever `api` says; absent: `api`. */
  record?: QueryType;
  /** Without timelines, for grids of thousands. */
  brief?: boolean;
}

/** Every outcome that can occur, fastest first, without doubles. */
export interface ModelAnswer {
  outcomes: DnsOutcome[];
  /** False: there are more than were looked at (chance upon chance); said in `warnings`. */
  complete: boolean;
  warnings: DnsWarning[];
}

/** Pure; the same input gives the same answer. Throws nothing for any settings. */
export type Model = (input: ModelInput) => ModelAnswer;
