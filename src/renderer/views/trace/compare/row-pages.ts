// The rows of one pair that are at hand, and the way from one difference to the next.
import type { TraceDiffRows } from '../../../../shared/domain/trace-detail.ts';
import { Pages } from '../../../ui/pages.ts';

export type DiffRow = TraceDiffRows['rows'][number];
export type View = 'folded' | 'unfolded';

export const PAGE_ROWS = 250;
const MOST_PAGES = 60;

const isDifference = (row: DiffRow): boolean => row.kind !== 'equal' && row.kind !== 'fold';

export type ReadRows = (view: View, from: number, count: number, signal: AbortSignal) => Promise<TraceDiffRows>;

/** Pages of both views in one: `folded 3` is the fourth of the folded one. */
type PageName = `${View} ${number}`;
const nameOf = (view: View, row: number): PageName => `${view} ${Math.floor(row / PAGE_ROWS)}`;

export class RowPages extends Pages<PageName, readonly DiffRow[]> {
  readonly #read: ReadRows;

  constructor(read: ReadRows) {
    super({ pages: MOST_PAGES });
    this.#read = read;
  }

  /** Undefined while it is not at hand. */
  row(view: View, row: number): DiffRow | undefined {
    return this.kept(nameOf(view, row))?.[row % PAGE_ROWS];
  }

  /** Says which rows are looked at: reads what is not at hand of them, gives up reading others. */
  want(rows: readonly { view: View; row: number }[]): void {
    this.wantPages(rows.map(({ view, row }) => nameOf(view, row)));
  }

  /** The first row of the next block of differences after (or before) a row of the folded view; null where there is none that way. */
  async nextDifference(from: number, step: 1 | -1, total: number): Promise<number | null> {
    const at = async (row: number): Promise<boolean> => {
      if (row < 0 || row >= total) return false;
      const found = (await this.page(nameOf('folded', row)))[row % PAGE_ROWS];
      return found !== undefined && isDifference(found);
    };
    const isStart = async (row: number): Promise<boolean> => (await at(row)) && !(await at(row - 1));
    for (let row = from + step; row >= 0 && row < total; row += step) if (await isStart(row)) return row;
    return null;
  }

  protected override async read(name: PageName, signal: AbortSignal): Promise<readonly DiffRow[]> {
    const [view, number] = name.split(' ');
    const { rows } = await this.#read(view === 'folded' ? 'folded' : 'unfolded', Number(number) * PAGE_ROWS, PAGE_ROWS, signal);
    return rows;
  }
}
