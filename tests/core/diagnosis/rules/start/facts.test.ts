// The same words with other facts: each fact that decides turns the answer, and what contradicts is not blamed.
import { describe, expect, it } from 'vitest';
import { explainText } from '../../../../../src/core/diagnosis/index.ts';
import { START_RULES } from '../../../../../src/core/diagnosis/rules/start/index.ts';
import type { Facts } from '../../../../../src/shared/domain/facts.ts';

const AMD64 = { format: 'elf', machine: 'EM_X86_64' };
const ARM64 = { format: 'elf', machine: 'EM_AARCH64' };
const GLIBC = '/lib64/ld-linux-x86-64.so.2';
const MUSL = '/lib/ld-musl-x86_64.so.1';
const QEMU = { name: 'qemu-aarch64', interpreter: '/usr/bin/qemu-aarch64-static' };
const X86 = { arch: 'x86_64' };

const first = (text: string, facts: Facts = {}): string | null => explainText(text, { facts }, START_RULES).findings[0]?.cause ?? null;
const sureness = (cause: string, text: string, facts: Facts = {}): number =>
  explainText(text, { facts }, START_RULES).findings.find((each) => each.cause === cause)?.confidence ?? 0;

describe('no such file or directory', () => {
  const TEXT = 'exec /app: no such file or directory';
  it.each<[string, Facts, string]>([
    ['the image has no loader of that path', { elf: { ...AMD64, interp: GLIBC }, image: { missing: [GLIBC] } }, 'loader-missing'],
    ['the image is of the other libc', { elf: { ...AMD64, interp: GLIBC }, image: { libc: 'musl' } }, 'loader-missing'],
    ['a program of musl in an image of glibc', { elf: { ...AMD64, interp: MUSL }, image: { libc: 'glibc' } }, 'loader-missing'],
    ['an empty image', { elf: { ...AMD64, interp: GLIBC }, image: { libc: 'none' } }, 'loader-missing'],
    ['the loader is known, the image is not', { elf: { ...AMD64, interp: GLIBC } }, 'loader-missing'],
    ['a static program asks for no loader', { elf: { ...AMD64, interp: null, linkage: 'static' } }, 'file-missing'],
    ['the image has the loader', { elf: { ...AMD64, interp: GLIBC }, image: { has: [GLIBC] } }, 'file-missing'],
    ['the image lacks the program', { elf: { ...AMD64, interp: GLIBC }, image: { missing: ['/app'] } }, 'file-missing'],
    ['it is a script', { elf: { format: 'script' } }, 'script-interpreter'],
    [
      'a foreign program, and a handler without F',
      { elf: { ...ARM64, interp: null, linkage: 'static' }, image: { platform: 'linux/arm64' }, host: { ...X86, binfmt: [{ ...QEMU, flags: 'PO' }] } },
      'binfmt-missing',
    ],
    [
      'a foreign program, a handler with F, and no loader',
      { elf: { ...ARM64, interp: '/lib/ld-linux-aarch64.so.1' }, image: { platform: 'linux/arm64', libc: 'none' }, host: { ...X86, binfmt: [{ ...QEMU, flags: 'PF' }] } },
      'loader-missing',
    ],
  ])('%s', (_, facts, cause) => {
    expect(first(TEXT, facts)).toBe(cause);
    expect(sureness(cause, TEXT, facts)).toBeGreaterThan(sureness(cause, TEXT) - 0.001);
  });

  it('says what to look up where the words are all there is, and does not where a fact decided', () => {
    const [alone] = explainText(TEXT, {}, START_RULES).findings;
    expect(alone?.next).toMatch(/cgoscope elf/);
    expect(alone?.confidence).toBeLessThan(0.9);
    const [decided] = explainText(TEXT, { facts: { elf: { ...AMD64, interp: GLIBC }, image: { missing: [GLIBC] } } }, START_RULES).findings;
    expect(decided?.next).toBeNull();
    expect(decided?.evidence.map(({ path }) => path)).toEqual(expect.arrayContaining(['elf.interp', 'image.missing']));
  });

  it('names scripts by their names, and both possibilities where there is no name', () => {
    expect(first('exec /entrypoint.sh: no such file or directory')).toBe('script-interpreter');
    expect(explainText('standard_init_linux.go:211: exec user process caused "no such file or directory"', {}, START_RULES).findings.map(({ cause }) => cause)).toEqual([
      'loader-missing',
      'script-interpreter',
    ]);
  });

  it('is another thing where a runtime looked and found nothing', () => {
    expect(first('exec: "/app": stat /app: no such file or directory: unknown')).toBe('file-missing');
    expect(first('chdir to cwd ("/srv/app") set in config.json failed: no such file or directory: unknown')).toBe('file-missing');
  });
});

