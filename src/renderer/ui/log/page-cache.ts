// The lines of one log that are at hand: pages that were read, the least recently seen dropped. The whole log never is.
import type { LogPage } from '../../../shared/api/views.ts';

/** Lines of a page; pages begin at 1, 501, 1001 … */
export const PAGE_LINES = 500;

export interface CacheLimits {
  /** UTF-16 units of text that are kept, beyond the pages that are wanted now. */
  units: number;
  pages: number;
}
export const CACHE_LIMITS: CacheLimits = { units: 6_000_000, pages: 60 };

export type ReadPage = (from: number, count: number, signal: AbortSignal) => Promise<LogPage>;

/** What is known of the log as a whole. */
export interface LogState {
  /** False until the first page came. */
  read: boolean;
  total: number;
  bytes: number;
  complete: boolean;
  truncated: boolean;
  /** Of the last read; null when it went well. */
  error: unknown;
}

interface Page {
  lines: readonly string[];
  cut: ReadonlySet<number>;
  units: number;
  /** True where more lines follow, or the log is complete: nothing of it can change. */
  settled: boolean;
  /** Grows with every use. */
  used: number;
}

export interface Line {
  text: string;
  /** True where the line is longer than what is given of it. */
  cut: boolean;
}

const pageOf = (line: number): number => Math.floor((Math.max(1, line) - 1) / PAGE_LINES);

/** A store to subscribe to (`useSyncExternalStore`): `version` changes with every change of lines or state. */
export class LogPages {
  readonly #read: ReadPage;
  readonly #limits: CacheLimits;
  readonly #pages = new Map<number, Page>();
  readonly #reading = new Map<number, AbortController>();
  readonly #listeners = new Set<() => void>();
  #wanted: { first: number; last: number } = { first: 0, last: 0 };
  #clock = 0;
  #version = 0;
  #again = false;
  #state: LogState = { read: false, total: 0, bytes: 0, complete: false, truncated: false, error: null };

  constructor(read: ReadPage, limits: CacheLimits = CACHE_LIMITS) {
    this.#read = read;
    this.#limits = limits;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };
  readonly version = (): number => this.#version;

  get state(): LogState {
    return this.#state;
  }

  /** UTF-16 units kept. */
  get units(): number {
    let sum = 0;
    for (const { units } of this.#pages.values()) sum += units;
    return sum;
  }

  get pages(): number {
    return this.#pages.size;
  }

  /** A line (from 1) if it is at hand. */
  line(number: number): Line | undefined {
    const page = this.#pages.get(pageOf(number));
    const text = page?.lines[(number - 1) % PAGE_LINES];
    return page === undefined || text === undefined ? undefined : { text, cut: page.cut.has(number) };
  }

  /** Says which lines are looked at: reads their pages, and gives up reading others. */
  want(first: number, last: number): void {
    this.#wanted = { first: pageOf(first), last: pageOf(Math.max(first, last)) };
    if (this.#state.error !== null) return; // until `retry`
    for (const [number, reading] of this.#reading)
      if (number < this.#wanted.first || number > this.#wanted.last) {
        reading.abort();
        this.#reading.delete(number);
      }
    for (let number = this.#wanted.first; number <= this.#wanted.last; number += 1) {
      const page = this.#pages.get(number);
      if (page !== undefined) page.used = ++this.#clock;
      if (!this.#isFresh(number, page)) void this.#load(number);
    }
  }

  /** A page that was read when the log ended in it is old as soon as there is more. */
  #isFresh(number: number, page: Page | undefined): boolean {
    if (this.#reading.has(number)) return true;
    if (page === undefined) return this.#state.read && number * PAGE_LINES >= this.#state.total;
    return page.settled || number * PAGE_LINES + page.lines.length >= this.#state.total;
  }

  /** The log grew, or may have ended: reads its last page again. */
  refresh(): void {
    if (!this.#state.read || this.#state.complete) return;
    const last = pageOf(this.#state.total);
    if (this.#reading.has(last)) {
      this.#again = true;
      return;
    }
    void this.#load(last);
  }

  /** Tries again after an error. */
  retry(): void {
    this.#state = { ...this.#state, error: null };
    const { first, last } = this.#wanted;
    this.want(first * PAGE_LINES + 1, last * PAGE_LINES + 1);
  }

  async #load(number: number): Promise<void> {
    const reading = new AbortController();
    this.#reading.set(number, reading);
    try {
      const page = await this.#read(number * PAGE_LINES + 1, PAGE_LINES, reading.signal);
      if (reading.signal.aborted) return;
      this.#keep(number, page);
    } catch (error) {
      if (reading.signal.aborted) return;
      this.#state = { ...this.#state, error };
    } finally {
      if (this.#reading.get(number) === reading) this.#reading.delete(number);
    }
    this.#changed();
    if (this.#again) {
      this.#again = false;
      this.refresh();
    }
  }

  #keep(number: number, { lines, cut, total, bytes, complete, truncated }: LogPage): void {
    // Two reads may overtake each other: a log never shrinks, and what was over stays over.
    const state = this.#state;
    this.#state = {
      read: true,
      total: Math.max(total, state.total),
      bytes: Math.max(bytes, state.bytes),
      complete: complete || state.complete,
      truncated: truncated || state.truncated,
      error: null,
    };
    const units = lines.reduce((sum, line) => sum + line.length, 0);
    const settled = complete || number * PAGE_LINES + lines.length < total;
    if (lines.length > 0) this.#pages.set(number, { lines, cut: new Set(cut), units, settled, used: ++this.#clock });
    this.#drop();
  }

  #drop(): void {
    let units = this.units;
    const old = [...this.#pages].filter(([number]) => number < this.#wanted.first || number > this.#wanted.last).sort(([, a], [, b]) => a.used - b.used);
    for (const [number, page] of old) {
      if (units <= this.#limits.units && this.#pages.size <= this.#limits.pages) return;
      this.#pages.delete(number);
      units -= page.units;
    }
  }

  #changed(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
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

  /** Ends every read. */
  stop(): void {
    for (const reading of this.#reading.values()) reading.abort();
    this.#reading.clear();
  }
}
