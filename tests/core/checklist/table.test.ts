import { describe, expect, it } from 'vitest';
import { CALLS, callsOf, probeInput } from '../../../src/core/checklist/syscalls/table.ts';

const ARCHES = ['386', 'amd64', 'arm', 'arm64', 'loong64', 'mips', 'mips64', 'mips64le', 'mipsle', 'ppc64', 'ppc64le', 'riscv64', 's390x'];

describe('the table of system calls', () => {
  it('names every call once, with a first kernel and where that is written', () => {
    expect(new Set(CALLS.map(({ name }) => name)).size).toBe(CALLS.length);
    for (const { since, source } of CALLS) {
      expect(since).toMatch(/^\d+\.\d+(\.\d+)?$/);
      expect(source).not.toBe('');
    }
  });

  it.each(ARCHES)('%s: no two calls have one number', (arch) => {
    const numbers = callsOf(arch).map(({ number }) => number);
    expect(numbers.length).toBeGreaterThan(70);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('gives calls since Linux 5.1 one number on every architecture, counted from 4000 and 5000 on MIPS', () => {
    const numbers = (name: string) => CALLS.find((call) => call.name === name)?.numbers;
    expect(numbers('openat2')).toEqual({ ...Object.fromEntries(ARCHES.map((arch) => [arch, 437])), mips: 4437, mipsle: 4437, mips64: 5437, mips64le: 5437 });
    expect(numbers('membarrier')).toMatchObject({ amd64: 324, arm64: 283, riscv64: 283, s390x: 356, mips: 4358, mips64: 5318 });
  });

  it('knows the times of 64 bits on 32-bit machines alone', () => {
    const names = (arch: string) => callsOf(arch).map(({ call }) => call.name);
    expect(names('arm')).toContain('clock_gettime64');
    expect(names('arm64')).not.toContain('clock_gettime64');
  });

  it('has no calls for an architecture that it has no numbers for', () => expect(callsOf('sparc64')).toEqual([]));

  it('hands every call on in a line that the probe reads: a name, a number, at most six arguments', () => {
    for (const line of probeInput(callsOf('amd64')).trimEnd().split('\n')) expect(line).toMatch(/^[a-z0-9_]+ \d+(?: (?:-?\d+|zero|buf|root)){0,6}$/);
  });

  it('opens nothing but the root folder, and gives no call a descriptor that could be open', () => {
    expect(CALLS.filter(({ args }) => args.includes('root')).map(({ name }) => name)).toEqual(['openat2']);
    // The first argument of these is a descriptor: it is none.
    for (const name of [
      'execveat',
      'fsconfig',
      'fsmount',
      'setxattrat',
      'removexattrat',
      'file_setattr',
      'fchmodat2',
      'pidfd_send_signal',
      'process_madvise',
      'quotactl_fd',
      'pwritev2',
    ])
      expect(CALLS.find((call) => call.name === name)?.args[0], name).toBe(-1);
  });
});
