// The same words, other facts: what tells look-alikes of the linker apart, and what is found without a word.
import { describe, expect, it } from 'vitest';
import { explainText } from '../../../../../src/core/diagnosis/index.ts';
import { BUILD_RULES } from '../../../../../src/core/diagnosis/rules/build/index.ts';
import type { Case } from '../../../../../src/core/diagnosis/types.ts';
import { caseOf, diagnose } from '../../../../../src/core/diagnosis/index.ts';
import type { Facts } from '../../../../../src/shared/domain/facts.ts';

const causes = (text: string, facts: Facts = {}): string[] => explainText(text, { facts }, BUILD_RULES).findings.map(({ cause }) => cause);
const top = (text: string, facts: Facts = {}): string | undefined => causes(text, facts)[0];
const byFacts = (facts: Facts, cell: Case['cell'] = null) => diagnose(caseOf({ facts, cell }), BUILD_RULES).findings;

const cell = (axes: Record<string, string>, outcome: NonNullable<Case['cell']>['outcome'], green: boolean | null): NonNullable<Case['cell']> => ({
  axes,
  outcome,
  expected: 'pass',
  green,
  exit: null,
  emulated: false,
  cached: false,
  linkage: { asked: axes.link ?? 'dynamic', got: null },
  reason: null,
  truncated: [],
});

describe('undefined reference', () => {
  const undefinedIn = (symbol: string): string =>
    `/usr/bin/ld: lib/libx.a(x.o): in function \`x':\nx.c:(.text+0x7): undefined reference to \`${symbol}'\ncollect2: error: ld returned 1 exit status`;

  it.each([
    '__memcpy_chk',
    '__isoc23_strtol',
    'fcntl64',
    '__res_init',
    '__strftime_l',
    'backtrace',
    'pread64',
    '__fdelt_chk',
    'gnu_get_libc_version',
    'fcntl64@GLIBC_2.28',
    '__exp_finite',
  ])('of %s is a library for another libc', (symbol) => expect(top(undefinedIn(symbol))).toBe('libc-mix-link'));
  it.each([
    'pow',
    'dlopen',
    'pthread_create',
    'sqlite3_open',
    'deflateInit_',
    'EVP_DigestInit_ex',
    '_ZNSt6vectorIiE',
    'vtable for Foo',
    '__atomic_load_16',
    '__muldc3',
    'my_own_function',
  ])('of %s is a library that is not linked', (symbol) => expect(top(undefinedIn(symbol))).toBe('link-lib-missing'));
  it.each(['x_cgo_init', '_cgo_topofstack', 'crosscall2', 'x_cgo_inittls', 'x_cgo_thread_start'])('of %s is runtime/cgo', (symbol) =>
    expect(top(undefinedIn(symbol))).toBe('runtime-cgo-missing'),
  );

  it('is surer of another libc where the compiler is for musl, and says so', () => {
    const [sure] = explainText(undefinedIn('__memcpy_chk'), { facts: { build: { cc: 'musl-gcc' } } }).findings;
    const [unsure] = explainText(undefinedIn('__memcpy_chk')).findings;
    expect(sure?.confidence).toBeGreaterThan(unsure?.confidence ?? 1);
    expect(sure?.next).toBeNull();
    expect(unsure?.next).toContain('-dumpmachine');
  });
  it('tells of an older glibc where the link is against glibc', () => {
    expect(explainText(undefinedIn('__isoc23_strtol'), { facts: { build: { cc: 'x86_64-linux-gnu-gcc' } } }).findings[0]?.title).toContain('another version of glibc');
  });
  it('is only a guess for a name that nobody knows', () => {
    expect(explainText(undefinedIn('my_own_function')).findings[0]?.confidence).toBeLessThan(0.7);
  });
  it('at the start of a program is no link at all', () => {
    expect(causes('./app: symbol lookup error: ./app: undefined symbol: sqlite3_open')).toEqual([]);
    expect(causes('Error relocating /app: __memcpy_chk: symbol not found')).toEqual([]);
  });
});

