// What is the same and what is not, on lines as strace prints them.
import { describe, expect, it } from 'vitest';
import { compareTraces, diffRows, diffTraces } from '../../../../src/core/compare/index.ts';
import type { TraceDiff } from '../../../../src/shared/domain/trace-detail.ts';
import { traceOf } from '../../../helpers/traces.ts';

const names = { a: { name: 'a', key: 'a' }, b: { name: 'b', key: 'b' } };
const diff = (a: string[], b: string[]): TraceDiff => diffTraces(traceOf(a), traceOf(b), names);
const START = 'execve("/app", ["/app"], 0x7ffd0 /* 3 vars */) = 0';
const END = 'exit_group(0)                           = ?';
const nothing = { firstParting: null, onlyA: { total: 0 }, onlyB: { total: 0 }, changedErrors: { total: 0 }, changedResults: { total: 0 } };

describe('what varies from start to start is no difference', () => {
  it.each([
    ['addresses of memory', 'ioctl(1, TCGETS, 0x7ffe12345678) = 0', 'ioctl(1, TCGETS, 0x7ffd87654321) = 0'],
    ['numbers of descriptors', 'close(7</etc/hosts>) = 0', 'close(12</etc/hosts>) = 0'],
    ['names of mkstemp', 'openat(AT_FDCWD, "/tmp/ccaB3dEf.s", O_RDWR|O_CREAT|O_EXCL, 0600) = 3', 'openat(AT_FDCWD, "/tmp/cczY9xWv.s", O_RDWR|O_CREAT|O_EXCL, 0600) = 3'],
    ['folders of go build', 'unlink("/tmp/go-build1234567890/b001/x.o") = 0', 'unlink("/tmp/go-build987654321/b001/x.o") = 0'],
    ['pids in /proc', 'openat(AT_FDCWD, "/proc/812/status", O_RDONLY) = 3', 'openat(AT_FDCWD, "/proc/9021/status", O_RDONLY) = 3'],
    [
      'sizes and times of files',
      'newfstatat(AT_FDCWD, "/a", {st_mode=S_IFREG|0644, st_size=12, ...}, 0) = 0',
      'newfstatat(AT_FDCWD, "/a", {st_mode=S_IFREG|0644, st_size=99, ...}, 0) = 0',
    ],
    ['what getrandom brought', 'getrandom("\\x01\\x02", 8, 0) = 8', 'getrandom("\\x09\\x08", 8, GRND_NONBLOCK) = 8'],
    [
      'the date of an HTTP answer, with its weekday',
      'write(5, "HTTP/1.1 200 OK\\r\\nDate: Mon, 23 Nov 2026 10:00:01 GMT\\r\\n", 55) = 55',
      'write(5, "HTTP/1.1 200 OK\\r\\nDate: Tue, 1 Dec 2026 11:30:44 GMT\\r\\n", 54) = 54',
    ],
    ['the date as date and asctime print it', 'write(2, "at\\nMon Nov 23 10:00:01 2026\\n", 28) = 28', 'write(2, "at\\nTue Dec  1 11:30:44 2026\\n", 28) = 28'],
    ['times that a program prints', 'write(2, "2026/11/23 10:00:01 took 12.5ms\\n", 32) = 32', 'write(2, "2026/11/24 11:30:44 took 7.25ms\\n", 32) = 32'],
    [
      'the port at the near end',
      'write(5<TCP:[10.0.0.1:41000->10.0.0.2:80]>, "GET / HTTP/1.1", 14) = 14',
      'write(5<TCP:[10.0.0.1:52000->10.0.0.2:80]>, "GET / HTTP/1.1", 14) = 14',
    ],
    [
      'the id of a DNS question',
      'sendto(5<UDP:[10.0.0.1:4->10.0.0.2:53]>, "\\x12\\x34\\1\\0\\0\\1\\0\\0\\0\\0\\0\\0\\3api\\7example\\0\\0\\1\\0\\1", 29, 0, NULL, 0) = 29',
      'sendto(5<UDP:[10.0.0.1:9->10.0.0.2:53]>, "\\xab\\xcd\\1\\0\\0\\1\\0\\0\\0\\0\\0\\0\\3api\\7example\\0\\0\\1\\0\\1", 29, 0, NULL, 0) = 29',
    ],
    ['open and openat', 'open("/etc/x", O_RDONLY|O_LARGEFILE|O_CLOEXEC) = 3', 'openat(AT_FDCWD, "/etc/x", O_RDONLY|O_CLOEXEC) = 3'],
    ['stat and its successors', 'stat("/etc/x", {st_mode=S_IFREG|0644, ...}) = 0', 'newfstatat(AT_FDCWD, "/etc/x", {st_mode=S_IFREG|0644, ...}, 0) = 0'],
    [
      'a connect that goes on in the background',
      'connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("10.0.0.2")}, 16) = 0',
      'connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("10.0.0.2")}, 16) = -1 EINPROGRESS (Operation now in progress)',
    ],
  ])('%s', (_, one, other) => {
    expect(diff([START, one, END], [START, other, END])).toMatchObject(nothing);
  });

  it('nor are pids of the trace in names of files', () => {
    const run = (pid: number): string[] =>
      [
        START,
        `openat(AT_FDCWD, "${pid}", O_RDWR|O_CREAT|O_NOFOLLOW, 0600) = 3</tmp/hsperfdata_root/${pid}>`,
        `write(3</tmp/hsperfdata_root/${pid}>, "x", 1) = 1`,
        `unlink("/srv/app.${pid}.sock") = 0`,
        END,
      ].map((line) => `${pid} ${line}`);
    expect(diff(run(23794), run(24116))).toMatchObject(nothing);
  });

  it('nor are small pids, in folders of what runs', () => {
    const run = (pid: number): string[] => [START, `openat(AT_FDCWD, "/tmp/hsperfdata_root/${pid}", O_RDWR|O_CREAT, 0600) = 3`, END].map((line) => `${pid} ${line}`);
    expect(diff(run(7), run(12))).toMatchObject(nothing);
  });

  it('but a version that is a pid as well is no pid', () => {
    const run = (pid: number, version: number): string[] => [START, `openat(AT_FDCWD, "/lib/libz.so.${version}", O_RDONLY) = 3`, END].map((line) => `${pid} ${line}`);
    expect(diff(run(1, 1), run(9, 1))).toMatchObject(nothing);
    expect(diff(run(1, 1), run(2, 2)).firstParting).not.toBeNull();
  });

  it('nor is what the kernel and the runtime do at their own pace', () => {
    const quiet = [START, 'write(1, "hi\\n", 3) = 3', END];
    const busy = [
      START,
      'futex(0x55e4c0, FUTEX_WAIT_PRIVATE, 0, NULL) = 0',
      'mmap(NULL, 262144, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f00deadb000',
      'brk(0x5600000) = 0x5600000',
      'madvise(0xc000100000, 4096, MADV_DONTNEED) = 0',
      'read(3, 0x7ffe1000, 100) = -1 EAGAIN (Resource temporarily unavailable)',
      '--- SIGURG {si_signo=SIGURG, si_code=SI_TKILL, si_pid=1, si_uid=0} ---',
      'rt_sigreturn({mask=[]}) = 0',
      'write(1, "hi\\n", 3) = 3',
      'nanosleep({tv_sec=0, tv_nsec=20000}, NULL) = 0',
      END,
    ];
    const made = diff(quiet, busy);
    expect(made).toMatchObject(nothing);
    expect(made.masked.some((words) => words.startsWith('scheduling and waiting (0 events of A, 4 of B)'))).toBe(true);
  });

  it('but a refused one of those is a difference', () => {
    const made = diff([START, 'futex(0x55e4c0, FUTEX_WAIT_PRIVATE, 0, NULL) = -1 EPERM (Operation not permitted)', END], [START, END]);
    expect(made.firstParting?.sentence).toBe('A gets EPERM from futex; B never calls it');
  });
});

