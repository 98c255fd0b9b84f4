// The events of one trace under one filter that are at hand.
import type { TraceEvent, TraceRows } from '../../../../shared/domain/trace-detail.ts';
import { Pages, pagesOf } from '../../../ui/pages.ts';

/** Events of a page. */
export const PAGE_EVENTS = 200;
/** Pages that are kept: arguments of up to 4,096 characters each make a page of 200 up to some 2 MB. */
export const MOST_PAGES = 40;
/** Pages that are asked for at a time: a drag of the scrollbar passes hundreds. */
const AT_ONCE = 4;

export type ReadEvents = (input: { from: number; count: number; at: number | null }, signal: AbortSignal) => Promise<TraceRows>;

/** Places count from 0 among the events that the filter leaves. */
export class EventPages extends Pages<number, TraceRows> {
  readonly #read: ReadEvents;
  #matching: number | null = null;

  constructor(read: ReadEvents) {
    super({ pages: MOST_PAGES, atOnce: AT_ONCE });
    this.#read = read;
  }

  /** Events that the filter leaves; null until the first page came. */
  get matching(): number | null {
    return this.#matching;
  }

  at(place: number): TraceEvent | undefined {
    return this.kept(Math.floor(place / PAGE_EVENTS))?.rows[place % PAGE_EVENTS];
  }

  /** Says which places are looked at: reads their pages, gives up reading others. */
  want(first: number, last: number): void {
    this.wantPages(pagesOf(first, last, PAGE_EVENTS));
  }

  /** The place of an event, or of the next one that the filter leaves; null where it leaves none at or after it. */
  async placeOf(event: number, signal: AbortSignal): Promise<{ place: number; row: TraceEvent } | null> {
    for (const [number, { rows }] of this.allKept()) {
      const index = rows.findIndex((row) => row.event === event);
      const row = rows[index];
      if (row !== undefined) return { place: number * PAGE_EVENTS + index, row };
    }
    const around = await this.#read({ from: 0, count: 3, at: event }, signal);
    const index = around.rows.findIndex((row) => row.event >= event);
    const row = around.rows[index];
    return row === undefined ? null : { place: around.from + index, row };
  }

  protected override read(number: number, signal: AbortSignal): Promise<TraceRows> {
    return this.#read({ from: number * PAGE_EVENTS, count: PAGE_EVENTS, at: null }, signal);
  }

  protected override came(_number: number, { matching }: TraceRows): void {
    this.#matching = matching;
  }

  protected override isNeeded(number: number, page: TraceRows | undefined): boolean {
    return page === undefined && (this.#matching === null || number * PAGE_EVENTS < this.#matching);
  }
}
