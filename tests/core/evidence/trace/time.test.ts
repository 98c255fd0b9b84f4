// Time of a trace: silences, and the timeline.
import { describe, expect, it } from 'vitest';
import { traceTimelineSchema } from '../../../../src/shared/domain/trace-detail.ts';
import { eventsWhere, gapsOf, KIND, timelineOf } from '../../../../src/core/evidence/trace/index.ts';
import { traceOf } from '../../../helpers/traces.ts';
import { recorded } from './recorded.ts';

const ms = 1e6;
const gaps = (lines: string[], limit = 10) =>
  gapsOf(traceOf(lines), null, limit).rows.map(({ task, after, before, ns, inCall }) => [task, after, before, Math.round(ns / ms), inCall]);

describe('silences', () => {
  it('inside a call, between two calls, and of all tasks together', () => {
    expect(
      gaps([
        '1 1700000100.000 clone(child_stack=NULL, flags=SIGCHLD) = 2 <0.000>',
        '1 1700000100.001 wait4(-1, NULL, 0, NULL) = 2 <0.100>',
        '2 1700000100.010 read(0, "", 1) = 0 <0.040>',
        '2 1700000100.090 getpid() = 2 <0.000>',
        '1 1700000100.102 getpid() = 1 <0.000>',
      ]),
    ).toEqual(
      expect.arrayContaining([
        [0, 2, 5, 100, 'wait4'],
        // From .010 to .050 nobody began anything, and the last who did was inside read; then it returned, and 40 ms passed until the next call.
        [1, 3, 4, 40, 'read'],
        [null, 3, 4, 40, 'read'],
        [1, 3, 4, 40, null],
        [null, 3, 4, 40, null],
        [null, 4, 5, 11, null],
      ]),
    );
  });

  it('a call that never returned lasts to the end of its task', () => {
    expect(
      gaps(['1 1700000100.0 futex(0x1, FUTEX_WAIT_PRIVATE, 0, NULL <unfinished ...>', '2 1700000101.0 kill(1, SIGKILL) = 0 <0.000>', '1 1700000103.0 +++ killed by SIGKILL +++']),
    ).toContainEqual([0, 1, 3, 3_000, 'futex']);
    expect(gaps(['1 1700000100.0 futex(0x1, FUTEX_WAIT_PRIVATE, 0, NULL <unfinished ...>', '2 1700000104.0 getpid() = 2 <0.000>'])).toContainEqual([0, 1, null, 4_000, 'futex']);
  });

  it('without -T they go from beginning to beginning, and nobody knows in what', () => {
    expect(gaps(['1 1700000100.0 read(0, "", 1) = 0', '1 1700000102.5 getpid() = 1'])).toEqual([[0, 1, 2, 2_500, null]]);
  });

  it('of all together are told only where there are several', () => {
    const lines = ['1 1700000100.0 read(0, "", 1) = 0 <1.0>', '1 1700000103.0 getpid() = 1 <0.0>'];
    expect(gaps(lines).map(([task]) => task)).toEqual([0, 0]);
    expect(gaps([...lines, '2 1700000103.0 getpid() = 2 <0.0>']).map(([task]) => task)).toContain(null);
  });

  it('a log without times has none, and the limit keeps the longest', () => {
    expect(gaps(['getpid() = 1', 'getpid() = 1'])).toEqual([]);
    expect(gaps(['1 1700000100 getpid() = 1 <0.000>', '1 1700000101 getpid() = 1 <0.000>', '1 1700000109 getpid() = 1 <0.000>'], 1)).toHaveLength(1);
    expect(gaps(['1 1700000100.0 getpid() = 1 <0.000>', '1 1700000101.0 getpid() = 1 <0.000>', '1 1700000109.0 getpid() = 1 <0.000>'], 1)[0]?.[3]).toBe(8_000);
    expect(gapsOf(recorded('fds'), null, 0).rows).toEqual([]);
  });

  it("the answer of a slow name server is the longest of the lookup's", () => {
    const [first] = gapsOf(recorded('dns-glibc-slow'), null, 1).rows;
    expect(first?.inCall ?? 'poll').toBe('poll');
    expect(first?.ns).toBeGreaterThan(70 * ms);
  });
});

