// Which calls decided how a program ended: recorded failures, and those that must not be blamed.
import { describe, expect, it } from 'vitest';
import { traceDecidingSchema } from '../../../../src/shared/domain/trace-detail.ts';
import { callText, decidingOf, failingChain } from '../../../../src/core/evidence/trace/index.ts';
import { traceOf } from '../../../helpers/traces.ts';
import { recorded } from './recorded.ts';

type Trace = ReturnType<typeof recorded>;
const decided = (trace: Trace) => decidingOf(trace, null, 20).rows.map(({ why, event }) => `${why}: ${callText(trace, event - 1)}`);

describe('recorded failures', () => {
  it.each<[string, RegExp[]]>([
    ['library-missing', [/^not-found: openat\(.*libgone\.so\.1".* ENOENT$/, /^said: writev\(2.*error while loading shared libraries/, /^ended: exited .*127/]],
    ['thread-refused', [/^refused: clone3\(.* EPERM$/, /^said: write\(2.*pthread_create: Operation not permitted/, /^ended/]],
    ['crash', [/^signal: SIGSEGV .*SEGV_MAPERR/, /^not-found: openat\(.*config\.yaml/, /^ended: killed .*SIGSEGV/]],
    ['shell', [/^not-found: openat\(.*\/etc\/nothing/, /^said: write\(2/, /^ended/]],
    ['path', [/^not-found: newfstatat\(.*"\/bin\/no-such-program/, /^said: write\(2.*no-such-program: not found/, /^ended/]],
    ['roots-missing', [/^not-found: openat\(.*\/etc\/pki\/tls\/certs/, /^said: write\(2.*certificate signed by unknown authority/, /^ended/]],
    ['zone-missing', [/^not-found: openat\(.*zoneinfo\/Europe\/Berlin/, /^said: write\(2.*unknown time zone/, /^ended/]],
    ['user-missing', [/^not-found: openat\(.*\/etc\/passwd/, /^said: write\(2.*open \/etc\/passwd/, /^ended/]],
    ['exec-missing', [/^exec-failed: execve\("\/usr\/bin\/no-such-program"/, /^said: write\(2.*fork\/exec/, /^ended/]],
    // Nothing that Python probed for is to blame: it lists folders, which all are there.
    ['python', [/^said: write\(2.*ModuleNotFoundError/, /^ended/]],
    ['fds', [/^ended: exited .*0/]],
    ['dns-glibc', [/^ended: exited .*0/]],
    ['dns-glibc-missing', [/^said: write\(2.*Name or service not known/, /^ended: exited .*1/]],
  ])('%s', (name, expected) => {
    const trace = recorded(name);
    const rows = decided(trace);
    expect(rows).toHaveLength(expected.length);
    for (const [place, pattern] of expected.entries()) expect(rows[place]).toMatch(pattern);
    for (const row of decidingOf(trace, null, 20).rows) traceDecidingSchema.parse(row);
  });

  it('a failure that a shell passes on is looked for in its child', () => {
    const chain = failingChain(recorded('shell'));
    expect(chain.map(({ code }) => code)).toEqual([1, 1]);
    expect(chain[0]?.process).not.toBe(chain[1]?.process);
  });
});

describe('what is not to blame', () => {
  const start = '1 execve("/app", ["/app"], 0x7f /* 3 vars */) = 0';
  const end = ['1 write(2, "app: giving up\\n", 15) = 15', '1 exit_group(1) = ?', '1 +++ exited with 1 +++'];

  it.each([
    'access("/etc/ld.so.preload", R_OK) = -1 ENOENT (No such file or directory)',
    'openat(AT_FDCWD, "/usr/lib/locale/locale-archive", O_RDONLY|O_CLOEXEC) = -1 ENOENT (No such file or directory)',
    'ioctl(1, TCGETS, 0x7f) = -1 ENOTTY (Inappropriate ioctl for device)',
    'lseek(0, 0, SEEK_CUR) = -1 ESPIPE (Illegal seek)',
    'connect(3, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT (No such file or directory)',
    'openat(AT_FDCWD, "/sys/kernel/mm/transparent_hugepage/hpage_pmd_size", O_RDONLY) = -1 ENOENT (No such file or directory)',
    'faccessat2(AT_FDCWD, "/x", R_OK, AT_EACCESS) = -1 ENOSYS (Function not implemented)',
    'futex(0x7f, FUTEX_WAIT_PRIVATE, 0, NULL) = -1 EAGAIN (Resource temporarily unavailable)',
    'wait4(-1, NULL, WNOHANG, NULL) = -1 ECHILD (No child processes)',
    'epoll_ctl(4, EPOLL_CTL_ADD, 1, {events=EPOLLIN}) = -1 EPERM (Operation not permitted)',
    'unlink("/tmp/app.sock") = -1 ENOENT (No such file or directory)',
    'mkdir("/tmp/app", 0777) = -1 EEXIST (File exists)',
    'readlink("/proc/self/exe", 0x7f, 4096) = -1 EINVAL (Invalid argument)',
  ])('%s', (line) => {
    expect(decided(traceOf([start, `1 ${line}`, ...end])).map((row) => row.split(':')[0])).toEqual(['said', 'ended']);
  });

  it('a file that was found in another place', () => {
    const rows = decided(
      traceOf([start, '1 openat(AT_FDCWD, "/lib/libz.so.1", O_RDONLY) = -1 ENOENT (No such file or directory)', '1 openat(AT_FDCWD, "/usr/lib/libz.so.1", O_RDONLY) = 3', ...end]),
    );
    expect(rows.map((row) => row.split(':')[0])).toEqual(['said', 'ended']);
  });

  it('a program that ended well, whatever failed in it', () => {
    expect(
      decided(traceOf([start, '1 openat(AT_FDCWD, "/etc/app.conf", O_RDONLY) = -1 ENOENT (x)', '1 write(2, "error: no config\\n", 17) = 17', '1 +++ exited with 0 +++'])),
    ).toHaveLength(1);
  });

  it('a log without an end decides nothing; one that was cut behind exit_group does', () => {
    expect(decided(traceOf([start, '1 openat(AT_FDCWD, "/etc/app.conf", O_RDONLY) = -1 ENOENT (x)']))).toEqual([]);
    expect(decided(traceOf([start, '1 openat(AT_FDCWD, "/etc/app.conf", O_RDONLY) = -1 ENOENT (x)', '1 exit_group(3) = ?'])).map((row) => row.split(':')[0])).toEqual([
      'not-found',
      'ended',
    ]);
  });
});

describe('a start of which the log holds nothing but that it failed', () => {
  const failed = (path: string, error = 'ENOENT (No such file or directory)'): string => `execve("${path}", ["app"], 0x7f /* 3 vars */) = -1 ${error}`;

  it('decides without a line that tells of the end', () => {
    expect(decided(traceOf([failed('/app')]))).toEqual([expect.stringMatching(/^exec-failed: execve\("\/app"/)]);
    expect(decided(traceOf([`7 ${failed('/app', 'ENOEXEC (Exec format error)')}`, '7 strace: exec: Exec format error']))).toHaveLength(1);
  });

  it('is told once where it was tried again', () => {
    expect(decidingOf(traceOf([failed('/app', 'ETXTBSY (Text file busy)'), failed('/app', 'ETXTBSY (Text file busy)')]), null, 20).rows.map(({ event }) => event)).toEqual([2]);
  });

  it.each<[string, string[]]>([
    ['a walk through PATH, which may have gone on', [failed('/usr/local/bin/app'), failed('/usr/bin/app')]],
    ['the walk of a shell that ran', ['execve("/bin/sh", ["sh"], 0x7f) = 0', failed('/usr/local/bin/app')]],
    ['the walk of a child', ['1 wait4(-1, <unfinished ...>', `2 ${failed('/usr/local/bin/app')}`]],
    ['a start that worked in the end', [failed('/app', 'ETXTBSY (Text file busy)'), 'execve("/app", ["app"], 0x7f) = 0']],
    ['something that went on behind it', [failed('/app'), 'write(2, "no", 2) = 2']],
    ['a start whose end the log does not hold', ['1 execve("/app", ["app"], 0x7f <unfinished ...>']],
  ])('is not %s', (_, lines) => {
    expect(decided(traceOf(lines))).toEqual([]);
  });
});

describe('what is', () => {
  it('of a failed start the error that is not just a step of the walk through PATH', () => {
    const trace = traceOf([
      '1 execve("/bin/sh", ["sh"], 0x7f) = 0',
      '1 execve("/usr/local/bin/tool", ["tool"], 0x7f) = -1 ENOENT (No such file or directory)',
      '1 execve("/usr/bin/tool", ["tool"], 0x7f) = -1 EACCES (Permission denied)',
      '1 execve("/bin/tool", ["tool"], 0x7f) = -1 ENOENT (No such file or directory)',
      '1 exit_group(126) = ?',
      '1 +++ exited with 126 +++',
    ]);
    expect(decided(trace)[0]).toContain('/usr/bin/tool');
  });

  it('who killed it', () => {
    const trace = traceOf([
      '1 execve("/bin/sh", ["sh"], 0x7f) = 0',
      '1 clone(child_stack=NULL, flags=SIGCHLD) = 2',
      '1 wait4(-1, NULL, 0, NULL <unfinished ...>',
      '2 kill(1, SIGKILL) = 0',
      '1 +++ killed by SIGKILL +++',
    ]);
    expect(decided(trace)).toEqual([expect.stringMatching(/^signal: killed .*SIGKILL/)]);
    const told = traceOf([
      '1 execve("/bin/sh", ["sh"], 0x7f) = 0',
      '1 clone(child_stack=NULL, flags=SIGCHLD) = 2',
      '2 kill(1, SIGTERM) = 0',
      '1 --- SIGTERM {si_signo=SIGTERM, si_code=SI_USER, si_pid=2, si_uid=0} ---',
      '1 +++ killed by SIGTERM +++',
    ]);
    expect(decided(told)).toEqual([expect.stringMatching(/^signal: SIGTERM/), 'signal: kill(1, SIGTERM) = 0', expect.stringMatching(/^ended/)]);
  });

  it('an address that the program names', () => {
    const trace = traceOf([
      '1 execve("/app", ["/app"], 0x7f) = 0',
      '1 socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3',
      '1 connect(3, {sa_family=AF_INET, sin_port=htons(5432), sin_addr=inet_addr("10.0.0.7")}, 16) = -1 ECONNREFUSED (Connection refused)',
      '1 openat(AT_FDCWD, "/etc/app.conf", O_RDONLY) = -1 ENOENT (No such file or directory)',
      '1 write(2, "dial tcp 10.0.0.7:5432: connect: connection refused\\n", 52) = 52',
      '1 exit_group(1) = ?',
      '1 +++ exited with 1 +++',
    ]);
    expect(decided(trace).map((row) => row.split(':')[0])).toEqual(['refused', 'said', 'ended']);
  });

  it('a signal that seccomp sent', () => {
    const trace = traceOf([
      '1 execve("/app", ["/app"], 0x7f) = 0',
      '1 --- SIGSYS {si_signo=SIGSYS, si_code=SYS_SECCOMP, si_call_addr=0x7f, si_syscall=__NR_mount, si_arch=AUDIT_ARCH_X86_64} ---',
      '1 +++ killed by SIGSYS +++',
    ]);
    expect(decided(trace)[0]).toMatch(/^signal: SIGSYS .*__NR_mount/);
  });
});
