// Which resolver a Go program takes that was built with cgo, and by which rule. Source: net/conf.go initConfVal and lookupOrder (facts/dns-resolvers.md 1.1).
import type { DnsApi } from '../../../shared/domain/dns.ts';
import { goSources, isStandard } from './nsswitch.ts';
import { quoted, type Reading } from './reading.ts';
import { since } from './versions.ts';

export interface GoChoice {
  resolver: 'go' | 'cgo';
  /** A sentence: the rule that decided. */
  rule: string;
}

interface Circumstances {
  version: string;
  name: string;
  api: DnsApi;
  env: Readonly<Record<string, string>>;
  nsswitch: string | null;
  /** What {@link readGo} made of resolv.conf. */
  reading: Pick<Reading, 'unknown'>;
}

const go = (rule: string): GoChoice => ({ resolver: 'go', rule });
const cgo = (rule: string): GoChoice => ({ resolver: 'cgo', rule });

const of = (env: Readonly<Record<string, string>>, name: string): string | undefined => (Object.hasOwn(env, name) ? env[name] : undefined);

/** `netdns` of GODEBUG: the last that is set; `cgo+1` and `1+cgo` mean cgo. */
function netdns(env: Readonly<Record<string, string>>): string | null {
  const value = (of(env, 'GODEBUG') ?? '')
    .split(',')
    .findLast((part) => part.startsWith('netdns='))
    ?.slice('netdns='.length);
  return value?.split('+').findLast((part) => !/^\d/.test(part) && part !== '') ?? null;
}

export function goChoice({ version, name, api, env, nsswitch, reading }: Circumstances): GoChoice {
  if (api === 'txt' || api === 'mx' || api === 'srv') return go(`Lookup${api.toUpperCase()} always uses Go's resolver.`);
  const mode = netdns(env);
  if (mode === 'go') return go("GODEBUG=netdns=go forces Go's resolver.");
  if (api === 'prefer-go-dial') return go("Resolver.PreferGo forces Go's resolver.");
  if (mode === 'cgo') return cgo('GODEBUG=netdns=cgo forces libc.');
  if (of(env, 'LOCALDOMAIN') !== undefined) return cgo('LOCALDOMAIN is set in the environment, even if to nothing.');
  for (const variable of ['RES_OPTIONS', 'HOSTALIASES']) if ((of(env, variable) ?? '') !== '') return cgo(`${variable} is set in the environment.`);
  if (/[\\%]/.test(name)) return cgo('The name holds a backslash or a percent sign.');
  if (reading.unknown !== null) return cgo(`Line ${reading.unknown.line} of resolv.conf holds ${quoted(reading.unknown.word)}, which Go ${version} does not know.`);
  const bare = name.endsWith('.') ? name.slice(0, -1) : name;
  const local = /\.local$/i.test(bare);
  if (local && !since(version, '1.23')) return cgo('Up to Go 1.22 every name below .local is left to libc.');
  const { sources, error } = nsswitch === null ? { sources: [], error: null } : goSources(nsswitch);
  if (error !== null) return cgo(`nsswitch.conf has ${error}.`);
  for (const source of sources) {
    const { name: id } = source;
    if (id === 'files' || id === 'dns') {
      if (!isStandard(source)) return cgo(`nsswitch.conf gives ${id} a criterion of its own.`);
    } else if (id === 'myhostname') {
      if (/^(?:localhost|localhost\.localdomain|_gateway|_outbound)$|\.localhost(?:\.localdomain)?$/i.test(bare))
        return cgo('nsswitch.conf names myhostname, and the name is one of its own.');
    } else if (id.startsWith('mdns')) {
      if (local) return cgo(`nsswitch.conf names ${quoted(id)}, and the name is below .local.`);
    } else return cgo(`nsswitch.conf names ${quoted(id)}, which Go can't ask.`);
  }
  if (sources.length > 0 && !sources.some(({ name: id }) => id === 'files' || id === 'dns')) return cgo('nsswitch.conf names neither files nor dns.');
  return go('Nothing in resolv.conf, nsswitch.conf and the environment needs libc.');
}
