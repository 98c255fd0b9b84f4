// Matches in sight, and steps from one to the next.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMatcher, firstMatchFrom, stepMatch, type Match } from '../../../../src/renderer/ui/log/match.ts';
import { linesText, parseLines, stepLine } from '../../../../src/renderer/ui/log/lines.ts';
import { lineAtTick, tickPath } from '../../../../src/renderer/ui/log/overview.ts';

const at = (line: number, column = 0, length = 1): Match => ({ line, column, length });

describe('matches in a line', () => {
  it('of plain text are found in the line itself: the workbench gives only the first ones', () => {
    const matcher = createMatcher({ text: 'a.b', regex: false, matchCase: false }, []);
    expect(matcher(9, 'A.B axb a.b')).toEqual([
      { start: 0, end: 3 },
      { start: 8, end: 11 },
    ]);
    expect(createMatcher({ text: 'a.b', regex: false, matchCase: true }, [])(9, 'A.B')).toEqual([]);
  });

  it('of plain text are where the text is, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 6 }), fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 }), (text, before, after) => {
        const raw = before + text + after;
        const found = createMatcher({ text, regex: false, matchCase: true }, [])(1, raw);
        expect(found.length).toBeGreaterThan(0);
        for (const { start, end } of found) expect(raw.slice(start, end)).toBe(text);
      }),
    );
  });

  it('of an expression are those of the workbench: none runs here', () => {
    const matcher = createMatcher({ text: '(a+)+$', regex: true, matchCase: false }, [at(2, 1, 3), at(4, 0, 2), at(4, 5, 1), at(7)]);
    expect(matcher(4, 'aa   a')).toEqual([
      { start: 0, end: 2 },
      { start: 5, end: 6 },
    ]);
    expect(matcher(5, 'a'.repeat(4_000))).toEqual([]);
  });

  it('are none without a query', () => {
    expect(createMatcher({ text: '', regex: false, matchCase: false }, [])(1, 'text')).toEqual([]);
  });
});

describe('steps', () => {
  const matches = [at(3), at(3, 8), at(10), at(40)];
  it('begin at the first match in or below the line that is seen', () => {
    expect(firstMatchFrom(matches, 4)).toBe(2);
    expect(stepMatch(matches, null, 1, 4)).toBe(2);
    expect(stepMatch(matches, null, -1, 4)).toBe(1);
  });
  it('go around the ends', () => {
    expect(stepMatch(matches, 3, 1, 1)).toBe(0);
    expect(stepMatch(matches, 0, -1, 1)).toBe(3);
    expect(stepMatch(matches, null, 1, 41)).toBe(0);
    expect(stepMatch([], null, 1, 1)).toBeNull();
  });
  it('from error to error go around the ends too', () => {
    expect(stepLine([5, 9], 5, 1)).toBe(9);
    expect(stepLine([5, 9], 9, 1)).toBe(5);
    expect(stepLine([5, 9], 0, -1)).toBe(9);
    expect(stepLine([], 0, 1)).toBeNull();
  });
});

describe('lines in an address', () => {
  it('are one or a range, in either order', () => {
    expect(parseLines('12')).toEqual({ first: 12, last: 12 });
    expect(parseLines('20-12')).toEqual({ first: 12, last: 20 });
    expect(linesText({ first: 12, last: 20 })).toBe('12-20');
  });
  it('are nothing where they are no lines', () => {
    for (const text of ['', '0', '-3', '1-', 'x', '1e3', '12345678901', '1-2-3']) expect(parseLines(text)).toBeNull();
  });
});

describe('the strip beside the scrollbar', () => {
  it('has a tick for every pixel row with a line, and no more', () => {
    expect(tickPath([1, 2, 3, 1_000_000], 1_000_000, 100, 0, 5)).toBe('M0 0.5H5M0 99.5H5');
    expect(tickPath([1], 0, 100, 0, 5)).toBe('');
  });
  it('leads to a line of the log wherever it is clicked', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 900 }), fc.integer({ min: 1, max: 10_000_000 }), (y, total) => {
        const line = lineAtTick(y, total, 700);
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(total);
      }),
    );
  });
});
