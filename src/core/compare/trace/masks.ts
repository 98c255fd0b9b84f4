// What varies from one start of the same program to the next, taken out of names and of text that a program writes: a star stands in its place.

const TEMPORARY = /^\/(?:tmp|var\/tmp|dev\/shm|run\/user\/\d+)\//;
/** mkstemp, mktemp, Python's tempfile, Go's build folders: a run of letters and digits that no person would write. */
const RANDOM_RUN = /[A-Za-z0-9_]{6,}/g;
const CC_FILE = /^cc[A-Za-z0-9]{6}$/;
const PYTHON_TEMPORARY = /^tmp[a-z0-9_]{8}$/;
/** A ULID (26 of Crockford's letters), a UUID, a hash: with a digit, so that no word is taken for one. */
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const ULID = /(?<![0-9A-Za-z])(?=[0-9A-HJKMNP-TV-Z]*[0-9])[0-7][0-9A-HJKMNP-TV-Z]{25}(?![0-9A-Za-z])/g;
const LONG_HEX = /(?=[a-f]*[0-9])[0-9a-f]{16,}/g;
/** 16 letters of base64 and more with small ones, capitals and digits among them: a seed, a key, a build's id. */
const DRAWN_WORD = /(?=[\w-]*\d)(?=[\w-]*[a-z][\w-]*[A-Z][\w-]*[a-z])[\w-]{16,}/g;
const SEED = /(?<=random-seed=)[\w-]+/g;
const LONG_NUMBER = /\d{7,}/g;
const OWN_PROC = /^\/proc\/(?:\d+|self|thread-self)(?=\/|$)/;
const PROC_PLACE = /^(\/proc\/[^/]+\/(?:task|fd|fdinfo|map_files))\/[^/]+/;

export type MaskPath = (path: string) => string;

/** Folders in which programs leave files named after themselves while they run. */
const RUNNING = /^\/(?:tmp|var\/tmp|dev\/shm|run|var\/run|var\/lock)\//;
/** Below this a number is a version, a place, a size as well as a pid: it counts in those folders alone, and as a whole name. */
const TELLING_PID = 1_000;
const NUMBER = /(?<![0-9A-Za-z])\d+(?![0-9A-Za-z])/g;

/** A path without the trace's own pids, as far as a number is surely one of them: `/tmp/hsperfdata_root/23794`, `/run/app.23794.sock`. */
function withoutPids(path: string, pids: ReadonlySet<number>): string {
  if (!/\d/.test(path)) return path;
  return path.replace(NUMBER, (digits, at: number) => {
    const pid = Number(digits);
    if (!pids.has(pid)) return digits;
    const whole = path[at - 1] === '/' && (path[at + digits.length] ?? '/') === '/';
    return pid >= TELLING_PID || (whole && RUNNING.test(path)) ? '*' : digits;
  });
}

/**
 * As {@link maskedPath}, for a trace that is known to have drawn the names of `drawn` itself (made with O_EXCL, or a folder for its owner alone), and
 * whose tasks have the numbers `pids`.
 */
export function pathMask(drawn: ReadonlySet<string>, pids: ReadonlySet<number>): MaskPath {
  const masked = drawnMask(drawn);
  return pids.size === 0 ? masked : (path) => withoutPids(masked(path), pids);
}

function drawnMask(drawn: ReadonlySet<string>): MaskPath {
  if (drawn.size === 0) return maskedPath;
  return (path) => {
    if (!TEMPORARY.test(path)) return maskedPath(path);
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
      const head = path.slice(0, end);
      if (drawn.has(head)) return maskedPath(`${head.slice(0, head.lastIndexOf('/') + 1)}*${path.slice(end)}`);
    }
    return maskedPath(path);
  };
}

export const isTemporary = (path: string): boolean => TEMPORARY.test(path);

/** A path without what is made up anew at every start. The rest stands as it was. */
export function maskedPath(path: string): string {
  let masked = path;
  if (path.startsWith('/proc/')) masked = masked.replace(OWN_PROC, '/proc/*').replace(PROC_PLACE, '$1/*');
  if (!/\d/.test(masked) && !TEMPORARY.test(masked)) return masked;
  masked = masked.replace(UUID, '*').replace(ULID, '*').replace(LONG_HEX, '*').replace(DRAWN_WORD, '*').replace(LONG_NUMBER, '*');
  if (!TEMPORARY.test(masked)) return masked;
  return masked.replace(RANDOM_RUN, (run) => (looksRandom(run) ? '*' : run)).replace(/\d{4,}/g, '*');
}

