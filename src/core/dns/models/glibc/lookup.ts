// One getaddrinfo: what is asked for, and what its caller is told (nss_dns/dns-host.c, getaddrinfo.c).
import { addressFamily } from '../musl/names.ts';
import type { ModelApi, ModelInput, QueryType } from '../types.ts';
import { search } from './search.ts';
import type { HostError } from './query.ts';
import type { World } from './world.ts';

/** How one lookup ended; `error` null: it succeeded. */
export type Lookup = { kind: 'hang' } | { kind: 'returned'; addresses: number; error: string | null };

/** Types of one lookup. `cname` is getaddrinfo with AI_CANONNAME, which asks for the same; the last three are res_search. */
const TYPES: Record<ModelApi, readonly QueryType[]> = { host: ['A', 'AAAA'], cname: ['A', 'AAAA'], ip4: ['A'], ip6: ['AAAA'], txt: ['TXT'], mx: ['MX'], srv: ['SRV'] };

/** True for what getaddrinfo does not know: res_search of a C program. */
export const isRecordApi = (api: ModelApi): boolean => api === 'txt' || api === 'mx' || api === 'srv';

const returned = (addresses: number, error: string | null): Lookup => ({ kind: 'returned', addresses, error });

export function lookup(world: World, { settings, name: given, api, record }: ModelInput): Lookup {
  const name = unescaped(given);
  const records = record !== undefined || isRecordApi(api);
  const literal = records ? null : addressFamily(name);
  if (literal !== null) return api === literal || (api !== 'ip4' && api !== 'ip6') ? returned(1, null) : returned(0, 'EAI_ADDRFAMILY');
  if (!records && (!settings.asksServers || !isHostName(name) || (api === 'ip4' && ALL_DIGITS.test(name)))) return returned(0, 'EAI_NONAME');
  const types = record !== undefined ? [record] : settings.noAaaa && (api === 'host' || api === 'cname') ? TYPES.ip4 : TYPES[api];
  const end = search(world, name, types);
  if (end.kind === 'hang') return end;
  if (end.kind === 'found') return end.records > 0 ? returned(end.records, null) : returned(0, 'EAI_NONAME');
  return returned(0, records ? end.error : errorOf(end.error, api, world));
}

/** `EAI_*`. AF_INET without AI_CANONNAME goes through gethostbyname2_r, which believes in `TRY_AGAIN` only where errno says that servers are out of reach. */
function errorOf(error: HostError, api: ModelApi, { errno }: World): string {
  if (error === 'NO_DATA') return 'EAI_NODATA';
  if (error === 'TRY_AGAIN' && !(api === 'ip4' && errno === 'other')) return 'EAI_AGAIN';
  return 'EAI_NONAME';
}

/** gethostbyname2_r takes this for an address, and a wrong one. */
const ALL_DIGITS = /^\d[\d.]*\d$|^\d$/;

/** `\097` is `a`, `\x` is `x`. */
const unescaped = (name: string): string =>
  name.includes('\\')
    ? name.replace(/\\(?:(\d{3})|(\D))/g, (_, code: string | undefined, plain: string) => (code === undefined ? plain : String.fromCharCode(Number(code))))
    : name;

/** What is no host name (res_hnok) is not looked up: letters, digits, `-` (not at the front) and `_`, labels of up to 63, 253 in all. */
function isHostName(name: string): boolean {
  if (name === '' || name.startsWith('-')) return false;
  const bare = name.endsWith('.') ? name.slice(0, -1) : name;
  return bare === '' || (bare.length <= 253 && bare.split('.').every((label) => /^[\w-]{1,63}$/.test(label)));
}
