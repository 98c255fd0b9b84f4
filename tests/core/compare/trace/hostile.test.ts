// What can't be compared well says so, and is compared as far as it goes.
import { describe, expect, it } from 'vitest';
import { diffTraces } from '../../../../src/core/compare/index.ts';
import { traceOf } from '../../../helpers/traces.ts';

const names = { a: { name: 'a', key: 'a' }, b: { name: 'b', key: 'b' } };
const codes = (a: string | string[], b: string | string[]): string[] => diffTraces(traceOf(a), traceOf(b), names).warnings.map(({ code }) => code);
const START = 'execve("/app", ["/app"], 0x7ffd0 /* 3 vars */) = 0';
const opens = Array.from({ length: 10 }, (_, at) => `openat(AT_FDCWD, "/etc/${'abcdefghij'[at]}", O_RDONLY) = 3`);
const END = 'exit_group(0) = ?';

describe('two traces that are hard to compare', () => {
  it('an empty one', () => {
    expect(codes('', [START, END])).toContain('empty');
    expect(diffTraces(traceOf(''), traceOf(''), names)).toMatchObject({ firstParting: null, onlyA: { total: 0 }, pairs: [] });
  });

  it('one that is no trace', () => {
    expect(codes(['hello', 'this is a log of something else'], [START, END])).toContain('no-trace');
  });

  const TABLE = [
    '% time     seconds  usecs/call     calls    errors syscall',
    '------ ----------- ----------- --------- --------- ----------------',
    ' 50.00    0.000010           1        10           read',
    '100.00    0.000010                    10           total',
  ];
  it.each([
    ['plain text', ['hello', 'no trace'], /^There is nothing to compare: B is no log of strace or qemu: none of its 2 lines is a call$/],
    ['an empty file', '', /^There is nothing to compare: B is empty$/],
    ['a table of strace -c', TABLE, /^There is nothing to compare: B is a table of strace -c/],
  ])('beside %s a log has nothing that is only its own', (_, other, says) => {
    const none = { pairs: [], onlyA: { total: 0 }, onlyB: { total: 0 }, changedErrors: { total: 0 }, changedResults: { total: 0 } };
    const made = diffTraces(traceOf([START, ...opens, END]), traceOf(other), names);
    expect(made).toMatchObject({ ...none, firstParting: { kind: 'end', a: null, b: null } });
    expect(made.firstParting?.sentence).toMatch(says);
    expect(made.warnings).toHaveLength(1);
    expect(diffTraces(traceOf(other), traceOf([START, ...opens, END]), names).firstParting?.sentence).toMatch(/^There is nothing to compare: A is /);
  });

  describe('a log that is cut', () => {
    const child = ['1 fork() = 2', '2 execve("/usr/bin/cc1", ["cc1"], 0x7ffd0 /* 3 vars */) = 0', '2 exit_group(0) = ?', '2 +++ exited with 0 +++'];
    const whole = [`1 ${START}`, ...opens.map((line) => `1 ${line}`), ...child, '1 openat(AT_FDCWD, "/lib/libz.so.1", O_RDONLY) = 3', `1 ${END}`, '1 +++ exited with 0 +++'];
    const cut = [...whole.slice(0, 6), '1 openat(AT_FDCWD, "/et'].join('\n');

    it('parts from the whole one nowhere: it ends there', () => {
      const made = diffTraces(traceOf(whole), traceOf(cut), names);
      expect(made.firstParting).toMatchObject({ kind: 'end', sentence: 'The log of B ends at event 7, before its program does; up to there nothing telling differs' });
      expect(made.firstParting?.b?.event).toBe(7);
      const back = diffTraces(traceOf(cut), traceOf(whole), names);
      expect(back.firstParting?.sentence).toMatch(/^The log of A ends at event 7, /);
      expect(back.firstParting?.b?.event).toBe(made.firstParting?.a?.event);
    });

    it('parts from the whole one in what lies before its end', () => {
      const failing = traceOf(cut.replace('"/etc/b", O_RDONLY) = 3', '"/etc/b", O_RDONLY) = -1 EACCES (Permission denied)'));
      expect(diffTraces(traceOf(whole), failing, names).firstParting?.sentence).toBe('B may not open /etc/b (EACCES); A opens it');
      const without = traceOf(cut.replace('1 openat(AT_FDCWD, "/etc/b", O_RDONLY) = 3\n', ''));
      expect(diffTraces(traceOf(whole), without, names).firstParting?.sentence).toBe('A opens /etc/b; B never does');
    });
  });

  it('two programs', () => {
    const other = ['execve("/usr/bin/ls", ["ls"], 0x7ffd0 /* 3 vars */) = 0', ...opens.map((line) => line.replace('/etc/', '/usr/')), END];
    expect(codes([START, ...opens, END], other)).toContain('programs');
  });

  it('one recorded with files only: the rest is left out and no difference', () => {
    const all = [START, 'brk(NULL) = 0x5600', ...opens.flatMap((line) => [line, 'read(3, "x", 1) = 1', 'close(3) = 0']), 'rt_sigaction(SIGINT, NULL, NULL, 8) = 0', END];
    const made = diffTraces(traceOf([START, ...opens]), traceOf(all), names);
    expect(made.warnings.find(({ code }) => code === 'classes')?.text).toMatch(/^A was recorded with some classes of calls only: .*calls on descriptors/);
    expect(made.onlyB.total).toBe(0);
  });

  it('one with descriptors shown and one without', () => {
    const shown = [
      START,
      ...opens.flatMap((line, at) => [`${line}</etc/${'abcdefghij'[at] ?? ''}>`, `close(3</etc/${'abcdefghij'[at] ?? ''}>) = 0`]),
      'write(1</dev/pts/0>, "a", 1) = 1',
      END,
    ];
    const bare = [START, ...opens.flatMap((line) => [line, 'close(3) = 0']), 'write(1, "a", 1) = 1', END];
    const made = diffTraces(traceOf(shown), traceOf(bare), names);
    expect(made.warnings.map(({ code }) => code)).toContain('descriptors');
    expect(made).toMatchObject({ onlyA: { total: 0 }, onlyB: { total: 0 } });
  });

  it('binary noise and lines without an end', () => {
    const noise = String.fromCharCode(...Array.from({ length: 3_000 }, (_, at) => (at * 7_919) % 256));
    expect(() =>
      diffTraces(traceOf(noise + '\nopenat(AT_FDCWD, "' + 'x'.repeat(50_000)), traceOf([START, 'write(2, "' + '\\0'.repeat(30_000) + '", 3) = 3', 'x(((((((((((']), names),
    ).not.toThrow();
  });
});
