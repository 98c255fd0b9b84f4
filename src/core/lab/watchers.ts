// Who watches a run: it goes on while somebody does, and ends when the last watcher has gone.

export interface Watchers {
  /** Counts until `gone` aborts. */
  add(gone: AbortSignal): void;
  /** A watcher that never leaves (the run is then ended by cancel alone). */
  addForever(): void;
}

/** `onNone` is called once, when there was a watcher and the last one has gone. */
export function createWatchers(onNone: () => void): Watchers {
  const present = new Set<AbortSignal>();
  let forever = false;
  return {
    add(gone) {
      if (gone.aborted || present.has(gone)) return;
      present.add(gone);
      gone.addEventListener(
        'abort',
        () => {
          present.delete(gone);
          if (present.size === 0 && !forever) onNone();
        },
        { once: true },
      );
    },
    addForever() {
      forever = true;
    },
  };
}
