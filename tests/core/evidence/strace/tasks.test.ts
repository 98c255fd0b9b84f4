// Who made whom, and which call made which descriptor.
import { describe, expect, it } from 'vitest';
import type { TraceIndex } from '../../../../src/core/evidence/trace/types.ts';
import { sumTrace } from '../../../../src/core/evidence/index.ts';
import { traceOf } from '../../../helpers/traces.ts';

const FORK = 'clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD, child_tidptr=0x1)';
const THREAD = 'clone3({flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD|CLONE_SYSVSEM, child_tid=0x1} => {parent_tid=[9]}, 88)';
const task = (index: TraceIndex, pid: number) => index.tasks.findIndex((each) => each.pid === pid);
/** Event that made the descriptor of each event. */
const made = (...lines: string[]): number[] => [...traceOf(lines).index.madeBy];

describe('tasks', () => {
  it('a child whose first line stands before its parent knows of it', () => {
    const { index } = traceOf([
      `7 vfork( <unfinished ...>`,
      '8 close(3) = 0',
      '8 execve("/bin/b", ["b", "-x"], 0x1 /* 2 vars */) = 0',
      '7 <... vfork resumed>) = 8',
      '8 +++ exited with 2 +++',
    ]);
    expect(index.tasks[1]).toEqual({
      pid: 8,
      thread: false,
      parent: 0,
      madeBy: 0,
      program: { path: '/bin/b', argv: ['b', '-x'], event: 2 },
      firstEvent: 1,
      lastEvent: 3,
      ended: { code: 2, signal: null, event: 3 },
    });
  });

  it('of several that are in a fork the answer tells whose child it is', () => {
    const { index } = traceOf([
      '7 fork( <unfinished ...>',
      '6 fork( <unfinished ...>',
      '8 close(3) = 0',
      '9 close(3) = 0',
      '6 <... fork resumed>) = 8',
      '7 <... fork resumed>) = 9',
    ]);
    expect(index.tasks[task(index, 8)]).toMatchObject({ parent: task(index, 6), madeBy: 1 });
    expect(index.tasks[task(index, 9)]).toMatchObject({ parent: task(index, 7), madeBy: 0 });
  });

  it('a child has the program of its parent until it starts another', () => {
    const { index } = traceOf([
      '7 execve("/a", ["a"], 0x1) = 0',
      `7 ${FORK} = 8`,
      '8 close(3) = 0',
      '7 execve("/b", ["b"], 0x1) = 0',
      '8 execve("/c", ["c"], 0x1) = -1 ENOENT (No such file or directory)',
    ]);
    expect(index.tasks.map(({ program }) => program?.path)).toEqual(['/b', '/a']);
  });

  it('a pid that is used again is another task', () => {
    const { index } = traceOf([
      `7 ${FORK} = 8`,
      '8 +++ exited with 0 +++',
      `7 ${FORK} = 8`,
      '8 +++ killed by SIGSEGV (core dumped) +++',
      `7 ${FORK} = 9`,
      '9 close(1) = 0',
      `7 ${FORK} = 9`,
      '9 close(2) = 0',
    ]);
    expect(index.tasks.map(({ pid, madeBy, ended }) => [pid, madeBy, ended?.signal ?? ended?.code])).toEqual([
      [7, null, undefined],
      [8, 0, 0],
      [8, 2, 'SIGSEGV'],
      // The log holds no end of it.
      [9, 4, undefined],
      [9, 6, undefined],
    ]);
  });

  it("a number of the program's own name space is turned into that of the log", () => {
    const { index } = traceOf([`4700 ${FORK} = 12 /* 4711 in strace's PID NS */`, '4711 close(3) = 0']);
    expect(index.tasks[1]).toMatchObject({ pid: 4711, parent: 0 });
  });

  it('flags as numbers (-X raw)', () => {
    const { index } = traceOf([
      '7 clone3({flags=0x3d0f00, child_tid=0x1, stack=0x7f} => {parent_tid=[8]}, 88) = 8',
      '8 close(3) = 0',
      '7 clone(child_stack=NULL, flags=0x1200000|SIGCHLD, child_tidptr=0x1) = 9',
      '9 close(3) = 0',
    ]);
    expect(index.tasks.map(({ thread }) => thread)).toEqual([false, true, false]);
  });

  it('the first process of a terminal gets its number late, and loses it when it is alone again', () => {
    const { index } = traceOf([
      'close(1) = 0',
      'fork(strace: Process 8 attached',
      ' <unfinished ...>',
      '[pid 8] close(2) = 0',
      '[pid 7] <... fork resumed>) = 8',
      '[pid 8] +++ exited with 0 +++',
      '--- SIGCHLD {si_signo=SIGCHLD} ---',
      'close(3) = 0',
    ]);
    expect(index.tasks.map(({ pid, parent }) => [pid, parent])).toEqual([
      [7, null],
      [8, 0],
    ]);
    expect([...index.task]).toEqual([0, 0, 1, 1, 0, 0]);
  });

  it("a thread's execve: the leader goes on with the new program, the thread is gone", () => {
    const lines = [
      '7 close(0) = 0',
      `7 ${THREAD} = 9`,
      '9 execve("/b", ["b"], 0x1 <pid changed to 7 ...>',
      '7 +++ superseded by execve in pid 9 +++',
      '7 <... execve resumed>) = 0',
      '7 +++ exited with 4 +++',
    ];
    const { index, text } = traceOf(lines);
    expect(index.tasks).toMatchObject([
      { pid: 7, program: { path: '/b', event: 2 }, ended: { code: 4 } },
      { pid: 9, thread: true, ended: { code: null, signal: null, event: 3 } },
    ]);
    expect(text.parts(2)).toEqual({ name: 'execve', args: '"/b", ["b"], 0x1', result: '0' });
    expect(sumTrace(traceOf(lines))).toMatchObject({ processes: 1, unfinished: 0 });
  });
});

