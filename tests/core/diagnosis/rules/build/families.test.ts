// Families of words that other people's reports taught, in wordings of our own, and what looks like them and is something else.
import { describe, expect, it } from 'vitest';
import { explainText } from '../../../../../src/core/diagnosis/index.ts';

const first = (...lines: string[]): string | null => explainText(lines.join('\n')).findings[0]?.cause ?? null;
const causes = (...lines: string[]): string[] => explainText(lines.join('\n')).findings.map(({ cause }) => cause);

describe("a file of runtime/cgo that another system's compiler reads", () => {
  it('is known by the names it does not know', () => {
    expect(first('# runtime/cgo', "gcc_windows_amd64.c:14:2: error: unknown type name 'HANDLE'")).toBe('toolchain-wrong-target');
    expect(first("gcc_linux_arm64.c:30:2: error: implicit declaration of function 'sigfillset'")).toBe('toolchain-wrong-target');
  });
  it('needs the system of the compiler where only a heading is left', () => {
    const heading = "gcc_linux_arm64.c: In function 'threadentry':";
    expect(first('D:\\work> set GOOS=linux', 'D:\\work> go build .', heading)).toBe('toolchain-wrong-target');
    expect(first('$ GOOS=linux go build .', heading)).toBeNull();
  });
});

describe('a flag of Windows', () => {
  it('is of the wrong environment where clang compiles for Windows, and of another system elsewhere', () => {
    expect(first('# runtime/cgo', "clang: error: unsupported option '-mwindows' for target 'aarch64-pc-windows-msvc'")).toBe('toolchain-flag');
    expect(first('# runtime/cgo', "clang: error: unsupported option '-mthreads' for target 'x86_64-unknown-linux-gnu'")).toBe('toolchain-wrong-target');
  });
});

describe('what musl keeps in a library of its own', () => {
  const ld = '/usr/lib/gcc/aarch64-alpine-linux-musl/13.2.1/../../../../aarch64-alpine-linux-musl/bin/ld: ';
  it('is a library that is not named, where it was compiled here', () => {
    expect(first(`${ld}main.o: in function 'parse':`, "main.c:12: undefined reference to `argp_parse'")).toBe('link-lib-missing');
    expect(first(`${ld}/tmp/ccX.o: in function 'dump':`, "dump.c:4: undefined reference to `backtrace'")).toBe('link-lib-missing');
  });
  it('is a library of glibc where it came ready, or with other names of glibc', () => {
    expect(first(`${ld}libvendor.a(walk.o): undefined reference to \`fts_open'`)).toBe('libc-mix-link');
    expect(first(`${ld}main.o: undefined reference to \`fts_open'`, `${ld}main.o: undefined reference to \`__memcpy_chk'`)).toBe('libc-mix-link');
  });
});

it('gccgo that is nowhere leaves a program without a name', () => {
  expect(first('$ go install -compiler=gccgo ./cmd/x', 'go build ./cmd/x: : fork/exec : no such file or directory')).toBe('toolchain-missing');
  expect(first('exec: "gccgo": executable file not found in $PATH')).toBe('toolchain-missing');
  expect(causes('panic: fork/exec : no such file or directory')).not.toContain('toolchain-missing');
});

describe('static in the words of another build system', () => {
  const asked = '$ make build-static';
  const answer = '\tlinux-vdso.so.1 (0x00007ffd0)';
  it('and a file of that name that wants libraries', () => expect(first(asked, '$ ldd dist/app-static', answer)).toBe('static-not-static'));
  it('says nothing of a file of another name, nor of one that is static', () => {
    expect(first(asked, '$ ldd dist/app', answer)).toBeNull();
    expect(first(asked, '$ ldd dist/app-static', '\tnot a dynamic executable')).toBeNull();
  });
});

it('names of glibc’s own types are unknown to musl', () => {
  expect(first('#warning redirecting incorrect #include <sys/fcntl.h> to <fcntl.h>', "x.c:4:1: error: unknown type name '__loff_t'")).toBe('libc-mix-compile');
  expect(first("x.c:4:9: error: '__SLONGWORD_TYPE' undeclared here (not in a function)")).toBe('libc-mix-compile');
});

it('the version of glibc that a sentence quotes, and one that was cut off', () => {
  expect(first("since the update it dies on the old hosts with error message '/lib64/libc.so.6: version `GLIBC_2.38' not found'")).toBe('glibc-too-old');
  expect(first("./app: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.38' not f")).toBe('glibc-too-old');
  expect(first('fix: explain "version `GLIBC_2.38\' not found" in the README')).toBeNull();
});

it('a platform that an image has not, in the words of podman and buildah', () => {
  expect(first('Error: copying image: Image operating system mismatch: image uses "windows", expecting "linux"')).toBe('image-platform-missing');
  expect(first('Error: unable to find manifest for platform linux/s390x')).toBe('image-platform-missing');
});

describe('golangci-lint', () => {
  it('says typecheck of what does not compile', () => {
    expect(first('internal/a/a.go:7:12: result parameter xs not in scope at return (typecheck)')).toBe('compile-error');
    expect(causes('internal/a/a.go:7:12: exported func Do should have comment (golint)')).toEqual([]);
  });
  it('does not of what it could not import', () => expect(first('a.go:3:8: could not import C (cgo preprocessing failed) (typecheck)')).not.toBe('compile-error'));
});

it('a tool that go run built for another system is a leak, however its folder is shown', () => {
  expect(first('fork/exec /tmp/go-build***/b001/exe/stringer.exe: exec format error')).toBe('env-goos-goarch-leak');
});

it('a name in quotes over two lines ended in a carriage return', () => {
  expect(first("/usr/bin/env: 'python3", "': No such file or directory")).toBe('script-interpreter');
  expect(causes("it's said in the manual", "': No such file or directory")).not.toContain('script-interpreter');
});
