// First kernel of the calls that programs of these years ask for, and since when the engines' profiles let them through. Sources: syscalls(2) and the
// kernel's tables; the changelogs of moby's default seccomp profile and of libseccomp.

/** First kernel, by name. */
export const SINCE: Readonly<Record<string, string>> = {
  epoll_pwait: '2.6.19',
  utimensat: '2.6.22',
  fallocate: '2.6.23',
  eventfd2: '2.6.27',
  epoll_create1: '2.6.27',
  dup3: '2.6.27',
  pipe2: '2.6.27',
  inotify_init1: '2.6.27',
  accept4: '2.6.28',
  preadv: '2.6.30',
  pwritev: '2.6.30',
  recvmmsg: '2.6.33',
  prlimit64: '2.6.36',
  fanotify_init: '2.6.37',
  name_to_handle_at: '2.6.39',
  clock_adjtime: '2.6.39',
  syncfs: '2.6.39',
  sendmmsg: '3.0',
  setns: '3.0',
  process_vm_readv: '3.2',
  kcmp: '3.5',
  finit_module: '3.8',
  sched_setattr: '3.14',
  renameat2: '3.15',
  seccomp: '3.17',
  getrandom: '3.17',
  memfd_create: '3.17',
  bpf: '3.18',
  execveat: '3.19',
  userfaultfd: '4.3',
  membarrier: '4.3',
  mlock2: '4.4',
  copy_file_range: '4.5',
  preadv2: '4.6',
  pwritev2: '4.6',
  pkey_alloc: '4.9',
  pkey_mprotect: '4.9',
  statx: '4.11',
  io_pgetevents: '4.18',
  rseq: '4.18',
  clock_gettime64: '5.1',
  clock_nanosleep_time64: '5.1',
  futex_time64: '5.1',
  pidfd_send_signal: '5.1',
  io_uring_setup: '5.1',
  io_uring_enter: '5.1',
  open_tree: '5.2',
  move_mount: '5.2',
  fsopen: '5.2',
  fsmount: '5.2',
  pidfd_open: '5.3',
  clone3: '5.3',
  openat2: '5.6',
  pidfd_getfd: '5.6',
  faccessat2: '5.8',
  close_range: '5.9',
  process_madvise: '5.10',
  epoll_pwait2: '5.11',
  mount_setattr: '5.12',
  landlock_create_ruleset: '5.13',
  quotactl_fd: '5.14',
  memfd_secret: '5.14',
  futex_waitv: '5.16',
  cachestat: '6.5',
  fchmodat2: '6.6',
  map_shadow_stack: '6.6',
  mseal: '6.10',
};

/** First release of Docker's engine whose default profile lets the call through to a program without capabilities. */
export const DOCKER_SINCE: Readonly<Record<string, string>> = {
  statx: '18.03',
  clone3: '20.10.10',
  faccessat2: '20.10.0',
  openat2: '20.10.0',
  pidfd_open: '20.10.0',
  pidfd_getfd: '20.10.0',
  close_range: '20.10.0',
  clock_gettime64: '19.03.13',
  clock_nanosleep_time64: '19.03.13',
  futex_time64: '19.03.13',
  epoll_pwait2: '20.10.3',
  rseq: '20.10.0',
  memfd_secret: '20.10.13',
  process_mrelease: '20.10.13',
  futex_waitv: '20.10.13',
  landlock_create_ruleset: '23.0',
  cachestat: '25.0',
  fchmodat2: '25.0',
  map_shadow_stack: '25.0',
  mseal: '28.0',
};

/** Asked of a program without capabilities, these fail with EPERM whatever the profile: not what an old profile is blamed for. */
const PRIVILEGED =
  /\b(?:mount|umount2?|unshare|setns|ptrace|bpf|perf_event_open|keyctl|add_key|init_module|finit_module|delete_module|reboot|chroot|pivot_root|sethostname|settimeofday|clock_settime|swapon|kexec_load|chown|lchown|fchown|fchownat|chmod|setuid|setgid|setgroups|setresuid|setresgid|mknod|mknodat|ioctl|prctl|kill|bind|socket|setsockopt|sched_setscheduler|sched_setattr|setpriority|nice|setrlimit|link|linkat|utimensat|utimes|futimesat|rename|unlink|mlock|mlockall)\b/;

const NAMES = Object.keys(SINCE);
/** Of a text: the newer call that it names; null where it names none. */
export function namedCall(text: string): string | null {
  const low = text.slice(0, 2000).toLowerCase().replace(/sys_/g, '');
  let found: string | null = /io_?uring/.test(low) ? 'io_uring_setup' : null;
  for (const name of NAMES)
    if (low.includes(name) && (found === null || name.length > found.length) && new RegExp(`(?:^|[^a-z0-9_])${name}(?:[^a-z0-9_]|$)`).test(low)) found = name;
  return found;
}

export const isPrivileged = (text: string): boolean => PRIVILEGED.test(text.slice(0, 2000).toLowerCase());
