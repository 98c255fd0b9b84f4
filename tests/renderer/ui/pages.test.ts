// What every list that is read in pages does: logs, events of a trace, rows of a comparison.
import { describe, expect, it } from 'vitest';
import { Pages, pagesOf, type PageLimits } from '../../../src/renderer/ui/pages.ts';

/** A list whose reads are answered by the test, one by one, in any order. */
class Asked extends Pages<number, string> {
  readonly reads: { page: number; signal: AbortSignal; give: (text: string) => void; fail: (error: Error) => void }[] = [];
  readonly told: string[] = [];
  old = new Set<number>();

  constructor(limits: Partial<PageLimits> = {}) {
    super({ pages: 100, ...limits });
  }
  want(...numbers: number[]): void {
    this.wantPages(numbers);
  }
  waitFor(number: number): Promise<string> {
    return this.page(number);
  }
  refresh(number: number): void {
    this.readAgain(number);
  }
  at(number: number): string | undefined {
    return this.kept(number);
  }
  asked(): number[] {
    return this.reads.map(({ page }) => page);
  }
  /** Answers the oldest read of a page that has no answer yet, and lets everybody hear it. */
  async give(number: number, text = `page ${number}`): Promise<void> {
    this.#open(number).give(text);
    await this.#heard();
  }
  async fail(number: number, error = new Error(`no page ${number}`)): Promise<void> {
    this.#open(number).fail(error);
    await this.#heard();
  }
  #open(number: number) {
    const index = this.reads.findIndex(({ page, signal }) => page === number && !this.#answered.has(signal));
    const read = this.reads[index];
    if (read === undefined) throw new Error(`nobody asked for page ${number}`);
    this.#answered.add(read.signal);
    return read;
  }
  readonly #answered = new Set<AbortSignal>();
  /** Everything that hangs on a promise that is settled has been done once a task of its own comes. */
  #heard = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  protected override read(page: number, signal: AbortSignal): Promise<string> {
    return new Promise((give, fail) => this.reads.push({ page, signal, give, fail }));
  }
  protected override came(number: number, page: string): void {
    this.told.push(`${number}: ${page}`);
    this.old.delete(number);
  }
  protected override isNeeded(number: number, page: string | undefined): boolean {
    return page === undefined || this.old.has(number);
  }
  protected override sizeOf(page: string): number {
    return page.length;
  }
}

