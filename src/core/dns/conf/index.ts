// The face of the room: resolv.conf, nsswitch.conf, /etc/hosts and the environment as Go, glibc and musl read them. Pure.
import { RESOLVERS } from '../../../shared/domain/dns-names.ts';
import { readSettings } from './settings.ts';
import { newestVersion } from './versions.ts';

export { isPrivateAddress } from './address.ts';
export { allDead, candidates, queriesUntil, settingsOf, type CostSettings } from './costs.ts';
export { dangersOf } from './dangers.ts';
export { withNameservers, withOptions, withSearch } from './edit.ts';
export { inHosts, isAddress } from './hosts.ts';
export { choiceOf, lint } from './lint.ts';
export type { Flag } from './reading.ts';
export { flagsOf, readSettings, type Read } from './settings.ts';
export { KNOWN_VERSIONS, knownVersion, newestVersion } from './versions.ts';
export { parseResolvConf, renderResolvConf, withOption, type ResolvConf } from './written.ts';

/** How many name servers a resolver may ask: the most that one of the three takes from the file, built-in ones included. */
export const serverCount = (resolvConf: string): number => Math.max(...RESOLVERS.map((kind) => readSettings(kind, newestVersion(kind), { resolvConf }).settings.servers.length));
