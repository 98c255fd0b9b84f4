// The geometry of the timeline: spans, lanes, columns, hits.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisTicks, timeText } from '../../../src/renderer/views/trace/timeline/axis.ts';
import { barAt, byTask, callBars, columnHeight, columnsOf, errorPlaces } from '../../../src/renderer/views/trace/timeline/bars.ts';
import { lanesOf, sumsOf } from '../../../src/renderer/views/trace/timeline/lanes.ts';
import { asked, between, held, holding, LEAST_NS, lengthOf, panned, spanOfText, spanText, zoomed, type Span } from '../../../src/renderer/views/trace/timeline/span.ts';
import type { TraceTask } from '../../../src/shared/domain/trace-detail.ts';

const END = 10e9;
const span = fc
  .tuple(fc.integer({ min: 0, max: END - LEAST_NS }), fc.integer({ min: LEAST_NS, max: END }))
  .map(([fromNs, length]): Span => held({ fromNs, toNs: fromNs + length }, END));

describe('the part of the time that is looked at', () => {
  it('never leaves the trace, whatever is done to it', () => {
    fc.assert(
      fc.property(span, fc.double({ min: 0.001, max: 1_000, noNaN: true }), fc.integer({ min: -END, max: 2 * END }), (of, factor, around) => {
        for (const next of [zoomed(of, END, around, factor), panned(of, END, factor), panned(of, END, -factor), holding(of, END, Math.min(END, Math.max(0, around)))]) {
          expect(next.fromNs).toBeGreaterThanOrEqual(0);
          expect(next.toNs).toBeLessThanOrEqual(END);
          expect(lengthOf(next)).toBeGreaterThanOrEqual(LEAST_NS);
        }
      }),
    );
  });

  it('keeps the time under the pointer where it is when it zooms', () => {
    expect(zoomed({ fromNs: 0, toNs: 10e9 }, END, 2.5e9, 0.5)).toEqual({ fromNs: 1.25e9, toNs: 6.25e9 });
  });

  it('asks for more than is seen, and for the same again after a small move', () => {
    fc.assert(
      fc.property(span, (of) => {
        const wanted = asked(of, END);
        if (wanted === null) return;
        expect(wanted.fromNs).toBeLessThanOrEqual(of.fromNs);
        expect(wanted.toNs).toBeGreaterThanOrEqual(of.toNs);
        expect(lengthOf(wanted)).toBeLessThanOrEqual(lengthOf(of) * 3.6);
      }),
    );
    expect(asked({ fromNs: 5_000_000_000, toNs: 5_001_000_000 }, END)).toEqual(asked({ fromNs: 5_000_010_000, toNs: 5_001_010_000 }, END));
    expect(asked({ fromNs: 0, toNs: END }, END)).toBeNull();
  });

  it('stands in the address, and what stands there wrongly is no span', () => {
    expect(spanOfText(spanText({ fromNs: 1_000_000, toNs: 3_000_000 }), END)).toEqual({ fromNs: 1_000_000, toNs: 3_000_000 });
    for (const text of ['', '5-1', 'a-b', '-1-5', '99999999999-999999999999']) expect(spanOfText(text, END), text).toBeNull();
    expect(between(7, 3, END)).toEqual({ fromNs: 3, toNs: 7 });
  });
});

describe('the axis', () => {
  it('tells neighbours apart, in one unit', () => {
    expect(axisTicks({ fromNs: 1_234_000_000, toNs: 1_234_500_000 }, 5).map(({ text }) => text)).toEqual(['1.2340 s', '1.2341 s', '1.2342 s', '1.2343 s', '1.2344 s', '1.2345 s']);
    expect(axisTicks({ fromNs: 0, toNs: 40_000_000 }, 4).map(({ text }) => text)).toEqual(['0', '10 ms', '20 ms', '30 ms', '40 ms']);
    expect(timeText(1_500, 90_000, 100)).toBe('1.5 µs');
  });

  it('has different words for different ticks at any zoom', () => {
    fc.assert(
      fc.property(span, (of) => {
        const texts = axisTicks(of, 8).map(({ text }) => text);
        expect(new Set(texts).size).toBe(texts.length);
      }),
    );
  });
});

const task = (number: number, more: Partial<TraceTask> = {}): TraceTask => ({
  task: number,
  pid: 100 + number,
  kind: 'process',
  parent: null,
  program: { path: '/usr/bin/make', argv: ['make'], event: 1 },
  firstEvent: number + 1,
  lastEvent: number + 50,
  startNs: number * 1_000,
  endNs: null,
  ended: null,
  events: 10,
  errors: 0,
  ...more,
});