describe('exec format error', () => {
  const TEXT = 'exec /app: exec format error';
  const FOREIGN = { elf: ARM64, host: { ...X86, binfmt: [] } };
  it.each<[string, Facts, string]>([
    ['a foreign file in an image of the host', { ...FOREIGN, image: { platform: 'linux/amd64' } }, 'arch-mismatch'],
    ['a foreign file, and nobody asked for emulation', FOREIGN, 'arch-mismatch'],
    ['a foreign file in a foreign image, and no handler', { ...FOREIGN, image: { platform: 'linux/arm64/v8' } }, 'binfmt-missing'],
    ['a handler without F', { elf: ARM64, host: { ...X86, binfmt: [{ ...QEMU, flags: '' }] }, image: { platform: 'linux/arm64' } }, 'binfmt-missing'],
    [
      'handlers of other machines only',
      { elf: ARM64, host: { ...X86, binfmt: [{ name: 'qemu-riscv64', flags: 'PF', interpreter: '/usr/bin/qemu-riscv64-static' }] } },
      'binfmt-missing',
    ],
    ['a file for macOS', { elf: { format: 'mach-o', machine: null } }, 'arch-mismatch'],
    ['a file for Windows', { elf: { format: 'pe' } }, 'arch-mismatch'],
    ['a text', { elf: { format: 'text' } }, 'script-interpreter'],
    ['an empty file', { elf: { format: 'empty' } }, 'script-interpreter'],
    ['an archive', { elf: { format: 'ar' } }, 'file-missing'],
    ['words alone', {}, 'arch-mismatch'],
  ])('%s', (_, facts, cause) => expect(first(TEXT, facts)).toBe(cause));

  it('is no wrong machine where the file is of the host’s own', () => {
    const facts: Facts = { elf: AMD64, host: { arch: 'amd64' }, image: { platform: 'linux/amd64' } };
    expect(sureness('arch-mismatch', TEXT, facts)).toBeLessThan(0.2);
  });

  it('of a kernel module is not ours', () => {
    expect(first("insmod: ERROR: could not insert module ./hello.ko: Invalid module format\nmodprobe: ERROR: could not insert 'v4l2loopback': Exec format error")).toBeNull();
  });

  it('in a step of buildx for a platform is a missing emulator', () => {
    expect(first('#9 [linux/arm64 build 3/6] RUN go build\n#9 0.291 exec /bin/sh: exec format error')).toBe('binfmt-missing');
  });

  it('after a warning of the platform that nobody asked for is a foreign image', () => {
    const warning = "WARNING: The requested image's platform (linux/amd64) does not match the detected host platform (linux/arm64/v8) and no specific platform was requested";
    expect(first(`${warning}\nexec /app: exec format error`)).toBe('arch-mismatch');
    expect(first(warning)).toBeNull();
  });
});

