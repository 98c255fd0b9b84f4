// One program in every form that strace has (scripts/make-strace-fixtures.sh), read into columns.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FLAG, KIND, type ReadableTrace } from '../../../../src/core/evidence/trace/types.ts';
import { bytesSource, readTrace, sumTrace } from '../../../../src/core/evidence/index.ts';

const log = (name: string) => readFileSync(new URL(`../../../fixtures/strace/many-${name}.strace`, import.meta.url));
const read = (name: string) => readTrace(bytesSource(log(name)));

/** Names of a task's calls, in order; those that a signal interrupted are a matter of luck. */
const calls = ({ index }: ReadableTrace, task: number): string[] =>
  Array.from({ length: index.count }, (_, event) => event)
    .filter((event) => index.task[event] === task && index.kind[event] === KIND.call && !((index.flags[event] ?? 0) & FLAG.restarted))
    .map((event) => index.names[index.name[event] ?? 0] ?? '');
const eventOf = ({ index }: ReadableTrace, name: string, nth = 0): number =>
  Array.from({ length: index.count }, (_, event) => event).filter((event) => index.names[index.name[event] ?? 0] === name)[nth] ?? -1;

const ALL = ['f', 't', 'tt-r', 'full', 'r', 'ns', 'xx', 'i-n', 'C', 'raw', 'terminal', 'terminal-comm'];
/** What the first process does in any of them. */
const MAIN = calls(read('full'), 0).filter((name) => name !== 'restart_syscall');

describe.each(ALL)('the same program in the form %s', (name) => {
  const trace = read(name);
  const { index } = trace;

  it('makes the same calls in its first process', () => {
    expect(calls(trace, 0).filter((call) => call !== 'restart_syscall')).toEqual(MAIN);
  });

  it('has its processes, its thread, and how each ended', () => {
    const tasks = index.tasks.map(({ thread, program, ended }) => ({ thread, program: program?.path, code: ended?.code, signal: ended?.signal }));
    expect(tasks).toHaveLength(5);
    expect(tasks).toEqual(
      expect.arrayContaining([
        { thread: false, program: './many', code: 7, signal: null },
        { thread: false, program: './many', code: 3, signal: null },
        // Its thread's execve made it another program.
        { thread: false, program: './hello', code: 0, signal: null },
        { thread: false, program: './many', code: null, signal: 'SIGABRT' },
        { thread: true, program: './many', code: null, signal: null },
      ]),
    );
    const thread = index.tasks.findIndex((task) => task.thread);
    expect(index.tasks[index.tasks[thread]?.parent ?? -1]?.program?.path).toBe('./hello');
    for (const task of index.tasks.slice(1)) expect(index.names[index.name[task.madeBy ?? -1] ?? 0]).toMatch(/^clone3?$/);
  });

  it('leaves no call without its end, and nothing to warn of', () => {
    expect(sumTrace(trace).unfinished).toBe(0);
    expect(index.warnings).toEqual([]);
    expect(sumTrace(trace)).toMatchObject({ processes: 4, errors: { ENOENT: 2, ECHILD: 1 }, firstExec: { path: './many', argv: ['./many'], error: null } });
    expect(sumTrace(trace).syscalls.find(({ name: call }) => call === 'execve')?.calls).toBe(2);
  });

  it('tells which call made each descriptor', () => {
    const made = (event: number): string => index.names[index.name[index.madeBy[event] ?? -1] ?? 0] ?? '';
    const main = Array.from({ length: index.count }, (_, event) => event).filter((event) => index.task[event] === 0 && (index.fd[event] ?? -1) >= 0);
    const by = main.map((event) => `${index.names[index.name[event] ?? 0]} ${index.fd[event]} by ${made(event)}`);
    expect(by).toEqual(
      expect.arrayContaining([
        'read 40 by dup2',
        'close 7 by openat',
        'openat 7 by openat',
        'connect 9 by socket',
        'sendto 9 by socket',
        'read 5 by socketpair',
        // Nobody opened it: the program had it from the start.
        'write 1 by ',
      ]),
    );
    // The child has its parent's.
    const child = index.tasks.findIndex(({ ended }) => ended?.code === 3);
    const write = Array.from({ length: index.count }, (_, event) => event).find((event) => index.task[event] === child && index.fd[event] === 6) ?? -1;
    expect(made(write)).toBe('socketpair');
  });
});

