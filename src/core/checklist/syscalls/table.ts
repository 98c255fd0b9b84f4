// The system calls that the checklist asks for: number by architecture, first kernel, where that is written, and arguments with which the call changes
// nothing. The one table: the probe (resources/probes/syscalls) only calls what stands here.
//
// Numbers: the kernel's own headers (asm/unistd*.h of Linux 6.12, every architecture), for newer calls the kernel's scripts/syscall.tbl. First kernels: the
// section of the Linux man-pages that is named (release 6.03; `syscalls(2)` is its table of all calls), or, where man-pages have none, the first release
// whose syscall tables list the call. membarrier's is that of membarrier(2): the table in syscalls(2) says 3.17, which is memfd_create's.
//
// Arguments are such that a kernel that knows the call refuses them before it does anything (a flag word of all ones, an unknown operation, descriptor -1),
// or that the call only asks (membarrier's QUERY, landlock's version, personality 0xffffffff, unshare of nothing). A kernel that does not know the call
// answers ENOSYS whatever the arguments; seccomp answers before anything looks at pointers. A path is the empty text and not NULL: emulators refuse NULL
// themselves, and the host would never be asked.

/** GOARCH values that have numbers here. */
export type CallArch = '386' | 'amd64' | 'arm' | 'arm64' | 'loong64' | 'mips' | 'mips64' | 'mips64le' | 'mipsle' | 'ppc64' | 'ppc64le' | 'riscv64' | 's390x';

/** An integer, or an address of the probe's: 4096 bytes of zero (the empty text, too), 4096 bytes to write to, the text "/". */
export type CallArgument = number | 'zero' | 'buf' | 'root';

export interface Call {
  readonly name: string;
  readonly numbers: Readonly<Partial<Record<CallArch, number>>>;
  /** `5.6`. */
  readonly since: string;
  readonly source: string;
  readonly args: readonly CallArgument[];
  /** Answers after which the C libraries and Go's runtime go on without the call, so that a program that makes it through them does not fail. */
  readonly fallback: readonly string[];
}

const KERNEL = 'the kernel’s syscall tables';

type Numbers = Readonly<Partial<Record<CallArch, number>>>;

/** Numbers of MIPS count from 4000 (o32) and 5000 (n64). */
const mips = (o32: number, n64: number): Numbers => ({ mips: 4000 + o32, mipsle: 4000 + o32, mips64: 5000 + n64, mips64le: 5000 + n64 });

/** A call of before Linux 5.1: every table had its own numbers; arm64, riscv64 and loong64 share the generic one. */
const old = (amd64: number, i386: number, arm: number, generic: number, ppc: number, s390x: number, o32: number, n64: number): Numbers => ({
  amd64,
  386: i386,
  arm,
  arm64: generic,
  riscv64: generic,
  loong64: generic,
  ppc64: ppc,
  ppc64le: ppc,
  s390x,
  ...mips(o32, n64),
});

/** Since Linux 5.1 a new call has one number everywhere. */
const common = (number: number): Numbers => old(number, number, number, number, number, number, number, number);

/** Times of 64 bits for 32-bit programs (the year 2038). */
const only32 = (number: number): Numbers => ({ 386: number, arm: number, mips: 4000 + number, mipsle: 4000 + number });

const call = (name: string, numbers: number | Numbers, since: string, source: string, args: readonly CallArgument[], fallback: readonly string[] = []): Call => ({
  name,
  numbers: typeof numbers === 'number' ? common(numbers) : numbers,
  since,
  source,
  args,
  fallback,
});

