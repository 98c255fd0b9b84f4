// The rows of one pair that are at hand: pages that were read, the least recently wanted dropped. All of them never are.
import type { TraceDiffRows } from '../../../../shared/domain/trace-detail.ts';

export type DiffRow = TraceDiffRows['rows'][number];
export type View = 'folded' | 'unfolded';

export const PAGE_ROWS = 250;
const MOST_PAGES = 60;

export const isDifference = (row: DiffRow): boolean => row.kind !== 'equal' && row.kind !== 'fold';

export interface RowSource {
  read: (view: View, from: number, count: number) => Promise<TraceDiffRows>;
  /** Something came, or could not be read. */
  changed: () => void;
}

export class RowPages {
  private readonly source: RowSource;
  private readonly pages = new Map<string, readonly DiffRow[]>();
  private readonly reading = new Map<string, Promise<readonly DiffRow[]>>();
  /** Of the last page that could not be read; asking again forgets it. */
  error: unknown = null;

  constructor(source: RowSource) {
    this.source = source;
  }

  /** Undefined while it is not at hand. */
  row(view: View, at: number): DiffRow | undefined {
    return this.pages.get(key(view, at))?.[at % PAGE_ROWS];
  }

  /** Reads what is not at hand of these rows, both ends included. */
  want(view: View, first: number, last: number): void {
    for (let at = Math.floor(Math.max(0, first) / PAGE_ROWS) * PAGE_ROWS; at <= last; at += PAGE_ROWS)
      this.page(view, at).catch((error: unknown) => {
        this.error = error;
        this.source.changed();
      });
  }

  async page(view: View, at: number): Promise<readonly DiffRow[]> {
    const name = key(view, at);
    const known = this.pages.get(name);
    if (known !== undefined) {
      // Wanted again: it is the youngest now.
      this.pages.delete(name);
      this.pages.set(name, known);
      return known;
    }
    const under = this.reading.get(name);
    if (under !== undefined) return under;
    const from = Math.floor(at / PAGE_ROWS) * PAGE_ROWS;
    const read = this.source.read(view, from, PAGE_ROWS).then(({ rows }) => {
      this.pages.set(name, rows);
      for (const oldest of this.pages.keys()) {
        if (this.pages.size <= MOST_PAGES) break;
        this.pages.delete(oldest);
      }
      this.error = null;
      this.source.changed();
      return rows;
    });
    this.reading.set(name, read);
    try {
      return await read;
    } finally {
      this.reading.delete(name);
    }
  }

  /** The first row of the next block of differences after (or before) a row of the folded view; null where there is none that way. */
  async nextDifference(from: number, step: 1 | -1, total: number): Promise<number | null> {
    const at = async (row: number): Promise<boolean> => {
      if (row < 0 || row >= total) return false;
      const found = (await this.page('folded', row))[row % PAGE_ROWS];
      return found !== undefined && isDifference(found);
    };
    const isStart = async (row: number): Promise<boolean> => (await at(row)) && !(await at(row - 1));
    for (let row = from + step; row >= 0 && row < total; row += step) if (await isStart(row)) return row;
    return null;
  }
}

const key = (view: View, at: number): string => `${view} ${Math.floor(at / PAGE_ROWS)}`;