describe('the first parting', () => {
  it('is the same call with another error', () => {
    const made = diff(
      [START, 'clone3({flags=CLONE_VM, exit_signal=0}, 88) = -1 EPERM (Operation not permitted)', 'clone(child_stack=NULL, flags=SIGCHLD) = 12', END],
      [START, 'clone3({flags=CLONE_VM, exit_signal=0}, 88) = 12', END],
    );
    expect(made.firstParting).toMatchObject({ kind: 'error', sentence: 'A gets EPERM from clone3; B succeeds' });
    expect(made.changedErrors.rows[0]).toMatchObject({ a: 'EPERM', b: null, eventA: 2, eventB: 2, times: 1 });
  });

  it('is the cause, not the message and the code that come of it', () => {
    const bad = [START, 'openat(AT_FDCWD, "/etc/app.conf", O_RDONLY) = -1 ENOENT (No such file or directory)', 'write(2, "no config\\n", 10) = 10', 'exit_group(1) = ?'];
    const good = [
      START,
      'openat(AT_FDCWD, "/etc/app.conf", O_RDONLY) = 3',
      'openat(AT_FDCWD, "/etc/ssl/certs/ca-certificates.crt", O_RDONLY) = 4',
      'connect(5, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("10.0.0.9")}, 16) = 0',
      END,
    ];
    expect(diff(bad, good).firstParting?.sentence).toBe('A looks for /etc/app.conf and does not find it (ENOENT); B opens it');
    expect(diff(good, bad).firstParting?.sentence).toBe('B looks for /etc/app.conf and does not find it (ENOENT); A opens it');
  });

  it('is the last words where nothing before them differs; what the other goes on to do is a consequence', () => {
    const bad = [START, 'write(2, "bad flag\\n", 9) = 9', 'exit_group(2) = ?', '+++ exited with 2 +++'];
    const good = [START, 'openat(AT_FDCWD, "/etc/ssl/certs/ca-certificates.crt", O_RDONLY) = 4', END, '+++ exited with 0 +++'];
    expect(diff(bad, good).firstParting?.sentence).toBe('A writes “bad flag” to stderr and ends with code 2; B goes on and opens /etc/ssl/certs/ca-certificates.crt');
  });

  it('does not take a library that is found in the end for a missing one', () => {
    const tried = [
      START,
      'openat(AT_FDCWD, "/opt/lib/libz.so.1", O_RDONLY) = -1 ENOENT (No such file or directory)',
      'openat(AT_FDCWD, "/lib/libz.so.1", O_RDONLY) = 3',
      'write(2, "x: no luck\\n", 11) = 11',
      'exit_group(1) = ?',
    ];
    const fine = [START, 'openat(AT_FDCWD, "/lib/libz.so.1", O_RDONLY) = 3', END];
    expect(diff(tried, fine).firstParting?.sentence).toMatch(/^A writes “x: no luck” to stderr/);
  });

  it('is what only one has, before other words that the program was started with', () => {
    const start = (root: string): string => `execve("/usr/sbin/chroot", ["chroot", "${root}", "/ca"], 0x7ffd0 /* 3 vars */) = 0`;
    const roots = (result: string): string => `openat(AT_FDCWD, "/etc/ssl/certs/ca-certificates.crt", O_RDONLY) = ${result}`;
    const missing = '-1 ENOENT (No such file or directory)';
    const bad = [start('j2'), 'chroot("j2") = 0', roots(missing), 'write(1, "0\\n", 2) = 2', 'exit_group(1) = ?'];
    expect(diff([start('j1'), 'chroot("j1") = 0', roots('3'), 'write(1, "144\\n", 4) = 4', END], bad).firstParting?.sentence).toBe(
      'B looks for /etc/ssl/certs/ca-certificates.crt and does not find it (ENOENT); A opens it',
    );
    const library = `openat(AT_FDCWD, "/lib/libz.so.1", O_RDONLY|O_CLOEXEC) = ${missing}`;
    expect(diff([start('j1'), END], [start('j2'), library, 'exit_group(127) = ?']).firstParting?.sentence).toMatch(/^B looks for \/lib\/libz\.so\.1 and does not find it/);
  });

  it('is the other words, where a file that only one was asked for is missing', () => {
    const start = (file: string): string => `execve("/fd", ["/fd", "${file}"], 0x7ffd0 /* 3 vars */) = 0`;
    const opened = (file: string, result: string): string => `openat(AT_FDCWD, "${file}", O_RDONLY) = ${result}`;
    const bad = [start('/conf.json'), opened('/conf.json', '-1 ENOENT (No such file or directory)'), 'exit_group(1) = ?'];
    expect(diff([start('/etc/x'), opened('/etc/x', '3'), END], bad).firstParting?.sentence).toBe('A starts /fd with “/etc/x”, B with “/conf.json”');
  });

  it('counts the folders in which a library is sought, and says where the other one finds it', () => {
    const missing = '-1 ENOENT (No such file or directory)';
    const tried = ['/lib', '/usr/lib', '/lib', '/usr/lib/tls'].map((folder, at) => `openat(AT_FDCWD, "${folder}/libfoo.so", O_RDONLY${at === 2 ? '|O_DIRECT' : ''}) = ${missing}`);
    const bad = [START, ...tried, 'exit_group(127) = ?'];
    const found = 'openat(AT_FDCWD, "/opt/d/libfoo.so", O_RDONLY) = 3';
    const said = 'looks for libfoo.so in 3 places and finds it in none (the first is /lib/libfoo.so)';
    expect(diff([START, found, END], bad).firstParting?.sentence).toBe(`B ${said}; A finds it at /opt/d/libfoo.so`);
    expect(diff(bad, [START, found, END]).firstParting?.sentence).toBe(`A ${said}; B finds it at /opt/d/libfoo.so`);
    expect(diff([START, END], bad).firstParting?.sentence).toBe(`B ${said}; A never looks there`);
    expect(diff([START, found, END], [START, tried[0] ?? '', 'exit_group(127) = ?']).firstParting?.sentence).toBe(
      'B looks for /lib/libfoo.so and does not find it (ENOENT); A finds it at /opt/d/libfoo.so',
    );
  });

  it('names a signal that ended one', () => {
    const made = diff([START, '--- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=NULL} ---', '+++ killed by SIGSEGV +++'], [START, END, '+++ exited with 0 +++']);
    expect(made.firstParting?.sentence).toMatch(/^A gets SIGSEGV/);
    expect(made.a.ended).toBe('killed by SIGSEGV');
  });
});

