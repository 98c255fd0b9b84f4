import { describe, expect, it } from 'vitest';
import { asExpected, classifyEnd, execFailure, isEngineTrouble, lastLine } from '../../../src/core/cell/outcome.ts';

const limits = { timedOut: false, timeNs: 30e9, memoryBytes: null };
const end = (code: number, more: { oomKilled?: boolean; error?: string } = {}) => ({ code, oomKilled: more.oomKilled ?? false, error: more.error ?? '', wallNs: 1 });

describe('the outcome of a program that ended', () => {
  it('passes with code 0', () => {
    expect(classifyEnd(end(0), { stdout: 'hi\n', stderr: '' }, limits)).toMatchObject({ outcome: 'pass', code: 0, reason: null });
  });

  it('is start-failed where the output is nothing but runc saying that the execve failed', () => {
    for (const text of [
      'exec /app: no such file or directory\n',
      'exec /app: exec format error\n',
      'standard_init_linux.go:228: exec user process caused: no such file or directory\n',
      'exec user process caused "exec format error"\n',
    ]) {
      expect(classifyEnd(end(1), { stdout: '', stderr: text }, limits)).toMatchObject({ outcome: 'start-failed', error: text.trim() });
    }
  });

  it('is an exit where the program itself printed such words', () => {
    expect(execFailure('working\n', 'exec /app: no such file or directory\n')).toBeNull();
    expect(execFailure('', 'open /etc/passwd: no such file or directory\n')).toBeNull();
    expect(classifyEnd(end(1), { stdout: '', stderr: "/app: /lib/libc.so.6: version `GLIBC_2.34' not found (required by /app)\n" }, limits)).toMatchObject({
      outcome: 'exit',
      code: 1,
      reason: "/app: /lib/libc.so.6: version `GLIBC_2.34' not found (required by /app)",
    });
  });

  it('infers a signal from a code of 128 and more, and says inferred', () => {
    expect(classifyEnd(end(139), { stdout: '', stderr: '' }, limits)).toMatchObject({ outcome: 'signal', signal: 'SIGSEGV', reason: 'SIGSEGV, inferred from exit code 139' });
    expect(classifyEnd(end(255), { stdout: '', stderr: '' }, limits)).toMatchObject({ outcome: 'exit', code: 255 });
  });

  it('names the limit that ended it, before anything its code could mean', () => {
    expect(classifyEnd(end(137), { stdout: '', stderr: '' }, { ...limits, timedOut: true })).toMatchObject({ outcome: 'timed-out' });
    expect(classifyEnd(end(137, { oomKilled: true }), { stdout: '', stderr: '' }, limits)).toMatchObject({ outcome: 'oom' });
  });

  it('is no oom where the kernel killed only a child: the program ended as it did, and the reason says both', () => {
    expect(classifyEnd(end(0, { oomKilled: true }), { stdout: '', stderr: '' }, limits)).toMatchObject({
      outcome: 'pass',
      reason: 'the kernel killed one of its processes for memory',
    });
    expect(classifyEnd(end(2, { oomKilled: true }), { stdout: '', stderr: 'worker died\n' }, limits)).toMatchObject({
      outcome: 'exit',
      code: 2,
      reason: 'worker died; the kernel killed one of its processes for memory',
    });
  });

  it('tells a start that the engine could not do from one that the program is refused', () => {
    expect(isEngineTrouble('failed to create endpoint x on network bridge: no available IPv4 addresses')).toBe(true);
    expect(isEngineTrouble('mkdir /var/lib/docker/containers/x: no space left on device')).toBe(true);
    expect(isEngineTrouble('OCI runtime create failed: starting container process caused: exec: "/app": permission denied: unknown')).toBe(false);
    expect(isEngineTrouble('failed to create shim task: OCI runtime create failed: runc create failed: exec: "/app": stat /app: no such file or directory')).toBe(false);
    expect(isEngineTrouble('unable to find user nobody: no matching entries in passwd file')).toBe(false);
  });

  it('takes the last line that says something as the reason', () => {
    expect(lastLine('a\nb\n\n  \n')).toBe('b');
    expect(lastLine('\n')).toBeNull();
    expect(lastLine(`${'x'.repeat(1000)}\n`)).toHaveLength(301);
  });
});

describe('expected outcomes', () => {
  it('compare the outcome, and for an exit the code', () => {
    expect(asExpected('pass', 'pass', 0)).toBe(true);
    expect(asExpected('exit 3', 'exit', 3)).toBe(true);
    expect(asExpected('exit 3', 'exit', 1)).toBe(false);
    expect(asExpected('exit', 'exit', 1)).toBe(true);
    expect(asExpected('pass', 'exit', 1)).toBe(false);
  });
});
