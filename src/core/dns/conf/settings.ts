// What a resolver of a kind and version ends up with: its own reading of the files and the environment, its defaults, its caps.
import type { Resolver } from '../../../shared/domain/dns.ts';
import type { ResolverSettings } from '../models/types.ts';
import { readGlibc } from './glibc.ts';
import { readGo } from './go.ts';
import { readMusl } from './musl.ts';
import { glibcOrder, goOrder, type SourceOrder } from './nsswitch.ts';
import type { Note, Reading } from './reading.ts';

/** The files and the environment that a lookup meets; null where a file is missing. */
export interface ResolverFiles {
  resolvConf: string;
  nsswitch?: string | null;
  env?: Readonly<Record<string, string>>;
  /** For the search list where the file has none; without a dot there is none then (musl never looks at it). */
  hostName?: string;
}

export interface Read {
  settings: ResolverSettings;
  reading: Reading;
  order: SourceOrder;
  notes: Note[];
}

const BUILT_IN: Record<Resolver, readonly string[]> = { go: ['127.0.0.1', '::1'], glibc: ['127.0.0.1'], musl: ['127.0.0.1'] };

/** `version`: one of KNOWN_VERSIONS. Throws nothing for any text. */
export function readSettings(kind: Resolver, version: string, { resolvConf, nsswitch = null, env = {}, hostName = '' }: ResolverFiles): Read {
  const reading = kind === 'go' ? readGo(resolvConf, version) : kind === 'glibc' ? readGlibc(resolvConf, version, env) : readMusl(resolvConf);
  const order: SourceOrder =
    kind === 'go' ? goOrder(nsswitch) : kind === 'glibc' ? glibcOrder(nsswitch) : { asksServers: true, filesFirst: true, readsFiles: true, notes: nsswitchOfMusl(nsswitch) };
  const builtInServers = reading.servers.length === 0;
  const has = (flag: Parameters<typeof reading.flags.has>[0]): boolean => reading.flags.has(flag);
  const settings: ResolverSettings = {
    kind,
    version,
    servers: builtInServers ? [...BUILT_IN[kind]] : reading.servers,
    builtInServers,
    search: searchOf(kind, reading, hostName),
    ndots: reading.ndots,
    timeout: reading.timeout,
    attempts: reading.attempts,
    rotate: has('rotate'),
    singleRequest: has('single-request'),
    singleRequestReopen: has('single-request-reopen'),
    useVc: has('use-vc'),
    edns0: has('edns0'),
    trustAd: has('trust-ad'),
    noAaaa: has('no-aaaa'),
    noReload: has('no-reload'),
    noTldQuery: has('no-tld-query'),
    strictError: has('strict-error'),
    asksServers: order.asksServers,
    filesFirst: order.filesFirst,
  };
  const notes = [...reading.notes, ...order.notes, ...environmentNotes(kind, env)];
  if (builtInServers)
    notes.push({
      line: null,
      word: null,
      verdict: 'dangerous',
      code: 'built-in-servers',
      text: `No usable name server is named: ${BUILT_IN[kind].join(' and ')} ${kind === 'go' ? 'are' : 'is'} asked.`,
    });
  return { settings, reading, order, notes };
}

/** Without a search list, Go and glibc take what follows the first dot of the host's name. */
function searchOf(kind: Resolver, { search }: Reading, hostName: string): string[] {
  const dot = hostName.indexOf('.');
  const domain = kind !== 'musl' && dot >= 0 && dot < hostName.length - 1 ? [hostName.slice(dot + 1)] : [];
  // Go takes it for an empty list as well.
  return search === null || (kind === 'go' && search.length === 0) ? domain : search;
}

const nsswitchOfMusl = (nsswitch: string | null): Note[] =>
  nsswitch === null
    ? []
    : [{ line: null, word: 'nsswitch.conf', verdict: 'ignored', code: 'nsswitch-ignored', text: 'musl has no nsswitch.conf: /etc/hosts first, then name servers.' }];

function environmentNotes(kind: Resolver, env: Readonly<Record<string, string>>): Note[] {
  const notes: Note[] = [];
  const ignored = kind === 'glibc' ? [] : ['RES_OPTIONS', 'LOCALDOMAIN'];
  for (const word of ignored) {
    if (!Object.hasOwn(env, word)) continue;
    const text = kind === 'go' ? `Go's resolver does not read ${word}; a program built with cgo asks libc because of it.` : `musl does not read ${word}.`;
    notes.push({ line: null, word, verdict: 'ignored', code: 'environment-ignored', text });
  }
  if (kind === 'glibc' && Object.hasOwn(env, 'HOSTALIASES'))
    notes.push({ line: null, word: 'HOSTALIASES', verdict: 'honoured', code: 'hostaliases', text: 'Names without a dot may be renamed by its file, which is not looked at here.' });
  return notes;
}

/** Flags that are on, for people: in the words of resolv.conf. */
export const flagsOf = (settings: ResolverSettings): string[] =>
  (
    [
      ['rotate', settings.rotate],
      ['single-request', settings.singleRequest],
      ['single-request-reopen', settings.singleRequestReopen],
      ['use-vc', settings.useVc],
      ['edns0', settings.edns0],
      ['trust-ad', settings.trustAd],
      ['no-aaaa', settings.noAaaa],
      ['no-reload', settings.noReload],
      ['no-tld-query', settings.noTldQuery],
      ['strict-error', settings.strictError],
    ] as const
  )
    .filter(([, on]) => on)
    .map(([name]) => name);
