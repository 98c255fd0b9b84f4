// Which settings there are to choose from, and how much of the user's file each would change.
import type { DnsScenario } from '../../../shared/domain/dns.ts';
import { agreed, hasFlag, type Reader } from './readers.ts';
import { COSTLY_FLAGS, type AdviceRequest, type CostlyFlag, type Setting } from './request.ts';

export const MOST_TIMEOUT = 30;
export const MOST_ATTEMPTS = 5;

/** Numbers that stand in the file now; null: its readers differ. */
export interface Now {
  timeout: number | null;
  attempts: number | null;
  ndots: number | null;
  servers: number;
  hasSearch: boolean;
  flags: CostlyFlag[];
}

export const nowOf = (readers: readonly Reader[]): Now => ({
  timeout: agreed(readers, 'timeout'),
  attempts: agreed(readers, 'attempts'),
  ndots: agreed(readers, 'ndots'),
  servers: serversOf(readers),
  hasSearch: readers.some(({ settings }) => settings.search.length > 0),
  flags: COSTLY_FLAGS.filter((flag) => readers.some(({ settings }) => hasFlag(settings, flag))),
});

/** Built-in ones are not the same for all: what all have is the first. */
function serversOf(readers: readonly Reader[]): number {
  const counts = readers.map(({ settings }) => settings.servers.length);
  return Math.max(1, readers.every(({ settings }) => settings.builtInServers) ? Math.min(...counts) : Math.max(...counts));
}

/** Each without its T and A: those are walked through from below, because a lookup takes the longer the more there is of either. */
export type Shape = Omit<Setting, 'timeout' | 'attempts'>;

export interface ShapeLimits {
  /** At least this many name servers stay, if there are as many. */
  leastServers: number;
  /** May the search list go, and ndots become 1? It is known only of names that are known whether they are still found. */
  changesNames: boolean;
}

export function limitsOf({ scenario, failoverNs }: AdviceRequest): ShapeLimits {
  return { leastServers: failoverNs === null ? 1 : 2, changesNames: knowsNames(scenario) };
}

const knowsNames = ({ exists, servers }: DnsScenario): boolean => exists.length > 0 || servers.some((server) => server.exists !== null);

export function shapes(now: Now, readers: readonly Reader[], { leastServers, changesNames }: ShapeLimits): Shape[] {
  const removable = now.flags.filter((flag) => readers.some(({ settings, pinned }) => hasFlag(settings, flag) && !pinned.has(flag)));
  const ndots = [...new Set([now.ndots ?? 1, ...(changesNames || now.ndots === null ? [1] : [])])];
  const search = [true, ...(changesNames && now.hasSearch ? [false] : [])];
  const servers = Array.from({ length: now.servers }, (_, index) => now.servers - index).filter((count) => count >= Math.min(leastServers, now.servers));
  return servers.flatMap((count) =>
    ndots.flatMap((dots) => search.flatMap((keepsSearch) => removals(removable).map((without): Shape => ({ servers: count, ndots: dots, keepsSearch, without })))),
  );
}

/** None, each alone, all of them; the two ways to say single-request go together. */
function removals(of: readonly CostlyFlag[]): CostlyFlag[][] {
  const isSingle = (flag: CostlyFlag): boolean => flag === 'single-request' || flag === 'single-request-reopen';
  const single = of.filter(isSingle);
  const units = [...of.filter((flag) => !isSingle(flag)).map((flag) => [flag]), ...(single.length > 0 ? [single] : [])];
  return [[], ...units, ...(units.length > 1 ? [[...of]] : [])];
}

/** What an edit takes away counts for more than a number in its place: a spare name server, the names that people write. */
const COST = { word: 1, ndots: 2, server: 4, search: 8, deadly: 3 } as const;

export function editCost(now: Now, setting: Setting, readers: readonly Reader[]): number {
  const go = readers.some(({ kind }) => kind === 'go');
  const stays = (flag: CostlyFlag): boolean => now.flags.includes(flag) && !setting.without.includes(flag);
  // A file that is edited anyway does not keep what is known to hurt, though the budget would bear it.
  const deadly = (go && stays('rotate') && setting.servers === 2) || (go && (stays('single-request') || stays('single-request-reopen')));
  return (
    (setting.timeout === now.timeout ? 0 : COST.word) +
    (setting.attempts === now.attempts ? 0 : COST.word) +
    (setting.ndots === now.ndots ? 0 : COST.ndots) +
    setting.without.length * COST.word +
    (now.servers - setting.servers) * COST.server +
    (setting.keepsSearch ? 0 : COST.search) +
    (deadly ? COST.deadly : 0)
  );
}
