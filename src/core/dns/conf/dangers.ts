// Settings that hurt, and why: notes of the lint, warnings of a prediction. Facts: facts/dns-resolvers.md 1.6, 2.4, 3.1, 6.
import type { DnsApi } from '../../../shared/domain/dns.ts';
import type { ResolverSettings } from '../models/types.ts';
import type { Note } from './reading.ts';

/** Those that follow from the combination of settings; what one word does by itself is said by the readers. `line`: where the word stands, if one is to blame. */
export function dangersOf(settings: ResolverSettings, notes: readonly Note[], api: DnsApi = 'host'): Note[] {
  const { kind, servers, search, ndots } = settings;
  const found: Note[] = [];
  const say = (code: string, word: string | null, text: string): void => {
    const at = word === null ? null : (notes.findLast((each) => each.word === word && each.verdict === 'honoured')?.line ?? null);
    found.push({ line: at, word, verdict: 'dangerous', code, text });
  };
  const bothFamilies = api === 'host' || api === 'dial' || api === 'prefer-go-dial' || api === 'cname';
  if (kind === 'go') {
    if (settings.rotate && servers.length === 2 && bothFamilies)
      say('rotate-go-two-servers', 'rotate', 'With rotate and two name servers Go asks one for A and the other for AAAA: when one is dead, every lookup waits for it.');
    if ((settings.singleRequest || settings.singleRequestReopen) && bothFamilies)
      say('single-request-go', settings.singleRequest ? 'single-request' : null, 'Go asks for A and then for AAAA: when nobody answers, a lookup takes twice as long.');
    const names = search.length + 1;
    if (names > 3 && ndots > 2)
      say('search-go-multiplies', null, `ndots:${ndots} and ${search.length} search domains: Go asks for up to ${names} names, and waits for each of them when nobody answers.`);
  }
  if (kind === 'glibc' && settings.useVc)
    say('tcp-no-timeout-glibc', 'use-vc', 'glibc has no time-out for TCP: where TCP port 53 is dropped instead of refused, a lookup never ends.');
  if (kind === 'musl' && settings.attempts > 0 && (settings.timeout * 1000) % settings.attempts !== 0 && settings.timeout > 0)
    found.push({
      line: notes.findLast(({ code }) => code === 'attempts' || code === 'attempts-clamped')?.line ?? null,
      word: null,
      verdict: 'clamped',
      code: 'attempts-uneven-musl',
      text: `${settings.attempts} attempts do not divide ${settings.timeout} s: by chance musl sends one round more and waits longer.`,
    });
  return found;
}
