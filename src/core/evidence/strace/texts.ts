// Different texts of a log, numbered: names, paths, addresses.
import { own } from './text.ts';

/** Texts by number; [0] is ''. */
export class Texts {
  readonly list: string[] = [''];
  /** Some had no room. */
  full = false;
  private readonly numbers = new Map<string, number>([['', 0]]);
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  of(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    if (this.list.length >= this.most) {
      this.full = true;
      return 0;
    }
    const kept = own(text);
    this.numbers.set(kept, this.list.length);
    return this.list.push(kept) - 1;
  }
}