describe('a child that can not start its program', () => {
  const shell = (child: string[], code: number): string[] => [
    '1 execve("/usr/bin/sh", ["sh", "-c", "./mm"], 0x7ffd0 /* 3 vars */) = 0',
    '1 vfork( <unfinished ...>',
    ...child.map((line) => `2 ${line}`),
    '1 <... vfork resumed>) = 2',
    `1 wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == ${code}}], 0, NULL) = 2`,
    `1 exit_group(${code}) = ?`,
    `1 +++ exited with ${code} +++`,
  ];
  const good = shell(
    ['execve("./mm", ["./mm"], 0x7ffd0 /* 3 vars */) = 0', 'openat(AT_FDCWD, "/opt/libfoo.so", O_RDONLY|O_CLOEXEC) = 3', 'exit_group(0) = ?', '+++ exited with 0 +++'],
    0,
  );
  const bad = shell(
    [
      'execve("./mm", ["./mm"], 0x7ffd0 /* 3 vars */) = -1 ENOENT (No such file or directory)',
      'write(2, "sh: 1: ./mm: not found\n", 23) = 23',
      'exit_group(127) = ?',
      '+++ exited with 127 +++',
    ],
    127,
  );

  it('stands beside the one that starts it, and is the parting', () => {
    const made = diff(good, bad);
    expect(made.firstParting).toMatchObject({
      kind: 'error',
      sentence: "B can't start ./mm (ENOENT: it is not there, or the loader or interpreter that it names is not); A starts it",
    });
    expect(made.pairs.map(({ label, a, b }) => [label, a !== null && b !== null])).toEqual([
      ['sh -c ./mm', true],
      ['mm', true],
    ]);
    const back = diff(bad, good);
    expect(back.firstParting?.sentence).toMatch(/^A can't start \.\/mm \(ENOENT.*\); B starts it$/);
    expect(back.pairs.map(({ label }) => label)).toEqual(['sh -c ./mm', 'mm']);
  });

  it('is found among copies of the shell that start nothing', () => {
    const copy = ['1 fork() = 3', '3 write(1, "x\n", 2) = 2', '3 exit_group(0) = ?', '3 +++ exited with 0 +++'];
    const withCopy = (lines: string[]): string[] => [lines[0] ?? '', ...copy, ...lines.slice(1)];
    const made = diff(withCopy(good), withCopy(bad));
    expect(made.firstParting?.sentence).toMatch(/^B can't start \.\/mm /);
    expect(made.pairs.every(({ a, b }) => a !== null && b !== null)).toBe(true);
  });
});

describe('rows side by side', () => {
  const many = Array.from({ length: 30 }, (_, at) => `openat(AT_FDCWD, "/data/${String.fromCharCode(97 + (at % 26))}${at}", O_RDONLY) = 3`);
  const compared = compareTraces(traceOf([START, ...many, END]), traceOf([START, ...many.slice(0, 15), 'unlink("/data/lock") = 0', ...many.slice(15), END]));

  it('fold what is equal, and leave the context', () => {
    const { total, rows } = diffRows(compared, { pair: 0, folded: true, context: 2, from: 0, count: 100 });
    expect(rows.map(({ kind }) => kind)).toEqual(['fold', 'equal', 'equal', 'only-b', 'equal', 'equal', 'fold']);
    expect(rows[0]).toMatchObject({ count: 14, from: 0, to: 14 });
    expect(total).toBe(7);
  });

  it('come in pages that join without a seam', () => {
    const whole = diffRows(compared, { pair: 0, folded: false, context: 3, from: 0, count: 1_000 });
    const pages = [0, 7, 14, 21, 28].flatMap((from) => diffRows(compared, { pair: 0, folded: false, context: 3, from, count: 7 }).rows);
    expect(pages).toEqual(whole.rows);
    expect(whole.total).toBe(33);
  });

  it('of a pair that there is not are none', () => {
    expect(diffRows(compared, { pair: 9, folded: true, context: 3, from: 0, count: 10 })).toEqual({ total: 0, from: 0, rows: [] });
  });
});