describe('times', () => {
  it.each(['t', 'tt-r', 'full', 'r', 'ns'])('%s: since the first event, never backward', (name) => {
    const { index } = read(name);
    const times = [...index.time.subarray(0, index.count)];
    expect(times[0]).toBe(0);
    expect(times.every((time, at) => time >= (times[at - 1] ?? 0))).toBe(true);
    if (name !== 't') expect(times.at(-1)).toBeGreaterThan(5e6);
    expect(times.at(-1)).toBeLessThan(10e9);
  });

  it('says what the log has of them', () => {
    expect(ALL.map((name) => [name, read(name).index.has.times])).toEqual([
      ['f', 'none'],
      ['t', 'seconds'],
      ['tt-r', 'fraction'],
      ['full', 'fraction'],
      ['r', 'relative'],
      ['ns', 'fraction'],
      ['xx', 'none'],
      ['i-n', 'none'],
      ['C', 'none'],
      ['raw', 'none'],
      ['terminal', 'none'],
      ['terminal-comm', 'fraction'],
    ]);
    expect(read('full').index.startedAtMs).toBeGreaterThan(1.7e12);
    expect(read('tt-r').index.startedAtMs).toBeNull();
  });

  it('time in calls, to the nanosecond where strace has it', () => {
    const trace = read('ns');
    const sleep = eventOf(trace, 'clock_nanosleep');
    expect(trace.index.duration[sleep]).toBeGreaterThan(2e6);
    expect([...trace.index.duration.subarray(0, trace.index.count)].some((ns) => ns % 1000 !== 0)).toBe(true);
    expect(read('f').index.has.durations).toBe(false);
  });
});