describe('pages of a long list', () => {
  it('are those that hold the places one looks at', () => {
    expect([...pagesOf(0, 0, 10)]).toEqual([0]);
    expect([...pagesOf(9, 30, 10)]).toEqual([0, 1, 2, 3]);
    expect([...pagesOf(-5, 9, 10)]).toEqual([0]);
    expect([...pagesOf(25, 3, 10)]).toEqual([2]);
  });

  it('are read when they are looked at, and once', async () => {
    const pages = new Asked();
    pages.want(3, 4);
    pages.want(3, 4);
    expect(pages.asked()).toEqual([3, 4]);
    await pages.give(4);
    await pages.give(3);
    pages.want(4, 3);
    expect(pages.asked()).toEqual([3, 4]);
    expect([pages.at(3), pages.at(4), pages.at(5)]).toEqual(['page 3', 'page 4', undefined]);
    expect(pages.told).toEqual(['4: page 4', '3: page 3']);
  });

  it('say that something changed when it can be seen, until nobody asks', async () => {
    const pages = new Asked();
    const seen: unknown[] = [];
    const leave = pages.subscribe(() => seen.push(pages.at(1) ?? pages.error));
    pages.want(1);
    await pages.fail(1, new Error('away'));
    pages.retry();
    await pages.give(1);
    expect(seen).toEqual([new Error('away'), null, 'page 1']);
    expect(pages.version()).toBe(3);
    leave();
    pages.retry();
    expect(seen).toHaveLength(3);
  });

  it('are given up when one looks elsewhere before they came, and nothing of them is taken', async () => {
    const pages = new Asked();
    pages.want(1, 2);
    pages.want(2, 9);
    expect(pages.reads.map(({ page, signal }) => [page, signal.aborted])).toEqual([
      [1, true],
      [2, false],
      [9, false],
    ]);
    await pages.give(1, 'too late');
    expect(pages.at(1)).toBeUndefined();
    pages.want(1);
    await pages.give(1, 'in time');
    expect(pages.at(1)).toBe('in time');
  });

  it('are asked for a few at a time where that is the limit, the next as soon as one came', async () => {
    const pages = new Asked({ atOnce: 2 });
    pages.want(1, 2, 3, 4);
    expect(pages.asked()).toEqual([1, 2]);
    await pages.give(2);
    expect(pages.asked()).toEqual([1, 2, 3]);
    pages.want(3, 4);
    expect(pages.asked()).toEqual([1, 2, 3, 4]);
  });

  it('are dropped when others came, the one first that was looked at longest ago', async () => {
    const pages = new Asked({ pages: 3 });
    for (const number of [1, 2, 3]) {
      pages.want(number);
      await pages.give(number);
    }
    pages.want(1);
    pages.want(4);
    await pages.give(4);
    expect([1, 2, 3, 4].map((number) => pages.at(number) !== undefined)).toEqual([true, false, true, true]);
    expect(pages.count).toBe(3);
  });

  it('are as few as what they hold allows', async () => {
    const pages = new Asked({ size: 10 });
    for (const [number, text] of ['four', 'five5', 'six666'].entries()) {
      pages.want(number);
      await pages.give(number, text);
    }
    expect([pages.at(0), pages.at(1), pages.at(2), pages.size]).toEqual([undefined, undefined, 'six666', 6]);
  });

  it('stay while they are looked at, whatever the limits', async () => {
    const pages = new Asked({ pages: 1, size: 1 });
    pages.want(1, 2, 3);
    for (const number of [1, 2, 3]) await pages.give(number);
    expect(pages.count).toBe(3);
    pages.want(4);
    await pages.give(4);
    expect([pages.count, pages.at(4)]).toEqual([1, 'page 4']);
  });

  it('are not asked for again and again when one cannot be read', async () => {
    const pages = new Asked();
    pages.want(1);
    await pages.fail(1);
    expect(pages.error).toEqual(new Error('no page 1'));
    pages.want(1);
    pages.want(1, 2);
    expect(pages.asked()).toEqual([1]);
    pages.retry();
    expect(pages.error).toBeNull();
    expect(pages.asked()).toEqual([1, 1, 2]);
  });

  it('are tried again when another one came after the error', async () => {
    const pages = new Asked();
    pages.want(1, 2);
    await pages.fail(1);
    await pages.give(2);
    expect(pages.error).toBeNull();
    expect(pages.asked()).toEqual([1, 2, 1]);
  });

  it('can be waited for, whoever asked first and wherever one looks meanwhile', async () => {
    const pages = new Asked();
    pages.want(1);
    const waited = [pages.waitFor(1), pages.waitFor(1), pages.waitFor(7)];
    pages.want(50);
    expect(pages.asked()).toEqual([1, 7, 50]);
    await pages.give(1);
    await pages.give(7);
    expect(await Promise.all(waited)).toEqual(['page 1', 'page 1', 'page 7']);
    expect(await pages.waitFor(7)).toBe('page 7');
    expect(pages.asked()).toHaveLength(3);
  });

  it('tell who waits why one did not come, and try at once when one waits again', async () => {
    const pages = new Asked();
    const waited = pages.waitFor(1).catch((error: unknown) => error);
    await pages.fail(1);
    expect(await waited).toEqual(new Error('no page 1'));
    expect(pages.error).toEqual(new Error('no page 1'));
    const again = pages.waitFor(1);
    await pages.give(1);
    expect(await again).toBe('page 1');
    expect(pages.error).toBeNull();
  });

  it('are read again on demand, once more where that was while they were read', async () => {
    const pages = new Asked();
    pages.want(1);
    await pages.give(1, 'a');
    pages.refresh(1);
    pages.refresh(1);
    pages.refresh(1);
    pages.want(2);
    await pages.give(1, 'b');
    await pages.give(1, 'c');
    expect([pages.at(1), pages.asked()]).toEqual(['c', [1, 1, 2, 1]]);
    pages.refresh(1);
    pages.refresh(1);
    await pages.fail(1);
    await pages.give(1, 'd');
    expect(pages.at(1)).toBe('d');
  });

  it('that are looked at are read again when the list says that they are old', async () => {
    const pages = new Asked();
    pages.want(1, 2);
    await pages.give(1, 'a');
    pages.old.add(1);
    await pages.give(2);
    expect([pages.at(1), pages.asked()]).toEqual(['a', [1, 2, 1]]);
    await pages.give(1, 'b');
    expect(pages.at(1)).toBe('b');
  });

  it('are read no longer once it is over', async () => {
    const pages = new Asked();
    const versions = pages.version();
    pages.want(1);
    const waited = pages.waitFor(2);
    pages.stop();
    expect(pages.reads.every(({ signal }) => signal.aborted)).toBe(true);
    await pages.fail(1);
    await pages.give(2);
    expect(await waited).toBe('page 2');
    expect([pages.error, pages.count, pages.version()]).toEqual([null, 0, versions]);
  });
});
