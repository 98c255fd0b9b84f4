// Pages of a log: of any length, growing while they are read. What every kind of pages does is in ../pages.test.ts.
import { describe, expect, it, vi } from 'vitest';
import type { LogPage } from '../../../../src/shared/api/views.ts';
import { LogPages, PAGE_LINES, type ReadLines } from '../../../../src/renderer/ui/log/log-pages.ts';

/** A log of numbered lines that can grow, and every read of it. */
function log(total: number, { complete = true, text = (line: number) => `line ${line}` } = {}) {
  const state = { total, complete };
  const reads: number[] = [];
  const read: ReadLines = async (from, count) => {
    reads.push(from);
    const lines = Array.from({ length: Math.max(0, Math.min(count, state.total - from + 1)) }, (_, index) => text(from + index));
    return { from, lines, cut: [], total: state.total, bytes: state.total * 10, complete: state.complete, truncated: false } satisfies LogPage;
  };
  return { state, reads, read };
}
/** The machine may be busy. */
const waitFor = (check: () => void): Promise<void> => vi.waitFor(check, 30_000);
const settled = (pages: LogPages): Promise<void> => waitFor(() => expect(pages.state.read).toBe(true));

describe('pages of a log', () => {
  it('hold the lines that are looked at', async () => {
    const { read, reads } = log(1_000_000);
    const pages = new LogPages(read);
    expect(pages.line(1)).toBeUndefined();
    pages.want(700_000, 700_040);
    await settled(pages);
    expect(pages.line(700_020)).toEqual({ text: 'line 700020', cut: false });
    expect(pages.state).toMatchObject({ total: 1_000_000, complete: true });
    expect(reads).toEqual([699_501, 700_001]);
    pages.want(700_010, 700_030);
    expect(reads).toHaveLength(2);
  });

  it('never keep more than their limits, however far one scrolls', async () => {
    const { read } = log(1_000_000, { text: () => 'x'.repeat(1_000) });
    const pages = new LogPages(read, { size: 3_000_000, pages: 5 });
    for (let line = 1; line < 20_000; line += PAGE_LINES) {
      const came = new Promise<void>((resolve) => {
        const stop = pages.subscribe(() => {
          stop();
          resolve();
        });
      });
      pages.want(line, line + 40);
      await came;
      expect(pages.line(line)).toBeDefined();
      expect(pages.count).toBeLessThanOrEqual(5);
      expect(pages.size).toBeLessThanOrEqual(3_000_000);
    }
    expect(pages.line(1)).toBeUndefined();
  });

  it('read the end of a growing log again, and what is behind it once it is there', async () => {
    const { read, state } = log(600, { complete: false });
    const pages = new LogPages(read);
    pages.want(590, 640);
    await waitFor(() => expect(pages.line(600)).toBeDefined());
    state.total = 1_200;
    pages.refresh();
    await waitFor(() => expect(pages.state.total).toBe(1_200));
    expect(pages.line(1_000)?.text).toBe('line 1000');
    pages.want(990, 1_040);
    await waitFor(() => expect(pages.line(1_001)).toBeDefined());
    state.complete = true;
    pages.refresh();
    await waitFor(() => expect(pages.state.complete).toBe(true));
  });

  it('hear of the end of a live log though one scrolls elsewhere meanwhile', async () => {
    const { read, state } = log(2_000, { complete: false });
    const pages = new LogPages(read);
    pages.want(1, 40);
    await settled(pages);
    state.complete = true;
    pages.refresh();
    pages.want(501, 540);
    pages.want(1, 40);
    await waitFor(() => expect(pages.state.complete).toBe(true));
  });

  it('see the end of the last line of a live log that was cut in its middle', async () => {
    const live = { text: 'half', complete: false };
    const pages = new LogPages(async (from) => ({ from, lines: [live.text], cut: [], total: 1, bytes: live.text.length, complete: live.complete, truncated: false }));
    pages.want(1, 40);
    await settled(pages);
    live.text = 'half and half';
    pages.refresh();
    await waitFor(() => expect(pages.line(1)?.text).toBe('half and half'));
  });

  it('ask once for an empty log, and for nothing behind the end', async () => {
    const { read, reads } = log(0);
    const pages = new LogPages(read);
    pages.want(1, 40);
    await settled(pages);
    pages.want(1, 40);
    pages.want(501, 540);
    expect(reads).toEqual([1]);
  });

  it('give the text of a range for copying without keeping it', async () => {
    const { read } = log(20_000);
    const pages = new LogPages(read);
    pages.want(1, 40);
    await settled(pages);
    const text = await pages.text(4_000, 12_000);
    expect(text).toHaveLength(8_001);
    expect(text.at(-1)).toBe('line 12000');
    expect(pages.count).toBe(1);
    expect(await pages.text(19_999, 30_000)).toEqual(['line 19999', 'line 20000']);
  });
});