describe('a library that is not found', () => {
  it.each([
    '/usr/bin/ld: cannot find -lfoo: No such file or directory',
    '/usr/bin/ld.gold: error: cannot find -lfoo',
    'ld.lld: error: unable to find library -lfoo',
    'mold: fatal: library not found: foo',
    'ld: library not found for -lfoo',
    "ld: library 'foo' not found",
    "error: unable to find dynamic system library 'foo' using strategy 'no_fallback'. searched paths:",
    "Package 'foo', required by 'virtual:world', not found",
  ])('in the words "%s"', (line) => expect(top(`# example.com/app\n${line}\ncollect2: error: ld returned 1 exit status`)).toBe('link-lib-missing'));

  it('was there for another machine where the linker skipped it', () => {
    expect(causes('/usr/bin/ld: skipping incompatible ./libfoo.a when searching for -lfoo\n/usr/bin/ld: cannot find -lfoo')).toEqual(['toolchain-wrong-target']);
  });
  it('and a skipped one that was found elsewhere is harmless', () => {
    expect(causes('/usr/bin/ld: skipping incompatible /usr/lib/libz.so when searching for -lz\ndone')).toEqual([]);
  });
  it('is the libc itself where the start files are missing as well', () => {
    expect(
      top(
        '/usr/lib/gcc/x86_64-alpine-linux-musl/13.2.1/../../../../x86_64-alpine-linux-musl/bin/ld: cannot find Scrt1.o: No such file or directory\n/usr/bin/ld: cannot find -lc: No such file or directory',
      ),
    ).toBe('toolchain-missing');
  });
});

describe('a header that is not found', () => {
  const missing = (name: string): string => `# example.com/app\nmain.go:4:10: fatal error: ${name}: No such file or directory\n    4 | #include <${name}>\ncompilation terminated.`;
  it.each(['stdlib.h', 'errno.h', 'linux/if.h', 'zlib.h', 'X11/Xlib.h', 'gnu/stubs-32.h'])('%s: there are no headers', (name) =>
    expect(top(missing(name))).toBe('toolchain-missing'),
  );
  it.each(['execinfo.h', 'sys/cdefs.h', 'gnu/libc-version.h', 'error.h', 'fts.h', 'sys/queue.h'])('%s: the code assumes glibc', (name) =>
    expect(top(missing(name))).toBe('libc-mix-compile'),
  );
  it.each(['windows.h', 'TargetConditionals.h', 'mach/mach.h'])('%s: the compiler is of another system', (name) => expect(top(missing(name))).toBe('toolchain-wrong-target'));
  it("sys/cdefs.h asked for by glibc's own features.h: the headers of the machine are missing", () => {
    expect(
      top(
        'In file included from /usr/include/features.h:461,\n                 from /usr/include/stdio.h:27:\n/usr/include/features.h:461:12: fatal error: sys/cdefs.h: No such file or directory',
      ),
    ).toBe('toolchain-missing');
  });
  it('names the package where it is known', () => {
    expect(explainText(missing('sqlite3.h')).findings[0]?.fixes[0]?.change.packages).toEqual(['libsqlite3-dev']);
  });
  it('of a container that was to start is no header', () => {
    expect(causes('OCI runtime exec failed: exec failed: unable to start container process: exec: "gcc": executable file not found in $PATH: unknown')).toEqual([]);
  });
});

describe('a flag that is refused', () => {
  it.each([
    "gcc: error: unrecognized command-line option '-m64'",
    "gcc: error: unrecognized argument in option '-mabi=lp64d'",
    "clang: error: unsupported option '-marm' for target 'x86_64-pc-linux-gnu'",
  ])('names a machine: %s', (line) => expect(top(line)).toBe('toolchain-wrong-target'));
  it.each([
    "gcc: error: unrecognized command-line option '-fno-tls-model=initial-exec'; did you mean '-ftls-model=initial-exec'?",
    "clang: error: unknown argument: '-fno-such-thing'",
    "cc1: error: unrecognized command line option '-msse4.2'",
    "/usr/bin/ld: unrecognized option '--export-dynamic-symbol=_cgo_panic'",
    "ld.lld: error: unknown argument '--no-such'",
    'mold: fatal: unknown command line option: --no-such',
    'error: unsupported linker arg: -no_pie',
    'go build example.com/app: invalid flag in #cgo LDFLAGS: -Wl,-z,foo',
  ])('is only a flag: %s', (line) => expect(top(line)).toBe('toolchain-flag'));
  it('is a flag where the compiler is the right one', () => {
    expect(top("aarch64-linux-gnu-gcc: error: unrecognized command-line option '-mthumb'", { build: { cc: 'aarch64-linux-gnu-gcc', goarch: 'arm64' } })).toBe('toolchain-flag');
  });
  it('is nothing where it is only noted', () => {
    expect(
      causes("cc1: note: unrecognized command-line option '-Wno-unknown' may have been intended to silence earlier diagnostics\nclang: warning: unknown argument ignored: '-x'"),
    ).toEqual([]);
  });
  it('lets the very flag pass, and no other', () => {
    expect(explainText('go build x: invalid flag in #cgo LDFLAGS: -Wl,--whole-archive').findings[0]?.fixes[0]?.change).toEqual({
      env: { CGO_LDFLAGS_ALLOW: '-Wl,--whole-archive' },
    });
  });
});