describe('lanes', () => {
  it('stand in the order of the tree, each under who made it', () => {
    const tasks = [task(0), task(1, { parent: 0 }), task(2), task(3, { parent: 1 }), task(4, { parent: 0 })];
    expect(lanesOf(tasks, [0, 1, 2, 3, 4]).map(({ task: of, depth }) => [of, depth])).toEqual([
      [0, 0],
      [1, 1],
      [3, 2],
      [4, 1],
      [2, 0],
    ]);
  });

  it('stand under the nearest maker that has a lane', () => {
    const tasks = [task(0), task(1, { parent: 0 }), task(2, { parent: 1 })];
    expect(lanesOf(tasks, [0, 2]).map(({ task: of, depth }) => [of, depth])).toEqual([
      [0, 0],
      [2, 1],
    ]);
  });

  it('are all there where makers go in a circle, or nothing is known of them', () => {
    const tasks = [task(0, { parent: 1 }), task(1, { parent: 0 })];
    expect(
      lanesOf(tasks, [0, 1, 7])
        .map(({ task: of }) => of)
        .sort(),
    ).toEqual([0, 1, 7]);
    expect(lanesOf([], [7])[0]).toMatchObject({ pid: null, program: null });
  });

  it('survive a chain of ten thousand forks', () => {
    const tasks = Array.from({ length: 10_000 }, (_, at) => task(at, at === 0 ? {} : { parent: at - 1 }));
    const lanes = lanesOf(
      tasks,
      tasks.map(({ task: of }) => of),
    );
    expect(lanes.at(-1)).toMatchObject({ task: 9_999, depth: 9_999 });
  });

  it('sum up what happened in a part of the time', () => {
    const lane = { task: 0, calls: [1, 2, 3, 4], errors: [0, 1, 0, 0], busyNs: [5, 5, 5, 5] };
    const of = { fromNs: 100, toNs: 500 };
    expect(sumsOf(lane, of, 200, 400)).toEqual({ calls: 5, errors: 1, busyNs: 10 });
    expect(sumsOf(lane, of, 0, 1_000)).toEqual({ calls: 10, errors: 1, busyNs: 20 });
    expect(sumsOf(undefined, of, 0, 1_000)).toEqual({ calls: 0, errors: 0, busyNs: 0 });
  });
});

describe('columns of a lane', () => {
  const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

  it('hold every call and every error that is in sight, however steps and pixels fall together', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ calls: fc.integer({ min: 0, max: 50 }), errors: fc.integer({ min: 0, max: 3 }) }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 20, max: 900 }),
        (steps, width) => {
          const lane = { task: 0, calls: steps.map(({ calls }) => calls), errors: steps.map(({ errors }) => errors), busyNs: steps.map(() => 0) };
          const all = { fromNs: 0, toNs: steps.length * 1_000 };
          const columns = columnsOf(lane, all, all, width, 2);
          expect(sum(columns.calls)).toBeCloseTo(
            lane.calls.reduce((a, b) => a + b, 0),
            5,
          );
          expect(sum(columns.errors)).toBe(lane.errors.reduce((a, b) => a + b, 0));
        },
      ),
    );
  });

  it('say what share of a column went into calls', () => {
    const lane = { task: 0, calls: [1, 0], errors: [0, 0], busyNs: [1_000, 250] };
    const all = { fromNs: 0, toNs: 2_000 };
    expect([...columnsOf(lane, all, all, 4, 2).busy]).toEqual([1, 0.25]);
  });

  it('are seen where there is one call beside ten thousand', () => {
    expect(columnHeight(1, 10_000, 20)).toBe(2);
    expect(columnHeight(10_000, 10_000, 20)).toBe(20);
    expect(columnHeight(0, 10_000, 20)).toBe(0);
  });

  it('have one sign for errors that would touch', () => {
    const lane = { task: 0, calls: [9, 9, 0, 0, 9], errors: [1, 2, 0, 0, 1], busyNs: [0, 0, 0, 0, 0] };
    const all = { fromNs: 0, toNs: 5_000 };
    expect(errorPlaces(columnsOf(lane, all, all, 50, 2), 12)).toEqual([
      { x: 5, errors: 3 },
      { x: 45, errors: 1 },
    ]);
  });
});

describe('single calls', () => {
  const call = (event: number, tNs: number, durationNs: number | null, of = 0) => ({ event, task: of, tNs, durationNs, name: 'read', error: null });

  it('are bars where they are in sight, and a point is wide enough to be hit', () => {
    const bars = callBars([call(1, 0, 100), call(2, 500, null), call(3, 900, 400), call(4, 2_000, 5)], { fromNs: 200, toNs: 1_200 }, 1_000);
    expect(bars.map(({ event, x, w }) => [event.event, x, w])).toEqual([
      [2, 300, 2],
      [3, 700, 400],
    ]);
  });

  it('are found under the pointer, the shortest of several, the nearest within a few pixels', () => {
    const bars = callBars([call(1, 0, 1_000), call(2, 400, 10)], { fromNs: 0, toNs: 1_000 }, 1_000);
    expect(barAt(bars, 405)?.event.event).toBe(2);
    expect(barAt(bars, 300)?.event.event).toBe(1);
    expect(barAt(callBars([call(2, 400, 10)], { fromNs: 0, toNs: 1_000 }, 1_000), 397)?.event.event).toBe(2);
    expect(barAt(callBars([call(2, 400, 10)], { fromNs: 0, toNs: 1_000 }, 1_000), 390)).toBeNull();
  });

  it('stand by task, in the order of time', () => {
    const tasks = byTask([call(3, 30, 1), call(1, 10, 1, 4), call(2, 20, 1)]);
    expect(tasks.get(0)?.map(({ event }) => event)).toEqual([2, 3]);
    expect(tasks.get(4)?.map(({ event }) => event)).toEqual([1]);
  });
});
