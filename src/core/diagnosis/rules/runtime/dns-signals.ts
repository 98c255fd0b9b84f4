// Wordings of look-ups that failed, and of what people print to see why: resolv.conf, tcpdump, CoreDNS's log, nslookup.
import type { Signal } from '../../types.ts';

/** Go: 1 the name, 2 the name server (its own resolver says it, libc's does not), 3 why. */
export const GO_LOOKUP: Signal = {
  id: 'dns-go-lookup',
  keywords: ['lookup '],
  pattern:
    /\blookup ['"]?([A-Za-z0-9_.*\-]{1,253})['"]?(?: on ((?:\[[0-9a-fA-F:%.a-z]{2,60}\]|[0-9.]{7,15})(?::\d+)?))?:? (.{0,300}(?:no such host|server misbehaving|cannot unmarshal DNS message|i\/o timeout|Temporary failure in name resolution|Try again|Name does not resolve|Name or service not known|connection refused|device or resource busy|deadline exceeded|operation was canceled|No address associated with hostname|no answer from DNS server|invalid DNS response|unrecognized address|non-recoverable failure|network is unreachable|message too long))/i,
};

/** Everything else that looks a name up: 1 or 2 the name where it is told. */
export const OTHER_LOOKUP: Signal = {
  id: 'dns-other-lookup',
  keywords: [
    'bad address',
    'failure in name resolution',
    'Name or service not known',
    'Name does not resolve',
    'could not resolve host',
    "couldn't resolve host",
    'resolve host address',
    'EAI_AGAIN',
    'ENOTFOUND',
    'UnknownHostException',
    "server can't find",
    "Can't find",
    "can't resolve",
    'no servers could be reached',
    'Resolving timed out',
    'Try again',
    'could not translate host name',
    'unknown host',
  ],
  pattern:
    /bad address '?([A-Za-z0-9_.\-]{1,253})|(?:^|[\s:])([A-Za-z0-9_\-]+(?:\.[A-Za-z0-9_\-]+){0,20})?:? ?(?:Temporary failure in name resolution|Name or service not known|Name does not resolve)|resolve host(?: address|name)?:? ['"]?([A-Za-z0-9_.\-]{1,253})|(?:EAI_AGAIN|ENOTFOUND)(?: ([A-Za-z0-9_.\-]{1,253}))?|UnknownHostException: ([A-Za-z0-9_.\-]{1,253})|server can't find ([A-Za-z0-9_.\-]{1,253})|\*\*\* Can't find ([A-Za-z0-9_.\-]{1,253})|can't resolve '?([A-Za-z0-9_.\-]{1,253})|no servers could be reached|Resolving timed out|(?:getaddrinfo|resolv|hostname|host|gai|dns|errno -3|name)\b.{0,120}\bTry again|could not translate host name "([A-Za-z0-9_.\-]{1,253})|unknown host:? ([A-Za-z0-9_.\-]{1,253})/i,
};

/** A line of a resolv.conf that somebody printed. 1 the keyword, 2 the rest. */
export const RESOLV_LINE: Signal = {
  id: 'dns-resolv-conf-line',
  keywords: ['nameserver', 'search', 'domain', 'options'],
  pattern:
    /^[\s>|]*(nameserver\s+[0-9a-fA-F:.]{3,60}(?:%\S{1,20})?|(?:search|domain)\s+[A-Za-z0-9_.\-]+(?:\s+[A-Za-z0-9_.\-]+){0,31}|options\s+[a-z0-9-]+(?::-?\d+)?(?:\s+[a-z0-9-]+(?::-?\d+)?){0,11})\s*(?:[#;].{0,200})?$/,
};

/** tcpdump: 1 from, 2 id, 3 type, 4 name. The time stands in the raw line only. */
export const TCPDUMP_QUERY: Signal = {
  id: 'dns-tcpdump-query',
  keywords: [' A? ', ' AAAA? '],
  pattern: /(?<![^\s])(\S{1,100}) > \S{1,100}: .{0,60}?(?:\b(\d{1,5})[+%]{0,2} )?(?:\[\S{1,10}\] )?(A|AAAA)\? (\S{1,254})/,
};

/** CoreDNS and its like: 1 or 3 the name, 2 or 4 what became of it. */
export const COREDNS: Signal = {
  id: 'dns-coredns',
  keywords: [' IN ', 'plugin/errors', 'plugin/forward'],
  pattern:
    /"(?:A|AAAA|SRV|TXT|CNAME) IN (\S{1,254}) (?:udp|tcp) \d+ (?:true|false) \d+" (NXDOMAIN|NOERROR|SERVFAIL|REFUSED)|plugin\/(?:errors|forward): \d+ (\S{1,254}) (?:A|AAAA|SRV|TXT|CNAME|HINFO): (.{1,200})/,
};

/** Logs of other name servers and tools that say for what they were asked: dnsmasq, BIND, Unbound, Wireshark, host -v, nslookup -debug, Docker's own. Group: the name. */
export const QUERY_LOG: Signal = {
  id: 'dns-query-log',
  keywords: ['query[A', 'query: ', 'Standard query', 'Trying "', ', type = A', ' A IN', 'Name To resolve', 'IN A', 'Query for', 'NXDOMAIN', 'sendto(', 'sendmmsg('],
  pattern:
    /query\[A{1,4}\] (\S{1,254}) from|\bquery: (\S{1,254}) IN A|Standard query (?:response )?0x[0-9a-f]{4} (?:No such name )?A{1,4} (\S{1,254})|^Trying "([^"]{1,254})"|^\s*(\S{1,254}), type = A{1,4}, class = IN|info: \S{1,60} (\S{1,254}) A{1,4} IN\b|Name To resolve: (\S{1,254})|^;(\S{1,254})\s+IN\s+A{1,4}\s*$|(?:cached|reply|config) (\S{1,254}) is NXDOMAIN|server can't find (\S{1,254}): NXDOMAIN|^\s*([\w.-]{1,254})\.\s{1,40}(?:→|->) NXDOMAIN/,
};

/** A program that waited too long for something that it names by name. Only with a resolv.conf at hand does it say anything about names. 1: the name. */
export const SLOW: Signal = {
  id: 'dns-slow',
  keywords: ['timeout', 'timed out', 'deadline exceeded', 'slow', 'took ', 'latency', 'real', 'awaiting headers'],
  pattern: /(?:https?:\/\/([A-Za-z0-9_.\-]{1,253}).{0,200})?(?:i\/o timeout|timed? ?out\b|deadline exceeded|Client\.Timeout|\bslow\b|\btook \d|\blatency\b|^\s*real\s+\d+m\s?\d)/i,
};

/** The limits of clouds and caches that a flood of queries runs into. */
export const THROTTLED: Signal = {
  id: 'dns-throttled',
  keywords: ['linklocal_allowance_exceeded', 'concurrent DNS queries', 'concurrent queries exceeded', 'max_concurrent', 'concurrent forwards'],
  pattern: /linklocal_allowance_exceeded[=:\s]+[1-9]|maximum number of concurrent dns queries|concurrent (?:queries|forwards) exceeded|max_concurrent.{0,60}exceeded/i,
};

/** SERVFAIL or REFUSED for a name; 1 or 2 the name. */
export const SERVER_FAILED: Signal = {
  id: 'dns-server-failed',
  keywords: ['SERVFAIL', 'REFUSED', 'server misbehaving', 'ServFail', 'Refused'],
  pattern:
    /server can't find ([A-Za-z0-9_.\-]{1,253}): (?:SERVFAIL|REFUSED)|status: (?:SERVFAIL|REFUSED)|\bSERVFAIL\b|\bServFail\b|\bQuery refused\b|\bREFUSED\b|server misbehaving/,
};

/** nslookup, dig and host: a name and its address. 1 or 2 the name. */
export const ANSWERED: Signal = {
  id: 'dns-answered',
  keywords: ['Name:', 'has address', 'PING ', 'is an alias', 'canonical name', 'No answer'],
  pattern:
    /^\s*Name:\s+([A-Za-z0-9_.\-]{3,253})\s*$|^([A-Za-z0-9_.\-]{3,253}) has (?:IPv6 )?address|^PING ([A-Za-z0-9_.\-]{3,253}) \(|Can't find ([A-Za-z0-9_.\-]{1,253}): No answer|^([A-Za-z0-9_.\-]{3,253})\s+canonical name/,
};

/** A wildcard in a search domain, seen from TLS: 1 the names of the certificate, 2 the name that was meant. */
export const WRONG_HOST: Signal = {
  id: 'dns-certificate-of-other',
  keywords: ['certificate is valid for'],
  pattern: /certificate is valid for ([^"]{1,400}?), not ([A-Za-z0-9_.\-]{1,253})/,
};

/** conntrack's counters: 1 how many. */
export const INSERT_FAILED: Signal = { id: 'dns-insert-failed', keywords: ['insert_failed'], pattern: /insert_failed[=:\s]+(\d{1,15})/ };

/** A look-up, or a request before it connects, that takes five seconds, or a multiple. */
export const FIVE_SECONDS: Signal = {
  id: 'dns-five-seconds',
  keywords: [
    ' dns',
    'dns ',
    'dns:',
    'dns_',
    'dns-',
    'dns=',
    'dns.',
    'lookup',
    'resol',
    '(Timeout)',
    'real',
    'took',
    'elapsed',
    'latency',
    'delay',
    'stall',
    'hang',
    'duration',
    'time_',
    'seconds',
    'getaddrinfo',
    'getent',
  ],
  pattern:
    /poll\(\[?\{fd=\d+.{0,80}, (?:5000|499\d|2500)\)\s*=\s*0 \(Timeout\)|^\s*real\s+(?:0m\s?)?(?:5|10)\.[0-6]\d{0,6}\s?s?|(?:time_)?name_?lookup\D{0,20}\b(?:5|10)\.[0-6]\d|(?: dns\b|\bdns[ :_.=-]|lookup|resol\w{0,8}|getaddrinfo|getent).{0,80}?(?<![\d.])(?:(?:5|10)(?:\.[0-6]\d{0,8})?\s?(?:s|secs?|seconds?)\b|5[0-6]\d\d(?:\.\d{1,6})?\s?(?:ms|msec|milliseconds)\b|(?:5|10)\.[0-6]\d{1,8}(?![\d.]))|\b(?:5|five)[ -]?(?:s|secs?|seconds?)\b.{0,60}(?:dns|lookup|resol)|\b(?:delay|latency|stall|hang)\w{0,6}.{0,40}\b(?:5|five)[ -]?(?:s|secs?|seconds?)\b/i,
};

/** What helps against it, as somebody tried or as resolv.conf has it. */
export const SINGLE_REQUEST: Signal = { id: 'dns-single-request', keywords: ['single-request', 'use-vc'], pattern: /single-request(?:-reopen)?|\buse-vc\b/ };

/** Replies that a resolver does not take. */
export const BAD_MESSAGE: Signal = {
  id: 'dns-bad-message',
  keywords: [
    'unmarshal DNS message',
    'unpack truncated',
    'overflow unpacking',
    'dns: overflow',
    'bad rdlength',
    'bad rdata',
    'bad packet',
    'bad label',
    'overflowing header size',
    'buffer size too small',
    'malformed message packet',
    'Truncated',
    'message too long',
    'dns message',
    'insufficient data for',
    'DNS response',
    'message size exceeds',
    'FORMERR',
    'format error',
    'short read',
    'Message too large',
    'unexpected end of input',
    'invalid DNS',
    'netedns0',
    'dnsquery',
    'dns packet',
    'end of file',
  ],
  pattern:
    /cannot unmarshal DNS message|^(?:;; )?(?:Warning: |error: )?(?:bad (?:rdlength|rdata|packet|label)|Got bad packet: .{1,60}|Message parser reports malformed message packet)\b|failed to unpack truncated message|overflow unpacking (?:uint\d+|a|aaaa|opt)|dns: (?:overflow|bad rdata|bad rdlength|buffer size too small|unpacking)|overflowing header size|malformed message packet|;; Truncated, retrying in TCP|\b(?:reply|response|answer|message) (?:was |is )?truncated\b|dns.{0,80}message (?:too (?:long|large)|size exceeds)|(?:lookup|dns|resol).{0,200}(?:message too long|invalid DNS response|FORMERR|format error)|\bstatus: FORMERR|server can't find \S+: FORMERR|insufficient data for (?:base|calculated|resource)|communications error to \S+: end of file|netedns0=0/i,
};

/** dig's size and flags: a reply over 512 bytes, or cut. 1 the size. */
export const REPLY_SIZE: Signal = { id: 'dns-reply-size', keywords: ['MSG SIZE', 'flags: qr'], pattern: /MSG SIZE\s+rcvd: (\d{1,6})|flags: qr(?: aa)? tc\b/ };

/** Too many queries, as name servers and clouds say it. */
export const TOO_MANY: Signal = {
  id: 'dns-too-many',
  keywords: ['queries', 'throttl', 'rate limit', 'ndots', 'concurrent'],
  pattern:
    /(?:too many|maximum|excessive|exceed\w{0,4}|number of|amount of|lots? of|flood\w{0,4}|multipl\w*|\b[0-9]{1,6}x|times more) .{0,40}(?:dns )?(?:queries|lookups)|dns.{0,60}(?:throttl|rate.?limit)|concurrent (?:queries|forwards|DNS)|\b(?:throttl|rate.?limit)\w{0,6}.{0,60}dns|ndots[:=]? ?\d/i,
};

/** A look-up by hand whose answer stands on the next line, an address and the name that it was found under. 1 the name that was asked for. */
export const GETENT: Signal = {
  id: 'dns-getent',
  keywords: ['getent '],
  pattern: /\bgetent a?hosts(?:v[46])? ([A-Za-z0-9_.\-]{1,253})/,
};

/** curl told to print how long the look-up took; the numbers stand on the next lines. */
export const NAMELOOKUP: Signal = { id: 'dns-namelookup', keywords: ['time_namelookup'], pattern: /%\{time_namelookup\}/ };
