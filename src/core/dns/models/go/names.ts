// Names as Go's resolver takes them: which is one at all (isDomainName), which are asked for and in which order (nameList), which can be put into a query.
import { goAddress } from '../../conf/address.ts';
import type { GoTraits } from './version.ts';

const LONGEST = 254;
const LONGEST_LABEL = 63;

/** net/dnsclient.go, isDomainName: labels of letters, digits, `-` and `_`, with something that is no digit in them; or the root. */
export function isDomainName(name: string): boolean {
  if (name === '.') return true;
  if (name.length === 0 || name.length > LONGEST || (name.length === LONGEST && !name.endsWith('.'))) return false;
  if (!/^[A-Za-z0-9_.-]+$/.test(name) || !/[A-Za-z_-]/.test(name)) return false;
  const labels = (name.endsWith('.') ? name.slice(0, -1) : name).split('.');
  return labels.every((label) => label.length > 0 && label.length <= LONGEST_LABEL && !label.startsWith('-') && !label.endsWith('-'));
}

/** net/dnsclient_unix.go, nameList: the names that are asked for, one after the other, each with its trailing dot. None for `.onion` and what is too long. */
export function candidatesOf(name: string, { search, ndots }: { search: readonly string[]; ndots: number }, traits: GoTraits): string[] {
  const rooted = name.endsWith('.');
  if (name.length > LONGEST || (name.length === LONGEST && !(rooted && traits.rooted254))) return [];
  if (!traits.onionByCandidate && isOnion(name)) return [];
  const asked = (each: string): boolean => !(traits.onionByCandidate && isOnion(each));
  if (rooted) return asked(name) ? [name] : [];
  const enough = name.split('.').length - 1 >= ndots;
  const own = `${name}.`;
  const found: string[] = [];
  if (enough && asked(own)) found.push(own);
  for (const suffix of search) {
    // The root (`domain .`) makes a name with two dots at its end, which fits in no message.
    const whole = `${own}${suffix.endsWith('.') ? suffix : `${suffix}.`}`;
    if (asked(whole) && bytesOf(whole) <= LONGEST) found.push(whole);
  }
  if (!enough && asked(own)) found.push(own);
  return found;
}

/** RFC 7686: these are for Tor, no name server is told of them. */
const isOnion = (name: string): boolean => (name.endsWith('.') ? name.slice(0, -1) : name).toLowerCase().endsWith('.onion');

const encoder = new TextEncoder();
const bytesOf = (text: string): number => (/[^\0-\x7f]/.test(text) ? encoder.encode(text).length : text.length);

/** Can it be put into a query? A search domain may hold what no message can: an empty label, or one that is too long. */
export function isPackable(fqdn: string): boolean {
  if (fqdn === '.') return true;
  if (bytesOf(fqdn) > LONGEST) return false;
  const labels = fqdn.slice(0, -1).split('.');
  return labels.every((label) => label.length > 0 && bytesOf(label) <= LONGEST_LABEL);
}

/** 4 or 6 for what net/netip takes for an address: it is given back without a query. Null: a name. */
export const familyOf = (text: string): 4 | 6 | null => (goAddress(text) === null ? null : text.includes(':') ? 6 : 4);