function looksRandom(run: string): boolean {
  if (CC_FILE.test(run) || PYTHON_TEMPORARY.test(run)) return true;
  // `build2` and `v1` are names; `a8Kd2x`, `T3mpAB` are drawn.
  const digits = (run.match(/\d/g) ?? []).length;
  if (digits > 0 && digits < run.length && /\d[A-Za-z]/.test(run)) return true;
  return /[a-z][A-Z][a-z]*[A-Z0-9]|[A-Z]{2,}[a-z]/.test(run);
}

/** `udp 127.0.0.1:40123`: a port that the kernel chose is no part of who is talked to. */
export function maskedAddress(address: string): string {
  const colon = address.lastIndexOf(':');
  if (colon < 0) return address.startsWith('unix') ? maskedPath(address.slice(address.indexOf(' ') + 1)) : address;
  const port = Number(address.slice(colon + 1));
  return Number.isInteger(port) && port >= 32_768 ? `${address.slice(0, colon)}:*` : address;
}

/** `Mon, 23 Nov 2026` of HTTP and mail, `Monday, 23-Nov-26` of older ones, `Mon Nov 23` of date and asctime. */
const DAY = /(?<=^|[^A-Za-z]|\\[nrt])(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? (?:\d{1,2}[ -][A-Z][a-z]{2}[ -]\d{2,4}|[A-Z][a-z]{2} [ \d]\d)\b/g;
const CLOCK = /\d{4}[-/]\d\d[-/]\d\d[T ]?|\d{1,2}:\d\d:\d\d(?:[.,]\d+)?Z?|\d+(?:\.\d+)?(?:ns|us|µs|ms|s)\b|\d+\.\d{3,}/g;
const ADDRESS_OF_MEMORY = /0x[0-9a-f]{6,}/gi;

const TEMPORARY_INSIDE = /\/(?:tmp|var\/tmp|dev\/shm)\/[^\s:;,'"`()=]+/g;

/** What a program says, without times, addresses of memory, long numbers and drawn names. */
export function maskedText(text: string, mask: MaskPath = maskedPath): string {
  const sown = text.includes('random-seed=') ? text.replace(SEED, '*') : text;
  const named = sown.includes('/') ? sown.replace(TEMPORARY_INSIDE, mask) : sown;
  if (!/\d/.test(named)) return named;
  return named
    .replace(ADDRESS_OF_MEMORY, '*')
    .replace(DAY, '*')
    .replace(CLOCK, '*')
    .replace(UUID, '*')
    .replace(ULID, '*')
    .replace(LONG_HEX, '*')
    .replace(DRAWN_WORD, '*')
    .replace(/\d{4,}/g, '*');
}

const FLAGS_LEFT_OUT = new Set([
  'O_CLOEXEC',
  'O_LARGEFILE',
  'O_NOCTTY',
  'O_NONBLOCK',
  'O_NOATIME',
  'SOCK_CLOEXEC',
  'SOCK_NONBLOCK',
  'EPOLL_CLOEXEC',
  'EFD_CLOEXEC',
  'EFD_NONBLOCK',
  'MSG_NOSIGNAL',
  'MSG_DONTWAIT',
]);

/** `O_RDONLY|O_LARGEFILE|O_CLOEXEC` without what one libc sets and another does not. */
export function maskedFlags(flags: string): string {
  if (!flags.includes('|')) return FLAGS_LEFT_OUT.has(flags) ? '0' : flags;
  const kept = flags.split('|').filter((flag) => !FLAGS_LEFT_OUT.has(flag));
  return kept.length === 0 ? '0' : kept.join('|');
}

/** What a descriptor is, out of strace's own decoration of it (`-y`, `-yy`), without numbers that name nothing. `text` stands between `<` and its `>`. */
export function maskedDecoration(text: string, mask: MaskPath = maskedPath): string {
  if (text.startsWith('/')) {
    const nested = text.indexOf('<');
    return mask(nested < 0 ? text : text.slice(0, nested));
  }
  const open = text.indexOf(':[');
  const kind = open < 0 ? text.replace(/\d+/g, '*') : text.slice(0, open);
  if (kind === 'anon_inode') return text;
  const to = text.indexOf('->', open < 0 ? 0 : open);
  if (open < 0 || to < 0 || !/^(?:TCP|UDP)/.test(kind)) return kind;
  return `${kind} ${maskedAddress(text.slice(to + 2, text.endsWith(']') ? -1 : undefined))}`;
}
