// Lines of output and paths of a trace, without what differs each time: times, addresses, process ids, temporary names.

/** Two lines that differ only in noise have the same text after this. */
export function normaliseLine(line: string): string {
  return line
    .slice(0, 2_000)
    .replace(/\b\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?/g, '<time>')
    .replace(/\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b/g, '<time>')
    .replace(/\b0x[0-9a-fA-F]+\b/g, '<address>')
    .replace(/\bgoroutine \d+\b/g, 'goroutine <n>')
    .replace(/\b\d+(?:\.\d+)?(?:ns|µs|us|ms|s|m\d+s)\b/g, '<duration>')
    .replace(/\bpid[ =:]\d+/gi, 'pid <n>')
    .replace(/\b(?:127\.0\.0\.1|\[::1?\]|localhost):\d{4,5}\b/g, '<local port>')
    .replace(/\/tmp\/[A-Za-z0-9._/-]*\d[A-Za-z0-9._/-]*/g, '<temporary>')
    .replace(/\b[0-9a-f]{40,64}\b/g, '<hash>');
}

/** A path without process ids and temporary names. */
export const normalisePath = (path: string): string => path.replace(/^\/proc\/\d+/, '/proc/<pid>').replace(/^\/tmp\/.*\d.*/, '/tmp/<temporary>');

/** Files whose absence decides failures of this field: loaders and libraries, resolver, users, roots, time zones. */
const TELLING = /\.so(\.|$)|^\/etc\/(?:resolv\.conf|nsswitch\.conf|hosts|passwd|group|host\.conf|gai\.conf|localtime)$|\/(?:certs?|ca-certificates|pki|tls|ssl)(?:\/|$)|zoneinfo/;
/** Where everyone looks and no one cares. */
const IDLE = /^\/(?:proc|sys|dev)\/|^\/etc\/ld\.so\.(?:preload|nohwcap)$|\/glibc-hwcaps\/|\/tls\/|\/x86_64\/|\/haswell\//;

/** The weight of a path that only one of two traces looked for in vain, or only one opened. */
export function pathWeight(path: string, missing: boolean): number {
  if (IDLE.test(path)) return 1;
  if (TELLING.test(path)) return missing ? 63 : 41;
  return missing ? 47 : 15;
}
