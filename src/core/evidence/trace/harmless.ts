// How much a failed call says of why a program gave up. Programs try many things that may fail; these tables say what is a try.
import type { TraceDeciding } from '../../../shared/domain/trace-detail.ts';

/** Errors that are part of how a call works. */
const ANSWERS = new Set('EAGAIN EWOULDBLOCK EINTR EINPROGRESS EALREADY EISCONN ECHILD ENOTTY ESPIPE ENODATA ENOATTR ERANGE ECANCELED'.split(' '));
/** Errors that are an answer of these calls only. */
const ANSWERS_OF: Readonly<Record<string, RegExp>> = {
  ETIMEDOUT: /^(?:futex|rt_sigtimedwait|semtimedop|mq_timed)/,
  ESRCH: /^t?g?kill$/,
  EEXIST: /^(?:mkdir|symlink|link)(?:at)?$|^epoll_ctl$/,
  ENOTCONN: /^(?:getpeername|shutdown)$/,
  ENOTDIR: /^rmdir$|^unlinkat$/,
  ENOTEMPTY: /^rmdir$|^unlinkat$/,
  ENOTSOCK: /^get(?:sockopt|sockname|peername)$/,
  ENOPROTOOPT: /^[gs]etsockopt$/,
  EOPNOTSUPP: /sockopt$|xattr$|^ioctl$|^fallocate$|^copy_file_range$|^renameat2$/,
  EAFNOSUPPORT: /^socket$/,
  EPROTONOSUPPORT: /^socket$/,
  EBADF: /^(?:fcntl|close|ioctl|fstat|newfstatat)/,
  ENXIO: /^(?:lseek|open)/,
  EINVAL: /^readlink(?:at)?$/,
  // Go asks for every file whether it can be waited for.
  EPERM: /^epoll_ctl$/,
};
/** Newer calls that libraries try first and do without: ENOSYS there is a step to an older one. EPERM is not, which is how old seccomp profiles break programs. */
const TRIED =
  /^(?:clone3|faccessat2|statx|openat2|rseq|close_range|pidfd_\w+|copy_file_range|getrandom|membarrier|io_uring_\w+|epoll_pwait2|futex_(?:wait|waitv|wake|requeue)|landlock_\w+|preadv2|pwritev2|renameat2|set_robust_list|arch_prctl|memfd_create|fchmodat2|mseal|map_shadow_stack|riscv_\w+|userfaultfd|getcpu|cachestat)$/;

const SCARCE = new Set('ENOMEM ENOSPC EMFILE ENFILE EDQUOT EROFS EADDRINUSE ENOBUFS EUSERS'.split(' '));
const NETWORK = new Set('ECONNREFUSED EHOSTUNREACH ENETUNREACH ETIMEDOUT ECONNRESET EPIPE ENETDOWN EADDRNOTAVAIL EHOSTDOWN'.split(' '));

/** 0: a try that may fail; up to 50 for what rarely fails without harm. What it was about and when it happened are added to this. */
export function weightOf(call: string, errno: string): number {
  if (ANSWERS.has(errno) || ANSWERS_OF[errno]?.test(call)) return 0;
  if (errno === 'ENOSYS') return TRIED.test(call) ? 5 : 32;
  if (errno === 'EPERM' && TRIED.test(call)) return 45;
  if (errno === 'EPERM' || errno === 'EACCES')
    return /^(?:access|faccessat2?|set(?:priority|rlimit)|prlimit64|sched_set|utime|chmod|fchmod|prctl|ioctl|quotactl)/.test(call) ? 20 : 40;
  if (SCARCE.has(errno)) return 45;
  if (NETWORK.has(errno)) return 40;
  if (errno === 'ENOENT' || errno === 'ENOTDIR') return /^open/.test(call) ? 30 : /^(?:exec|connect)/.test(call) ? 35 : /^(?:unlink|rmdir)/.test(call) ? 0 : 15;
  if (errno === 'EINVAL') return 8;
  return 20;
}

/** Which word tells such a failure. */
export function whyOf(errno: string): TraceDeciding['why'] {
  if (errno === 'ENOSYS') return 'no-such-call';
  return /^(?:ENOENT|ENOTDIR|ENODEV|ENXIO|ELIBACC)$/.test(errno) ? 'not-found' : 'refused';
}

/** What libraries print for an error, as far as the words are the same everywhere. */
const WORDS: Readonly<Record<string, RegExp>> = {
  ENOENT: /no such file|not found|FileNotFound|does not exist|cannot find|errno 2\b/i,
  EACCES: /permission ?(?:denied|error)|access denied|errno 13\b/i,
  EPERM: /operation not permitted|not permitted|PermissionError/i,
  ENOSYS: /function not implemented|not implemented/i,
  ECONNREFUSED: /connection ?refused/i,
  ENETUNREACH: /network is unreachable/i,
  EHOSTUNREACH: /no route to host|host is unreachable/i,
  ETIMEDOUT: /timed? ?out/i,
  EADDRINUSE: /address (?:already )?in use/i,
  EROFS: /read-only file ?system/i,
  ENOSPC: /no space left/i,
  ENOMEM: /cannot allocate|out of memory/i,
  EMFILE: /too many open files/i,
  EISDIR: /is a directory/i,
  ENOTDIR: /not a directory/i,
  ENOEXEC: /exec format error/i,
  ELOOP: /too many (?:levels of )?symbolic links/i,
  EINVAL: /invalid argument/i,
  EIO: /input\/output error/i,
};
/** The program's own words name this error. */
export const namedBy = (errno: string, said: string): boolean => WORDS[errno]?.test(said) ?? false;