describe('forms with something of their own', () => {
  it('-C and -c: the table says what the lines say', () => {
    const trace = read('C');
    const { index } = trace;
    expect(index.format).toBe('strace');
    const counted = new Map(index.counted.map(({ name, calls: count, errors }) => [name, { count, errors }]));
    expect(counted.size).toBeGreaterThan(20);
    for (const { name, calls: count, errors } of sumTrace(trace).syscalls) {
      // strace does not count what never comes back, and counts a restart as an error.
      if (['exit_group', 'pause'].includes(name)) continue;
      const restarts = Array.from({ length: index.count }, (_, event) => event).filter(
        (event) => index.names[index.name[event] ?? 0] === name && ((index.flags[event] ?? 0) & FLAG.restarted) !== 0,
      ).length;
      expect([name, counted.get(name)]).toEqual([name, { count, errors: errors + restarts }]);
    }
  });

  it.each(['c', 'c-columns', 'terminal-c'])('%s: a table alone is counted', (name) => {
    const trace = read(name);
    expect(trace.index.format).toBe('strace-count');
    expect(trace.index.counted.find((row) => row.name === 'wait4')).toMatchObject({ calls: 4, errors: 1 });
    expect(trace.index.counted.find((row) => row.name === 'dup2')).toMatchObject({ calls: 1, errors: 0 });
    expect(trace.index.counted.every(({ totalNs }) => totalNs !== null && totalNs >= 0)).toBe(true);
    expect(trace.index.counted.some(({ name: row }) => row === 'total')).toBe(false);
    expect(sumTrace(trace).syscalls.find((row) => row.name === 'wait4')).toMatchObject({ calls: 4, errors: 1 });
    expect(trace.index.warnings.filter(({ code }) => code === 'no-trace')).toEqual([]);
  });

  it('-k: stack frames are stepped over', () => {
    const { index } = read('k');
    expect(index.has.stacks).toBe(true);
    expect(index.warnings).toEqual([]);
    expect(index.lines).toBeGreaterThan(index.count + 5);
  });

  it('-ff: a file has one task, whose pid is in its name', () => {
    const { index } = readTrace(bytesSource(log('ff-1')), { pid: 4711 });
    expect(index.tasks).toHaveLength(1);
    expect(index.tasks[0]).toMatchObject({ pid: 4711, ended: { code: 7 } });
    expect(read('ff-1').index.tasks[0]).toMatchObject({ pid: null });
    // The thread's execve ends in the leader's file.
    const files = ['ff-2', 'ff-3', 'ff-4', 'ff-5'].map(read);
    expect(files.flatMap(({ index: each }) => [...each.flags.subarray(0, each.count)]).filter((flags) => flags & FLAG.headless)).toHaveLength(1);
    expect(files.filter((trace) => eventOf(trace, 'superseded') >= 0)).toHaveLength(1);
  });

  it('injected errors are errors', () => {
    expect(sumTrace(read('inject')).errors).toMatchObject({ ENOSYS: 3 });
  });

  it('--seccomp-bpf: an error without a name keeps its number', () => {
    expect(sumTrace(read('bpf')).errors).toMatchObject({ ENOENT: 2, 'errno 18446744073709551527': 1 });
  });

  it('-p: a log may begin in the middle of a call', () => {
    const { index } = read('attached');
    expect(index.tasks).toHaveLength(1);
    expect(index.tasks[0]).toMatchObject({ program: null, ended: { code: 7 } });
  });

  it('-yy: addresses, and who made a connection', () => {
    const trace = read('full');
    const { index } = trace;
    const address = (name: string): string => index.addresses[index.address[eventOf(trace, name)] ?? 0] ?? '';
    expect(address('connect')).toBe('udp 127.0.0.1:53');
    expect(address('sendto')).toBe('udp 127.0.0.1:53');
    expect(index.has.descriptors).toBe(true);
  });

  it('without -yy the call that made the socket knows its protocol', () => {
    const trace = read('f');
    expect(trace.index.addresses[trace.index.address[eventOf(trace, 'connect')] ?? 0]).toBe('udp 127.0.0.1:53');
    expect(sumTrace(trace).connects).toEqual([{ address: '127.0.0.1', port: 53, protocol: 'udp', error: null }]);
  });

  it('paths: joined below a folder that -y names, in hexadecimal too', () => {
    const path = (name: string): string[] => read(name).index.paths.filter((each) => each.includes('no-such'));
    expect(path('full')).toEqual(['/etc/no-such-file']);
    expect(path('xx')).toEqual(['/etc/no-such-file']);
    expect(path('f')).toEqual(['no-such-file']);
  });

  it('umask answers in octal', () => {
    const trace = read('f');
    expect(trace.index.result[eventOf(trace, 'umask')]).toBe(0o22);
  });

  it('restarts are marked and are no errors', () => {
    const trace = read('full');
    const { index } = trace;
    const restarted = Array.from({ length: index.count }, (_, event) => event).filter((event) => (index.flags[event] ?? 0) & FLAG.restarted);
    expect(restarted.length).toBeGreaterThan(0);
    for (const event of restarted) {
      expect(index.errors[index.error[event] ?? 0]).toMatch(/^ERESTART/);
      expect(index.result[event]).toBeNaN();
    }
  });
});

