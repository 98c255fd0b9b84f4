// Everybody who reads the file: what each makes of it, and what it would not let the file decide (the environment does).
import type { DnsScenario, Resolver } from '../../../shared/domain/dns.ts';
import { readSettings, type Read } from '../conf/index.ts';
import type { ResolverSettings } from '../models/types.ts';
import { COSTLY_FLAGS, type CostlyFlag, type Setting } from './request.ts';

export type Key = 'timeout' | 'attempts' | 'ndots' | 'search';

export interface Reader {
  kind: Resolver;
  version: string;
  read: Read;
  settings: ResolverSettings;
  /** Set by the environment, whatever the file says. */
  pinned: ReadonlySet<Key | CostlyFlag>;
}

/** Two files that say something else, to see who listens. */
const PROBES = [
  { timeout: 7, attempts: 4, ndots: 3 },
  { timeout: 9, attempts: 5, ndots: 2 },
] as const;

export function readerOf(scenario: DnsScenario, { kind, version }: { kind: Resolver; version: string }): Reader {
  const read = readSettings(kind, version, scenario);
  const pinned = new Set<Key | CostlyFlag>();
  for (const said of PROBES) {
    const resolvConf = `nameserver 192.0.2.1\noptions timeout:${said.timeout} attempts:${said.attempts} ndots:${said.ndots}\n`;
    const { settings } = readSettings(kind, version, { ...scenario, resolvConf });
    for (const key of ['timeout', 'attempts', 'ndots'] as const) if (settings[key] !== said[key]) pinned.add(key);
    for (const flag of COSTLY_FLAGS) if (hasFlag(settings, flag)) pinned.add(flag);
    if (settings.search.length > 0) pinned.add('search');
  }
  return { kind, version, read, settings: read.settings, pinned };
}

const FIELDS = { rotate: 'rotate', 'single-request': 'singleRequest', 'single-request-reopen': 'singleRequestReopen', 'use-vc': 'useVc' } as const satisfies Record<
  CostlyFlag,
  keyof ResolverSettings
>;

export const hasFlag = (settings: ResolverSettings, flag: CostlyFlag): boolean => settings[FIELDS[flag]];

/** What this reader would end up with. */
export function settingsUnder({ settings, pinned }: Reader, setting: Setting): ResolverSettings {
  const result: ResolverSettings = { ...settings, servers: settings.servers.slice(0, setting.servers) };
  for (const key of ['timeout', 'attempts', 'ndots'] as const) if (!pinned.has(key)) result[key] = setting[key];
  if (!setting.keepsSearch && !pinned.has('search')) result.search = [];
  for (const flag of setting.without) if (!pinned.has(flag)) result[FIELDS[flag]] = false;
  return result;
}

/** What all readers take from the file for a number; null: they differ. Those whom the environment decides for have no say. */
export function agreed(readers: readonly Reader[], key: 'timeout' | 'attempts' | 'ndots'): number | null {
  const values = new Set(readers.filter(({ pinned }) => !pinned.has(key)).map(({ settings }) => settings[key]));
  const [first] = values;
  return values.size > 1 ? null : (first ?? readers[0]?.settings[key] ?? null);
}

/** Do all take the same from the file, as far as it decides? */
export function readAlike(readers: readonly Reader[]): boolean {
  const alike = (say: (reader: Reader) => string, key: Key | null): boolean => new Set(readers.filter(({ pinned }) => key === null || !pinned.has(key)).map(say)).size <= 1;
  return (
    alike(({ settings }) => settings.servers.join(' '), null) &&
    alike(({ settings }) => settings.search.join(' '), 'search') &&
    (['timeout', 'attempts', 'ndots'] as const).every((key) => alike(({ settings }) => String(settings[key]), key))
  );
}