export const CALLS: readonly Call[] = [
  call('membarrier', old(324, 375, 389, 283, 365, 356, 358, 318), '4.3', 'membarrier(2), MEMBARRIER_CMD_QUERY', [0, 0, 0]),
  call('rseq', old(334, 386, 398, 293, 387, 383, 367, 327), '4.18', 'syscalls(2)', [0, 0, -1, 0], ['ENOSYS']),
  call('clone3', 435, '5.3', 'clone(2)', [0, 0], ['ENOSYS']),
  call('pidfd_open', 434, '5.3', 'pidfd_open(2)', [-1, -1], ['ENOSYS', 'EPERM']),
  call('pidfd_send_signal', 424, '5.1', 'pidfd_send_signal(2)', [-1, 0, 0, -1], ['ENOSYS', 'EPERM']),
  call('pidfd_getfd', 438, '5.6', 'pidfd_getfd(2)', [-1, -1, -1]),
  call('execveat', old(322, 358, 387, 281, 362, 354, 356, 316), '3.19', 'execveat(2)', [-1, 'zero', 0, 0, -1]),
  call('process_vm_readv', old(310, 347, 376, 270, 351, 340, 345, 304), '3.2', 'process_vm_readv(2)', [-1, 0, 0, 0, 0, -1]),
  call('process_vm_writev', old(311, 348, 377, 271, 352, 341, 346, 305), '3.2', 'process_vm_readv(2)', [-1, 0, 0, 0, 0, -1]),
  call('process_madvise', 440, '5.10', 'process_madvise(2)', [-1, 0, 0, 0, -1]),
  call('process_mrelease', 448, '5.15', KERNEL, [-1, -1]),
  call('ptrace', old(101, 26, 26, 117, 26, 26, 26, 99), '1.0', 'syscalls(2)', [0x7fffffff, -1, 0, 0]),
  call('kcmp', old(312, 349, 378, 272, 354, 343, 347, 306), '3.5', 'kcmp(2)', [-1, -1, 0, 0, 0]),
  call('unshare', old(272, 310, 337, 97, 282, 303, 303, 262), '2.6.16', 'unshare(2)', [0]),
  call('setns', old(308, 346, 375, 268, 350, 339, 344, 303), '3.0', 'setns(2)', [-1, 0]),
  call('personality', old(135, 136, 136, 92, 136, 136, 136, 132), '1.2', 'personality(2)', [0xffffffff]),
  call('seccomp', old(317, 354, 383, 277, 358, 348, 352, 312), '3.17', 'seccomp(2)', [0x7fffffff, 0, 0]),
  call('sched_setattr', old(314, 351, 380, 274, 355, 345, 349, 309), '3.14', 'sched_setattr(2)', [0, 0, 0]),
  call('sched_getattr', old(315, 352, 381, 275, 356, 346, 350, 310), '3.14', 'sched_setattr(2)', [0, 0, 0, 0]),
  call('futex_waitv', 449, '5.16', KERNEL, [0, 0, -1, 0, 0]),
  call('futex_wake', 454, '6.7', KERNEL, [0, 0, 0, -1]),
  call('futex_wait', 455, '6.7', KERNEL, [0, 0, 0, -1, 0, 0]),
  call('futex_requeue', 456, '6.7', KERNEL, [0, -1, 0, 0]),
  call('openat2', 437, '5.6', 'openat2(2)', [-100, 'root', 'zero', 24]),
  call('statx', old(332, 383, 397, 291, 383, 379, 366, 326), '4.11', 'statx(2)', [-1, 'zero', -1, 0, 'buf'], ['ENOSYS']),
  call('faccessat2', 439, '5.8', 'access(2)', [-1, 'zero', 0, -1], ['ENOSYS', 'EPERM']),
  call('fchmodat2', 452, '6.6', KERNEL, [-1, 'zero', 0, -1], ['ENOSYS', 'EPERM']),
  call('close_range', 436, '5.9', 'close_range(2)', [1, 0, -1], ['ENOSYS']),
  call('copy_file_range', old(326, 377, 391, 285, 379, 375, 360, 320), '4.5', 'copy_file_range(2)', [-1, 0, -1, 0, 0, -1], ['ENOSYS', 'EPERM']),
  call('renameat2', old(316, 353, 382, 276, 357, 347, 351, 311), '3.15', 'rename(2)', [-1, 'zero', -1, 'zero', -1]),
  call('preadv2', old(327, 378, 392, 286, 380, 376, 361, 321), '4.6', 'readv(2)', [-1, 0, 0, 0, 0, -1]),
  call('pwritev2', old(328, 379, 393, 287, 381, 377, 362, 322), '4.6', 'readv(2)', [-1, 0, 0, 0, 0, -1]),
  call('name_to_handle_at', old(303, 341, 370, 264, 345, 335, 339, 298), '2.6.39', 'open_by_handle_at(2)', [-1, 'zero', 'buf', 'buf', -1]),
  call('open_by_handle_at', old(304, 342, 371, 265, 346, 336, 340, 299), '2.6.39', 'open_by_handle_at(2)', [-1, 'zero', 0]),
  call('fanotify_init', old(300, 338, 367, 262, 323, 332, 336, 295), '2.6.37', 'syscalls(2)', [-1, -1]),
  call('quotactl_fd', 443, '5.14', 'quotactl(2)', [-1, -1, 0, 0]),
  call('cachestat', 451, '6.5', KERNEL, [-1, 0, 0, -1]),
  call('setxattrat', 463, '6.13', KERNEL, [-1, 'zero', -1, 'zero', 0, 0]),
  call('getxattrat', 464, '6.13', KERNEL, [-1, 'zero', -1, 'zero', 0, 0]),
  call('listxattrat', 465, '6.13', KERNEL, [-1, 'zero', -1, 0, 0]),
  call('removexattrat', 466, '6.13', KERNEL, [-1, 'zero', -1, 'zero']),
  call('file_getattr', 468, '6.17', KERNEL, [-1, 'zero', 0, 0, -1]),
  call('file_setattr', 469, '6.17', KERNEL, [-1, 'zero', 0, 0, -1]),
  call('mount', old(165, 21, 21, 40, 21, 21, 21, 160), '1.0', 'syscalls(2)', [0, 'zero', 0, 0, 0]),
  call('umount2', old(166, 52, 52, 39, 52, 52, 52, 161), '2.2', 'umount(2)', ['zero', -1]),
  call('pivot_root', old(155, 217, 218, 41, 203, 217, 216, 151), '2.4', 'syscalls(2)', ['zero', 'zero']),
  call('fsopen', 430, '5.2', 'syscalls(2)', ['zero', -1]),
  call('fsconfig', 431, '5.2', 'syscalls(2)', [-1, -1, 0, 0, 0]),
  call('fsmount', 432, '5.2', 'syscalls(2)', [-1, -1, -1]),
  call('fspick', 433, '5.2', 'syscalls(2)', [-1, 'zero', -1]),
  call('open_tree', 428, '5.2', 'syscalls(2)', [-1, 'zero', -1]),
  call('move_mount', 429, '5.2', 'syscalls(2)', [-1, 'zero', -1, 'zero', -1]),
  call('mount_setattr', 442, '5.12', 'mount_setattr(2)', [-1, 'zero', -1, 0, 0]),
  call('statmount', 457, '6.8', KERNEL, [0, 0, 0, -1]),
  call('listmount', 458, '6.8', KERNEL, [0, 0, 0, -1]),
  call('open_tree_attr', 467, '6.15', KERNEL, [-1, 'zero', -1, 0, 0]),
  call('memfd_create', old(319, 356, 385, 279, 360, 350, 354, 314), '3.17', 'memfd_create(2)', ['zero', -1]),
  call('memfd_secret', { amd64: 447, 386: 447, arm64: 447, riscv64: 447, s390x: 447 }, '5.14', 'memfd_secret(2)', [-1]),
  call('userfaultfd', old(323, 374, 388, 282, 364, 355, 357, 317), '4.3', 'userfaultfd(2)', [0x40000001]),
  call('mlock2', old(325, 376, 390, 284, 378, 374, 359, 319), '4.4', 'mlock(2)', [0, 0, -1]),
  call('mseal', 462, '6.10', KERNEL, [0, 0, -1]),
  call('map_shadow_stack', 453, '6.6', KERNEL, [0, 0, -1]),
  call('pkey_alloc', old(330, 381, 395, 289, 384, 385, 364, 324), '4.8', 'pkey_alloc(2)', [-1, 0]),
  call('pkey_free', old(331, 382, 396, 290, 385, 386, 365, 325), '4.8', 'pkey_alloc(2)', [-1]),
  call('pkey_mprotect', old(329, 380, 394, 288, 386, 384, 363, 323), '4.8', 'mprotect(2)', [1, 0, 0, -1]),
  call('get_mempolicy', old(239, 275, 320, 236, 260, 269, 269, 228), '2.6.6', 'syscalls(2)', [0, 0, 0, 0, 0]),
  call('set_mempolicy_home_node', 450, '5.17', KERNEL, [0, 0, 0, -1]),
  call('io_uring_setup', 425, '5.1', 'io_uring_setup(2)', [0, 'zero']),
  call('io_uring_enter', 426, '5.1', 'io_uring_enter(2)', [-1, 0, 0, -1, 0, 0]),
  call('io_uring_register', 427, '5.1', 'io_uring_register(2)', [-1, 0x7fffffff, 0, 0]),
  call('io_setup', old(206, 245, 243, 0, 227, 243, 241, 200), '2.6', 'syscalls(2)', [0, 'zero']),
  call('io_pgetevents', old(333, 385, 399, 292, 388, 382, 368, 328), '4.18', 'syscalls(2)', [0, 0, 0, 0, 0, 0]),
  call('epoll_pwait2', 441, '5.11', 'epoll_wait(2)', [-1, 0, 0, 0, 0, 0]),
  call('getrandom', old(318, 355, 384, 278, 359, 349, 353, 313), '3.17', 'getrandom(2)', ['buf', 0, -1], ['ENOSYS']),
  call('bpf', old(321, 357, 386, 280, 361, 351, 355, 315), '3.18', 'bpf(2)', [0x7fffffff, 0, 0]),
  call('perf_event_open', old(298, 336, 364, 241, 319, 331, 333, 292), '2.6.31', 'perf_event_open(2)', [0, -1, -1, -1, -1]),
  call('landlock_create_ruleset', 444, '5.13', 'landlock_create_ruleset(2)', [0, 0, 1]),
  call('landlock_add_rule', 445, '5.13', 'landlock_add_rule(2)', [-1, 0, 0, -1]),
  call('keyctl', old(250, 288, 311, 219, 271, 280, 282, 241), '2.6.10', 'keyctl(2)', [0x7fffffff, 0, 0, 0, 0]),
  call('add_key', old(248, 286, 309, 217, 269, 278, 280, 239), '2.6.10', 'add_key(2)', [0, 0, 0, 0, 0]),
  call('lsm_get_self_attr', 459, '6.8', KERNEL, [0, 0, 0, -1]),
  call('lsm_set_self_attr', 460, '6.8', KERNEL, [0, 0, 0, -1]),
  call('lsm_list_modules', 461, '6.8', KERNEL, [0, 0, -1]),
  call('clock_gettime64', only32(403), '5.1', KERNEL, [0, 'buf'], ['ENOSYS']),
  call('clock_settime64', only32(404), '5.1', KERNEL, [-1, 0]),
  call('clock_nanosleep_time64', only32(407), '5.1', KERNEL, [-1, 0, 0, 0], ['ENOSYS']),
  call('timerfd_settime64', only32(411), '5.1', KERNEL, [-1, 0, 0, 0], ['ENOSYS']),
  call('utimensat_time64', only32(412), '5.1', KERNEL, [-1, 'zero', 0, -1], ['ENOSYS']),
  call('pselect6_time64', only32(413), '5.1', KERNEL, [0, 0, 0, 0, 'zero', 0], ['ENOSYS']),
  call('ppoll_time64', only32(414), '5.1', KERNEL, [0, 0, 'zero', 0, 0], ['ENOSYS']),
  call('recvmmsg_time64', only32(417), '5.1', KERNEL, [-1, 0, 0, 0, 0], ['ENOSYS']),
  call('semtimedop_time64', only32(420), '5.1', KERNEL, [-1, 0, 0, 0], ['ENOSYS']),
  call('futex_time64', only32(422), '5.1', KERNEL, ['buf', 129, 0, 0, 0, 0], ['ENOSYS']),
];

/** The calls of one architecture; empty for one that has no numbers here. */
export function callsOf(arch: string): { call: Call; number: number }[] {
  return CALLS.flatMap((each) => {
    const number = Object.entries(each.numbers).find(([name]) => name === arch)?.[1];
    return number === undefined ? [] : [{ call: each, number }];
  });
}

/** What the probe reads: a line per call. */
export const probeInput = (calls: readonly { call: Call; number: number }[]): string =>
  calls.map(({ call: { name, args }, number }) => `${[name, number, ...args].join(' ')}\n`).join('');
