// The events of one trace under one filter that are at hand: pages that were read, the least recently seen dropped. All of them never are.
import type { TraceEvent, TraceRows } from '../../../../shared/domain/trace-detail.ts';

/** Events of a page. */
export const PAGE_EVENTS = 200;
/** Pages that are kept beyond the wanted ones: arguments of up to 4,096 characters each make a page of 200 up to some 2 MB. */
export const MOST_PAGES = 40;
/** Pages that are asked for at a time: a drag of the scrollbar passes hundreds. */
const AT_ONCE = 4;

export type ReadEvents = (input: { from: number; count: number; at: number | null }, signal: AbortSignal) => Promise<TraceRows>;

export interface EventsState {
  /** False until the first page came. */
  read: boolean;
  /** Events that the filter leaves. */
  matching: number;
  /** Of the last read; null when it went well. */
  error: unknown;
}

interface Page {
  rows: readonly TraceEvent[];
  used: number;
}

const pageOf = (place: number): number => Math.floor(Math.max(0, place) / PAGE_EVENTS);

/** A store to subscribe to (`useSyncExternalStore`): `version` changes with every change. Places count from 0 among the events that the filter leaves. */
export class EventPages {
  readonly #read: ReadEvents;
  readonly #pages = new Map<number, Page>();
  readonly #reading = new Map<number, AbortController>();
  readonly #listeners = new Set<() => void>();
  #wanted: { first: number; last: number } = { first: 0, last: 0 };
  #clock = 0;
  #version = 0;
  #state: EventsState = { read: false, matching: 0, error: null };

  constructor(read: ReadEvents) {
    this.#read = read;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };
  readonly version = (): number => this.#version;

  get state(): EventsState {
    return this.#state;
  }

  get pages(): number {
    return this.#pages.size;
  }

  at(place: number): TraceEvent | undefined {
    return this.#pages.get(pageOf(place))?.rows[place % PAGE_EVENTS];
  }

  /** Says which places are looked at: reads their pages, gives up reading others. */
  want(first: number, last: number): void {
    this.#wanted = { first: pageOf(first), last: pageOf(Math.max(first, last)) };
    for (const [number, reading] of this.#reading)
      if (number < this.#wanted.first || number > this.#wanted.last) {
        reading.abort();
        this.#reading.delete(number);
      }
    this.#fill();
  }

  #fill(): void {
    if (this.#state.error !== null) return; // until `retry`
    for (let number = this.#wanted.first; number <= this.#wanted.last; number += 1) {
      const page = this.#pages.get(number);
      if (page !== undefined) page.used = ++this.#clock;
      else if (!this.#reading.has(number) && this.#reading.size < AT_ONCE && (!this.#state.read || number * PAGE_EVENTS < this.#state.matching)) void this.#load(number);
    }
  }

  /** Tries again after an error. */
  retry(): void {
    this.#change({ error: null });
    this.#fill();
  }

  /** No read goes on after this. */
  stop(): void {
    for (const reading of this.#reading.values()) reading.abort();
    this.#reading.clear();
  }

  /** The place of an event, or of the next one that the filter leaves; null where it leaves none at or after it. */
  async placeOf(event: number, signal: AbortSignal): Promise<{ place: number; row: TraceEvent } | null> {
    for (const [number, { rows }] of this.#pages) {
      const index = rows.findIndex((row) => row.event === event);
      const row = rows[index];
      if (row !== undefined) return { place: number * PAGE_EVENTS + index, row };
    }
    const around = await this.#read({ from: 0, count: 3, at: event }, signal);
    const index = around.rows.findIndex((row) => row.event >= event);
    const row = around.rows[index];
    return row === undefined ? null : { place: around.from + index, row };
  }

  async #load(number: number): Promise<void> {
    const reading = new AbortController();
    this.#reading.set(number, reading);
    try {
      const { rows, matching } = await this.#read({ from: number * PAGE_EVENTS, count: PAGE_EVENTS, at: null }, reading.signal);
      if (this.#reading.get(number) !== reading) return;
      this.#reading.delete(number);
      this.#pages.set(number, { rows, used: ++this.#clock });
      this.#trim();
      this.#change({ read: true, matching, error: null });
      this.#fill();
    } catch (error) {
      if (this.#reading.get(number) !== reading) return;
      this.#reading.delete(number);
      this.#change({ error });
    }
  }

  #trim(): void {
    const spare = [...this.#pages].filter(([number]) => number < this.#wanted.first || number > this.#wanted.last).sort(([, a], [, b]) => a.used - b.used);
    for (const [number] of spare.slice(0, Math.max(0, this.#pages.size - MOST_PAGES))) this.#pages.delete(number);
  }

  #change(part: Partial<EventsState>): void {
    this.#state = { ...this.#state, ...part };
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}
