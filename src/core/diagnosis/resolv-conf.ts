// resolv.conf as the three stub resolvers read it, and which names and how many queries come of it. Facts: /etc/resolv.conf(5), Go's net/dnsconfig_unix.go,
// glibc's res_init.c, musl's resolvconf.c; measured on Go 1.19 to 1.27, glibc 2.36 to 2.43, musl 1.2.3 to 1.2.6.

export type ResolverKind = 'go' | 'glibc' | 'musl';

/** What the file says, before any resolver caps it. Numbers are null where the file is silent. */
export interface ResolvConf {
  /** In the order of the file, all of them; resolvers use the first three. */
  nameservers: string[];
  /** Of the last `search` or `domain` line. */
  search: string[];
  ndots: number | null;
  /** Seconds. */
  timeout: number | null;
  attempts: number | null;
  /** Every option as it stands: `ndots:5`, `rotate`. */
  options: string[];
  /** The lines that say something, raw, for evidence. */
  lines: { number: number; keyword: 'nameserver' | 'search' | 'options'; text: string }[];
}

/** A line that is longer says nothing of ours; a file with more lines is no resolv.conf. */
const LONGEST_LINE = 4096;
const MOST_LINES = 1000;

const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*(?:%\S+)?)$/;

/** Never throws: what is no resolv.conf has no name servers. */
export function parseResolvConf(text: string): ResolvConf {
  const conf: ResolvConf = { nameservers: [], search: [], ndots: null, timeout: null, attempts: null, options: [], lines: [] };
  for (const [index, raw] of text.split(/\r?\n/, MOST_LINES).entries()) {
    if (raw.length > LONGEST_LINE || raw.startsWith('#') || raw.startsWith(';')) continue;
    const [keyword, ...rest] = raw.trim().split(/\s+/);
    if (keyword === 'nameserver') {
      const [address] = rest;
      if (address === undefined || !ADDRESS.test(address)) continue;
      conf.nameservers.push(address);
    } else if (keyword === 'search' || keyword === 'domain') {
      const domains = rest.filter((domain) => domain !== '.').map((domain) => domain.replace(/\.$/, ''));
      conf.search = keyword === 'domain' ? domains.slice(0, 1) : domains;
    } else if (keyword === 'options') {
      for (const option of rest) takeOption(conf, option);
    } else continue;
    conf.lines.push({ number: index + 1, keyword: keyword === 'domain' ? 'search' : keyword, text: raw });
  }
  return conf;
}

function takeOption(conf: ResolvConf, option: string): void {
  conf.options.push(option);
  const [name, value] = option.split(':', 2);
  const number = value !== undefined && /^-?\d{1,9}$/.test(value) ? Number(value) : null;
  if (number === null) return;
  if (name === 'ndots') conf.ndots = number;
  else if (name === 'timeout') conf.timeout = number;
  else if (name === 'attempts') conf.attempts = number;
}

/** What a resolver makes of the file. */
export interface ResolverSettings {
  kind: ResolverKind;
  /** At most three; where there is none, the built-in ones. */
  servers: string[];
  search: string[];
  ndots: number;
  timeout: number;
  attempts: number;
  /** A and AAAA one after the other. */
  sequential: boolean;
}

/** Before this version Go raised `ndots:0` to 1 (golang/go issue 15419). */
export const FIRST_GO_WITH_NDOTS0 = '1.8';

/** `oldGo`: a Go before 1.8. */
export function settingsOf(conf: ResolvConf, kind: ResolverKind, oldGo = false): ResolverSettings {
  const builtIn = kind === 'go' ? ['127.0.0.1', '::1'] : ['127.0.0.1'];
  const servers = conf.nameservers.slice(0, 3);
  const least = kind === 'go' ? 1 : 0;
  const cap = (value: number, most: number) => Math.min(Math.max(value, least), most);
  return {
    kind,
    servers: servers.length === 0 ? builtIn : servers,
    search: conf.search,
    ndots: Math.min(Math.max(conf.ndots ?? 1, kind === 'go' && oldGo ? 1 : 0), 15),
    timeout: cap(conf.timeout ?? 5, { go: Number.MAX_SAFE_INTEGER, glibc: 30, musl: 60 }[kind]),
    attempts: cap(conf.attempts ?? 2, { go: Number.MAX_SAFE_INTEGER, glibc: 5, musl: 10 }[kind]),
    sequential: kind !== 'musl' && conf.options.some((option) => option === 'single-request' || option === 'single-request-reopen'),
  };
}

/** The names that are asked for, in order, when each answer is NXDOMAIN. musl never falls back to the search list for a name with enough dots. */
export function candidates({ kind, search, ndots }: Pick<ResolverSettings, 'kind' | 'search' | 'ndots'>, name: string): string[] {
  if (name.endsWith('.')) return [name];
  const dots = name.split('.').length - 1;
  const asIs = `${name}.`;
  const searched = search.map((domain) => `${name}.${domain}.`);
  if (dots >= ndots) return kind === 'musl' ? [asIs] : [asIs, ...searched];
  return [...searched, asIs];
}

/** The worst of a lookup of A and AAAA when no name server answers: how many names, how many queries, how long. Exact for the versions named above. */
export function allDead(settings: ResolverSettings, name: string): { names: number; queries: number; seconds: number } {
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
export function queriesUntil(settings: ResolverSettings, name: string): { names: string[]; queries: number } {
  const all = candidates(settings, name);
  // The name as it was written is the one that is meant.
  const until = all.slice(0, all.indexOf(name.endsWith('.') ? name : `${name}.`) + 1);
  return { names: until, queries: until.length * 2 * (settings.kind === 'musl' ? settings.servers.length : 1) };
}

/** The file as text again, with something else in it. */
export function renderResolvConf({ nameservers, search, options }: Pick<ResolvConf, 'nameservers' | 'search' | 'options'>): string {
  return [
    ...nameservers.map((address) => `nameserver ${address}`),
    ...(search.length === 0 ? [] : [`search ${search.join(' ')}`]),
    ...(options.length === 0 ? [] : [`options ${options.join(' ')}`]),
    '',
  ].join('\n');
}

/** The options with one set to a value (null takes it out). */
export const withOption = (options: readonly string[], name: string, value: string | null): string[] => [
  ...options.filter((option) => option !== name && !option.startsWith(`${name}:`)),
  ...(value === null ? [] : [value === '' ? name : `${name}:${value}`]),
];

/** 10/8, 172.16/12, 192.168/16, 100.64/10, loopback, link-local, fc00::/7. */
export function isPrivateAddress(address: string): boolean {
  const parts = address.split('.').map(Number);
  const [a, b] = parts;
  if (parts.length === 4 && a !== undefined && b !== undefined)
    return a === 10 || a === 127 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 100 && b >= 64 && b < 128) || (a === 169 && b === 254);
  return /^(?:::1$|f[cd]|fe[89ab])/i.test(address);
}