describe('what wraps a failure', () => {
  it('is no evidence of any', () => {
    expect(
      causes(
        '# example.com/app\n/usr/lib/go/pkg/tool/linux_amd64/link: running gcc failed: exit status 1\ncollect2: error: ld returned 1 exit status\nclang: error: linker command failed with exit code 1 (use -v to see invocation)',
      ),
    ).toEqual([]);
  });
  it('and commands of go build -x are no messages', () => {
    expect(causes("gcc -I . -fPIC -m64 -pthread -Wl,--export-dynamic-symbol=_cgo_panic -o a.out -lfoo -no-pie\ncat >$WORK/b001/importcfg << 'EOF'")).toEqual([]);
  });
});

describe('the note of the linker on runtime/cgo', () => {
  const note = '# example.com/app\nloadinternal: cannot find runtime/cgo';
  it('is harmless where the build ended well', () => expect(causes(note, { build: { exitStatus: 0 } })).toEqual([]));
  it('is the cause where it failed', () => expect(top(note, { build: { exitStatus: 2, cgo: false } })).toBe('cgo-internal-link'));
  it('is unsure where nobody knows', () => expect(explainText(note, {}, BUILD_RULES).findings[0]?.confidence).toBeLessThan(0.5));
});

describe('the warning of a static link', () => {
  const warning =
    "/usr/bin/ld: 000007.o: in function `_C2func_getaddrinfo':\n(.text+0x33): warning: Using 'getaddrinfo' in statically linked applications requires at runtime the shared libraries from the glibc version used for linking";
  it('is not blamed for another failure', () =>
    expect(causes(`${warning}\n/usr/bin/ld: cannot find -lfoo\ncollect2: error: ld returned 1 exit status`)).toEqual(['link-lib-missing']));
  it('is harmless where the build ended well', () => expect(causes(warning, { build: { exitStatus: 0 } })).toEqual(['not-a-failure']));
  it('is no more than a possibility where nobody knows how the build ended, and says what would decide', () => {
    const [finding] = explainText(warning, {}, BUILD_RULES).findings;
    expect(finding).toMatchObject({ cause: 'static-nss', next: expect.stringContaining('harmless') });
    expect(finding?.confidence).toBeLessThan(0.6);
  });
  it('decides where the trace shows the module that was looked for', () => {
    const [finding] = byFacts(
      { elf: { linkage: 'static', libc: 'glibc' }, run: { outcome: 'exit', code: 3 }, trace: { filesMissing: ['/lib/x86_64-linux-gnu/libnss_sss.so.2'] } },
      cell({ cgo: '1', link: 'static' }, 'exit', false),
    );
    expect(finding).toMatchObject({ cause: 'static-nss', title: expect.stringContaining('libnss_sss.so.2') });
  });
  it('is the cause where a lookup then crashed', () => {
    expect(top(`${warning}\nSIGSEGV: segmentation violation\nnet._C2func_getaddrinfo(0xc000, 0x0)`)).toBe('static-nss');
  });
  it('means nothing for a binary that is not static after all', () => expect(causes(warning, { elf: { linkage: 'dynamic', libc: 'glibc' } })).toEqual([]));
  it('nor for a pure Go binary whose lookup failed', () => {
    expect(causes('lookup db on 10.0.0.2:53: no such host', { elf: { linkage: 'static', libc: 'none', goSettings: { CGO_ENABLED: '0' } } })).toEqual([]);
  });
});

