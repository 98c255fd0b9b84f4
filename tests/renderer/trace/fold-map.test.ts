// Rows of two traces with folds that are open, pages of them, and the way to the next difference.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventParts, eventText, shortCall } from '../../../src/renderer/views/trace/compare/event-text.ts';
import { FoldMap, openOfText, openText, type OpenFold } from '../../../src/renderer/views/trace/compare/fold-map.ts';
import { PAGE_ROWS, RowPages, type DiffRow } from '../../../src/renderer/views/trace/compare/row-pages.ts';
import { traceEvent } from './events.ts';

describe('folds that are open', () => {
  it('stand in full below their own row', () => {
    const map = new FoldMap(5, [{ at: 1, from: 10, count: 3 }]);
    expect(Array.from({ length: map.total }, (_, at) => map.locate(at))).toEqual([
      { view: 'folded', row: 0 },
      { view: 'folded', row: 1 },
      { view: 'unfolded', row: 10, fold: 1 },
      { view: 'unfolded', row: 11, fold: 1 },
      { view: 'unfolded', row: 12, fold: 1 },
      { view: 'folded', row: 2 },
      { view: 'folded', row: 3 },
      { view: 'folded', row: 4 },
    ]);
    expect([map.drawnAt(1), map.drawnAt(2), map.foldedAt(3), map.isOpen(1), map.isOpen(2)]).toEqual([1, 5, 1, true, false]);
  });

  it('leave every row of the folded view where it can be found, in order, whatever is open', () => {
    const folds = fc.uniqueArray(fc.record({ at: fc.nat(30), from: fc.nat(1_000), count: fc.integer({ min: 1, max: 20 }) }), { selector: ({ at }) => at, maxLength: 8 });
    fc.assert(
      fc.property(folds, fc.integer({ min: 1, max: 40 }), (open: OpenFold[], total) => {
        const map = new FoldMap(total, open);
        const drawn = Array.from({ length: map.total }, (_, at) => map.locate(at));
        expect(drawn.filter(({ view }) => view === 'folded').map(({ row }) => row)).toEqual(Array.from({ length: total }, (_, at) => at));
        for (let row = 0; row < total; row += 1) expect(map.locate(map.drawnAt(row))).toEqual({ view: 'folded', row });
        for (let at = 0; at < map.total; at += 1) expect(map.drawnAt(map.foldedAt(at))).toBeLessThanOrEqual(at);
      }),
    );
  });

  it('stand in the address', () => {
    const open = [
      { at: 3, from: 40, count: 12 },
      { at: 90, from: 1_000, count: 7 },
    ];
    expect(openOfText(openText(open))).toEqual(open);
    expect(openOfText('3:x:1,,5,1:2:3')).toEqual([{ at: 1, from: 2, count: 3 }]);
  });
});

describe('pages of rows', () => {
  const equal = (at: number): DiffRow => ({ kind: 'equal', a: traceEvent({ event: at + 1 }), b: traceEvent({ event: at + 1 }) });
  const only = (at: number): DiffRow => ({ kind: 'only-a', a: traceEvent({ event: at + 1 }) });
  /** A comparison of which only the rows at these places differ. */
  const compared = (total: number, differ: readonly number[]) => {
    const asked: string[] = [];
    const pages = new RowPages((view, from, count) => {
      asked.push(`${view} from ${from}`);
      const rows = Array.from({ length: Math.min(count, total - from) }, (_, index) => (differ.includes(from + index) ? only(from + index) : equal(from + index)));
      return Promise.resolve({ total, from, rows });
    });
    return { pages, asked };
  };

  it('lead to the first row of the next block of differences, and back, over pages that are not at hand', async () => {
    const total = PAGE_ROWS * 4;
    const { pages } = compared(total, [5, 6, 7, PAGE_ROWS - 1, PAGE_ROWS, PAGE_ROWS * 3 + 9]);
    expect(await pages.nextDifference(-1, 1, total)).toBe(5);
    expect(await pages.nextDifference(5, 1, total)).toBe(PAGE_ROWS - 1);
    expect(await pages.nextDifference(PAGE_ROWS - 1, 1, total)).toBe(PAGE_ROWS * 3 + 9);
    expect(await pages.nextDifference(PAGE_ROWS * 3 + 9, 1, total)).toBeNull();
    expect(await pages.nextDifference(PAGE_ROWS * 3 + 9, -1, total)).toBe(PAGE_ROWS - 1);
    expect(await pages.nextDifference(6, -1, total)).toBe(5);
    expect(await pages.nextDifference(5, -1, total)).toBeNull();
  });

  it('are of both views side by side', async () => {
    const { pages, asked } = compared(1_000, [3]);
    pages.want([
      { view: 'folded', row: 3 },
      { view: 'folded', row: 4 },
      { view: 'unfolded', row: PAGE_ROWS * 2 + 3 },
    ]);
    expect(asked).toEqual(['folded from 0', `unfolded from ${PAGE_ROWS * 2}`]);
    await expect.poll(() => pages.count).toBe(2);
    expect(pages.row('folded', 3)).toMatchObject({ kind: 'only-a' });
    expect(pages.row('unfolded', PAGE_ROWS * 2 + 3)).toMatchObject({ kind: 'equal' });
    expect(pages.row('folded', PAGE_ROWS * 2 + 3)).toBeUndefined();
  });

  it('do not lead on where one cannot be read', async () => {
    const pages = new RowPages(() => Promise.reject(new Error('gone')));
    await expect(pages.nextDifference(-1, 1, 5)).rejects.toThrow('gone');
    expect(pages.error).toEqual(new Error('gone'));
  });
});

describe('an event as a line', () => {
  it('has its result apart, which is never cut', () => {
    const failed = traceEvent({ name: 'openat', args: 'AT_FDCWD</tmp>, "/x", O_RDONLY', result: '-1', error: 'ENOENT' });
    expect(eventText(failed)).toBe('openat(AT_FDCWD</tmp>, "/x", O_RDONLY) = -1 ENOENT');
    expect(eventParts(failed)).toEqual({ call: 'openat(AT_FDCWD</tmp>, "/x", O_RDONLY)', result: '= -1 ENOENT' });
    expect(eventText(traceEvent({ kind: 'exit', name: 'exited', args: 'with 1', result: '' }))).toBe('+++ exited with 1 +++');
    expect(eventText(traceEvent({ name: 'read', args: '3', result: '', unfinished: true }))).toBe('read(3) <unfinished ...>');
  });

  it('does without a folder that an absolute path does not need', () => {
    expect(shortCall('openat(AT_FDCWD</tmp>, "/x", O_RDONLY) = 3')).toBe('openat("/x", O_RDONLY) = 3');
    expect(shortCall('renameat2(AT_FDCWD, "/a", AT_FDCWD, "b", 0)')).toBe('renameat2("/a", AT_FDCWD, "b", 0)');
  });
});