describe('facts without any message', () => {
  it.each<[string, Facts, string | null]>([
    ['a loader that the image lacks', { elf: { ...AMD64, interp: MUSL }, image: { missing: [MUSL] } }, 'loader-missing'],
    ['a loader that the image has', { elf: { ...AMD64, interp: MUSL }, image: { has: [MUSL] } }, null],
    ['a newer glibc than there is', { elf: { ...AMD64, interp: GLIBC, glibcFloor: '2.34' }, image: { libc: 'glibc', libcVersion: '2.31' } }, 'glibc-too-old'],
    ['2.4 is older than 2.31', { elf: { ...AMD64, interp: GLIBC, glibcFloor: '2.4' }, image: { libc: 'glibc', libcVersion: '2.31' } }, null],
    ['a static file needs no glibc', { elf: { ...AMD64, interp: null, linkage: 'static', glibcFloor: '2.34' }, image: { libc: 'glibc', libcVersion: '2.31' } }, null],
    ['a foreign file in a native image', { elf: ARM64, image: { platform: 'linux/amd64' } }, 'arch-mismatch'],
    ['a foreign image without a handler', { elf: ARM64, image: { platform: 'linux/arm64' }, host: { ...X86, binfmt: [] } }, 'binfmt-missing'],
    ['a foreign image with a handler', { elf: ARM64, image: { platform: 'linux/arm64' }, host: { ...X86, binfmt: [{ ...QEMU, flags: 'PF' }] } }, null],
    ['a 32-bit file on a 64-bit host', { elf: { format: 'elf', machine: 'EM_386' }, host: X86 }, null],
    ['a level above the CPU', { elf: { ...AMD64, goSettings: { GOAMD64: 'v4' } }, host: { ...X86, cpu: 'Intel Xeon Gold (v3)' } }, 'cpu-baseline'],
    ['a level that the CPU has', { elf: { ...AMD64, goSettings: { GOAMD64: 'v3' } }, host: { ...X86, cpu: 'AMD EPYC (v3)' } }, null],
    ['a level above the flags', { elf: { ...AMD64, goSettings: { GOAMD64: 'v3' } }, host: { ...X86, cpu: 'fpu sse sse2 ssse3 sse4_1 sse4_2 popcnt cx16' } }, 'cpu-baseline'],
    ['an outcome of memory', { run: { outcome: 'oom', code: 137 } }, 'oom-killed'],
    ['an outcome of time', { run: { outcome: 'timed-out', code: 137, signal: 'SIGKILL' } }, 'timed-out'],
    ['it ran', { elf: { ...AMD64, interp: MUSL }, image: { missing: [MUSL] }, run: { outcome: 'pass', code: 0 } }, null],
    ['a message in the facts of the run', { run: { outcome: 'start-failed', error: 'exec: "/app": permission denied: unknown' } }, 'not-executable'],
  ])('%s', (_, facts, cause) => expect(first('', facts)).toBe(cause));
});