describe('static that is none', () => {
  const flags = ['build', '-trimpath', '-ldflags=-extldflags=-static'];
  it('is told from flags and interpreter alone', () => {
    const [finding] = byFacts({ build: { flags, cgo: true, linkMode: 'internal' }, elf: { interp: '/lib64/ld-linux-x86-64.so.2', linkage: 'dynamic' } });
    expect(finding).toMatchObject({ cause: 'static-not-static' });
    expect(finding?.fixes[0]?.change).toMatchObject({ axes: { link: 'static' }, ldflags: null });
  });
  it('is not told of a file without an interpreter', () => expect(byFacts({ build: { flags }, elf: { interp: null, linkage: 'static' } })).toEqual([]));
  it('is not told where nobody asked for static', () => expect(byFacts({ build: { flags: ['build'] }, elf: { interp: '/lib64/ld-linux-x86-64.so.2' } })).toEqual([]));
  it('is told of a cell whose axis asked', () =>
    expect(byFacts({ elf: { interp: '/lib/ld-musl-x86_64.so.1' } }, cell({ cgo: '1', link: 'static' }, 'pass', true))[0]?.cause).toBe('static-not-static'));
  it('is told of a PIE without cgo that did not start', () => {
    const pie: Facts = { build: { cgo: false }, elf: { interp: '/lib64/ld-linux-x86-64.so.2', needed: [], linkage: 'pie' } };
    expect(byFacts(pie, cell({ cgo: '0', link: 'pie' }, 'start-failed', false))[0]?.cause).toBe('static-not-static');
    expect(byFacts(pie, cell({ cgo: '0', link: 'pie' }, 'pass', true))).toEqual([]);
  });
});

describe('constructors that were dropped', () => {
  const facts: Facts = { build: { cgo: true, flags: ['build', '-ldflags=-linkmode=internal'], linkMode: 'internal' } };
  it('are looked for where internal linking was forced and the run came out wrong', () =>
    expect(byFacts(facts, cell({ cgo: '1' }, 'exit', false))[0]?.cause).toBe('constructor-dropped'));
  it('not where the run passed', () => expect(byFacts(facts, cell({ cgo: '1' }, 'pass', true))).toEqual([]));
  it('not where Go chose to link internally: then there is no C of its own', () => {
    expect(byFacts({ build: { cgo: true, flags: ['build'], linkMode: 'internal' } }, cell({ cgo: '1' }, 'exit', false))).toEqual([]);
  });
});

describe('a Go library on musl', () => {
  const run = { outcome: 'signal', signal: 'SIGSEGV' };
  it('crashes at its start', () => {
    expect(byFacts({ build: { flags: ['build', '-buildmode=c-archive'], cc: 'musl-gcc' }, run })[0]?.cause).toBe('c-shared-musl-crash');
  });
  it('and a crash on glibc is another one', () => expect(byFacts({ build: { flags: ['build', '-buildmode=c-archive'], cc: 'x86_64-linux-gnu-gcc' }, run })).toEqual([]));
  it('as a crash of an ordinary program on musl is', () => expect(byFacts({ build: { flags: ['build'], cc: 'musl-gcc' }, run })).toEqual([]));
  it('that wants static TLS is told before anybody loads it', () => {
    expect(byFacts({ elf: { linkage: 'shared', flags: ['STATIC_TLS'] }, image: { libc: 'musl' } })[0]?.cause).toBe('tls-model');
    expect(byFacts({ elf: { linkage: 'shared', flags: ['STATIC_TLS'] }, image: { libc: 'glibc' } })).toEqual([]);
  });
});

describe('no space left', () => {
  it('of a watch or a semaphore is no disk', () => {
    expect(causes('inotify_add_watch: no space left on device\nsemget: No space left on device')).toEqual([]);
  });
  it('names what was written', () => {
    expect(explainText('compile: writing output: write $WORK/b1/_pkg_.a: no space left on device').findings[0]?.title).toContain('$WORK/b1/_pkg_.a');
  });
});

it('every cause of the group has a rule, with a need, a contradiction and keywords in every line that its patterns match', () => {
  for (const rule of BUILD_RULES) {
    expect(rule.needs.length * rule.contradictedBy.length).toBeGreaterThan(0);
    for (const { keywords } of rule.signals) for (const keyword of keywords) expect(keyword.length, rule.id).toBeGreaterThanOrEqual(4);
  }
  expect(new Set(BUILD_RULES.map(({ id }) => id)).size).toBe(BUILD_RULES.length);
});
