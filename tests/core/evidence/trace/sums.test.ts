// Calls put together: equal to what strace counts itself, and whole, however they are grouped.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TRACE_GROUPINGS, type TraceGroup } from '../../../../src/shared/domain/trace-detail.ts';
import { countEvents, eventsWhere, FLAG, groupsOf, KIND, subjectsOf, type ReadableTrace } from '../../../../src/core/evidence/trace/index.ts';
import { traceOf } from '../../../helpers/traces.ts';
import { recorded } from './recorded.ts';

const ALL = 100_000;
const by = (trace: ReadableTrace, grouping: (typeof TRACE_GROUPINGS)[number]) => new Map(groupsOf(trace, null, grouping, ALL).rows.map((row) => [row.key, row]));
const sum = (rows: Iterable<TraceGroup>, of: (row: TraceGroup) => number): number => [...rows].reduce((all, row) => all + of(row), 0);
const errorsOf = ({ errors }: TraceGroup): number => Object.values(errors).reduce((all, count) => all + count, 0);

/** The table that `strace -C` writes behind its log. */
function tableOf(name: string): Map<string, { calls: number; errors: number }> {
  const text = readFileSync(new URL(`../../../fixtures/traces/${name}.strace`, import.meta.url), 'latin1');
  const rows = [...text.matchAll(/^ *\d+\.\d\d +\d+\.\d{6} +\d+ +(\d+) +(\d+)? +(\w+)$/gm)].filter(([, , , call]) => call !== 'total');
  return new Map(rows.map(([, calls, errors, call = '']) => [call, { calls: Number(calls), errors: Number(errors ?? 0) }]));
}

describe('calls and errors', () => {
  it("are those of strace's own table, but for calls that never return and calls that are restarted", () => {
    const table = tableOf('counted');
    expect(table.size).toBeGreaterThan(30);
    const trace = recorded('counted');
    const { index } = trace;
    const restarted = (name: string) =>
      countEvents(
        eventsWhere(index.count, (event) => index.names[index.name[event] ?? 0] === name && ((index.flags[event] ?? 0) & FLAG.restarted) !== 0),
        index.count,
      );
    const rows = by(trace, 'call');
    expect(rows.get('exit_group')?.calls).toBeGreaterThan(0);
    expect(table.has('exit_group')).toBe(false);
    for (const [name, { calls, errors }] of table) {
      const row = rows.get(name);
      expect([name, row?.calls, row && errorsOf(row) + restarted(name)]).toEqual([name, calls, errors]);
    }
    const left = [...rows.keys()].filter((name) => !table.has(name));
    expect(left).toEqual(['exit_group']);
  });

  it('a restarted call is no error, an unfinished one is a call', () => {
    const trace = traceOf(['wait4(-1, 0x7f, 0, NULL) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)', 'read(0, "", 1) = -1 EAGAIN (x)', 'pause( <unfinished ...>']);
    expect(groupsOf(trace, null, 'call', 9).rows.map(({ key, calls, errors }) => [key, calls, errors])).toEqual([
      ['wait4', 1, {}],
      ['read', 1, { EAGAIN: 1 }],
      ['pause', 1, {}],
    ]);
    expect(groupsOf(trace, null, 'error', 9).rows).toMatchObject([{ key: 'EAGAIN', calls: 1, firstEvent: 2 }]);
  });
});

