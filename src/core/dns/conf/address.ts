// Addresses of name servers as each resolver accepts them. Sources: Go net/netip ParseAddr; glibc inet_aton (exact form) and inet_pton; musl __inet_aton, __lookup_ipliteral.

/** Four decimal numbers of 0 to 255 without leading zeros: what inet_pton and Go take for IPv4. */
const STRICT_IP4 = /^(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;

export const isStrictIp4 = (text: string): boolean => STRICT_IP4.test(text);

/** As inet_pton: eight groups of up to four hexadecimal digits, one `::`, the last two perhaps as IPv4. No zone. */
export function isIp6(text: string): boolean {
  if (!text.includes(':') || text.length > 45) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const parts = halves.map((half) => (half === '' ? [] : half.split(':')));
  const groups = parts.flat();
  const tail = groups.at(-1) ?? '';
  // The dotted form ends the address: it can't stand before a `::` that nothing follows.
  const dotted = tail.includes('.') && isStrictIp4(tail) && !(halves.length === 2 && parts[1]?.length === 0);
  const words = dotted ? groups.slice(0, -1) : groups;
  const count = words.length + (dotted ? 2 : 0);
  return words.every((word) => /^[\da-f]{1,4}$/i.test(word)) && (halves.length === 2 ? count <= 7 : count === 8);
}

/** A number of inet_aton: decimal, octal with a leading 0, hexadecimal with 0x. */
const NUMBER = /^(?:0x[\da-f]+|0[0-7]*|[1-9]\d*)$/i;

/** `10.1` and `012.0.0.1` are addresses to inet_aton. Null: none; else the usual form. */
export function inetAton(text: string): string | null {
  const parts = text.split('.');
  if (parts.length > 4 || !parts.every((part) => part.length <= 14 && NUMBER.test(part))) return null;
  const numbers = parts.map((part) => (/^0[0-7]+$/.test(part) ? Number.parseInt(part, 8) : Number(part)));
  const last = numbers.pop() ?? 0;
  const rest = 4 - numbers.length;
  if (numbers.some((number) => number > 255) || last >= 256 ** rest) return null;
  const tail = Array.from({ length: rest }, (_, index) => Math.floor(last / 256 ** (rest - 1 - index)) % 256);
  return [...numbers, ...tail].join('.');
}

const isLinkLocal = (ip6: string): boolean => /^fe[89ab][\da-f]:/i.test(ip6) || /^ff[\da-f]2:/i.test(ip6);

/** Go: netip.ParseAddr. A zone needs a name and an IPv6 address before it. */
export function goAddress(text: string): string | null {
  if (!text.includes(':')) return isStrictIp4(text) ? text : null;
  const at = text.indexOf('%');
  if (at < 0) return isIp6(text) ? text : null;
  return at < text.length - 1 && isIp6(text.slice(0, at)) ? text : null;
}

/** glibc, res_vinit_1: inet_aton that must end with the word, else inet_pton before a `%`, whose zone may be nonsense. */
export function glibcAddress(text: string): string | null {
  const ip4 = inetAton(text);
  if (ip4 !== null) return ip4;
  return isIp6(text.split('%', 1)[0] ?? '') ? text : null;
}

/** musl, __lookup_ipliteral. A zone by name is for link-local addresses only; that its interface exists is taken for granted. */
export function muslAddress(text: string): string | null {
  const ip4 = inetAton(text);
  if (ip4 !== null) return ip4;
  const at = text.indexOf('%');
  if (at < 0 || at >= 64) return isIp6(text) ? text : null;
  const address = text.slice(0, at);
  const zone = text.slice(at + 1);
  if (!isIp6(address)) return null;
  if (/^\d+$/.test(zone)) return Number(zone) <= 0xffff_ffff ? text : null;
  return isLinkLocal(address) && zone !== '' ? text : null;
}

/** 10/8, 172.16/12, 192.168/16, 100.64/10, loopback, link-local, fc00::/7. */
export function isPrivateAddress(address: string): boolean {
  const parts = address.split('.').map(Number);
  const [a, b] = parts;
  if (parts.length === 4 && a !== undefined && b !== undefined)
    return a === 10 || a === 127 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 100 && b >= 64 && b < 128) || (a === 169 && b === 254);
  return /^(?:::1$|f[cd]|fe[89ab])/i.test(address);
}
