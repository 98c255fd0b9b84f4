// Searching a log: places in lines, counted as a reader of the text would count them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGuard } from '../../../src/core/logs/guard.ts';
import { MOST_MATCHES, searchSteps, type Query } from '../../../src/core/logs/search.ts';
import { LogText } from '../../../src/core/logs/text.ts';
import type { LogSearch } from '../../../src/shared/api/views.ts';
import { runs } from '../../helpers/runs.ts';

const query = (text: string, change: Partial<Query> = {}): Query => ({ query: text, regex: false, matchCase: false, limit: 1_000, ...change });

function search(text: string | Buffer, asked: Query, guard = createGuard(5_000, asked.query)): LogSearch {
  const steps = searchSteps(new LogText(typeof text === 'string' ? Buffer.from(text) : text), asked, guard);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}
const places = (text: string, asked: Query) => search(text, asked).matches.map(({ line, column, length }) => [line, column, length]);

describe('a plain text', () => {
  it('is found in any case, or in its own', () => {
    expect(places('Error\nno error\nERROR error', query('error'))).toEqual([
      [1, 0, 5],
      [2, 3, 5],
      [3, 0, 5],
      [3, 6, 5],
    ]);
    expect(places('Error\nno error\nERROR error', query('error', { matchCase: true }))).toEqual([
      [2, 3, 5],
      [3, 6, 5],
    ]);
  });

  it('means itself: no character of it is an expression', () => {
    expect(places('a.c abc\n(x|y)* [z] \\d ^$', query('a.c'))).toEqual([[1, 0, 3]]);
    for (const text of ['(x|y)*', '[z]', '\\d', '^$', '-', '/']) expect(search(`(x|y)* [z] \\d ^$ - /`, query(text)).total).toBe(1);
  });

  it('has its column in UTF-16 units, whatever stands before it', () => {
    expect(places('größe 世界 🙂 here', query('here', { matchCase: true }))).toEqual([[1, 12, 4]]);
    expect(places('größe 世界 🙂 here', query('HERE'))).toEqual([[1, 12, 4]]);
    expect(places('x 世界 y 世界', query('世界', { matchCase: true }))).toEqual([
      [1, 2, 2],
      [1, 7, 2],
    ]);
    expect(places('Ärger ärger', query('ÄRGER'))).toHaveLength(2);
  });

  it('is never found over a line end, nor in one', () => {
    expect(search('ab\ncd', query('b\nc')).total).toBe(0);
    expect(search('ab\r\ncd', query('\r')).total).toBe(0);
    expect(places('10%\r20%\r\n', query('\r'))).toEqual([[1, 3, 1]]);
  });

  it('finds bad bytes by the character that stands for them', () => {
    expect(search(Buffer.from([0x61, 0xff, 0x62]), query('\ufffd')).matches).toEqual([{ line: 1, column: 1, length: 1 }]);
  });

  it('does not overlap', () => {
    for (const matchCase of [true, false]) expect(places('aaaa', query('aa', { matchCase })).map(([, column]) => column)).toEqual([0, 2]);
  });

  it('is the same on bytes and on text', () => {
    const text = fc.array(fc.constantFrom('a', 'B', 'ab', '世', '\n', '\r\n', ' '), { maxLength: 60 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.constantFrom('a', 'ab', 'B', '世', ' a'), (log, wanted) => {
        expect(search(log, query(wanted, { matchCase: true }))).toEqual(search(log, query(wanted, { matchCase: true, regex: true })));
        expect(search(log, query(wanted))).toEqual(search(log, query(wanted, { regex: true })));
      }),
      { numRuns: runs(200) },
    );
  });

  it('gives the first places and counts the others, up to a bound', () => {
    const log = 'x\n'.repeat(MOST_MATCHES + 5);
    for (const change of [{ matchCase: true }, {}, { regex: true }]) {
      const found = search(log, query('x', { ...change, limit: 3 }));
      expect(found).toMatchObject({ total: MOST_MATCHES, more: true });
      expect(found.matches.map(({ line }) => line)).toEqual([1, 2, 3]);
    }
    expect(search('x\n'.repeat(MOST_MATCHES), query('x'))).toMatchObject({ total: MOST_MATCHES, more: false });
  });

  it('is found ten thousand times in one line of megabytes without counting it anew each time', () => {
    const found = search('0123456789 größer '.repeat(200_000), query('größer', { matchCase: true, limit: 10_000 }));
    expect(found.matches.at(-1)).toEqual({ line: 1, column: 9_999 * 18 + 11, length: 6 });
  });
});

describe('an expression', () => {
  it('is matched line by line', () => {
    expect(places('ab\ncd\r\nef', query('^[^x]+$', { regex: true }))).toEqual([
      [1, 0, 2],
      [2, 0, 2],
      [3, 0, 2],
    ]);
    expect(places('one two\nthree', query('\\bt\\w+', { regex: true }))).toEqual([
      [1, 4, 3],
      [2, 0, 5],
    ]);
  });

  it('that matches nothing at all counts once in a line that has no other match', () => {
    expect(places('a\n\nb', query('^$', { regex: true }))).toEqual([[2, 0, 0]]);
    expect(places('bab\nb', query('a*', { regex: true }))).toEqual([
      [1, 1, 1],
      [2, 0, 0],
    ]);
  });

  it('that is none is refused in one sentence', () => {
    expect(() => search('x', query('(', { regex: true }))).toThrow(
      expect.objectContaining({ name: 'InputError', message: expect.stringContaining('no regular expression of JavaScript') }),
    );
  });

  it('that would take forever is stopped', () => {
    // Two to the power of forty ways: without the guard this test would not end.
    const hopeless = query('^(\\w+\\s?)*!$', { regex: true });
    expect(() => search(`${'word '.repeat(40)}\n`, hopeless, createGuard(100, hopeless.query))).toThrow(
      expect.objectContaining({ name: 'InputError', message: expect.stringContaining('takes too long') }),
    );
  });

  it('has its time for all of the log, not for each part of it', () => {
    let left = 3;
    const steps = searchSteps(new LogText(Buffer.alloc(8_000_000, 'line\n')), query('nothing here', { regex: true }), (step) => {
      if (left-- === 0) throw new Error('time is over');
      return step();
    });
    expect(() => {
      for (let step = steps.next(); step.done !== true; step = steps.next());
    }).toThrow('time is over');
  });
});