describe('descriptors', () => {
  it('open, dup, close, and the number again', () => {
    expect(
      made(
        '7 openat(AT_FDCWD, "/a", O_RDONLY) = 3',
        '7 dup(3) = 4',
        '7 close(3) = 0',
        '7 read(4, "", 1) = 0',
        '7 read(3, 0x1, 1) = -1 EBADF (Bad file descriptor)',
        '7 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3',
        '7 fcntl(3, F_DUPFD, 10) = 10',
        '7 write(10, "", 1) = 1',
        '7 dup2(4, 3) = 3',
        '7 write(3, "", 1) = 1',
        '7 close_range(3, 4, 0) = 0',
        '7 write(4, 0x1, 1) = -1 EBADF (Bad file descriptor)',
        '7 write(10, "", 1) = 1',
      ),
    ).toEqual([-1, 0, 0, 1, -1, -1, 5, 6, 1, 8, -1, -1, 6]);
  });

  it('pairs, with and without decoration; what came through a socket', () => {
    expect(
      made(
        '7 pipe2([3<pipe:[11]>, 4<pipe:[11]>], O_CLOEXEC) = 0',
        '7 socketpair(AF_UNIX, SOCK_STREAM, 0, [5<UNIX-STREAM:[1->2]>, 6<UNIX-STREAM:[2->1]>]) = 0',
        '7 pipe([7, 8]) = 0',
        '7 write(4<pipe:[11]>, "x", 1) = 1',
        '7 write(6<UNIX-STREAM:[2->1]>, "x", 1) = 1',
        '7 read(7, "", 1) = 0',
        '7 recvmsg(5, {msg_name=NULL, msg_iov=[{iov_base="x", iov_len=1}], msg_control=[{cmsg_len=24, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[9, 10]}], msg_flags=0}, 0) = 1',
        '7 read(10, "", 1) = 0',
      ),
    ).toEqual([-1, -1, -1, 0, 1, 2, 1, 6]);
  });

  it('a fork has its own copy, a thread shares its table', () => {
    expect(
      made(
        '7 open("/a", O_RDONLY) = 3',
        `7 ${FORK} = 8`,
        '7 close(3) = 0',
        '8 read(3, "", 1) = 0',
        `7 ${THREAD} = 9`,
        '9 open("/b", O_RDONLY) = 3',
        '7 read(3, "", 1) = 0',
        '7 close(3) = 0',
        '9 read(3, 0x1, 1) = -1 EBADF (Bad file descriptor)',
      ),
    ).toEqual([-1, -1, 0, 0, -1, -1, 5, 5, -1]);
  });

  it('a child that was seen before the answer of its fork has what its parent had', () => {
    expect(
      made(
        '7 open("/a", O_RDONLY) = 3',
        '7 fork( <unfinished ...>',
        '6 fork( <unfinished ...>',
        '8 open("/b", O_RDONLY) = 4',
        '7 <... fork resumed>) = 8',
        '8 read(3, "", 1) = 0',
        '8 read(4, "", 1) = 0',
      ),
    ).toEqual([-1, -1, -1, -1, 0, 3]);
  });

  it('an execve closes what was to be closed', () => {
    expect(
      made(
        '7 open("/a_CLOEXEC", O_RDONLY) = 3',
        '7 open("/a", O_RDONLY|O_CLOEXEC) = 4',
        '7 open("/a", O_RDONLY) = 5',
        '7 fcntl(5, F_SETFD, FD_CLOEXEC) = 0',
        '7 dup3(3, 6, O_CLOEXEC) = 6',
        '7 dup(4) = 7',
        '7 execve("/b", ["b"], 0x1) = -1 ENOENT (No such file or directory)',
        '7 read(4, "", 1) = 0',
        '7 execve("/b", ["b"], 0x1) = 0',
        ...[3, 4, 5, 6, 7].map((fd) => `7 read(${fd}, "", 1) = 0`),
      ).slice(-7),
    ).toEqual([1, -1, 0, -1, -1, -1, 5]);
  });

  it('close frees the number before it has answered: another thread may have it by then', () => {
    expect(
      made('7 open("/a", O_RDONLY) = 3', `7 ${THREAD} = 9`, '7 close(3 <unfinished ...>', '9 open("/b", O_RDONLY) = 3', '7 <... close resumed>) = 0', '9 read(3, "", 1) = 0'),
    ).toEqual([-1, -1, 0, -1, 3]);
  });
});

