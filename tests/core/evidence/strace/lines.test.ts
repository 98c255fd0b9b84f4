// Single lines of strace, of many versions and options, and lines that are none.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { traceSchema } from '../../../../src/shared/domain/trace.ts';
import { sumsOf } from '../../../helpers/traces.ts';
import { runs } from '../../../helpers/runs.ts';

const parse = (text: string) => sumsOf(new TextEncoder().encode(text));

describe('lines', () => {
  it.each([
    ['12 1700000000.123456 open("/etc/a", O_RDONLY) = 3 <0.000010>'],
    ['[pid    12] open("/etc/a", O_RDONLY) = 3'],
    ['12<cat> 12:00:01.5 open("/etc/a", O_RDONLY) = 3</etc/a>'],
    ['1700000000 open("/etc/a", O_RDONLY) = 3'],
    ['12   [00007f12] open("/etc/a", O_RDONLY) = 3'],
    ['[pid 12] 12:00:01 (+     0.000012) open("/etc/a", O_RDONLY) = 3'],
    ['open("/etc/a", O_RDONLY)              = 3\r'],
    ['openat(AT_FDCWD, "/etc/a", O_RDONLY) = 3'],
    ['openat(AT_FDCWD</home/(x)>, "/etc/a", O_RDONLY) = 3</etc/a>'],
    ['openat2(AT_FDCWD, "/etc/a", {flags=O_RDONLY, resolve=0}, 24) = 3'],
  ])('%s opens /etc/a', (line) => {
    expect(parse(line)).toMatchObject({ events: 1, filesOpened: ['/etc/a'], filesMissing: [], warnings: [] });
  });

  it.each([
    ['access("/etc/a", R_OK) = -1 ENOENT (No such file or directory)'],
    ['stat("/etc/a", 0x7ffe) = -1 ENOTDIR (Not a directory) <0.1>'],
    ['newfstatat(3</etc>, "a", 0x7ffe, 0) = -1 ENOENT (No such file or directory)'],
    ['statx(AT_FDCWD, "/etc/a", AT_STATX_SYNC_AS_STAT, STATX_ALL, NULL) = -1 ENOENT (No such file or directory)'],
    ['readlinkat(3</etc/>, "a", 0x1, 12) = -1 ENOENT (No such file or directory)'],
    ['1 openat(AT_FDCWD, "/etc/a", O_RDONLY <unfinished ...>\n1 <... openat resumed>) = -1 ENOENT (No such file or directory)'],
    ['1 openat(AT_FDCWD, <unfinished ...>\n2 --- SIGURG {si_signo=SIGURG} ---\n1 <... openat resumed>"/etc/a", O_RDONLY) = -1 ENOENT (No such file or directory)'],
  ])('%s misses /etc/a', (line) => {
    expect(parse(line)).toMatchObject({ filesOpened: [], filesMissing: ['/etc/a'], unfinished: 0, warnings: [] });
  });

  it('a path that is found later is not missing', () => {
    expect(parse('stat("/a", 0x1) = -1 ENOENT (x)\nstat("/a", {st_mode=S_IFREG|0644, st_size=3, ...}) = 0').filesMissing).toEqual([]);
  });

  it('escapes: octal, hexadecimal, quotes, control characters', () => {
    expect(parse(String.raw`open("a\tb\303\274\x41\"\\\1", O_RDONLY) = 3`).filesOpened).toEqual(['a\tbüA"\\\u0001']);
  });

  it('a cut argument keeps its dots', () => {
    expect(parse('execve("/app", ["/app", "aaa"..., "b"...], 0x1 /* 2 vars */) = 0').firstExec).toEqual({ path: '/app', argv: ['/app', 'aaa...', 'b...'], error: null });
  });

  it("strace's own start is not the program's", () => {
    expect(
      parse('1 execve("/usr/bin/strace", ["strace", "/app"], 0x1 /* 3 vars */) = 0\n1 execve("/app", ["/app"], 0x1 /* 3 vars */) = -1 EACCES (Permission denied)').firstExec,
    ).toEqual({ path: '/app', argv: ['/app'], error: 'EACCES' });
  });

  it('old wording of inet_pton and abstract sockets', () => {
    const trace = parse(
      [
        'socket(AF_INET6, SOCK_DGRAM|SOCK_CLOEXEC, IPPROTO_IP) = 5',
        'connect(5, {sa_family=AF_INET6, sin6_port=htons(53), inet_pton(AF_INET6, "fe80::1", &sin6_addr), sin6_flowinfo=htonl(0), sin6_scope_id=if_nametoindex("eth0")}, 28) = 0',
        'connect(6, {sa_family=AF_UNIX, sun_path=@"hidden"}, 12) = -1 EACCES (Permission denied)',
        'connect(5, {sa_family=AF_UNSPEC, sa_data="\\0\\0"}, 16) = 0',
        'connect(7<TCP:[10.0.0.2:41->10.0.0.3:443]>, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("10.0.0.3")}, 16) = -1 EINPROGRESS (Operation now in progress) <0.000031>',
      ].join('\n'),
    );
    expect(trace.connects).toEqual([
      { address: 'fe80::1', port: 53, protocol: 'udp', error: null },
      { address: '@hidden', port: null, protocol: 'unix', error: 'EACCES' },
      { address: '10.0.0.3', port: 443, protocol: 'tcp', error: 'EINPROGRESS' },
    ]);
  });

  it('a call that strace came too late to name is a line of strace', () => {
    const trace = parse('15442 1795402124.728777 ???( <unfinished ...>\n15443 close(3) = 0\n15442 1795402124.728886 <... ??? resumed>) = ?\n15442 +++ killed by SIGKILL +++');
    expect(trace).toMatchObject({ events: 3, unfinished: 0, errors: {}, warnings: [] });
    expect(trace.syscalls.map(({ name, calls }) => [name, calls])).toEqual([
      ['???', 1],
      ['close', 1],
    ]);
  });

  it('restarted calls are no errors, killed calls stay unfinished', () => {
    const trace = parse('1 read(3, 0x1, 5) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)\n1 futex(0x1, FUTEX_WAIT, 2, NULL <unfinished ...>\n1 +++ killed by SIGKILL +++');
    expect(trace).toMatchObject({ events: 3, unfinished: 1, errors: {} });
    expect(trace.syscalls.map(({ name, calls }) => [name, calls])).toEqual([
      ['futex', 1],
      ['read', 1],
    ]);
  });

  it('a log that was cut in the last line says so', () => {
    const trace = parse('1 open("/a", O_RDONLY) = 3\n1 open("/b", O_RD');
    expect(trace).toMatchObject({ events: 2, unfinished: 1, filesOpened: ['/a'] });
    expect(trace.warnings).toEqual([{ code: 'line-cut', text: expect.stringContaining('open') as string, line: 2 }]);
  });

  it('what strace itself says is kept as a warning, new processes are not', () => {
    expect(parse('strace: Process 12 attached\nstrace: exec: Exec format error\n+++ exited with 1 +++').warnings).toEqual([
      { code: 'strace-message', text: 'strace: exec: Exec format error', line: 2 },
    ]);
  });
});

