// Rows of two traces side by side as they are drawn: those of the folded view, with the folds that were opened standing in full below their own row. Pure; rows count from 0.

/** A fold that is open: its place in the folded view, and the rows of the unfolded view that it hides. */
export interface OpenFold {
  at: number;
  from: number;
  count: number;
}

/** What a drawn row is: a row of the folded view (a fold that is open keeps its own), or one of the unfolded view out of an open fold. */
export type Located = { view: 'folded'; row: number } | { view: 'unfolded'; row: number; fold: number };

export class FoldMap {
  /** Rows to draw. */
  readonly total: number;
  private readonly folds: readonly OpenFold[];
  /** Drawn rows before each open fold, its own one not among them. */
  private readonly starts: readonly number[];

  constructor(folded: number, open: readonly OpenFold[]) {
    this.folds = open.filter(({ at, count }) => at >= 0 && at < folded && count > 0).sort((a, b) => a.at - b.at);
    let more = 0;
    this.starts = this.folds.map(({ at, count }) => {
      const start = at + more;
      more += count;
      return start;
    });
    this.total = folded + more;
  }

  locate(drawn: number): Located {
    const last = this.lastBefore(drawn, this.starts);
    const fold = this.folds[last];
    const start = this.starts[last];
    if (fold === undefined || start === undefined) return { view: 'folded', row: drawn };
    const into = drawn - start;
    if (into === 0) return { view: 'folded', row: fold.at };
    if (into <= fold.count) return { view: 'unfolded', row: fold.from + into - 1, fold: fold.at };
    return { view: 'folded', row: fold.at + into - fold.count };
  }

  /** Where a row of the folded view is drawn. */
  drawnAt(folded: number): number {
    let drawn = folded;
    for (const { at, count } of this.folds) if (at < folded) drawn += count;
    return drawn;
  }

  /** The row of the folded view that a drawn row is, or is out of. */
  foldedAt(drawn: number): number {
    const at = this.locate(drawn);
    return at.view === 'folded' ? at.row : at.fold;
  }

  isOpen(folded: number): boolean {
    return this.folds.some(({ at }) => at === folded);
  }

  /** The last place whose value is not above `value`; -1 where all are. */
  private lastBefore(value: number, values: readonly number[]): number {
    let [low, high] = [0, values.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[middle] ?? 0) <= value) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** `12:340:500,99:1200:7` of the address: folds that are open. What is none is left out. */
export function openOfText(text: string): OpenFold[] {
  return text.split(',').flatMap((part) => {
    const found = /^(\d{1,9}):(\d{1,10}):(\d{1,10})$/.exec(part);
    return found === null ? [] : [{ at: Number(found[1]), from: Number(found[2]), count: Number(found[3]) }];
  });
}
export const openText = (open: readonly OpenFold[]): string => open.map(({ at, from, count }) => `${at}:${from}:${count}`).join(',');
