// A DNS message (RFC 1035 §4) out of what strace printed of it: often its beginning only, so everything is read as far as it reaches.

export interface DnsMessage {
  id: number;
  response: boolean;
  /** `NOERROR`, `NXDOMAIN`, `RCODE11`. */
  rcode: string;
  /** TC: the whole answer did not fit; the client should ask again over TCP. */
  truncated: boolean;
  /** Without the last dot; `.` for the root. Ends in `…` where the string ended inside it. */
  name: string;
  /** `A`, `AAAA`, `TYPE65`; empty where the string ended before it. */
  type: string;
  /** Of the A and AAAA records among the answers. */
  addresses: string[];
  /** The string ended before the message: there may be more addresses. */
  cut: boolean;
}

const RCODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED', 'YXDOMAIN', 'YXRRSET', 'NXRRSET', 'NOTAUTH', 'NOTZONE'];
const A = 1;
const AAAA = 28;
/** The IANA registry, as far as resolvers of programs ask. */
const TYPES: Readonly<Record<number, string>> = {
  [A]: 'A',
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  12: 'PTR',
  13: 'HINFO',
  15: 'MX',
  16: 'TXT',
  [AAAA]: 'AAAA',
  33: 'SRV',
  35: 'NAPTR',
  39: 'DNAME',
  41: 'OPT',
  43: 'DS',
  46: 'RRSIG',
  48: 'DNSKEY',
  52: 'TLSA',
  64: 'SVCB',
  65: 'HTTPS',
  255: 'ANY',
  257: 'CAA',
};
const HEADER = 12;
const MAX_NAME = 255;
const MAX_POINTERS = 64;
const MAX_RECORDS = 512;

/** Null for what can't be a query or its answer: no standard query, none or several questions, a name that is none. `cut`: more bytes followed than are given. */
export function readDnsMessage(bytes: Uint8Array, cut: boolean): DnsMessage | null {
  if (bytes.length < HEADER) return null;
  const word = (at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  const flags = word(2);
  const opcode = (flags >>> 11) & 15;
  const questions = word(4);
  // The bit behind RA is always zero (§4.1.1).
  if (opcode !== 0 || (flags & 0x40) !== 0 || questions > 1) return null;
  const response = (flags & 0x8000) !== 0;
  if (questions === 0 && !response) return null;
  const rcode = flags & 15;
  const message: DnsMessage = { id: word(0), response, rcode: RCODES[rcode] ?? `RCODE${rcode}`, truncated: (flags & 0x200) !== 0, name: '', type: '', addresses: [], cut };
  let at = HEADER;
  if (questions === 1) {
    const name = readName(bytes, at);
    if (name === 'bad' || (name.end === null && !cut)) return null;
    message.name = name.text;
    if (name.end === null || name.end + 4 > bytes.length) {
      if (!cut) return null;
      if (name.end !== null && name.end + 2 <= bytes.length) message.type = typeText(word(name.end));
      return message;
    }
    message.type = typeText(word(name.end));
    at = name.end + 4;
  }
  for (let left = Math.min(word(6), MAX_RECORDS); left > 0; left--) {
    const name = readName(bytes, at);
    if (name === 'bad' || name.end === null || name.end + 10 > bytes.length) break;
    const type = word(name.end);
    const length = word(name.end + 8);
    const data = name.end + 10;
    if (data + length > bytes.length) break;
    if (type === A && length === 4) message.addresses.push(bytes.subarray(data, data + 4).join('.'));
    if (type === AAAA && length === 16) message.addresses.push(ipv6(bytes.subarray(data, data + 16)));
    at = data + length;
  }
  return message;
}

const typeText = (type: number): string => TYPES[type] ?? `TYPE${type}`;

/** A name with its compression (§4.1.4). `end` is the place behind it in the message; null where the bytes end inside it. */
function readName(bytes: Uint8Array, start: number): { text: string; end: number | null } | 'bad' {
  const labels: string[] = [];
  let at = start;
  let end: number | null = null;
  let length = 0;
  for (let pointers = 0; ;) {
    const size = bytes[at];
    if (size === undefined) return { text: `${labels.join('.')}${labels.length > 0 ? '.' : ''}…`, end };
    if (size === 0) return { text: labels.join('.') || '.', end: end ?? at + 1 };
    if (size >= 0xc0) {
      const low = bytes[at + 1];
      if (low === undefined) return { text: `${labels.join('.')}…`, end };
      const to = ((size & 0x3f) << 8) | low;
      end ??= at + 2;
      // A pointer goes back; one that does not could go round for ever.
      if (to >= at || ++pointers > MAX_POINTERS) return 'bad';
      at = to;
      continue;
    }
    length += size + 1;
    if (size > 63 || length > MAX_NAME) return 'bad';
    const label = bytes.subarray(at + 1, at + 1 + size);
    const text = Array.from(label, labelCharacter).join('');
    if (label.length < size) return { text: `${[...labels, text].join('.')}…`, end };
    labels.push(text);
    at += size + 1;
  }
}

/** As zone files write it (§5.1): what is no printable character as `\DDD`, a dot inside a label as `\.`. */
const labelCharacter = (byte: number): string =>
  byte === 0x2e || byte === 0x5c ? `\\${String.fromCharCode(byte)}` : byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, '0')}`;

/** RFC 5952: the longest run of zero words, of two or more, as `::`. */
function ipv6(bytes: Uint8Array): string {
  const words = Array.from({ length: 8 }, (_, place) => ((bytes[place * 2] ?? 0) << 8) | (bytes[place * 2 + 1] ?? 0));
  if (words.slice(0, 5).every((each) => each === 0) && words[5] === 0xffff) return `::ffff:${bytes.subarray(12).join('.')}`;
  let best = { from: -1, length: 1 };
  for (let from = 0; from < 8; from++) {
    let length = 0;
    while (from + length < 8 && words[from + length] === 0) length++;
    if (length > best.length) best = { from, length };
  }
  const hex = (part: number[]): string => part.map((each) => each.toString(16)).join(':');
  return best.from < 0 ? hex(words) : `${hex(words.slice(0, best.from))}::${hex(words.slice(best.from + best.length))}`;
}
