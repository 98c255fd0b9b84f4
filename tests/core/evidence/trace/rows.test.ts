// Events and tasks as they are shown.
import { describe, expect, it } from 'vitest';
import { traceEventSchema, traceTaskSchema } from '../../../../src/shared/domain/trace-detail.ts';
import { callText, eventRow, lineOf, taskRows } from '../../../../src/core/evidence/trace/index.ts';
import { traceOf } from '../../../helpers/traces.ts';
import { recorded } from './recorded.ts';

describe('the row of an event', () => {
  it('has both halves of a call that was cut in two', () => {
    const trace = traceOf([
      '7 1700000100.000001 openat(AT_FDCWD, "/etc/hosts", O_RDONLY <unfinished ...>',
      '8 1700000100.000002 getpid() = 8 <0.000001>',
      '7 1700000100.000009 <... openat resumed>) = 3</etc/hosts> <0.000008>',
      '7 1700000100.000020 read(3</etc/hosts>, 0x7f, 5) = -1 EIO (Input/output error) <0.000003>',
    ]);
    expect(eventRow(trace, 0)).toEqual({
      event: 1,
      line: 1,
      resumedLine: 3,
      kind: 'call',
      task: 0,
      pid: 7,
      tNs: 0,
      durationNs: 8_000,
      name: 'openat',
      args: 'AT_FDCWD, "/etc/hosts", O_RDONLY',
      argsCut: false,
      result: '3</etc/hosts>',
      error: null,
      noise: false,
      unfinished: false,
      madeBy: null,
    });
    expect(eventRow(trace, 2)).toMatchObject({ event: 3, line: 4, tNs: 19_000, result: '-1', error: 'EIO', madeBy: 1 });
    expect(lineOf(trace, 0)).toContain('<unfinished ...> 7 1700000100.000009 <... openat resumed>');
    expect(callText(trace, 2)).toBe('read(3</etc/hosts>, 0x7f, 5) = -1 EIO');
  });

  it('of signals, ends and restarted calls', () => {
    const trace = traceOf([
      'wait4(-1, 0x7f, 0, NULL) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)',
      '--- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=0x8} ---',
      '+++ killed by SIGSEGV (core dumped) +++',
    ]);
    expect(eventRow(trace, 0)).toMatchObject({ result: '?', error: 'ERESTARTSYS' });
    expect(eventRow(trace, 1)).toMatchObject({ kind: 'signal', name: 'SIGSEGV', args: '{si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=0x8}', result: '' });
    expect(eventRow(trace, 2)).toMatchObject({ kind: 'exit', name: 'killed', args: expect.stringContaining('SIGSEGV') });
    expect(callText(trace, 1)).toBe('SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=0x8}');
  });

  it('escapes stay, raw bytes become text, and long arguments are cut between characters', () => {
    const trace = traceOf([
      String.raw`write(1, "a\0\303\274\n", 5) = 5`,
      'open("/tmp/ü", O_RDONLY) = 3',
      `write(1, "${'ü'.repeat(5_000)}", 10000) = 10000`,
      `write(1, "${'😀'.repeat(3_000)}", 12000) = 12000`,
    ]);
    expect(eventRow(trace, 0).args).toBe(String.raw`1, "a\0\303\274\n", 5`);
    expect(eventRow(trace, 1)).toMatchObject({ args: '"/tmp/ü", O_RDONLY', argsCut: false });
    expect(eventRow(trace, 2)).toMatchObject({ args: `1, "${'ü'.repeat(4_092)}`, argsCut: true });
    expect(eventRow(trace, 3).args.isWellFormed()).toBe(true);
    expect(eventRow(trace, 3).args.length).toBeLessThanOrEqual(4_096);
  });

  it('an event that is not there is refused', () => {
    expect(() => eventRow(traceOf('getpid() = 1'), 1)).toThrow(RangeError);
    expect(() => eventRow(traceOf(''), 0)).toThrow(RangeError);
  });

  it.each(['fds', 'dns-hex', 'dns-short', 'counted', 'exec-missing'])('every event of %s fits the schema', (name) => {
    const trace = recorded(name);
    for (let event = 0; event < trace.index.count; event++) traceEventSchema.parse(eventRow(trace, event));
    for (const row of taskRows(trace, null, 1_000).rows) traceTaskSchema.parse(row);
  });
});

describe('tasks', () => {
  it('say what they run, who made them, and how they ended', () => {
    const { total, rows } = taskRows(recorded('shell'), null, 10);
    expect(total).toBe(2);
    expect(rows).toMatchObject([
      { task: 0, kind: 'process', parent: null, program: { path: '/usr/bin/sh' }, ended: { code: 1, signal: null } },
      { task: 1, kind: 'process', parent: 0, program: { path: '/usr/bin/cat', argv: ['cat', '/etc/nothing'] }, ended: { code: 1, signal: null } },
    ]);
  });

  it('threads of Go are threads; what is counted is of the set', () => {
    const trace = recorded('dns-go');
    const { rows } = taskRows(trace, null, 100);
    expect(rows.filter(({ kind }) => kind === 'thread').length).toBeGreaterThan(2);
    expect(rows.every(({ program }) => program?.path === './look')).toBe(true);
    expect(rows.reduce((sum, { events }) => sum + events, 0)).toBe(trace.index.count);
    const first = taskRows(trace, Uint32Array.of(7), 100);
    expect(first).toMatchObject({ total: 1, rows: [{ task: 0, events: 3 }] });
  });
});