describe('no log of strace', () => {
  it('an empty file', () => {
    expect(parse('')).toMatchObject({ events: 0, warnings: [{ code: 'no-trace', text: 'the log is empty' }] });
  });

  it('any other text: no events, and the first line is shown', () => {
    expect(parse('hello world\nroot:x:0:0\n')).toMatchObject({ events: 0, warnings: [{ code: 'no-trace', line: 1, text: expect.stringContaining('hello world') as string }] });
  });

  it.each([
    ['source of C', 'int main(void)\n{\n  if(fd < 0) return 1;\n  for(int i = 0; i < 3; i++)\n    close(fd);\n  assert(read(fd, b, 3) == 3);\n  open(path, O_RDONLY);\n}\n'],
    ['a lone call of another language', 'hello world\nfoo(bar)\n'],
    ['noise that looks like a log of qemu', `${'\u0001\u0007x\n'.repeat(20)}3 d(a,b\n`],
    ['one result in a thousand lines', `${'some(words) of a program\n'.repeat(1000)}f(1) = 2\n`],
  ])('%s has no call', (_, text) => {
    const trace = parse(text);
    expect(trace).toMatchObject({ events: 0, processes: 0, syscalls: [] });
    expect(trace.warnings.map(({ code }) => code)).toEqual(['no-trace']);
  });

  it('three megabytes of noise', () => {
    // The same bytes each time; xorshift.
    const noise = new Uint32Array(750_000);
    for (let at = 0, state = 0x9e3779b9; at < noise.length; at++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      noise[at] = state;
    }
    expect(sumsOf(new Uint8Array(noise.buffer))).toMatchObject({ events: 0, syscalls: [], warnings: [{ code: 'no-trace' }] });
  });

  it.each([
    ['a lone start that failed', 'execve("/app", ["/app"], 0x1 /* 2 vars */) = -1 ENOENT (No such file or directory)\n', 1],
    ['a piece that was cut at both ends', 'O_RDONLY) = 3\n12 openat(AT_FDCWD, "/e', 1],
    ['a call that waits', '12 futex(0x1, FUTEX_WAIT, 2, NULL', 1],
    ['a few lines within much of the program', `${'words of a program\n'.repeat(1000)}${'close(3) = 0\n'.repeat(3)}`, 3],
  ])('%s is a trace', (_, text, events) => {
    expect(parse(text).events).toBe(events);
  });

  it('lines of the program between those of strace are counted', () => {
    expect(parse('open("/a", 0) = 3\nhello from the program\nmore\n').warnings).toEqual([{ code: 'lines-skipped', line: 2, text: expect.stringContaining('2 lines') as string }]);
  });
});

