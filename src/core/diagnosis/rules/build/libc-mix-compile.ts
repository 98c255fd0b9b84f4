// C that assumes the headers or macros of one libc, compiled with those of another (or of another version).
import * as fixes from '../../fixes.ts';
import type { Case, Hit, Rule, Signal } from '../../types.ts';
import { kindOfHeader } from './headers.ts';
import { libcOf, lines, some, heard } from './seen.ts';
import { groupOf, missingHeader } from './signals.ts';

const NAMES_OF_GLIBC =
  'p?(?:read|write)64|p(?:read|write)v64|(?:f|l)?stat64|fstatat64|open64|openat64|creat64|lseek64|mmap64|ftruncate64|truncate64|readdir64|fopen64|freopen64|fseeko64|ftello64|mkstemp64|(?:get|set|pr)rlimit64|f?statfs64|f?statvfs64|fallocate64|posix_fadvise64|posix_fallocate64|sendfile64|off64_t|__off64_t|loff_t|ino64_t|dirent64|fpos64_t|blkcnt64_t|rlim64_t|PTHREAD_\\w+_NP|RTLD_DEEPBIND|RTLD_DI_LINKMAP|LM_ID_NEWLM|dlmopen|Dl_serinfo|TEMP_FAILURE_RETRY|error_t|__BEGIN_DECLS|__END_DECLS|__THROW|__nonnull|__GLIBC_PREREQ|__GNUC_PREREQ|__compar_fn_t|comparison_fn_t|__compar_d_fn_t|__uint(?:8|16|32|64)_t|__int(?:8|16|32|64)_t|__u_char|__caddr_t|__mode_t|__ino_t|__time_t|__suseconds_t|__socklen_t|__sigval_t|sigval_t|__ptrace_request|GLOB_(?:BRACE|TILDE_CHECK|ONLYDIR|ALTDIRFUNC|MAGCHAR)|FTW_ACTIONRETVAL|FTW_SKIP_SUBTREE|FNM_EXTMATCH|REG_STARTEND|NI_IDN|AI_IDN|LC_(?:PAPER|NAME|ADDRESS|TELEPHONE|MEASUREMENT|IDENTIFICATION)(?:_MASK)?|_NL_\\w+|gnu_get_libc_version|gnu_get_libc_release|backtrace|backtrace_symbols|backtrace_symbols_fd|mallinfo2?|mallopt|malloc_trim|malloc_info|malloc_stats|M_(?:ARENA_MAX|TRIM_THRESHOLD|MMAP_THRESHOLD|ARENA_TEST)|__malloc_hook|mtrace|mcheck|canonicalize_file_name|rawmemchr|strndupa|strdupa|basename|strerror_l|strptime_l|getcontext|setcontext|makecontext|swapcontext|rpmatch|strfry|error_at_line|fts_(?:open|read|close|children|set)|FTSENT|argp_\\w+|obstack_\\w+|struct argp|pthread_(?:tryjoin_np|timedjoin_np|rwlockattr_setkind_np|mutexattr_setkind_np|yield)|pthread_attr_setaffinity_np|sched_setaffinity_np|getaddrinfo_a|gaicb|res_nclose|res_ninit|__res_state|_res_ext|register_printf_function|printf_info|struct fpregset|_IO_\\w+|_G_\\w+|program_invocation_\\w+|u_int\\d+_t|random_data|srandom_r|random_r|initstate_r|drand48_data|drand48_r|srand48_r|lrand48_r|execvpe|get_current_dir_name|qsort_r|fcloseall|getpt|eaccess|euidaccess|versionsort64|scandir64|alphasort64|__fsword_t|__[A-Z][A-Z0-9_]{1,30}_TYPE|__(?:loff|pid|uid|gid|dev|nlink|blksize|ssize|quad|u_quad|u_int|u_long|u_short|clockid|fd_mask|locale)_t|__fd_mask|__restrict_arr|__glibc_\\w+|__wur|__rlimit_resource_t|__priority_which_t|__kernel_sighandler_t|__sighandler_t|__WAIT_STATUS|union wait|struct sigvec|SA_INTERRUPT|_PATH_\\w+|SI_KERNEL_GLIBC|struct mallinfo';