describe('look-alikes of libraries, signals and pulls', () => {
  it.each<[string, string, Facts, string | null]>([
    ['a library of glibc under the loader of musl', 'Error loading shared library libc.so.6: No such file or directory (needed by /app)', {}, 'libc-mix-symbols'],
    [
      'a library of musl under the loader of glibc',
      '/app: error while loading shared libraries: libc.musl-x86_64.so.1: cannot open shared object file: No such file or directory',
      {},
      'libc-mix-symbols',
    ],
    ['any other library', '/app: error while loading shared libraries: libpq.so.5: cannot open shared object file: No such file or directory', {}, 'link-lib-missing'],
    ['a preload that is ignored', "ERROR: ld.so: object 'libjemalloc.so.2' from LD_PRELOAD cannot be preloaded (cannot open shared object file): ignored.", {}, null],
    ['TLS is no memory', 'dlopen: cannot allocate memory in static TLS block', {}, null],
    ['a compiler that is killed', '/usr/local/go/pkg/tool/linux_amd64/link: signal: killed', {}, 'oom-killed'],
    ['137 after docker stop', 'Gracefully stopping... (press Ctrl+C again to force)\napp-1 exited with code 137\n"OOMKilled": false', {}, 'oom-killed'],
    ['an illegal instruction', 'Illegal instruction (core dumped)', {}, 'cpu-baseline'],
    ['an illegal instruction of the emulator', 'qemu: uncaught target signal 4 (Illegal instruction) - core dumped', {}, 'emulator-crash'],
    ['a certificate at a pull is another matter', 'Error response from daemon: Get "https://registry.example/v2/": x509: certificate signed by unknown authority', {}, null],
    ['a redirection is no start', 'bash: /var/log/app.log: Permission denied', {}, null],
    ['a compiler that is not there is another matter', 'cgo: C compiler "gcc" not found: exec: "gcc": executable file not found in $PATH', {}, null],
    ['a proxy that wants a password is another matter', 'proxyconnect tcp: Proxy Authentication Required', {}, null],
    ['an application that refuses a user is another matter', 'level=warn msg="login failed" error="unauthorized: user is not allowed"', {}, null],
    ['a call that took too long is another matter', 'rpc error: code = DeadlineExceeded desc = context deadline exceeded', {}, null],
    ['an emulator that is not in the image', 'exec: "/usr/bin/qemu-arm-static": stat /usr/bin/qemu-arm-static: no such file or directory: unknown', {}, 'binfmt-missing'],
    ['two builds of one libc', "./app: /lib/x86_64-linux-gnu/libpthread.so.0: version `GLIBC_PRIVATE' not found (required by ./libfoo.so)", {}, 'libc-mix-symbols'],
    ['a level above an emulated CPU', 'qemu: uncaught target signal 4 (Illegal instruction) - core dumped', { elf: { ...ARM64, goSettings: { GOARM64: 'v8.1' } } }, 'cpu-baseline'],
    [
      'a search through PATH is no failure',
      'execve("/usr/local/bin/app", ["app"], 0x7ff) = -1 ENOENT (No such file or directory)\nexecve("/usr/bin/app", ["app"], 0x7ff) = 0',
      {},
      null,
    ],
    ['the first call of a trace', 'execve("/app", ["/app"], 0x7ff) = -1 ENOENT (No such file or directory)\nstrace: exec: No such file or directory', {}, 'file-missing'],
    ['carriage returns as busybox shows them', '/entrypoint.sh: line 2: ls\r: not found', {}, 'script-interpreter'],
    ['a module that is refused is another matter', 'go: example.com/a@v1.0.0: reading https://proxy.golang.org/example.com/a/@v/v1.0.0.mod: 403 Forbidden', {}, null],
  ])('%s', (_, text, facts, cause) => expect(first(text, facts)).toBe(cause));

  it('is little sure of 137 where memory was not it', () => {
    expect(sureness('oom-killed', 'app-1 exited with code 137\n"OOMKilled": false')).toBeLessThan(0.4);
    expect(sureness('oom-killed', 'Exit Code: 137\nReason: OOMKilled')).toBeGreaterThan(0.9);
  });
});

describe('every rule of the group', () => {
  it('has words that its keywords find, and says what it needs', () => {
    for (const { id, needs, contradictedBy, signals } of START_RULES) {
      expect({ id, needs: needs.length > 20, contradictedBy: contradictedBy.length > 10, signals: signals.length > 0 }).toEqual({
        id,
        needs: true,
        contradictedBy: true,
        signals: true,
      });
      for (const signal of signals) for (const word of signal.keywords) expect(`${signal.id}: ${word}`).toMatch(/: .{4,}$/);
    }
  });

  it('takes nobody at his word who only speaks of a message', () => {
    const spoken = [
      'If you see `exec /app: exec format error`, the image is of another architecture.',
      '- Fix "GLIBC_2.34 not found" on Debian 11',
      '4f2a91c fix: OOMKilled pods (#12)',
      '"match": "exec format error",',
      '| `no matching manifest for linux/arm64` | no variant |',
      "+ echo 'exec format error'",
      '@@ -1 +1 @@\n+const MESSAGE = "sh: ./app: not found";',
    ];
    for (const text of spoken) expect({ text, cause: first(text) }).toEqual({ text, cause: null });
    expect(first('time="2024-01-01T00:00:00Z" level=error msg="exec /app: exec format error"')).toBe('arch-mismatch');
    expect(first('{"message":"exec format error","level":"error"}')).toBe('arch-mismatch');
  });

  it('reads hostile lines to the end', () => {
    const line = `${'exec: '.repeat(2_000)}"${'/a'.repeat(5_000)}" ${'linux/'.repeat(3_000)} no such file or directory permission denied exec format error not found killed timeout denied: /v2/`;
    expect(explainText(`${line}\n`.repeat(20), {}, START_RULES).findings.map(({ cause }) => cause)).toEqual(['arch-mismatch']);
  });
});
