// What is known of each system call by its name: which argument names a file, whether the first one is a descriptor, what it does to descriptors and
// processes. Names of all platforms that strace knows; a name that is not here is counted and nothing more.

/** Where the path stands. `below`: in the second argument, under the folder whose descriptor is the first one; `second`: there too, and not under it. */
export const PATH = { none: 0, first: 1, below: 2, second: 3 } as const;

/** What a call does to the table of descriptors. */
export const FD = {
  none: 0,
  /** Its answer is a new one. */
  makes: 1,
  /** Its answer is another one for the first argument. */
  copies: 2,
  /** Two of them in brackets, `pipe([3, 4])`. */
  pair: 3,
  closes: 4,
  closesRange: 5,
  fcntl: 6,
  ioctl: 7,
  /** recvmsg: may bring some (SCM_RIGHTS). */
  receives: 8,
  /** As `makes`, and its protocol is told. */
  socket: 9,
} as const;

export const TASK = { none: 0, clones: 1, executes: 2, executesAt: 3, exits: 4 } as const;

export interface CallInfo {
  path: number;
  /** The first argument is a descriptor. */
  fdFirst: boolean;
  fd: number;
  task: number;
  /** Holds the address of a socket. */
  address: boolean;
  /** Its answer is a connection whose other end the answer's decoration tells. */
  accepts: boolean;
}

const NOTHING: CallInfo = { path: PATH.none, fdFirst: false, fd: FD.none, task: TASK.none, address: false, accepts: false };

const words = (text: string): string[] => text.trim().split(/\s+/);
const CALLS = new Map<string, CallInfo>();
const set = (names: string, what: Partial<CallInfo>): void => {
  for (const name of words(names)) CALLS.set(name, { ...(CALLS.get(name) ?? NOTHING), ...what });
};

set(
  `read write readv writev pread pwrite pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek _llseek llseek fstat fstat64 fstatfs fstatfs64 ioctl fcntl fcntl64 flock fsync fdatasync
  ftruncate ftruncate64 fadvise64 fadvise64_64 arm_fadvise64_64 fallocate getdents getdents64 fchdir fchmod fchown fchown32 readahead sync_file_range sync_file_range2 syncfs close dup dup2
  dup3 connect bind listen accept accept4 send sendto sendmsg sendmmsg recv recvfrom recvmsg recvmmsg recvmmsg_time64 getsockname getpeername getsockopt setsockopt shutdown epoll_ctl epoll_wait epoll_pwait
  epoll_pwait2 epoll_ctl_old epoll_wait_old timerfd_settime timerfd_gettime timerfd_settime64 timerfd_gettime64 inotify_add_watch inotify_rm_watch fanotify_mark splice tee vmsplice sendfile sendfile64
  copy_file_range fsetxattr fgetxattr flistxattr fremovexattr io_uring_enter io_uring_register pidfd_send_signal pidfd_getfd setns mq_timedsend mq_timedreceive mq_notify mq_getsetattr
  mq_timedsend_time64 mq_timedreceive_time64 finit_module landlock_add_rule landlock_restrict_self fsconfig fsmount signalfd signalfd4 process_madvise process_mrelease cachestat
  futimesat utimensat utimensat_time64 name_to_handle_at open_by_handle_at`,
  { fdFirst: true },
);
set(
  `open creat stat lstat stat64 lstat64 oldstat oldlstat access readlink chdir chroot statfs statfs64 execve unlink rmdir mkdir mknod chmod chown chown32 lchown lchown32 truncate truncate64 rename link utime utimes
  acct swapon swapoff umount umount2 oldumount uselib setxattr lsetxattr getxattr lgetxattr listxattr llistxattr removexattr lremovexattr mq_open mq_unlink pivot_root quotactl osf_stat osf_lstat`,
  { path: PATH.first },
);
set(
  `openat openat2 execveat newfstatat fstatat fstatat64 statx faccessat faccessat2 readlinkat unlinkat mkdirat mknodat fchmodat fchmodat2 fchownat renameat renameat2 linkat utimensat utimensat_time64 futimesat
  name_to_handle_at open_tree open_tree_attr move_mount fspick mount_setattr fanotify_mark getxattrat setxattrat listxattrat removexattrat file_getattr file_setattr`,
  { path: PATH.below, fdFirst: true },
);
set('inotify_add_watch symlink mount', { path: PATH.second });
set('fanotify_mark', { path: PATH.none });

set(
  `open openat openat2 creat accept accept4 epoll_create epoll_create1 eventfd eventfd2 timerfd_create signalfd signalfd4 inotify_init inotify_init1 memfd_create memfd_secret userfaultfd perf_event_open
  pidfd_open pidfd_getfd fanotify_init io_uring_setup open_by_handle_at fsopen fsmount open_tree open_tree_attr fspick landlock_create_ruleset mq_open bpf`,
  { fd: FD.makes },
);
set('socket', { fd: FD.socket });
set('dup dup2 dup3', { fd: FD.copies });
set('pipe pipe2 socketpair', { fd: FD.pair });
set('close', { fd: FD.closes });
set('close_range', { fd: FD.closesRange });
set('fcntl fcntl64', { fd: FD.fcntl });
set('ioctl', { fd: FD.ioctl });
set('recvmsg recvmmsg recvmmsg_time64', { fd: FD.receives });

set('clone clone2 clone3 fork vfork', { task: TASK.clones });
set('execve', { task: TASK.executes });
set('execveat', { task: TASK.executesAt });
set('exit exit_group', { task: TASK.exits });

set('accept accept4', { accepts: true });
set('connect bind accept accept4 sendto recvfrom sendmsg recvmsg sendmmsg recvmmsg recvmmsg_time64', { address: true });

export const callInfo = (name: string): CallInfo => CALLS.get(name) ?? NOTHING;
