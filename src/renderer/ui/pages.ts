// The part of a long list that is at hand: pages that were read, the least recently wanted dropped. The whole list never is. Logs, events of a trace and rows of a
// comparison are such lists.

export interface PageLimits {
  pages: number;
  /** As `sizeOf` counts; none where it is left out. */
  size?: number;
  /** Wanted pages that are read at a time; all where it is left out. */
  atOnce?: number;
}

type Outcome<Page> = { page: Page } | { error: unknown };

interface Reading<Page> {
  until: AbortController;
  outcome: Promise<Outcome<Page>>;
  /** Somebody waits for it: it is not given up when others are wanted. */
  held: boolean;
  /** What it brings is old already: it is read once more. */
  again: boolean;
}

/**
 * A store to subscribe to (`usePages`): `version` changes with every page that came, every error and every `retry`. A page is read once however often it is
 * wanted, and a failed read is not tried again until `retry`, or until another page came.
 */
export abstract class Pages<Key, Page> {
  readonly #limits: PageLimits;
  /** The one wanted last stands last. */
  readonly #kept = new Map<Key, { page: Page; size: number }>();
  readonly #reading = new Map<Key, Reading<Page>>();
  readonly #listeners = new Set<() => void>();
  #wanted: ReadonlySet<Key> = new Set();
  #version = 0;
  #error: unknown = null;

  constructor(limits: PageLimits) {
    this.#limits = limits;
  }

  protected abstract read(key: Key, signal: AbortSignal): Promise<Page>;

  /** A page came and is kept: what it tells of the whole list. Before anybody hears of it. */
  protected came(_key: Key, _page: Page): void {
    // Nothing, of most lists.
  }

  /** Whether a wanted page must be read; `page`: as it is at hand. Must be false of one that just came, but where the list has changed since. */
  protected isNeeded(_key: Key, page: Page | undefined): boolean {
    return page === undefined;
  }

  protected sizeOf(_page: Page): number {
    return 1;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };
  readonly version = (): number => this.#version;

  /** Of the last read; null when it went well. */
  get error(): unknown {
    return this.#error;
  }

  /** Pages that are kept. */
  get count(): number {
    return this.#kept.size;
  }

  /** All that is kept, as `sizeOf` counts. */
  get size(): number {
    let sum = 0;
    for (const { size } of this.#kept.values()) sum += size;
    return sum;
  }

  protected kept(key: Key): Page | undefined {
    return this.#kept.get(key)?.page;
  }

  protected *allKept(): Iterable<[Key, Page]> {
    for (const [key, { page }] of this.#kept) yield [key, page];
  }

  /** Says which pages are looked at: reads those that are not at hand, gives up reading others, and drops none of them. */
  protected wantPages(keys: Iterable<Key>): void {
    this.#wanted = new Set(keys);
    for (const [key, { held, until }] of this.#reading)
      if (!held && !this.#wanted.has(key)) {
        until.abort();
        this.#reading.delete(key);
      }
    this.#fill();
  }

  /** A page to wait for, wanted or not; an error of before is no reason not to read it. Rejects with what the read rejects with. */
  protected async page(key: Key): Promise<Page> {
    const known = this.kept(key);
    if (known !== undefined) {
      this.#use(key);
      return known;
    }
    const reading = this.#reading.get(key) ?? this.#load(key);
    reading.held = true;
    const outcome = await reading.outcome;
    if ('error' in outcome) throw outcome.error;
    return outcome.page;
  }

  /** Reads a page though it is at hand; where it is being read, once more after that. */
  protected readAgain(key: Key): void {
    const reading = this.#reading.get(key);
    if (reading === undefined) this.#load(key).held = true;
    else {
      reading.again = true;
      reading.held = true;
    }
  }

  /** Tries again after an error. */
  retry(): void {
    this.#error = null;
    this.#changed();
    this.#fill();
  }

  /** Gives up every read. */
  stop(): void {
    for (const { until } of this.#reading.values()) until.abort();
    this.#reading.clear();
  }

  #fill(): void {
    for (const key of this.#wanted) {
      this.#use(key);
      if (this.#error !== null || this.#reading.has(key) || this.#reading.size >= (this.#limits.atOnce ?? Infinity)) continue;
      if (this.isNeeded(key, this.kept(key))) this.#load(key);
    }
  }

  #use(key: Key): void {
    const entry = this.#kept.get(key);
    if (entry === undefined) return;
    this.#kept.delete(key);
    this.#kept.set(key, entry);
  }

  #load(key: Key): Reading<Page> {
    const until = new AbortController();
    const reading = { until, outcome: this.#outcomeOf(key, this.read(key, until.signal), until), held: false, again: false };
    this.#reading.set(key, reading);
    return reading;
  }

  async #outcomeOf(key: Key, read: Promise<Page>, { signal }: AbortController): Promise<Outcome<Page>> {
    try {
      const page = await read;
      if (!signal.aborted) this.#keep(key, page);
      return { page };
    } catch (error) {
      if (!signal.aborted) this.#fail(key, error);
      return { error };
    }
  }

  #keep(key: Key, page: Page): void {
    const again = this.#reading.get(key)?.again === true;
    this.#reading.delete(key);
    this.#error = null;
    this.#kept.delete(key);
    this.#kept.set(key, { page, size: this.sizeOf(page) });
    this.#drop();
    this.came(key, page);
    if (again) this.readAgain(key);
    this.#fill();
    this.#changed();
  }

  #fail(key: Key, error: unknown): void {
    const again = this.#reading.get(key)?.again === true;
    this.#reading.delete(key);
    this.#error = error;
    if (again) this.readAgain(key);
    this.#changed();
  }

  #drop(): void {
    let size = this.size;
    for (const [key, entry] of this.#kept) {
      if (this.#kept.size <= this.#limits.pages && size <= (this.#limits.size ?? Infinity)) return;
      if (this.#wanted.has(key)) continue;
      this.#kept.delete(key);
      size -= entry.size;
    }
  }

  #changed(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}

/** The numbers of the pages, from 0, that hold these places, both ends included. */
export function* pagesOf(first: number, last: number, ofPage: number): Iterable<number> {
  for (let page = Math.floor(Math.max(0, first) / ofPage); page * ofPage <= Math.max(first, last); page += 1) yield page;
}