describe('the timeline', () => {
  const trace = traceOf([
    '1 1700000100.000 a() = 0 <0.000>',
    '1 1700000100.010 b() = -1 ENOENT (x) <0.030>',
    '2 1700000100.020 c() = 0 <0.005>',
    '2 1700000100.020 --- SIGCHLD {} ---',
    '1 1700000100.100 d() = 0 <0.000>',
  ]);

  it('counts calls where they begin, and spreads their time over the steps that they last', () => {
    const { lanes, left, events, toNs } = timelineOf(trace, null, { fromNs: 0, toNs: 100 * ms, steps: 10 });
    expect(toNs).toBe(100 * ms);
    expect(left).toBe(0);
    expect(lanes).toEqual([
      { task: 0, calls: [1, 1, 0, 0, 0, 0, 0, 0, 0, 1], errors: [0, 1, 0, 0, 0, 0, 0, 0, 0, 0], busyNs: [0, 10, 10, 10, 0, 0, 0, 0, 0, 0].map((each) => each * ms) },
      { task: 1, calls: [0, 0, 1, 0, 0, 0, 0, 0, 0, 0], errors: Array<number>(10).fill(0), busyNs: [0, 0, 5, 0, 0, 0, 0, 0, 0, 0].map((each) => each * ms) },
    ]);
    expect(events?.map(({ event, name, error }) => [event, name, error])).toEqual([
      [1, 'a', null],
      [2, 'b', 'ENOENT'],
      [3, 'c', null],
      [4, 'SIGCHLD', null],
      [5, 'd', null],
    ]);
  });

  it('a call that the kernel restarts is an error neither of a step nor of its own', () => {
    const restarted = traceOf([
      '1 1700000100.000 read(0, "", 1) = ? ERESTARTSYS (To be restarted if SA_RESTART is set) <0.010>',
      '1 1700000100.050 read(0, "", 1) = -1 EINTR (x) <0.000>',
    ]);
    const { lanes, events } = timelineOf(restarted, null, { fromNs: 0, toNs: null, steps: 2 });
    expect(lanes.map(({ errors }) => errors)).toEqual([[0, 1]]);
    expect(events?.map(({ error }) => error)).toEqual([null, 'EINTR']);
  });

  it.each(['exec-missing', 'counted'])('of %s counts as many errors in its steps as in its events', (name) => {
    const { lanes, events } = timelineOf(recorded(name), null, { fromNs: 0, toNs: null, steps: 9 });
    expect(events?.filter(({ error }) => error !== null)).toHaveLength(lanes.flatMap(({ errors }) => errors).reduce((sum, each) => sum + each, 0));
  });

  it('a window shows what goes on in it, also of calls that began before', () => {
    const { lanes, events } = timelineOf(trace, null, { fromNs: 25 * ms, toNs: 35 * ms, steps: 2 });
    expect(lanes).toEqual([
      { task: 0, calls: [0, 0], errors: [0, 0], busyNs: [5 * ms, 5 * ms] },
      { task: 1, calls: [0, 0], errors: [0, 0], busyNs: [0, 0] },
    ]);
    expect(events).toEqual([]);
  });

  it('shows the 200 tasks with most calls, and says how many are left', () => {
    const many = traceOf(
      Array.from({ length: 500 }, (_, i) => `${100 + (i % 250)} 1700000100.${String(i).padStart(3, '0')} getpid() = 1 <0.000>`).concat(['349 1700000101.0 getpid() = 1 <0.000>']),
    );
    const { lanes, left } = timelineOf(many, null, { fromNs: 0, toNs: null, steps: 5 });
    expect([lanes.length, left]).toEqual([200, 50]);
    expect(lanes.map(({ task }) => task)).toContain(249);
  });

  it.each(['dns-go', 'counted', 'dns-short'])('of %s holds every call once, whatever the steps', (name) => {
    const real = recorded(name);
    const calls = [...Array(real.index.count).keys()].filter((event) => real.index.kind[event] === KIND.call && !Number.isNaN(real.index.time[event]));
    for (const steps of [1, 7, 4_000]) {
      const all = traceTimelineSchema.parse(timelineOf(real, null, { fromNs: 0, toNs: null, steps }));
      expect(all.lanes.every((lane) => lane.calls.length === steps)).toBe(true);
      expect(all.lanes.flatMap((lane) => lane.calls).reduce((sum, each) => sum + each, 0)).toBe(calls.length);
      const busy = all.lanes.flatMap((lane) => lane.busyNs).reduce((sum, each) => sum + each, 0);
      const lasted = calls.reduce((sum, event) => sum + (real.index.duration[event] || 0), 0);
      expect(Math.abs(busy - lasted)).toBeLessThanOrEqual(steps * all.lanes.length);
    }
  });

  it('of a set is of the set', () => {
    const real = recorded('counted');
    const failed = eventsWhere(real.index.count, (event) => real.index.error[event] !== 0);
    const { lanes } = timelineOf(real, failed, { fromNs: 0, toNs: null, steps: 3 });
    for (const { calls, errors } of lanes) for (const [step, count] of calls.entries()) expect(errors[step]).toBeLessThanOrEqual(count);
    expect(lanes.length).toBeLessThan(timelineOf(real, null, { fromNs: 0, toNs: null, steps: 3 }).lanes.length + 1);
  });
});