describe('the text of events', () => {
  it('joins both halves of a call', () => {
    const trace = read('full');
    const { index } = trace;
    const clone =
      Array.from({ length: index.count }, (_, event) => event).find((event) => (index.flags[event] ?? 0) & FLAG.resumed && index.names[index.name[event] ?? 0] === 'clone') ?? -1;
    expect(trace.text.parts(clone)?.args).toMatch(/^child_stack=NULL, flags=CLONE_CHILD_CLEARTID\|CLONE_CHILD_SETTID\|SIGCHLD, child_tidptr=0x[0-9a-f]+$/);
    expect(trace.text.parts(clone)?.result).toMatch(/^\d+$/);
    expect(trace.text.line(clone)).toMatch(/ clone\(child_stack=NULL.*<unfinished \.\.\.>$/);
    expect(trace.text.resumedLine(clone)).toMatch(/ <\.\.\. clone resumed>.*>$/);
  });

  it('also where a message of strace stands between them', () => {
    const trace = read('terminal');
    const { index } = trace;
    const lines = log('terminal').toString('latin1').split('\n');
    const at = lines.findIndex((line) => /clone.*strace: Process \d+ attached$/.test(line));
    const event = [...index.line.subarray(0, index.count)].indexOf(at + 1);
    expect(event).toBeGreaterThan(0);
    expect(trace.text.parts(event)?.args).not.toContain('strace');
    expect(trace.text.parts(event)?.result).toMatch(/^\d+$/);
  });

  it('the result without its time, with its decoration and its words', () => {
    const trace = read('full');
    expect(trace.text.parts(eventOf(trace, 'openat'))).toMatchObject({ name: 'openat', result: '7</etc/passwd>' });
    expect(trace.text.parts(eventOf(trace, 'newfstatat'))?.result).toBe('-1 ENOENT (No such file or directory)');
    expect(trace.text.parts(eventOf(trace, 'exited'))).toBeNull();
    expect(trace.text.parts(-1)).toBeNull();
    expect(trace.text.line(1e9)).toBe('');
  });

  it('every line that an event claims is its line', () => {
    for (const name of [...ALL, 'qemu', 'in-qemu']) {
      const { index, text } = read(name);
      const lines = log(name).toString('latin1').split('\n');
      for (let event = 0; event < index.count; event++) expect(text.line(event)).toBe(lines[(index.line[event] ?? 0) - 1]);
      for (let at = 0; at < index.resumed.count; at++) expect(text.resumedLine(index.resumed.event[at] ?? -1)).toBe(lines[(index.resumed.line[at] ?? 0) - 1]);
    }
  });
});

describe('an emulated program', () => {
  it("the emulator's own log", () => {
    const trace = read('qemu');
    const { index } = trace;
    expect(index.format).toBe('qemu');
    expect(index.tasks[0]).toMatchObject({ ended: { code: 7 } });
    expect(sumTrace(trace).errors).toMatchObject({ ENOENT: 2, ENOSYS: expect.any(Number) as number, ECHILD: 1 });
    expect(sumTrace(trace)).toMatchObject({ filesOpened: expect.arrayContaining(['/etc/passwd', '/etc']) as string[], filesMissing: ['no-such-file', '/nope'] });
    expect(index.names).toContain('syscall_334');
    expect(trace.text.parts(eventOf(trace, 'newfstatat'))).toMatchObject({ result: '-1 errno=2 (No such file or directory)' });
    // rt_sigreturn's 513 is how a signal handler ends.
    expect(index.error[eventOf(trace, 'rt_sigreturn')]).toBe(0);
  });

  it('what the emulator did for itself is noise, in logs of an emulator only', () => {
    const { index } = read('in-qemu');
    const noise = Array.from({ length: index.count }, (_, event) => event).filter((event) => (index.flags[event] ?? 0) & FLAG.noise);
    const paths = new Set(noise.map((event) => index.paths[index.path[event] ?? 0]));
    expect(paths).toEqual(
      new Set([
        '',
        '/proc/self/exe',
        '/proc/self/maps',
        '/proc/sys/vm/mmap_min_addr',
        '/etc/qemu-binfmt/x86_64/etc/passwd',
        '/etc/qemu-binfmt/x86_64/etc',
        '/etc/qemu-binfmt/x86_64/nope',
      ]),
    );
    // Also what it does with a file that it opened for itself.
    expect(new Set(noise.filter((event) => index.path[event] === 0).map((event) => index.names[index.name[event] ?? 0]))).toEqual(
      new Set(['newfstatat', 'read', 'fcntl', 'close']),
    );
    for (const name of ALL) expect([...read(name).index.flags].filter((flags) => flags & FLAG.noise)).toEqual([]);
  });
});
