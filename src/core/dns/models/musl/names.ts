// Which names musl asks for, in which order (name_from_dns_search and __res_mkquery).

/** Bytes, as musl counts them; a name that is not ASCII is longer than it looks. */
const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** Longest name that fits a message, without its trailing dot. */
const LONGEST_NAME = 253;
const LONGEST_LABEL = 63;
/** The buffer in which a name and a search domain are put together. */
const BUFFER = 256;

/** Null: refused before any name server is asked (empty, too long, two trailing dots). As the resolver would put them into a query: without trailing dot. */
export function candidates(name: string, search: readonly string[], ndots: number): string[] | null {
  const length = bytesOf(name);
  if (length < 1 || length >= BUFFER - 1) return null;
  const dots = name.split('.').length - 1;
  const rooted = name.endsWith('.');
  const bare = rooted ? name.slice(0, -1) : name;
  if (bare === '' || bare.endsWith('.')) return null;
  const fits = (domain: string) => bytesOf(domain) < BUFFER - bytesOf(bare) - 1;
  const searched = dots >= ndots || rooted ? [] : search.filter(fits).map((domain) => `${bare}.${domain}`);
  return [...searched, bare];
}

/** The name as it stands in a query: lower case, with its trailing dot. Null: no query can be made of it. */
export function questionName(candidate: string): string | null {
  const name = candidate.endsWith('.') ? candidate.slice(0, -1) : candidate;
  if (name === '' || bytesOf(name) > LONGEST_NAME) return null;
  const valid = name.split('.').every((label) => label !== '' && bytesOf(label) <= LONGEST_LABEL);
  return valid ? `${name.toLowerCase()}.` : null;
}

/** A number of inet_aton: decimal, octal or hexadecimal. */
const NUMBER = /^(?:0[xX][\da-fA-F]*|0[0-7]*|[1-9]\d*)$/;

/** `ip4`, `ip6` for what musl takes for an address (inet_aton's one to four numbers; anything with a colon that looks like IPv6), so that nobody is asked. */
export function addressFamily(name: string): 'ip4' | 'ip6' | null {
  const [address = '', zone] = name.split('%');
  if (address.includes(':')) return isIp6(address) ? 'ip6' : null;
  if (zone !== undefined) return null;
  const parts = address.split('.');
  if (parts.length > 4 || !parts.every((part) => NUMBER.test(part))) return null;
  const numbers = parts.map((part) => (/^0[0-7]+$/.test(part) ? Number.parseInt(part, 8) : Number(part === '0x' || part === '0X' ? 0 : part)));
  const last = numbers.pop() ?? 0;
  return numbers.every((number) => number <= 255) && last < 256 ** (4 - numbers.length) ? 'ip4' : null;
}

function isIp6(address: string): boolean {
  const halves = address.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1) ?? '';
  const dotted = /^\d{1,3}(?:\.\d{1,3}){3}$/.test(last);
  const words = dotted ? groups.slice(0, -1) : groups;
  const count = words.length + (dotted ? 2 : 0);
  return words.every((word) => /^[\da-fA-F]{1,4}$/.test(word)) && (halves.length === 2 ? count <= 7 : count === 8);
}