describe('other encodings', () => {
  const LINE = 'execve("/app", ["/app"], 0x1 /* 2 vars */) = 0\n';

  it('a byte order mark before the first line is stepped over', () => {
    expect(parse(`\ufeff${LINE}close(3) = 0\n`)).toMatchObject({ events: 2, firstExec: { path: '/app' }, warnings: [] });
  });

  it.each([
    ['little endian', (bytes: Buffer) => bytes],
    ['big endian', (bytes: Buffer) => bytes.swap16()],
  ])('UTF-16, %s, is told with how to convert it', (_, order) => {
    const { events, warnings } = sumsOf(order(Buffer.from(`\ufeff${LINE}`, 'utf16le')));
    expect([events, warnings]).toEqual([0, [{ code: 'no-trace', line: 1, text: expect.stringMatching(/UTF-16.*iconv -f UTF-16 -t UTF-8/) as string }]]);
  });
});

describe('hostile logs', () => {
  it('a line of megabytes is cut, and the log goes on behind it', () => {
    const block = new Uint8Array(100 << 16).fill(0x61);
    const trace = sumsOf(Buffer.concat([Buffer.from('1 write(1, "'), block, Buffer.from('", 5) = 5\n1 open("/a", O_RDONLY) = 3\n')]));
    expect(trace.filesOpened).toEqual(['/a']);
    expect(trace.syscalls.map(({ name }) => name)).toEqual(['open', 'write']);
    expect(trace.warnings.map(({ code }) => code)).toEqual(['line-too-long']);
  });

  it('any bytes are survived', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => void traceSchema.parse(sumsOf(bytes))),
      { numRuns: runs(500) },
    );
  });

  it('any mixture of pieces of strace is survived', () => {
    const piece = fc.constantFrom(
      '12 ',
      '1700000000.1 ',
      'openat(',
      'execve(',
      'connect(',
      'clone3(',
      'AT_FDCWD',
      '<',
      '>',
      '/etc',
      '"',
      '\\',
      '\\7',
      ', ',
      '[',
      ']',
      '{',
      '}',
      '(',
      ')',
      ' = ',
      '-1 ENOENT (x)',
      '3',
      ' <0.1>',
      '<unfinished ...>',
      '<... openat resumed>',
      '\n',
      '+++ exited with 0 +++',
      '--- SIGX ---',
      'strace: ',
      'sa_family=AF_INET',
      'sun_path=',
      '...',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => void traceSchema.parse(parse(pieces.join('')))),
      { numRuns: runs(2000) },
    );
  });

  it.each([['--- FAIL: TestA (0.00s)'], ['--- PASS: TestB (0.01s)'], ['--- a/main.go'], ['+++ b/main.go'], ['--- -----------']])(
    '%s is what the program wrote, and neither signal nor end',
    (line) => {
      const { events, warnings } = parse(`12 getpid() = 12\n${line}\n`);
      expect([events, warnings.map(({ code }) => code)]).toEqual([1, ['lines-skipped']]);
    },
  );

  it.each([
    ['--- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=NULL} ---'],
    ['--- SIGCHLD (Child exited) @ 0 (0) ---'],
    ['--- stopped by SIGTSTP ---'],
    ['--- 77 {si_signo=77, si_code=SI_USER} ---'],
    ['+++ exited with 3 +++'],
    ['+++ killed by SIGSEGV (core dumped) +++'],
    ['+++ superseded by execve in pid 13 +++'],
  ])('%s is an event', (line) => {
    expect(parse(`12 getpid() = 12\n12 ${line}\n`)).toMatchObject({ events: 2, warnings: [] });
  });

  // What took the square of its length would not end within the time of a test.
  it('endless brackets, quotes and digits are read to the end', () => {
    for (const [text, calls, warning] of [
      ['('.repeat(300_000), [], 'no-trace'],
      [`read(${'"'.repeat(300_000)}`, ['read'], 'line-cut'],
      [`read(${'3<'.repeat(150_000)}`, ['read'], 'line-cut'],
      [`read(${'3<[>'.repeat(80_000)}`, ['read'], 'line-cut'],
      ['1'.repeat(300_000), [], 'no-trace'],
      [`1 ${'1.1 '.repeat(70_000)}`, [], 'no-trace'],
      [`open(${'3</'.repeat(100_000)}`, ['open'], 'line-cut'],
    ] as const) {
      const { syscalls, warnings } = parse(text);
      expect([syscalls.map(({ name }) => name), warnings[0]?.code], text.slice(0, 9)).toEqual([calls, warning]);
    }
  });
});