const Q = '[`\'"‘’]';
const name = `${Q}?(?:struct |enum |union )?(${NAMES_OF_GLIBC})${Q}?`;

/** gcc and clang on a name that they do not know; group 1 is a name that only glibc has. cgo says `could not determine what C.x refers to`. */
const unknownName: Signal = {
  id: 'build-glibc-name-unknown',
  keywords: [
    'undeclared',
    'unknown type name',
    'implicit declaration of function',
    'has incomplete type',
    "isn't known",
    'incomplete type',
    'could not determine kind of name for c.',
    'could not determine what c.',
    'does not name a type',
    'was not declared in this scope',
    'has not been declared',
    'missing binary operator before token',
  ],
  pattern: new RegExp(
    `(?:\\berror: (?:${name} (?:undeclared|was not declared|does not name a type|has not been declared)|unknown type name ${name}|(?:call to undeclared function|use of undeclared identifier|implicit declaration of function|invalid use of undefined type|incomplete definition of type|variable has incomplete type|invalid application of ${Q}sizeof${Q} to (?:an )?incomplete type) ${name}|variable ${Q}\\w{1,60}${Q} has initializer but incomplete type|storage size of ${Q}\\w{1,60}${Q} isn't known)|could not determine (?:kind of name for|what) C\\.(${NAMES_OF_GLIBC})(?:\\s|$))`,
  ),
};
/** musl's own header says it, and -Werror makes it an error: `#warning redirecting incorrect #include <sys/poll.h> to <poll.h>`. */
const redirecting: Signal = {
  id: 'build-musl-redirecting',
  keywords: ['redirecting incorrect'],
  pattern: /error: (?:#warning )?"?redirecting incorrect #include <([\w/.]{1,60})>/,
};
/** `__GLIBC_PREREQ(2, 3)` where no such macro is, on musl. */
const prereq: Signal = { id: 'build-glibc-prereq', keywords: ['__glibc_prereq', '__gnuc_prereq'], pattern: /\b(__GLIBC_PREREQ|__GNUC_PREREQ)\b/ };
const operator: Signal = { id: 'build-missing-operator', keywords: ['missing binary operator before token'], pattern: /error: missing binary operator before token/ };
/** What a newer glibc declares itself, and old code declares too. */
const redeclared: Signal = {
  id: 'build-glibc-redeclared',
  keywords: ['redefinition of', 'redeclaration of', 'conflicting types for', 'follows non-static declaration'],
  pattern: new RegExp(
    `error: (?:static declaration of ${Q}(gettid|tgkill|memfd_create|copy_file_range|close_range|strlcpy|strlcat|arc4random|reallocarray|renameat2|mlock2|pkey_\\w+|getrandom|statx|execveat|getcpu|closefrom|pidfd_\\w+|explicit_bzero)${Q} follows non-static declaration|(?:redefinition|redeclaration) of ${Q}?(?:struct |enum |enumerator )?${Q}?(sched_attr|mount_attr|sysinfo|fsconfig_command|statx(?:_timestamp)?|clone_args|open_how|termio|winsize|rusage|sigcontext|ucontext|timespec|timeval|prctl_mm_map|ethhdr|in6_addr|sockaddr_in6|ipv6_mreq|group_req|iphdr|FSCONFIG_\\w+|iovec|user_regs_struct|statfs64?|flock64?)|conflicting types for ${Q}(strlcpy|strlcat|gettid|ioctl|prlimit|prlimit64|sendmmsg|recvmmsg|basename|strerror_r|qsort_r|copy_file_range|getrandom|memfd_create|gettimeofday|settimeofday|mount_setattr|arc4random|getsockopt|ptrace|renameat2)${Q})`,
  ),
};

export const libcMixCompile: Rule = {
  id: 'libc-mix-compile',
  cause: 'libc-mix-compile',
  needs: 'a header, type, macro or function that only one libc has and the compiler does not know; and the libc it compiles for',
  contradictedBy: 'a compiler for that very libc: then a feature macro (_GNU_SOURCE, _LARGEFILE64_SOURCE) is missing',
  signals: [missingHeader, unknownName, redirecting, prereq, operator, redeclared],
  find(seen) {
    return [header(seen), names(seen), redirected(seen), declaredTwice(seen)].filter((draft) => draft !== null);
  },
};

/** `-D` flags that give musl's headers the names for large files back, or make SQLite do without them. */
const defineLarge = () =>
  fixes.change('define-largefile64', 'Compile with CGO_CFLAGS=-D_LARGEFILE64_SOURCE', { env: { CGO_CFLAGS: '-O2 -g -D_LARGEFILE64_SOURCE' } }, [
    'the names for large files come from macros; libraries that were compiled with them still do not link on musl 1.2.4 and later',
  ]);
const update = () =>
  fixes.byHand('update-package', 'Update the package to a version that compiles on musl', [
    'go-sqlite3: v1.14.18 and later · otherwise look for a build tag of the package (musl, libsqlite3), or report it there',
  ]);

function header(seen: Case) {
  const known = libcOf(seen, heard(seen, missingHeader.id));
  // Parts of glibc are not looked for by headers of musl: the code includes them itself.
  const kinds = known?.libc === 'musl' ? ['glibc', 'glibc-part'] : ['glibc'];
  const hits = heard(seen, missingHeader.id).filter(({ match }) => kinds.includes(kindOfHeader(groupOf(match)).kind));
  if (hits.length === 0) return null;
  const libc = known;
  const names = some(hits.map(({ match }) => groupOf(match)));
  // glibc's own <features.h> asks for <sys/cdefs.h>: then glibc's headers are there in part, and those of the machine are not.
  const half = hits.some(({ line, before }) => [line, ...before].some(({ text }) => /include\/features\.h/.test(text)));
  if (half && libc?.libc !== 'musl') return null;
  if (libc?.libc === 'glibc' && libc.sure) return null;
  const xlocale = hits.every(({ match }) => ['xlocale.h', 'stropts.h', 'sys/sysctl.h'].includes(groupOf(match)));
  return {
    title:
      xlocale && libc?.libc !== 'musl'
        ? `${names} was dropped by newer versions of glibc, and musl never had it`
        : `${names} is a header of glibc; the compiler ${libc?.libc === 'musl' ? 'builds for musl, which' : 'builds for another libc, which'} has none`,
    confidence: libc?.libc === 'musl' ? 0.95 : 0.82,
    evidence: [...lines(hits), ...(libc?.evidence ?? [])],
    fixes: [
      fixes.buildForCell(seen, 'glibc'),
      fixes.byHand('install-compat-header', 'Install the header from a package of its own', [
        'Alpine: apk add libexecinfo-dev (to 3.16), bsd-compat-headers (sys/cdefs.h, sys/queue.h, sys/tree.h), musl-fts-dev, argp-standalone, musl-obstack-dev; link it with -lexecinfo, -lfts, -largp, -lobstack',
      ]),
      fixes.cgoOff(),
    ],
    see: ['docs/causes.md#libc-mix-compile'],
    next: libc === null ? 'Which libc the compiler builds for: `$(go env CC) -dumpmachine`' : null,
  };
}

function names(seen: Case) {
  const operators = heard(seen, operator.id).filter((hit) => near(hit, /__GLIBC_PREREQ|__GNUC_PREREQ/));
  const hits = [...heard(seen, unknownName.id).filter((hit) => nameOf(hit) !== null), ...operators];
  if (hits.length === 0) return null;
  const libc = libcOf(seen, hits);
  const found = hits.map((hit) => nameOf(hit) ?? '__GLIBC_PREREQ');
  const shown = some(found);
  const large = found.some((one) => /64(?:_t)?$/.test(one));
  if (libc?.libc === 'glibc' && libc.sure)
    return {
      title: `${shown}: glibc declares it only with a feature macro`,
      confidence: 0.35,
      evidence: lines(hits),
      against: libc.evidence,
      fixes: [fixes.change('define-gnu-source', 'Compile with CGO_CFLAGS=-D_GNU_SOURCE', { env: { CGO_CFLAGS: '-O2 -g -D_GNU_SOURCE' } }), update()],
      see: ['docs/causes.md#libc-mix-compile'],
    };
  // Names that programs define themselves, too, or forget the header of.
  const weak = found.every((one) => /^(?:basename|qsort_r|execvpe|eaccess|u_int\d+_t|_PATH_\w+|error_t|random_r|srandom_r|sigval_t|program_invocation_\w+)$/.test(one));
  return {
    title: `${shown}: ${libc?.libc === 'musl' ? "musl's headers do not declare it; the code assumes glibc" : 'a name of glibc that the headers at hand do not declare'}`,
    confidence: libc?.libc === 'musl' ? (weak ? 0.75 : 0.95) : weak ? 0.45 : 0.84,
    evidence: [...lines(hits), ...(libc?.evidence ?? [])],
    fixes: [...(large ? [defineLarge()] : []), fixes.buildForCell(seen, 'glibc'), update(), fixes.cgoOff()],
    see: [
      'docs/causes.md#libc-mix-compile',
      ...(large ? ['https://github.com/mattn/go-sqlite3/issues/1164', 'https://git.musl-libc.org/cgit/musl/commit/?id=25e6fee27f4a293728dd15b659170e7b9c7db9bc'] : []),
    ],
    next: libc === null ? 'Which libc the compiler builds for: `$(go env CC) -dumpmachine` (…-linux-musl or …-linux-gnu)' : null,
  };
}

/** The name that is unknown; for `storage size of 'st' isn't known` the type stands on the line that the compiler shows. */
function nameOf(hit: Hit): string | null {
  const direct = hit.match.slice(1).find((group) => group !== undefined);
  if (direct !== undefined) return direct;
  const struct = /struct ((?:f|l)?stat(?:fs|vfs)?64|flock64|dirent64|rlimit64|mallinfo2?|argp|gaicb|random_data|printf_info|drand48_data)\b/;
  const shown = [hit.line, ...hit.after.slice(0, 2)].map(({ text }) => struct.exec(text)?.[1]).find((one) => one !== undefined);
  return shown ?? null;
}

const near = (hit: Hit, pattern: RegExp): boolean => [hit.line, ...hit.after.slice(0, 3), ...hit.before.slice(-2)].some(({ text }) => pattern.test(text));

function redirected(seen: Case) {
  const hits = heard(seen, redirecting.id);
  if (hits.length === 0) return null;
  return {
    title: `#include <${hits[0]?.match[1] ?? ''}> works on glibc; musl warns of it, and -Werror makes the warning an error`,
    confidence: 0.92,
    evidence: lines(hits),
    fixes: [
      fixes.change('no-werror', 'Compile with CGO_CFLAGS=-Wno-error=cpp', { env: { CGO_CFLAGS: '-O2 -g -Wno-error=cpp' } }),
      fixes.byHand('right-include', 'Include the header by its standard name', [
        '<sys/poll.h> is <poll.h>, <sys/fcntl.h> is <fcntl.h>, <sys/signal.h> is <signal.h>, <wait.h> is <sys/wait.h>',
      ]),
      fixes.buildForCell(seen, 'glibc'),
    ],
    see: ['docs/causes.md#libc-mix-compile'],
  };
}

function declaredTwice(seen: Case) {
  const hits = heard(seen, redeclared.id);
  if (hits.length === 0) return null;
  return {
    title: `${some(hits.map(({ match }) => groupOf(match)))} is declared by the libc's headers and again by the code, which was written for another libc or an older one`,
    confidence: 0.78,
    evidence: lines(hits),
    fixes: [
      fixes.byHand('older-libc', 'Compile with the libc that the code was written for, or update the code', [
        'build in an image with an older glibc, or update the C library or module: newer versions ask for the libc version first',
      ]),
      fixes.buildForCell(seen, 'musl'),
      fixes.buildForCell(seen, 'glibc'),
    ],
    see: ['docs/causes.md#libc-mix-compile'],
    next: 'Which libc and version: `ldd --version` in the image that builds',
  };
}
