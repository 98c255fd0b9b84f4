import { describe, expect, it } from 'vitest';
import { explainCase, explainText } from '../../../../../src/core/diagnosis/index.ts';
import { factsOf, sumTrace, toldByTrace } from '../../../../../src/core/evidence/index.ts';
import { traceOf } from '../../../../helpers/traces.ts';

const causes = (...lines: string[]): string[] => {
  const read = traceOf(lines);
  const trace = sumTrace(read);
  return explainCase({ trace, facts: factsOf({ trace, told: toldByTrace(read) }), logs: [] }).findings.map(({ cause }) => cause);
};
const START = '7 execve("/app", ["/app"], 0x7ffc /* 4 vars */) = 0';

describe('calls alone', () => {
  it('of a program that somebody killed may mean that its memory ran out', () => {
    expect(causes(START, '7 mmap(NULL, 1073741824, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f00', '7 +++ killed by SIGKILL +++')).toEqual(['oom-killed']);
  });
  it('of a program that killed itself do not', () => {
    expect(causes(START, '7 kill(7, SIGKILL) = ?', '7 +++ killed by SIGKILL +++')).toEqual([]);
  });
  it('tell a refused thread', () => {
    expect(
      causes(START, '7 clone3({flags=CLONE_VM|CLONE_THREAD, exit_signal=0}, 88) = -1 EPERM (Operation not permitted)', '7 exit_group(2) = ?', '7 +++ exited with 2 +++')[0],
    ).toBe('seccomp-blocked');
  });
  it('blame nothing in a program that ended well, whatever it did not find', () => {
    expect(causes(START, '7 openat(AT_FDCWD, "/usr/lib/libz.so.1", O_RDONLY|O_CLOEXEC) = -1 ENOENT (No such file or directory)', '7 +++ exited with 0 +++')).toEqual([]);
  });
  it('tell a library that the loader found nowhere', () => {
    expect(causes(START, '7 openat(AT_FDCWD, "/usr/lib/libz.so.1", O_RDONLY|O_CLOEXEC) = -1 ENOENT (No such file or directory)', '7 +++ exited with 127 +++')[0]).toBe(
      'link-lib-missing',
    );
  });
  it('tell an interpreter that is missing from a file that is', () => {
    expect(causes('7 execve("/app", ["/app"], 0x7ffc /* 4 vars */) = -1 ENOENT (No such file or directory)', '7 +++ exited with 1 +++')[0]).toBe('loader-missing');
    expect(causes('7 execve("/entrypoint.sh", ["/entrypoint.sh"], 0x7ffc /* 4 vars */) = -1 ENOENT (No such file or directory)', '7 +++ exited with 1 +++')[0]).toBe(
      'script-interpreter',
    );
  });
});

describe('a small program that ends with 1', () => {
  const libc = '7 openat(AT_FDCWD, "/lib/x86_64-linux-gnu/libc.so.6", O_RDONLY|O_CLOEXEC) = 3';
  it('right after its libc was opened is blamed for nothing: it may be `false`', () => {
    expect(causes(START, libc, '7 exit_group(1) = ?', '7 +++ exited with 1 +++')).toEqual([]);
  });
  it('after it has said something of a file of its own is blamed for nothing', () => {
    expect(causes(START, libc, '7 write(2, "/etc/app.json: No such file or directory\\n", 41) = 41', '7 +++ exited with 1 +++')).toEqual([]);
  });
  it('and looks at accounts, as ls does, is blamed for nothing where it says something else', () => {
    expect(
      causes(
        START,
        libc,
        '7 openat(AT_FDCWD, "/etc/passwd", O_RDONLY|O_CLOEXEC) = -1 ENOENT (No such file or directory)',
        '7 write(2, "no such job\\n", 12) = 12',
        '7 +++ exited with 1 +++',
      ),
    ).toEqual([]);
  });
});

it('a search for roots that decided is named where the words say nothing of certificates', () => {
  const roots = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/certs'];
  const read = traceOf([START, ...roots.map((path) => `7 openat(AT_FDCWD, "${path}", O_RDONLY|O_CLOEXEC) = -1 ENOENT (No such file or directory)`), '7 +++ exited with 1 +++']);
  const trace = sumTrace(read);
  const { findings } = explainText('it did not work\n', { trace, facts: factsOf({ trace, told: toldByTrace(read) }) });
  expect(findings.map(({ cause }) => cause)).toEqual(['ca-roots-missing']);
});
