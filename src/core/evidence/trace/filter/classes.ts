// Classes of calls as `strace -e trace=%CLASS` has them (strace(1)). A call can be in several. Measured with strace 6.1 on
// amd64 and i386: every number called with `-e inject=all:error=ENOSYS`, which calls of a class were printed; younger calls and those of other systems by their kind.
import type { CallClass } from '../../../../shared/domain/trace-filter.ts';

/** Names with a blank between; those of 32-bit systems too. */
const NAMES: Record<CallClass, string> = {
  file: `access acct chdir chmod chown chown32 chroot creat execv execve execveat faccessat faccessat2 fanotify_mark fchmodat fchmodat2 fchownat file_getattr
    file_setattr fsconfig fspick fstatat64 futimesat getcwd getxattr getxattrat inotify_add_watch lchown lchown32 lgetxattr link linkat listxattr listxattrat llistxattr
    lremovexattr lsetxattr lstat lstat64 mkdir mkdirat mknod mknodat mount mount_setattr move_mount name_to_handle_at newfstatat oldlstat oldstat open openat
    openat2 open_tree open_tree_attr pivot_root quotactl readlink readlinkat removexattr removexattrat rename renameat renameat2 rmdir setxattr setxattrat stat
    stat64 statfs statfs64 statx swapoff swapon symlink symlinkat truncate truncate64 umount umount2 unlink unlinkat uselib utime utimensat utimensat_time64 utimes`,
  network: `accept accept4 bind connect getpeername getpmsg getsockname getsockopt listen putpmsg recv recvfrom recvmmsg recvmmsg_time64 recvmsg send sendfile
    sendfile64 sendmmsg sendmsg sendto setsockopt shutdown socket socketpair`,
  process: `clone clone2 clone3 execv execve execveat exit exit_group fork kill pidfd_send_signal rt_sigqueueinfo rt_tgsigqueueinfo tgkill tkill vfork
    wait4 waitid waitpid`,
  signal: `io_uring_enter kill pause pidfd_send_signal rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait
    rt_sigtimedwait_time64 rt_tgsigqueueinfo sgetmask sigaction sigaltstack signal signalfd signalfd4 sigpending sigprocmask sigreturn sigsuspend ssetmask tgkill
    tkill`,
  memory: `break brk get_mempolicy io_destroy io_setup io_uring_register madvise map_shadow_stack mbind migrate_pages mincore mlock mlock2 mlockall mmap mmap2 move_pages mprotect mremap mseal msync munlock
    munlockall munmap old_mmap pkey_mprotect remap_file_pages set_mempolicy set_mempolicy_home_node shmat shmdt`,
  desc: `_newselect bpf cachestat close copy_file_range dup dup2 dup3 epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_pwait2
    epoll_wait eventfd eventfd2 faccessat faccessat2 fadvise64 fadvise64_64 fallocate fanotify_init fanotify_mark fchdir fchmod fchmodat fchmodat2
    fchown fchown32 fchownat fcntl fcntl64 fdatasync fgetxattr finit_module flistxattr flock fremovexattr fsconfig fsetxattr fsmount fsopen fspick fstat fstat64
    fstatat64 fstatfs fstatfs64 fsync ftruncate ftruncate64 futimesat getdents getdents64 inotify_add_watch inotify_init inotify_init1 inotify_rm_watch
    io_uring_enter io_uring_register io_uring_setup ioctl kexec_file_load landlock_add_rule landlock_create_ruleset landlock_restrict_self linkat _llseek
    lseek memfd_create memfd_secret mkdirat mknodat mmap mmap2 mount_setattr move_mount mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedreceive_time64
    mq_timedsend mq_timedsend_time64 name_to_handle_at newfstatat old_mmap oldfstat old_select open openat openat2 open_by_handle_at open_tree open_tree_attr
    perf_event_open pidfd_getfd pidfd_open pidfd_send_signal pipe pipe2 poll ppoll ppoll_time64 pread64 preadv preadv2 pselect6 pselect6_time64 pwrite64 pwritev
    pwritev2 process_madvise process_mrelease quotactl_fd read readahead readdir readlinkat readv renameat renameat2 select sendfile sendfile64 setns signalfd signalfd4 socketcall splice statx symlinkat
    sync_file_range sync_file_range2 syncfs tee timerfd_create timerfd_gettime timerfd_gettime64 timerfd_settime timerfd_settime64 unlinkat userfaultfd utimensat
    utimensat_time64 vmsplice write writev creat execveat`,
  ipc: 'ipc msgctl msgget msgrcv msgsnd semctl semget semop semtimedop semtimedop_time64 shmat shmctl shmdt shmget',
};

const made = new Map<CallClass, ReadonlySet<string>>();

export function namesOfClass(name: string): ReadonlySet<string> {
  const key = name as CallClass; // the language takes no other words
  let names = made.get(key);
  if (names === undefined) made.set(key, (names = new Set((NAMES[key] ?? '').split(/\s+/).filter((each) => each !== ''))));
  return names;
}