describe.each(['counted', 'dns-go', 'fds', 'roots-missing'])('groups of %s', (name) => {
  const trace = recorded(name);
  const { index } = trace;
  const calls = countEvents(
    eventsWhere(index.count, (event) => index.kind[event] === KIND.call),
    index.count,
  );
  const errors = countEvents(
    eventsWhere(index.count, (event) => index.error[event] !== 0 && ((index.flags[event] ?? 0) & FLAG.restarted) === 0),
    index.count,
  );

  it.each(TRACE_GROUPINGS)('by %s lose nothing and count nothing twice', (grouping) => {
    const { total, rows } = groupsOf(trace, null, grouping, ALL);
    expect(total).toBe(rows.length);
    const subjects = subjectsOf(index);
    const about = {
      call: calls,
      task: calls,
      error: errors,
      file: [...subjects.file].filter((path) => path !== 0).length,
      address: [...subjects.address].filter((to) => to !== 0).length,
    };
    expect(sum(rows, (row) => row.calls)).toBe(about[grouping]);
    if (grouping === 'call' || grouping === 'task' || grouping === 'error') expect(sum(rows, errorsOf)).toBe(errors);
    expect(rows.every((row, place) => place === 0 || row.calls <= (rows[place - 1]?.calls ?? 0))).toBe(true);
  });

  it('of two halves of the events add up to those of all', () => {
    const even = eventsWhere(index.count, (event) => event % 2 === 0);
    const odd = eventsWhere(index.count, (event) => event % 2 === 1);
    for (const grouping of TRACE_GROUPINGS) {
      const added = new Map<string, number[]>();
      for (const set of [even, odd])
        for (const { key, calls: count, totalNs, bytesRead, bytesWritten } of groupsOf(trace, set, grouping, ALL).rows) {
          const before = added.get(key) ?? [0, 0, 0, 0];
          added.set(
            key,
            [count, totalNs ?? 0, bytesRead ?? 0, bytesWritten ?? 0].map((each, place) => each + (before[place] ?? 0)),
          );
        }
      const whole = groupsOf(trace, null, grouping, ALL).rows.map(
        ({ key, calls: count, totalNs, bytesRead, bytesWritten }) => [key, [count, totalNs ?? 0, bytesRead ?? 0, bytesWritten ?? 0]] as const,
      );
      expect(added).toEqual(new Map(whole));
    }
  });
});

describe('what a call is about', () => {
  const trace = traceOf([
    '1 openat(AT_FDCWD, "/etc/hosts", O_RDONLY) = 3 <0.000010>',
    '1 read(3, "127.0.0.1 x"..., 4096) = 11 <0.000030>',
    '1 dup(3) = 4 <0.000001>',
    '1 read(4, "", 4096) = 0 <0.000002>',
    '1 close(3) = 0 <0.000001>',
    '1 socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 3 <0.000001>',
    '1 connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("10.0.0.1")}, 16) = 0 <0.000100>',
    '1 write(3, "GET", 3) = 3 <0.000001>',
    '1 read(3, "OK", 4096) = 2 <0.000001>',
    '1 read(3, 0x7f, 4096) = -1 ECONNRESET (Connection reset by peer) <0.000001>',
    '1 sendfile(3, 4, NULL, 100) = 100 <0.000001>',
    '1 getpid() = 1 <0.000001>',
  ]);

  it('a read belongs to the file that its descriptor was opened for, through dup', () => {
    expect(groupsOf(trace, null, 'file', 9).rows).toEqual([
      { key: '/etc/hosts', calls: 5, errors: {}, totalNs: 44_000, longestNs: 30_000, firstEvent: 1, bytesRead: 11, bytesWritten: null },
    ]);
  });

  it('a write belongs to the address that its socket was connected to', () => {
    expect(groupsOf(trace, null, 'address', 9).rows).toEqual([
      { key: 'tcp 10.0.0.1:80', calls: 5, errors: { ECONNRESET: 1 }, totalNs: 104_000, longestNs: 100_000, firstEvent: 7, bytesRead: 2, bytesWritten: 103 },
    ]);
  });

  it('the limit leaves out the least', () => {
    const two = groupsOf(trace, null, 'call', 2);
    expect(two.total).toBe(9);
    expect(two.rows.map(({ key, calls: count }) => [key, count])).toEqual([
      ['read', 4],
      ['openat', 1],
    ]);
    expect(groupsOf(trace, null, 'call', 0)).toEqual({ total: 9, rows: [] });
  });

  it('without -T there is no time, which is not no time at all', () => {
    expect(groupsOf(traceOf(['getpid() = 1']), null, 'call', 9).rows).toMatchObject([{ totalNs: null, longestNs: null, bytesRead: null }]);
  });
});
