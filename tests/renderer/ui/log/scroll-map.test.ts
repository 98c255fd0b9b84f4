// Logs longer than Chromium's tallest element: every line can be reached, and the wheel moves as in a short log.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { domHeight, maxOffset, MOST_PX, offsetFor, placeOf, ROW_PX, scrolled, seenLines, type Extent, type Place } from '../../../../src/renderer/ui/log/scroll-map.ts';

const short = fc.record({ lines: fc.integer({ min: 0, max: MOST_PX / ROW_PX }), view: fc.integer({ min: 40, max: 3_000 }) });
const long = fc.record({ lines: fc.integer({ min: MOST_PX / ROW_PX + 1, max: 50_000_000 }), view: fc.integer({ min: 40, max: 3_000 }) });
const endOf = (extent: Extent): number => Math.max(0, domHeight(extent) - extent.view);

describe('a log that fits into an element', () => {
  it('is scrolled as any other', () => {
    fc.assert(
      fc.property(short, fc.double({ min: 0, max: 1, noNaN: true }), (extent, part) => {
        const dom = Math.round(part * endOf(extent));
        expect(scrolled(extent, { offset: 0, dom: 0 }, dom)).toEqual({ offset: dom, dom });
        expect(placeOf(extent, dom)).toEqual({ offset: dom, dom });
      }),
    );
  });
});

describe('a log that is taller than any element', () => {
  it('never makes an element beyond the cap', () => {
    fc.assert(fc.property(long, (extent) => domHeight(extent) <= 33_554_428));
  });

  it('shows its first line at the top and its last at the end of the scrollbar', () => {
    fc.assert(
      fc.property(long, fc.integer({ min: 1, max: 1_000_000 }), (extent, from) => {
        const before = placeOf(extent, from * ROW_PX);
        expect(seenLines(extent, scrolled(extent, before, 0).offset).first).toBe(1);
        expect(seenLines(extent, scrolled(extent, before, endOf(extent)).offset).last).toBe(extent.lines);
      }),
    );
  });

  it('moves by as many pixels as the wheel, wherever it is', () => {
    fc.assert(
      fc.property(long, fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.integer({ min: -300, max: 300 }), (extent, part, wheel) => {
        const before = placeOf(extent, part * maxOffset(extent));
        fc.pre(before.dom + wheel > 0 && before.dom + wheel < endOf(extent) - 1);
        fc.pre(Math.abs(wheel) <= 3 * extent.view);
        expect(scrolled(extent, before, before.dom + wheel).offset).toBeCloseTo(before.offset + wheel, 3);
      }),
    );
  });

  it('reaches every line: what is asked for is in sight, and stays there when the scrollbar comes to rest', () => {
    fc.assert(
      fc.property(long, fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 1_000_000 }), (extent, part, at) => {
        const line = 1 + Math.floor(part * (extent.lines - 1));
        const offset = offsetFor(extent, line, at * ROW_PX);
        const place = placeOf(extent, offset);
        const seen = seenLines(extent, place.offset);
        expect(seen.first).toBeLessThanOrEqual(line);
        expect(seen.last).toBeGreaterThanOrEqual(line);
        expect(placeOf(extent, place.offset)).toEqual(place);
      }),
    );
  });

  it('goes to where the scrollbar is dragged', () => {
    const extent = { lines: 10_000_000, view: 600 };
    const start: Place = { offset: 0, dom: 0 };
    expect(seenLines(extent, scrolled(extent, start, endOf(extent) / 2).offset).first).toBeCloseTo(5_000_000, -2);
  });

  it('gets from the top to the end by the wheel alone, with rests in between', () => {
    const extent = { lines: MOST_PX / ROW_PX + 400, view: 600 };
    let place = placeOf(extent, maxOffset(extent) - 30_000);
    for (let i = 0; i < 400 && seenLines(extent, place.offset).last < extent.lines; i += 1) {
      place = scrolled(extent, place, Math.min(endOf(extent), place.dom + 100));
      if (i % 10 === 9) place = placeOf(extent, place.offset);
    }
    expect(seenLines(extent, place.offset).last).toBe(extent.lines);
  });
});

describe('bringing a line into sight', () => {
  const extent = { lines: 1_000, view: 400 };
  it('moves nothing where it is well in sight', () => {
    expect(offsetFor(extent, 10, 0)).toBe(0);
  });
  it('leaves a third of the view above it', () => {
    expect(offsetFor(extent, 500, 0)).toBe(499 * ROW_PX - 133);
    expect(offsetFor(extent, 10, 0, true)).toBe(9 * ROW_PX - 133);
  });
  it('stops at the ends', () => {
    expect(offsetFor(extent, 1, 5_000)).toBe(0);
    expect(offsetFor(extent, 1_000, 0)).toBe(maxOffset(extent));
    expect(seenLines({ lines: 0, view: 400 }, 0)).toEqual({ first: 1, last: 0 });
  });
});
