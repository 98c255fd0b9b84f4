// The lines of one log that are at hand, and what is known of the log as a whole while it grows.
import type { LogPage } from '../../../shared/api/views.ts';
import { Pages, pagesOf, type PageLimits } from '../pages.ts';

/** Lines of a page; pages begin at 1, 501, 1001 … */
export const PAGE_LINES = 500;

/** `size` is UTF-16 units of text. */
const LOG_LIMITS: PageLimits = { size: 6_000_000, pages: 60 };

export type ReadLines = (from: number, count: number, signal: AbortSignal) => Promise<LogPage>;

/** What is known of the log as a whole; another object when it has changed. */
export interface LogState {
  /** False until the first page came. */
  read: boolean;
  total: number;
  bytes: number;
  complete: boolean;
  truncated: boolean;
}

interface Kept {
  page: LogPage;
  cut: ReadonlySet<number>;
}

export interface Line {
  text: string;
  /** True where the line is longer than what is given of it. */
  cut: boolean;
}

const pageOf = (line: number): number => Math.floor((Math.max(1, line) - 1) / PAGE_LINES);

export class LogPages extends Pages<number, Kept> {
  readonly #read: ReadLines;
  #state: LogState = { read: false, total: 0, bytes: 0, complete: false, truncated: false };

  constructor(read: ReadLines, limits: PageLimits = LOG_LIMITS) {
    super(limits);
    this.#read = read;
  }

  get state(): LogState {
    return this.#state;
  }

  /** A line (from 1) if it is at hand. */
  line(number: number): Line | undefined {
    const kept = this.kept(pageOf(number));
    const text = kept?.page.lines[(number - 1) % PAGE_LINES];
    return kept === undefined || text === undefined ? undefined : { text, cut: kept.cut.has(number) };
  }

  /** Says which lines are looked at: reads their pages, and gives up reading others. */
  want(first: number, last: number): void {
    this.wantPages(pagesOf(first - 1, last - 1, PAGE_LINES));
  }

  /** The log grew, or may have ended: reads its last page again. */
  refresh(): void {
    if (this.#state.read && !this.#state.complete) this.readAgain(pageOf(this.#state.total));
  }

  /** Some lines, from the workbench where they are not at hand; the pages kept stay as they are. */
  async text(first: number, last: number): Promise<string[]> {
    const lines: string[] = [];
    const until = Math.min(last, this.#state.total);
    while (first + lines.length <= until) {
      const page = await this.#read(first + lines.length, Math.min(5_000, until - first - lines.length + 1), new AbortController().signal);
      if (page.lines.length === 0) break;
      lines.push(...page.lines);
    }
    return lines;
  }

  protected override async read(number: number, signal: AbortSignal): Promise<Kept> {
    const page = await this.#read(number * PAGE_LINES + 1, PAGE_LINES, signal);
    return { page, cut: new Set(page.cut) };
  }

  /** Two reads may overtake each other: a log never shrinks, and what was over stays over. */
  protected override came(_number: number, { page: { total, bytes, complete, truncated } }: Kept): void {
    const before = this.#state;
    this.#state = {
      read: true,
      total: Math.max(total, before.total),
      bytes: Math.max(bytes, before.bytes),
      complete: complete || before.complete,
      truncated: truncated || before.truncated,
    };
  }

  /** A page in which the log ended when it was read is old as soon as there is more. */
  protected override isNeeded(number: number, kept: Kept | undefined): boolean {
    const { read, total } = this.#state;
    if (kept === undefined) return !read || number * PAGE_LINES < total;
    const { page } = kept;
    const end = number * PAGE_LINES + page.lines.length;
    return !page.complete && end >= page.total && end < total;
  }

  protected override sizeOf({ page }: Kept): number {
    return page.lines.reduce((sum, line) => sum + line.length, 0);
  }
}
