// Names and queries that come of settings, in closed form: for findings about a resolv.conf (diagnosis). The lab's models are models/.
import type { Resolver } from '../../../shared/domain/dns.ts';
import { readSettings } from './settings.ts';
import { newestVersion } from './versions.ts';
import type { ResolvConf } from './written.ts';

/** What a resolver makes of a file, as far as costs go. */
export interface CostSettings {
  kind: Resolver;
  servers: string[];
  search: string[];
  ndots: number;
  timeout: number;
  attempts: number;
  /** A and AAAA one after the other. */
  sequential: boolean;
}

/** As the newest version of the kind reads it. `oldGo`: a Go before 1.8, which raised `ndots:0` to 1 (golang/go issue 15419). */
export function settingsOf(conf: Pick<ResolvConf, 'text'>, kind: Resolver, oldGo = false): CostSettings {
  const { settings } = readSettings(kind, newestVersion(kind), { resolvConf: conf.text });
  const { servers, search, ndots, timeout, attempts } = settings;
  return { kind, servers, search, ndots: Math.max(ndots, kind === 'go' && oldGo ? 1 : 0), timeout, attempts, sequential: settings.singleRequest || settings.singleRequestReopen };
}

/** The names that are asked for, in order, when each answer is NXDOMAIN. musl never falls back to the search list for a name with enough dots. */
export function candidates({ kind, search, ndots }: Pick<CostSettings, 'kind' | 'search' | 'ndots'>, name: string): string[] {
  if (name.endsWith('.')) return [name];
  const dots = name.split('.').length - 1;
  const asIs = `${name}.`;
  const searched = search.map((domain) => (domain === '.' ? asIs : `${name}.${domain}.`));
  if (dots >= ndots) return kind === 'musl' ? [asIs] : [asIs, ...searched];
  return [...searched, asIs];
}

/** The worst of a lookup of A and AAAA when no name server answers: how many names, how many queries, how long. Exact for the versions that are known. */
export function allDead(settings: CostSettings, name: string): { names: number; queries: number; seconds: number } {
  const { kind, servers, search, timeout, attempts, sequential } = settings;
  const rooted = name.endsWith('.');
  const n = servers.length;
  if (kind === 'musl') return { names: 1, queries: 2 * n * attempts, seconds: timeout };
  if (kind === 'go') {
    const names = rooted ? 1 : 1 + search.length;
    return { names, queries: 2 * attempts * n * names, seconds: timeout * attempts * n * names * (sequential ? 2 : 1) };
  }
  const names = rooted || search.length === 0 ? 1 : 2;
  let round = Math.max(timeout, 1);
  for (let i = 1; i < n; i++) round += Math.max(1, Math.floor((timeout * 2 ** i) / n));
  return { names, queries: (sequential ? 1 : 2) * attempts * n * names, seconds: attempts * round * names };
}

/** Queries of one lookup of A and AAAA when every name server answers at once: those for names that do not exist come on top of the two that are needed. */
export function queriesUntil(settings: CostSettings, name: string): { names: string[]; queries: number } {
  const all = candidates(settings, name);
  // The name as it was written is the one that is meant.
  const until = all.slice(0, all.indexOf(name.endsWith('.') ? name : `${name}.`) + 1);
  return { names: until, queries: until.length * 2 * (settings.kind === 'musl' ? settings.servers.length : 1) };
}