describe('addresses', () => {
  const address = (...lines: string[]): string => {
    const { index } = traceOf(lines);
    return index.addresses[index.address[index.count - 1] ?? 0] ?? '';
  };

  it.each([
    ['connect(3, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("10.0.0.3")}, 16) = 0', 'unknown 10.0.0.3:443'],
    ['connect(3<TCPv6:[12]>, {sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}, 28) = 0', 'tcp [::1]:80'],
    ['connect(3, {sa_family=AF_UNIX, sun_path="/run/x.sock"}, 110) = -1 ENOENT (No such file or directory)', 'unix /run/x.sock'],
    ['bind(3, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = 0', 'netlink'],
    ['accept4(3<TCP:[0.0.0.0:80]>, NULL, NULL, SOCK_CLOEXEC) = 4<TCP:[10.0.0.1:80->10.0.0.9:4711]>', 'tcp 10.0.0.9:4711'],
    ['read(3<TCP:[10.0.0.1:80->10.0.0.9:4711]>, "x", 1) = 1', 'tcp 10.0.0.9:4711'],
    ['read(3<UNIX-STREAM:[12->13,"/run/x"]>, "x", 1) = 1', 'unix /run/x'],
    ['read(3<UDP:[12]>, "x", 1) = 1', ''],
    ['sendmsg(3, {msg_name={sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("10.0.0.2")}, msg_namelen=16}, 0) = 3', 'unknown 10.0.0.2:53'],
    ['connect(3, {sa_family=AF_UNSPEC, sa_data="\\0"}, 16) = 0', ''],
  ])('%s', (line, expected) => {
    expect(address(line)).toBe(expected);
  });

  it('the call that made the socket knows its protocol, through dup and fork', () => {
    const connect = 'connect(5, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("10.0.0.2")}, 16) = 0';
    expect(address('7 socket(AF_INET, SOCK_DGRAM|SOCK_CLOEXEC, IPPROTO_IP) = 3', '7 dup2(3, 5) = 5', `7 ${FORK} = 8`, `8 ${connect}`)).toBe('udp 10.0.0.2:53');
    expect(address('7 socket(AF_INET, SOCK_DGRAM, IPPROTO_IP) = 5', `8 ${connect}`)).toBe('unknown 10.0.0.2:53');
  });
});

describe("qemu-user's log", () => {
  it('threads that write on after exit_group are of the same process', () => {
    const { index } = traceOf([
      '1 openat(AT_FDCWD,"/a",O_RDONLY) = 3',
      '1 futex(0x1,FUTEX_WAIT,0,NULL,NULL,0)1 exit_group(3)',
      ' = -1 errno=110 (Connection timed out)',
      '--- SIGURG {si_signo=SIGURG, si_code=SI_TKILL, si_pid=1, si_uid=0} ---',
      '1 getpid() = 1',
      '1 tgkill(1,1,SIGURG) = 0',
    ]);
    expect(index.format).toBe('qemu');
    expect(index.tasks).toMatchObject([{ pid: 1, ended: { code: 3, signal: null }, firstEvent: 0, lastEvent: index.count - 1 }]);
  });

  it('a pid that a later fork answers with is another process', () => {
    const { index } = traceOf([
      '1 clone(CLONE_CHILD_SETTID|0x11,child_stack=0x0) = 2',
      '2 exit_group(0)',
      '1 clone(CLONE_CHILD_SETTID|0x11,child_stack=0x0) = 2',
      '2 openat(AT_FDCWD,"/a",O_RDONLY) = 3',
    ]);
    expect(index.tasks.map(({ pid }) => pid)).toEqual([1, 2, 2]);
  });
});
