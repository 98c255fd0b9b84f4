// What a start showed: the words of loaders, emulators and Go's start-up as they were really printed, and programs that merely fail.
import { describe, expect, it } from 'vitest';
import { agrees, whatHappened, type Started } from '../../../src/core/verdict/happened.ts';

const ended = (change: Partial<Started>): Started => ({ outcome: 'exit', code: 127, signal: null, error: null, stderr: '', ...change });

describe('what happened', () => {
  it.each([
    ['glibc, library', 127, '/app: error while loading shared libraries: libfoo.so.1: cannot open shared object file: No such file or directory', 'needed'],
    ['glibc, version', 1, "/app: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /app)", 'versions'],
    ['musl, library', 127, 'Error loading shared library libfoo.so.1: No such file or directory (needed by /app)', 'needed'],
    ['musl, symbol', 127, 'Error relocating /app: __printf_chk: symbol not found', 'symbols'],
    ['qemu, loader', 255, "aarch64-binfmt-P: Could not open '/lib/ld-linux-aarch64.so.1': No such file or directory", 'interp'],
    ['qemu, machine', 255, '/app: Invalid ELF image for this architecture', 'machine'],
    ['glibc, ISA level', 127, '/app: CPU ISA level is lower than required', 'cpu'],
    ['Go, level', 1, 'This program can only be run on AMD64 processors with v4 microarchitecture support.', 'cpu'],
  ] as const)('%s: the program did not start', (_name, code, stderr, check) => {
    expect(whatHappened(ended({ code, stderr: `${stderr}\n` }))).toEqual({ started: false, line: stderr, check });
  });

  it('the engine refused it', () => {
    expect(whatHappened(ended({ outcome: 'start-failed', code: null, error: 'exec /app: exec format error' }))).toMatchObject({
      started: false,
      line: 'exec /app: exec format error',
    });
  });

  it('an illegal instruction speaks of the CPU', () => {
    expect(whatHappened(ended({ outcome: 'signal', code: 132, signal: 'SIGILL' }))).toMatchObject({ started: false, check: 'cpu' });
  });

  it.each([
    ['a program that fails with 1', ended({ code: 1, stderr: 'dial tcp: lookup db: no such host\n' })],
    ['a program that ends with 127 for its own reasons', ended({ code: 127, stderr: 'bye\n' })],
    ['a program that passes', ended({ outcome: 'pass', code: 0 })],
    ['a program that quotes a loader and ends with 3', ended({ code: 3, stderr: 'x: error while loading shared libraries: y\n' })],
    ['a program that was still running', ended({ outcome: 'timed-out', code: null })],
    ["a program that prints a loader's words after forty lines of its own", ended({ code: 1, stderr: `${'log\n'.repeat(50)}Error relocating x: y: symbol not found\n` })],
  ])('%s has started', (_name, run) => {
    expect(whatHappened(run).started).toBe(true);
  });

  it.each(['oom', 'not-run', 'build-failed'])('%s tells nothing about the start', (outcome) => {
    expect(whatHappened(ended({ outcome, code: null })).started).toBeNull();
  });
});

describe('a judgement', () => {
  const started = whatHappened(ended({ outcome: 'pass', code: 0 }));
  const refused = whatHappened(ended({ outcome: 'start-failed', error: 'x' }));
  const silent = whatHappened(ended({ outcome: 'oom' }));
  it.each([
    ['yes', started, true],
    ['no', refused, true],
    ['yes', refused, false],
    ['no', started, false],
    ['unknown', started, null],
    ['yes', silent, null],
  ] as const)('%s', (runs, happened, expected) => {
    expect(agrees(runs, happened)).toBe(expected);
  });
});
